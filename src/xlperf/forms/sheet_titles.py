"""Sheet titles that Excel accepts, from project names."""

import re
from collections.abc import Iterable, Sequence

MAX_LENGTH = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def sheet_titles(names: Sequence[str], taken: Iterable[str] = ()) -> list[str]:
    """One title for each name: at most 31 UTF-16 units, no forbidden character, no two alike."""
    used = {title.casefold() for title in taken}
    titles = []
    for number, name in enumerate(names, 1):
        title = _cut(f"{number}.{_FORBIDDEN.sub('_', name)}", MAX_LENGTH)
        while title.casefold() in used:
            title = _cut(title, MAX_LENGTH - 1) + "_"
        used.add(title.casefold())
        titles.append(title)
    return titles


def _cut(text: str, length: int) -> str:
    """The first UTF-16 units of a text; a title may not end in an apostrophe or a blank."""
    kept = text.encode("utf-16-le")[: 2 * length].decode("utf-16-le", "ignore")
    return kept.rstrip("' ")
