"""What the worksheet functions compute, one cell at a time, from values as a worksheet holds them.

A blank argument that is needed gives a blank; what cannot be understood gives a Chinese sentence, never a 0.
"""

import math
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from typing import Final, ParamSpec

from xlperf.model.amounts import read_amount, read_number
from xlperf.model.errors import UserError
from xlperf.model.evaluation import Measure, Relation
from xlperf.model.money import MoneyUnit, plain
from xlperf.model.reading import NoteKind, Reading
from xlperf.model.rounding import ratio
from xlperf.model.targets import TargetText, read_measure, read_relation, read_target
from xlperf.model.text import compact
from xlperf.rules.indicators import Indicator, find_band, score_indicator
from xlperf.rules.loading import DEFAULT_RULESET, load_ruleset
from xlperf.rules.ruleset import RuleSet

#: What a cell passes on. An error value of Excel comes as None or a number, as the host sees fit.
CellInput = str | float | int | Decimal | bool | date | None
#: What a function answers: a number, a sentence or word, "" for nothing to say.
Answer = Decimal | str

#: Where neither day names its year, both are taken to lie in the same one.
_SAME_YEAR: Final = 2000
_YEAR: Final = re.compile(r"20[0-9]{2}(?=\s*[年./-])")

P = ParamSpec("P")


class _ArgumentError(Exception):
    """An argument cannot be used; the message is the sentence for the cell."""


class _BlankError(Exception):
    """An argument that is needed is blank."""


def _answering(function: Callable[P, Answer]) -> Callable[P, Answer]:
    """Turn refusals into the cell's text, and blanks into a blank."""

    @wraps(function)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Answer:
        try:
            return function(*args, **kwargs)
        except _BlankError:
            return ""
        except (_ArgumentError, UserError) as error:
            return str(error)

    return answer


@_answering
def execution_rate(actual: CellInput, budget: CellInput) -> Answer:
    """全年执行数 ÷ 全年预算数 as a fraction, not rounded; both in the same unit of money."""
    part, part_unit = _amount("执行数", actual)
    whole, whole_unit = _amount("预算数", budget)
    if part_unit != whole_unit:
        raise _ArgumentError(f"执行数和预算数的单位不同：{part_unit or '没有写'}、{whole_unit or '没有写'}")
    rate = ratio(part, whole)
    if rate is None:
        raise _ArgumentError("预算数是 0，算不出执行率")
    return rate


@_answering
def indicator_score(
    relation: CellInput,
    target: CellInput,
    actual: CellInput,
    weight: CellInput,
    ruleset: CellInput = None,
) -> Answer:
    """The points that an indicator is due by a rule set; for words the range they must lie in.

    ``relation`` is 指标性质 (≥ > = ≤ < 定性, or what the platforms write for them); blank where ``target``
    says it itself, as “≥90%” does. Days count as deadlines.
    """
    rules = _rules(ruleset)
    wanted = _target(target, relation, _year(target, actual))
    done, sign = _actual(actual, wanted, _year(target, actual)), wanted.relation
    points = score_indicator(rules, Indicator(sign, wanted.value, done, _number("分值", weight)))
    if points.expected is not None:
        return points.expected
    if isinstance(done, str) and find_band(rules, done) is not None:
        until = "" if points.high_closed else "（不含）"
        return f"应在 {plain(points.low):f} 到 {plain(points.high):f}{until} 之间"
    raise _ArgumentError(_undecided(rules, sign, done))


@_answering
def grade(total: CellInput, ruleset: CellInput = None) -> Answer:
    """The grade of a total, decided before any rounding: 89.995 is 良."""
    rules, score = _rules(ruleset), _number("总分", total)
    if not 0 <= score <= rules.weights_total:
        raise _ArgumentError(f"总分是 {plain(score):f}，应在 0 到 {plain(rules.weights_total):f} 之间")
    return rules.grade(score)


