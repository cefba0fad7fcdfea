"""What can be proved of a workbook with macros without Excel: one small check for each thing to be wrong.

A check takes a :class:`MacroBook` and gives complaints, none where all is well. A test breaks good files in
many ways and sees each caught.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from posixpath import dirname, join, normpath
from typing import Final

import olefile
from lxml import etree
from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

from support.vba_checks import VbaFile, vba_complaints
from xlperf.build.vba_project import Module

SHEET_PART: Final = re.compile(r"xl/worksheets/sheet\d+\.xml")
MAIN: Final = {
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ".xlam": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
}
PROJECT_TYPE: Final = "application/vnd.ms-office.vbaProject"
RIBBON_RELATIONS: Final = {
    "http://schemas.microsoft.com/office/2006/01/customui": (
        "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"
    ),
    "http://schemas.microsoft.com/office/2009/07/customui": (
        "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
    ),
}
LONGEST_LIST: Final = 255
#: Functions newer than Excel 2007, which a file must name with ``_xlfn.`` before them.
NEW_FUNCTIONS: Final = re.compile(
    r"(?<![\w.])(XLOOKUP|XMATCH|LET|LAMBDA|FILTER|UNIQUE|SORT|SORTBY|SEQUENCE|TEXTJOIN|CONCAT|IFS|MAXIFS|MINIFS"
    r"|SWITCH|RANK\.EQ|RANK\.AVG|STDEV\.[SP]|VAR\.[SP]|PERCENTILE\.\w+|NUMBERVALUE|DAYS|IFNA)\("
)

Check = Callable[["MacroBook"], Iterator[str]]


@dataclass(frozen=True)
class MacroBook:
    """A file, and the modules that it should contain. ``suffix`` says what it is: .xlsm or .xlam."""

    data: bytes
    suffix: str
    modules: tuple[Module, ...]

    @cached_property
    def parts(self) -> Mapping[str, bytes]:
        """Every part by its name."""
        with zipfile.ZipFile(io.BytesIO(self.data)) as package:
            return {name: package.read(name) for name in package.namelist()}

    def text(self, name: str) -> str:
        """A part as text; empty where there is no such part."""
        return self.parts.get(name, b"").decode("utf-8", "replace")

    def named(self, pattern: str) -> dict[str, str]:
        """The parts whose whole name matches a pattern, as text."""
        return {name: self.text(name) for name in self.parts if re.fullmatch(pattern, name)}

    @cached_property
    def vba(self) -> VbaFile:
        """The VBA project."""
        return VbaFile(self.parts["xl/vbaProject.bin"], self.modules)

    @property
    def assigned(self) -> list[tuple[str, int]]:
        """Every procedure that a button or the ribbon calls, with the number of its arguments."""
        buttons = [name for text in self.named(r".*\.vml").values() for name in _BUTTON.findall(text)]
        ribbon = [
            name for text in self.named(r"customUI/.*\.xml").values() for name in _CALLBACK.findall(text)
        ]
        return [(_plain(name), 0) for name in buttons] + [(_plain(name), 1) for name in ribbon]


_BUTTON: Final = re.compile(r"<x:FmlaMacro>([^<]+)<")
_CALLBACK: Final = re.compile(r'\bon(?:Action|Load)="([^"]*)"')


def _plain(name: str) -> str:
    """The procedure alone of ``[0]!Module.Procedure``."""
    return name.rpartition("!")[2].rpartition(".")[2]


def _trees(book: MacroBook) -> Iterator[tuple[str, "etree._Element"]]:
    for name, data in book.parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            yield name, etree.fromstring(data)


# --- the package -------------------------------------------------------------------------------
def zip_is_sound(book: MacroBook) -> Iterator[str]:
    """Every checksum is right and no part is there twice."""
    with zipfile.ZipFile(io.BytesIO(book.data)) as package:
        bad = package.testzip()
        names = package.namelist()
    if bad is not None:
        yield f"{bad}: wrong checksum"
    yield from (f"{name}: twice" for name in set(names) if names.count(name) > 1)


def xml_is_well_formed(book: MacroBook) -> Iterator[str]:
    """Every XML part can be parsed."""
    for name, data in book.parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            try:
                etree.fromstring(data)
            except etree.XMLSyntaxError as error:
                yield f"{name}: {error}"


def relationships_have_targets(book: MacroBook) -> Iterator[str]:
    """Every part that another refers to is there."""
    for name, root in _trees(book):
        if not name.endswith(".rels"):
            continue
        folder = dirname(dirname(name))
        for relation in root:
            target = relation.get("Target", "")
            place = normpath(join(folder, target)) if not target.startswith("/") else target[1:]
            if relation.get("TargetMode") != "External" and place not in book.parts:
                yield f"{name}: no {place}"


def content_types_are_right(book: MacroBook) -> Iterator[str]:
    """Every part has a type; the workbook's is the one of its file's name, the project's that of VBA."""
    root = etree.fromstring(book.parts["[Content_Types].xml"])
    types = {e.get("PartName") or "." + e.get("Extension", ""): e.get("ContentType") for e in root}
    wanted = {"xl/workbook.xml": MAIN[book.suffix], "xl/vbaProject.bin": PROJECT_TYPE}
    for name in book.parts:
        found = types.get(f"/{name}") or types.get("." + name.rpartition(".")[2])
        if name != "[Content_Types].xml" and found != wanted.get(name, found or "any"):
            yield f"{name}: content type {found}"


