"""Formulas that no program has calculated are given the values that they come to."""

from pathlib import Path

from openpyxl import load_workbook

from support import second_town as town
from xlperf.cli import main
from xlperf.demo.village import fill_in
from xlperf.steps.reading import form_data, read_forms


def issued_and_filled(folder: Path) -> Path:
    """A workbook saved by a program that calculates nothing."""
    options = [text for name, path in town.write_files(folder).items() for text in (f"--{name}", str(path))]
    root = folder / "round"
    new = ["new", str(root), "--town", town.TOWN, "--year", str(town.YEAR), "--ruleset", town.RULESET]
    assert main([*new, *options]) == 0
    assert main(["distribute", str(root)]) == 0
    issued = root / "下发" / "002_柳河村_2023绩效自评.xlsx"
    fill_in(issued, root / "回收" / issued.name, town.answers(), (), "2024-02-01T08:00:00Z")
    return root / "回收" / issued.name


def test_a_form_that_was_filled_in_without_excel_shows_rate_scores_total_and_grade(tmp_path: Path) -> None:
    reading = read_forms(issued_and_filled(tmp_path)).forms[0]
    project = next(p for p in town.PROJECTS if p.code == reading.form.project_code.value)
    data = form_data(reading)
    assert data["funding"][0]["budget"] == str(project.budget())
    assert data["rate"] == f"{project.spent / project.fiscal:.4f}"
    assert [line["score"] for line in data["indicators"]] == [
        str(project.metres // 5),
        "10",
        "10",
        "28",
        "10",
    ]
    assert data["total_score"] == str(town.due_score(project))
    assert data["grade"] == "优"


def test_what_somebody_typed_over_a_formula_stays_as_it_is(tmp_path: Path) -> None:
    path = issued_and_filled(tmp_path)
    book = load_workbook(path)
    sheet = next(sheet for sheet in book.worksheets if "总分" in sheet.defined_names)
    cell = sheet.defined_names["总分"].attr_text.rpartition("!")[2].replace("$", "")
    sheet[cell].value = 12
    book.save(path)
    assert form_data(read_forms(path).forms[0])["total_score"] == "12"


def test_a_form_that_nobody_filled_in_has_no_total(tmp_path: Path) -> None:
    path = issued_and_filled(tmp_path)
    blank = path.parent.parent / "下发" / path.name
    data = form_data(read_forms(blank).forms[0])
    assert (data["total_score"], data["grade"]) == (None, None)
    assert data["rate"] is not None
