"""A computer, as far as Excel's buttons depend on it: a description, so that any can be described."""

import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from xlperf.steps.registry import Registry, this_registry

_APP_PATHS: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths"
#: Where a program's installer says that it is there: key and name of a value, any of them.
_EXCEL: Final = tuple((rf"{root}\{_APP_PATHS}\excel.exe", "") for root in ("HKCU", "HKLM"))
_WPS: Final = (
    *((rf"{root}\{_APP_PATHS}\{name}", "") for root in ("HKCU", "HKLM") for name in ("et.exe", "wps.exe")),
    (r"HKCU\Software\Kingsoft\Office\6.0\Common", "InstallRoot"),
    (r"HKLM\SOFTWARE\Kingsoft\Office\6.0\Common", "InstallRoot"),
    (r"HKLM\SOFTWARE\WOW6432Node\Kingsoft\Office\6.0\Common", "InstallRoot"),
)
_MAC_EXCEL: Final = Path("/Applications/Microsoft Excel.app")


@dataclass(frozen=True, slots=True)
class Computer:
    """One computer and one user on it.

    ``system`` is as :func:`platform.system` says it, ``interpreter`` the Python that runs xlperf,
    ``variables`` the environment (names as Windows writes them), ``has_xlwings`` whether that Python has it.
    """

    system: str
    interpreter: Path
    home: Path
    variables: Mapping[str, str]
    registry: Registry
    has_xlwings: bool
    mac_excel: Path = _MAC_EXCEL

    @property
    def has_excel(self) -> bool:
        """Whether Microsoft Excel is installed."""
        if self.system == "Darwin":
            return self.mac_excel.exists()
        return self._registered(_EXCEL)

    @property
    def has_wps(self) -> bool:
        """Whether WPS Office is installed (told on Windows only)."""
        return self._registered(_WPS)

    @property
    def xlwings_settings(self) -> Path:
        """The user's file of settings, which xlwings' VBA reads too."""
        if self.system == "Darwin":
            return self.home / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / "xlwings.conf"
        return self.home / ".xlwings" / "xlwings.conf"

    @property
    def excel_start(self) -> Path:
        """The user's folder from which Excel opens everything when it starts, and which it trusts."""
        if self.system == "Darwin":
            content = self.home / "Library" / "Group Containers" / "UBF8T346G9.Office"
            return content / "User Content.localized" / "Startup.localized" / "Excel"
        return self.folder("APPDATA", "AppData", "Roaming") / "Microsoft" / "Excel" / "XLSTART"

    @property
    def user_programs(self) -> Path:
        """A folder of the user's own that Windows searches for commands."""
        return self.folder("LOCALAPPDATA", "AppData", "Local") / "Microsoft" / "WindowsApps"

    def folder(self, variable: str, *usual: str) -> Path:
        """The folder that a variable names, else where it usually is below the user's home."""
        named = self.variables.get(variable)
        return Path(named) if named else self.home.joinpath(*usual)

    def _registered(self, places: tuple[tuple[str, str], ...]) -> bool:
        return any(self.registry.get(key, name) for key, name in places)


def this_computer() -> Computer:
    """The computer on which this runs."""
    return Computer(
        system=platform.system(),
        interpreter=Path(sys.executable),
        home=Path.home(),
        variables=os.environ,
        registry=this_registry(),
        has_xlwings=find_spec("xlwings") is not None,
    )
