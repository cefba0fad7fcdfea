"""Ways to break a workbook with macros, for the tests of the checks."""

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from pyopenvba.vba import compress

from support.macro_checks import MacroBook
from xlperf.build.compound_file import compound_file
from xlperf.build.vba_project import Module, vba_project

PROJECT = "xl/vbaProject.bin"
SHEET = "xl/worksheets/sheet1.xml"

Parts = dict[str, bytes]
#: Changes the parts of a workbook in place.
Break = Callable[[MacroBook, Parts], None]


def zipped(parts: Mapping[str, bytes], path: Path) -> bytes:
    """A package with the parts, written to ``path`` too."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path.read_bytes()


def edit(part: str, pattern: str, text: str) -> Break:
    """Change the first place that a pattern matches, in one part or among those that ``*`` stands for."""

    def broken(_: MacroBook, parts: Parts) -> None:
        for name in [name for name in parts if name == part or fnmatchcase(name, part)]:
            parts[name], count = re.subn(
                pattern.encode(), text.encode(), parts[name], count=1, flags=re.DOTALL
            )
            if count:
                return
        raise AssertionError(f"{part} has no {pattern}: nothing was broken")

    return broken


def drop(pattern: str) -> Break:
    """Take out the parts whose whole name matches."""

    def broken(_: MacroBook, parts: Parts) -> None:
        gone = [name for name in parts if re.fullmatch(pattern, name)]
        assert gone
        for name in gone:
            del parts[name]

    return broken


def flip(part: str, at: int) -> Break:
    """Change one byte of a part."""

    def broken(_: MacroBook, parts: Parts) -> None:
        data = bytearray(parts[part])
        data[at] ^= 0x55
        parts[part] = bytes(data)

    return broken


def truncated(_: MacroBook, parts: Parts) -> None:
    """Cut the end off the project."""
    parts[PROJECT] = parts[PROJECT][:-700]


def streams(change: Callable[[dict[str, bytes]], None]) -> Break:
    """Change the streams of the project and write it again."""

    def broken(book: MacroBook, parts: Parts) -> None:
        found = dict(book.vba.streams)
        change(found)
        parts[PROJECT] = compound_file(found)

    return broken


def compiled(pattern: str, text: str) -> Break:
    """Change the source of the module Xlperf, and compile what then stands there."""

    def broken(book: MacroBook, parts: Parts) -> None:
        modules = changed(book.modules, pattern, text)
        parts[PROJECT] = vba_project(modules, len(book.vba.documents) - 1, compress)

    return broken


def changed(modules: tuple[Module, ...], pattern: str, text: str) -> tuple[Module, ...]:
    """The modules with the first one's text changed."""
    first, *others = modules
    source, count = re.subn(pattern, text, first.text, count=1)
    assert count, f"no {pattern} in {first.name}"
    return replace(first, text=source), *others


def without_a_module(book: MacroBook, parts: Parts) -> None:
    """Leave the first module out of the project."""
    parts[PROJECT] = vba_project(book.modules[1:], len(book.vba.documents) - 1, compress)


def without_a_sheet(book: MacroBook, parts: Parts) -> None:
    """Let the project know one sheet less than there are."""
    parts[PROJECT] = vba_project(book.modules, len(book.vba.documents) - 2, compress)


def cell(content: str) -> Break:
    """Put other content into A1."""
    return edit(SHEET, r"<c r=\"A1\".*?(?=<c |</row>)", f'<c r="A1">{content}</c>')
