"""Sentences about what a step came to, for a terminal and for a button alike."""

from collections import Counter
from collections.abc import Iterable, Iterator

from xlperf.books.port import Orphan
from xlperf.model.finding import Finding, Severity
from xlperf.steps.assessing import Assessment
from xlperf.steps.distribute import Distribution
from xlperf.steps.notices import Notices
from xlperf.steps.returning import MarkedCopies
from xlperf.steps.scanning import Unread
from xlperf.steps.states import round_state


def counts(findings: Iterable[Finding]) -> str:
    """错误 1 条，警告 0 条，提示 2 条."""
    found = Counter(item.severity for item in findings)
    return "，".join(f"{severity.label} {found[severity]} 条" for severity in Severity)


def state_sentence(assessment: Assessment) -> str:
    """How many projects have come back, and how far they are."""
    state = round_state(assessment)
    return (
        f"应报项目 {state.projects} 个：已收 {state.projects - state.missing} 个，通过 {state.passed} 个，"
        f"需修改 {state.to_mend} 个，未报 {state.missing} 个。"
    )


def rule_sentences(assessment: Assessment) -> Iterator[str]:
    """What is odd about the office's own sheet 校验规则."""
    for remark in assessment.office.checks.remarks:
        yield f"注意：{remark}"


def notice_sentences(notices: Notices) -> Iterator[str]:
    """Where the notices are, and which of them are left though nobody needs them."""
    if notices.units:
        yield f"退回修改通知：{notices.units} 个单位，在“退回”文件夹里（Word 和可以粘贴到微信的文字）。"
    for name in notices.sent.kept:
        yield _kept(name)


def copy_sentences(copies: MarkedCopies) -> Iterator[str]:
    """How many marked copies are there, which could not be made, and which are left though not needed."""
    if copies.sent.files:
        yield f"标好的退回工作簿：{len(copies.sent.files)} 本，在“退回”文件夹里，可以直接发回给填报单位。"
    for name, why in copies.failed:
        yield f"注意：{name} 做不了标注：{why}。请把校验结果告诉填报单位。"
    for name in copies.sent.kept:
        yield _kept(name)


def issue_sentence(result: Distribution) -> str:
    """How many workbooks are new, changed, unchanged."""
    return (
        f"新下发 {len(result.created)} 本，重新下发 {len(result.changed)} 本，"
        f"没有变化 {len(result.unchanged)} 本。"
    )


def issue_advice(result: Distribution) -> Iterator[str]:
    """What the office should do about workbooks issued before, and about its targets."""
    for old, new in result.renamed:
        yield f"注意：{old} 已由 {new} 代替（单位改了名），请删去旧表，通知该单位用新表。"
    for name in result.obsolete:
        yield f"注意：{name} 以前下发过，台账里这个单位已没有要自评的项目，请删去它，通知该单位不必填报。"
    for sentence in result.advice:
        yield f"注意：{sentence}"


def unread_sentences(unread: Iterable[Unread]) -> Iterator[str]:
    """What lies in 回收/ and could not be taken in this time."""
    for file in unread:
        yield f"注意：回收/{file.name} 这次没有收进来：{file.why}。其他文件都已收；处理后再运行一次即可。"


def orphan_sentences(orphans: Iterable[Orphan]) -> Iterator[str]:
    """What a clerk had written beside a row that is gone: it is not lost without a word."""
    for orphan in orphans:
        yield f"注意：这一行已不在新结果里，您写的内容请另存：{orphan}"


def _kept(name: str) -> str:
    return f"注意：退回/{name} 已不需要，但被改动过，没有删除。"