def ribbon_is_found(book: MacroBook) -> Iterator[str]:
    """The ribbon is there, is referred to as its form demands, and has no id twice."""
    relations = etree.fromstring(book.parts["_rels/.rels"])
    types = {relation.get("Target"): relation.get("Type") for relation in relations}
    ribbons = book.named(r"customUI/.*\.xml")
    if not ribbons:
        yield "no ribbon"
    for name in ribbons:
        root = etree.fromstring(book.parts[name])
        namespace = etree.QName(root).namespace or ""
        if types.get(name) != RIBBON_RELATIONS.get(namespace):
            yield f"{name}: no relationship of its kind"
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        yield from (f"{name}: id {id_} twice" for id_ in set(ids) if ids.count(id_) > 1)


# --- the sheets --------------------------------------------------------------------------------
def code_names_are_modules(book: MacroBook) -> Iterator[str]:
    """Workbook and sheets, in their order, have the code names of the project's document modules."""
    names = re.findall(r'<workbookPr[^>]*codeName="([^"]+)"', book.text("xl/workbook.xml"))
    sheets = book.named(SHEET_PART.pattern)
    for name in sorted(sheets, key=lambda name: int(re.sub(r"\D", "", name))):
        names += re.findall(r'<sheetPr[^>]*codeName="([^"]+)"', sheets[name]) or ["none"]
    if names != book.vba.documents:
        yield f"code names {names}, document modules {book.vba.documents}"


def cells_have_references(book: MacroBook) -> Iterator[str]:
    """Every cell's reference is one."""
    for name, text in book.named(SHEET_PART.pattern).items():
        for ref in re.findall(r'<c r="([^"]*)"', text):
            if not re.fullmatch(r"[A-Z]{1,3}[1-9]\d{0,6}", ref):
                yield f"{name}: cell {ref}"


def lists_are_short(book: MacroBook) -> Iterator[str]:
    """No drop-down list that is written out is longer than Excel allows."""
    for name, text in book.named(SHEET_PART.pattern).items():
        for choices in re.findall(r"<formula1>\"(.*?)\"</formula1>", text):
            if len(choices) > LONGEST_LIST:
                yield f"{name}: a list of {len(choices)} characters"


def formulas_can_be_read(book: MacroBook) -> Iterator[str]:
    """Every formula is a formula, and names new functions as a file must."""
    for name, root in _trees(book):
        for element in root.iter("{*}f") if SHEET_PART.fullmatch(name) else ():
            formula = element.text or ""
            yield from (f"{name}: {found} without _xlfn." for found in NEW_FUNCTIONS.findall(formula))
            if not _is_formula(formula):
                yield f"{name}: no formula: {formula}"


def _is_formula(text: str) -> bool:
    """Whether a text can be taken apart, with every bracket closed."""
    try:
        kinds = [token.subtype for token in Tokenizer(f"={text}").items]
    except (TokenizerError, IndexError):
        return False
    return kinds.count(Token.OPEN) == kinds.count(Token.CLOSE)


# --- the project -------------------------------------------------------------------------------
def compound_file_is_strict(book: MacroBook) -> Iterator[str]:
    """The compound file has no defect at all, not even one that readers forgive."""
    try:
        olefile.OleFileIO(book.parts["xl/vbaProject.bin"], raise_defects=olefile.DEFECT_UNSURE).close()
    except (OSError, ValueError, IndexError) as error:
        yield f"vbaProject.bin: {error}"


def procedures_exist(book: MacroBook) -> Iterator[str]:
    """Whatever a button or the ribbon calls is a public Sub with as many arguments."""
    if not book.assigned:
        yield "nothing is assigned to anything"
    for name, arguments in book.assigned:
        if book.vba.procedures.get(name) != arguments:
            yield f"no public Sub {name} with {arguments} arguments"


def project_is_sound(book: MacroBook) -> Iterator[str]:
    """The project is in the form without compiled code, says what the sources say, and compiles."""
    yield from vba_complaints(book.vba)


CHECKS: Final[tuple[Check, ...]] = (
    zip_is_sound,
    xml_is_well_formed,
    relationships_have_targets,
    content_types_are_right,
    ribbon_is_found,
    code_names_are_modules,
    cells_have_references,
    lists_are_short,
    formulas_can_be_read,
    compound_file_is_strict,
    procedures_exist,
    project_is_sound,
)
