"""Which workbook a click came from, and xlwings loaded without what it does not need."""

import atexit
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import xlwings as xw

#: Libraries that xlwings loads where it finds them, to convert their objects. Together they take a
#: second, and we hand it nothing but plain values.
_UNNEEDED: Final = ("matplotlib", "numpy", "pandas", "PIL", "polars")

_WORKBOOK: Final = "--wb="


def calling_book() -> "xw.Book":
    """The workbook whose VBA started this Python: the control workbook, or the add-in.

    Raises:
        LookupError: no open workbook has the name that VBA gave.
    """
    with without_unneeded():
        import xlwings as xw  # noqa: PLC0415 - on Windows and macOS, and only once a button was pressed
    _leave_other_excels_alone()
    name = next((word.removeprefix(_WORKBOOK) for word in sys.argv if word.startswith(_WORKBOOK)), "")
    return _named(name) if "=" in name else xw.Book.caller()


def announce(book: "xw.Book", caption: str) -> None:
    """The first sign of life, in the status bar. An Excel that takes no words now gets them later."""
    with suppress(Exception):
        book.app.status_bar = f"正在做“{caption}”，请稍候……"


def book_in_front(caller: "xw.Book") -> "xw.Book | None":
    """The workbook that the user looks at, None where none is open for editing.

    An add-in is never in front. Of a workbook in the protected view Excel says that there is none: xlwings
    then has a book with nothing behind it.
    """
    front = caller.app.books.active if len(caller.app.books) else None
    if front is None or front.api is None or front.name.lower().endswith(".xlam"):
        return None
    return front


def _leave_other_excels_alone() -> None:
    """When Python ends, xlwings ends every Excel that has no window; other programs may be using one."""
    windows = sys.modules.get("xlwings._xlwindows")
    if windows is not None:
        atexit.unregister(windows.cleanup)


def _named(name: str) -> "xw.Book":
    """A workbook with ``=`` in its name, at which ``Book.caller`` would cut it."""
    import xlwings as xw  # noqa: PLC0415 - see above

    books = (book for app in xw.apps for book in app.books)
    found = next((book for book in books if book.name.casefold() == name.strip().casefold()), None)
    if found is None:
        raise LookupError(name)
    return found


@contextmanager
def without_unneeded() -> Iterator[None]:
    """Let ``import`` fail for a moment for the libraries that are not loaded anyway."""
    hidden = [name for name in _UNNEEDED if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: "do not import"
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
