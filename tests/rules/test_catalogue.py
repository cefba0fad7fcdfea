"""The catalogue: complete, consistent, in good words, and its rules told one at a time."""

import ast
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import test_checks_budget
import test_checks_changes
import test_checks_execution
import test_checks_indicators
import test_checks_kinds
import test_checks_layout
import test_checks_measures
import test_checks_misreckoned
import test_checks_names
import test_checks_numbers
import test_checks_plausible
import test_checks_reasons
import test_checks_reports
import test_checks_rounds
import test_checks_scores
import test_checks_sources
import test_checks_structure
import test_checks_totals
import test_checks_values
import test_checks_writing

from support.forms import case
from support.rule_pairs import AnyPair, Pair, as_told, findings
from support.small_town import issue
from support.step_pairs import STEP_PAIRS, Played, StepPair
from xlperf.model.finding import Finding, Severity
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.catalogue import Rule, Scope, load_catalogue, parse_catalogue
from xlperf.rules.catalogue_page import render
from xlperf.rules.checking import check_form, finding, is_accepted
from xlperf.rules.checks import FORM_CHECKS, REPORT_CHECKS, ROUND_CHECKS, TEXT_CHECKS
from xlperf.rules.reference import Fate, parse_reference, reference

ROOT = Path(__file__).parents[2]
CATALOGUE = load_catalogue()
PAIRS: tuple[AnyPair, ...] = (
    *test_checks_layout.PAIRS,
    *test_checks_changes.PAIRS,
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
    *test_checks_sources.PAIRS,
    *test_checks_kinds.PAIRS,
    *test_checks_measures.PAIRS,
    *test_checks_plausible.PAIRS,
    *test_checks_misreckoned.PAIRS,
    *test_checks_writing.PAIRS,
    *test_checks_names.PAIRS,
    *test_checks_reports.PAIRS,
)
#: Rules that speak in the issued workbook only: a collected form is told the same by others.
SELF_CHECKS = {rule.id for rule in CATALOGUE.values() if rule.told_by}

