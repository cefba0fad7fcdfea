"""A digest of what data says: the same in every process, another one wherever anything in it differs.

Neither :func:`hash` (another one in each process) nor pickled bytes (which depend on what happens to be one
object, and on the order of sets) can say that.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import PurePath
from typing import Any, Final

_Tell = Callable[[bytes], None]

_SIZE: Final = 16
#: What ``repr`` tells completely.
_PLAIN: Final = frozenset({type(None), bool, int, float, str, bytes, Decimal, date})


def fingerprint(*things: object) -> bytes:
    """The digest of some things: 16 bytes.

    Mappings and sequences count with their order, sets without one; dataclasses with their type and every
    field.

    Raises:
        TypeError: something in it is neither plain, nor a container, an enum, a dataclass, a path, a pattern.
    """
    return _Fingerprint().of(things)


class _Fingerprint:
    """One digest under way. What stands in several lists (a ledger's row) is gone through once."""

    def __init__(self) -> None:
        self._listed: dict[int, bytes] = {}

    def of(self, thing: object) -> bytes:
        """The digest of one thing."""
        told = hashlib.blake2b(digest_size=_SIZE)
        self._tell(thing, told.update)
        return told.digest()

    def _tell(self, thing: Any, tell: _Tell) -> None:  # noqa: ANN401 (whatever it is)
        kind = type(thing)
        if kind in _PLAIN:
            tell(f"{kind.__name__} {thing!r};".encode("utf-8", "surrogatepass"))
        elif issubclass(kind, Enum):
            tell(f"{kind.__qualname__}.{thing.name};".encode())
        elif is_dataclass(kind):
            tell(f"{kind.__qualname__} ".encode())
            for name in _names(kind):
                self._tell(getattr(thing, name), tell)
        elif issubclass(kind, Mapping | tuple | list | AbstractSet):
            self._list(thing, tell)
        elif issubclass(kind, re.Pattern):
            self._tell((thing.pattern, int(thing.flags)), tell)
        elif issubclass(kind, PurePath):
            self._tell(str(thing), tell)
        else:
            raise TypeError(f"no fingerprint of a {kind.__qualname__}")

    def _list(self, things: Any, tell: _Tell) -> None:  # noqa: ANN401 (a container)
        if isinstance(things, Mapping):
            tell(f"{{{len(things)}:".encode())
            for key, value in things.items():
                self._tell(key, tell)
                self._once(value, tell)
        elif isinstance(things, AbstractSet):
            tell(f"<{len(things)}:".encode())
            tell(b"".join(sorted(map(self.of, things))))
        else:
            tell(f"({len(things)}:".encode())
            for each in things:
                self._once(each, tell)

    def _once(self, thing: object, tell: _Tell) -> None:
        """What stands in a list; a dataclass is known by its identity, since all of them exist meanwhile."""
        if not is_dataclass(thing):
            self._tell(thing, tell)
            return
        digest = self._listed.get(id(thing))
        if digest is None:
            digest = self._listed[id(thing)] = self.of(thing)
        tell(digest)


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))
