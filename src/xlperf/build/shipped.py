"""The macros as the built control workbook carries them: an office PC compiles nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, Protocol

from xlperf.build.ribbon import RIBBON_PART
from xlperf.ooxml.package import Package

CONTROL: Final = "control.xlsm"
_PROJECT_PART: Final = "xl/vbaProject.bin"


class MacroParts(Protocol):
    """What makes a workbook one with macros, compiled from sources or taken from a built workbook."""

    @property
    def ribbon(self) -> bytes:
        """The ribbon XML."""
        ...

    def project(self, sheets: int) -> bytes:
        """``vbaProject.bin`` for a workbook with so many sheets, which are called Sheet1, Sheet2 ..."""
        ...


@dataclass(frozen=True, slots=True)
class ShippedMacros:
    """The macros of a built workbook."""

    package: Package

    @property
    def ribbon(self) -> bytes:
        """The ribbon XML, as it was built."""
        return self.package.read(RIBBON_PART)

    def project(self, sheets: int) -> bytes:
        """``vbaProject.bin``, as it was built.

        Raises:
            ValueError: it was built for another number of sheets. The specification of the workbook has
                been changed and ``workbooks/`` has not been built since.
        """
        built = len(self.package.parts_of_type("spreadsheetml.worksheet+xml"))
        if built != sheets:
            raise ValueError(f"{CONTROL} was built with {built} sheets, not {sheets}: run xlperf.build again")
        return self.package.read(_PROJECT_PART)


def shipped_macros() -> ShippedMacros:
    """The macros of the control workbook that came with the program."""
    return ShippedMacros(Package.load(shipped(CONTROL).read_bytes()))


def shipped(name: str) -> Traversable:
    """A built file: beside the modules where xlperf is installed, in ``workbooks/`` in a source tree.

    Raises:
        FileNotFoundError: there is no such file in either place.
    """
    for folder in _folders():
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(name)


def _folders() -> Iterator[Traversable]:
    yield files("xlperf") / "workbooks"
    yield Path(__file__).resolve().parents[3] / "workbooks"
