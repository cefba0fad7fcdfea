"""One cell as a grid keeps it: its XML after the address, taken apart and put together.

The text of ``<c r="B3" s="5" t="s"><v>3</v></c>`` after ``B3`` is its *tail*: ``" s="5" t="s"><v>3</v></c>``.
A tail says nothing about where the cell stands, so rows move, and sheets are copied, without touching it.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from xlperf.ooxml.guard import damaged
from xlperf.ooxml.markup import decode_xstring, encode_xstring, escape, unescape

_ATTRIBUTES = r'((?: [\w:.\-]+="[^"<>]*")*+) ?'
_ATTRIBUTE = re.compile(r' ([\w:.\-]+)="([^"<>]*)"')
_START = re.compile(rf'"{_ATTRIBUTES}(/?)>')
_BODY = re.compile(
    rf"(?:<f{_ATTRIBUTES}(?:/>|>([^<]*)</f>))?"
    rf"(?:<v{_ATTRIBUTES}(?:/>|>([^<]*)</v>))?"
    rf"(?:<is{_ATTRIBUTES}(?:/>|>(.*?)</is>))?"
    r"(<extLst.*?</extLst>)?</c>",
    re.DOTALL,
)
#: What most cells look like.
_SIMPLE = re.compile(
    r'"(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")?(?:/>|>(?:<f>([^<]*)</f>)?(?:<v>([^<]*)</v>)?</c>)'
)
_STYLE = re.compile(r' s="(\d+)"')
_STYLE_FIRST = re.compile(r'" s="(\d+)"')
_TYPE = re.compile(r' t="[^"]*"')
_FORMULA = re.compile(rf"<f{_ATTRIBUTES}(?:/>|>([^<]*)</f>)")
_PHONETIC = re.compile(r"<rPh\b.*?</rPh>", re.DOTALL)
_TEXT = re.compile(rf"<t{_ATTRIBUTES}>([^<]*)</t>")
#: What most shared strings look like.
_ONE_TEXT = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')
_PLAIN_INTEGER = re.compile(r"-?[1-9][0-9]{0,14}|0")

#: A cell without a style, a value or a formula.
EMPTY = '"/>'


class CellXml(NamedTuple):
    """A tail taken apart. ``formula`` and ``value`` are text as read; None where the element is missing.

    ``formula_attributes`` is what stands in the ``<f>`` tag (shared and array formulas), ``inline`` the XML
    inside ``<is>``.
    """

    style: int
    type: str
    formula: str | None
    formula_attributes: str
    value: str | None
    inline: str | None


@lru_cache(maxsize=16_384)
def split_tail(tail: str) -> CellXml:
    """Take a tail apart; PackageError where it is not a cell as the schema has it."""
    simple = _SIMPLE.fullmatch(tail)
    if simple is not None:
        number, type_, formula, value = simple.groups()
        if formula is not None:
            formula = unescape(formula)
        if value is not None:
            value = unescape(value)
        return CellXml(int(number or 0), type_ or "n", formula, "", value, None)
    start = _START.match(tail)
    if start is None:
        raise damaged("工作表里有无法识别的单元格")
    attributes = dict(_ATTRIBUTE.findall(start[1]))
    style = attributes.get("s", "0")
    if not style.isdecimal() or not style.isascii():
        raise damaged("工作表里有样式编号不是数字的单元格")
    if start[2]:
        return CellXml(int(style), attributes.get("t", "n"), None, "", None, None)
    body = _BODY.fullmatch(tail, start.end())
    if body is None:
        raise damaged("工作表里有无法识别的单元格")
    f_attributes, formula, _, value, _, inline, _ = body.groups()
    if f_attributes is not None:
        formula = unescape(formula or "")
    if value is not None:
        value = unescape(value)
    return CellXml(int(style), attributes.get("t", "n"), formula, f_attributes or "", value, inline)


@lru_cache(maxsize=16_384)
def style_of(tail: str) -> int:
    """The style index of a tail, without taking it apart."""
    match = _STYLE_FIRST.match(tail) or _STYLE.search(tail, 0, tail.index(">"))
    return int(match[1]) if match else 0


def blank_tail(style: int) -> str:
    """A tail with a style and nothing else."""
    return f'" s="{style}"/>' if style else EMPTY


def literal_tail(style: int, type_: str, text: str) -> str:
    """A tail with a value; ``text`` is already XML."""
    head = f'" s="{style}"' if style else '"'
    return f"{head}><v>{text}</v></c>" if type_ == "n" else f'{head} t="{type_}"><v>{text}</v></c>'


def formula_tail(style: int, formula_xml: str, type_: str = "n", value: str | None = None) -> str:
    """A tail with a whole ``<f>`` element and its cached value; ``value`` is already XML."""
    head = f'" s="{style}"' if style else '"'
    if value is None:
        return f"{head}>{formula_xml}</c>"
    kind = "" if type_ == "n" else f' t="{type_}"'
    return f"{head}{kind}>{formula_xml}<v>{value}</v></c>"


def with_cached(tail: str, type_: str, value: str | None) -> str:
    """A formula's tail with another cached value (as XML; None: never calculated); all else as it was."""
    head, formula = _frame(tail)
    if value is None:
        return f"{head}>{formula}</c>"
    kind = "" if type_ == "n" else f' t="{type_}"'
    return f"{head}{kind}>{formula}<v>{value}</v></c>"


