"""What a click waits for: before the status bar speaks, next to nothing is loaded."""

import subprocess
import sys

import pytest

#: What takes long to load, or is needed only once the work begins.
LATER = (
    "pandas",
    "numpy",
    "matplotlib",
    "PIL",
    "lxml",
    "docx",
    "docxtpl",
    "openpyxl",
    "xlsxwriter",
    "xlperf.steps",
    "xlperf.forms",
    "xlperf.rules",
)

_PRELUDE = """
import sys

def loaded():
    return [name for name in {later!r} if name in sys.modules]

class App:
    books = ()
    def __setattr__(self, name, value):
        print(name, loaded())
        raise SystemExit

class Book:
    name, app = "绩效评价.xlsm", App()
"""


def _run(code: str) -> str:
    prelude = _PRELUDE.format(later=LATER)
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", prelude + code],
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert not done.stderr, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    "click",
    [
        "from xlperf.addin import round_actions; round_actions.collect(Book())",
        "from xlperf.addin import round_actions; round_actions.undo(Book())",
        "from xlperf.addin import sheet_actions; sheet_actions.check_sheet(Book())",
    ],
)
def test_the_status_bar_speaks_before_anything_else_is_loaded(click: str) -> None:
    assert _run(click) == "status_bar []"


def test_xlwings_is_loaded_without_the_libraries_whose_objects_it_could_convert() -> None:
    """It takes a tenth of the time; and once a step asks for them they are there."""
    code = """
import xlperf.addin.calling as calling
try:
    calling.calling_book()
except Exception:
    print(sorted(loaded()), "xlwings" in sys.modules)
import pandas
print(pandas.DataFrame({"a": [1]}).a.sum())
"""
    assert _run(code).splitlines() == ["[] True", "1"]


def test_the_modules_load_where_there_is_no_xlwings() -> None:
    code = """
sys.modules["xlwings"] = None
from xlperf.addin import round_actions, sheet_actions, functions, vba_functions
print(functions.绩效等级(95))
"""
    assert _run(code) == "[['优']]"
