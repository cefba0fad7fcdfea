"""What a page of the documentation shows, as far as its tests ask."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_COMMAND = re.compile(r"^(?:> )?(?:py -m )?(xlperf(?: .*)?)$")
#: Stands for lines of a screen that are not shown.
LEFT_OUT = "……"


@dataclass(frozen=True, slots=True)
class Fence:
    """One block of code: what stands behind its opening marks, and its lines."""

    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """One command with what the page says that the program answers."""

    command: str
    answers: tuple[str, ...]


def fences(text: str) -> list[Fence]:
    """The blocks of code, in order."""
    return [Fence(found["kind"], tuple(found["text"].splitlines())) for found in _FENCE.finditer(text)]


def links(text: str) -> list[str]:
    """The targets of links and pictures outside code."""
    return _LINK.findall(_CODE.sub("", _FENCE.sub("", text)))


def files_linked(text: str) -> list[str]:
    """The targets of links that are files of the project, without what follows a ``#``."""
    inside = (target.partition("#")[0] for target in links(text) if "://" not in target)
    return [target for target in inside if target]


def commands(text: str) -> list[str]:
    """Every line or piece of code that calls xlperf, as ``xlperf …`` without comments."""
    lines = [line for fence in fences(text) for line in fence.lines]
    pieces = _CODE.findall(_FENCE.sub("", text))
    found = (_COMMAND.match(code.strip()) for code in (*lines, *pieces))
    return [shlex.join(shlex.split(match[1], comments=True)) for match in found if match]


def screens(text: str) -> list[Screen]:
    """The blocks of kind ``console``: a command behind ``>``, then what is seen."""
    shown = [fence.lines for fence in fences(text) if fence.kind == "console"]
    return [
        Screen(first.removeprefix("> "), tuple(line for line in rest if line != LEFT_OUT))
        for first, *rest in shown
    ]


def first_column(text: str, header: str) -> Iterator[str]:
    """The first cells of the table whose first column has this header."""
    inside = False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif inside and set(cells[0]) != {"-"}:
            yield cells[0]
        elif cells[0] == header:
            inside = True
