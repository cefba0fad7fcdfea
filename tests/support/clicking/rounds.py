"""Rounds whose control workbook has macros that LibreOffice can run."""

from functools import cache
from pathlib import Path

from xlperf.build.macros import control_macros, read_module, with_stand_in
from xlperf.ooxml.package import Package
from xlperf.steps.folder import CONTROL

_PROJECT_PART = "xl/vbaProject.bin"
_STAND_IN = Path(__file__).with_name("xlwings.bas")


@cache
def _project(sheets: int) -> bytes:
    return with_stand_in(control_macros(), read_module(_STAND_IN)).project(sheets)


def clickable(root: Path) -> Path:
    """Exchange the macros in a round's control workbook: the project's own, and the stand-in for xlwings'.

    Returns:
        The workbook. Every other part of it stays as it was made.
    """
    path = root / CONTROL
    package = Package.load(path.read_bytes())
    sheets = len(package.parts_of_type("spreadsheetml.worksheet+xml"))
    package.write(_PROJECT_PART, _project(sheets))
    path.write_bytes(package.to_bytes())
    return path
