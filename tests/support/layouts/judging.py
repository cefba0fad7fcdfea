"""What was read of a drawn form, held against the case: every difference, named by its field."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from support.layouts.scenes import Drawn
from support.published_provinces import TARGETS
from xlperf.model.evaluation import Entry, SelfEvaluation
from xlperf.model.money import plain

#: On a form with a column for reasons 等级 may stand in the row of 总分 without a label: no absence is told.
_EITHER = "等级"


def differences(drawn: Drawn, form: SelfEvaluation, read: Mapping[str, Entry[object]]) -> Iterator[str]:
    """What a form says wrongly, and what it lacks without saying so.

    Args:
        drawn: the form as it was drawn.
        form: as it was read.
        read: its entries with a cell, by the keys of the layouts.
    """
    for key, place in drawn.places.items():
        found = (read[key].cell, read[key].text) if key in read else None
        if found != place and (place[1] or (found and found[1])):
            yield f"{key}: {found} for {place}"
    for key, entry in read.items():
        if key not in drawn.places and entry.text:
            yield f"{key}: {entry.cell} {entry.text!r} out of nothing"
    said, expected = {*form.missing} - {_EITHER}, drawn.missing - {_EITHER}
    if said != expected or (_EITHER in form.missing and "grade" in drawn.places):
        yield f"missing: {sorted(said ^ expected)}"
    yield from _misread(drawn, form, read)


def _misread(drawn: Drawn, form: SelfEvaluation, read: Mapping[str, Entry[object]]) -> Iterator[str]:
    """Where the cell is right and the value is not: the money, and what a target means."""
    amounts = {key: entry for key, entry in read.items() if key.startswith("funding.")}
    for key, entry in amounts.items():
        plain_number = entry.text.replace(".", "").isdigit()
        if plain_number and entry.value != Decimal(entry.text) * drawn.yuan:
            yield f"{key}: {entry.text} is not {entry.value}"
    lines = zip(form.indicators, drawn.case["indicators"], strict=False)
    for number, (line, printed) in enumerate(lines, 1):
        target = TARGETS[printed["target"]]
        if (line.relation.value or "") != target.relation or (line.unit.value or "") != target.unit:
            yield f"indicators.{number}: {line.relation.value} {line.unit.value} for {target}"
        value = line.target.value
        if not isinstance(value, date) and _shown(value) != target.value:
            yield f"indicators.{number}: {value} for {target}"


def _shown(value: object) -> str:
    return f"{plain(value):f}" if isinstance(value, Decimal) else str(value)
