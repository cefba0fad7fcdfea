"""A village at its computer: fills in the issued workbook with openpyxl, mistakes included."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final, TypeVar

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from xlperf.forms.names import Name
from xlperf.forms.spec import INDICATOR_KEYS
from xlperf.model.errors import UserError
from xlperf.model.money import plain
from xlperf.ooxml.archive import deflate, write_entries
from xlperf.ooxml.package import Package
from xlperf.steps.folder import write_file

#: The columns of an answer, by the key of the form's column.
ANSWER_COLUMNS: Final = {"actual": "实际完成值", "score": "得分", "reason": "偏差原因分析及改进措施"}
#: The one kind of mistake that is not in a cell.
RENAMED_SHEET: Final = "renamed_sheet"

_ANSWER_KEYS = {header: key for key, header in ANSWER_COLUMNS.items()}
_FUNDS_ROWS = ("年度资金总额", "当年财政拨款", "上年结转资金", "其他资金")
_FUNDS_COLUMNS = ("年初预算数", "全年预算数", "全年执行数")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a unit has to say about one project: goals, and by 三级指标 the cells of ANSWER_COLUMNS."""

    goal: str
    goal_done: str
    indicators: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that goes wrong the first time: what stands in a cell instead of the right answer.

    ``field`` is a header of ANSWER_COLUMNS where ``indicator`` (三级指标) says whose, else a cell of the
    funds table (``全年执行数-当年财政拨款``) or a name of the form (``总分``). ``value`` is what is typed,
    or the new title where the mistake is a renamed sheet.
    """

    project: str
    kind: str
    field: str
    indicator: str
    value: str


def fill_in(
    issued: Path, returned: Path, answers: Mapping[str, Answer], mistakes: Sequence[Mistake], saved: str
) -> None:
    """Fill in an issued workbook and save it as a returned one.

    Args:
        issued: the workbook that the unit received.
        returned: where the filled one goes.
        answers: what is to be said, by project code.
        mistakes: what goes wrong; those about projects of other units do not matter.
        saved: when the village last saved it (ISO 8601, UTC). The same answers saved at the same moment
            give the same bytes.

    Raises:
        UserError: there is no answer for a project or an indicator of the workbook.
    """
    book = load_workbook(issued)
    for sheet in book.worksheets:
        if Name.INDICATORS in sheet.defined_names:
            form = _Form(sheet)
            code = form.project_code()
            form.answer(_known(answers, code))
            for mistake in mistakes:
                if mistake.project == code:
                    form.spoil(mistake)
    write_file(returned, _file(book, saved))


@dataclass(frozen=True, slots=True)
class _Form:
    """One sheet with the names of the form."""

    sheet: Worksheet

    def project_code(self) -> str:
        return str(self._cell(Name.PROJECT_CODE).value)

    def answer(self, answer: Answer) -> None:
        """Type everything in; what the form computes is left to its formulas."""
        self._cell(Name.GOAL).value = answer.goal
        self._cell(Name.GOAL_DONE).value = answer.goal_done
        for name, cells in self._indicators().items():
            for key, text in _known(answer.indicators, name).items():
                if text:
                    cells[key].value = _typed(text)

    def spoil(self, mistake: Mistake) -> None:
        """Let one mistake happen."""
        if mistake.kind == RENAMED_SHEET:
            self._rename(mistake.value)
        else:
            self._place(mistake).value = _typed(mistake.value)

    def _place(self, mistake: Mistake) -> Cell:
        if mistake.indicator:
            return self._indicators()[mistake.indicator][_ANSWER_KEYS[mistake.field]]
        if "-" in mistake.field:
            column, source = mistake.field.split("-")
            return self._rows(Name.FUNDS)[_FUNDS_ROWS.index(source)][_FUNDS_COLUMNS.index(column)]
        return self._cell(mistake.field)

    def _rename(self, title: str) -> None:
        """As Excel does it: the sheet's names go with it (openpyxl leaves them at the old title)."""
        self.sheet.title = title
        for name in self.sheet.defined_names.values():
            name.attr_text = f"{quote_sheetname(self.sheet.title)}!{_address(name.attr_text)}"

    def _indicators(self) -> dict[str, dict[str, Cell]]:
        """The cells of each indicator by key, by its 三级指标."""
        rows = (dict(zip(INDICATOR_KEYS, row, strict=True)) for row in self._rows(Name.INDICATORS))
        return {str(row["level3"].value): row for row in rows}

    def _cell(self, name: str) -> Cell:
        return self._rows(name)[0][0]

    def _rows(self, name: str) -> tuple[tuple[Cell, ...], ...]:
        found = self.sheet[_address(self.sheet.defined_names[name].attr_text)]
        return found if isinstance(found, tuple) else ((found,),)


def _address(reference: str) -> str:
    """``表一!$B$3:$G$3`` without its sheet: every name of the form is one rectangle."""
    return reference.rpartition("!")[2]


def _typed(text: str) -> str | Decimal | None:
    """What a cell holds after this was typed: a number where it is one, nothing where nothing was."""
    return plain(Decimal(text)) if _NUMBER.fullmatch(text) else text or None


def _known(known: Mapping[str, T], key: str) -> T:
    if key not in known:
        raise UserError(
            f"示例数据里没有“{key}”的填报内容：这个文件夹里的台账或绩效目标改动过。"
            "要重新看示例，请换一个空文件夹。"
        )
    return known[key]


def _file(book: Workbook, saved: str) -> bytes:
    """The workbook's file. openpyxl dates it and all its parts by the clock; the example has its own days."""
    buffer = io.BytesIO()
    book.save(buffer)
    package = Package.load(buffer.getvalue())
    parts = {name: package.read(name) for name in package.names()}
    parts[_CORE] = _MODIFIED.sub(rb"\g<1>" + saved.encode() + rb"\g<2>", parts[_CORE])
    return write_entries(deflate(name, data) for name, data in parts.items())
