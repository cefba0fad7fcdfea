"""Opening a protected sheet for a moment, where it has no password."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import xlwings as xw

#: What a protection allows, by the names that Excel gives both the question and the answer.
_ALLOWANCES: Final = (
    "AllowFormattingCells",
    "AllowFormattingColumns",
    "AllowFormattingRows",
    "AllowInsertingColumns",
    "AllowInsertingRows",
    "AllowInsertingHyperlinks",
    "AllowDeletingColumns",
    "AllowDeletingRows",
    "AllowSorting",
    "AllowFiltering",
    "AllowUsingPivotTables",
)
#: A sheet without a password opens with any; one that has another refuses. Without a word Excel would ask.
_ANY: Final = "xlperf"


@contextmanager
def opened(sheet: "xw.Sheet") -> Iterator[bool]:
    """Let cells of a sheet be marked; yields whether they can be. The protection is the same afterwards."""
    api: Any = sheet.api
    if not api.ProtectContents:
        yield True
        return
    options = _options(api)
    with suppress(Exception):  # a password, or a program that cannot take a protection off
        api.Unprotect(_ANY)
    if api.ProtectContents:
        yield False
        return
    try:
        yield True
    finally:
        api.Protect(**options)


def _options(api: Any) -> dict[str, bool]:  # noqa: ANN401 - Excel's own object
    allowed = {
        name: bool(getattr(api.Protection, name)) for name in _ALLOWANCES if hasattr(api, "Protection")
    }
    shapes = {
        "DrawingObjects": bool(getattr(api, "ProtectDrawingObjects", True)),
        "Scenarios": bool(getattr(api, "ProtectScenarios", True)),
    }
    return {"Contents": True, **shapes, **allowed}
