"""Which line that was read belongs to which indicator that was written."""

from collections.abc import Iterator

from chaos.paper import Field, Form
from xlperf.model.evaluation import IndicatorLine, SelfEvaluation
from xlperf.model.text import match_key
from xlperf.steps.examining import ExaminedForm


def paired(
    read: ExaminedForm, truth: Form
) -> Iterator[tuple[IndicatorLine | None, object, dict[str, Field]]]:
    """Each true indicator with the line that was read for it: that of its name, else that of its row."""
    form, scored, pairs = read.form, read.scored, _pairs(read.form, truth)
    assert scored is not None
    for number, mine in enumerate(truth.lines):
        index = pairs.get(number)
        if index is None:
            yield None, None, mine
        else:
            yield form.indicators[index], scored.indicators[index].expected, mine


def extra(form: SelfEvaluation, truth: Form) -> list[IndicatorLine]:
    taken = set(_pairs(form, truth).values())
    return [line for number, line in enumerate(form.indicators) if number not in taken]


def _pairs(form: SelfEvaluation, truth: Form) -> dict[int, int]:
    free = dict(enumerate(form.indicators))
    pairs: dict[int, int] = {}
    for by_name in (True, False):
        for number, mine in enumerate(truth.lines):
            if number in pairs:
                continue
            for index, line in free.items():
                if _is_line(line, mine, by_name=by_name):
                    pairs[number] = index
                    del free[index]
                    break
    return pairs


def _is_line(line: IndicatorLine, mine: dict[str, Field], *, by_name: bool) -> bool:
    name = mine["level3"]
    if by_name:
        value = name.value if isinstance(name.value, str) else ""
        return bool(value) and match_key(line.level3.value or "") == match_key(value)
    return line.level3.cell == name.place.ref
