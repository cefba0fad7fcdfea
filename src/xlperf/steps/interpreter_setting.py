"""Which Python the buttons start: a line in xlwings' file of settings (lines of ``"KEY","value"``).

VBA reads the file in the system's code page and Python in the locale's, which need not be the same: what is
written is ASCII. A path that is not becomes one through a variable of the system, which both expand.
What others have written into the file stays as it is, byte for byte.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from xlperf.books.atomic import replace_file
from xlperf.steps.computer import Computer

KEYS: Final = {"Windows": "INTERPRETER_WIN", "Darwin": "INTERPRETER_MAC"}
#: Under this key the file keeps what stood there before us, to be put back.
BEFORE: Final = "XLPERF_BEFORE_"
#: The user's own variable that takes a path no other variable makes ASCII.
OWN_VARIABLE: Final = "XLPERF_PYTHON"
OWN_VARIABLES_KEY: Final = r"HKCU\Environment"

_VARIABLES: Final = ("LOCALAPPDATA", "APPDATA", "USERPROFILE", "ProgramFiles", "PUBLIC")
#: No byte of a double-byte character is a quote or a line break: any code page comes through as Latin-1.
_BYTES: Final = "latin-1"
_LINE: Final = re.compile(r'\s*"([^"]*)"\s*,\s*"([^"]*)"\s*')


def current(computer: Computer) -> str:
    """What the file says, "" where it says nothing."""
    return _settings(_read(computer.xlwings_settings)).get(KEYS[computer.system], "")


def wanted(computer: Computer) -> str:
    """What it must say for this Python to be started."""
    path = computer.interpreter
    if computer.system != "Windows" or str(path).isascii():
        return _as_bytes(path)
    return _through_variable(path, computer.variables) or f"%{OWN_VARIABLE}%"


def points_here(computer: Computer) -> bool:
    """Whether the buttons start this Python."""
    own = computer.registry.get(OWN_VARIABLES_KEY, OWN_VARIABLE)
    expected = wanted(computer)
    needs_own = expected == f"%{OWN_VARIABLE}%"
    return current(computer) == expected and (not needs_own or own == str(computer.interpreter))


def write(computer: Computer) -> str:
    """Let the buttons start this Python; returns the other one that they started before, or "".

    Raises:
        OSError: the file or the registry cannot be written.
    """
    key, before, value = KEYS[computer.system], current(computer), wanted(computer)
    if value == f"%{OWN_VARIABLE}%":
        computer.registry.put(OWN_VARIABLES_KEY, OWN_VARIABLE, str(computer.interpreter))
    text = _with(_read(computer.xlwings_settings), key, value)
    foreign = before if before not in {"", value} and OWN_VARIABLE not in before else ""
    if foreign:
        text = _with(text, BEFORE + key, foreign)
    _write(computer.xlwings_settings, text)
    return foreign


def remove(computer: Computer) -> bool:
    """Put back what stood there before us; False where the buttons do not start this Python.

    Raises:
        OSError: the file or the registry cannot be written.
    """
    key = KEYS[computer.system]
    ours = current(computer) == wanted(computer)
    text = _read(computer.xlwings_settings)
    before = _settings(text).get(BEFORE + key, "")
    if ours:
        text = _with(text, key, before)
    _write(computer.xlwings_settings, _with(text, BEFORE + key, ""))
    computer.registry.remove(OWN_VARIABLES_KEY, OWN_VARIABLE)
    return ours


def _through_variable(path: Path, variables: Mapping[str, str]) -> str | None:
    r"""``%LOCALAPPDATA%\xlperf\python.exe``: ASCII although the user's name may not be."""
    for name in _VARIABLES:
        folder = variables.get(name)
        if folder and path.is_relative_to(folder):
            parts = path.relative_to(folder).parts
            if all(part.isascii() for part in parts):
                return "\\".join((f"%{name}%", *parts))
    return None


def _read(path: Path) -> str:
    return path.read_bytes().decode(_BYTES) if path.exists() else ""


def _as_bytes(path: Path) -> str:
    """A path as the file holds it: ASCII on Windows, UTF-8 on a Mac."""
    return str(path).encode().decode(_BYTES)


def _write(path: Path, text: str) -> None:
    if text == _read(path):
        return
    if not text:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, text.encode(_BYTES))


def _lines(text: str) -> list[str]:
    """Not ``splitlines``: read as Latin-1, half a Chinese character can be a line break to that."""
    lines = text.replace("\r\n", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]


def _settings(text: str) -> dict[str, str]:
    found = (_LINE.fullmatch(line) for line in _lines(text))
    return {match[1].upper(): match[2] for match in found if match}


def _with(text: str, key: str, value: str) -> str:
    """The text with one setting changed in place, added at the end, or, where the value is "", taken out."""
    new = f'"{key}","{value}"' if value else None
    lines: list[str] = []
    for line in _lines(text):
        match = _LINE.fullmatch(line)
        if match is None or match[1].upper() != key:
            lines.append(line)
        elif new is not None:
            lines.append(new)
            new = None
    lines += [new] if new else []
    return "".join(f"{line}\r\n" for line in lines)
