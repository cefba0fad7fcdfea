"""Reading amounts of money, quantities, weights and scores out of a cell.

Every understood text has a note saying what it was taken as (checks N01, N02, N04), every other one
says why it has no value (N03, N06). Nothing unreadable ever becomes 0.
"""

import re
from decimal import Decimal

from xlperf.model.money import MoneyUnit, plain
from xlperf.model.numerals import MAX_DIGITS, Quantity, split_quantity
from xlperf.model.reading import Note, NoteKind, Reading
from xlperf.model.text import clean, compact, is_dirty
from xlperf.model.units import canonical, looks_like_unit, unit_scale

_CURRENCY = re.compile(r"(?:人民币|RMB|CNY)?[¥￥]?", re.IGNORECASE)
_MONEY_WORDS = frozenset({"元", "圆", "元整", "圆整", "元正", "圆正", "整", "元人民币"})
_APPROXIMATE = re.compile("约|近|余|多|几|左右|上下|不等")


def read_amount(value: str | Decimal, unit: MoneyUnit) -> Reading[Decimal]:
    """An amount printed in ``unit``, in 元.

    A unit in the cell itself goes before the form's: “2000万” and “96元” mean what they say on any
    form, and so does ¥96. “约96万” is no number (N03), “7,00.0” or “(5)” none that anyone can be sure of
    (N06). Details of the notes: TEXT_NUMBER the number that the cell should hold, in ``unit``; WITH_UNIT
    the unit found, 元 or 万元.
    """
    if isinstance(value, Decimal):
        return _stored(value, unit)
    text = compact(value)
    if not text:
        return Reading(None)
    currency = _CURRENCY.match(text)
    sign = currency[0] if currency else ""
    quantity = split_quantity(text.removeprefix(sign))
    if quantity is None or not _is_money(quantity):
        return unreadable(text)
    if not (sign or quantity.unit or quantity.myriads):
        yuan = unit.to_yuan(quantity.number)
        return Reading(yuan, text_notes(value, quantity.number))
    found = MoneyUnit.WAN if quantity.myriads else MoneyUnit.YUAN
    yuan = plain(quantity.number)
    return Reading(yuan, text_notes(value, unit.from_yuan(yuan), found.value))


def read_number(value: str | Decimal, unit: str = "") -> Reading[Decimal]:
    """A quantity, weight or score, in ``unit``.

    A unit in the text is noted as printed (WITH_UNIT). Where it is ``unit`` in another size the number
    is converted: “960000元” is 96 where 万元 is asked for. A unit of another kind leaves the
    number as printed; comparing the note with the unit that was asked for is up to the checks (V07).
    """
    if isinstance(value, Decimal):
        return _finite(value)
    text = compact(value)
    if not text:
        return Reading(None)
    quantity = split_quantity(text)
    if quantity is None or not is_quantity(quantity, unit):
        return unreadable(text)
    number = _in_unit(quantity, unit)
    return Reading(number, text_notes(value, number, quantity.printed_unit))


def is_quantity(quantity: Quantity, unit: str = "") -> bool:
    """Whether a number with words after it is a quantity: “50个” is, “3个村均已完成” is not.

    After Chinese numerals only the unit that was asked for, or one of the commonest, will do:
    一流, 三农 and 百姓 begin with a numeral and are words all the same.
    """
    if not quantity.unit or canonical(quantity.unit) == canonical(unit):
        return True
    return looks_like_unit(quantity.unit, common=quantity.chinese)


def text_notes(printed: str, taken: Decimal, unit: str = "") -> tuple[Note, ...]:
    """The notes on a text that was understood as ``taken`` (and a unit found in it)."""
    notes = [Note(NoteKind.TEXT_NUMBER, f"{plain(taken):f}")]
    if is_dirty(printed):
        notes.append(Note(NoteKind.FULL_WIDTH, clean(printed)))
    if unit:
        notes.append(Note(NoteKind.WITH_UNIT, unit))
    return tuple(notes)


def unreadable(text: str) -> Reading[Decimal]:
    """No value: words, “无” and “约96万” are no numbers, anything else with digits is malformed."""
    malformed = re.search("[0-9]", text) and not _APPROXIMATE.search(text)
    return Reading(None, (Note(NoteKind.MALFORMED if malformed else NoteKind.NOT_A_NUMBER),))


def _is_money(quantity: Quantity) -> bool:
    """3千元 and 2千万 are amounts; 3千 could mean 3千元 or 3千 of the form's 万元."""
    if quantity.unit:
        return quantity.unit in _MONEY_WORDS
    return quantity.myriads or not quantity.mark


def _stored(value: Decimal, unit: MoneyUnit) -> Reading[Decimal]:
    number = _finite(value)
    return number if number.value is None else Reading(unit.to_yuan(number.value))


def _finite(value: Decimal) -> Reading[Decimal]:
    """A number as stored; one that is too large to be true, or to be exact, is malformed."""
    if not value.is_finite() or value.adjusted() >= MAX_DIGITS or len(value.as_tuple().digits) > MAX_DIGITS:
        return Reading(None, (Note(NoteKind.MALFORMED),))
    return Reading(plain(value))


def _in_unit(quantity: Quantity, unit: str) -> Decimal:
    if not unit or not (quantity.unit or quantity.myriads):
        return plain(quantity.number)
    size, kind = unit_scale(unit)
    found_size, found_kind = unit_scale(quantity.unit)
    if kind and found_kind and kind != found_kind:
        return quantity.printed_number
    return plain(quantity.number * found_size / size)
