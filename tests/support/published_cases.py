"""The seven published cases as ``xlperf check`` reads them, in every layout."""

import json
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from support.published_layouts import LAYOUTS, Laid, laid_out
from xlperf.forms.spec import INDICATOR_KEYS
from xlperf.model.evaluation import Entry, SelfEvaluation
from xlperf.model.ledger import Column
from xlperf.steps.reading import FormReading, read_forms

FOLDER = Path(__file__).parents[1] / "rules/published_cases"
#: The rule set that each form is judged by.
RULE_SETS = {
    "01": "central_2020",
    "05": "central_2020",
    "06": "central_2020",
    "13": "central_2020",
    "17": "sichuan_2023",
    "20": "central_2020",
    "21": "beijing_2016",
}
#: Every case in every layout.
EVERYWHERE = list(product(RULE_SETS, LAYOUTS))

_SINGLE_FIELDS = (
    *("year", "project_name", "project_code", "department", "unit", "rate", "rate_weight", "rate_score"),
    *("goal", "goal_done", "total_score", "grade"),
)


@cache
def published(number: str) -> dict[str, Any]:
    """The form as it was published, and what people found wrong with it."""
    data: dict[str, Any] = json.loads((FOLDER / f"{number}.json").read_text(encoding="utf-8"))
    return data


@cache
def laid(number: str, layout: str) -> Laid:
    """One case in one layout."""
    return laid_out(published(number), LAYOUTS[layout])


def checked(data: bytes, rules: str | None) -> FormReading:
    """The only form of a file, as ``xlperf check`` reads it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "公开表.xlsx"
        path.write_bytes(data)
        (form,) = read_forms(path, rules).forms
    return form


@cache
def reading(number: str, layout: str) -> FormReading:
    """What is read and found in one case in one layout."""
    return checked(laid(number, layout).data, RULE_SETS[number])


def fields(form: SelfEvaluation) -> dict[str, Entry[object]]:
    """Every value of a form that has a cell, by the keys of the layouts."""
    entries: dict[str, Entry[object]] = {key: getattr(form, key) for key in _SINGLE_FIELDS}
    for line in form.funding:
        entries |= {f"funding.{line.source.value}.{column.value}": line.get(column) for column in Column}
    for number, indicator in enumerate(form.indicators, 1):
        entries |= {f"indicators.{number}.{key}": getattr(indicator, key) for key in INDICATOR_KEYS}
    return {key: entry for key, entry in entries.items() if entry.cell}
