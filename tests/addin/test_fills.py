"""The fill of a cell, remembered and put back: colours, theme colours, and what must not be touched."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlperf.addin.fills import UNTOUCHABLE, Fill, fill_of, put_fill

NONE, SOLID, GRADIENT = -4142, 1, 4000


@dataclass
class Interior:
    """Excel's own object; ``ThemeColor`` is None where the colour follows no theme."""

    Pattern: int = SOLID
    ThemeColor: int | None = None
    TintAndShade: float = 0.0


@dataclass
class Api:
    Interior: Interior


@dataclass
class Cell:
    """A cell as xlwings shows it; other programs have no ``Interior``."""

    color: tuple[int, int, int] | None
    api: Any = field(default_factory=object)


def in_excel(color: tuple[int, int, int] | None, **interior: Any) -> Cell:  # noqa: ANN401 - as Excel has it
    return Cell(color, Api(Interior(**interior)))


@pytest.mark.parametrize(
    "cell",
    [
        Cell(None),
        Cell((255, 230, 153)),
        in_excel(None, Pattern=NONE),
        in_excel((0, 0, 0)),
        in_excel((217, 225, 242), ThemeColor=5, TintAndShade=0.8),
    ],
)
def test_what_was_remembered_is_put_back(cell: Cell) -> None:
    remembered = fill_of(cell)  # type: ignore[arg-type]
    assert remembered is not None
    before = repr(cell)
    cell.color = (255, 199, 206)
    if isinstance(cell.api, Api):
        cell.api.Interior.ThemeColor = None
        cell.api.Interior.TintAndShade = 0.0
    put_fill(cell, Fill.of_text(remembered.text()))  # type: ignore[arg-type]
    assert repr(cell) == before


def test_a_gradient_is_not_touched_since_nothing_could_put_it_back() -> None:
    assert fill_of(in_excel((1, 2, 3), Pattern=GRADIENT)) is UNTOUCHABLE  # type: ignore[arg-type]


@given(st.builds(Fill, st.from_regex("[0-9A-F]{6}|", fullmatch=True), st.integers(1, 12) | st.none()))
def test_it_is_kept_as_one_line_of_text(fill: Fill) -> None:
    assert Fill.of_text(fill.text()) == fill
    assert "\n" not in fill.text()


def test_a_colour_about_whose_theme_excel_says_nothing_follows_none() -> None:
    class Silent:
        Pattern = SOLID

        @property
        def ThemeColor(self) -> int:  # noqa: N802 - Excel's name
            raise OSError("1004")

    cell: Any = Cell((1, 2, 3), Api(Silent()))  # type: ignore[arg-type]
    assert fill_of(cell) == Fill("010203")
