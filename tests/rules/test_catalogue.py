"""The catalogue: complete, consistent, in good words, and its rules told one at a time."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import test_checks_budget
import test_checks_execution
import test_checks_indicators
import test_checks_numbers
import test_checks_reasons
import test_checks_rounds
import test_checks_scores
import test_checks_structure
import test_checks_totals
import test_checks_values

from support.forms import case
from support.rule_pairs import Pair, RoundPair, as_told, findings
from xlperf.model.finding import Finding, Severity
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.catalogue import Rule, Scope, load_catalogue, parse_catalogue
from xlperf.rules.catalogue_page import render
from xlperf.rules.checking import check_form, finding, is_accepted
from xlperf.rules.checks import FORM_CHECKS, ROUND_CHECKS

ROOT = Path(__file__).parents[2]
CATALOGUE = load_catalogue()
PAIRS: tuple[Pair | RoundPair, ...] = (
    *test_checks_structure.PAIRS,
    *test_checks_numbers.PAIRS,
    *test_checks_budget.PAIRS,
    *test_checks_execution.PAIRS,
    *test_checks_indicators.PAIRS,
    *test_checks_values.PAIRS,
    *test_checks_scores.PAIRS,
    *test_checks_totals.PAIRS,
    *test_checks_reasons.PAIRS,
    *test_checks_rounds.PAIRS,
)

#: The field's reference list of checks, as far as it is implemented.
SEVERITIES = {
    Severity.ERROR: """
        F01 F02 F03 F11 F13 F14 N01 N03 N04 N05 N06 B01 B02 B03 B04 B05 B06 B10 B11 B15 I01 I03 I07 I13
        V01 V02 V03 V08 V11 S01 S02 S03 S04 S05 S08 S09 S10 S12 R01 X03
    """,
    Severity.WARNING: """
        F10 F15 F16 N02 N07 N09 N10 B07 B08 B09 B12 B13 I02 I04 I06 I08 I09 V05 V10 V12 S13 S14
        R02 R04 R05 R07 X07 X10 X11 X12 P06
    """,
    Severity.HINT: "N08 V06 V19 S07",
}
#: F13: the newest version counts unless the office decides otherwise. P08, P09: of our own report.
EXCEPTIONS = {"F13": Severity.WARNING, "P08": Severity.WARNING, "P09": Severity.WARNING}


def used_by_steps() -> Iterator[tuple[str, str]]:
    """Every id of a rule that a step names, and the file."""
    for path in sorted((ROOT / "src/xlperf/steps").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and re.fullmatch(r"[FNBIVSRXP]\d\d", str(node.value)):
                yield str(node.value), path.name


def worded_by_steps() -> Iterator[tuple[str, frozenset[str]]]:
    """Every finding that a step words with the catalogue, and the blanks that it fills."""
    for path in sorted((ROOT / "src/xlperf/steps").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "finding"
            )
            if isinstance(node, ast.Call) and named:
                assert isinstance(node.args[0], ast.Constant)
                yield str(node.args[0].value), frozenset(str(keyword.arg) for keyword in node.keywords)


@pytest.mark.parametrize("example", PAIRS, ids=lambda pair: pair.code)
class TestEveryPair:
    """One mistake is one finding, in words that a test has written out; without it there is none."""

    def test_the_mistake_is_told_and_nothing_else(self, example: Pair | RoundPair) -> None:
        found = findings(example.caught)
        assert [as_told(each) for each in found] == [example.told]
        assert found[0].severity is CATALOGUE[example.code].severity

    def test_the_similar_one_is_told_nothing(self, example: Pair | RoundPair) -> None:
        assert [as_told(each) for each in findings(example.passed)] == []


class TestEveryRule:
    def test_has_a_check_or_a_step_that_finds_it_and_nothing_else_is_found(self) -> None:
        steps = {code for code, _ in used_by_steps()}
        assert {*FORM_CHECKS, *ROUND_CHECKS, *steps} == set(CATALOGUE)

    def test_that_looks_at_forms_or_rounds_has_a_form_that_it_catches_and_one_that_it_lets_pass(self) -> None:
        assert {pair.code for pair in PAIRS} == {*FORM_CHECKS, *ROUND_CHECKS}

    def test_weighs_what_the_field_s_reference_list_says(self) -> None:
        listed = {code: severity for severity, codes in SEVERITIES.items() for code in codes.split()}
        assert {rule.id: rule.severity for rule in CATALOGUE.values()} == listed | EXCEPTIONS

    def test_stands_in_its_family_in_the_order_of_the_ids(self) -> None:
        assert sorted(CATALOGUE, key=lambda code: ("FNBIVSRXP".index(code[0]), code)) == list(CATALOGUE)

    @pytest.mark.parametrize("rule", CATALOGUE.values(), ids=lambda rule: rule.id)
    def test_is_worded_for_a_clerk(self, rule: Rule) -> None:
        for text in (rule.title, rule.message, rule.fix):
            assert text == text.strip()
            assert text
            assert not text.endswith(("。", "；", "，", ".", "！")), "the printer ends the sentence"
            assert not re.search(r"[,;:!?\"'()]|TODO|XX|  ", text), "punctuation is Chinese"
            assert text.count("“") == text.count("”")
            assert text.count("（") == text.count("）")

    def test_that_a_step_words_gets_every_blank_filled(self) -> None:
        worded = dict(worded_by_steps())
        assert set(worded) >= {"F01", "F02", "F03", "F13", "B12"}
        for code, blanks in worded.items():
            assert blanks >= CATALOGUE[code].fields(), code

    def test_leaves_no_blank_in_what_it_tells(self) -> None:
        for each in PAIRS:
            assert not re.search(r"[{}]", each.told.message + each.told.fix), each.code

    def test_of_a_form_is_told_with_its_sheet_and_project(self) -> None:
        for each in PAIRS:
            if isinstance(each, Pair):
                (told,) = check_form(each.caught)
                assert told.sheet == "1.东村道路硬化"
                assert told.project_code == "LH001"


def test_the_page_about_the_rules_is_up_to_date() -> None:
    assert (ROOT / "docs/rules.md").read_text(encoding="utf-8") == render()


def test_findings_stand_in_the_order_of_the_catalogue() -> None:
    many = check_form(case("| 年度 | 2022 |\n| 总分 | 99 |\n| 实际完成情况 | 95 |\n| 主管部门 | |"))
    assert [each.code for each in many] == ["F14", "F15", "S09", "R07"]


def test_a_finding_holds_what_stands_in_the_cell() -> None:
    (text,) = check_form(case("| 当年财政拨款 | 80 | 80 | 75万元 |"))
    (error,) = check_form(case("| 当年财政拨款 | 80 | 80 | #REF! |"))
    (nothing,) = check_form(case("| 主管部门 | |"))
    assert (text.value, error.value, nothing.value) == ("75万元", "#REF!", "")


def test_a_step_can_word_a_finding() -> None:
    told = finding("B12", 项目="应急广播")
    assert (told.code, told.severity) == ("B12", Severity.WARNING)
    assert told.message == "“应急广播”不在台账中，没有计入汇总"


def test_a_form_is_accepted_unless_there_is_an_error() -> None:
    def of(*severities: Severity) -> list[Finding]:
        return [Finding("X", severity, "", "") for severity in severities]

    assert is_accepted(of())
    assert is_accepted(of(Severity.WARNING, Severity.HINT))
    assert not is_accepted(of(Severity.WARNING, Severity.ERROR))


class TestOneMistakeOneFinding:
    """A rule is silent about a cell where a rule that it yields to speaks."""

    @staticmethod
    def told(yields: Mapping[str, str], *hits: str) -> list[str]:
        """Which of some rules speak; a hit is a rule and a field, all in one cell: ``"A1 得分"``."""
        form = case()
        rules = {
            name: Rule(name, Scope.FORM, Severity.ERROR, name, name, name, frozenset(better.split()))
            for name, better in yields.items()
        }

        def check(name: str) -> tuple[Hit, ...]:
            found = (hit.split() for hit in hits)
            return tuple(Hit(form.form.total_score, field) for rule, field in found if rule == name)

        checks = {name: (lambda _, name=name: check(name)) for name in rules}
        return [each.code for each in check_form(form, rules, checks)]

    def test_the_better_rule_speaks(self) -> None:
        assert self.told({"A": "B", "B": ""}, "A 得分", "B 得分") == ["B"]

    def test_without_it_the_other_does(self) -> None:
        assert self.told({"A": "B", "B": ""}, "A 得分") == ["A"]

    def test_of_another_field_both_speak(self) -> None:
        assert self.told({"A": "B", "B": ""}, "A 得分", "B 分值") == ["A", "B"]

    def test_who_is_silent_silences_nobody(self) -> None:
        assert self.told({"A": "B", "B": "C", "C": ""}, "A 得分", "B 得分", "C 得分") == ["A", "C"]

    def test_of_no_cell_at_all_both_speak(self) -> None:
        def everywhere(_: FormCase) -> tuple[Hit, ...]:
            return (Hit(None, "绩效指标"),)

        rules = {name: CATALOGUE[name] for name in ("S09", "S10")}
        values = {"S09": everywhere, "S10": everywhere}
        blank = {
            name: Rule(name, Scope.FORM, Severity.ERROR, "", "", "", rules[name].unless) for name in rules
        }
        assert [each.code for each in check_form(case(), blank, values)] == ["S09", "S10"]


class TestABrokenCatalogue:
    RULE = (
        '[[rule]]\nid = "{}"\nscope = "form"\nseverity = "{}"\n'
        'title = "标题"\nmessage = "内容"\nfix = "改法"\nunless = [{}]\n'
    )

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (RULE.format("A1", "fatal", ""), "规则 A1 写得不对：'fatal' is not a valid Severity"),
            (RULE.format("A1", "error", "").replace('fix = "改法"\n', ""), "规则 A1 写得不对"),
            (RULE.format("A1", "error", "") + 'colour = "red"\n', "规则 A1 写得不对"),
            (RULE.format("A1", "error", "") * 2, "规则 A1 写了两次"),
            (RULE.format("A1", "error", '"B2"'), "规则 A1 的 unless 里没有这样的规则：B2"),
            (RULE.format("A1", "error", '"A1"'), "规则的 unless 互相让来让去：A1、A1"),
            (
                RULE.format("A1", "error", '"A2"') + RULE.format("A2", "error", '"A1"'),
                "规则的 unless 互相让来让去",
            ),
        ],
    )
    def test_is_refused_with_the_rule_s_name(self, text: str, message: str) -> None:
        with pytest.raises(ValueError, match=re.escape(message)):
            parse_catalogue(text)

    def test_is_not_this_one(self) -> None:
        (rule,) = parse_catalogue(self.RULE.format("A1", "hint", "")).values()
        assert (rule.severity, rule.scope, rule.unless) == (Severity.HINT, Scope.FORM, frozenset())
