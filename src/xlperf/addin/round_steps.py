"""What each button does: the same steps as a terminal, with what they came to in words.

Loaded only when a button was pressed and has shown its sign of life.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from xlperf.addin.undoing import take_back
from xlperf.books.live import LiveBook
from xlperf.model.finding import Finding, Severity
from xlperf.model.ledger import ZERO
from xlperf.model.money import plain
from xlperf.model.tables import Tables
from xlperf.steps.assessing import Assessment, assess
from xlperf.steps.collect import Collected
from xlperf.steps.collect import check as check_again
from xlperf.steps.collect import collect as take_in
from xlperf.steps.distribute import distribute as issue
from xlperf.steps.fill import fill as fill_both
from xlperf.steps.fill import fill_scores, fill_unevaluated
from xlperf.steps.folder import RoundFolder
from xlperf.steps.office import Office, read_office
from xlperf.steps.progress import Progress
from xlperf.steps.publish import Published, publish
from xlperf.steps.round_progress import write_progress
from xlperf.steps.states import round_state
from xlperf.steps.summarise import summarise as sum_up
from xlperf.steps.tabulating import tabulate
from xlperf.steps.telling import (
    copy_sentences,
    counts,
    issue_advice,
    issue_sentence,
    notice_sentences,
    orphan_sentences,
    rule_sentences,
    state_sentence,
    unread_sentences,
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A control workbook in Excel, in its round's folder, at one moment."""

    folder: RoundFolder
    book: LiveBook
    backups: Path
    moment: datetime
    progress: Progress

    def office(self) -> Office:
        """The round as the workbook has it now; UserError where that cannot be understood."""
        return read_office(self.folder, self.book)

    def assessment(self) -> Assessment:
        """Everything received, checked again."""
        return assess(self.office(), self.progress)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action came to.

    ``results`` has one short clause for each step that ran, by its id, for the cell under its button;
    ``sentences`` are for the message, the most important first.
    """

    results: Mapping[str, str]
    sentences: tuple[str, ...]


def distribute(desk: Desk) -> Outcome:
    """Issue the workbooks, and show on 操作台 what was issued to whom."""
    office = desk.office()
    result = issue(office, desk.progress)
    write_progress(assess(office, desk.progress))
    clause = f"新 {len(result.created)} 本，更新 {len(result.changed)} 本，未变 {len(result.unchanged)} 本"
    return Outcome({"distribute": clause}, (issue_sentence(result), *issue_advice(result)))


def collect(desk: Desk) -> Outcome:
    """Take in what lies in 回收/ and check it."""
    done = take_in(desk.office(), desk.progress)
    return Outcome(_collected(done), (*_state(done), *_left(done)))


def check(desk: Desk) -> Outcome:
    """Check what was received before."""
    done = check_again(desk.office(), desk.progress)
    results = {"check": _found(done.assessment.findings)}
    return Outcome(results, (*_state(done), *_left(done)))


def fill(desk: Desk) -> Outcome:
    """Rates, scores and grades into 自评汇总."""
    assessment = desk.assessment()
    done = fill_scores(assessment)
    sentence = f"自评汇总：{len(done.tables.projects)} 个项目。校验结果：{counts(assessment.findings)}。"
    return Outcome({"fill": _scores(done.tables)}, (sentence, *orphan_sentences(done.orphans)))


def unevaluated(desk: Desk) -> Outcome:
    """未纳入自评项目, each with its reason."""
    done = fill_unevaluated(desk.assessment())
    clause = _unevaluated(done.tables)
    return Outcome({"unevaluated": clause}, (f"未纳入自评：{clause}。", *orphan_sentences(done.orphans)))


def summarise(desk: Desk) -> Outcome:
    """The summary sheets, and the summary workbook."""
    assessment = desk.assessment()
    done = sum_up(assessment.office, tabulate(assessment))
    told = (f"汇总工作簿：成果/{done.path.name}", *orphan_sentences(done.orphans))
    return Outcome({"summarise": "汇总表和汇总工作簿已生成"}, told)


def report(desk: Desk) -> Outcome:
    """The report for publication."""
    assessment = desk.assessment()
    done = publish(assessment.office, tabulate(assessment))
    return Outcome({"report": _published(done)}, _report(done))


def run(desk: Desk) -> Outcome:
    """② to ⑦, read once."""
    office = desk.office()
    collected = take_in(office, desk.progress)
    filled = fill_both(collected.assessment, collected=True)
    summed = sum_up(office, filled.tables)
    published = publish(office, filled.tables)
    results = {
        **_collected(collected),
        "fill": _scores(filled.tables),
        "unevaluated": _unevaluated(filled.tables),
        "summarise": "汇总表和汇总工作簿已生成",
        "report": _published(published),
        "run": "②到⑦都已做完",
    }
    places = f"汇总工作簿：成果/{summed.path.name}"
    orphans = orphan_sentences((*filled.orphans, *summed.orphans))
    return Outcome(results, (*_state(collected), places, *_report(published), *_left(collected), *orphans))


def undo(desk: Desk) -> Outcome:
    """Put the workbook back to before the last step."""
    return Outcome({"undo": "已撤销"}, take_back(desk.book, desk.backups, desk.moment))


def _collected(done: Collected) -> dict[str, str]:
    """The clauses for ② and ③: collecting has checked as well."""
    state = round_state(done.assessment)
    clause = f"已收 {state.projects - state.missing} 个，未报 {state.missing} 个"
    return {"collect": clause, "check": _found(done.assessment.findings)}


def _state(done: Collected) -> tuple[str, ...]:
    found = f"发现问题：{counts(done.assessment.findings)}。"
    return state_sentence(done.assessment), found, *unread_sentences(done.unread)


def _left(done: Collected) -> Iterator[str]:
    """What lies in 退回/, and what the clerk should look at."""
    yield from notice_sentences(done.notices)
    yield from copy_sentences(done.copies)
    yield from rule_sentences(done.assessment)
    yield from orphan_sentences(done.orphans)


def _found(findings: Iterable[Finding]) -> str:
    severities = [item.severity for item in findings]
    return f"错误 {severities.count(Severity.ERROR)} 条，警告 {severities.count(Severity.WARNING)} 条"


def _scores(tables: Tables) -> str:
    return f"{len(tables.projects)} 个项目"


def _unevaluated(tables: Tables) -> str:
    total = plain(sum((row.budget for row in tables.unevaluated), ZERO))
    return f"{len(tables.unevaluated)} 个项目，{total:,f} 元"


def _published(done: Published) -> str:
    return f"已生成，还缺 {len(done.findings)} 处" if done.findings else "已生成"


def _report(done: Published) -> tuple[str, ...]:
    gaps = tuple(f"报告里还缺：{item.message}。{item.fix}" for item in done.findings)
    return (f"报告：成果/{done.path.name}", *gaps)


#: Step id → what its button does; the ids are those of 操作台.
STEP_FUNCTIONS: Final[Mapping[str, Callable[[Desk], Outcome]]] = {
    "distribute": distribute,
    "collect": collect,
    "check": check,
    "fill": fill,
    "unevaluated": unevaluated,
    "summarise": summarise,
    "report": report,
    "run": run,
    "undo": undo,
}
