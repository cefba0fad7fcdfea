"""Compiles VBA text into ``vbaProject.bin``: MS-OVBA as a writer must write it, without compiled code.

Office compiles the text itself when it opens the file (MS-OVBA 2.3.4.1: a writer puts version 0xFFFF and no
cache, a reader ignores any cache). EPPlus and LibreOffice write the same form.
"""

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from xlperf.build.compound_file import compound_file

#: Western Windows and English: modules are ASCII (:mod:`xlperf.build.macros` sees to it), which every code
#: page shares.
_CODE_PAGE: Final = 1252
_ENCODING: Final = "cp1252"
_LANGUAGE: Final = 0x409
_NAME: Final = "VBAProject"
#: Only a project that is protected by a password needs an id of its own.
_PROJECT_ID: Final = "{8D7C4A52-33B1-4B0C-9C53-6A5D0F2E7B14}"
#: "No compiled code in this file": version 0xFFFF of a reserved record (MS-OVBA 2.3.4.1).
_NO_CACHE: Final = bytes.fromhex("CC61FFFF000000")
_HOST: Final = "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000"

#: Name, class, file and title of the libraries that Excel gives to every new project.
_REFERENCES: Final = (
    (
        "stdole",
        "00020430-0000-0000-C000-000000000046",
        r"C:\Windows\System32\stdole2.tlb",
        "OLE Automation",
    ),
    (
        "Office",
        "2DF8D04C-5BFA-101B-BDE5-00AA0044DE52",
        r"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL",
        "Microsoft Office 16.0 Object Library",
    ),
)


class ModuleKind(Enum):
    """What a module belongs to; the value is its key in the PROJECT stream."""

    STANDARD = "Module"
    CLASS = "Class"
    DOCUMENT = "Document"


@dataclass(frozen=True, slots=True)
class Module:
    """One module: its name, its kind, its whole text with lines ended by CR LF."""

    name: str
    kind: ModuleKind
    text: str


def workbook_modules(sheets: int) -> tuple[Module, ...]:
    """The empty modules that the workbook and each of its sheets have, whose names are their code names."""
    names = (f"Sheet{number}" for number in range(1, sheets + 1))
    return (_document("ThisWorkbook", "00020819"), *(_document(name, "00020820") for name in names))


def _document(name: str, base: str) -> Module:
    attributes = {
        "VB_Name": f'"{name}"',
        "VB_Base": f'"0{{{base}-0000-0000-C000-000000000046}}"',
        "VB_GlobalNameSpace": "False",
        "VB_Creatable": "False",
        "VB_PredeclaredId": "True",
        "VB_Exposed": "True",
        "VB_TemplateDerived": "False",
        "VB_Customizable": "True",
    }
    text = "".join(f"Attribute {key} = {value}\r\n" for key, value in attributes.items())
    return Module(name, ModuleKind.DOCUMENT, text)


def vba_project(modules: Sequence[Module], sheets: int, compress: Callable[[bytes], bytes]) -> bytes:
    """``vbaProject.bin`` for a workbook.

    Args:
        modules: the standard and class modules, ASCII.
        sheets: how many sheets the workbook has.
        compress: the run-length compression of MS-OVBA 2.4.1.

    Returns:
        The file; the same arguments give the same bytes.
    """
    every = (*workbook_modules(sheets), *modules)
    streams = {f"VBA/{module.name}": compress(module.text.encode("ascii")) for module in every}
    streams["VBA/_VBA_PROJECT"] = _NO_CACHE
    streams["VBA/dir"] = compress(dir_stream(every))
    streams["PROJECT"] = _project_stream(every)
    streams["PROJECTwm"] = _names_stream(every)
    return compound_file(streams)


# --- the dir stream, before compression (MS-OVBA 2.3.4.2) --------------------------------------
def dir_stream(modules: Sequence[Module]) -> bytes:
    """What the project is, what it refers to, and which modules it has."""
    parts = [_information(), *(_reference(*each) for each in _REFERENCES)]
    parts += [_record(0x0F, _short(len(modules))), _record(0x13, _short(0xFFFF))]
    parts += [_module(module) for module in modules]
    return b"".join([*parts, _record(0x10)])


