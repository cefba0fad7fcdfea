"""``xlperf export``: the round's figures for other programs (DESIGN §4.4)."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar

from xlperf.model.finding import Finding
from xlperf.model.money import plain
from xlperf.model.printing import rate_decimal
from xlperf.model.tables import ExecutionGroup, MissingRow, ProjectRow, Tables, UnevaluatedRow
from xlperf.rules.personal import personal_data
from xlperf.steps.assessing import Assessment

#: The tables that CSV and Parquet exports are made of, one file each.
TABLE_NAMES = ("projects", "functions", "unevaluated", "missing", "findings")

#: What is told of a finding.
FINDING_KEYS = ("code", "severity", "file", "sheet", "cell", "field", "value", "message", "fix")

#: Not seen, or they steer a terminal, turn the reading direction, end a line; halves of letters too.
_UNSEEN: Final = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")

Json = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Records(Generic[T]):
    """A list of records, each made of its item when its turn comes, every time the list is gone through."""

    make: Callable[[T], Json]
    items: Iterable[T]

    def __iter__(self) -> Iterator[Json]:
        return map(self.make, self.items)


def round_data(assessment: Assessment, tables: Tables) -> Json:
    """Everything as plain data: money as decimal strings in 元, rates and scores as decimal strings.

    The long lists are :class:`Records`.
    """
    settings = assessment.office.settings
    return {
        "round": {"town": settings.town, "year": settings.year, "ruleset": settings.ruleset},
        "projects": Records(_project, tables.projects),
        "functions": [_function(row) for row in tables.functions],
        "functions_total": _execution(tables.functions_total),
        "bands": {row.grade: row.count for row in tables.bands},
        "evaluated_count": len(tables.projects),
        "evaluated_amount": number(tables.evaluated_amount),
        "unevaluated": Records(_unevaluated, tables.unevaluated),
        "missing": Records(_missing, tables.missing),
        "findings": Records(_finding, assessment.findings),
    }


def cautions(assessment: Assessment) -> tuple[str, ...]:
    """Why the figures are not for the public as they are, a sentence each: an export leaves nothing out."""
    ledger = assessment.office.round.ledger
    secret = sum(entry.secret for entry in ledger)
    personal = [entry.name for entry in ledger if personal_data(f"{entry.name}{entry.unevaluated_reason}")]
    sentences = []
    if secret:
        sentences.append(f"导出的数据里有 {secret} 个涉密项目，只供内部使用，不要公开。")
    if personal:
        sentences.append(f"导出的数据里有个人信息（“{'”“'.join(personal)}”），公开前请删去。")
    return tuple(sentences)


def json_text(data: Json | list[Json]) -> str:
    """JSON as it is printed: readable, Chinese as Chinese."""
    return escaped(json.dumps(data, ensure_ascii=False, indent=2))


def json_pieces(data: Json) -> Iterator[str]:
    """The same text of :func:`round_data` piece by piece, so that it is never in memory as a whole."""
    before = "{"
    for key, value in data.items():
        yield f"{before}\n  {json.dumps(key, ensure_ascii=False)}: "
        if isinstance(value, Records):
            yield from _list_pieces(value)
        else:
            yield _indented(value, "  ")
        before = ","
    yield "\n}"


def _list_pieces(records: "Records[Any]") -> Iterator[str]:
    before = "["
    for record in records:
        yield f"{before}\n    {_indented(record, '    ')}"
        before = ","
    yield "[]" if before == "[" else "\n  ]"


def _indented(value: object, by: str) -> str:
    """A value's JSON; a line break in it is always one between two lines."""
    return escaped(json.dumps(value, ensure_ascii=False, indent=2).replace("\n", f"\n{by}"))


def escaped(text: str) -> str:
    """JSON with an escape for whatever would not be seen, or would do something on a terminal.

    It says the same: such signs stand in its strings only. (Those below U+0020 are escaped in any JSON.)
    """
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def finding_data(findings: Iterable[Finding]) -> list[Json]:
    """Findings as §4.4 has them."""
    return [_finding(item) for item in findings]


def _finding(item: Finding) -> Json:
    return {key: str(getattr(item, key)) for key in FINDING_KEYS}


def _unevaluated(row: UnevaluatedRow) -> Json:
    return {
        "code": row.code,
        "name": row.name,
        "unit": row.unit_name,
        "budget": number(row.budget),
        "reason": row.reason,
    }


def _missing(row: MissingRow) -> Json:
    return {"code": row.code, "name": row.name, "unit": row.unit_name}


def number(value: Decimal) -> str:
    """An amount in 元 or a score as a decimal string, without trailing zeros."""
    return f"{plain(value):f}"


def _project(row: ProjectRow) -> Json:
    return {
        "code": row.code,
        "name": row.name,
        "unit": row.unit_name,
        "function_code": row.function_code,
        "budget": number(row.budget),
        "actual": number(row.actual),
        "rate": rate_decimal(row.rate),
        "rate_score": number(row.rate_score),
        "score": number(row.score),
        "grade": row.grade,
        "key": row.key,
    }


def _function(row: ExecutionGroup) -> Json:
    return {"code": row.code, "name": row.name, **_execution(row)}


def _execution(row: ExecutionGroup) -> Json:
    return {
        "budget": number(row.budget),
        "actual": number(row.actual),
        "rate": rate_decimal(row.rate),
    }
