"""Personal data in a text: mobile numbers, identity numbers, bank accounts; found and covered up.

They are known in any width of digits, in groups, and with invisible signs in between. What is an amount, a
code of an organisation or of a project, or a day, is left alone.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

#: Nothing of a longer number or of a code stands before or behind; ``tel`` is no code.
_BEFORE: Final = r"(?:(?<![0-9A-Za-z])(?<![0-9]\.)|(?<=[Tt]el)|(?<=TEL))"
_BEHIND: Final = r"(?![0-9A-Za-z]|\.[0-9]| ?[万亿]?元)"
_DAY: Final = r"(?:0[1-9]|1[0-2])[ -]?(?:0[1-9]|[12][0-9]|3[01])"
#: The first two digits of a place: GB/T 2260.
_PROVINCE: Final = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])"
#: In each, what is to be covered is the group ``own``.
_SHAPES: Final = {
    # GB 11643: six digits of the place, the day of birth, three digits and a check sign; before 1999 fifteen
    "身份证号": (
        rf"(?P<own>[1-9][0-9]{{5}}[ -]?(?:19|20)[0-9]{{2}}[ -]?{_DAY}[ -]?[0-9]{{3}}[0-9Xx])",
        rf"(?P<own>{_PROVINCE}[0-9]{{4}}[ -]?[0-9]{{2}}{_DAY}[ -]?[0-9]{{3}})",
    ),
    "手机号": (
        r"(?:(?:00)?86[ -]?)?(?P<own>1[3-9][0-9]{9}|1[3-9][0-9](?P<gap>[ .-])[0-9]{4}(?P=gap)[0-9]{4})",
    ),
    "银行账号": (
        r"(?P<own>[0-9]{16,19})",
        r"(?P<own>[0-9]{4}(?P<gap>[ -])[0-9]{4}(?:(?P=gap)[0-9]{4}){2}(?:(?P=gap)[0-9]{1,3})?)",
    ),
}
_PATTERNS: Final = tuple(
    (kind, re.compile(f"{_BEFORE}{shape}{_BEHIND}")) for kind, shapes in _SHAPES.items() for shape in shapes
)
#: An account has no check that every bank keeps to; without the word beside it, Luhn's must hold.
_ACCOUNT_WORD: Final = re.compile("(?:账号|帐号|账户|帐户|卡号|银行)[^0-9]{0,12}$")
#: A long number that is said to be one of these is nobody's own.
_OTHER_WORD: Final = re.compile(
    "(?:代码|编码|(?<!证件)(?<!身份证)编号|文号|合同号|凭证号|发票号)[^0-9A-Za-z，。；,;]{0,6}$"
)
#: How much of a number stays to be recognised by, at both ends.
_KEPT: Final = 3, 4
_DASHES: Final = frozenset("‐‑‒–—−－﹣")


class _Found(NamedTuple):
    kind: str
    start: int
    end: int


def personal_data(text: str) -> tuple[str, ...]:
    """The kinds of personal data in a text: 身份证号, 手机号, 银行账号; each once."""
    return tuple(dict.fromkeys(found.kind for found in _found(text)))


def covered(text: str) -> str:
    """The text with the middle of each such number covered by asterisks; as long as it was."""
    signs = list(text)
    for found in _found(text):
        digits = [place for place in range(found.start, found.end) if text[place].isalnum()]
        for place in digits[_KEPT[0] : -_KEPT[1]]:
            signs[place] = "*"
    return "".join(signs)


def _found(text: str) -> list[_Found]:
    """Each number with its place in the text; what is an identity number is no account."""
    plain, places = _folded(text)
    taken: list[_Found] = []
    for kind, match in _matches(plain):
        found = _Found(kind, places[match.start("own")], places[match.end("own") - 1] + 1)
        free = all(found.end <= other.start or other.end <= found.start for other in taken)
        if free and _counts(kind, plain[: match.start()], match["own"]):
            taken.append(found)
    return taken


def _matches(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield kind, match


def _folded(text: str) -> tuple[str, list[int]]:
    """The text in half width without invisible signs, and where each of its signs stood."""
    signs, places = [], []
    for place, sign in enumerate(text):
        if sign.isascii() or not unicodedata.category(sign).startswith("C"):
            folded = "-" if sign in _DASHES else unicodedata.normalize("NFKC", sign)
            signs.append(folded if len(folded) == 1 else sign)
            places.append(place)
    return "".join(signs), places


def _counts(kind: str, before: str, number: str) -> bool:
    if kind == "手机号":
        return True
    if _OTHER_WORD.search(before):
        return False
    return kind != "银行账号" or bool(_ACCOUNT_WORD.search(before)) or _luhn(re.sub("[^0-9]", "", number))


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B: the check digit of card numbers, which do not begin with 0."""
    doubled = (int(digit) * 2 if place % 2 else int(digit) for place, digit in enumerate(reversed(digits)))
    total = sum(value - 9 if value > 9 else value for value in doubled)
    return digits[0] != "0" and total % 10 == 0
