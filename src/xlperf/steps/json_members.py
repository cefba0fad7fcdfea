"""The members of a long JSON object, one after the other: never in memory as a whole."""

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final

_CHUNK: Final = 1024 * 1024
_SPACE: Final = " \t\n\r"
_DECODER: Final = json.JSONDecoder()


def members(file: IO[str], key: str) -> Iterator[tuple[str, Any]]:
    """The names and values of ``{"<key>": {name: value, …}}``, however it is laid out.

    Raises:
        ValueError: the file holds something else; what was right before that has been given.
        RecursionError: it is nested too deeply.
    """
    text = _Text(file)
    text.expect("{")
    if text.value() != key:
        raise ValueError(f"{key} is not the first member")
    text.expect(":")
    text.expect("{")
    more = not text.skip("}")
    while more:
        name = text.value()
        if not isinstance(name, str):
            raise ValueError("a name is no text")  # noqa: TRY004 - a mistake of the file's
        text.expect(":")
        yield name, text.value()
        more = text.skip(",")
        if not more:
            text.expect("}")
    text.expect("}")
    if text.sign():
        raise ValueError("something follows the end")


def pieces(key: str, named: Iterable[tuple[str, Any]]) -> Iterator[bytes]:
    """The text of ``json.dumps({key: dict(named)}, ensure_ascii=False, indent=1)``, member by member."""
    yield f"{{\n {_dumped(key)}: {{".encode()
    comma = ""
    for name, value in named:
        indented = _dumped(value).replace("\n", "\n  ")
        yield f"{comma}\n  {_dumped(name)}: {indented}".encode()
        comma = ","
    yield ("\n }\n}" if comma else "}\n}").encode()


def _dumped(value: object) -> str:
    """JSON in which a line break is always one between two lines."""
    return json.dumps(value, ensure_ascii=False, indent=1)


class _Text:
    """What is still to be read: a window on the file that grows while a value does not fit into it."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._window = ""
        self._at = 0

    def sign(self) -> str:
        """The next character that is no space, "" at the end; it stays."""
        while True:
            while self._at < len(self._window):
                if self._window[self._at] not in _SPACE:
                    return self._window[self._at]
                self._at += 1
            if not self._grow():
                return ""

    def skip(self, sign: str) -> bool:
        """Whether that character comes next; it is gone then."""
        found = self.sign() == sign
        self._at += found
        return found

    def expect(self, sign: str) -> None:
        """Go past that character; ValueError where another comes next."""
        if not self.skip(sign):
            raise ValueError(f"{sign} is missing")

    def value(self) -> Any:  # noqa: ANN401 - JSON
        """The next value: a text, a list or an object, for a number might be cut in two by the window."""
        if self.sign() not in ('"', "{", "["):
            raise ValueError("neither text nor object")
        while True:
            try:
                found, self._at = _DECODER.raw_decode(self._window, self._at)
            except ValueError:
                if not self._grow():
                    raise
            else:
                return found

    def _grow(self) -> bool:
        """Read on, each time as much again as is held; False at the end of the file."""
        rest = self._window[self._at :]
        more = self._file.read(max(_CHUNK, len(rest)))
        self._window, self._at = rest + more, 0
        return bool(more)
