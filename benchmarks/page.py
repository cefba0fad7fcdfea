"""``docs/performance.md``: its words are written by hand, its tables and chart made of the results."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.chart import chart
from benchmarks.results import Measured, Results

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
CHART: Final = PAGE.with_suffix(".svg")

_BLOCK = re.compile(r"(<!-- measured: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)

#: The rows of both tables: what is done, by whom. The first is the bare limit that the others are divided by.
_FILLING: Final = {
    "fill: rezip": "bare limit: unzip and zip the same parts again",
    "fill": "**xlperf**, one process",
    "fill by all": "**xlperf**, as `distribute` does it",
    "fill: xlsxwriter": "XlsxWriter, values and formulas written from nothing",
    "fill: openpyxl": "openpyxl, load–fill–save",
}
_COLLECTING: Final = {
    "collect: calamine": "bare limit: python-calamine, every value",
    "collect: unzip": "unzip only",
    "collect": "**xlperf**, every rule, one process",
    "collect by two children": "**xlperf**, as `collect` does it on two cores",
    "collect: pandas": "pandas.read_excel by calamine, no rules",
    "collect: openpyxl": "openpyxl read-only, no rules",
}
TASKS: Final = (*_FILLING, *_COLLECTING, "collect by one child")


def printed(text: str, results: Results) -> str:
    """The page with its blocks made anew."""
    return _BLOCK.sub(lambda block: block[1] + _BLOCKS[block[2]](results) + block[3], text)


def drawn(results: Results) -> str:
    """The chart, of the largest number of units."""
    return chart({task: results.largest(task).milliseconds for task in results.tasks})


def ratios(results: Results) -> dict[str, float]:
    """The ratios that are promised, of the largest number of units, in CPU time (two cores: elapsed time)."""
    cpu = {task: results.largest(task).milliseconds for task in results.tasks}
    one, two = (results.largest(f"collect by {number}") for number in ("one child", "two children"))
    return {
        "filling ÷ unzip and zip": cpu["fill"] / cpu["fill: rezip"],
        "openpyxl load–fill–save ÷ filling": cpu["fill: openpyxl"] / cpu["fill"],
        "openpyxl read-only ÷ collecting": cpu["collect: openpyxl"] / cpu["collect"],
        "one process ÷ two children, elapsed": results.largest("collect").wall / two.wall,
        "one child ÷ two children, elapsed": one.wall / two.wall,
    }


_GOALS: Final = {
    "filling ÷ unzip and zip": "≤ 2.5",
    "openpyxl load–fill–save ÷ filling": "≥ 30",
    "openpyxl read-only ÷ collecting": "≥ 5, aiming at 10",
    "one process ÷ two children, elapsed": "≥ 1.8",
}


def _ratios(results: Results) -> str:
    rows = [[name, f"{value:.2f}", _GOALS.get(name, "")] for name, value in ratios(results).items()]
    return _table(["ratio", "measured", "goal"], rows)


def _compared(rows: Mapping[str, str]) -> Callable[[Results], str]:
    limit = next(iter(rows))

    def block(results: Results) -> str:
        tables = []
        for place, bare in enumerate(results.tasks[limit]):
            lines = [_row(label, results.tasks[task][place], bare) for task, label in rows.items()]
            headers = ["", "CPU s", "wall s", "ms CPU each", "× bare limit", "peak MB"]
            tables.append(f"{bare.units:,} workbooks\n\n{_table(headers, lines)}")
        return "\n".join(tables)

    return block


def _row(label: str, one: Measured, bare: Measured) -> list[str]:
    scaled = f" (measured on {one.of}, scaled)" if one.of != one.units else ""
    memory = f"{one.megabytes:.0f}" + (f" + {one.children:.0f} in children" if one.children else "")
    times = one.cpu / bare.cpu
    seconds = [f"{one.cpu:.2f}", f"{one.wall:.2f}", f"{one.milliseconds:.2f}"]
    return [label + scaled, *seconds, f"{times:.2f}", memory]


def _round(results: Results) -> str:
    found: dict[str, Any] = results.round
    if not found:
        return "Not measured in this run.\n"
    rows = [
        [f"`{name}`", *(f"{used[key]:.0f}" for key in ("cpu", "wall", "megabytes", "children"))]
        for name, used in found["used"].items()
    ]
    table = _table(["command", "CPU s", "wall s", "parent, MB", "children, MB"], rows)
    verdict = "; ".join(found["wrong"]) or "All figures were those of the independent calculation."
    return f"{found['units']:,} units, {found['units'] * 6:,} projects. {verdict}\n\n{table}"


def _clicks(results: Results) -> str:
    found = results.clicks
    if not found:
        return "Not measured in this run.\n"
    sign = f"From the start of Python to the first word in the status bar: {found['sign']:.0f} ms.\n\n"
    rows = [
        [f"`{name}`", *(f"{each[key]:.0f}" for key in ("first", "loading", "work"))]
        for name, each in found["buttons"].items()
    ]
    return sign + _table(["action", "first word, ms", "loading, ms", "work, ms"], rows)


def _imports(results: Results) -> str:
    if not results.clicks:
        return ""
    headers = ["module", "ms with all that it loads itself"]
    both = [results.clicks[key][:10] for key in ("imports", "imports_work")]
    titles = ("Until the first word:", "Until `collect` has done its work:")
    tables = (_table(headers, [[f"`{name}`", f"{value:.1f}"] for name, value in rows]) for rows in both)
    return "\n".join(f"{title}\n\n{table}" for title, table in zip(titles, tables, strict=True))


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---", *("---:" for _ in headers[1:])]
    return "".join("| " + " | ".join(row) + " |\n" for row in (headers, rule, *rows))


_BLOCKS: Final[Mapping[str, Callable[[Results], str]]] = {
    "ratios": _ratios,
    "filling": _compared(_FILLING),
    "collecting": _compared(_COLLECTING),
    "round": _round,
    "clicks": _clicks,
    "imports": _imports,
}
