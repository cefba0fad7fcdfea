"""部门整体: what people wrote in the control workbook, and its indicators scored by the rule set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from xlperf.books.port import TableRow
from xlperf.books.sheets import DEPARTMENT_INDICATORS
from xlperf.forms.spec import NOT_APPLICABLE
from xlperf.model.errors import UserError
from xlperf.model.evaluation import Measure, Relation
from xlperf.model.ledger import ZERO, Amounts, Funding
from xlperf.model.tables import Department, DepartmentIndicator, NarrativeRow
from xlperf.model.targets import read_measure
from xlperf.rules.scoring import Indicator, Scored, score_project
from xlperf.steps.office import Office
from xlperf.steps.table_reader import Problems, TableReader, read_columns

INDICATORS, NARRATIVE = "部门指标", "部门叙述"

_SECTION = ("章节", "标题", "内容")
_HEADERS = {INDICATORS: DEPARTMENT_INDICATORS.headers, NARRATIVE: _SECTION}


def department(office: Office, rate: Decimal | None) -> Department:
    """部门整体 from its sheet.

    Args:
        office: the round.
        rate: the overall execution rate (total of the table by functional class).

    Raises:
        UserError: an indicator cannot be understood; ``details`` names every cell.
    """
    problems = Problems()
    lines = _read(office, INDICATORS, problems)
    indicators = [line.indicator(office.settings.year) for line in lines]
    narrative = _narrative(office, problems)
    if problems.sentences:
        sentences = tuple(dict.fromkeys(problems.sentences))
        raise UserError("工作表“部门整体”里有读不懂的内容，请先改正：", sentences)
    scored = _score(office, indicators, rate)
    weighed = zip(lines, indicators, scored.indicators, strict=True)
    return Department(
        narrative,
        tuple(line.row(indicator.weight, due.points) for line, indicator, due in weighed),
        scored.rate_score,
        scored.score if lines else None,
        (scored.grade or "") if lines else "",
    )


def _narrative(office: Office, problems: Problems) -> tuple[NarrativeRow, ...]:
    lines = _read(office, NARRATIVE, problems)
    return tuple(NarrativeRow(*(line.text(header) for header in _SECTION)) for line in lines)


def _score(office: Office, indicators: Sequence[Indicator], rate: Decimal | None) -> Scored:
    whole = Amounts(Decimal(1), Decimal(1), rate) if rate is not None else Amounts()
    return score_project(office.rules, Funding(appropriation=whole), indicators)


def _read(office: Office, name: str, problems: Problems) -> list["_Line"]:
    table = read_columns(office.book, name, _HEADERS[name])
    reader = TableReader(table, office.money_unit, problems)
    return [_Line(reader, row) for row in table.rows]


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a table that people type into."""

    reader: TableReader
    values: TableRow

    def text(self, header: str) -> str:
        return self.reader.text(self.values, header)

    def indicator(self, year: int) -> Indicator:
        """What scoring needs; whatever is missing or not understood is told."""
        self.reader.text(self.values, "三级指标", required=True)
        relation = self.reader.relation(self.values, "指标性质")
        actual = self._measure("实际完成值", relation, year)
        return Indicator(
            relation=relation,
            target=self._measure("指标值", relation, year),
            actual=actual,
            weight=self.reader.number(self.values, "分值", required=True) or ZERO,
            score=self.reader.number(self.values, "得分"),
            applicable=actual != NOT_APPLICABLE,
        )

    def row(self, weight: Decimal, score: Decimal | None) -> DepartmentIndicator:
        """The row as it is printed; ``score`` is None while nobody has given one."""
        return DepartmentIndicator(
            level1=self.text("一级指标"),
            level2=self.text("二级指标"),
            level3=self.text("三级指标"),
            relation=self.text("指标性质"),
            target=self.text("指标值"),
            unit=self.text("度量单位"),
            actual=self.text("实际完成值"),
            weight=weight,
            score=score,
            reason=self.text("偏差原因分析及改进措施"),
        )

    def _measure(self, header: str, relation: Relation | None, year: int) -> Measure | None:
        value = self.values.values[header]
        raw = value if isinstance(value, Decimal | date) else self.text(header)
        percent = header in self.values.percents
        reading = read_measure(raw, self.text("度量单位"), relation, year=year, percent_format=percent)
        return reading.value
