"""A form reads the same from whatever kind of file it comes in: every field equal, at the same cell."""

import io
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlwt

from support.form import filled
from support.office import Office
from support.other_kinds import as_docx, as_ods, as_xls
from support.published import LANGFANG
from support.returned import filled_form, without_names
from support.sheets import sheet_bytes, workbook_bytes
from xlperf.containers.kinds import Container
from xlperf.containers.opening import open_book
from xlperf.forms.reading import FormWorkbook, read_workbook
from xlperf.model.evaluation import Entry, FundingLine, IndicatorLine, SelfEvaluation
from xlperf.ooxml.contents import NoteKind
from xlperf.rules.calculated import calculated
from xlperf.rules.loading import load_ruleset
from xlperf.rules.recompute import score_form

RULES = load_ruleset("central_2020")
FORMS = (sheet_bytes(LANGFANG), without_names(filled_form()))


def read(data: bytes) -> FormWorkbook:
    return read_workbook(data, RULES)


def only_form(data: bytes) -> SelfEvaluation:
    (form,) = read(data).forms
    return form


def entries(form: SelfEvaluation) -> Iterator[tuple[str, Entry[object]]]:
    """Every field of a form by its name."""
    parts: dict[str, SelfEvaluation | FundingLine | IndicatorLine] = {"": form}
    parts |= {f"funding.{number}.": line for number, line in enumerate(form.funding)}
    parts |= {f"indicators.{number}.": line for number, line in enumerate(form.indicators)}
    for prefix, part in parts.items():
        for field in fields(part):
            value = getattr(part, field.name)
            if isinstance(value, Entry):
                yield f"{prefix}{field.name}", value


def values(form: SelfEvaluation) -> dict[str, object]:
    """What every field says."""
    return {name: entry.value for name, entry in entries(form)}


def values_and_cells(form: SelfEvaluation) -> dict[str, object]:
    """What every field says, what is printed there, and where."""
    return {name: replace(entry, formula=False) for name, entry in entries(form)}


SAME_CELLS = [(as_xls, Container.XLS), (as_ods, Container.ODS)]


@pytest.mark.parametrize(("convert", "container"), SAME_CELLS, ids=["xls", "ods"])
@pytest.mark.parametrize("form", FORMS, ids=["published", "issued"])
class TestEveryField:
    def test_is_read_the_same_at_the_same_cell(
        self, form: bytes, convert: Callable[[bytes], bytes], container: Container
    ) -> None:
        other = read(convert(form))
        assert other.container is container
        assert [each.sheet for each in other.forms] == [each.sheet for each in read(form).forms]
        assert values_and_cells(other.forms[0]) == values_and_cells(only_form(form))

    def test_and_the_file_is_noted_for_what_it_is(
        self, form: bytes, convert: Callable[[bytes], bytes], container: Container
    ) -> None:
        notes = read(convert(form)).contents
        assert [note.kind for note in notes if not note.sheet.startswith("_")] == [NoteKind.CONTAINER]
        assert not container.can_be_marked


@pytest.mark.parametrize("above", [0, 2], ids=["in the table", "above it"])
@pytest.mark.parametrize(
    "form", [sheet_bytes(LANGFANG), without_names(filled_form())], ids=["published", "issued"]
)
def test_a_table_in_a_word_document_says_the_same(form: bytes, above: int) -> None:
    other = read(as_docx(form, above=above))
    assert other.container is Container.DOCX
    (found,) = other.forms
    assert values(found) == values(only_form(form))


def test_a_form_hidden_in_another_kind_of_file_stays_hidden() -> None:
    data = workbook_bytes({"封面": "| | A |\n| 1 | 通知 |", "表": LANGFANG})
    book = openpyxl.load_workbook(io.BytesIO(data))
    book["表"].sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    for convert in (as_xls, as_ods):
        found = read(convert(buffer.getvalue()))
        assert found.forms == ()
        assert [note.sheet for note in found.contents if note.kind is NoteKind.HIDDEN_SHEET] == ["表"]


def to_twelve_digits(form: SelfEvaluation) -> dict[str, object]:
    """What every field says and where: a program keeps 15 digits of a result in one format, 17 in another."""
    return {
        name: (f"{entry.value:.12g}" if isinstance(entry.value, Decimal) else entry.value, entry.cell)
        for name, entry in entries(form)
    }


@pytest.mark.office
def test_an_issued_form_that_another_program_has_saved_reads_as_ours_by_its_names(
    office: Office, tmp_path: Path
) -> None:
    path = filled(tmp_path / "东王平村.xlsx")
    kinds = {Container.XLSX: "xlsx", Container.XLS: "xls", Container.ODS: "ods"}
    files = {
        kind: office.convert(path, ending, tmp_path / "存").read_bytes() for kind, ending in kinds.items()
    }
    ours, *others = (read(data) for data in files.values())
    assert ours.forms[0].total_score.value is not None
    assert ours.forms[0].grade.value
    for container, other in zip(list(kinds)[1:], others, strict=True):
        assert other.container is container
        assert other.identity == ours.identity
        assert other.forms[0].form == ours.forms[0].form
        assert to_twelve_digits(told(other)) == to_twelve_digits(told(ours))
        assert formulas(other.forms[0]) == formulas(ours.forms[0])
        assert {note.kind for note in other.contents} == {NoteKind.CONTAINER}


def told(workbook: FormWorkbook) -> SelfEvaluation:
    """The form with what nobody had calculated filled in, as every report has it."""
    (form,) = workbook.forms
    return calculated(form, score_form(form, RULES))


def formulas(form: SelfEvaluation) -> set[str]:
    """The fields that hold formulas."""
    return {name for name, entry in entries(form) if entry.formula}


def test_a_formula_in_an_old_file_is_one_though_its_words_are_not_known() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write(0, 0, xlwt.Formula("1+1"))
    sheet.write(1, 0, 2)
    buffer = io.BytesIO()
    book.save(buffer)
    (found,) = open_book(buffer.getvalue()).book.sheets
    assert [(cell.ref, cell.formula) for cell in found.cells()] == [("A1", ""), ("A2", None)]
