"""项目对应: forms whose project is not in the ledger, what they may be about, and what a clerk says they are.

A form is known by its file's SHA-256, its sheet and the cell of the project's name, so that several forms of
one file are told apart and a clerk's word follows its form, whatever becomes of the other rows. A form that
was paired stays listed: the table is where the word is kept.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xlperf.books.port import CellValue, ControlBook, Orphan
from xlperf.model.errors import UserError
from xlperf.model.evaluation import SelfEvaluation
from xlperf.model.ledger import Round
from xlperf.steps.matching import Directory, FormKey
from xlperf.steps.table_reader import read_columns
from xlperf.steps.writing import write_rows

if TYPE_CHECKING:
    from xlperf.steps.assessing import Assessment
    from xlperf.steps.collecting import ReturnedFile

PAIRS: Final = "项目对应"
CONFIRMED: Final = "确认项目编码"
_KEY: Final = ("SHA-256", "工作表", "单元格")


def confirmations(book: ControlBook, round_: Round) -> dict[FormKey, str]:
    """The project codes that a clerk typed into 项目对应, by form; none in a workbook of an older version.

    Raises:
        UserError: a code that the ledger does not have as project spending.
    """
    if PAIRS not in book.tables():
        return {}
    table, known = read_columns(book, PAIRS, (CONFIRMED, *_KEY)), Directory.of(round_).by_code
    rows = [row for row in table.rows if row.text(CONFIRMED).strip()]
    wrong = [
        f"工作表“{table.sheet}” {row.cells[CONFIRMED]}：现在是“{row.text(CONFIRMED).strip()}”。"
        for row in rows
        if row.text(CONFIRMED).strip() not in known
    ]
    if wrong:
        raise UserError(f"“{CONFIRMED}”只能填项目台账里项目支出的编码，或者空着：", wrong)
    return {FormKey(*(row.text(header) for header in _KEY)): row.text(CONFIRMED).strip() for row in rows}


def write_pairs(assessment: "Assessment") -> tuple[Orphan, ...]:
    """Fill 项目对应, where the workbook has it."""
    book = assessment.office.book
    return write_rows(book, PAIRS, list(pairing_rows(assessment))) if PAIRS in book.tables() else ()


def pairing_rows(assessment: "Assessment") -> Iterator[dict[str, CellValue]]:
    """One row for each form that the ledger does not know by itself, in the order of receipt."""
    directory = Directory.of(assessment.office.round)
    for number, (file, form) in enumerate(_unknown(assessment), 1):
        suggested = next(iter(directory.suggest(form)), None)
        yield {
            "序号": Decimal(number),
            "文件名": file.receipt.file_name,
            "工作表": form.sheet,
            "单元格": form.project_name.cell,
            "表上项目名称": form.project_name.value or "",
            "表上项目编码": form.project_code.value or "",
            "疑似项目编码": suggested.entry.code if suggested else "",
            "疑似项目名称": suggested.entry.name if suggested else "",
            "相似度": suggested.likeness if suggested else None,
            "SHA-256": file.receipt.sha256,
        }


def _unknown(assessment: "Assessment") -> Iterator[tuple["ReturnedFile", SelfEvaluation]]:
    """The forms that no code and no name pairs with a project, and those that a clerk has paired."""
    paired: Mapping[FormKey, str] = assessment.confirmed
    sheets = {(key.sha256, key.sheet) for key in paired}
    for returned in assessment.collection.forms:
        sha256 = returned.file.receipt.sha256
        if returned.entry is not None and (sha256, returned.sheet) not in sheets:
            continue
        form, _ = assessment.shelf.body(returned)
        if returned.entry is None or FormKey.of(sha256, form) in paired:
            yield returned.file, form
