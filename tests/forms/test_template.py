"""The built template, seen by an independent reader (openpyxl) and by LibreOffice."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.worksheet import Worksheet

from support.form import CENTRAL, book_of, form_of, layout_of, template, typed
from support.office import Office
from support.validator import Validator
from xlperf.build.__main__ import build_all, complaints, main, stale_parts, write
from xlperf.build.template import build_template
from xlperf.forms.areas import absolute, anchor, cells_of
from xlperf.forms.marks import marks
from xlperf.forms.names import (
    FORM_SHEET,
    GUIDE_SHEET,
    IDENTITY_SHEET,
    SELF_CHECK_HELPERS,
    SELF_CHECK_SHEET,
    TEMPLATE_ID,
    TEMPLATE_VERSION,
    Identity,
    Name,
)
from xlperf.forms.validation import input_cells, validations
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.refs import Range
from xlperf.rules.loading import load_ruleset, ruleset_ids

every_ruleset = pytest.mark.parametrize("ruleset", ruleset_ids())

#: Functions that Excel 2007 has; a newer one would show #NAME? on an old office computer.
OLD_FUNCTIONS = """
AND COUNT COUNTA COUNTIF COUNTIFS IF INT ISNUMBER LEN MAX MIN N NOT OR ROUND SUM SUMIF SUMPRODUCT TRIM
"""


def formulas_of(sheet: Worksheet) -> Iterator[tuple[str, str]]:
    for row in sheet.iter_rows():
        for each in row:
            if each.data_type == "f":
                yield str(each.coordinate), str(each.value)


# -- structure ---------------------------------------------------------------------------------------


@every_ruleset
def test_the_workbook_holds_guide_self_check_form_and_what_nobody_sees(ruleset: str) -> None:
    book = book_of(ruleset)
    states = {sheet.title: sheet.sheet_state for sheet in book.worksheets}
    seen, unseen = (GUIDE_SHEET, SELF_CHECK_SHEET, FORM_SHEET), (IDENTITY_SHEET, SELF_CHECK_HELPERS)
    assert list(states.items()) == [
        *((title, "visible") for title in seen),
        *((title, "veryHidden") for title in unseen),
    ]


@every_ruleset
def test_every_name_of_the_form_is_scoped_to_its_sheet(ruleset: str) -> None:
    book, layout = book_of(ruleset), layout_of(ruleset)
    blocks = {Name.FUNDS, Name.SOURCE_RATES, Name.INDICATORS}
    wanted = {
        str(name): f"{FORM_SHEET}!{absolute(area if name in blocks else anchor(area))}"
        for name, area in layout.places.items()
    }
    assert {name: defined.attr_text for name, defined in book[FORM_SHEET].defined_names.items()} == wanted
    assert not set(Name) & set(book.defined_names)


@every_ruleset
def test_the_identity_is_found_by_global_names_and_blank_where_a_round_fills_it(ruleset: str) -> None:
    book = book_of(ruleset)
    sheet, rules = book[IDENTITY_SHEET], load_ruleset(ruleset)
    found = {}
    for name in Identity:
        title, ref = book.defined_names[name].attr_text.replace("$", "").split("!")
        assert title == IDENTITY_SHEET
        assert sheet[f"A{ref[1:]}"].value == name.key
        found[name] = sheet[ref].value
    assert found == {
        **dict.fromkeys(Identity),
        Identity.TEMPLATE: TEMPLATE_ID,
        Identity.VERSION: TEMPLATE_VERSION,
        Identity.RULESET: rules.id,
        Identity.MONEY_UNIT: rules.money_unit.value,
    }


@every_ruleset
def test_the_indicator_block_has_no_merged_cell(ruleset: str) -> None:
    block = layout_of(ruleset).indicators
    for merged in form_of(ruleset).merged_cells.ranges:
        assert not block.overlaps(Range.parse(str(merged))), str(merged)


@every_ruleset
def test_the_funds_are_single_cells(ruleset: str) -> None:
    funds = layout_of(ruleset).funds
    assert not any(
        funds.overlaps(Range.parse(str(merged))) for merged in form_of(ruleset).merged_cells.ranges
    )


@every_ruleset
def test_every_indicator_row_repeats_its_first_and_second_level(ruleset: str) -> None:
    sheet, layout = form_of(ruleset), layout_of(ruleset)
    rows = [(sheet[f"B{row}"].value, sheet[f"C{row}"].value) for row in layout.indicator_lines]
    assert rows == [(row.level1, row.level2) for row in layout.spec.indicator_rows]


def test_the_year_is_a_number_that_prints_as_the_official_form_does() -> None:
    assert form_of(CENTRAL)["A2"].number_format == '"（"0"年度）"'


@pytest.mark.parametrize(("ruleset", "shown"), [(CENTRAL, False), ("yunnan_gk14", True)])
def test_the_grade_is_printed_only_where_the_official_form_has_a_place_for_it(
    ruleset: str, shown: bool
) -> None:
    grade = form_of(ruleset)[layout_of(ruleset).place(Name.GRADE).ref]
    assert str(grade.value).startswith("=IF(")
    assert grade.number_format == ('"等级："@' if shown else ";;;")


def test_nothing_links_outside_and_nothing_runs() -> None:
    names = zipfile.ZipFile(io.BytesIO(template(CENTRAL))).namelist()
    assert not [
        name for name in names if re.search(r"external|vba|macro|drawing|connection", name, re.IGNORECASE)
    ]


# -- formulas ----------------------------------------------------------------------------------------


@every_ruleset
def test_totals_rate_scores_and_grade_are_live_and_nothing_else_is(ruleset: str) -> None:
    layout = layout_of(ruleset)
    computed = (
        Name.RATE,
        Name.RATE_SCORE,
        Name.SOURCE_RATES,
        Name.WEIGHT_TOTAL,
        Name.TOTAL_SCORE,
        Name.GRADE,
    )
    areas = [layout.place(name) for name in computed] + [layout.indicator_column("score")]
    areas.append(
        Range(layout.funds.first_row, layout.funds.first_col, layout.funds.first_row, layout.funds.last_col)
    )
    live = {ref for ref, _ in formulas_of(form_of(ruleset))}
    assert live == {each.ref for area in areas for each in cells_of(area)}


@every_ruleset
def test_no_formula_is_newer_than_excel_2007(ruleset: str) -> None:
    layout = layout_of(ruleset)
    texts = [text for _, text in formulas_of(form_of(ruleset))]
    texts += [mark.formula for mark in marks(layout)]
    texts += [rule.formula for rule in validations(layout)]
    used = set(re.findall(r"([A-Z][A-Z0-9.]*)\(", " ".join(texts)))
    assert used <= set(OLD_FUNCTIONS.split())
    assert {"ROUND", "SUMPRODUCT"} <= used


def test_a_blank_form_shows_no_total_and_no_grade() -> None:
    sheet, layout = book_of(CENTRAL, values=True)[FORM_SHEET], layout_of(CENTRAL)
    for name in (Name.RATE, Name.RATE_SCORE, Name.TOTAL_SCORE, Name.GRADE):
        assert not sheet[layout.place(name).ref].value
    assert sheet[layout.place(Name.WEIGHT_TOTAL).ref].value == 10


def test_cached_values_are_those_of_a_full_recalculation(office: Office, tmp_path: Path) -> None:
    paths = []
    for ruleset in ruleset_ids():
        paths.append(tmp_path / f"{ruleset}.xlsx")
        paths[-1].write_bytes(template(ruleset))
    office.assert_cached_values_match(*paths)


# -- what may be typed -------------------------------------------------------------------------------


@every_ruleset
def test_exactly_the_input_cells_are_unlocked(ruleset: str) -> None:
    sheet = form_of(ruleset)
    unlocked = {
        str(each.coordinate) for row in sheet.iter_rows() for each in row if not each.protection.locked
    }
    assert unlocked == input_cells(layout_of(ruleset))


def test_sheets_are_protected_without_a_password_and_rows_may_be_made_higher() -> None:
    for sheet in book_of(CENTRAL).worksheets:
        protection = sheet.protection
        assert protection.sheet
        assert not protection.password
        if sheet.sheet_state == "visible":
            assert not protection.formatRows
            assert not protection.formatColumns


@every_ruleset
def test_the_validations_of_the_spec_are_in_the_sheet(ruleset: str) -> None:
    found = {
        (str(rule.sqref), rule.type, rule.promptTitle, rule.prompt, rule.error, rule.errorStyle or "stop")
        for rule in form_of(ruleset).data_validations.dataValidation
    }
    kinds = {"length": "textLength"}
    wanted = {
        (
            " ".join(area.ref for area in rule.areas),
            kinds.get(rule.check, str(rule.check)),
            rule.title,
            rule.prompt,
            rule.error,
            "stop" if rule.stop else "warning",
        )
        for rule in validations(layout_of(ruleset))
    }
    assert found == wanted


def test_limits_are_those_of_the_field() -> None:
    rules = {str(rule.sqref): rule for rule in form_of(CENTRAL).data_validations.dataValidation}

    def limits(ref: str) -> tuple[str | None, ...]:
        return rules[ref].operator, rules[ref].formula1, rules[ref].formula2

    # "between" is what a validation without an operator means.
    assert limits("A2") == (None, "2000", "2099")
    assert limits("F7:H9") == ("greaterThanOrEqual", "0", None)
    assert limits("J13:J26") == (None, "0", "$I13")
    assert rules["E13:E26"].formula1 == '"≥,>,=,≤,<,定性"'
    assert all(rule.allowBlank for rule in rules.values())


#: relation, target, unit, actual value: whether the form takes it. "95%" is what Excel makes of 95%.
ENTRIES = """
≥     95          %     96.2              yes
≥     95          %     0.962             no
≥     95          ％    0.95              no
≥     3           %     0.8               yes
≤     5           %     0.1               yes
≥     50          户    0.5               yes
≥     50          户    0                 yes
=     3           座    -1                yes
≥     3           公里  3公里             no
≥     3           公里  约3               no
≥     3           公里  不适用            yes
≤     12月底前    -     2021年11月        yes
定性  95          -     达成年度指标      yes
定性  明显改善    -     达成年度指标      yes
"""


def test_a_number_is_wanted_where_the_target_is_a_number(office: Office, tmp_path: Path) -> None:
    sheet = form_of(CENTRAL)
    (rule,) = (each for each in sheet.data_validations.dataValidation if each.type == "custom")
    entries = [line.split() for line in ENTRIES.strip().splitlines()]
    book = openpyxl.Workbook()
    scratch = book.worksheets[0]
    for row, (relation, target, unit, actual, _) in enumerate(entries, 13):
        for column, text in zip("EFGH", (relation, target, unit, actual), strict=True):
            scratch[f"{column}{row}"] = typed(text)
            scratch[f"{column}{row}"].data_type = "n" if isinstance(typed(text), float) else "s"
        scratch[f"A{row}"] = Translator(f"={rule.formula1}", "H13").translate_formula(f"H{row}")
    book.save(tmp_path / "entries.xlsx")
    (live,) = office.recalculate(tmp_path / "entries.xlsx")
    taken = ["yes" if live["Sheet", f"A{row}"] else "no" for row in range(13, 13 + len(entries))]
    assert list(zip(entries, taken, strict=True)) == [(entry, entry[-1]) for entry in entries]


# -- the build -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ruleset", [CENTRAL, "hubei"])
@pytest.mark.parametrize("unit", MoneyUnit)
def test_building_twice_gives_the_same_bytes(ruleset: str, unit: MoneyUnit) -> None:
    rules = load_ruleset(ruleset)
    assert build_template(rules, unit) == build_template(rules, unit)


def test_amounts_show_every_digit_of_their_unit() -> None:
    rules = load_ruleset(CENTRAL)
    formats = {}
    for unit in MoneyUnit:
        book = openpyxl.load_workbook(io.BytesIO(build_template(rules, unit)))
        formats[unit] = book[FORM_SHEET]["F7"].number_format
    assert formats == {MoneyUnit.WAN: "#,##0.00####_ ", MoneyUnit.YUAN: "#,##0.00_ "}


def test_every_template_is_valid_open_xml(validator: Validator, tmp_path: Path) -> None:
    paths = []
    for ruleset in ruleset_ids():
        paths.append(tmp_path / f"{ruleset}.xlsx")
        paths[-1].write_bytes(template(ruleset))
    validator.assert_valid(*paths)


def test_the_built_form_in_the_repository_is_up_to_date(root: Path) -> None:
    assert complaints(root / "workbooks", {"self-evaluation.xlsx": template(CENTRAL)}) == []


def test_the_build_writes_what_it_then_finds_up_to_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "workbooks"
    assert main([str(folder)]) == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted(build_all())
    assert main([str(folder), "--check"]) == 0
    assert capsys.readouterr() == ("", "")


def test_the_check_names_the_file_and_the_part_that_is_stale(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = dict(build_all())
    write(tmp_path, files | {"self-evaluation.xlsx": template("hubei"), "control.xlsm": b"no package"})
    (tmp_path / "report.docx").unlink()
    assert main([str(tmp_path), "--check"]) == 1
    said = capsys.readouterr().err
    assert "report.docx: missing" in said
    assert re.search(r"self-evaluation.xlsx: not up to date: .*xl/worksheets/sheet2.xml", said)
    assert "control.xlsm: not up to date" in said


def test_packing_does_not_matter_only_what_the_parts_say() -> None:
    data = template(CENTRAL)
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(stored, "w") as plain:
        for name in packed.namelist():
            plain.writestr(name, packed.read(name))
    assert stored.getvalue() != data
    assert stale_parts(data, stored.getvalue()) == ()
