"""Many forms and all live rules over them in one workbook, to be recalculated.

The file is written by hand, since writing hundreds of thousands of formulas takes a library minutes.
"""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from support.forms import cell as typed_cell
from support.rule_forms import Grid
from xlperf.forms.names import Name
from xlperf.forms.rule_places import RuleCells
from xlperf.model.money import plain
from xlperf.ooxml.cells import ErrorValue
from xlperf.ooxml.refs import Range, parse_ref, ref
from xlperf.rules.catalogue import Rule
from xlperf.rules.expressions.definitions import constants
from xlperf.rules.expressions.live import LiveRule
from xlperf.rules.expressions.places import Formula

#: The verdicts stand first: a text export holds the first sheet.
VERDICTS, SHEET, HELPERS = "检", "表", "算"
YEAR: Final = 2023
_SHEETS: Final = (VERDICTS, SHEET, HELPERS)
_MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
#: What the indices of support.forms' styles look like: general, percentage, day.
_STYLES: Final = (
    f'<styleSheet {_MAIN}><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="10" applyNumberFormat="1"/>'
    '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one form by one rule; ``cell`` as on a form that begins in row 1."""

    found: int
    open: bool
    erroneous: int
    cell: str
    message: str
    fix: str


class RuleBook:
    """A workbook in which the forms stand one below the other, and every form's verdicts in one row."""

    def __init__(self, live: Mapping[str, Rule]) -> None:
        self._live = live
        self._rows: dict[str, list[str]] = {title: [] for title in _SHEETS}
        self._tops: list[int] = []
        self._next = self._next_helper = 1

    def add(self, grid: Grid, told: Iterable[str]) -> None:
        """Write a form and the formulas of all rules about it; of the rules not ``told`` only two.

        (Where nothing is violated, the position is 0, and all else follows from that.)
        """
        top = self._next
        cells = RuleCells(
            SHEET,
            _areas(grid, top),
            HELPERS,
            self._next_helper,
            grid.rules,
            constants(grid.rules, year=YEAR, money_unit="万元"),
        )
        for number, row in enumerate(grid.rows, start=top):
            typed = (_typed(number, column, text) for column, text in enumerate(row, start=1))
            self._rows[SHEET].append(_row(number, typed))
        self._write_helpers(cells)
        self._write_verdicts(cells, frozenset(told))
        self._tops.append(top)
        self._next += len(grid.rows) + 1
        self._next_helper += cells.height

    def save(self, path: Path) -> None:
        """Write the file."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
            for name, text in _package(self._rows):
                package.writestr(name, text)

    def verdicts(self, exported: Path) -> Iterator[dict[str, Verdict]]:
        """For each form, in order, what the recalculated formulas say, from a text export."""
        with exported.open(encoding="utf-8", newline="") as file:
            for top, row in zip(self._tops, csv.reader(file), strict=True):
                values = iter(row)
                yield {rule_id: _verdict([next(values) for _ in range(7)], top) for rule_id in self._live}

    def _write_helpers(self, cells: RuleCells) -> None:
        rows: dict[int, list[str]] = {}
        for place, formula in cells.formulas():
            rows.setdefault(place.first_row, []).append(_formula(place.ref, formula))
        self._rows[HELPERS] += [_row(number, written) for number, written in sorted(rows.items())]

    def _write_verdicts(self, cells: RuleCells, told: frozenset[str]) -> None:
        number = len(self._tops) + 1
        written: list[str] = []
        for index, rule in enumerate(self._live.values()):
            first = 7 * index + 1
            formulas = _formulas(LiveRule(rule, cells.places, self._live), ref(number, first), told)
            written += [
                _formula(ref(number, first + offset), formula) for offset, formula in enumerate(formulas)
            ]
        self._rows[VERDICTS].append(_row(number, written))


def _formulas(line: LiveRule, position: str, told: frozenset[str]) -> Sequence[Formula]:
    verdict = (line.position(), line.open())
    if line.rule.id not in told:
        return verdict
    texts = (line.cell(position), line.message(position), line.fix(position))
    return (*verdict, line.violations(), line.errors(), *texts)


# -- the file -------------------------------------------------------------------------------------------


def _package(rows: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    numbered = list(enumerate(rows, start=1))
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for number, _ in numbered
    )
    yield (
        "[Content_Types].xml",
        (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{overrides}</Types>'
        ),
    )
    yield "_rels/.rels", _relations([("1", "officeDocument", "xl/workbook.xml")])
    sheets = "".join(
        f'<sheet name="{title}" sheetId="{number}" r:id="r{number}"/>' for number, title in numbered
    )
    yield "xl/workbook.xml", f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'
    parts = [(f"r{number}", "worksheet", f"worksheets/sheet{number}.xml") for number, _ in numbered]
    yield "xl/_rels/workbook.xml.rels", _relations([*parts, ("s", "styles", "styles.xml")])
    yield "xl/styles.xml", _STYLES
    for number, title in numbered:
        data = "".join(rows[title])
        yield (
            f"xl/worksheets/sheet{number}.xml",
            f"<worksheet {_MAIN}><sheetData>{data}</sheetData></worksheet>",
        )


def _relations(parts: Iterable[tuple[str, str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for key, kind, target in parts
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _row(number: int, cells: Iterable[str]) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def _formula(address: str, formula: Formula) -> str:
    kind = f' t="array" ref="{address}"' if formula.array else ""
    return f'<c r="{address}"><f{kind}>{escape(formula.text[1:])}</f></c>'


def _typed(row: int, column: int, text: str) -> str:
    """One cell as typed (see :mod:`support.forms`)."""
    made, address = typed_cell("A1", "'=" if text == "=" else text), ref(row, column)
    if isinstance(made.value, ErrorValue):
        return f'<c r="{address}" t="e"><v>{made.value}</v></c>'
    if isinstance(made.value, Decimal | int):
        return f'<c r="{address}" s="{made.style}"><v>{plain(Decimal(made.value)):f}</v></c>'
    if not made.value:
        return ""
    return (
        f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escape(str(made.value))}</t></is></c>'
    )


def _areas(grid: Grid, top: int) -> Mapping[Name, Range]:
    """Where the defined names of a form would be that begins in row ``top``."""
    labels = [row[0] for row in grid.rows]

    def at(label: str, column: int = 2) -> Range:
        row = top + labels.index(label)
        return Range(row, column, row, column)

    total = top + labels.index("年度资金总额")
    first, last = top + labels.index("一级指标") + 1, top + labels.index("总分") - 1
    return {
        **{name: at(name.value) for name in _BY_LABEL},
        Name.FUNDS: Range(total, 2, total + 3, 4),
        Name.RATE_WEIGHT: at("年度资金总额", 5),
        Name.RATE: at("年度资金总额", 6),
        Name.RATE_SCORE: at("年度资金总额", 7),
        Name.INDICATORS: Range(first, 1, last, 10),
    }


_BY_LABEL: Final = (
    Name.YEAR,
    Name.PROJECT_NAME,
    Name.PROJECT_CODE,
    Name.DEPARTMENT,
    Name.UNIT,
    Name.GOAL,
    Name.GOAL_DONE,
    Name.TOTAL_SCORE,
    Name.GRADE,
)


def _verdict(exported: Sequence[str], top: int) -> Verdict:
    position, waiting, found, erroneous, cell, message, fix = exported
    return Verdict(
        int(found or position), int(waiting) > 0, int(erroneous or 0), _shifted(cell, top), message, fix
    )


def _shifted(address: str, top: int) -> str:
    if not re.fullmatch("[A-Z]+[0-9]+", address):
        return address
    row, column = parse_ref(address)
    return ref(row - top + 1, column)
