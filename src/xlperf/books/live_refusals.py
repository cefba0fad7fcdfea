"""What Excel refuses, said as a sentence.

Windows raises ``pywintypes.com_error``, a Mac appscript's ``CommandError``; neither can be imported
everywhere, so they are known by what they look like.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from xlwings import XlwingsError

from xlperf.books.port import BookError

#: RPC_E_CALL_REJECTED and VBA_E_IGNORE: Excel is in edit mode, or a box is open.
_BUSY: Final = frozenset({-2147418111, -2146777998})

BUSY_WORDS: Final = (
    "Excel 正忙：可能有单元格正在编辑，或者有对话框没有关闭。请按 Esc 键结束编辑、关闭对话框，再运行一次。"
)


def busy() -> BookError:
    """Somebody types into a cell, or a box is open."""
    return BookError(BUSY_WORDS)


def protected(sheet: str) -> BookError:
    """A sheet takes no changes."""
    return BookError(f"工作表“{sheet}”受保护，不能填写。请在“审阅”里点“撤消工作表保护”，再运行一次。")


@contextmanager
def asking_excel(what: str) -> Iterator[None]:
    """Turn a refusal of Excel's into a sentence; ``what`` is what was to be done, as in “填写工作表…”.

    Raises:
        BookError: Excel refused.
    """
    try:
        yield
    except Exception as error:
        if not _is_refusal(error):
            raise
        if _code(error) in _BUSY:
            raise busy() from error
        raise BookError(
            f"Excel 没有接受：{what}（{_reason(error)}）。"
            "请检查工作表是否受保护、文件是否只读、有没有正在编辑的单元格，再运行一次。"
        ) from error


def _is_refusal(error: Exception) -> bool:
    packages = {base.__module__.partition(".")[0] for base in type(error).__mro__}
    return (
        isinstance(error, XlwingsError) or hasattr(error, "hresult") or bool(packages & {"appscript", "aem"})
    )


def _code(error: Exception) -> object:
    return getattr(error, "hresult", None)


def _reason(error: Exception) -> str:
    """What Excel said itself, in its user's language, else what its carrier said."""
    said = getattr(error, "excepinfo", None)
    words = said[2] if said else None
    return str(words or getattr(error, "strerror", None) or error).strip().rstrip("。.")
