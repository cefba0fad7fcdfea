"""The chart of the page: CPU time of one workbook, on a scale where each step is ten times the one before."""

import math
from collections.abc import Iterator, Mapping
from typing import Final
from xml.sax.saxutils import escape

_WIDTH, _LABEL, _ROW, _GAP, _TOP = 860, 270, 24, 34, 14
_OURS, _LIMIT, _OTHER = "#1f6f54", "#9aa5ad", "#c98b3c"
_LOWEST: Final = 1.0

#: The bars of each group: task, what it is called, colour.
GROUPS: Final[Mapping[str, tuple[tuple[str, str, str], ...]]] = {
    "Filling a workbook of six projects": (
        ("fill: rezip", "unzip and zip again", _LIMIT),
        ("fill", "xlperf", _OURS),
        ("fill: xlsxwriter", "XlsxWriter from nothing", _OTHER),
        ("fill: openpyxl", "openpyxl load, fill, save", _OTHER),
    ),
    "Collecting one": (
        ("collect: unzip", "unzip", _LIMIT),
        ("collect: calamine", "python-calamine, values only", _LIMIT),
        ("collect", "xlperf, every rule", _OURS),
        ("collect: pandas", "pandas with calamine, values only", _OTHER),
        ("collect: openpyxl", "openpyxl read-only, values only", _OTHER),
    ),
}


def chart(milliseconds: Mapping[str, float]) -> str:
    """The chart as SVG; ``milliseconds`` by task."""
    highest = 10.0 ** math.ceil(math.log10(max(milliseconds.values())))
    scale = (_WIDTH - _LABEL - 90) / math.log10(highest / _LOWEST)
    body, y = [], _TOP
    for title, bars in GROUPS.items():
        body.append(_text(8, y + 14, title, "bold"))
        y += _GAP - 8
        for task, label, colour in bars:
            body += _bar(y, label, milliseconds[task], colour, scale)
            y += _ROW
        y += 10
    lines = "\n".join(
        [*_grid(y, highest, scale), *body, _text(_LABEL, y + 16, "ms of CPU time, logarithmic")]
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{y + 28}" '
        'font-family="sans-serif" font-size="13">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{lines}\n</svg>\n'
    )


def _grid(height: int, highest: float, scale: float) -> Iterator[str]:
    for power in range(round(math.log10(highest / _LOWEST)) + 1):
        x = _LABEL + power * scale
        yield f'<path d="M{x:.0f} {_TOP + 20}V{height}" stroke="#e3e7ea"/>'


def _bar(y: int, label: str, value: float, colour: str, scale: float) -> Iterator[str]:
    length = max(2.0, math.log10(max(value, _LOWEST) / _LOWEST) * scale)
    yield _text(_LABEL - 10, y + 15, label, "end")
    yield f'<rect x="{_LABEL}" y="{y + 3}" width="{length:.0f}" height="{_ROW - 7}" rx="2" fill="{colour}"/>'
    yield _text(round(_LABEL + length + 6), y + 15, f"{value:.3g} ms")


def _text(x: int, y: int, text: str, how: str = "") -> str:
    more = {"end": ' text-anchor="end"', "bold": ' font-weight="bold"'}.get(how, "")
    return f'<text x="{x}" y="{y}"{more} fill="#222">{escape(text)}</text>'
