"""The rows of 校验结果 and of the two tables that count what is in it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from xlperf.books.links import place
from xlperf.books.port import CellValue, Link, Orphan
from xlperf.books.sheets import COUNTS_BY_RULE, COUNTS_BY_UNIT, title_name
from xlperf.model.finding import Finding, Severity
from xlperf.rules.catalogue import Rule
from xlperf.steps.assessing import Assessment
from xlperf.steps.finding_groups import Group
from xlperf.steps.finding_sections import Section, sections
from xlperf.steps.receiving import archive_path
from xlperf.steps.result_rows import Row
from xlperf.steps.results_spool import SpooledRows
from xlperf.steps.writing import write_rows

#: What stands in 单元格 where there is no single cell to go to.
_WHOLE_FORM, _WHOLE_FILE, _OWN_TABLE = "整张表", "整个文件", "打开"
#: Rows of a table; a sheet has 1,048,576, and headings above it.
LONGEST: Final = 1_048_000
#: In 按单位统计, what no unit is known for.
_NO_UNIT: Final = "（全镇及认不出单位的文件）"


class Tally:
    """Counted while 校验结果 is made: findings by unit, and by rule with the projects concerned."""

    def __init__(self) -> None:
        self.units: dict[str, Counter[Severity]] = {}
        self.rules: Counter[tuple[Severity, str]] = Counter()
        self.projects: dict[tuple[Severity, str], set[str]] = defaultdict(set)

    def take(self, unit_code: str, findings: Iterable[Finding]) -> None:
        """Count these findings about a unit ("": none is known)."""
        counter = self.units.setdefault(unit_code, Counter())
        for item in findings:
            rule = item.severity, item.code
            counter[item.severity] += 1
            self.rules[rule] += 1
            self.projects[rule].update({item.project_code} - {""})


def finding_rows(assessment: Assessment, tally: Tally) -> Iterator[Row]:
    """校验结果: one row for each group, in the order of :func:`~xlperf.steps.finding_sections.sections`."""
    projects = {entry.code: entry.name for entry in assessment.office.round.ledger}
    groups = ((section, group) for section in sections(assessment) for group in section.groups)
    for number, (section, group) in enumerate(groups, 1):
        first = group.first
        tally.take(first.unit_code, group.findings)
        yield {
            "序号": Decimal(number),
            "级别": first.severity.label,
            "规则": first.code,
            "单位名称": _unit_name(assessment, first.unit_code),
            "项目名称": projects.get(first.project_code, ""),
            "文件": first.file,
            "工作表": first.sheet,
            "单元格": _link(assessment, section, group),
            "字段": group.field,
            "填报内容": group.value,
            "问题": group.message,
            "修改建议": first.fix,
        }


def fitting(rows: Iterable[Row], most: int = LONGEST) -> Iterator[Row]:
    """As many rows as a sheet holds; where there are more, the last one says how many and where to look."""
    last: Row = {}
    left_out = 0
    for number, row in enumerate(rows, 1):
        if number < most:
            yield row
        elif number == most:
            last = row
        else:
            left_out += 1
    if left_out:
        text = f"还有 {left_out + 1} 行放不下（工作表最多 {most} 行），全部内容用 xlperf export --csv 导出"
        yield {"序号": last["序号"], "问题": text}
    elif last:
        yield last


def _unit_name(assessment: Assessment, code: str) -> str:
    return assessment.office.round.unit_name(code) if code else ""


def _link(assessment: Assessment, section: Section, group: Group) -> CellValue:
    """Where to look: the first area in the file as it was received, which the archive never loses.

    (A file in 回收/ may be moved, mended or packed in a zip; and Excel opens no two files of one name.)
    """
    item = group.first
    if section.file is None:
        return Link(_OWN_TABLE, f"#{title_name(item.sheet)}") if item.sheet else None
    receipt = section.file.receipt
    path = f"归档/{archive_path(assessment.office.folder, receipt.sha256, receipt.name).name}"
    if not item.sheet:
        return Link(_WHOLE_FILE, path)
    area = group.areas[0] if group.areas else "A1"
    return Link(group.place or _WHOLE_FORM, f"{path}#{place(item.sheet, area)}")


def unit_count_rows(assessment: Assessment, tally: Tally) -> list[Row]:
    """按单位统计: the units about which anything was found, in the order of 单位名录."""
    return [
        {
            "单位编码": code,
            "单位名称": _unit_name(assessment, code) or _NO_UNIT,
            **{severity.label: Decimal(found[severity]) for severity in Severity},
            "合计": Decimal(found.total()),
        }
        for code, found in tally.units.items()
    ]


def rule_count_rows(tally: Tally, catalogue: Mapping[str, Rule]) -> list[Row]:
    """按规则统计: the gravest first, of equal weight the most frequent."""
    severities = list(Severity)
    ranked = sorted(
        tally.rules.items(), key=lambda pair: (severities.index(pair[0][0]), -pair[1], pair[0][1])
    )
    return [
        {
            "规则": code,
            "级别": severity.label,
            "检查内容": catalogue[code].title if code in catalogue else "",
            "处数": Decimal(count),
            "涉及项目": Decimal(len(tally.projects[severity, code])),
        }
        for (severity, code), count in ranked
    ]


def write_findings(assessment: Assessment) -> tuple[Orphan, ...]:
    """Write 校验结果 and, where the workbook has them, 按单位统计 and 按规则统计."""
    book, present, tally = assessment.office.book, assessment.office.book.tables(), Tally()
    orphans = write_rows(book, "校验结果", SpooledRows(fitting(finding_rows(assessment, tally))))
    if COUNTS_BY_UNIT.name in present:
        units = unit_count_rows(assessment, tally)
        headers = (*(severity.label for severity in Severity), "合计")
        orphans += write_rows(book, COUNTS_BY_UNIT.name, units, {name: _sum(units, name) for name in headers})
    if COUNTS_BY_RULE.name in present:
        rules = rule_count_rows(tally, assessment.office.catalogue)
        orphans += write_rows(book, COUNTS_BY_RULE.name, rules, {"处数": _sum(rules, "处数")})
    return orphans


def _sum(rows: Iterable[Row], header: str) -> Decimal:
    numbers = (row[header] for row in rows)
    return sum((number for number in numbers if isinstance(number, Decimal)), Decimal(0))
