"""Work that leaves nothing behind, workbook after workbook: the garbage collector comes between them."""

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def without_collector(work: Callable[P, T]) -> Callable[P, T]:
    """The same function, not interrupted by the garbage collector.

    It makes tens of thousands of objects, and lets go of all of them itself: to look through them for what
    nobody knows any more took a tenth of the time and found nothing.
    """

    @wraps(work)
    def unhurried(*args: P.args, **kwargs: P.kwargs) -> T:
        if not gc.isenabled():
            return work(*args, **kwargs)
        gc.disable()
        try:
            return work(*args, **kwargs)
        finally:
            gc.enable()

    return unhurried
