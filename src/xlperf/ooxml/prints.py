"""How one copy of a sheet stands, to be given to other copies of the same sheet."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlperf.ooxml.formulas import rename_sheet
from xlperf.ooxml.sheetxml import SheetXml
from xlperf.ooxml.spots import mentioned_sheets

if TYPE_CHECKING:
    from xlperf.ooxml.read_cells import ReadCells
    from xlperf.ooxml.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Print:
    """The cells of a copy, what surrounds them, and where its own names lie.

    It may be given in any workbook that begins with the same shared texts and styles.
    """

    title: str
    xml: SheetXml
    names: tuple[tuple[str, str], ...]
    cells: "ReadCells"

    @classmethod
    def of(cls, sheet: "Sheet") -> "Print | None":
        """A copy as it stands; None where it can be no other's equal.

        That is so where other parts belong to it (notes, pictures, tables), or its formulas name its title.
        """
        package = sheet.book.package
        if package.relationships(sheet.part) or sheet.title.casefold() in mentioned_sheets(sheet.xml):
            return None
        names = tuple((name.name, name.text) for name in sheet.book.names.scoped(sheet))
        return cls(sheet.title, sheet.xml.copy(sheet.part), names, sheet.read_cells())

    def give(self, sheet: "Sheet") -> None:
        """Let a copy that has just been made stand like this; nothing in the workbook means its cells yet."""
        names = sheet.book.names
        sheet.take(self.xml.copy(sheet.part), self.cells)
        for name, text in self.names:
            names.set_name(name, rename_sheet(text, self.title, sheet.title), sheet)
        sheet.book.formulas_changed()
