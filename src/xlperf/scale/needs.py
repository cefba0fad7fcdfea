"""Libraries that an office PC does not need: they are loaded here, or one sentence says what to install."""

from importlib import import_module
from typing import Any, Final

from xlperf.model.errors import UserError

#: What each library is wanted for, and the extra of xlperf that brings it.
_WANTED: Final = {
    "pyarrow": ("读写 Parquet", "parquet"),
    "duckdb": ("汇总很多行的 Parquet", "scale"),
    "fsspec": ("结果写到 --out", "scale"),
    "distributed": ("在集群上收集（--scheduler）", "cluster"),
}


def needed(module: str) -> Any:  # noqa: ANN401 - a module of a library that may be missing
    """A library's module.

    Raises:
        UserError: the library is not installed; the sentence says how to get it.
    """
    library = module.partition(".")[0]
    try:
        return import_module(module)
    except ImportError as error:
        what, extra = _WANTED[library]
        raise UserError(f"{what} 需要安装 {library}，请运行：pip install xlperf[{extra}]") from error
