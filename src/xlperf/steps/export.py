"""``xlperf export``: the round's figures for other programs (DESIGN §4.4)."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from xlperf.model.finding import Finding
from xlperf.model.money import plain
from xlperf.model.printing import rate_decimal
from xlperf.model.tables import ExecutionGroup, ProjectRow, Tables
from xlperf.rules.personal import personal_data
from xlperf.steps.assessing import Assessment

#: The tables that CSV and Parquet exports are made of, one file each.
TABLE_NAMES = ("projects", "functions", "unevaluated", "missing", "findings")

#: What is told of a finding.
FINDING_KEYS = ("code", "severity", "file", "sheet", "cell", "field", "value", "message", "fix")

Json = dict[str, Any]


def round_data(assessment: Assessment, tables: Tables) -> Json:
    """Everything as plain data: money as decimal strings in 元, rates and scores as decimal strings."""
    settings = assessment.office.settings
    return {
        "round": {"town": settings.town, "year": settings.year, "ruleset": settings.ruleset},
        "projects": [_project(row) for row in tables.projects],
        "functions": [_function(row) for row in tables.functions],
        "functions_total": _execution(tables.functions_total),
        "bands": {row.grade: row.count for row in tables.bands},
        "evaluated_count": len(tables.projects),
        "evaluated_amount": number(tables.evaluated_amount),
        "unevaluated": [
            {
                "code": row.code,
                "name": row.name,
                "unit": row.unit_name,
                "budget": number(row.budget),
                "reason": row.reason,
            }
            for row in tables.unevaluated
        ],
        "missing": [{"code": row.code, "name": row.name, "unit": row.unit_name} for row in tables.missing],
        "findings": finding_data(assessment.findings),
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
    return json.dumps(data, ensure_ascii=False, indent=2)


def finding_data(findings: Iterable[Finding]) -> list[Json]:
    """Findings as §4.4 has them."""
    return [{key: str(getattr(item, key)) for key in FINDING_KEYS} for item in findings]


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
