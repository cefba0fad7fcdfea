"""What ``xlperf export --json`` says of a round, beside what it must come to."""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from benchmarks.expected import Figures

_SHOWN = 5


def differences(expected: Figures, exported: Mapping[str, Any]) -> list[str]:
    """What differs, a sentence each; none where all figures are the same."""
    pairs: dict[str, tuple[Mapping[str, object], Mapping[str, object]]] = {
        "functions": (expected.functions, _functions(exported)),
        "projects": (expected.projects, _projects(exported)),
        "unevaluated": (expected.unevaluated, _budgets(exported)),
        "missing": (dict.fromkeys(expected.missing), {row["code"]: None for row in exported["missing"]}),
        "bands": (+expected.bands, {grade: count for grade, count in exported["bands"].items() if count}),
        "findings": (expected.findings, Counter(row["code"] for row in exported["findings"])),
        "sums": (_sums(expected), _exported_sums(exported)),
    }
    return [sentence for name, pair in pairs.items() for sentence in _compared(name, *pair)]


def _compared(name: str, expected: Mapping[str, object], found: Mapping[str, object]) -> Iterator[str]:
    nothing = "nothing"
    keys = [key for key in {**expected, **found} if expected.get(key, nothing) != found.get(key, nothing)]
    for key in sorted(keys)[:_SHOWN]:
        yield f"{name} {key}: {found.get(key, nothing)} instead of {expected.get(key, nothing)}"
    if len(keys) > _SHOWN:
        yield f"{name}: {len(keys) - _SHOWN} more differences"


def _functions(exported: Mapping[str, Any]) -> dict[str, tuple[Decimal, Decimal]]:
    return {row["code"]: (Decimal(row["budget"]), Decimal(row["actual"])) for row in exported["functions"]}


def _projects(exported: Mapping[str, Any]) -> dict[str, tuple[Decimal, str, Decimal]]:
    rows = exported["projects"]
    return {row["code"]: (Decimal(row["score"]), row["grade"], Decimal(row["rate"])) for row in rows}


def _budgets(exported: Mapping[str, Any]) -> dict[str, Decimal]:
    return {row["code"]: Decimal(row["budget"]) for row in exported["unevaluated"]}


def _sums(expected: Figures) -> dict[str, Decimal]:
    return {
        "budget": sum((budget for budget, _ in expected.functions.values()), Decimal(0)),
        "actual": sum((actual for _, actual in expected.functions.values()), Decimal(0)),
        "evaluated": Decimal(len(expected.projects)),
    }


def _exported_sums(exported: Mapping[str, Any]) -> dict[str, Decimal]:
    total = exported["functions_total"]
    return {
        "budget": Decimal(total["budget"]),
        "actual": Decimal(total["actual"]),
        "evaluated": Decimal(exported["evaluated_count"]),
    }
