"""The rows with which 校验规则 begins: every rule of the catalogue, as a rule set turns it."""

from collections.abc import Mapping
from dataclasses import replace

from xlperf.books import rule_table as names
from xlperf.books.rule_table import RULES
from xlperf.books.spec import SheetSpec
from xlperf.model.money import plain
from xlperf.rules.catalogue import Rule, load_catalogue
from xlperf.rules.effective import effective, ruleset_changes
from xlperf.rules.own import SCOPES
from xlperf.rules.ruleset import RuleSet

_SUBJECTS = {scope: group.value for group, scope in SCOPES.items()}
#: Blank rows at the end, for the office's own rules.
_SPARE = 5


def with_rules(sheets: tuple[SheetSpec, ...], rules: RuleSet) -> tuple[SheetSpec, ...]:
    """The sheets, with one row for each rule on 校验规则 and a few for the office's own."""
    seeded = replace(RULES, seed=(*rule_records(rules), *[()] * _SPARE))
    return tuple(
        replace(sheet, tables=tuple(seeded if table is RULES else table for table in sheet.tables))
        for sheet in sheets
    )


def rule_records(rules: RuleSet) -> tuple[tuple[str, ...], ...]:
    """One record for each rule of the catalogue, with the columns of the table."""
    counting = effective(load_catalogue(), ruleset_changes(rules))
    rows = (rule_row(counting.get(rule.id, rule), counting) for rule in load_catalogue().values())
    return tuple(tuple(row.get(header, "") for header in RULES.headers) for row in rows)


def rule_row(rule: Rule, counting: Mapping[str, Rule]) -> dict[str, str]:
    """What 校验规则 says of one rule, by header; ``counting`` has the rules that are switched on."""
    return {
        names.RULE: rule.id,
        names.TITLE: rule.title,
        names.ENABLED: "是" if rule.id in counting else "否",
        names.LIVE: "是" if rule.live else "否",
        names.SEVERITY: rule.severity.label,
        names.THRESHOLD: "" if rule.threshold is None else f"{plain(rule.threshold)}",
        names.THRESHOLD_NAME: rule.threshold_name,
        names.SUBJECT: _SUBJECTS.get(rule.scope, "") if rule.condition else "",
        names.CONDITION: rule.condition,
        names.MESSAGE: rule.message,
        names.FIX: rule.fix,
    }
