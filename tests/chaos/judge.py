"""The oracle: what is read out of a mangled workbook, beside what is truly written on it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from chaos.filled import RULES, WEST, issued, office_round
from chaos.pairing import extra, paired
from chaos.paper import Field, Form, Paper
from xlperf.forms.issued import IssuedKey
from xlperf.forms.locked_cells import LockedSheet, locked_sheets
from xlperf.forms.spec import INDICATOR_KEYS
from xlperf.model.evaluation import Entry, SelfEvaluation
from xlperf.model.finding import Severity
from xlperf.model.ledger import LEDGER_SOURCES, Column, Source
from xlperf.model.text import clean
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.catalogue import load_catalogue
from xlperf.rules.checking import is_accepted
from xlperf.rules.checks import entries
from xlperf.steps.examining import Context, Examined, ExaminedForm, examine
from xlperf.steps.folder import RoundFolder
from xlperf.steps.journal import Receipt
from xlperf.steps.office import Office

#: What these rules say does not tell anybody that a value was misread: they are about what was written.
BESIDE_THE_POINT = frozenset(
    (
        *("V06", "V08", "V09", "V10", "V11", "V12", "V13"),
        *("R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08", "R09", "R10", "R11"),
        *("I02", "I04", "I05", "I06", "I08", "I09", "I10", "I11", "I12", "I14"),
        *("B07", "B08", "B09", "B14", "B16", "B18", "B20", "N07", "N08", "F07", "F12", "F18"),
    )
)
_HEAD = ("year", "project_name", "project_code", "department", "unit", "goal", "goal_done")
_COMPUTED = ("rate", "rate_weight", "rate_score", "total_score", "grade")
#: What these say may be about a part of the form that has no cell any more: it is then named.
_ABOUT_PARTS = frozenset({"F04", "F31", "F41", "F42", "F43"})
#: What a sentence calls a field that it has no cell for.
LABELS = {
    "year": "年度",
    "project_name": "项目名称",
    "project_code": "项目编码",
    "department": "主管部门",
    "unit": "实施单位",
    "goal": "预期目标",
    "goal_done": "实际完成情况",
    "rate": "执行率",
    "rate_weight": "分值",
    "rate_score": "得分",
    "total_score": "总分",
    "grade": "等级",
}
COLUMNS = {
    "level1": "一级指标",
    "level2": "二级指标",
    "level3": "三级指标",
    "relation": "指标性质",
    "target": "指标值",
    "unit": "度量单位",
    "actual": "实际完成值",
    "weight": "分值",
    "score": "得分",
    "reason": "偏差原因",
}


class Verdict(StrEnum):
    """What became of one field."""

    RIGHT = "right"
    REPORTED = "reported"
    SILENT = "silently wrong"


@dataclass(slots=True)
class Judgement:
    """The fields of a workbook by what became of them; ``wrong`` says which were silently wrong."""

    counts: Counter[Verdict] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    reported: list[str] = field(default_factory=list)

    def note(self, verdict: Verdict, what: str) -> None:
        self.counts[verdict] += 1
        if verdict is Verdict.SILENT:
            self.wrong.append(what)
        elif verdict is Verdict.REPORTED:
            self.reported.append(what)


def judge(paper: Paper) -> Judgement:
    """Examine the workbook as the office does, and compare."""
    found = Judgement()
    examined = examined_file(paper.close())
    if examined.refusal is not None:
        for code, form in paper.truth.items():
            for key, _ in form.all():
                found.note(Verdict.REPORTED, f"{code} {key}: {examined.refusal.message}")
        return found
    read: dict[str, list[ExaminedForm]] = {}
    for each in examined.forms:
        if each.project_code is not None:
            read.setdefault(each.project_code, []).append(each)
    for code, form in paper.truth.items():
        _judge_form(found, code, form, read.pop(code, []))
    for code, forms in read.items():
        _judge_stranger(found, code, forms)
    _judge_expected(found, paper, examined)
    return found


def _judge_expected(found: Judgement, paper: Paper, examined: Examined) -> None:
    """What was changed beside the values must be told by one of the rules that were named for it."""
    for codes, form in paper.expected:
        code = next((code for code, each in paper.truth.items() if each is form), None)
        read = [each for each in examined.forms if each.project_code == code]
        told = {item.code for each in read for item in each.findings}
        if read and not told & set(codes.split()):
            found.note(Verdict.SILENT, f"none of {codes} after {paper.done}")


def examined_file(data: bytes) -> Examined:
    """What the office finds in a file."""
    return examine(context(), Receipt(1, "", "西村.xlsx", len(data), "", ""), data)


@cache
def context() -> Context:
    """The round."""
    round_, nowhere = office_round(), RoundFolder(Path("no such folder"))
    office = SimpleNamespace(
        settings=round_.settings, rules=RULES, catalogue=load_catalogue(), round=round_, folder=nowhere
    )
    return replace(Context.of(cast("Office", office)), issued=_Issued())


class _Issued:
    """What the office has issued: one workbook."""

    def __init__(self) -> None:
        self._sheets = locked_sheets(Workbook.load(issued().data))
        self.digests = frozenset(sheet.digest for sheet in issued().sheets)

    def editions(self, key: IssuedKey) -> Iterator[LockedSheet]:
        """Those of the project or the title; a workbook without an identity is of no unit."""
        for sheet in self._sheets:
            if key.means(sheet) or (key.unit_code == WEST.code and sheet.title == key.title):
                yield sheet


def _judge_form(found: Judgement, code: str, truth: Form, read: list[ExaminedForm]) -> None:
    """One project. Without a form it is chased as missing (B11); with several the versions are told (F13)."""
    if not read:
        for key, _ in truth.all():
            found.note(Verdict.REPORTED, f"{code} {key}: B11")
        return
    form = read[0].form
    look = _Look(read[0], several=len({_content(each.form) for each in read}) > 1)
    for key, each in truth.fields.items():
        entry = _entry(form, key)
        found.note(
            look.verdict(key, each, entry), f"{code} {key} {each.value!r}: {entry.value!r} {entry.cell}"
        )
    for line, score, mine in paired(read[0], truth):
        level3 = mine["level3"]
        gone = line is None and (look.tells_of(level3.value) or level3.place.ref in look.cells)
        for key, each in mine.items():
            entry = getattr(line, key) if line else Entry()
            verdict = look.verdict(f"line.{key}", each, entry, score if key == "score" else None, gone=gone)
            found.note(verdict, f"{code} {level3.value} {key} {each.value!r}: {entry.value!r} {entry.cell}")
    for line in extra(form, truth):
        told = look.several or any(look.told(getattr(line, key)) for key in INDICATOR_KEYS)
        name = f"{code} a line that nobody wrote: {line.level3.value}"
        found.note(Verdict.REPORTED if told else Verdict.SILENT, name)


def _judge_stranger(found: Judgement, code: str, forms: list[ExaminedForm]) -> None:
    """A form that nobody filled in: the checks must find an error in it."""
    for each in forms:
        ok = any(item.severity is Severity.ERROR for item in each.findings)
        found.note(Verdict.REPORTED if ok else Verdict.SILENT, f"{code}: nobody wrote {each.form.sheet}")


class _Look:
    """What a village sees of what was read on one form."""

    def __init__(self, read: ExaminedForm, *, several: bool) -> None:
        assert read.scored is not None
        self.form, self.scored, self.several = read.form, read.scored, several
        told = [item for item in read.findings if item.code not in BESIDE_THE_POINT]
        self.cells = {item.cell for item in told if item.cell}
        self.messages = [item.message for item in told if item.code in _ABOUT_PARTS]
        self.accepted = is_accepted(read.findings)
        self.lines_told = any(item.code in {"I01", "I15", "F09"} for item in told)

    def verdict(
        self, key: str, truth: Field, entry: Entry[object], due: object = None, *, gone: bool = False
    ) -> Verdict:
        """What became of a field; ``gone``: it is said that its whole line is."""
        told = gone or self.told(entry) or self._told_missing(key, entry, truth) or self._told_below(key)
        if truth.told:
            return Verdict.REPORTED if told or self.several else Verdict.SILENT
        if _same(truth.value, entry.value) or self._recomputed(key, truth, entry, due):
            return Verdict.RIGHT
        uncertain = (entry.formula or truth.gone) and entry.blank and not self.accepted
        return Verdict.REPORTED if told or self.several or uncertain else Verdict.SILENT

    def told(self, entry: Entry[object]) -> bool:
        """Whether a finding points to the cell."""
        return bool(entry.cell) and entry.cell in self.cells

    def _told_below(self, key: str) -> bool:
        """Whether a total's own parts are told of: it is their sum."""
        total, _, column = key.partition(".")
        parts = (f"{source.value}.{column}" for source in LEDGER_SOURCES) if total == "total" else ()
        return any(self.told(_entry(self.form, part)) for part in parts)

    def tells_of(self, name: object) -> bool:
        """Whether it is said by its name that an indicator is gone."""
        return isinstance(name, str) and any(name in message for message in self.messages)

    def _told_missing(self, key: str, entry: Entry[object], truth: Field) -> bool:
        """Whether it is said that the field was not found, or where a line went."""
        if truth.place.ref in self.cells:
            return True
        if entry.cell and not entry.blank:
            return False
        value = f"{truth.value:f}" if isinstance(truth.value, Decimal) else str(truth.value)
        if any(value in message for message in self.messages):
            return True
        if key.startswith("line."):
            label = COLUMNS[key.removeprefix("line.")]
            return self.lines_told or any(label in message for message in self.messages)
        labels = [LABELS[key]] if key in LABELS else _amount_labels(key)
        if key.startswith("rate"):
            labels.append("年度资金总额")  # in whose row they stand
        return any(label in message for label in labels for message in self.messages)

    def _recomputed(self, key: str, truth: Field, entry: Entry[object], due: object) -> bool:
        """A formula whose result the file does not hold counts by what the office computes."""
        if not (entry.blank and (entry.formula or truth.gone)):
            return False
        computed = {
            "rate": self.scored.rate,
            "rate_score": self.scored.rate_score,
            "total_score": self.scored.score,
            "grade": self.scored.grade,
        }
        if key in computed:
            return _same(truth.value, computed[key])
        return key.startswith("total.") or _same(truth.value, due)


def _amount_labels(key: str) -> list[str]:
    source, column = key.split(".")
    return entries.amount_field(Source(source), Column(column)).split("-")


def _entry(form: SelfEvaluation, key: str) -> Entry[object]:
    if key in _HEAD or key in _COMPUTED:
        entry: Entry[object] = getattr(form, key)
        return entry
    source, column = key.split(".")
    return form.line(Source(source)).get(Column(column))


def _same(truth: object, read: object) -> bool:
    if isinstance(truth, str) and isinstance(read, str):
        return clean(truth) == clean(read)
    if isinstance(truth, Decimal) and isinstance(read, Decimal | int):
        return abs(truth - read) < Decimal("1e-9") * max(Decimal(1), abs(truth))
    return truth == read


def _content(form: SelfEvaluation) -> str:
    keys = (*_HEAD, *_COMPUTED)
    fields = [_entry(form, key).value for key in keys]
    fields += [form.line(source).get(column).value for source in Source for column in Column]
    fields += [getattr(line, key).value for line in form.indicators for key in INDICATOR_KEYS]
    return repr(fields)
