"""The rules that count: who turns which, and who has the last word."""

from dataclasses import replace
from decimal import Decimal

import pytest

from support.forms import case
from xlperf.model.finding import Severity
from xlperf.rules.catalogue import load_catalogue
from xlperf.rules.checking import check_form, finding
from xlperf.rules.effective import (
    catalogue_of,
    effective,
    objections,
    reweighed,
    ruleset_changes,
    thresholds,
)
from xlperf.rules.loading import load_ruleset, ruleset_ids
from xlperf.rules.ruleset import RuleChange, RuleSet

CATALOGUE = load_catalogue()
RULES = load_ruleset("central_2020")
OFF, ON = RuleChange(enabled=False), RuleChange(enabled=True)


def explain_below(limit: Decimal | None) -> RuleSet:
    return replace(RULES, execution=replace(RULES.execution, explain_below=limit))


class TestTurning:
    def test_nothing_said_leaves_the_catalogue_as_it_is(self) -> None:
        assert effective(CATALOGUE) == CATALOGUE
        assert list(effective(CATALOGUE, {}, {"S14": RuleChange()})) == list(CATALOGUE)

    def test_a_rule_that_is_switched_off_is_gone_and_the_others_stay(self) -> None:
        assert effective(CATALOGUE, {"S14": OFF}).keys() == CATALOGUE.keys() - {"S14"}

    def test_whoever_speaks_later_has_the_last_word_on_what_he_speaks_of(self) -> None:
        ruleset = {"I06": RuleChange(severity=Severity.HINT, threshold=Decimal(40)), "S14": OFF}
        office = {"I06": RuleChange(threshold=Decimal(25)), "S14": ON}
        turned = effective(CATALOGUE, ruleset, office)
        assert (turned["I06"].severity, turned["I06"].threshold) == (Severity.HINT, Decimal(25))
        assert turned["S14"] == CATALOGUE["S14"]

    def test_what_the_catalogue_does_not_have_is_passed_over(self) -> None:
        assert effective(CATALOGUE, {"Q99": OFF}) == CATALOGUE


class TestARuleSet:
    def test_says_by_its_scoring_what_some_checks_look_for(self) -> None:
        turned = catalogue_of(explain_below(Decimal("0.85")))
        assert turned["B09"].threshold == 85
        assert turned["V10"].threshold == RULES.quantitative.over_target_threshold * 100
        assert turned["B05"].severity is RULES.execution.over_100
        assert turned["I02"].severity is RULES.weights_severity

    def test_without_a_rate_to_explain_does_not_ask_for_it(self) -> None:
        assert "B09" not in catalogue_of(explain_below(None))

    def test_can_turn_any_rule_in_its_own_section(self) -> None:
        rules = replace(RULES, rule_changes=(("S14", OFF), ("V10", RuleChange(threshold=Decimal(150)))))
        assert "S14" not in catalogue_of(rules)
        assert catalogue_of(rules)["V10"].threshold == 150

    @pytest.mark.parametrize("ruleset", ruleset_ids())
    def test_of_the_program_says_nothing_that_may_not_be_said(self, ruleset: str) -> None:
        changes = ruleset_changes(load_ruleset(ruleset))
        said = {rule_id: list(objections(CATALOGUE[rule_id], change)) for rule_id, change in changes.items()}
        assert not any(said.values())


class TestChecking:
    def test_a_threshold_decides(self) -> None:
        assert "I06" not in [item.code for item in check_form(case(), CATALOGUE)]
        lower = effective(CATALOGUE, {"I06": RuleChange(threshold=Decimal(19))})
        found = [item.message for item in check_form(case(), lower) if item.code == "I06"]
        assert found == ["“硬化道路长度”占 20 分，过于集中", "“受益户数”占 20 分，过于集中"]

    def test_a_rule_that_is_off_is_silent_and_one_that_yields_to_it_speaks(self) -> None:
        low = case("| 总分 | 101 |")
        assert [item.code for item in check_form(low, CATALOGUE)] == ["S10"]
        assert [item.code for item in check_form(low, effective(CATALOGUE, {"S10": OFF}))] == ["S09"]

    def test_what_somebody_has_decided_goes_before_what_a_single_hit_weighs(self) -> None:
        over = case("| 当年财政拨款 | 80 | 80 | 90 |", ledger=None)
        (usual,) = (item for item in check_form(over) if item.code == "B05")
        assert usual.severity is RULES.execution.over_100
        decided = effective(CATALOGUE, {"B05": RuleChange(severity=Severity.HINT)})
        (turned,) = (item for item in check_form(over, decided) if item.code == "B05")
        assert turned.severity is Severity.HINT

    def test_a_step_s_own_finding_follows_too(self) -> None:
        item = finding("B12", 项目="文化长廊", 疑似="")
        assert list(reweighed(item, CATALOGUE)) == [item]
        assert list(reweighed(item, effective(CATALOGUE, {"B12": OFF}))) == []
        worse = effective(CATALOGUE, {"B12": RuleChange(severity=Severity.ERROR)})
        assert [each.severity for each in reweighed(item, worse)] == [Severity.ERROR]


#: Rules about what cannot be used or published at all.
ALWAYS = {"F01", "F02", "F03", "F21", "F22", "F23", "F24", "F25", "S16", "P01", "P02"}


class TestObjections:
    @pytest.mark.parametrize("rule_id", sorted(ALWAYS))
    @pytest.mark.parametrize("change", [OFF, RuleChange(severity=Severity.HINT)])
    def test_what_cannot_be_used_cannot_be_argued_away(self, rule_id: str, change: RuleChange) -> None:
        assert list(objections(CATALOGUE[rule_id], change)) == [
            "说的是不能用或不能公开的内容，不能关，也不能改级别"
        ]

    def test_a_rule_without_a_number_takes_none(self) -> None:
        assert list(objections(CATALOGUE["S14"], RuleChange(threshold=Decimal(1)))) == ["没有阈值，不能填"]

    def test_every_other_rule_can_be_turned(self) -> None:
        for rule in CATALOGUE.values():
            if rule.id not in ALWAYS:
                assert not list(objections(rule, RuleChange(enabled=False, severity=Severity.HINT)))


def test_every_threshold_has_a_name_and_no_name_is_without_one() -> None:
    named = {rule.id for rule in CATALOGUE.values() if rule.threshold_name}
    assert named == thresholds(CATALOGUE).keys() >= {"B09", "I06", "R05", "S13", "V10"}
