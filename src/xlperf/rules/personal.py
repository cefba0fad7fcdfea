"""Personal data in a text: mobile numbers, identity numbers, bank accounts; found and covered up."""

import re
from typing import Final

_NOT_IN_A_NUMBER: Final = (r"(?<![0-9A-Za-z.])", r"(?![0-9A-Za-z]|\.[0-9])")
_SHAPES: Final = {
    # GB 11643: six digits of the place, the day of birth, three digits and a check sign
    "身份证号": r"[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]",
    "手机号": r"1[3-9][0-9]{9}|1[3-9][0-9][ -][0-9]{4}[ -][0-9]{4}",
    "银行账号": r"[1-9][0-9]{15,18}|[1-9][0-9]{3}(?: [0-9]{4}){3}(?: [0-9]{1,3})?",
}
_PATTERNS: Final = {
    kind: re.compile(f"{_NOT_IN_A_NUMBER[0]}(?:{shape}){_NOT_IN_A_NUMBER[1]}")
    for kind, shape in _SHAPES.items()
}
#: An account has no check that every bank keeps to; without the word beside it, Luhn's must hold.
_ACCOUNT_WORD: Final = re.compile("(?:账号|帐号|账户|帐户|卡号|银行)[^0-9]{0,12}$")
#: How much of a number stays to be recognised by, at both ends.
_KEPT: Final = 3, 4


def personal_data(text: str) -> tuple[str, ...]:
    """The kinds of personal data in a text: 手机号, 身份证号, 银行账号; each once."""
    return tuple(dict.fromkeys(kind for kind, _, _ in _found(text)))


def covered(text: str) -> str:
    """The text with the middle of each such number covered by asterisks; as long as it was."""
    for _, start, end in _found(text):
        first, last = start + _KEPT[0], end - _KEPT[1]
        text = text[:first] + re.sub("[0-9]", "*", text[first:last]) + text[last:]
    return text


def _found(text: str) -> list[tuple[str, int, int]]:
    """Kind, start and end of each number; what is an identity number is no account."""
    taken: list[tuple[str, int, int]] = []
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            free = all(match.end() <= start or end <= match.start() for _, start, end in taken)
            if free and (kind != "银行账号" or _is_account(text, match)):
                taken.append((kind, match.start(), match.end()))
    return taken


def _is_account(text: str, match: re.Match[str]) -> bool:
    return bool(_ACCOUNT_WORD.search(text[: match.start()])) or _luhn(match[0].replace(" ", ""))


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B: the check digit of card numbers."""
    doubled = (int(digit) * 2 if place % 2 else int(digit) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
