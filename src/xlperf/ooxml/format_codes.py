"""What a number format code says about a value: a day, a percentage, text."""

import re
from functools import lru_cache
from typing import Final

GENERAL: Final = "General"
#: The format of cells that take whatever is typed as text.
TEXT: Final = "@"
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


@lru_cache(maxsize=1024)
def shows_date(code: str) -> bool:
    """Whether the code shows a date or a time."""
    bare = _LITERAL.sub("", code).partition(";")[0].lower()
    return bare != GENERAL.lower() and any(letter in bare for letter in "ymdhs")


@lru_cache(maxsize=1024)
def shows_percent(code: str) -> bool:
    """Whether the code shows the number times 100."""
    return "%" in _LITERAL.sub("", code)
