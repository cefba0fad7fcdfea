r"""The Windows registry, as much of it as is needed here; elsewhere there is none, and nothing stands in it.

A key is written as Windows shows it, with the short name of its root: ``HKCU\Environment``.
"""

import sys
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Any, Final, Protocol

#: What a value can hold here: REG_SZ and REG_EXPAND_SZ are text, REG_DWORD is a number.
RegistryValue = str | int

_ROOTS: Final = {"HKCU": "HKEY_CURRENT_USER", "HKLM": "HKEY_LOCAL_MACHINE"}


class Registry(Protocol):
    """Values by key and name; the name of a key's default value is empty."""

    def get(self, key: str, name: str) -> RegistryValue | None:
        """A value; None where there is no such key or value, or where it may not be read."""
        ...

    def put(self, key: str, name: str, value: str) -> None:
        """Set a text, making the key; OSError where that is refused."""
        ...

    def remove(self, key: str, name: str) -> None:
        """Take a value away, if it is there; OSError where that is refused."""
        ...


class NoRegistry:
    """The registry of a computer without one."""

    def get(self, key: str, name: str) -> RegistryValue | None:  # noqa: ARG002 - the protocol's
        """Nothing."""
        return None

    def put(self, key: str, name: str, value: str) -> None:
        """Refused."""
        raise OSError(f"no registry for {key} {name} {value}")

    def remove(self, key: str, name: str) -> None:
        """Nothing to do."""


class WindowsRegistry:
    """The real one, in its 64-bit view: that is where a 64-bit Office writes, and HKCU has only one."""

    def __init__(self) -> None:
        self._api: Any = import_module("winreg")

    def get(self, key: str, name: str) -> RegistryValue | None:
        """See :class:`Registry`, here and below."""
        try:
            with self._open(key, self._api.KEY_READ) as handle:
                value, _ = self._api.QueryValueEx(handle, name)
        except OSError:
            return None
        return value if isinstance(value, str | int) else None

    def put(self, key: str, name: str, value: str) -> None:
        """Set a text."""
        root, path = self._split(key)
        with self._api.CreateKey(root, path) as handle:
            self._api.SetValueEx(handle, name, 0, self._api.REG_SZ, value)

    def remove(self, key: str, name: str) -> None:
        """Take a value away."""
        try:
            with self._open(key, self._api.KEY_SET_VALUE) as handle:
                self._api.DeleteValue(handle, name)
        except FileNotFoundError:
            return

    def _open(self, key: str, access: int) -> AbstractContextManager[object]:
        root, path = self._split(key)
        view = access | self._api.KEY_WOW64_64KEY
        handle: AbstractContextManager[object] = self._api.OpenKey(root, path, 0, view)
        return handle

    def _split(self, key: str) -> tuple[object, str]:
        root, _, path = key.partition("\\")
        return getattr(self._api, _ROOTS[root]), path


def this_registry() -> Registry:
    """The registry of this computer."""
    return WindowsRegistry() if sys.platform == "win32" else NoRegistry()