@_answering
def amount(text: CellInput, unit: CellInput = None) -> Answer:
    """An amount as written (“2000万”, “７００”, “1,200.5元”), in ``unit`` (元, or 万元; blank: 元).

    A number without a unit is taken to be in that unit already.
    """
    word = compact(str(unit)) if unit is not None else ""
    units = {each.value: each for each in MoneyUnit}
    if word and word not in units:
        raise _ArgumentError(f"单位是“{word}”，只能是 元 或 万元")
    chosen = units.get(word, MoneyUnit.YUAN)
    return chosen.from_yuan(_understood("金额", text, read_amount(_given("金额", text), chosen)))


def _amount(name: str, value: CellInput) -> tuple[Decimal, str]:
    """An amount, and the unit that is written in the cell itself."""
    reading = read_amount(_given(name, value), MoneyUnit.YUAN)
    unit = next((note.detail for note in reading.notes if note.kind is NoteKind.WITH_UNIT), "")
    return _understood(name, value, reading), "元" if unit else ""


def _number(name: str, value: CellInput) -> Decimal:
    return _understood(name, value, read_number(_given(name, value)))


def _understood(name: str, value: CellInput, reading: Reading[Decimal]) -> Decimal:
    if reading.value is None:
        raise _ArgumentError(f"{name}“{_shown(value)}”不是数字")
    return reading.value


def _given(name: str, value: CellInput) -> str | Decimal:
    """An argument as text or number; :class:`_BlankError` where there is nothing."""
    if isinstance(value, bool | date):
        raise _ArgumentError(f"{name}“{_shown(value)}”不是数字")
    if value is None or (isinstance(value, str) and not compact(value)):
        raise _BlankError
    return value if isinstance(value, str) else _exact(value)


def _exact(value: float | Decimal) -> Decimal:
    """A worksheet's number as it is shown: 0.1 is one tenth, not the double next to it."""
    if isinstance(value, float) and not math.isfinite(value):
        raise _ArgumentError("数字太大")
    return Decimal(str(value))


def _shown(value: CellInput) -> str:
    return ("TRUE" if value else "FALSE") if isinstance(value, bool) else str(value)


def _measurable(name: str, value: CellInput) -> str | Decimal | date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else _given(name, value)


def _target(value: CellInput, relation: CellInput, year: int) -> TargetText:
    """The target and how to compare with it; a sign in both must be the same."""
    printed = read_target(_measurable("指标值", value), year=year).value
    if printed is None:
        raise _ArgumentError(f"指标值“{_shown(value)}”看不懂")
    word = compact(str(relation)) if relation is not None else ""
    sign = read_relation(word)
    if word and sign is None:
        raise _ArgumentError(f"性质“{word}”看不懂，请填 ≥ > = ≤ < 或 定性")
    stated = printed.relation if compact(str(value))[:1] in "≥≤><=＞＜＝" else None
    if sign and stated and sign is not stated:
        raise _ArgumentError(f"性质是“{sign}”，指标值却写着“{stated}”")
    return replace(printed, relation=sign or printed.relation)


def _actual(value: CellInput, target: TargetText, year: int) -> Measure:
    """The actual value, in the target's unit."""
    reading = read_measure(_measurable("实际完成值", value), target.unit, target.relation, year=year)
    if reading.value is None:
        raise _ArgumentError(f"实际完成值“{_shown(value)}”看不懂")
    return reading.value


def _year(*values: CellInput) -> int:
    """The year that one of two days names: it holds for the other, too."""
    texts = (str(value) for value in values if isinstance(value, str))
    found = next((match for match in map(_YEAR.search, texts) if match), None)
    dates = [value.year for value in values if isinstance(value, date)]
    return int(found[0]) if found else dates[0] if dates else _SAME_YEAR


def _rules(ruleset: CellInput) -> RuleSet:
    word = compact(str(ruleset)) if ruleset is not None else ""
    return load_ruleset(word or DEFAULT_RULESET)


def _undecided(rules: RuleSet, sign: Relation | None, done: Measure) -> str:
    if sign is Relation.QUALITATIVE or isinstance(done, str):
        labels = "、".join(band.label for band in rules.qualitative)
        return f"定性指标的实际完成值应是：{labels}"
    return "没有写性质，算不出得分" if sign is None else "指标值和实际完成值不能相比，算不出得分"
