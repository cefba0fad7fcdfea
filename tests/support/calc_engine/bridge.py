"""UNO, LibreOffice's programming interface, from any Python of the system's version."""

import builtins
import importlib
import sys
from collections.abc import Iterator
from typing import Any, TypeAlias

from support.tools import DEBIAN_PACKAGES

#: What comes from UNO, and what xlwings hands over, has no types.
Untyped: TypeAlias = Any


def _import_uno() -> Untyped:
    """The module, but not its ``import``: libraries wait for ModuleNotFoundError, it raises ImportError."""
    own_import = builtins.__import__
    try:
        return importlib.import_module("uno")
    except ImportError:
        sys.path.append(DEBIAN_PACKAGES)
        try:
            return importlib.import_module("uno")
        finally:
            sys.path.remove(DEBIAN_PACKAGES)
    finally:
        builtins.__import__ = own_import


#: The module ``uno``.
UNO: Untyped = _import_uno()


def properties(**values: Untyped) -> tuple[Untyped, ...]:
    """Named arguments as UNO wants them."""
    made = []
    for name, value in values.items():
        item = UNO.createUnoStruct("com.sun.star.beans.PropertyValue")
        item.Name, item.Value = name, value
        made.append(item)
    return tuple(made)


def enum(kind: str, value: str) -> Untyped:
    """A value of an enumeration below ``com.sun.star``."""
    return UNO.Enum(f"com.sun.star.{kind}", value)


def constant(name: str) -> int:
    """A constant below ``com.sun.star``."""
    return int(UNO.getConstantByName(f"com.sun.star.{name}"))


class Kept:
    """What a container holds by name. To fetch an element costs ten times as much as to ask its name."""

    def __init__(self, container: Untyped) -> None:
        self.container = container
        self._kept: dict[str, Untyped] = {}

    def __call__(self, name: str) -> Untyped:
        """The element that has this name now."""
        kept = self._kept.get(name)
        if kept is None or kept.Name != name:
            kept = self._kept[name] = self.container.getByName(name)
        return kept

    def __contains__(self, name: str) -> bool:
        return bool(self.container.hasByName(name))

    def __iter__(self) -> Iterator[Untyped]:
        return iter([self(name) for name in self.container.ElementNames])

    def forget(self) -> None:
        """Fetch everything again: something is gone, and its name may come back."""
        self._kept.clear()


def each(container: Untyped) -> Iterator[Untyped]:
    """The elements of anything with ``createEnumeration``."""
    elements = container.createEnumeration()
    while elements.hasMoreElements():
        yield elements.nextElement()
