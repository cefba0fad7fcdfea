"""What must hold whatever comes in: three functions of bytes, quiet where it holds, loud where it does not.

The only exception that may leave the code under test is :class:`PackageError`, a refusal with a reason.
The tests beside this module and the harness of :mod:`fuzz_run` feed the same functions.
"""

import io
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import cache

import openpyxl
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from support.every_cell import contents, with_one_change
from support.published import LANGFANG
from support.sheets import saved, sheet_bytes
from xlperf.containers.opening import open_book
from xlperf.forms.reading import read_workbook
from xlperf.model.amounts import read_amount, read_number
from xlperf.model.dates import looks_like_day, read_day, read_year
from xlperf.model.evaluation import Relation
from xlperf.model.money import MoneyUnit
from xlperf.model.percents import read_percent, states_percent
from xlperf.model.printing import amount_text, day_text, number_text
from xlperf.model.reading import Reading
from xlperf.model.targets import read_measure, read_relation, read_target
from xlperf.model.text import compact
from xlperf.ooxml.archive import Entry, deflate, read_entries, write_entries
from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.case import FormCase
from xlperf.rules.checking import check_form
from xlperf.rules.loading import DEFAULT_RULESET, load_ruleset
from xlperf.rules.recompute import score_form

YEAR = 2022


def guard(data: bytes) -> None:
    """Any bytes are opened, as a workbook or as another container, and read to the last cell, or refused."""
    with suppress(PackageError):
        contents(open_book(data).book)


def reader(data: bytes) -> None:
    """A sound workbook with one part replaced: the first byte says which, the others are that part."""
    if data:
        name = PARTS[data[0] % len(PARTS)]
        workbook(with_part(sample(), name, data[1:]))


def amounts(data: bytes) -> None:
    """Any text in a cell is understood in one way, or remarked upon."""
    value(data.decode("utf-8", "replace"))


# -- workbooks -------------------------------------------------------------------------------------


def workbook(data: bytes) -> None:
    """A workbook reads as it did after a change to one cell and a round on disk, and so do its forms."""
    with suppress(PackageError):
        with_one_change(data)
        forms(data)


def forms(data: bytes) -> None:
    """The forms on it are read, scored and checked."""
    rules = load_ruleset(DEFAULT_RULESET)
    for form in read_workbook(data, rules).forms:
        check_form(FormCase(form=form, rules=rules, scored=score_form(form, rules)))


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The package with another content of one part."""
    return write_entries(_other(entry, name, content) for entry in read_entries(data))


def _other(entry: Entry, name: str, content: bytes) -> Entry:
    return deflate(name, content) if entry.name == name else entry


@cache
def sample() -> bytes:
    """A small workbook: a form without names, and what else a workbook may hold on a second sheet."""
    book = openpyxl.load_workbook(io.BytesIO(sheet_bytes(LANGFANG, "自评表")))
    sheet = book.create_sheet("附表")
    for row in (("项目", "金额", "日期"), ("道路", 96, date(2022, 3, 1)), ("水渠", 7.5, None)):
        sheet.append(row)
    sheet["D1"] = "=SUM(B2:B3)"
    sheet["D2"].value, sheet["D2"].comment = 1, Comment("多少？", "李")
    sheet.merge_cells("A5:C6")
    sheet.add_table(Table(displayName="附表一", ref="A1:C3"))
    choices = DataValidation(type="list", formula1='"优,良"')
    choices.add("C5:C9")
    sheet.add_data_validation(choices)
    return _with_shared_texts(Workbook.load(saved(book)))


def _with_shared_texts(book: Workbook) -> bytes:
    for sheet in book.sheets:
        for cell in list(sheet.cells()):
            if isinstance(cell.value, str) and cell.formula is None:
                sheet.set(cell.ref, cell.value)
    return book.to_bytes()


#: The parts of the sample that are replaced, by the first byte.
PARTS = (
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/_rels/workbook.xml.rels",
    "docProps/core.xml",
    "xl/tables/table1.xml",
    "xl/comments/comment1.xml",
)


# -- what is typed ---------------------------------------------------------------------------------


def value(text: str) -> None:
    """What a text says as an amount, a number, a percentage, a day, a year, a target."""
    for unit in MoneyUnit:
        amount = read_amount(text, unit)
        _understood(amount, text)
        if amount.value is not None:
            assert read_amount(amount_text(amount.value, unit), unit).value == amount.value
    _number(text)
    _day(text)
    _target(text)


def _number(text: str) -> None:
    for unit in ("", "个", "万元", "%"):
        _understood(number := read_number(text, unit), text)
        if number.value is not None:
            assert read_number(number_text(number.value), unit).value == number.value
    _understood(percent := read_percent(text), text)
    if percent.value is not None:
        assert read_percent(f"{number_text(percent.value)}%").value == percent.value
    assert states_percent(text) in {True, False}


def _day(text: str) -> None:
    day, year = read_day(text, year=YEAR), read_year(text)
    _understood(day, text)
    if day.value is not None:
        assert read_day(day_text(day.value), year=YEAR).value == day.value
    assert year.value is None or read_year(f"{year.value}年度").value == year.value
    assert looks_like_day(text) in {True, False}


def _target(text: str) -> None:
    target = read_target(text, year=YEAR)
    _understood(target, text)
    assert read_relation(text) in {None, *Relation}
    for relation in (None, *Relation):
        for unit in ("", "%", "个", "天"):
            _understood(read_measure(text, unit, relation, year=YEAR), text)
    found = target.value
    if found is not None and found.relation and isinstance(found.value, Decimal):
        again = read_target(f"{found.relation.value}{number_text(found.value)}{found.unit}", year=YEAR)
        # “=05021年” is 5021 of 年; without the zero it is a year that does not exist, and remarked upon.
        assert again.value == found or (again.value is None and again.notes), (text, target, again)


def _understood(reading: Reading[object], text: str) -> None:
    """A blank text says nothing and is not remarked upon; any other has a value or a remark."""
    if not compact(text):
        assert reading.value is None, text
    else:
        assert reading.value is not None or reading.notes, text
