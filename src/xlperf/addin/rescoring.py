"""重新计算得分: writing the scores that are due, and saying what stood there before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xlperf.addin.remarks import Remark
from xlperf.model.evaluation import Entry
from xlperf.model.money import plain
from xlperf.ooxml.format_codes import GENERAL, TEXT
from xlperf.steps.reading import FormReading

if TYPE_CHECKING:
    import xlwings as xw


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that should hold something else; ``written`` says whether it now does."""

    sheet: str
    cell: str
    field: str
    before: str
    due: Decimal | str
    written: bool = False

    def remark(self) -> Remark:
        """The line about it in 校验意见."""
        before, due = (
            self.before or "空白",
            f"{plain(self.due):f}" if isinstance(self.due, Decimal) else self.due,
        )
        if self.written:
            message, fix = (
                f"原来是“{before}”，按规则应是“{due}”，已改",
                f"不同意这样改的，请填回“{before}”并写明原因",
            )
        else:
            message, fix = (
                f"现在是“{before}”，按规则应是“{due}”，单元格锁着，没有改",
                "请撤销工作表保护后再点一次",
            )
        return Remark("改动", self.sheet, self.cell, self.field, self.before, message, fix)


def changes(reading: FormReading) -> Iterator[Change]:
    """Every score on a form that is not what the rule set makes it.

    Formulas are left alone, as they follow by themselves; so are scores that people decide (words,
    within their range), which checking looks at.
    """
    form, scored = reading.form, reading.scored
    yield from _change(form.sheet, "执行率得分", form.rate_score, scored.rate_score)
    for line, score in zip(form.indicators, scored.indicators, strict=True):
        field = f"得分（{line.level3.value or line.level2.value or '指标'}）"
        yield from _change(form.sheet, field, line.score, score.expected)
    yield from _change(form.sheet, "总分", form.total_score, scored.score)
    yield from _change(form.sheet, "等级", form.grade, scored.grade)


def write(book: "xw.Book", wanted: Sequence[Change]) -> tuple[Change, ...]:
    """Write each due value; a locked cell is left, and said so."""
    return tuple(replace(change, written=_written(book, change)) for change in wanted)


def _change(
    sheet: str, field: str, entry: Entry[Decimal] | Entry[str], due: Decimal | str | None
) -> Iterator[Change]:
    if due is not None and entry.cell and not entry.formula and entry.value != due:
        yield Change(sheet, entry.cell, field, entry.text, due)


def _written(book: "xw.Book", change: Change) -> bool:
    cell = book.sheets[change.sheet].range(change.cell)
    try:
        if isinstance(change.due, Decimal) and cell.number_format == TEXT:
            cell.number_format = GENERAL  # a cell of text would make a text of the number
        cell.value = float(change.due) if isinstance(change.due, Decimal) else change.due
    except Exception:  # how a program says that a cell is locked differs from one to the next
        return False
    return True
