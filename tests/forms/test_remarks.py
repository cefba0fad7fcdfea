"""What the reader remarks on a sheet beyond its values."""

import io

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from support.published import LANGFANG
from support.returned import filled_form, without_names
from support.sheets import saved, sheet_bytes, stamped
from xlperf.forms.reading import read_workbook
from xlperf.model.evaluation import Remark, RemarkKind
from xlperf.rules.loading import load_ruleset

RULES = load_ruleset("central_2020")


def remarks(data: bytes) -> dict[RemarkKind, Remark]:
    """The remarks on the only form of a workbook."""
    (form,) = read_workbook(data, RULES).forms
    found = {remark.kind: remark for remark in form.remarks}
    assert len(found) == len(form.remarks)
    return found


def changed(data: bytes, change: str, *targets: int | str) -> bytes:
    """The workbook after somebody hid rows (numbers) or columns (letters), or copied rows below."""
    book = load_workbook(io.BytesIO(data))
    sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
    if change == "copy":
        _copy_below(sheet)
    for target in targets:
        dimensions = sheet.row_dimensions if isinstance(target, int) else sheet.column_dimensions
        dimensions[target].hidden = True  # type: ignore[index]
    return saved(book)


def _copy_below(sheet: Worksheet) -> None:
    last = sheet.max_row
    for row in list(sheet.iter_rows(min_row=1, max_row=last, values_only=True)):
        sheet.append(list(row))


def test_a_form_as_issued_and_a_published_one_without_oddities_have_none() -> None:
    assert remarks(filled_form()) == {}
    assert remarks(sheet_bytes(LANGFANG.replace("指标2： ", ""))) == {}


def test_model_rows_that_nobody_filled_in_are_counted() -> None:
    found = remarks(sheet_bytes(LANGFANG))
    assert found[RemarkKind.SPARE_ROWS].detail == "有 1 行空指标（指标2：……）没有删除"
    assert found[RemarkKind.SPARE_ROWS].cell == "D14"


@pytest.mark.parametrize(
    ("hidden", "words"),
    [((15,), "第 15 行"), (("D",), "D 列"), ((13, 15), "第 13 行、第 15 行")],
)
def test_hidden_rows_and_columns_with_something_in_them_are_named(
    hidden: tuple[int | str, ...], words: str
) -> None:
    found = remarks(changed(sheet_bytes(LANGFANG), "hide", *hidden))
    assert found[RemarkKind.HIDDEN].detail == f"隐藏的{words}里有内容，照样参加计算"


def test_a_hidden_row_without_anything_in_it_is_nobody_s_concern() -> None:
    assert RemarkKind.HIDDEN not in remarks(changed(sheet_bytes(LANGFANG), "hide", 40))


def test_a_second_form_on_the_sheet_is_read_as_the_first_is() -> None:
    first, second = read_workbook(changed(sheet_bytes(LANGFANG), "copy"), RULES).forms
    assert second.project_name.value == first.project_name.value
    assert second.project_name.cell != first.project_name.cell
    assert len(second.indicators) == len(first.indicators) > 0


def test_a_weight_in_the_row_of_a_source_is_told_once_where_it_stands() -> None:
    scored = LANGFANG.replace("| 43.2 | 43.2 | 37.24 | — | | — |", "| 43.2 | 43.2 | 37.24 | 10 | | 9 |")
    assert scored != LANGFANG
    assert remarks(sheet_bytes(scored))[RemarkKind.SCORED_SOURCE] == Remark(
        RemarkKind.SCORED_SOURCE, "当年财政拨款行填了“10”", "H7"
    )


@pytest.mark.parametrize(
    ("made", "saved", "told"),
    [
        ("2019-05-16T08:00:00Z", "2019-05-16T09:00:00Z", "2019年5月16日"),
        ("2019-01-01T00:00:00Z", "2019-12-31T15:59:59Z", "2019年12月31日"),
        ("2019-01-01T00:00:00Z", "2019-12-31T16:00:00Z", None),  # New Year in China
        ("2019-05-16T08:00:00Z", "2019-05-16T08:00:00Z", None),  # never saved again
        ("2018-05-16T08:00:00Z", "2018-05-16T09:00:00Z", None),  # the template was
    ],
)
def test_a_form_that_was_saved_before_its_year_was_over_is_told(
    made: str, saved: str, told: str | None
) -> None:
    found = remarks(stamped(sheet_bytes(LANGFANG.replace("指标2： ", "")), made, saved))
    detail = f"表上写 2019 年度，文件在 {told} 就保存了，这一年还没有过完"
    assert found == ({RemarkKind.EARLY: Remark(RemarkKind.EARLY, detail, "A2")} if told else {})


def test_the_year_of_a_form_that_we_issued_is_beyond_doubt() -> None:
    early = stamped(filled_form(), "2020-12-01T00:00:00Z", "2021-12-01T00:00:00Z")
    assert remarks(early) == {}
    assert remarks(without_names(early, "绩效指标")).keys() == {RemarkKind.MOVED}


def test_an_issued_form_that_had_to_be_read_by_its_labels_is_told() -> None:
    assert remarks(without_names(filled_form(), "绩效指标")).keys() >= {RemarkKind.MOVED}