def _information() -> bytes:
    """PROJECTINFORMATION; texts that are empty have their record all the same."""
    system_of_64_bits = 3
    return b"".join(
        [
            _record(0x01, _long(system_of_64_bits)),
            _record(0x02, _long(_LANGUAGE)),
            _record(0x14, _long(_LANGUAGE)),
            _record(0x03, _short(_CODE_PAGE)),
            _record(0x04, _NAME.encode(_ENCODING)),
            *(_record(0x05), _record(0x40)),  # description
            *(_record(0x06), _record(0x3D)),  # help file
            _record(0x07, _long(0)),
            _record(0x08, _long(0)),
            # The version's length is a constant that counts only half of it.
            struct.pack("<HIIH", 0x09, 4, 1, 0),
            *(_record(0x0C), _record(0x3C)),  # constants
        ]
    )


def _reference(name: str, class_id: str, file: str, title: str) -> bytes:
    """Found by its class; the file is where it usually lies."""
    text = f"*\\G{{{class_id}}}#2.0#0#{file}#{title}".encode(_ENCODING)
    return (
        _record(0x16, name.encode(_ENCODING))
        + _record(0x3E, name.encode("utf-16-le"))
        + _record(0x0D, _long(len(text)) + text + bytes(6))
    )


def _module(module: Module) -> bytes:
    narrow, wide = module.name.encode(_ENCODING), module.name.encode("utf-16-le")
    kind = 0x21 if module.kind is ModuleKind.STANDARD else 0x22
    return b"".join(
        [
            *(_record(0x19, narrow), _record(0x47, wide)),
            *(_record(0x1A, narrow), _record(0x32, wide)),  # the stream, named like the module
            *(_record(0x1C), _record(0x48)),  # description
            _record(0x31, _long(0)),  # the text begins where the stream does: no cache before it
            _record(0x1E, _long(0)),
            _record(0x2C, _short(0xFFFF)),
            _record(kind),
            _record(0x2B),
        ]
    )


def _record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _short(number: int) -> bytes:
    return struct.pack("<H", number)


def _long(number: int) -> bytes:
    return struct.pack("<I", number)


# --- the streams beside it ---------------------------------------------------------------------
def _project_stream(modules: Sequence[Module]) -> bytes:
    """The PROJECT stream, in the form of a settings file (MS-OVBA 2.3.1)."""
    lines = [f'ID="{_PROJECT_ID}"']
    for module in modules:
        suffix = "/&H00000000" if module.kind is ModuleKind.DOCUMENT else ""
        lines.append(f"{module.kind.value}={module.name}{suffix}")
    lines += [f'Name="{_NAME}"', 'HelpContextID="0"', 'VersionCompatible32="393222000"']
    lines += [f'{key}="{_obfuscated(seed, data)}"' for key, seed, data in _PROTECTION]
    lines += ["", "[Host Extender Info]", _HOST, "", "[Workspace]"]
    lines += [f"{module.name}=0, 0, 0, 0, C" for module in modules]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


#: Not protected, no password, visible (MS-OVBA 2.3.1.15 to 17); the seeds are free.
_PROTECTION: Final = (("CMG", 0xDF, bytes(4)), ("DPB", 0xBE, bytes(1)), ("GC", 0x9D, b"\xff"))


def _obfuscated(seed: int, data: bytes) -> str:
    """Data "encrypted" with the project's id, in hexadecimal (MS-OVBA 2.4.3.2)."""
    version = 2
    key = sum(_PROJECT_ID.encode("ascii")) & 0xFF
    out = [seed, seed ^ version, seed ^ key]
    plain = key
    for byte in [0] * ((seed & 6) // 2) + [*struct.pack("<I", len(data)), *data]:
        out.append(byte ^ ((out[-2] + plain) & 0xFF))
        plain = byte
    return bytes(out).hex().upper()


def _names_stream(modules: Sequence[Module]) -> bytes:
    """PROJECTwm: every name in the code page and in Unicode (MS-OVBA 2.3.3)."""
    names = [f"{module.name}\0" for module in modules]
    return b"".join(name.encode(_ENCODING) + name.encode("utf-16-le") for name in names) + b"\0\0"
