"""A clerk at the control workbook: opens it, presses buttons, waits until they have done their work."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import xlwings as xw

from support.calc_engine.bridge import UNO, Untyped, properties
from support.calc_engine.office import CalcOffice
from support.clicking.calls import HEARD, Answer, Typing, now, receive, typing_file
from xlperf.books.console import MESSAGE, STEPS
from xlperf.books.live import LiveBook
from xlperf.books.port import CellValue

#: What stands on each button, by the step that it does.
LABELS = {step.id: step.button for step in STEPS}
_SECONDS = 60.0
_PAUSE = 0.01


class ClickError(AssertionError):
    """A press that had no effect, or not the one of a program that works; says what is known of it."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a press came to: seconds until the status bar spoke and until the macro ended, and the last words.

    ``status`` is what the status bar said last, ``message`` what stands on 操作台.
    """

    first_sign: float | None
    seconds: float
    status: str
    message: str


class Clicker:
    """The control workbook open in an office whose macros call Python.

    Args:
        office: started with :func:`support.clicking.calls.variables`.
        path: a control workbook with the macros of :mod:`support.clicking.rounds`.
        hidden: without a window.
    """

    def __init__(self, office: CalcOffice, path: Path, *, hidden: bool = True) -> None:
        self.office = office
        url = UNO.systemPathToFileUrl(str(path.resolve()))
        office.desktop.loadComponentFromURL(url, "_blank", 0, properties(MacroExecutionMode=4, Hidden=hidden))
        self.book: xw.Book = office.app.books[path.name]
        self._heard = Path(office.environment[HEARD])

    def press(self, step: str) -> Pressed:
        """Press the button of a step as a screen reader does, and wait for what comes of it.

        Raises:
            ClickError: there is no such button, nothing happens in time, or Python ended with an exception.
        """
        accessible = self.button(LABELS[step]).getAccessibleContext()
        with self.waiting(LABELS[step]) as pressed:
            accessible.doAccessibleAction(0)
        return pressed[0]

    def button(self, label: str) -> Untyped:
        """The button on the screen, its sheet brought to the front.

        Raises:
            ClickError: no button is called so.
        """
        document = self.document
        for sheet in (document.Sheets.getByIndex(place) for place in range(document.Sheets.Count)):
            for model in _buttons(sheet):
                if model.Label == label:
                    document.CurrentController.setActiveSheet(sheet)
                    return document.CurrentController.getControl(model)
        raise ClickError(f"no button {label}")

    @contextmanager
    def waiting(self, label: str) -> Iterator[list[Pressed]]:
        """Press inside; outside, the list holds what the press came to."""
        self._heard.unlink(missing_ok=True)
        pressed: list[Pressed] = []
        start, moment = time.monotonic(), now()
        yield pressed
        while not self._heard.exists():
            if time.monotonic() - start > _SECONDS:
                raise ClickError(f"{label}: nothing was heard of Python in {_SECONDS:.0f} s; {self._last()}")
            time.sleep(_PAUSE)
        answer, seconds = receive(self._heard), time.monotonic() - start
        if answer.error:
            raise ClickError(f"{label}: Python ended with\n{answer.error}")
        pressed.append(self._pressed(answer, moment, seconds))

    def value(self, name: str) -> CellValue:
        """What a named cell holds."""
        return LiveBook(self.book).read_value(name)

    @property
    def document(self) -> Untyped:
        """The workbook as LibreOffice has it."""
        return self.book.impl.document

    @property
    def front(self) -> str:
        """The name of the sheet in front."""
        return str(self.document.CurrentController.ActiveSheet.Name)

    @contextmanager
    def somebody_typing(self, typing: Typing) -> Iterator[None]:
        """For the Python that is started inside, the spreadsheet is in edit mode.

        LibreOffice cannot be asked whether it is, so that the engine behaves as if.
        """
        path = typing_file(self.office.environment)
        path.write_text(json.dumps(asdict(typing)), encoding="ascii")
        try:
            yield
        finally:
            path.unlink()

    def close(self) -> None:
        """Close the workbook; what was not saved is lost."""
        self.book.close()

    def _pressed(self, answer: Answer, moment: float, seconds: float) -> Pressed:
        spoken = [said for said in answer.said if isinstance(said.text, str)]
        first = spoken[0].moment - moment if spoken else None
        return Pressed(first, seconds, str(spoken[-1].text) if spoken else "", self._last())

    def _last(self) -> str:
        return str(self.value(MESSAGE))


def _buttons(sheet: Untyped) -> Iterator[Untyped]:
    forms = sheet.DrawPage.Forms
    for form in (forms.getByIndex(place) for place in range(forms.Count)):
        for model in (form.getByIndex(place) for place in range(form.Count)):
            if model.supportsService("com.sun.star.form.component.CommandButton"):
                yield model
