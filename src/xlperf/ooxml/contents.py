"""What a workbook brings along that no form needs: macros, links, embedded files, hidden sheets.

None of it is run, followed or opened here, and none keeps the values from being read; but the office should
know. Everything is told by what the package says of itself: the kinds of its relationships, the names of its
parts, and formulas that name what lies outside.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Final

from xlperf.ooxml.foreign_formulas import foreign_formulas
from xlperf.ooxml.package import Package, Relationship

if TYPE_CHECKING:
    from xlperf.ooxml.sheet import Sheet
    from xlperf.ooxml.workbook import Workbook


class NoteKind(StrEnum):
    """What a note about a file is about."""

    MACROS = "macros"
    LINKS = "links"
    EMBEDDED = "embedded"
    HIDDEN_SHEET = "hidden-sheet"
    CONTAINER = "container"


@dataclass(frozen=True, slots=True)
class FileNote:
    """One thing about a file as a whole, or about one cell of it.

    ``words`` is a Chinese phrase that says what it is; ``sheet`` and ``cell`` are "" where it is in none.
    """

    kind: NoteKind
    words: str
    sheet: str = ""
    cell: str = ""


#: So many of one kind tell everything; a file may hold a million.
MOST: Final = 20

_M, _L, _E = NoteKind.MACROS, NoteKind.LINKS, NoteKind.EMBEDDED
#: The last word of a relationship's type → what its target is.
_BY_RELATION: Final = {
    "vbaProject": (_M, "宏（VBA）"),
    "xlMacrosheet": (_M, "Excel 4.0 宏表"),
    "xlIntlMacrosheet": (_M, "Excel 4.0 宏表"),
    "dialogsheet": (_M, "对话框表"),
    "externalLink": (_L, "外部链接"),
    "connections": (_L, "数据连接"),
    "queryTable": (_L, "查询表"),
    "oleObject": (_E, "嵌入对象"),
    "package": (_E, "嵌入文件"),
    "control": (_E, "ActiveX 控件"),
    "activeXControlBinary": (_E, "ActiveX 控件"),
    "extensibility": (_E, "自定义功能区"),
    "webextension": (_E, "加载项"),
    "webextensiontaskpanes": (_E, "加载项"),
}
#: The beginning of a part's name → the same, where no relationship leads to it.
_BY_NAME: Final = (
    ("xl/vbaproject", _M, "宏（VBA）"),
    ("word/vbaproject", _M, "宏（VBA）"),
    ("xl/macrosheets/", _M, "Excel 4.0 宏表"),
    ("xl/dialogsheets/", _M, "对话框表"),
    ("xl/externallinks/", _L, "外部链接"),
    ("xl/connections", _L, "数据连接"),
    ("xl/querytables/", _L, "查询表"),
    ("xl/embeddings/", _E, "嵌入文件"),
    ("word/embeddings/", _E, "嵌入文件"),
    ("xl/activex/", _E, "ActiveX 控件"),
    ("word/activex/", _E, "ActiveX 控件"),
    ("customui/", _E, "自定义功能区"),
    ("xl/webextensions/", _E, "加载项"),
)
#: Addresses that a click opens in a browser or a mail program; nothing is fetched before.
_PLAIN_LINKS: Final = ("http://", "https://", "mailto:", "#")
_STATES: Final = {"hidden": "隐藏", "veryHidden": "深度隐藏"}
_DDE: Final = b"ddeLink"
#: What in a relationships part is worth parsing it for; a part in UTF-16, or with references, always is.
_TELLING: Final = (b"External", b"\0", b"&#", *(kind.encode() for kind in _BY_RELATION))


def foreign_contents(
    book: "Workbook", ours: Callable[["Sheet"], bool] = lambda _: False
) -> tuple[FileNote, ...]:
    """What a workbook holds beside sheets, values and looks.

    Args:
        book: the workbook.
        ours: whether a sheet is one that we put there: it is not told of being hidden.

    Returns:
        Macros, links, embedded files, add-ins; then hidden sheets in tab order; then formulas that name
        what lies outside, cell by cell. No more than :data:`MOST` of each.
    """
    return (
        *package_contents(book.package),
        *_hidden_sheets(book, ours),
        *(
            FileNote(NoteKind.LINKS, found.words, found.sheet.title, found.ref)
            for found in islice(foreign_formulas(book, ours), MOST)
        ),
    )


def _hidden_sheets(book: "Workbook", ours: Callable[["Sheet"], bool]) -> Iterator[FileNote]:
    """The hidden sheets of a workbook that are not ours, in tab order."""
    hidden = (sheet for sheet in book.sheets if sheet.state != "visible" and not ours(sheet))
    for sheet in islice(hidden, MOST):
        yield FileNote(NoteKind.HIDDEN_SHEET, f"“{sheet.title}”（{_STATES[sheet.state]}）", sheet.title)


def package_contents(package: Package) -> tuple[FileNote, ...]:
    """The same of any Open XML package, a Word document too: what its parts are, each told once."""
    found = dict.fromkeys([*_related(package), *_named(package)])
    told: list[FileNote] = []
    for kind, words in found:
        if sum(note.kind is kind for note in told) < MOST:
            told.append(FileNote(kind, words))
    return tuple(told)


def _named(package: Package) -> Iterator[tuple[NoteKind, str]]:
    for name in package.names():
        lower = name.lower()
        for beginning, kind, words in _BY_NAME:
            if lower.startswith(beginning) and "/_rels/" not in lower:
                yield kind, words


def _related(package: Package) -> Iterator[tuple[NoteKind, str]]:
    for name in package.names():
        if not name.lower().endswith(".rels"):
            continue
        data = package.read(name)
        if any(mark in data for mark in _TELLING):
            for relation in package.relationships(source_name(name)).values():
                yield from _told(package, relation)


def _told(package: Package, relation: Relationship) -> Iterator[tuple[NoteKind, str]]:
    known = _BY_RELATION.get(relation.kind)
    if relation.external:
        if relation.kind != "hyperlink" or not relation.target.lower().startswith(_PLAIN_LINKS):
            yield _L, f"指向外部的链接“{relation.target[:80]}”"
    elif known is not None:
        is_dde = relation.kind == "externalLink" and relation.target in package
        if is_dde and _DDE in package.read(relation.target):
            yield _L, "DDE 链接"
        yield known


def source_name(relationships: str) -> str:
    """The part whose relationships a part holds: ``xl/_rels/workbook.xml.rels`` → ``xl/workbook.xml``."""
    folder, _, name = relationships.rpartition("_rels/")
    return f"{folder}{name.removesuffix('.rels')}"
