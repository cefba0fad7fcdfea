"""Reading 指标性质, 指标值 and 实际完成值: “≥90%”, “50个”, “12月底前”, “不低于90万元”, “效果明显”."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Never, TypeVar

from xlperf.model.amounts import is_quantity, read_number
from xlperf.model.dates import looks_like_day, read_day
from xlperf.model.evaluation import Measure, Relation
from xlperf.model.numerals import split_quantity
from xlperf.model.percents import read_percent, states_percent
from xlperf.model.reading import Note, NoteKind, Reading
from xlperf.model.text import clean, compact, is_dirty, is_nothing_word
from xlperf.model.units import canonical, is_percent_unit

T = TypeVar("T")

#: Before the value. 超过 excludes and 不超过 includes the number itself, as 以上 and 以内 do
#: (《民法典》第一千二百五十九条: “以上”“以下”“以内”“届满”包括本数, “不满”“超过”“以外”不包括本数).
_PREFIXES = {
    Relation.GE: "≥ ≧ ⩾ >= => 大于等于 大于或等于 高于或等于 不低于 不少于 不小于 不短于 至少 达到",
    Relation.LE: "≤ ≦ ⩽ <= =< 小于等于 小于或等于 低于或等于 不超过 不高于 不大于 不多于 不超 至多 控制在"
    " 不晚于 不迟于",
    Relation.GT: "> 大于 高于 超过 多于",
    Relation.LT: "< 小于 低于 少于 不足 不满 早于",
    Relation.EQ: "= ═ 等于",
}
_SUFFIXES = {Relation.GE: "及以上 (含)以上 以上", Relation.LE: "及以下 (含)以下 以下 以内 之内 内"}

#: The cell 指标性质: the words, and the sign codes of the provincial platforms (1-6; 9 其他 and
#: 10 不适用 say nothing about the direction).
_RELATION_WORDS = {
    Relation.GE: "1 正向 正向指标",
    Relation.GT: "2",
    Relation.EQ: "3",
    Relation.LE: "4 反向 反向指标 逆向 逆向指标 负向 负向指标",
    Relation.LT: "5",
    Relation.QUALITATIVE: "6 定性 定性指标",
}

_NUMBER_SHAPED = re.compile(r"[+-]?[0-9][0-9.,]*(%|‰|万?元)?")


def _by_word(table: dict[Relation, str]) -> dict[str, Relation]:
    """Each word's relation, the longest words first, so that 不超过 is found before 超过."""
    pairs = [(word, relation) for relation, words in table.items() for word in words.split()]
    return dict(sorted(pairs, key=lambda pair: -len(pair[0])))


_BY_PREFIX = _by_word(_PREFIXES)
_BY_SUFFIX = _by_word(_SUFFIXES)
_BY_WORD = _by_word(_RELATION_WORDS) | _BY_PREFIX


@dataclass(frozen=True, slots=True)
class TargetText:
    """A target printed in one cell.

    ``value`` is a number in ``unit`` (90 and "%"), a day, or words. ``relation`` is None where the text
    does not say how to compare: a number without a sign, or words with a number in them that is not
    understood (“每村培训2次，共30人”). Plain words are 定性; a day without a sign is a deadline (≤).
    """

    relation: Relation | None
    value: Measure
    unit: str = ""


def read_relation(text: str) -> Relation | None:
    """The relation that a cell 指标性质 names; None where it is blank, 定量, 不适用 or not understood."""
    return _BY_WORD.get(compact(text))


def read_target(
    value: str | Decimal | date, *, year: int, percent_format: bool = False
) -> Reading[TargetText]:
    """A target printed in one cell, as on the central form: relation, value and unit.

    Such a cell holds text by its nature, so that a number in it is not noted. A text whose signs
    contradict each other (“≤90%以上”) is malformed, “无” is no target.
    """
    if isinstance(value, date):
        return _target(Relation.LE, read_day(value, year=year))
    if isinstance(value, Decimal):
        unit = "%" if percent_format else ""
        return _target(None, _stored(value, unit, percent_format=percent_format, points=False), unit)
    if not compact(value) or is_nothing_word(value):
        return _nothing(value)
    return _noting_dirt(value, _text_target(value, year))


def _text_target(value: str, year: int) -> Reading[TargetText]:
    relation, body = _without_prefix(compact(value))
    if looks_like_day(body):
        return _target(relation or Relation.LE, read_day(body, year=year))
    ending, core = _without_suffix(body)
    contradiction = relation and ending and relation is not ending
    number, unit = _number_and_unit(core)
    if number is not None and not contradiction:
        return Reading(TargetText(relation or ending, number, unit))
    if number is not None or _NUMBER_SHAPED.fullmatch(core):
        return Reading(None, (Note(NoteKind.MALFORMED),))
    plain_words = not re.search("[0-9]", body)
    return Reading(TargetText(Relation.QUALITATIVE if plain_words else None, clean(value)))


