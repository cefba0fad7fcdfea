"""How a long step tells how far it is, without knowing who listens."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class Progress(Protocol):
    """Wraps the things a step goes through; the listener sees each one pass."""

    def __call__(self, items: Sequence[T], label: str) -> Iterable[T]:
        """The same items, one by one."""
        ...


def silent(items: Sequence[T], label: str) -> Iterator[T]:  # noqa: ARG001 - the port's shape
    """Nobody listens."""
    yield from items
