"""A workbook: its sheets in tab order, its names, tables and styles; changed where meant, else kept."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from lxml import etree

from xlperf.ooxml.cloning import clone_sheet
from xlperf.ooxml.guard import DEFAULT_LIMITS, Limits, PackageError, damaged, not_a_workbook, strict_format
from xlperf.ooxml.markup import RELATION_ID, STRICT, Element, Q, insert_in_order
from xlperf.ooxml.names import WORKBOOK_ORDER, Names
from xlperf.ooxml.new_sheets import NewSheet, add_sheet
from xlperf.ooxml.package import Package
from xlperf.ooxml.refs import Area
from xlperf.ooxml.shared_strings import SharedStrings
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.styles import Styles
from xlperf.ooxml.tables import Table, read_table
from xlperf.ooxml.tabs import activate, move_sheet, remove_sheet, rename_sheet, set_state

_MAIN_TYPE = re.compile(
    r"application/vnd\.(?:openxmlformats-officedocument\.spreadsheetml|ms-excel)\..*main\+xml"
)
#: What a sheet can be, by the end of its relationship's type; only the first has cells that we read.
_SHEETS = frozenset({"worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"})
_BINARY = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"


class Workbook:
    """A workbook in memory. Parts that nobody changed are written as they came, to the byte."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = _main_part(package)
        self.root: Element = package.xml(self.part)
        if self.root.tag == f"{{{STRICT}}}workbook":
            raise strict_format()
        if self.root.tag != Q + "workbook":
            raise not_a_workbook()
        properties = self.root.find(Q + "workbookPr")
        #: Whether serial dates count from 1904.
        self.date1904 = properties is not None and properties.get("date1904") in {"1", "true"}
        self.sheet_list = self._read_sheets()
        self._original_sheets = self.sheets
        self._names: Names | None = None
        self.strings = SharedStrings(package, self.part)
        self.styles = Styles(package, self.part)
        #: The last copy made of each sheet: the next one stands after it.
        self.last_clones: dict[Sheet, Sheet] = {}
        self._formulas_changed = False

    @classmethod
    def load(cls, data: bytes, limits: Limits = DEFAULT_LIMITS) -> "Workbook":
        """Open the bytes of an ``.xlsx`` or ``.xlsm`` file.

        Raises:
            PackageError: where they are no workbook within ``limits``, with a Chinese sentence why.
        """
        return cls(Package.load(data, limits))

    def to_bytes(self) -> bytes:
        """The file's bytes; the same changes to the same file give the same bytes."""
        self._flush()
        return self.package.to_bytes()

    def to_pieces(self) -> Iterator[bytes | memoryview]:
        """The same piece by piece, for a file so large that nobody needs it in one."""
        self._flush()
        return self.package.file_pieces()

    def let_go(self) -> "Workbook":
        """The workbook as it stands, all that was read of it forgotten."""
        self._flush()
        return Workbook(self.package.packed())

    def close(self) -> None:
        """Forget the sheets, at the end: what knows each other keeps its memory until it is collected."""
        self.sheet_list.clear()
        self._original_sheets = ()
        self._names = None
        self.last_clones.clear()

    def _flush(self) -> None:
        """Put what was changed into the package."""
        for sheet in self.sheet_list:
            if sheet.loaded is None or not sheet.loaded.changed:
                continue
            if sheet.loaded.is_long:
                self.package.write_pieces(sheet.part, sheet.loaded.pieces())
                sheet.let_go()
            else:
                self.package.write(sheet.part, sheet.loaded.render())
        self.strings.flush()
        if self._names is not None and self._names.flush():
            self.package.touch(self.part)
        if self._formulas_changed:
            self._drop_calculation_chain()

    # -- sheets ----------------------------------------------------------------------------------

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """All sheets in tab order, hidden ones included."""
        return tuple(self.sheet_list)

    def sheet(self, title: str) -> Sheet:
        """The sheet with that title, read as Excel does: without regard to case; KeyError without one."""
        for sheet in self.sheet_list:
            if sheet.title.casefold() == title.casefold():
                return sheet
        raise KeyError(title)

    def clone_sheet(self, source: Sheet, title: str, *, after: Sheet | None = None) -> Sheet:
        """Copy a worksheet with all that belongs to it, right after ``after``.

        Without ``after`` the copy stands after the last copy of the same source, else after the source.

        Raises:
            ValueError: where the title is taken or not allowed, or the sheet holds what cannot be copied
                (pivot tables, slicers).
        """
        return clone_sheet(self, source, title, after)

    def add_sheet(self, new: NewSheet, index: int, state: str = "visible") -> Sheet:
        """Put a new worksheet at a tab position, from 0; ValueError for a title not allowed."""
        return add_sheet(self, new, index, state)

    def enter_sheet(self, element: Element, part: str, index: int) -> Sheet:
        """List a worksheet whose part and whose element in the workbook part are there already."""
        sheet = Sheet(self, element, part, is_worksheet=True)
        self.sheet_list.insert(index, sheet)
        return sheet

    def remove_sheet(self, sheet: Sheet) -> None:
        """Delete a sheet, its names and its own parts; references to it become ``#REF!``.

        Raises:
            ValueError: where no visible sheet would remain.
        """
        remove_sheet(self, sheet)

    def rename_sheet(self, sheet: Sheet, title: str) -> None:
        """Give a sheet another title; whatever names it follows. ValueError for a title not allowed."""
        rename_sheet(self, sheet, title)

    def move_sheet(self, sheet: Sheet, index: int) -> None:
        """Put a sheet at a tab position, from 0."""
        move_sheet(self, sheet, index)

    def set_state(self, sheet: Sheet, state: str) -> None:
        """Make a sheet ``visible``, ``hidden`` or ``veryHidden``; ValueError where none would be visible."""
        set_state(self, sheet, state)

    def activate(self, sheet: Sheet) -> None:
        """Make a visible sheet the one that opens in front."""
        activate(self, sheet)

    # -- names, tables, styles -------------------------------------------------------------------

    @property
    def names(self) -> Names:
        """All defined names."""
        if self._names is None:
            self._names = Names(self.root, self._original_sheets, lambda: self.sheets)
        return self._names

    def area(self, name: str, sheet: Sheet | None = None) -> Area | None:
        """The rectangle a defined name means; see :meth:`~xlperf.ooxml.names.Names.area`."""
        return self.names.area(name, sheet)

    def names_of(self, sheet: Sheet) -> Mapping[str, Area]:
        """The rectangles of the names that belong to a sheet."""
        return self.names.names_of(sheet)

    def set_name(self, name: str, ref_text: str, sheet: Sheet | None = None) -> None:
        """Define a name, for one sheet or for the workbook; ``ref_text`` such as ``表!$B$3``."""
        self.names.set_name(name, ref_text, sheet)

    @property
    def tables(self) -> Mapping[str, Table]:
        """All tables by name, as they stand now."""
        found: dict[str, Table] = {}
        for sheet in self.sheet_list:
            for relation in self.package.related(sheet.part, "table"):
                table = read_table(self.package, relation.target, sheet)
                found[table.name] = table
        return found

    def style_variant(
        self,
        style: int,
        *,
        locked: bool | None = None,
        fill: str | None = None,
        num_format: str | None = None,
    ) -> int:
        """A style equal to ``style`` but for what is given; see :meth:`Styles.variant`."""
        return self.styles.variant(style, locked=locked, fill=fill, num_format=num_format)

    def number_format(self, style: int) -> str:
        """The number format code of a style."""
        return self.styles.number_format(style)

    def is_date(self, style: int) -> bool:
        """Whether a style shows numbers as dates or times."""
        return self.styles.is_date(style)

    def is_percent(self, style: int) -> bool:
        """Whether a style shows numbers as percentages."""
        return self.styles.is_percent(style)

    def is_locked(self, style: int) -> bool:
        """Whether a style locks its cells on a protected sheet."""
        return self.styles.is_locked(style)

    # -- calculation -----------------------------------------------------------------------------

    def force_recalculation(self) -> None:
        """Let the program calculate everything anew when it opens the file."""
        properties = self.root.find(Q + "calcPr")
        if properties is None:
            properties = etree.Element(Q + "calcPr")
            insert_in_order(self.root, properties, WORKBOOK_ORDER)
        properties.set("fullCalcOnLoad", "1")
        self.package.touch(self.part)

    def formulas_changed(self) -> None:
        """A formula came or went: the list of them in the file is left out, and Excel makes a new one."""
        self._formulas_changed = True

    def _drop_calculation_chain(self) -> None:
        for relation in list(self.package.related(self.part, "calcChain")):
            self.package.remove(relation.target)
            self.package.unrelate(self.part, relation.id)

    def _read_sheets(self) -> list[Sheet]:
        relations = self.package.relationships(self.part)
        sheets: list[Sheet] = []
        for element in self.root.iterfind(f"{Q}sheets/{Q}sheet"):
            title = element.get("name", "")
            relation = relations.get(element.get(RELATION_ID, ""))
            if relation is None or relation.external or relation.target not in self.package:
                raise damaged(f"工作表“{title}”的内容缺失")
            if relation.kind not in _SHEETS:
                raise damaged(f"工作表“{title}”的种类无法识别")
            sheets.append(Sheet(self, element, relation.target, is_worksheet=relation.kind == "worksheet"))
        _tell_apart(sheets)
        return sheets


def _tell_apart(sheets: list[Sheet]) -> None:
    """PackageError where there is no sheet, or two have one title or one content."""
    if not sheets:
        raise damaged("工作簿里没有工作表")
    titles, parts = Counter(sheet.title.casefold() for sheet in sheets), Counter(s.part for s in sheets)
    for sheet in sheets:
        if titles[sheet.title.casefold()] > 1:
            raise damaged(f"有两张工作表都叫“{sheet.title}”")
        if parts[sheet.part] > 1:
            raise damaged(f"工作表“{sheet.title}”和另一张用的是同一份内容")


def _main_part(package: Package) -> str:
    relation = next(package.related("", "officeDocument"), None)
    type_ = package.content_type(relation.target) if relation is not None else None
    if type_ == _BINARY:
        raise PackageError("xlsb", "文件是二进制工作簿（.xlsb）")
    if relation is None or type_ is None or _MAIN_TYPE.fullmatch(type_) is None:
        raise not_a_workbook(package.names())
    return relation.target
