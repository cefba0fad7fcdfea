"""The registry of Windows behind its port, over a winreg that is a dictionary; elsewhere an empty one."""

import sys
from types import ModuleType

import pytest

from xlperf.steps.registry import NoRegistry, WindowsRegistry, this_registry


class FakeWinreg(ModuleType):
    """The calls of winreg that are needed, over a dictionary."""

    HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE = "user", "machine"
    KEY_READ, KEY_SET_VALUE, KEY_WOW64_64KEY, REG_SZ = 1, 2, 256, 1

    def __init__(self) -> None:
        super().__init__("winreg")
        self.values: dict[tuple[str, str], dict[str, object]] = {}

    class Key:
        def __init__(self, values: dict[str, object]) -> None:
            self.values = values

        def __enter__(self) -> "FakeWinreg.Key":
            return self

        def __exit__(self, *_: object) -> None:
            pass

    def OpenKey(self, root: str, path: str, reserved: int, access: int) -> "FakeWinreg.Key":  # noqa: N802
        assert reserved == 0
        assert access & self.KEY_WOW64_64KEY
        if (root, path) not in self.values:
            raise FileNotFoundError(path)
        return self.Key(self.values[root, path])

    def CreateKey(self, root: str, path: str) -> "FakeWinreg.Key":  # noqa: N802
        return self.Key(self.values.setdefault((root, path), {}))

    def QueryValueEx(self, key: "FakeWinreg.Key", name: str) -> tuple[object, int]:  # noqa: N802
        if name not in key.values:
            raise FileNotFoundError(name)
        return key.values[name], 1

    def SetValueEx(self, key: "FakeWinreg.Key", name: str, _: int, kind: int, value: str) -> None:  # noqa: N802
        assert kind == self.REG_SZ
        key.values[name] = value

    def DeleteValue(self, key: "FakeWinreg.Key", name: str) -> None:  # noqa: N802
        if name not in key.values:
            raise FileNotFoundError(name)
        del key.values[name]


class TestTheRegistry:
    @pytest.fixture
    def winreg(self, monkeypatch: pytest.MonkeyPatch) -> FakeWinreg:
        fake = FakeWinreg()
        monkeypatch.setitem(sys.modules, "winreg", fake)
        return fake

    def test_keeps_reads_and_forgets_texts(self, winreg: FakeWinreg) -> None:
        registry = WindowsRegistry()
        registry.put(r"HKCU\Environment", "A", "1")
        assert winreg.values == {("user", "Environment"): {"A": "1"}}
        assert registry.get(r"HKCU\Environment", "A") == "1"
        registry.remove(r"HKCU\Environment", "A")
        registry.remove(r"HKCU\Environment", "A")
        registry.remove(r"HKLM\None", "A")
        assert registry.get(r"HKCU\Environment", "A") is None
        assert registry.get(r"HKLM\None", "") is None

    def test_gives_numbers_and_texts_and_nothing_else(self, winreg: FakeWinreg) -> None:
        winreg.values["machine", "K"] = {"n": 4, "b": b"\0", "l": ["x"]}
        registry = WindowsRegistry()
        assert [registry.get(r"HKLM\K", name) for name in "nbl"] == [4, None, None]

    def test_of_another_system_is_empty(self) -> None:
        registry = NoRegistry()
        registry.remove("HKCU\\X", "y")
        assert registry.get("HKCU\\X", "y") is None
        with pytest.raises(OSError, match="no registry"):
            registry.put("HKCU\\X", "y", "z")
        assert sys.platform == "win32" or isinstance(this_registry(), NoRegistry)