#: What the field's reference list says that each check weighs.
SEVERITIES = {
    Severity.ERROR: """
        F01 F02 F03 F08 F11 F13 F14 N01 N03 N04 N05 N06 B01 B02 B03 B04 B05 B06 B10 B11 B15 I01 I03 I07 I13
        V01 V02 V03 V08 V11 S01 S02 S03 S04 S05 S08 S09 S10 S11 S12 R01 X01 X02 X03 X05 X06 X14 P01 P02 P03
    """,
    Severity.WARNING: """
        F04 F05 F06 F09 F10 F15 F16 N02 N07 N09 N10 B07 B08 B09 B12 B13 B14 B17 B18 B19 I02 I04 I05 I06 I08
        I09 I10 I11 I14 V04 V05 V07 V09 V10 V12 V13 V14 V15 V16 V17 V21 S06 S13 S14 S15 R02 R04 R05 R06 R07
        R08 R10 R11 X04 X07 X08 X09 X10 X11 X12 P04 P05 P06 P07
    """,
    Severity.HINT: "F07 F12 N08 B16 I12 V06 V18 V19 V20 S07 R03 R09 X13",
}
#: Where a rule weighs something else, and why.
OTHERWISE = {
    "F09": Severity.ERROR,  # the second form would be left out without anybody noticing
    "F13": Severity.WARNING,  # the newest version counts unless the office decides otherwise
    "I05": Severity.HINT,  # a small project need not have outputs of every kind
    "V21": Severity.HINT,  # prose is not read for certain
    "S06": Severity.ERROR,  # it stands for S02, which is one
    "R11": Severity.HINT,  # nothing that is computed depends on it
    "X14": Severity.WARNING,  # prose is not read for certain
}
#: Rules of our own, beyond the list.
OWN = {
    Severity.ERROR: "F17 F21 F22 F23 F24 F25 F35 F41 I15 S16",
    Severity.WARNING: "F18 F26 F27 F28 F29 F30 F32 F34 F36 F37 F42 F44 V22 X15 P08 P09",
    Severity.HINT: "F31 F33 F43 B20",
}


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

    def test_the_mistake_is_told_and_nothing_else(self, example: AnyPair) -> None:
        found = findings(example.caught)
        assert [as_told(each) for each in found] == [example.told]
        assert found[0].severity is CATALOGUE[example.code].severity

    def test_the_similar_one_is_told_nothing(self, example: AnyPair) -> None:
        assert [as_told(each) for each in findings(example.passed)] == []


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round whose workbooks have gone out."""
    return issue(tmp_path_factory.mktemp("小河镇") / "2022年度")


@pytest.mark.parametrize("example", STEP_PAIRS, ids=lambda pair: pair.code)
class TestEveryPairOfAStep:
    """The same of the rules that a step finds by itself."""

    @staticmethod
    def told(play: Played, code: str, issued: Path, place: Path) -> list[Finding]:
        """What the rule says when this is played in a copy of the round."""
        root = Path(shutil.copytree(issued, place / "2022年度"))
        return [each for each in play(root) if each.code == code]

    def test_the_mistake_is_told_twice_the_same(
        self, example: StepPair, issued: Path, tmp_path: Path
    ) -> None:
        first, second = (
            self.told(example.caught, example.code, issued, tmp_path / name) for name in ("一", "二")
        )
        assert [(each.message, each.fix) for each in first] == [(example.message, example.fix)]
        assert first[0].severity is CATALOGUE[example.code].severity
        assert first == second

    def test_the_round_without_it_is_told_nothing(
        self, example: StepPair, issued: Path, tmp_path: Path
    ) -> None:
        assert self.told(example.passed, example.code, issued, tmp_path) == []


def weights(table: Mapping[Severity, str]) -> dict[str, Severity]:
    """The table of severities by rule."""
    return {code: severity for severity, codes in table.items() for code in codes.split()}


class TestTheReferenceList:
    """What became of each of the 127 checks that the field knows."""

    IDS = tuple(
        f"{family}{number:02}"
        for family, last in zip("FNBIVSRXP", (16, 10, 19, 14, 21, 15, 11, 14, 7), strict=True)
        for number in range(1, last + 1)
    )

    def test_is_complete(self) -> None:
        assert [check.id for check in reference()] == list(self.IDS)
        assert len(self.IDS) == 127

    def test_names_a_rule_of_the_catalogue_or_a_reason_for_each(self) -> None:
        for check in reference():
            assert set(check.rules) <= set(CATALOGUE), check.id
            assert (check.fate is Fate.RULE) == (check.id in CATALOGUE), check.id
            assert bool(check.because) == (check.fate is not Fate.RULE), check.id

    def test_and_our_own_rules_are_the_whole_catalogue(self) -> None:
        told = {rule for check in reference() for rule in check.rules}
        assert set(CATALOGUE) - told - SELF_CHECKS == set(weights(OWN))

    @pytest.mark.parametrize(
        "fate", ['merged = ["S02"]', 'because = "…"', 'built = true\ndropped = true\nbecause = "…"']
    )
    def test_must_say_one_fate_and_why(self, fate: str) -> None:
        with pytest.raises(ValueError, match="检查 A01 没有说清楚去向和原因"):
            parse_reference(f'[[check]]\nid = "A01"\ntitle = "标题"\n{fate}\n')


class TestEveryRule:
    def test_has_a_form_that_it_catches_and_one_that_it_lets_pass(self) -> None:
        """And so a check or a step that finds it: the pairs are run above, each twice in a row."""
        pairs = {*(pair.code for pair in PAIRS), *(pair.code for pair in STEP_PAIRS)}
        assert pairs | SELF_CHECKS == set(CATALOGUE)

    def test_is_found_by_a_check_a_condition_or_a_step_and_nothing_else_is(self) -> None:
        checks = {*FORM_CHECKS, *ROUND_CHECKS, *REPORT_CHECKS, *TEXT_CHECKS}
        conditions = {rule.id for rule in CATALOGUE.values() if rule.condition}
        steps = {code for code, _ in used_by_steps()}
        assert checks | conditions | steps == set(CATALOGUE)

    def test_weighs_what_the_field_s_reference_list_says_or_there_is_a_reason(self) -> None:
        listed = {code: severity for code, severity in weights(SEVERITIES).items() if code in CATALOGUE}
        assert set(weights(SEVERITIES)) == set(TestTheReferenceList.IDS)
        found = {rule.id: rule.severity for rule in CATALOGUE.values() if rule.id not in SELF_CHECKS}
        assert found == listed | OTHERWISE | weights(OWN)

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
    told = finding("B12", 项目="应急广播", 疑似="")
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
