"""What several rules ask of a form is looked for once, and for each form anew."""

from dataclasses import replace

from support.forms import case
from xlperf.rules.case import FormCase, once


def test_it_is_found_once_for_each_form() -> None:
    asked: list[str] = []

    @once
    def project(form: FormCase) -> str | None:
        asked.append(form.form.project_name.value or "")
        return None

    first = case()
    other = replace(
        first, form=replace(first.form, project_name=replace(first.form.project_name, value="别的"))
    )
    for each in (first, other, first, other):
        assert project(each) is None
    assert asked == [first.form.project_name.value, "别的"]
