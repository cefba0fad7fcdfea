"""Numbers as people write them: 1,200.5  九十六  二〇二一  壹仟贰佰  2000万  1亿2000万  1.2E+07."""

import re
from dataclasses import dataclass
from decimal import Decimal

from xlperf.model.money import plain

#: Sums of this many digits are exact in Decimal's default context, and no public amount needs more.
MAX_DIGITS = 20

_MAX_LENGTH = 40
_MAX_EXPONENT = 15

_SIMPLE = str.maketrans(
    "〇○壹贰貳两兩叁參肆伍陆陸柒捌玖拾佰仟萬億", "零零一二二二二三三四五六六七八九十百千万亿"
)
_DIGITS = {char: str(digit) for digit, char in enumerate("零一二三四五六七八九")} | {"0": "0"}
_MYRIADS = (("亿", 8), ("万", 4))
_SMALL_SCALES = (("千", 3), ("百", 2), ("十", 1))
_ZEROS = dict((*_MYRIADS, *_SMALL_SCALES))

_ARABIC = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+")
_SCIENTIFIC = re.compile(r"[0-9]+(?:\.[0-9]+)?[eE][+-]?([0-9]{1,3})")

_CHINESE_DIGITS = "零一二三四五六七八九〇○壹贰貳两兩叁參肆伍陆陸柒捌玖"
_SCALES = "十百千万亿拾佰仟萬億"
_HEAD = re.compile(
    rf"[+-]?(?:[0-9][0-9.]*[eE][+-]?[0-9]+"
    rf"|[0-9.,{_CHINESE_DIGITS}{_SCALES}]+(?:点[{_CHINESE_DIGITS}]+[{_SCALES}]*)?)"
)
_TRAILING_SCALES = re.compile("[十百千万亿]*$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and the words after it.

    “1.5万人”: ``number`` 15000, ``mark`` 万, ``unit`` 人. The mark is the scale that a person sees as
    part of the unit; after Chinese numerals only 万 and 亿 are (三百人 is 300 人, 九十六万元 96 万元).
    ``myriads``: 万 or 亿 stands anywhere in it (96万5千), ``chinese``: no Arabic digit does.
    """

    number: Decimal
    mark: str
    unit: str
    myriads: bool
    chinese: bool

    @property
    def printed_unit(self) -> str:
        """The unit as printed: 万人."""
        return self.mark + self.unit

    @property
    def printed_number(self) -> Decimal:
        """The number of printed units: 1.5."""
        return plain(self.number.scaleb(-sum(_ZEROS[char] for char in self.mark)))


def read_numeral(text: str) -> Decimal | None:
    """The number that a whole text writes, in Arabic digits, Chinese numerals or both.

    Args:
        text: without spaces and full-width forms (see :func:`xlperf.model.text.compact`).

    Returns:
        None where the text is no number, or where people disagree what it says: 一百二 is 120 to one
        and 102 to another, 7,00.0 is anybody's guess. Never NaN or an infinity; numbers of more than
        ``MAX_DIGITS`` digits are refused.
    """
    if len(text) > _MAX_LENGTH or len(re.findall("[0-9]", text)) > MAX_DIGITS:
        return None
    body = text.translate(_SIMPLE).removeprefix("+")
    if body.startswith("-"):
        size = _magnitude(body[1:])
        return None if size is None else -size
    return _magnitude(body)


def split_quantity(text: str) -> Quantity | None:
    """The number at the beginning of a text, and what follows it; None where it begins with none."""
    head = _HEAD.match(text)
    number = read_numeral(head[0]) if head else None
    if head is None or number is None:
        return None
    written = head[0].translate(_SIMPLE)
    chinese = not re.search("[0-9]", written)
    scales = _TRAILING_SCALES.search(written)
    mark = scales[0] if scales else ""
    if chinese:
        mark = mark.lstrip("十百千")
    return Quantity(number, mark, text[head.end() :], bool(re.search("[万亿]", written)), chinese)


def _magnitude(body: str) -> Decimal | None:
    scientific = _SCIENTIFIC.fullmatch(body)
    if scientific:
        return plain(Decimal(body)) if int(scientific[1]) <= _MAX_EXPONENT else None
    return _value(body)


def _value(body: str) -> Decimal | None:
    if _ARABIC.fullmatch(body):
        return Decimal(body.replace(",", ""))
    for mark, zeros in _MYRIADS:
        if mark in body:
            return _scaled(body, mark, zeros)
    whole, point, fraction = body.partition("点")
    if point:
        return _with_fraction(whole, fraction)
    for mark, zeros in _SMALL_SCALES:
        if mark in body:
            return _scaled(body, mark, zeros)
    return _digit_run(body)


def _scaled(body: str, mark: str, zeros: int) -> Decimal | None:
    """``<count><mark><rest>``: 两万三千, 十五, 1.5亿."""
    head, _, tail = body.rpartition(mark)
    count = Decimal(1) if mark == "十" and not head else _value(head)
    rest = _rest(tail, zeros)
    if count is None or rest is None or (zeros < 4 and not 0 < count < 10):
        return None
    return count.scaleb(zeros) + rest


def _rest(tail: str, zeros: int) -> Decimal | None:
    """What follows a scale. Without a scale of its own it must fill every place (2000万5000) or say 零."""
    if not tail:
        return Decimal(0)
    value = _value(tail.removeprefix("零"))
    if value is None or value >= Decimal(10) ** zeros:
        return None
    bare = not any(mark in tail for mark in _ZEROS)
    digits = len(tail.partition(".")[0].replace(",", ""))
    return None if bare and not tail.startswith("零") and digits != zeros else value


def _with_fraction(whole: str, fraction: str) -> Decimal | None:
    """``一百二十点五``; the fraction is read digit by digit."""
    value, places = _value(whole), _digit_run(fraction)
    return None if value is None or places is None else value + places.scaleb(-len(fraction))


def _digit_run(body: str) -> Decimal | None:
    """``二〇二一``, ``九``, and the mixed ``二0二一``."""
    digits = [_DIGITS.get(char) for char in body]
    if not digits or None in digits:
        return None
    return Decimal("".join(digit for digit in digits if digit))
