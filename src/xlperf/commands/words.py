"""What commands say in common: findings, the state of the round, how far a step is."""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

from tqdm import tqdm

from xlperf.books.port import Orphan
from xlperf.model.finding import Finding, Severity
from xlperf.steps.assessing import Assessment
from xlperf.steps.collect import sorted_findings
from xlperf.steps.states import round_state

T = TypeVar("T")

#: How many findings are printed before pointing at the sheet 校验结果.
SHOWN: Final = 20


def bar(items: Sequence[T], label: str) -> Iterable[T]:
    """A progress bar on a terminal, nothing elsewhere."""
    return tqdm(items, desc=label, unit="个", leave=False, disable=not sys.stderr.isatty())


def exit_code(findings: Iterable[Finding]) -> int:
    """1 where a finding is an error, else 0."""
    return int(any(item.severity is Severity.ERROR for item in findings))


def say_state(assessment: Assessment) -> None:
    """One line: how many projects have come back, and how far they are."""
    state = round_state(assessment)
    print(
        f"应报项目 {state.projects} 个：已收 {state.projects - state.missing} 个，通过 {state.passed} 个，"
        f"需修改 {state.to_mend} 个，未报 {state.missing} 个。"
    )


def say_findings(findings: Sequence[Finding]) -> None:
    """How many findings there are, and the first of them, errors first."""
    print(f"发现问题：{counts(findings)}。")
    print_findings(sorted_findings(findings)[:SHOWN])
    if len(findings) > SHOWN:
        print(f"……其余 {len(findings) - SHOWN} 条见控制工作簿的“校验结果”。")


def print_findings(findings: Iterable[Finding]) -> None:
    """One line for each finding: how much it weighs, where it is, what is wrong, what to do."""
    for item in findings:
        place = " ".join(part for part in (item.file, item.sheet, item.cell) if part)
        print(
            f"[{item.severity.label} {item.code}] {f'{place}：' if place else ''}{item.message}。{item.fix}"
        )


def counts(findings: Iterable[Finding]) -> str:
    """错误 1 条，警告 0 条，提示 2 条."""
    found = Counter(item.severity for item in findings)
    return "，".join(f"{severity.label} {found[severity]} 条" for severity in Severity)


def say_orphans(orphans: Iterable[Orphan]) -> None:
    """What a clerk had written beside a row that is gone: it is not lost without a word."""
    for orphan in orphans:
        print(f"注意：这一行已不在新结果里，您写的内容请另存：{orphan}")
