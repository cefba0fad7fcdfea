"""Published forms laid out at random: every field is read where it stands, or said not to be there."""

from itertools import product

import pytest

from support.layouts.judging import differences
from support.layouts.scenes import Drawn, scene
from support.published_cases import RULE_SETS, fields, published
from xlperf.forms.reading import FormWorkbook, read_workbook
from xlperf.model.evaluation import SelfEvaluation
from xlperf.rules.loading import load_ruleset

#: Layouts of one case alone, and of two cases on one sheet.
ALONE, TOGETHER = range(1, 25), range(1, 7)
#: Which case stands beside or under which.
PAIRS = list(zip(RULE_SETS, [*list(RULE_SETS)[3:], *list(RULE_SETS)[:3]], strict=True))


def read(data: bytes) -> FormWorkbook:
    return read_workbook(data, load_ruleset("central_2020"))


def wrong(drawn: Drawn, form: SelfEvaluation) -> list[str]:
    return list(differences(drawn, form, fields(form)))


@pytest.mark.parametrize(("number", "seed"), list(product(RULE_SETS, ALONE)))
def test_a_form_is_read_in_full_however_it_is_laid_out(number: str, seed: int) -> None:
    drawn = scene((published(number),), seed)
    (form,) = read(drawn.data).forms
    assert wrong(drawn.forms[0], form) == []


@pytest.mark.parametrize(("pair", "seed"), list(product(PAIRS, TOGETHER)))
def test_two_forms_on_one_sheet_are_read_each_in_full(pair: tuple[str, str], seed: int) -> None:
    drawn = scene(tuple(published(number) for number in pair), seed)
    forms = {form.project_name.cell: form for form in read(drawn.data).forms}
    assert len(forms) == len(drawn.forms)
    for one in drawn.forms:
        assert wrong(one, forms[one.places["project_name"][0]]) == []


def test_the_layouts_differ_in_every_dimension() -> None:
    """A generator that always drew the same would prove nothing."""
    plans = [scene((published("05"),), seed).forms[0].plan for seed in ALONE]
    for name in plans[0].__dataclass_fields__:
        assert len({str(getattr(plan, name)) for plan in plans}) > 1, name
