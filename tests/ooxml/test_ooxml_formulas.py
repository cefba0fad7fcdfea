"""Formulas follow the rows that they refer to, and nothing else in them changes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlperf.ooxml.formulas import (
    RowShift,
    drop_sheet,
    quote_sheet,
    rename_sheet,
    rename_tables,
    sheets_named,
    shift_rows,
    translate,
)
from xlperf.ooxml.refs import MAX_ROW, column_letters

#: The block of rows 5 to 8 becomes 6 rows long, or 2; the formula stands on the same sheet, 项目一, below it.
RESIZED = '''
SUM(C5:C8)                        SUM(C5:C10)                       SUM(C5:C6)
SUM(C4:C8)                        SUM(C4:C10)                       SUM(C4:C6)
SUM(C6:C9)                        SUM(C6:C11)                       SUM(C6:C7)
SUM($C$5:$C$8,C9)                 SUM($C$5:$C$10,C11)               SUM($C$5:$C$6,C7)
SUM(C7:C8)                        SUM(C7:C10)                       SUM(#REF!)
SUM(C8:F8)                        SUM(C8:F8)                        SUM(#REF!)
C8                                C8                                #REF!
C5*C6                             C5*C6                             C5*C6
C4:C5                             C4:C5                             C4:C5
c9+$C$9                           C11+$C$11                         C7+$C$7
5:8                               5:10                              5:6
$9:$9                             $11:$11                           $7:$7
A:C                               A:C                               A:C
A1:A1048576                       A1:A1048576                       A1:A1048576
项目一!C9+'项目一'!C9             项目一!C11+项目一!C11             项目一!C7+项目一!C7
项目二!C9                         项目二!C9                         项目二!C9
'[1]项目一'!C9                    '[1]项目一'!C9                    '[1]项目一'!C9
项目一:项目二!C9                  项目一:项目二!C9                  项目一:项目二!C9
LOG10(A9)+A9B+_A9+A9.x            LOG10(A11)+A9B+_A9+A9.x           LOG10(A7)+A9B+_A9+A9.x
XFE9+XFD9                         XFE9+XFD11                        XFE9+XFD7
"A9"&A9&"""A9"                    "A9"&A11&"""A9"                   "A9"&A7&"""A9"
表1[[#This Row],[A9]]+表1[A9]+A9  表1[[#This Row],[A9]]+表1[A9]+A11  表1[[#This Row],[A9]]+表1[A9]+A7
表1['[A9']]+A9                    表1['[A9']]+A11                   表1['[A9']]+A7
A9#+@A9+A9%                       A11#+@A11+A11%                    A7#+@A7+A7%
#REF!+#N/A+A9                     #REF!+#N/A+A11                    #REF!+#N/A+A7
A9:INDEX(C5:C8,2)                 A11:INDEX(C5:C10,2)               A7:INDEX(C5:C6,2)
{1,2;3,4}*A9+1.5E+9               {1,2;3,4}*A11+1.5E+9              {1,2;3,4}*A7+1.5E+9
IF(C9>=9,TRUE,得分9)              IF(C11>=9,TRUE,得分9)             IF(C7>=9,TRUE,得分9)
'''


def table(text: str) -> list[tuple[str, ...]]:
    return [tuple(re.split(r" {2,}", line.strip())) for line in text.strip().splitlines()]


@pytest.mark.parametrize(("before", "longer", "shorter"), table(RESIZED))
def test_references_follow_a_block_that_grows_or_shrinks(before: str, longer: str, shorter: str) -> None:
    assert shift_rows(before, RowShift.resize(5, 4, 6), "项目一", home=True) == longer
    assert shift_rows(before, RowShift.resize(5, 4, 2), "项目一", home=True) == shorter


@pytest.mark.parametrize(
    ("formula", "inside", "expected"),
    [
        ("SUM(C5:C5)", False, "SUM(C5:C7)"),
        ("SUM(C5:F5)", True, "SUM(C5:F5)"),
        ("C5/SUM(C$5:C$5)", True, "C5/SUM(C$5:C$7)"),
        ("C5", False, "C5"),
        ("C6", True, "C8"),
    ],
)
def test_a_block_of_one_row_grows_for_all_but_sums_across_that_row(
    formula: str, inside: bool, expected: str
) -> None:
    assert shift_rows(formula, RowShift.resize(5, 1, 3), "表", home=True, inside=inside) == expected


def test_on_another_sheet_only_references_by_name_follow() -> None:
    formula = "C9+'项目 一'!C9"
    assert shift_rows(formula, RowShift.insert(9, 1), "项目 一", home=False) == "C9+'项目 一'!C10"


def test_a_reference_pushed_off_the_sheet_is_lost() -> None:
    shift = RowShift.insert(9, 5)
    assert shift_rows(f"A{MAX_ROW}", shift, "表", home=True) == "#REF!"
    assert shift_rows(f"A9:A{MAX_ROW}", shift, "表", home=True) == f"A14:A{MAX_ROW}"


@pytest.mark.parametrize(
    ("formula", "rows", "cols", "expected"),
    [
        ("B5*2", 3, 0, "B8*2"),
        ("B$5+$B5+$B$5", 3, 1, "C$5+$B8+$B$5"),
        ("B5:B8", -4, -1, "A1:A4"),
        ("B5", -5, 0, "#REF!"),
        ("A5", 0, -1, "#REF!"),
        ("A:B+5:5+$A:$A", 1, 1, "B:C+6:6+$A:$A"),
        ('别表!B5&"B5"', 1, 0, '别表!B6&"B5"'),
        ("LOG10(B5)", 1, 0, "LOG10(B6)"),
    ],
)
def test_a_copied_formula_keeps_what_is_fixed(formula: str, rows: int, cols: int, expected: str) -> None:
    assert translate(formula, rows, cols) == expected


@pytest.mark.parametrize(
    ("title", "quoted"),
    [
        ("自评表", "自评表"),
        ("Sheet_1", "Sheet_1"),
        ("项目 一", "'项目 一'"),
        ("村（居）", "'村（居）'"),
        ("it's", "'it''s'"),
        ("A1", "'A1'"),
        ("RC", "'RC'"),
        ("2021", "'2021'"),
        ("TRUE", "'TRUE'"),
    ],
)
def test_a_title_is_quoted_where_it_could_be_read_otherwise(title: str, quoted: str) -> None:
    assert quote_sheet(title) == quoted


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("旧表!A1+A1", "'新 表'!A1+A1"),
        ("'旧表'!A1:B2", "'新 表'!A1:B2"),
        ("旧表!名称+旧表!#REF!", "'新 表'!名称+'新 表'!#REF!"),
        ("旧表:末!A1", "'新 表:末'!A1"),
        ("[1]旧表!A1+旧表2!A1", "[1]旧表!A1+旧表2!A1"),
        ('"旧表!A1"&旧表[A1]', '"旧表!A1"&旧表[A1]'),
    ],
)
def test_renaming_a_sheet_reaches_every_reference_to_it(before: str, after: str) -> None:
    assert rename_sheet(before, "旧表", "新 表") == after


def test_a_sheet_is_known_whatever_its_case() -> None:
    assert rename_sheet("SHEET1!A1", "Sheet1", "表") == "表!A1"
    assert sheets_named("SHEET1!A1+'it''s'!B2+[2]X!C3") == {"sheet1", "it's"}


def test_references_to_a_deleted_sheet_are_errors() -> None:
    assert drop_sheet("SUM(旧表!A1:B2)+旧表!名称+别表!A1", "旧表") == "SUM(#REF!)+#REF!+别表!A1"


def test_a_copied_table_is_meant_only_where_its_columns_are() -> None:
    formula = "SUM(汇总表[金额])+汇总表+汇总表2[金额]"
    assert rename_tables(formula, {"汇总表": "汇总表_2"}) == "SUM(汇总表_2[金额])+汇总表+汇总表2[金额]"


# -- against an independent model: rows as things that keep their identity ---------------------------------

cells = st.builds(
    lambda col, row, col_mark, row_mark: (f"{col_mark}{column_letters(col)}{row_mark}", row),
    *(st.integers(1, 30), st.integers(1, 40), st.sampled_from(["", "$"]), st.sampled_from(["", "$"])),
)
singles = cells.map(lambda cell: ((cell,), "{}"))
ranges = st.tuples(cells, cells).map(lambda pair: (tuple(sorted(pair, key=lambda cell: cell[1])), "{}:{}"))
formulas = st.lists(
    st.tuples(st.one_of(singles, ranges), st.sampled_from(["SUM({})", "{}*2", "LOG10({})", '"A1"&{}'])),
    min_size=1,
    max_size=4,
)


def spell(formula: list[tuple[tuple[tuple[tuple[str, int], ...], str], str]], rows: list[int | None]) -> str:
    """The formula's text, given where each row 1, 2, 3… stands now (None: deleted)."""
    pieces = []
    for (reference, shape), around in formula:
        old = [row for _, row in reference]
        standing = [rows[row] for row in range(old[0], old[-1] + 1)]
        left = [row for row in standing if row is not None]
        new = [left[0], left[-1]][: len(old)] if left else []
        spelt = [f"{col}{row}" for (col, _), row in zip(reference, new, strict=False)]
        pieces.append(around.format(shape.format(*spelt) if left else "#REF!"))
    return "+".join(pieces)


def unmoved() -> list[int | None]:
    return list(range(200))


@given(formulas, st.integers(1, 45), st.integers(1, 9))
def test_inserting_moves_each_reference_with_its_rows(
    formula: list[tuple[tuple[tuple[tuple[str, int], ...], str], str]], at: int, count: int
) -> None:
    rows = [row + count if row is not None and row >= at else row for row in unmoved()]
    before = spell(formula, unmoved())
    assert shift_rows(before, RowShift.insert(at, count), "表", home=True) == spell(formula, rows)


@given(formulas, st.integers(1, 45), st.integers(1, 9))
def test_deleting_keeps_what_is_left_of_each_reference(
    formula: list[tuple[tuple[tuple[tuple[str, int], ...], str], str]], at: int, count: int
) -> None:
    rows = [
        None if at <= row < at + count else row - count if row >= at + count else row
        for row in unmoved()
        if row is not None
    ]
    before = spell(formula, unmoved())
    assert shift_rows(before, RowShift.delete(at, count), "表", home=True) == spell(formula, rows)


@given(formulas, st.integers(1, 45), st.integers(1, 9))
def test_inserting_rows_and_deleting_them_again_changes_nothing(
    formula: list[tuple[tuple[tuple[tuple[str, int], ...], str], str]], at: int, count: int
) -> None:
    before = spell(formula, unmoved())
    there = shift_rows(before, RowShift.insert(at, count), "表", home=True)
    assert shift_rows(there, RowShift.delete(at, count), "表", home=True) == before


@given(st.text(alphabet="A1B9!'\"[]()#$:,+ 表&{};.\\", max_size=30))
def test_no_text_whatever_makes_rewriting_fail(text: str) -> None:
    shift_rows(text, RowShift.insert(1, 3), "表", home=True)
    translate(text, 1, 1)
    rename_sheet(text, "表", "B")
    assert shift_rows(text, RowShift.insert(1, 3), "别的", home=False) == text
