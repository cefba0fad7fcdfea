"""Turns ``macros/`` and xlwings' own module into what workbooks carry; for developers and CI only.

An office PC needs neither the sources nor a compiler: :mod:`xlperf.build.shipped` takes the same parts out of
the built workbook.
"""

import re
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

from pyopenvba.vba import compress

from xlperf.build.vba_project import Module, ModuleKind, vba_project

#: The folder of the sources, in a source tree.
SOURCES: Final = Path(__file__).resolve().parents[3] / "macros"

_KINDS: Final = {".bas": ModuleKind.STANDARD, ".cls": ModuleKind.CLASS}
_NAME: Final = re.compile(r'^Attribute VB_Name = "([A-Za-z][A-Za-z0-9_]{0,30})"\r$', re.MULTILINE)
#: What an exported class begins with; the project file says the same in its own way.
_CLASS_HEADER: Final = re.compile(r"\AVERSION .*?^END\r\n", re.MULTILINE | re.DOTALL)

#: xlwings' entry point, and the dictionary that it needs on a Mac; both with their notices at the top.
_OF_XLWINGS: Final = ("xlwings/xlwings.bas", "xlwings/addin/Dictionary.cls")


class MacroError(ValueError):
    """A source that cannot become a module; the text says which file, where, and why."""


@dataclass(frozen=True, slots=True)
class Macros:
    """What makes a workbook one with macros: modules and ribbon."""

    modules: tuple[Module, ...]
    ribbon: bytes

    def project(self, sheets: int) -> bytes:
        """``vbaProject.bin`` for a workbook with so many sheets."""
        return vba_project(self.modules, sheets, compress)


def control_macros() -> Macros:
    """The macros of the control workbook, from their sources."""
    return _macros("control_ribbon.xml", "Xlperf.bas", "XlperfPython.bas")


def addin_macros() -> Macros:
    """The macros of the add-in, from their sources."""
    return _macros("addin_ribbon.xml", "XlperfAddin.bas", "XlperfFunctions.bas", "XlperfPython.bas")


def _macros(ribbon: str, *modules: str) -> Macros:
    own = [read_module(SOURCES / name) for name in modules]
    return Macros((*own, *xlwings_modules()), (SOURCES / ribbon).read_bytes())


def xlwings_modules() -> tuple[Module, ...]:
    """The modules that xlwings brings, as its installed package has them."""
    package = distribution("xlwings")
    return tuple(read_module(Path(str(package.locate_file(path)))) for path in _OF_XLWINGS)


def xlwings_licence() -> bytes:
    """The licence of xlwings' own module, to be shipped beside the workbooks that contain it."""
    (found,) = (file for file in distribution("xlwings").files or () if file.name == "LICENSE.txt")
    return found.read_binary().replace(b"\r\n", b"\n")


def dictionary_licence() -> bytes:
    """The same for the dictionary, whose notice only refers to it."""
    return (SOURCES / "LICENSE-VBA-Dictionary.txt").read_bytes()


def read_module(path: Path) -> Module:
    """A module from its file.

    Raises:
        MacroError: a character that is not ASCII (a project stores text in a code page, which the next
            computer may not have), or no name.
    """
    text = _ascii(path).replace("\r\n", "\n").replace("\n", "\r\n")
    name = _NAME.search(text)
    if name is None:
        raise MacroError(f'{path.name}: no line Attribute VB_Name = "..." of letters, digits and _')
    return Module(name[1], _KINDS[path.suffix.lower()], _CLASS_HEADER.sub("", text))


def _ascii(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("ascii")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise MacroError(f"{path.name}: line {line}: only ASCII can be stored on every computer") from error


def with_stand_in(macros: Macros, stand_in: Module) -> Macros:
    """The same macros with one module in place of all that xlwings brings; for tests without Excel.

    ``stand_in`` is called like xlwings' own and has ``RunPython``, ``ExecuteWindows``, ``GetConfig`` and
    ``FileExists``.
    """
    foreign = {module.name for module in xlwings_modules()}
    own = (module for module in macros.modules if module.name not in foreign)
    return Macros((*own, stand_in), macros.ribbon)
