"""A rule that an office writes itself: one line of 校验规则 in the language of the catalogue."""

import string
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from xlperf.model.finding import Severity
from xlperf.rules.catalogue import Rule, Scope
from xlperf.rules.expressions.errors import ExpressionError
from xlperf.rules.expressions.judgement import LABEL, ROWS, VALUE, RuleError, judgement_of
from xlperf.rules.expressions.resolving import Expression, Setting, resolve
from xlperf.rules.expressions.syntax import Name, Node, children
from xlperf.rules.expressions.vocabulary import THRESHOLD, Group, vocabulary

#: What a rule can go over.
SCOPES: Final = {
    Group.FORM: Scope.FORM,
    Group.INDICATOR: Scope.INDICATOR,
    Group.SOURCE: Scope.FUNDING,
    Group.COLUMN: Scope.COLUMN,
}
_GROUPS: Final = {group.value: group for group in SCOPES}


@dataclass(frozen=True, slots=True)
class OwnLine:
    """The line as it was typed; ``subject`` is what the rule goes over, in the words of the language."""

    id: str
    subject: str
    condition: str
    message: str
    fix: str
    title: str = ""
    severity: Severity = Severity.WARNING
    threshold: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one part of a line (a field of :class:`OwnLine`): a sentence without a full stop."""

    part: str
    sentence: str


def own_rule(line: OwnLine) -> Rule | tuple[Fault, ...]:
    """The rule, or everything that is wrong with its line.

    A finding points to the first cell that the condition names.
    """
    faults = tuple(_faults(line))
    if faults:
        return faults
    group = _GROUPS[line.subject]
    rule = Rule(
        line.id,
        SCOPES[group],
        line.severity,
        line.title or line.condition,
        line.message,
        line.fix,
        threshold=line.threshold,
        threshold_name=THRESHOLD if line.threshold is not None else "",
        condition=line.condition,
        at=_cell(_resolved(line), group),
        decided=True,
    )
    try:
        judgement_of(rule)
    except RuleError as error:
        return (Fault("condition", f"{error}"),)
    return rule


def _faults(line: OwnLine) -> Iterator[Fault]:
    if line.subject not in _GROUPS:
        yield Fault("subject", f"“{line.subject}”认不出来，只能填：{'、'.join(_GROUPS)}")
        return
    try:
        _resolved(line)
    except ExpressionError as error:
        yield Fault("condition", f"{error}")
    for part, template in (("message", line.message), ("fix", line.fix)):
        yield from (Fault(part, sentence) for sentence in _template_faults(template, line))


def _resolved(line: OwnLine) -> Expression:
    return resolve(line.condition, _GROUPS[line.subject], setting=_setting(line))


def _setting(line: OwnLine) -> Setting:
    return Setting({} if line.threshold is None else {THRESHOLD: line.threshold})


def _template_faults(template: str, line: OwnLine) -> Iterator[str]:
    """What is wrong with the blanks of a sentence: each must be the bare name of what can be shown."""
    try:
        pieces = list(string.Formatter().parse(template))
    except ValueError:
        yield "花括号不成对：要填进内容的地方写成 {指标}"
        return
    for _, name, form, conversion in pieces:
        if name is None or name in (LABEL, VALUE, ROWS):
            continue
        if not name.isidentifier() or form or conversion:
            yield f"花括号里只能写一个栏目的名字，现在是“{name}”"
            continue
        try:
            resolve(name, _GROUPS[line.subject], None, _setting(line))
        except ExpressionError as error:
            yield f"花括号里的“{name}”：{error}"


def _cell(expression: Expression, group: Group) -> str:
    """The cell that a violated condition is told at; "" where the condition names none."""
    fields = vocabulary(group).fields
    return next((name for name in _names(expression.tree) if fields[name].cell), "")


def _names(node: Node) -> Iterator[str]:
    if isinstance(node, Name):
        yield node.name
    for child in children(node):
        yield from _names(child)
