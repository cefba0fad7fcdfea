"""What a form shows while it is being filled, and what it looks like on paper."""

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.worksheet import Worksheet

from support.form import CENTRAL, filled, form_of, layout_of, template
from support.office import Office
from xlperf.forms.areas import anchor, cells_of
from xlperf.forms.marks import Look, marks
from xlperf.forms.names import FORM_SHEET, GUIDE_SHEET, SELF_CHECK_SHEET
from xlperf.ooxml.refs import Range

# -- what shows by itself ------------------------------------------------------------------------------


def marked(office: Office, path: Path) -> dict[Look, set[str]]:
    """Every cell that a mark applies to, as LibreOffice evaluates the marks' formulas."""
    book = openpyxl.load_workbook(path)
    sheet = book[FORM_SHEET]
    assert isinstance(sheet, Worksheet)
    places: dict[tuple[str, str], tuple[Look, str]] = {}
    for index, mark in enumerate(marks(layout_of(CENTRAL))):
        first = anchor(mark.area).ref
        for number, each in enumerate(cells_of(mark.area)):
            scratch = sheet.cell(100 + number, 30 + index)
            scratch.value = Translator(mark.formula, first).translate_formula(each.ref)
            places[FORM_SHEET, str(scratch.coordinate)] = mark.look, each.ref
    book.save(path)
    (live,) = office.recalculate(path)
    found: dict[Look, set[str]] = {look: set() for look in Look}
    for key, (look, ref) in places.items():
        assert live[key] in {0.0, 1.0}, f"{ref}: {live[key]}"
        if live[key]:
            found[look].add(ref)
    return found


def cells_in(ref: str) -> set[str]:
    return {each.ref for each in cells_of(Range.parse(ref))}


def test_a_blank_form_asks_for_everything_that_is_needed_and_for_names_of_indicators(
    office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "blank.xlsx"
    path.write_bytes(template(CENTRAL))
    found = marked(office, path)
    single = cells_in("A2:K2") | cells_in("C3:F4") | cells_in("H3:K4") | cells_in("B11:K11")
    assert found[Look.MISSING] == single | cells_in("F7:H9") | cells_in("D13:D26")
    assert found[Look.WRONG] == set()


def test_a_form_filled_in_full_asks_for_nothing(office: Office, tmp_path: Path) -> None:
    found = marked(office, filled(tmp_path / "full.xlsx"))
    assert found[Look.MISSING] == set()
    assert found[Look.WRONG] == set()


def test_what_is_missing_and_what_is_wrong_shows_where_it_is(office: Office, tmp_path: Path) -> None:
    changes = {
        "C4": " ",
        "H9": None,
        "K14": None,  # lost points, no reason
        "H15": 40,  # two and a half times the target, no reason
        "G17": None,
        "H18": None,
        "H16": "全部合格",
        "J21": 9,  # of 8
        "I24": None,
        "D22": None,
        "F22": "有效",
    }
    found = marked(office, filled(tmp_path / "gaps.xlsx", changes))
    missing = {"H9", "K14", "K15", "G17", "H18", "J16", "I24", "D22"}
    assert found[Look.MISSING] == missing | cells_in("C4:F4")
    assert found[Look.WRONG] == {"H16", "J21", "I27"}


def test_repeated_levels_show_once_in_the_middle_of_their_group(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    path.write_bytes(template(CENTRAL))
    found = marked(office, path)
    labels = cells_in("B13:C26") - found[Look.REPEATED] - found[Look.REPEATED_EDGE]
    assert {ref for ref in labels if ref[0] == "B"} == {"B16", "B22", "B25"}
    assert sorted(int(ref[1:]) for ref in labels if ref[0] == "C") == [14, 16, 18, 19, 20, 21, 23, 24, 25]
    edges = found[Look.EDGE]
    assert {ref for ref in edges if ref[0] == "B"} == {"B13", "B20", "B25"}
    assert {ref for ref in edges if ref[0] == "C"} == {
        f"C{row}" for row in (13, 16, 18, 19, 20, 21, 23, 24, 25)
    }
    assert found[Look.REPEATED_EDGE] == edges & found[Look.REPEATED]


# -- on paper ------------------------------------------------------------------------------------------


def pages_of_the_form(office: Office, path: Path, folder: Path) -> int:
    book = openpyxl.load_workbook(path)
    del book[GUIDE_SHEET], book[SELF_CHECK_SHEET]
    alone = folder / f"alone-{path.name}"
    book.save(alone)
    return len(office.render(alone, folder, dpi=30))


@pytest.mark.parametrize("ruleset", [CENTRAL, "central_2021_cost", "hebei_2020"])
def test_the_form_prints_on_one_page(ruleset: str, office: Office, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(template(ruleset))
    assert pages_of_the_form(office, path, tmp_path) == 1


def test_a_form_full_of_text_still_prints_on_one_page(office: Office, tmp_path: Path) -> None:
    long = dict.fromkeys((f"K{row}" for row in range(13, 27)), "因用地手续办理延误，未能按期开工。" * 12)
    assert pages_of_the_form(office, filled(tmp_path / "long.xlsx", long), tmp_path) == 1


def test_the_page_is_a4_centred_and_black_on_white() -> None:
    sheet = form_of(CENTRAL)
    setup, properties = sheet.page_setup, sheet.sheet_properties.pageSetUpPr
    assert (setup.paperSize, setup.orientation, setup.blackAndWhite) == (9, "portrait", True)
    # One page wide and one high is what fitToPage means where neither is said.
    assert properties is not None
    assert (properties.fitToPage, setup.fitToWidth, setup.fitToHeight) == (True, None, None)
    assert sheet.print_options.horizontalCentered
    assert sheet.print_area == f"'{FORM_SHEET}'!$A$1:$K$27"


def test_rows_of_indicators_have_a_height_that_excel_may_change() -> None:
    with zipfile.ZipFile(io.BytesIO(template(CENTRAL))) as package:
        text = package.read("xl/worksheets/sheet2.xml").decode()
    rows = {int(row): rest for row, rest in re.findall(r'<row r="(\d+)"([^>]*)>', text)}
    fixed = [row for row, rest in rows.items() if "customHeight" in rest]
    assert set(fixed) == set(rows) - set(layout_of(CENTRAL).indicator_lines)
    assert all('ht="42"' in rows[row] for row in layout_of(CENTRAL).indicator_lines)
