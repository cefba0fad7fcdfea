"""Computers that are described, not owned: a Windows PC below a folder, with a registry that is a table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xlperf.steps.computer import Computer
from xlperf.steps.registry import RegistryValue

EXCEL = (r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe", "")
WPS = (r"HKCU\Software\Kingsoft\Office\6.0\Common", "InstallRoot")


@dataclass(slots=True)
class TableRegistry:
    """A registry whose values are given by key and name."""

    values: dict[tuple[str, str], RegistryValue] = field(default_factory=dict)

    def get(self, key: str, name: str) -> RegistryValue | None:
        return self.values.get((key, name))

    def put(self, key: str, name: str, value: str) -> None:
        self.values[key, name] = value

    def remove(self, key: str, name: str) -> None:
        self.values.pop((key, name), None)


def windows(
    folder: Path,
    user: str = "zhang",
    program: str = "",
    registry: Mapping[tuple[str, str], RegistryValue] | None = None,
    *,
    has_xlwings: bool = True,
) -> Computer:
    """A Windows PC whose disk is ``folder``, with Excel unless another registry is given.

    ``program`` is where Python lies below the disk; without it, below the user's own programs.
    """
    home = folder / "Users" / user
    local, roaming = home / "AppData" / "Local", home / "AppData" / "Roaming"
    python = (folder / program if program else local / "xlperf" / "python") / "python.exe"
    for made in (local / "Microsoft" / "WindowsApps", roaming, python.parent):
        made.mkdir(parents=True, exist_ok=True)
    python.write_bytes(b"MZ")
    return Computer(
        system="Windows",
        interpreter=python,
        home=home,
        variables={"LOCALAPPDATA": str(local), "APPDATA": str(roaming), "USERPROFILE": str(home)},
        registry=TableRegistry({EXCEL: "EXCEL.EXE"} if registry is None else dict(registry)),
        has_xlwings=has_xlwings,
    )


def mac(folder: Path) -> Computer:
    """A Mac with Excel, below a folder."""
    excel = folder / "Microsoft Excel.app"
    excel.mkdir(parents=True)
    return Computer("Darwin", folder / "张三" / "python3", folder, {}, TableRegistry(), True, excel)
