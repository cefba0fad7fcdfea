"""The exports as tables for spreadsheets: CSV, one file for each table."""

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from xlperf.steps.export import FINDING_KEYS, TABLE_NAMES, Json
from xlperf.steps.folder import write_file

#: What makes a spreadsheet program take a text for a formula when it opens a CSV file: a sign at its
#: beginning, in full width too, blanks before it or not (OWASP, "CSV Injection"). A text that has an
#: apostrophe there already gets another one, so that taking one away always gives back the text.
_FORMULA: Final = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def write_csv(data: Json, folder: Path) -> tuple[Path, ...]:
    """Write the tables of :func:`~xlperf.steps.export.round_data` into a folder.

    UTF-8 with a BOM (Excel opens it); a text that looks like a formula gets a leading apostrophe.
    """
    paths = []
    for name in TABLE_NAMES:
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(_COLUMNS[name])
        writer.writerows([harmless(row[column]) for column in _COLUMNS[name]] for row in data[name])
        path = folder / f"{name}.csv"
        write_file(path, text.getvalue().encode("utf-8-sig"))
        paths.append(path)
    return tuple(paths)


def harmless(value: object) -> object:
    """A value that no spreadsheet program takes for a formula; a number stays one."""
    if not isinstance(value, str) or not _FORMULA.match(value) or _NUMBER.fullmatch(value):
        return value
    return f"'{value}"


_PROJECT = "code name unit function_code budget actual rate rate_score score grade key"
_COLUMNS: Mapping[str, list[str]] = {
    "projects": _PROJECT.split(),
    "functions": ["code", "name", "budget", "actual", "rate"],
    "unevaluated": ["code", "name", "unit", "budget", "reason"],
    "missing": ["code", "name", "unit"],
    "findings": list(FINDING_KEYS),
}
