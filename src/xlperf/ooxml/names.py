"""Defined names: of the workbook and of single sheets, and the areas they mean."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from lxml import etree

from xlperf.ooxml.formula_tokens import Reference, only_reference, plain_reference, tokens
from xlperf.ooxml.formulas import sheets_named
from xlperf.ooxml.guard import damaged
from xlperf.ooxml.markup import Element, Q, insert_in_order
from xlperf.ooxml.refs import Area, Range

if TYPE_CHECKING:
    from xlperf.ooxml.sheet import Sheet

#: The order of a workbook's children (CT_Workbook, ECMA-376 part 1, 18.2.27).
WORKBOOK_ORDER = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"),
    *("functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews"),
    *("pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects"),
    "extLst",
)

PRINT_AREA = "_xlnm.Print_Area"
FILTER = "_xlnm._FilterDatabase"


@dataclass(slots=True)
class DefinedName:
    """A name with its formula. ``sheet`` is the one it belongs to, None for the whole workbook."""

    name: str
    text: str
    sheet: "Sheet | None" = None
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def broken(self) -> bool:
        """Whether what it named has been deleted."""
        return "#REF!" in self.text


class Names:
    """All defined names of a workbook.

    They are kept apart from ``workbook.xml``, by sheet instead of by sheet position, so that sheets can come,
    go and move without renumbering; :meth:`flush` writes them back where they changed. ``original`` is the
    order of sheets that the positions in the file mean, ``sheets`` gives the order as it is now.
    """

    def __init__(
        self, root: Element, original: tuple["Sheet", ...], sheets: Callable[[], tuple["Sheet", ...]]
    ) -> None:
        self._root = root
        self._sheets = sheets
        self._scopes: dict[Sheet | None, dict[str, DefinedName]] = {None: {}}
        self._areas: dict[Sheet | None, dict[str, Area]] = {}
        self.changed = False
        #: The names that mention a sheet, by its casefolded title; None while nobody has asked.
        self._mentioning: dict[str, dict[int, DefinedName]] | None = None
        for name in self._read(original):
            self._scopes.setdefault(name.sheet, {})[name.name.casefold()] = name

    def __iter__(self) -> Iterator[DefinedName]:
        return (name for scope in self._scopes.values() for name in scope.values())

    def scoped(self, sheet: "Sheet | None") -> tuple[DefinedName, ...]:
        """The names that belong to ``sheet``, or to no sheet."""
        return tuple(self._scopes.get(sheet, {}).values())

    def get(self, name: str, sheet: "Sheet | None" = None) -> DefinedName | None:
        """The name as seen from ``sheet``: its own, else the workbook's."""
        found = self._scopes.get(sheet, {}).get(name.casefold())
        return found if found is not None or sheet is None else self._scopes[None].get(name.casefold())

    def area(self, name: str, sheet: "Sheet | None" = None) -> Area | None:
        """The one rectangle a name means, as seen from ``sheet``.

        None where there is no such name, where it is broken, or where it is no single rectangle.
        """
        found = self.get(name, sheet)
        return self._areas_in(found.sheet).get(found.name) if found is not None else None

    def names_of(self, sheet: "Sheet") -> Mapping[str, Area]:
        """The names that belong to ``sheet`` and mean one rectangle each."""
        return MappingProxyType(self._areas_in(sheet))

    def broken(self) -> tuple[DefinedName, ...]:
        """The names that point nowhere: at deleted cells or at a sheet that is not there."""
        return tuple(name for name in self if name.broken or self._dangling(name))

    def set_name(self, name: str, text: str, sheet: "Sheet | None" = None) -> None:
        """Define a name, or give it another meaning; ``text`` is a formula without ``=``."""
        text = text.removeprefix("=")
        found = self._scopes.get(sheet, {}).get(name.casefold())
        if found is None:
            self.add(DefinedName(name, text, sheet))
        else:
            self._set_text(found, text)

    def add(self, name: DefinedName) -> None:
        """Take in a name that is not there yet."""
        self._scopes.setdefault(name.sheet, {})[name.name.casefold()] = name
        self._note_mentions(name)
        self._note_change(name.sheet)

    def remove_scope(self, sheet: "Sheet") -> None:
        """Drop the names that belong to ``sheet``."""
        for name in self._scopes.pop(sheet, {}).values():
            self._forget_mentions(name)
        self._note_change(sheet)

    def rewrite(self, change: Callable[[str], str], mentioning: str) -> None:
        """Replace every formula that names the sheet ``mentioning`` by what ``change`` makes of it."""
        if self._mentioning is None:
            self._mentioning = {}
            for name in self:
                self._note_mentions(name)
        for name in list(self._mentioning.get(mentioning.casefold(), {}).values()):
            self._set_text(name, change(name.text))

    def titles_changed(self) -> None:
        """Sheets came, went, moved or got other titles."""
        self._areas.clear()
        self.changed = True

    def flush(self) -> bool:
        """Write the names into the workbook's root, where they changed; True then."""
        if not self.changed:
            return False
        holder = self._root.find(Q + "definedNames")
        if holder is not None:
            self._root.remove(holder)
        if any(self):
            holder = etree.Element(Q + "definedNames")
            insert_in_order(self._root, holder, WORKBOOK_ORDER)
            positions = {id(sheet): str(index) for index, sheet in enumerate(self._sheets())}
            for name in self:
                element = etree.SubElement(holder, Q + "definedName", name=name.name)
                if name.sheet is not None:
                    element.set("localSheetId", positions[id(name.sheet)])
                for key, value in name.attributes:
                    element.set(key, value)
                element.text = name.text
        return True

    def _read(self, sheets: tuple["Sheet", ...]) -> Iterator[DefinedName]:
        for element in self._root.iterfind(f"{Q}definedNames/{Q}definedName"):
            attributes = {str(key): str(value) for key, value in element.attrib.items()}
            name, scope = attributes.pop("name", ""), attributes.pop("localSheetId", None)
            if scope is not None and not (scope.isascii() and scope.isdecimal() and int(scope) < len(sheets)):
                raise damaged(f"名称“{name[:40]}”属于不存在的工作表")
            sheet = sheets[int(scope)] if scope is not None else None
            yield DefinedName(name, element.text or "", sheet, tuple(attributes.items()))

    def _dangling(self, name: DefinedName) -> bool:
        titles = {sheet.title.casefold() for sheet in self._sheets()}
        prefixes = [token.prefix for _, token in tokens(name.text) if isinstance(token, Reference)]
        return any(p is not None and not p.book and p.first.casefold() not in titles for p in prefixes)

    def _set_text(self, name: DefinedName, text: str) -> None:
        if text != name.text:
            self._forget_mentions(name)
            name.text = text
            self._note_mentions(name)
            self._note_change(name.sheet)

    def _note_mentions(self, name: DefinedName) -> None:
        if self._mentioning is not None:
            for title in sheets_named(name.text):
                self._mentioning.setdefault(title, {})[id(name)] = name

    def _forget_mentions(self, name: DefinedName) -> None:
        if self._mentioning is not None:
            for title in sheets_named(name.text):
                self._mentioning.get(title, {}).pop(id(name), None)

    def _note_change(self, sheet: "Sheet | None") -> None:
        self._areas.pop(sheet, None)
        self.changed = True

    def _areas_in(self, sheet: "Sheet | None") -> dict[str, Area]:
        known = self._areas.get(sheet)
        if known is None:
            titles = {sheet.title.casefold(): sheet.title for sheet in self._sheets()}
            found = [(name.name, _area(name.text, titles)) for name in self.scoped(sheet)]
            known = self._areas[sheet] = {name: area for name, area in found if area is not None}
        return known


def _area(text: str, titles: Mapping[str, str]) -> Area | None:
    """The rectangle that a name's formula is, on a sheet of ``titles`` (titles by casefolded title)."""
    found = _rectangle(text.removeprefix("="))
    title = titles.get(found[0]) if found is not None else None
    return found[1].on(title) if found is not None and title is not None else None


@lru_cache(maxsize=4096)
def _rectangle(text: str) -> tuple[str, Range] | None:
    """The casefolded title and the rectangle of such a formula."""
    plain = plain_reference(text)
    if plain is None:
        reference = only_reference(text)
        prefix = reference.prefix if reference is not None else None
        if prefix is None or prefix.book or prefix.last is not None:
            return None
        plain = prefix.first, text.rpartition("!")[2]
    return plain[0].casefold(), Range.parse(plain[1])
