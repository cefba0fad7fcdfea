"""Which new row of a table is which old one, so that what a clerk wrote beside a row stays with it."""

from collections.abc import Sequence

#: A row's key: the texts of its key columns. A key with nothing in it is no key.
Key = tuple[str, ...]


def followed(old: Sequence[Key], new: Sequence[Key]) -> list[int | None]:
    """For each new row the index of the old row that it continues, or None.

    Rows with equal keys are paired in order, so that two of a kind keep their own remarks; a row
    without a key continues nothing.
    """
    waiting: dict[Key, list[int]] = {}
    for index, key in reversed(list(enumerate(old))):
        if any(key):
            waiting.setdefault(key, []).append(index)
    return [waiting[key].pop() if waiting.get(key) else None for key in new]
