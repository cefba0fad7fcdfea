"""R family: texts as texts: badly added up, badly numbered, mistyped."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from xlperf.model.evaluation import Entry
from xlperf.model.ledger import ZERO
from xlperf.model.printing import number_text, rate_text
from xlperf.model.text import match_key
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.checks import entries
from xlperf.rules.checks.budget import funds_are_known
from xlperf.rules.checks.entries import name, quoted
from xlperf.rules.indicators import exceeds_target
from xlperf.rules.prose import numbering_gaps, slips, unpaired_quotes, wrong_sums
from xlperf.rules.recompute import indicator_of

_HIGH_SCORE: Final = Decimal(90)
#: What stands in the reason's cell and is neither a reason nor a word for none.
_FILLERS: Final = frozenset({"0", "同上", "略"})


def reason_without_loss(case: FormCase) -> Iterator[Hit]:
    """R03: full marks, and a reason all the same: not where it explains the money or an exceeded target."""
    for line, score in case.lines():
        weight = line.weight.value or ZERO
        written = match_key(line.reason.text).rstrip("。.")
        if not weight or score.points != weight or not written:
            continue
        needed = exceeds_target(case.rules.quantitative, indicator_of(line)) or not _spent_as_planned(case)
        if written in _FILLERS or (entries.is_explained(line) and not needed):
            yield Hit(line.reason, entries.REASON, {"指标": name(line), "值": quoted(line.reason.text)})


def wrong_sum(case: FormCase) -> Iterator[Hit]:
    """R08: the parts that a sentence names do not come to the total that it names."""
    for field, entry in _texts(case):
        for each in wrong_sums(entry.value or ""):
            parts = "＋".join(map(number_text, each.parts))
            values = {"字段": field, "和": f"{parts}＝{number_text(each.due)}", "总": number_text(each.total)}
            yield Hit(entry, field, values)


def slip(case: FormCase) -> Iterator[Hit]:
    """R09: a slip of the input method."""
    for field, entry in _texts(case):
        for typed, meant in slips(entry.value or ""):
            yield Hit(entry, field, {"字段": field, "错": typed, "对": meant})


def low_rate_unexplained(case: FormCase) -> Iterator[Hit]:
    """R10: a fifth of the money was not spent, and no problem is named at all (of a high total S13 tells)."""
    rate, total, low = case.scored.rate, case.scored.total, case.threshold("R10") / 100
    high = total is not None and total >= _HIGH_SCORE
    silent = not any(entries.is_explained(line) for line in case.form.indicators)
    if funds_are_known(case) and rate is not None and rate < low and silent and not high:
        yield Hit(case.form.rate, entries.RATE, {"执行率": rate_text(rate)})


def misnumbered(case: FormCase) -> Iterator[Hit]:
    """R11: a number that is skipped, a quotation mark that is missing."""
    for field, entry in _texts(case):
        text = entry.value or ""
        for mark, following in numbering_gaps(text):
            yield Hit(entry, field, {"字段": field, "情况": f"编号“{mark}”后面是“{following}”"})
        if unpaired_quotes(text):
            yield Hit(entry, field, {"字段": field, "情况": "引号不成对"})


def _texts(case: FormCase) -> Iterator[tuple[str, Entry[str]]]:
    """Everything that is written in sentences."""
    yield entries.GOAL, case.form.goal
    yield entries.GOAL_DONE, case.form.goal_done
    for line in case.form.indicators:
        yield entries.REASON, line.reason


def _spent_as_planned(case: FormCase) -> bool:
    """Whether neither the rate nor a change of the budget needs explaining in some indicator's row."""
    total = case.funding.total
    return case.scored.rate == 1 and total.initial_budget == total.budget


CHECKS = {
    "R03": reason_without_loss,
    "R08": wrong_sum,
    "R09": slip,
    "R10": low_rate_unexplained,
    "R11": misnumbered,
}
