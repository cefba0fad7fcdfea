"""The exports as tables for other tools: CSV or Parquet, one file for each table."""

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from xlperf.model.errors import UserError
from xlperf.steps.export import FINDING_KEYS, TABLE_NAMES, Json
from xlperf.steps.folder import write_file

#: What makes a spreadsheet program take a text for a formula when it opens a CSV file.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def write_tables(data: Json, folder: Path, kind: Literal["csv", "parquet"]) -> tuple[Path, ...]:
    """Write the tables of :func:`~xlperf.steps.export.round_data` into a folder.

    CSV is UTF-8 with a BOM (Excel opens it); a text that looks like a formula gets a leading
    apostrophe there. Parquet keeps every value as it is.

    Raises:
        UserError: Parquet is asked for and pyarrow is not installed.
    """
    import pandas as pd  # noqa: PLC0415 - a second of import time that only exports need

    paths = []
    for name in TABLE_NAMES:
        types = {column: _TYPES.get(column, "string") for column in _COLUMNS[name]}
        frame = pd.DataFrame(data[name], columns=_COLUMNS[name], dtype="object").astype(types)
        path = folder / f"{name}.{kind}"
        if kind == "csv":
            text = frame.map(_harmless).to_csv(index=False, lineterminator="\r\n")
            content = text.encode("utf-8-sig")
        else:
            content = _parquet(frame)
        write_file(path, content)
        paths.append(path)
    return tuple(paths)


def _parquet(frame: object) -> bytes:
    buffer = io.BytesIO()
    try:
        frame.to_parquet(buffer, engine="pyarrow", index=False)  # type: ignore[attr-defined]
    except ImportError as error:
        raise UserError("导出 Parquet 需要安装 pyarrow，请运行：pip install xlperf[parquet]") from error
    return buffer.getvalue()


def _harmless(value: object) -> object:
    if not isinstance(value, str) or not value.startswith(_FORMULA_STARTS) or _NUMBER.fullmatch(value):
        return value
    return f"'{value}"


#: Every column is text, as exact as the JSON; but for these.
_TYPES = {"key": "boolean"}
_PROJECT = "code name unit function_code budget actual rate rate_score score grade key"
_COLUMNS: Mapping[str, list[str]] = {
    "projects": _PROJECT.split(),
    "functions": ["code", "name", "budget", "actual", "rate"],
    "unevaluated": ["code", "name", "unit", "budget", "reason"],
    "missing": ["code", "name", "unit"],
    "findings": list(FINDING_KEYS),
}
