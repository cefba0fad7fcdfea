"""The office's own say about the rules: what the sheet 校验规则 turns and adds, every cell understood.

A workbook without that sheet, or without rows for rules that came later, goes by the catalogue as the rule
set turns it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from xlperf.books import rule_table as names
from xlperf.books.port import ControlBook, TableRow
from xlperf.books.rule_table import RULES
from xlperf.forms.liveable import why_not_live
from xlperf.model.errors import UserError
from xlperf.model.finding import Severity
from xlperf.model.money import MoneyUnit
from xlperf.model.text import match_key
from xlperf.rules.catalogue import Rule, load_catalogue
from xlperf.rules.effective import effective, objections, ruleset_changes
from xlperf.rules.own import OwnLine, own_rule
from xlperf.rules.ruleset import RuleChange, RuleSet
from xlperf.steps.table_reader import Problems, TableReader, read_columns

#: The ids of rules that an office adds itself.
OWN_ID: Final = re.compile("Z[0-9]{2,3}")
_SEVERITIES: Final[Mapping[str, Severity]] = {severity.label: severity for severity in Severity}
_SWITCH: Final[Mapping[str, bool]] = {"是": True, "否": False}
#: The parts of a line of the office's own → the column in which each stands.
_HEADERS: Final = {
    "subject": names.SUBJECT,
    "condition": names.CONDITION,
    "message": names.MESSAGE,
    "fix": names.FIX,
}
#: The ids of the program's rules, those of newer versions too.
_PROGRAM_ID: Final = re.compile("[FNBIVSRXP][0-9]{2,3}")


@dataclass(frozen=True, slots=True)
class RulesInUse:
    """The rules that count in a round, by id; and sentences about rows that say nothing to this program."""

    catalogue: Mapping[str, Rule]
    remarks: tuple[str, ...] = ()


def rules_in_use(book: ControlBook, rules: RuleSet) -> RulesInUse:
    """The catalogue as the rule set and the office turn it, with the office's own rules at its end.

    Raises:
        UserError: a row cannot be understood; ``details`` name every cell with the reason.
    """
    if RULES.name not in book.tables():
        return RulesInUse(effective(load_catalogue(), ruleset_changes(rules)))
    table = read_columns(book, RULES.name, RULES.headers)
    problems = Problems()
    sheet = _RuleSheet(TableReader(table, MoneyUnit.YUAN, problems), rules)
    for row in table.rows:
        sheet.take(row)
    if problems.sentences:
        raise UserError("“校验规则”里有读不懂的内容，请先改正：", problems.sentences)
    turned = effective(load_catalogue(), ruleset_changes(rules), sheet.changes)
    return RulesInUse({**turned, **sheet.own}, tuple(sheet.remarks()))


class _RuleSheet:
    """What the rows read so far say."""

    def __init__(self, read: TableReader, rules: RuleSet) -> None:
        self._read = read
        self._rules = rules
        self._packaged = {
            rule.id: effective({rule.id: rule}, ruleset_changes(rules)).get(rule.id)
            for rule in load_catalogue().values()
        }
        self._seen: list[str] = []
        self.changes: dict[str, RuleChange] = {}
        self.own: dict[str, Rule] = {}

    def take(self, row: TableRow) -> None:
        """Understand one row, or complain of it."""
        rule_id = match_key(self._read.text(row, names.RULE, required=True)).upper()
        if not rule_id:
            return
        if rule_id in self._seen:
            self._complain(row, names.RULE, f"“{rule_id}”重复了，每条规则只能有一行。")
        elif rule_id in self._packaged:
            self._turn(row, rule_id)
        elif OWN_ID.fullmatch(rule_id):
            self._add(row, rule_id)
        elif not _PROGRAM_ID.fullmatch(rule_id):
            self._complain(row, names.RULE, f"“{rule_id}”不能用，自己加的规则编号用 Z01、Z02……")
        self._seen.append(rule_id)

    def remarks(self) -> Iterator[str]:
        """What the office should know about rules that the sheet and the program do not share."""
        missing = [rule_id for rule_id in self._packaged if rule_id not in self._seen]
        if missing:
            yield f"“校验规则”里没有 {'、'.join(missing)}（比工作簿新的规则），按程序的规定检查。"
        ours = [rule_id for rule_id in self._seen if _PROGRAM_ID.fullmatch(rule_id)]
        unknown = [rule_id for rule_id in ours if rule_id not in self._packaged]
        if unknown:
            yield f"“校验规则”里的 {'、'.join(unknown)} 程序里没有，不检查。"

    def _turn(self, row: TableRow, rule_id: str) -> None:
        """What a row changes; what it merely repeats is no change."""
        default = self._packaged[rule_id]
        rule = default or load_catalogue()[rule_id]
        switch = self._read.choice(row, names.ENABLED, _SWITCH, default is not None)
        severity = self._read.choice(row, names.SEVERITY, _SEVERITIES, rule.severity)
        threshold = self._read.number(row, names.THRESHOLD)
        live = self._live(row, rule, default=rule.live)
        change = RuleChange(
            enabled=None if switch is (default is not None) else switch,
            severity=None if severity is rule.severity else severity,
            threshold=None if threshold == rule.threshold else threshold,
            live=None if live is rule.live else live,
        )
        for header, part in (
            (names.ENABLED, RuleChange(enabled=change.enabled)),
            (names.SEVERITY, RuleChange(severity=change.severity)),
            (names.THRESHOLD, RuleChange(threshold=change.threshold)),
        ):
            for objection in objections(rule, part):
                self._complain(row, header, f"{rule_id} {objection}。")
        self.changes[rule_id] = change

    def _add(self, row: TableRow, rule_id: str) -> None:
        """A rule of the office's own; one that is switched off must be right all the same."""
        read = self._read
        line = OwnLine(
            rule_id,
            subject=read.text(row, names.SUBJECT, required=True),
            condition=read.text(row, names.CONDITION, required=True),
            message=read.text(row, names.MESSAGE, required=True),
            fix=read.text(row, names.FIX, required=True),
            title=read.text(row, names.TITLE),
            severity=read.choice(row, names.SEVERITY, _SEVERITIES, Severity.WARNING),
            threshold=read.number(row, names.THRESHOLD),
        )
        enabled = read.choice(row, names.ENABLED, _SWITCH, True)
        if not all((line.subject, line.condition, line.message, line.fix)):
            return
        made = own_rule(line)
        if isinstance(made, Rule):
            live = self._live(row, made, default=not why_not_live(made, self._rules))
            if enabled:
                self.own[rule_id] = replace(made, live=live)
            return
        for fault in made:
            self._complain(row, _HEADERS[fault.part], f"{fault.sentence}。")

    def _live(self, row: TableRow, rule: Rule, *, default: bool) -> bool:
        """Whether the issued workbooks ask it too. What they cannot ask, nobody can make them."""
        live = self._read.choice(row, names.LIVE, _SWITCH, default)
        reason = why_not_live(rule, self._rules) if live and not default else ""
        if reason:
            self._complain(row, names.LIVE, f"{rule.id} {reason}。")
        return live

    def _complain(self, row: TableRow, header: str, sentence: str) -> None:
        self._read.complain(row, header, sentence)
