"""The program itself and its open workbooks, in the shape of :mod:`xlwings.base_classes`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from support.calc_engine.books import Book
from support.calc_engine.boundary import BOUNDARY, crossing, setting
from support.calc_engine.bridge import UNO, Untyped, each, properties
from support.calc_engine.ranges import Range
from support.calc_engine.sheets import Sheet
from support.calc_engine.values import ErrorCode

_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"


class Engine:
    """What ``xw.Engine(impl=…)`` wants."""

    name = "libreoffice"
    type = "desktop"

    def __init__(self, desktop: Untyped) -> None:
        self.apps = Apps(App(self, desktop))

    @staticmethod
    def prepare_xl_data_element(value: Untyped, options: Untyped) -> Untyped:  # noqa: ARG004 - xlwings' shape
        """An element of what is to be written, as the Windows engine prepares it."""
        return "" if value is None else value

    @staticmethod
    def clean_value_data(
        data: Untyped, datetime_builder: Untyped, empty_as: Untyped, number_builder: Untyped, err_to_str: bool
    ) -> list[list[Untyped]]:
        """What was read, as the Windows engine cleans it."""

        def clean(value: Untyped) -> Untyped:
            if isinstance(value, ErrorCode):
                return str(value) if err_to_str else None
            if value is None or value == "":
                return empty_as
            if isinstance(value, datetime):
                parts = ("year", "month", "day", "hour", "minute", "second", "microsecond")
                return datetime_builder(**{part: getattr(value, part) for part in parts}, tzinfo=None)
            return number_builder(value) if number_builder and isinstance(value, float) else value

        rows = data if isinstance(data, tuple | list) else ((data,),)
        return [[clean(value) for value in row] for row in rows]


class Apps:
    """One program."""

    def __init__(self, app: App) -> None:
        self._app = app

    def keys(self) -> list[int]:
        return [self._app.pid]

    def add(self, **_: Untyped) -> App:
        return self._app

    def __iter__(self) -> Iterator[App]:
        yield self._app

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        return self._app


class AppApi:
    """What of Excel's own ``Application`` is asked for by name."""

    def __init__(self, desktop: Untyped) -> None:
        self.desktop = desktop

    @property
    def Ready(self) -> bool:  # noqa: N802 - Excel's name
        """False while somebody types into a cell."""
        return not BOUNDARY.editing


class App:
    """The running program. Screen, alerts and events are remembered as Excel would have them."""

    pid = 0
    hwnd = 0
    version = "16.0"
    visible = True
    interactive = True

    def __init__(self, engine: Engine, desktop: Untyped) -> None:
        self.engine = engine
        self.desktop = desktop
        self.alerts: list[tuple[str, str]] = []
        self.status_texts: list[object] = []
        self._settings: dict[str, Untyped] = {
            "screen_updating": True,
            "display_alerts": True,
            "enable_events": True,
            "status_bar": False,
            "calculation": "automatic",
        }

    @property
    def api(self) -> AppApi:
        return AppApi(self.desktop)

    @property
    def books(self) -> Books:
        return Books(self)

    @property
    def selection(self) -> Range | None:
        book = self.books.active
        chosen = book.document.CurrentSelection if book is not None else None
        if book is None or chosen is None or not chosen.supportsService("com.sun.star.sheet.SheetCellRange"):
            return None
        return Range(Sheet(book, chosen.Spreadsheet), chosen)

    def activate(self, steal_focus: bool = False) -> None:
        """A headless program has nothing to bring to the front."""

    @crossing
    def calculate(self) -> None:
        for book in self.books:
            book.document.calculate()

    def alert(self, prompt: str, title: str, buttons: Untyped, mode: Untyped, callback: Untyped) -> str:  # noqa: ARG002
        """A box that a person would have to click away: remembered instead."""
        self.alerts.append((title, prompt))
        return "ok"

    def quit(self) -> None:
        for book in list(self.books):
            book.close()

    @crossing
    def _get(self, setting: str) -> Untyped:
        return self._settings[setting]

    @setting
    def _set(self, setting: str, value: Untyped) -> None:
        self._settings[setting] = value
        if setting == "status_bar":
            self.status_texts.append(value)
        if setting == "calculation":
            for book in self.books:
                book.document.enableAutomaticCalculation(value == "automatic")


def _setting(name: str) -> property:
    def get(app: App) -> Untyped:
        return app._get(name)

    def put(app: App, value: Untyped) -> None:
        app._set(name, value)

    return property(get, put)


for _name in ("screen_updating", "display_alerts", "enable_events", "status_bar", "calculation"):
    setattr(App, _name, _setting(_name))


class Books:
    """The open spreadsheets."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def api(self) -> Untyped:
        return self.app.desktop

    def _documents(self) -> Sequence[Untyped]:
        return [each_ for each_ in each(self.api.Components) if each_.supportsService(_SPREADSHEET)]

    @property
    def active(self) -> Book | None:
        current, documents = self.api.getCurrentComponent(), self._documents()
        chosen = current if current in documents else documents[-1] if documents else None
        return None if chosen is None else Book(self.app, chosen)

    def __len__(self) -> int:
        return len(self._documents())

    def __iter__(self) -> Iterator[Book]:
        return iter([Book(self.app, document) for document in self._documents()])

    def __call__(self, key: int | str) -> Book:
        books = list(self)
        if isinstance(key, int):
            return books[key - 1]
        for book in books:
            if key.casefold() in {book.name.casefold(), book.fullname.casefold()}:
                return book
        raise KeyError(key)

    def add(self) -> Book:
        return self._load("private:factory/scalc")

    def open(self, fullname: str, *_: Untyped, read_only: bool = False, **__: Untyped) -> Book:
        url = UNO.systemPathToFileUrl(str(Path(fullname).resolve()))
        return self._load(url, MacroExecutionMode=4, **({"ReadOnly": True} if read_only else {}))

    def _load(self, url: str, **options: Untyped) -> Book:
        hidden = properties(Hidden=True, **options)
        return Book(self.app, self.api.loadComponentFromURL(url, "_blank", 0, hidden))