def read_measure(
    value: str | Decimal | date,
    unit: str,
    relation: Relation | None,
    *,
    year: int,
    percent_format: bool = False,
) -> Reading[Measure]:
    """A target or an actual value of an indicator whose relation and unit stand elsewhere.

    A stored number is never taken for a day: where the target is one, ask ``dates.read_day`` about the
    actual value. ``percent_format``: the cell shows a stored number as a percentage. A text of a 定性
    indicator is always words.

    Returns:
        A number in ``unit`` (percent points for percentages), a day, or cleaned words, which have no
        notes: whether words will do is up to the checks (V03). A sign or 以上 copied from the target
        does not count. A number in another unit is as printed, its unit noted (WITH_UNIT).
    """
    if isinstance(value, date):
        return _as_measure(read_day(value, year=year))
    small = relation is not None and relation.reverse
    if isinstance(value, Decimal):
        return _as_measure(_stored(value, unit, percent_format=percent_format, points=small))
    if not compact(value) or is_nothing_word(value):
        return _nothing(value)
    if relation is Relation.QUALITATIVE:
        return Reading(clean(value))
    return _text_measure(value, unit, year, points=small)


def _text_measure(value: str, unit: str, year: int, *, points: bool) -> Reading[Measure]:
    _, body = _without_prefix(compact(value))
    _, core = _without_suffix(body)
    number = _number(core, unit, points=points)
    if looks_like_day(body) and not _in_own_unit(number, unit):
        return _noting_dirt(value, _as_measure(read_day(body, year=year)))
    if number.value is not None:
        return _noting_dirt(value, _as_measure(number))
    if _NUMBER_SHAPED.fullmatch(core.removesuffix(unit)):
        return Reading(None, (Note(NoteKind.MALFORMED),))
    return Reading(clean(value))


def _nothing(value: str) -> Reading[Never]:
    """No value: blank (no note), or a word for it such as 无."""
    return Reading(None, (Note(NoteKind.NOT_A_NUMBER),) if compact(value) else ())


def _stored(value: Decimal, unit: str, *, percent_format: bool, points: bool) -> Reading[Decimal]:
    if not percent_format and not is_percent_unit(unit):
        return read_number(value)
    percent = read_percent(value, percent_format=percent_format, points=points)
    return percent if not unit or is_percent_unit(unit) else _in_percent(percent)


def _number(core: str, unit: str, *, points: bool) -> Reading[Decimal]:
    if is_percent_unit(unit):
        percent = read_percent(core, points=points)
        return percent if percent.value is not None else read_number(core, unit)
    if states_percent(core) and not (unit and core.endswith(unit)):
        percent = read_percent(core)
        return _in_percent(percent) if unit else percent
    return read_number(core, unit)


def _number_and_unit(core: str) -> tuple[Decimal | None, str]:
    """The number and the unit as printed: 90 and 万元."""
    if states_percent(core) and not core.endswith("‰"):
        return read_percent(core).value, "%"
    quantity = split_quantity(core)
    if quantity is None or not is_quantity(quantity):
        return None, ""
    return quantity.printed_number, quantity.printed_unit


def _in_percent(reading: Reading[Decimal]) -> Reading[Decimal]:
    """A percentage where another unit was asked for."""
    if reading.value is None:
        return reading
    return Reading(reading.value, (*reading.notes, Note(NoteKind.WITH_UNIT, "%")))


def _in_own_unit(reading: Reading[Decimal], unit: str) -> bool:
    """Whether the text repeats the unit: “12月” is a duration where the unit is 月, else December."""
    found = (note.detail for note in reading.notes if note.kind is NoteKind.WITH_UNIT)
    return any(canonical(detail) == canonical(unit) for detail in found)


def _without_prefix(text: str) -> tuple[Relation | None, str]:
    for word, relation in _BY_PREFIX.items():
        if text.startswith(word):
            return relation, text.removeprefix(word)
    return None, text


def _without_suffix(text: str) -> tuple[Relation | None, str]:
    for word, relation in _BY_SUFFIX.items():
        if text.endswith(word):
            return relation, text.removesuffix(word)
    return None, text


def _target(
    relation: Relation | None, reading: Reading[Decimal] | Reading[date], unit: str = ""
) -> Reading[TargetText]:
    if reading.value is None:
        return Reading(None, reading.notes)
    return Reading(TargetText(relation, reading.value, unit), reading.notes)


def _as_measure(reading: Reading[Decimal] | Reading[date]) -> Reading[Measure]:
    return Reading(reading.value, reading.notes)


def _noting_dirt(printed: str, reading: Reading[T]) -> Reading[T]:
    if not is_dirty(printed):
        return reading
    return Reading(reading.value, (*reading.notes, Note(NoteKind.FULL_WIDTH, clean(printed))))
