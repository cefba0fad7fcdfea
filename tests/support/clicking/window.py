"""The control workbook in a real window, worked on with mouse and keyboard."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.calc_engine.office import CalcOffice
from support.clicking.calls import variables
from support.clicking.clicker import LABELS, Clicker, Pressed
from support.clicking.screen import Screen, screen


class Window:
    """A clerk in front of a screen."""

    def __init__(self, shown: Screen, office: CalcOffice) -> None:
        self.screen = shown
        self.office = office

    def open(self, path: Path, *, bare: bool = False) -> Clicker:
        """Open a workbook over the whole screen; ``bare`` is without menus and tool bars."""
        clicker = Clicker(self.office, path, hidden=False)
        frame = clicker.document.CurrentController.Frame
        if bare:
            frame.LayoutManager.setVisible(False)
        self.screen.fill(frame.ContainerWindow)
        return clicker

    def press(self, clicker: Clicker, step: str) -> Pressed:
        """Press a step's button with the mouse, and wait for what comes of it (as ``Clicker.press``)."""
        button = clicker.button(LABELS[step]).getAccessibleContext()
        with clicker.waiting(LABELS[step]) as pressed:
            self.screen.click(button)
        return pressed[0]

    def go_to(self, clicker: Clicker, sheet: str, cell: str) -> None:
        """Put the cursor into a cell, for the keyboard."""
        place = clicker.document.Sheets.getByName(sheet).getCellRangeByName(cell)
        clicker.document.CurrentController.select(place)


@contextmanager
def window(folder: Path) -> Iterator[Window]:
    """A screen with an office on it whose macros call Python; ``folder`` is empty."""
    with screen() as shown:
        environment = {**variables(folder), **shown.environment}
        office = CalcOffice(folder, headless=False, environment=environment)
        try:
            yield Window(shown, office)
        finally:
            office.close()
