"""What can be proved of a VBA project without Excel: its form, its text, and that it compiles."""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import olefile
import vbalidator
from pyvbaanalysis import DiagnosticSeverity, ModuleInput, ModuleSymbolKind, analyze_project

from xlperf.build.vba_project import Module, ModuleKind

with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
    from oletools.olevba import VBA_Parser, decompress_stream

#: "No compiled code in this file" (MS-OVBA 2.3.4.1): only then may the modules be text alone.
WRITE_FORM: Final = bytes.fromhex("CC61FFFF")
_MODULE_OFFSET: Final = bytes.fromhex("3100 04000000")
_SUB: Final = re.compile(r"^Public Sub (\w+)\(([^)]*)\)", re.MULTILINE)
_SYMBOLS: Final = {
    ModuleKind.STANDARD: ModuleSymbolKind.STANDARD,
    ModuleKind.CLASS: ModuleSymbolKind.CLASS,
    ModuleKind.DOCUMENT: ModuleSymbolKind.DOCUMENT,
}


@dataclass(frozen=True)
class VbaFile:
    """A ``vbaProject.bin``, and the modules that were put into it."""

    data: bytes
    modules: tuple[Module, ...]

    @cached_property
    def streams(self) -> dict[str, bytes]:
        """Every stream by its path."""
        with olefile.OleFileIO(self.data) as file:
            return {"/".join(path): file.openstream(path).read() for path in file.listdir()}

    @cached_property
    def directory(self) -> bytes:
        """The dir stream, which lists modules and references, as it was before its compression."""
        return bytes(decompress_stream(bytearray(self.streams["VBA/dir"])))

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of every module but those of sheets and workbook, as an independent reader finds it."""
        parser = VBA_Parser("vbaProject.bin", data=self.data)
        try:
            found = {name.rpartition(".")[0]: text for _, _, name, text in parser.extract_all_macros()}
        finally:
            parser.close()
        return {name: text for name, text in found.items() if name not in self.documents}

    @property
    def documents(self) -> list[str]:
        """The modules that belong to the workbook and its sheets."""
        project = self.streams["PROJECT"].decode("latin-1")
        return re.findall(r"^Document=([^/\r\n]+)/", project, re.MULTILINE)

    @property
    def procedures(self) -> dict[str, int]:
        """The public Subs by name, with the number of their arguments."""
        found = [match for text in self.texts.values() for match in _SUB.findall(text.replace("\r", ""))]
        return {name: len(arguments.split(",")) if arguments else 0 for name, arguments in found}


def vba_complaints(vba: VbaFile) -> Iterator[str]:
    """Everything that is wrong with a project."""
    yield from _form(vba)
    yield from _differing_texts(vba)
    yield from _compile_errors(vba.modules)
    yield from _precheck_errors(vba.modules)


def _form(vba: VbaFile) -> Iterator[str]:
    if not vba.streams["VBA/_VBA_PROJECT"].startswith(WRITE_FORM):
        yield "the version is not that of a project without compiled code"
    yield from (f"compiled code: {name}" for name in vba.streams if "__SRP_" in name)
    for match in re.finditer(re.escape(_MODULE_OFFSET) + rb"(....)", vba.directory, re.DOTALL):
        if match[1] != bytes(4):
            yield f"a module's text begins at {match[1].hex()}, after compiled code"


def _differing_texts(vba: VbaFile) -> Iterator[str]:
    wanted = {module.name: module.text for module in vba.modules}
    yield from (f"no module {name}" for name in wanted.keys() - vba.texts.keys())
    yield from (f"a module {name} from nowhere" for name in vba.texts.keys() - wanted.keys())
    for name in wanted.keys() & vba.texts.keys():
        if _lines(wanted[name]) != _lines(vba.texts[name]):
            yield f"{name}: the text is not the source's"


def _lines(text: str) -> list[str]:
    """A module's lines without its attributes, which readers treat each in their own way."""
    return [line for line in text.rstrip().splitlines() if not line.startswith("Attribute ")]


@cache
def _compile_errors(modules: tuple[Module, ...]) -> tuple[str, ...]:
    """What an analyser that knows Excel's objects calls an error, in all modules as one project."""
    project = [ModuleInput(module.name, _SYMBOLS[module.kind], module.text) for module in modules]
    return tuple(
        f"{name}: {diagnostic.message}"
        for name, diagnostics in analyze_project(project).items()
        for diagnostic in diagnostics
        if diagnostic.severity is DiagnosticSeverity.ERROR
    )


@cache
def _precheck_errors(modules: tuple[Module, ...]) -> tuple[str, ...]:
    """A second opinion, on our own modules alone: it takes conditional compilation in xlwings' for errors."""
    with TemporaryDirectory() as folder:
        for module in modules:
            text = module.text.encode("ascii")
            Path(folder, f"{module.name}.bas").write_bytes(text)
        issues = vbalidator.precheck(folder, host="excel").issues
    return tuple(
        f"{issue['file']}:{issue['line']}: {issue['message']}"
        for issue in issues
        if issue["severity"] == "error" and Path(issue["file"]).name.startswith("Xlperf")
    )
