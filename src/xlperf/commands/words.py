"""What commands say in common: findings, the state of the round, how far a step is."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from tqdm import tqdm

from xlperf.books.port import Orphan
from xlperf.model.finding import Finding, Severity
from xlperf.model.text import seen
from xlperf.rules.catalogue import Rule, load_catalogue
from xlperf.steps.assessing import Assessment
from xlperf.steps.finding_groups import Group, combined, errors_first, in_reading_order
from xlperf.steps.notices import Notices
from xlperf.steps.returning import MarkedCopies
from xlperf.steps.scanning import Unread
from xlperf.steps.telling import (
    copy_sentences,
    counts,
    notice_sentences,
    orphan_sentences,
    rule_sentences,
    state_sentence,
    unread_sentences,
)

T = TypeVar("T")

#: How many findings are printed before pointing at the sheet 校验结果.
SHOWN: Final = 20
#: So many of each severity are put in order for that; of more than these the first twenty lines are the same.
_LOOKED_AT: Final = 5000


def bar(items: Sequence[T], label: str) -> Iterable[T]:
    """A progress bar on a terminal, nothing elsewhere."""
    return tqdm(items, desc=label, unit="个", leave=False, disable=not sys.stderr.isatty())


def exit_code(findings: Iterable[Finding], unread: Sequence[Unread] = ()) -> int:
    """1 where a finding is an error or a file could not be taken in, else 0."""
    return int(bool(unread) or any(item.severity is Severity.ERROR for item in findings))


def say_state(assessment: Assessment) -> None:
    """One line: how many projects have come back, and how far they are."""
    print(state_sentence(assessment))
    say(rule_sentences(assessment))


def say_findings(findings: Iterable[Finding], rules: Mapping[str, Rule] | None = None) -> None:
    """How many findings there are, and the first of them, errors first; ``rules`` are those that count."""
    print(f"发现问题：{counts(findings)}。")
    groups = told(_gravest(findings), rules)
    print_groups(groups[:SHOWN])
    rest = sum(1 for _ in findings) - sum(len(group.findings) for group in groups[:SHOWN])
    if rest:
        print(f"……其余 {rest} 条见控制工作簿的“校验结果”。")


def _gravest(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings that a terminal may list: of each severity no more than can come to stand there."""
    seen: Counter[Severity] = Counter()
    for item in findings:
        seen[item.severity] += 1
        if seen[item.severity] <= _LOOKED_AT:
            yield item


def told(findings: Iterable[Finding], rules: Mapping[str, Rule] | None = None) -> list[Group]:
    """Findings in the order in which a terminal lists them: errors first, then as a reader meets them."""
    return errors_first(combined(in_reading_order(findings), load_catalogue() if rules is None else rules))


def print_groups(groups: Iterable[Group]) -> None:
    """One line for each: how much it weighs, where it is, what is wrong, what to do."""
    for group in groups:
        item = group.first
        place = " ".join(part for part in (item.file, item.sheet, group.place) if part)
        where = f"{place}：" if place else ""
        print(seen(f"[{item.severity.label} {item.code}] {where}{group.message}。{item.fix}"))


def say_unread(unread: Iterable[Unread]) -> None:
    """What lies in 回收/ and could not be taken in this time."""
    say(unread_sentences(unread))


def say_notices(notices: Notices) -> None:
    """Where the notices are, and which of them are left though nobody needs them."""
    say(notice_sentences(notices))


def say_copies(copies: MarkedCopies) -> None:
    """How many marked copies are there, which could not be made, and which are left though not needed."""
    say(copy_sentences(copies))


def say_orphans(orphans: Iterable[Orphan]) -> None:
    """What a clerk had written beside a row that is gone: it is not lost without a word."""
    say(orphan_sentences(orphans))


def say(sentences: Iterable[str]) -> None:
    """One line for each, showing all that it holds."""
    for sentence in sentences:
        print(seen(sentence))
