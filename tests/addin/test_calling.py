"""Which workbook a click came from."""

import atexit
import sys
from dataclasses import dataclass, field
from types import ModuleType

import pytest
import xlwings as xw

from xlperf.addin.calling import book_in_front, calling_book


@dataclass
class App:
    """An instance of Excel; the last of its workbooks is in front."""

    open: list["Book"] = field(default_factory=list)

    @property
    def books(self) -> "Books":
        return Books(self.open)


class Books(list["Book"]):
    @property
    def active(self) -> "Book | None":
        return self[-1] if self else None


@dataclass
class Book:
    name: str
    app: App = field(default_factory=App)
    api: object = "Workbook"


def test_a_name_with_an_equals_sign_is_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """xlwings looks for the part before the second one."""
    meant = Book("绩效=2021.xlsm")
    monkeypatch.setattr(xw, "apps", [App([Book("绩效.xlsm")]), App([meant])])
    monkeypatch.setattr(sys, "argv", ["-c", "--wb=绩效=2021.xlsm", "--from_xl=1"])
    found: object = calling_book()
    assert found is meant


def test_one_that_is_not_open_cannot_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xw, "apps", [])
    monkeypatch.setattr(sys, "argv", ["-c", "--wb=a=b.xlsm", "--from_xl=1"])
    with pytest.raises(LookupError, match="a=b"):
        calling_book()


@pytest.mark.parametrize(
    ("open_", "front"),
    [(["甲.xlsx", "乙.xlsx"], "乙.xlsx"), ([], None), (["xlperf.xlam"], None)],
)
def test_the_workbook_in_front_is_never_the_add_in(open_: list[str], front: str | None) -> None:
    app = App([Book(name) for name in open_])
    found = book_in_front(Book("xlperf.xlam", app))  # type: ignore[arg-type]
    assert (found.name if found else None) == front


def test_one_in_the_protected_view_is_not_there_to_be_worked_on() -> None:
    app = App([Book("甲.xlsx"), Book("微信来的.xlsx", api=None)])
    assert book_in_front(Book("xlperf.xlam", app)) is None  # type: ignore[arg-type]


def test_excels_of_other_programs_are_left_running(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows xlwings ends those without a window when Python ends."""
    windows = ModuleType("xlwings._xlwindows")
    windows.cleanup = lambda: None  # type: ignore[attr-defined]
    atexit.register(windows.cleanup)
    monkeypatch.setitem(sys.modules, "xlwings._xlwindows", windows)
    monkeypatch.setattr(xw, "apps", [App([Book("甲=乙.xlsm")])])
    monkeypatch.setattr(sys, "argv", ["-c", "--wb=甲=乙.xlsm"])
    calling_book()
    before = atexit._ncallbacks()
    atexit.unregister(windows.cleanup)
    assert atexit._ncallbacks() == before
