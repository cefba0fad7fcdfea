"""The colours of marked cells, and how the cells get back what they had.

Every pair of a severity and an original fill has a colour of its own, which differs from its neighbours by
less than an eye sees. So the colour alone says how a cell was filled before, wherever the cell has moved, and
whatever else about its style has changed. The record sheet holds each colour's name in a cell that is filled
as the marked ones were: every program that saves the workbook carries that along. A conditional format in the
same colour lies above those of the form, which would hide the fill; phones' previews may show the fill only.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xlperf.forms.marking_traces import COLOURS, is_mark_colour
from xlperf.model.finding import Severity
from xlperf.ooxml.cells import Cell
from xlperf.ooxml.highlights import highlight, remove_highlights
from xlperf.ooxml.restyling import restyle
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.styles import Styles

_NUMBERS = 256


@dataclass(slots=True)
class Palette:
    """The colours given out in one workbook; ``samples`` has for each a style with the fill it stands for."""

    styles: Styles
    samples: dict[str, int] = field(default_factory=dict)
    _numbers: dict[tuple[str | None, ...], int] = field(default_factory=dict)

    def mark(self, sheet: Sheet, cells: Mapping[str, Severity]) -> None:
        """Colour cells of a sheet, conditional formats there or not.

        Of a workbook with more than 256 different fills the rest keeps its own below the conditional one.
        """
        for ref, severity in cells.items():
            self._fill(sheet, ref, severity)
        marked = {
            _colour(severity, 0): [ref for ref, own in cells.items() if own is severity]
            for severity in Severity
        }
        highlight(sheet, {colour: refs for colour, refs in marked.items() if refs})

    def _fill(self, sheet: Sheet, ref: str, severity: Severity) -> None:
        style = sheet.style(ref)
        number = self._numbers.setdefault(self.styles.fill_key(style), len(self._numbers))
        if number < _NUMBERS:
            colour = _colour(severity, number)
            self.samples.setdefault(colour, style)
            sheet.set_style(ref, self.styles.variant(style, fill=colour))


def restore_fills(styles: Styles, sheets: Sequence[Sheet], records: Sequence[Sheet]) -> None:
    """Fill every cell, row and column in a colour of ours as it was filled before.

    A colour that the records do not know (somebody deleted them) becomes the fill of the default style.
    """
    samples = {str(cell.value): cell.style for record in records for cell in _samples(record)}
    before = {
        style: styles.with_fill_of(style, samples.get(colour, 0)) for style, colour in _marked(styles).items()
    }
    for sheet in sheets:
        remove_highlights(sheet, is_mark_colour)
        if before:
            restyle(sheet, before)


def _samples(record: Sheet) -> Iterator[Cell]:
    return (cell for cell in record.cells() if is_mark_colour(str(cell.value)))


def _marked(styles: Styles) -> Mapping[int, str]:
    return {style: colour for style, colour in styles.fills().items() if is_mark_colour(colour)}


def _colour(severity: Severity, number: int) -> str:
    red, green, blue = COLOURS[severity]
    return f"{red:02X}{green | number >> 4:02X}{blue | number & 15:02X}"
