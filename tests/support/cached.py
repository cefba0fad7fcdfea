"""The values of a workbook's formulas as its file holds them, and how they differ from recalculated ones."""

import datetime as dt
import math
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import openpyxl
from openpyxl.utils.datetime import to_excel

#: Sheet name and address, as in ``("表", "A1")``.
CellKey = tuple[str, str]
#: A result as stored: dates are serial numbers, truth values 1 and 0, an empty text is None.
Stored = float | str | None

TOLERANCE = 1e-9

_serial: Callable[[object], float] = to_excel  # openpyxl's stubs leave its type out


def _cells(path: Path, *, values: bool) -> Iterator[tuple[CellKey, object, bool]]:
    """Every used cell: where it is, what it holds (result or formula), whether that is a formula."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl on features that it would lose on saving
        book = openpyxl.load_workbook(path, read_only=True, data_only=values)
        try:
            for sheet in book.worksheets:
                for row in sheet.iter_rows():
                    for cell in row:
                        if cell.value is not None:
                            yield (sheet.title, str(cell.coordinate)), cell.value, cell.data_type == "f"
        finally:
            book.close()


def _stored(value: object) -> Stored:
    """A value of openpyxl's as the file has it."""
    if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta):
        return float(_serial(value))
    if isinstance(value, bool | int | float):
        return float(value)
    return str(value) if value not in {None, ""} else None


def formula_cells(path: Path) -> set[CellKey]:
    """Where the workbook has formulas, hidden sheets included."""
    return {key for key, _, is_formula in _cells(path, values=False) if is_formula}


def stored_values(path: Path, keys: set[CellKey]) -> dict[CellKey, Stored]:
    """What the file holds in each of ``keys``: a formula's cached result, None where there is none."""
    found = {key: _stored(value) for key, value, _ in _cells(path, values=True)}
    return {key: found.get(key) for key in keys}


def same(cached: Stored, recalculated: Stored) -> bool:
    """Whether two results agree: numbers within 1e-9, absolute or relative; anything else exactly."""
    if isinstance(cached, float) and isinstance(recalculated, float):
        return math.isclose(cached, recalculated, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return cached == recalculated


def differences(cached: Mapping[CellKey, Stored], recalculated: Mapping[CellKey, Stored]) -> list[str]:
    """One line for each cell whose cached result is not the recalculated one."""
    return [
        f"{sheet}!{address}: cached {value!r}, recalculated {recalculated.get((sheet, address))!r}"
        for (sheet, address), value in sorted(cached.items())
        if not same(value, recalculated.get((sheet, address)))
    ]