@lru_cache(maxsize=16_384)
def _frame(tail: str) -> tuple[str, str]:
    """A formula's tail without its type and its value: the attributes, and the ``<f>`` element."""
    start = _START.match(tail)
    formula = _FORMULA.search(tail)
    if start is None or formula is None:
        raise ValueError("单元格里没有公式")
    return f'"{_TYPE.sub("", start[1])}', formula[0]


def with_style(tail: str, style: int) -> str:
    """A tail with another style."""
    end = tail.index(">")
    return f'" s="{style}"{_STYLE.sub("", tail[1:end], count=1)}{tail[end:]}'


def formula_xml(formula: str, attributes: str = "") -> str:
    """The ``<f>`` element of a formula."""
    if not formula:
        return f"<f{attributes}/>"
    return f"<f{attributes}>{escape(formula)}</f>"


def has_formula(tail: str) -> bool:
    """Whether a tail holds a formula."""
    return "<f>" in tail or "<f " in tail or "<f/" in tail


def formula_of(tail: str) -> tuple[str, str, tuple[int, int]] | None:
    """The attributes and the text of a tail's ``<f>`` element, and where the element lies; None without."""
    match = _FORMULA.search(tail)
    if match is None:
        return None
    return match[1], unescape(match[2] or ""), match.span()


def inline_text(xml: str) -> str:
    """The text of a shared or inline string: its runs joined, readings (``rPh``) left out."""
    plain = _ONE_TEXT.fullmatch(xml)
    if plain is not None:
        return decode_xstring(unescape(plain[1]))
    if "<rPh" in xml:
        xml = _PHONETIC.sub("", xml)
    parts = [match[2] for match in _TEXT.finditer(xml)]
    return decode_xstring(unescape("".join(parts)))


@lru_cache(maxsize=16_384)
def read_number(text: str) -> Decimal:
    """The shortest decimal that gives the stored double; PackageError for what is not a finite number."""
    if _PLAIN_INTEGER.fullmatch(text):
        return Decimal(text)
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if number - number != 0 or "_" in text:
        raise damaged(f"单元格里有无法识别的数字“{text[:40]}”")
    return Decimal(repr(number).removesuffix(".0"))


@lru_cache(maxsize=16_384)
def write_number(number: Decimal) -> str:
    """A number as the file keeps it: the shortest text of the nearest double; ValueError unless finite."""
    double = float(number)
    if double - double != 0:
        raise ValueError(f"单元格不能存放 {number}")
    return repr(double).removesuffix(".0")


def write_text(text: str) -> str:
    """A text as XML character data of ST_Xstring."""
    return escape(encode_xstring(text))
