"""Running the rules: every hit becomes one finding in the catalogue's words, every mistake one hit."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from xlperf.model.finding import Finding, Severity
from xlperf.rules.case import FormCase, Hit, RoundCase, RoundHit
from xlperf.rules.catalogue import Rule, load_catalogue
from xlperf.rules.checks import FORM_CHECKS, ROUND_CHECKS, TEXT_CHECKS, FormCheck
from xlperf.rules.checks.copies import Texts
from xlperf.rules.effective import catalogue_of, thresholds
from xlperf.rules.expressions.judging import judges_of


def check_form(
    case: FormCase,
    catalogue: Mapping[str, Rule] | None = None,
    checks: Mapping[str, FormCheck] = FORM_CHECKS,
) -> tuple[Finding, ...]:
    """All findings about one form, in the order of the catalogue; ``file`` is left to the caller.

    Without a catalogue the one of the case's rule set counts. A rule that is switched off is not in it.
    """
    rules = catalogue_of(case.rules) if catalogue is None else catalogue
    case = replace(case, thresholds=thresholds(rules))
    found = _found(case, rules, checks)
    told = {rule_id: hits for rule_id, hits in found.items() if not rules[rule_id].told_by}
    return tuple(
        _form_finding(rules[rule_id], hit, case)
        for rule_id, hits in speaking(rules, told).items()
        for hit in hits
    )


def _found(
    case: FormCase, rules: Mapping[str, Rule], checks: Mapping[str, FormCheck]
) -> Mapping[str, tuple[Hit, ...]]:
    """Where a form does not hold, by the rule's id; a rule that holds, as nearly all do, is not in it."""
    stated = judges_of(tuple(rules.values()), case.rules).found(case)
    found = {}
    for rule_id, rule in rules.items():
        hits = stated[rule_id] if rule.condition else ()
        if not rule.condition and rule_id in checks:
            hits = tuple(checks[rule_id](case))
        if hits:
            found[rule_id] = hits
    return found


def speaking(
    rules: Mapping[str, Rule], found: Mapping[str, tuple[Hit, ...]]
) -> Mapping[str, tuple[Hit, ...]]:
    """Of what was found only what is told: where a rule says a mistake better, the others are silent."""
    return {
        rule_id: tuple(hit for hit in hits if _speaks(rules[rule_id], hit, rules, found))
        if hits and _is_heard(rules[rule_id], rules, found)
        else ()
        for rule_id, hits in found.items()
    }


def _is_heard(rule: Rule, rules: Mapping[str, Rule], found: Mapping[str, Iterable[Hit]]) -> bool:
    """Whether no rule speaks of the form beside which this one is silent altogether (see :class:`Rule`)."""
    return not any(found.get(loud) and _is_heard(rules[loud], rules, found) for loud in rule.quiet)


def check_texts(texts: Texts, catalogue: Mapping[str, Rule] | None = None) -> Iterator[tuple[int, Finding]]:
    """What is found in comparing the forms of a round with each other, and about which of them."""
    rules = load_catalogue() if catalogue is None else catalogue
    for rule_id, check in TEXT_CHECKS.items():
        if rule_id in rules:
            rule = rules[rule_id]
            for place, hit in check(texts, (rule.threshold or Decimal(100)) / 100):
                yield place, _form_finding(rule, hit, texts.case(place))


def check_round(case: RoundCase, catalogue: Mapping[str, Rule] | None = None) -> tuple[Finding, ...]:
    """All findings about the ledger and the returns as a whole."""
    rules = load_catalogue() if catalogue is None else catalogue
    return tuple(
        office_finding(rules[rule_id], hit)
        for rule_id, check in ROUND_CHECKS.items()
        if rule_id in rules
        for hit in check(case)
    )


def finding(rule_id: str, catalogue: Mapping[str, Rule] | None = None, **values: str) -> Finding:
    """One finding in the catalogue's words, for the steps that find something themselves."""
    rule = (load_catalogue() if catalogue is None else catalogue)[rule_id]
    return Finding(rule.id, rule.severity, rule.message.format_map(values), rule.fix.format_map(values))


def is_accepted(findings: Iterable[Finding]) -> bool:
    """Whether a form with these findings may be summarised: no error among them."""
    return all(item.severity is not Severity.ERROR for item in findings)


def _speaks(rule: Rule, hit: Hit, rules: Mapping[str, Rule], found: Mapping[str, Iterable[Hit]]) -> bool:
    """Whether no rule that says it better speaks about the same cell (see :class:`Rule`)."""
    return not any(
        other.entry is hit.entry and other.field == hit.field and _speaks(rules[better], other, rules, found)
        for better in rule.unless
        for other in found.get(better, ())
        if other.entry is not None
    )


def _form_finding(rule: Rule, hit: Hit, case: FormCase) -> Finding:
    return Finding(
        code=rule.id,
        severity=rule.severity if rule.decided else hit.severity or rule.severity,
        message=(hit.message or rule.message).format_map(hit.values),
        fix=rule.fix.format_map(hit.values),
        sheet=case.form.sheet,
        cell=hit.entry.cell if hit.entry else "",
        field=hit.field,
        value=(hit.entry.text or hit.entry.error) if hit.entry else "",
        project_code=case.entry.code if case.entry else case.form.project_code.value or "",
        unit_code=case.entry.unit_code if case.entry else "",
    )


def office_finding(rule: Rule, hit: RoundHit) -> Finding:
    """What a rule found in the office's own tables, or in its report, in the rule's words."""
    return Finding(
        code=rule.id,
        severity=rule.severity,
        message=rule.message.format_map(hit.values),
        fix=rule.fix.format_map(hit.values),
        sheet=hit.sheet,
        field=hit.field,
        value=hit.value,
        project_code=hit.project_code,
        unit_code=hit.unit_code,
    )
