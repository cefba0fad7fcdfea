"""F family: what became of the sheet: labels, rows, hidden parts, and whose form it is."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from xlperf.model.evaluation import Entry, RemarkKind
from xlperf.model.ledger import Column
from xlperf.model.text import match_key
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.checks import entries
from xlperf.rules.checks.entries import in_line, quoted
from xlperf.rules.prose import is_instruction

#: What a form may be without: other provinces' forms do not have it, or it is computed anyway.
_DISPENSABLE: Final = frozenset(
    {"年度", "项目编码", "金额单位", "执行率分值", "执行率", "执行率得分", "执行率_明细", "分值合计", "等级"}
)
#: Of these, what F31 tells of; the unit of money has a remark of its own.
_DISPENSABLE_IF_FOREIGN: Final = _DISPENSABLE - {"金额单位"}
#: What a sentence calls the parts of the form that are missing, by the beginning of their names.
_TABLES: Final = {"资金-": "资金表的", "绩效指标-": "绩效指标的"}
#: Sources of funds and columns that forms of other provinces do without.
_OPTIONAL: Final = re.compile("^资金-(?:上年结转资金|其他资金|.*拨款|.*资金总额)$|-(?:度量单位|指标性质)$")


def lost_label(case: FormCase) -> Iterator[Hit]:
    """F04: a label that the form should have was changed or deleted, so that nothing is read there."""
    optional = _DISPENSABLE | _other_budget(case)
    lost = [name for name in case.form.missing if name not in optional and not _OPTIONAL.search(name)]
    if lost:
        yield Hit(None, "表头", {"字段": "、".join(map(_called, lost))})


def not_on_the_form(case: FormCase) -> Iterator[Hit]:
    """F31: what a form that we did not issue may do without, and does: nothing is silently blank."""
    told = _DISPENSABLE_IF_FOREIGN | _other_budget(case)
    gone = [name for name in case.form.missing if name in told or _OPTIONAL.search(name)]
    if gone and not case.issued:
        yield Hit(None, "表头", {"字段": "、".join(map(_called, gone))})


def _other_budget(case: FormCase) -> set[str]:
    """The budget that the execution rate is not reckoned from; Beijing's form of 2016 has no 全年预算数."""
    needed = (case.rules.execution.base, Column.ACTUAL)
    columns = zip(Column, case.rules.labels.columns, strict=True)
    return {f"资金-{label}" for column, label in columns if column not in needed}


def instruction(case: FormCase) -> Iterator[Hit]:
    """F08: the form's own instructions where the answer belongs."""
    for field, goal in ((entries.GOAL, case.form.goal), (entries.GOAL_DONE, case.form.goal_done)):
        if is_instruction(goal.text):
            yield Hit(goal, field, {"字段": field, "值": quoted(goal.text)})
    for line in case.form.indicators:
        answers: tuple[tuple[str, Entry[object]], ...]
        answers = (entries.ACTUAL, line.actual), (entries.REASON, line.reason)
        for field, answer in answers:
            if is_instruction(answer.text):
                label = in_line(line, field, answer).label
                yield Hit(answer, field, {"字段": label, "值": quoted(answer.text)})


def other_project(case: FormCase) -> Iterator[Hit]:
    """F17: the code is one project's, the name another's."""
    if case.entry is None:
        return
    written = match_key(case.form.project_name.value or "")
    if written in case.known_projects and written != match_key(case.entry.name):
        values = {
            "编码": case.entry.code,
            "应为": case.entry.name,
            "填报": quoted(case.form.project_name.text),
        }
        yield Hit(case.form.project_name, "项目名称", values)


def _called(name: str) -> str:
    for beginning, table in _TABLES.items():
        if name.startswith(beginning):
            return f"{table}“{name.removeprefix(beginning)}”"
    return f"“{name}”"


def _remarked(kind: RemarkKind) -> Callable[[FormCase], Iterator[Hit]]:
    """The check that tells every remark of the reader of one kind."""

    def check(case: FormCase) -> Iterator[Hit]:
        for remark in case.form.remarks:
            if remark.kind is kind:
                yield Hit(Entry(cell=remark.cell) if remark.cell else None, "表格", {"情况": remark.detail})

    return check


CHECKS = {
    "F04": lost_label,
    "F31": not_on_the_form,
    "F32": _remarked(RemarkKind.NEAR_LABEL),
    "F33": _remarked(RemarkKind.LEFT_OVER),
    "F36": _remarked(RemarkKind.MONEY_UNIT),
    "F05": _remarked(RemarkKind.MOVED),
    "F07": _remarked(RemarkKind.SPARE_ROWS),
    "F08": instruction,
    "F09": _remarked(RemarkKind.SECOND_FORM),
    "F12": _remarked(RemarkKind.HIDDEN),
    "F17": other_project,
    "F18": _remarked(RemarkKind.EARLY),
    "B14": _remarked(RemarkKind.SCORED_SOURCE),
}
