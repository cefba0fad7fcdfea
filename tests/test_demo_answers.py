"""What the units of the demo round answer is what careful units answer, until it is meant not to be.

Scores come from the rule engine, figures and texts from the committed files and the published report.
"""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import pytest

from demo_round.cases import form_case
from demo_round.reading import (
    Answered,
    amount,
    answered,
    mended_report,
    problem_projects,
    problem_reasons,
    published_bands,
    rows,
    scored,
    similar,
)
from xlperf.model.evaluation import Relation
from xlperf.model.finding import Severity
from xlperf.rules.checking import check_form
from xlperf.rules.loading import load_ruleset
from xlperf.rules.reasons import split_reason
from xlperf.rules.scoring import exceeds_target, find_band

SIMILAR_TEXTS, SAME_TEXT = 0.9, 0.95

RULES = load_ruleset("beijing_2021_town")
LEDGER = rows("ledger.csv")
UNITS = {row["单位编码"]: row["单位名称"] for row in rows("units.csv")}
EVALUATED = [row for row in LEDGER if row["是否自评"] == "是"]
BY_CODE = {row["项目编码"]: row for row in LEDGER}
(KEY,) = (row["项目编码"] for row in LEDGER if row["是否重点"] == "是")
GOALS = {row["项目编码"]: row for row in rows("goals.csv")}
ANSWERS = answered()
LINES = [line for lines in ANSWERS.values() for line in lines]
SCORED = {row["项目编码"]: scored(RULES, row, ANSWERS[row["项目编码"]]) for row in EVALUATED}
SCORED_LINES = [
    (line, score)
    for code, lines in ANSWERS.items()
    for line, score in zip(lines, SCORED[code].indicators, strict=True)
]
REPORT = mended_report()
REASONS = problem_reasons()


class TestTheTargets:
    @pytest.mark.parametrize("code", ANSWERS)
    def test_weigh_50_30_and_10_in_the_words_of_the_rule_set(self, code: str) -> None:
        weights: Counter[str] = Counter()
        known = {level.name: {below.name for below in level.level2} for level in RULES.level1}
        for line in ANSWERS[code]:
            assert line.level2 in known[line.level1]
            weights[line.level1] += int(line.indicator.weight)
        assert weights == {level: group.weight for group in RULES.weights for level in group.levels}

    def test_are_six_to_eleven_with_different_names(self) -> None:
        for lines in ANSWERS.values():
            assert 6 <= len({line.name for line in lines}) == len(lines) <= 11
        assert all(0 < line.indicator.weight <= 30 for line in LINES)

    def test_cover_quantity_quality_progress_and_cost(self) -> None:
        output = RULES.level1[0]
        for lines in ANSWERS.values():
            found = {line.level2 for line in lines if line.level1 == output.name}
            assert found == {below.name for below in output.level2}

    def test_ask_no_rate_above_one_hundred_percent(self) -> None:
        for line in LINES:
            if line.unit == "%":
                target, actual = line.indicator.target, line.indicator.actual
                assert isinstance(target, Decimal)
                assert isinstance(actual, Decimal)
                assert max(target, actual) <= 100
                assert target < 100 or line.indicator.relation is Relation.EQ, line.name


class TestTheKeyProject:
    def test_is_measured_as_printed(self) -> None:
        by_level = {line.level2: line for line in ANSWERS[KEY]}
        assert by_level["数量指标"].name == "应急指挥中心数量"
        assert by_level["数量指标"].indicator.actual == 1
        assert (by_level["质量指标"].name, by_level["质量指标"].target_text) == ("专家评估", "验收合格")
        assert by_level["进度指标"].target_text == "2021年8月底前"
        assert by_level["成本指标"].indicator.actual == 96
        assert by_level["服务对象满意度指标"].indicator.actual == 100
        assert by_level["社会效益指标"].name in REPORT
        assert len(by_level) == len(ANSWERS[KEY]) == 6

    def test_is_described_as_printed_and_has_no_problem(self) -> None:
        (described,) = rows("key_projects.csv")
        assert described["项目概况"] in REPORT
        assert GOALS[KEY]["预期目标"] in REPORT
        assert not [line.reason for line in ANSWERS[KEY] if line.reason]

    def test_alone_has_full_marks(self) -> None:
        assert [code for code, result in SCORED.items() if result.score == 100] == [KEY]

    def test_alone_claims_complete_satisfaction_and_says_how_many_were_asked(self) -> None:
        complete = [
            code
            for code, lines in ANSWERS.items()
            if any(line.level1 == "满意度指标" and line.indicator.actual == 100 for line in lines)
        ]
        assert complete == [KEY]
        assert "问卷" in GOALS[KEY]["实际完成情况"]


class TestTheAnswers:
    def test_are_graded_as_published(self) -> None:
        grades = Counter(result.grade for result in SCORED.values())
        assert tuple(grades[each.label] for each in RULES.grades) == published_bands().counts

    def test_are_understood_without_assuming_anything(self) -> None:
        assert not [line.name for line in LINES if line.notes]

    def test_give_a_score_exactly_where_no_number_decides(self) -> None:
        for line in LINES:
            judged = not isinstance(line.indicator.target, Decimal)
            assert (line.indicator.score is not None) == judged, line.name

    def test_never_score_otherwise_than_the_rule_set(self) -> None:
        for line, score in SCORED_LINES:
            given = line.indicator.score
            if given is not None:
                below = given <= score.high if score.high_closed else given < score.high
                assert score.low <= given, line.name
                assert below, line.name

    def test_explain_every_deduction_and_nothing_else(self) -> None:
        for line, score in SCORED_LINES:
            assert score.points is not None
            assert (score.points < line.indicator.weight) == bool(line.reason), line.name

    def test_say_cause_and_measure_unless_the_report_prints_only_the_cause(self) -> None:
        half = [line.reason for line in LINES if line.reason and not split_reason(line.reason)[1]]
        assert len(half) == 14
        assert set(half) < set(REASONS.values())

    @pytest.mark.parametrize("name", problem_projects())
    def test_give_the_printed_reason_of_each_project_with_a_problem(self, name: str) -> None:
        (code,) = (row["项目编码"] for row in LEDGER if row["项目名称"] == name)
        assert REASONS[name] in {line.reason for line in ANSWERS[code]}

    def test_are_qualitative_in_the_three_labels_alone(self) -> None:
        found = {line.actual_text for line in LINES if line.indicator.relation is Relation.QUALITATIVE}
        assert found == {band.label for band in RULES.qualitative}
        assert all(find_band(RULES, label) for label in found)

    def test_exceed_no_target_by_so_much_that_it_must_be_explained(self) -> None:
        assert not [line.name for line in LINES if exceeds_target(RULES.quantitative, line.indicator)]

    def test_take_cost_targets_from_the_budget_and_cost_from_the_spending(self) -> None:
        for row in EVALUATED:
            (cost,) = (line for line in ANSWERS[row["项目编码"]] if line.level2 == "成本指标")
            assert (cost.indicator.relation, cost.unit) == (Relation.LE, "万元")
            assert cost.indicator.target == amount(row, "全年预算数")
            assert cost.indicator.actual == amount(row, "全年执行数")

    def test_are_not_good_in_spite_of_little_spending(self) -> None:
        for code, result in SCORED.items():
            assert result.rate is not None
            if result.rate < Decimal("0.9"):
                assert result.grade != "优", BY_CODE[code]["项目名称"]
                assert any(line.reason for line in ANSWERS[code])


class TestTheChecks:
    """What the office's checks say about forms filled in without a mistake."""

    FINDINGS = tuple(
        finding
        for row in EVALUATED
        for code in [row["项目编码"]]
        for finding in check_form(
            form_case(RULES, row, ANSWERS[code], GOALS[code], UNITS[row["单位编码"]]),
        )
    )

    def test_find_no_error(self) -> None:
        assert not [item for item in self.FINDINGS if item.severity is Severity.ERROR]

    def test_warn_of_the_printed_reasons_without_a_measure_and_of_the_full_marks_alone(self) -> None:
        warnings = [item for item in self.FINDINGS if item.severity is Severity.WARNING]
        assert Counter(item.code for item in warnings) == {"R04": 14, "S14": 1}
        assert [item.project_code for item in warnings if item.code == "S14"] == [KEY]
        assert {item.value for item in warnings if item.code == "R04"} < set(REASONS.values())

    def test_would_find_a_form_filled_in_badly(self) -> None:
        code, row = KEY, BY_CODE[KEY]
        bad = [replace(line, indicator=replace(line.indicator, actual=Decimal(0))) for line in ANSWERS[code]]
        found = check_form(form_case(RULES, row, bad, GOALS[code], UNITS[row["单位编码"]]))
        assert "R01" in {item.code for item in found}


class TestTheGoals:
    def test_cover_exactly_the_evaluated_projects(self) -> None:
        codes = [row["项目编码"] for row in EVALUATED]
        assert list(GOALS) == codes
        assert list(ANSWERS) == codes

    def test_are_neither_short_nor_repeated_as_results(self) -> None:
        for row in GOALS.values():
            assert min(len(row["预期目标"]), len(row["实际完成情况"])) >= 10
            assert not similar(row["预期目标"], row["实际完成情况"], SAME_TEXT)

    @pytest.mark.parametrize("column", ["预期目标", "实际完成情况"])
    def test_are_not_copied_from_another_project(self, column: str) -> None:
        texts = [row[column] for row in GOALS.values()]
        assert not [pair for pair in combinations(texts, 2) if similar(*pair, SIMILAR_TEXTS)]

    def test_say_why_a_budget_changed(self) -> None:
        for row in EVALUATED:
            changed = amount(row, "年初预算数") != amount(row, "全年预算数")
            assert ("年中" in GOALS[row["项目编码"]]["实际完成情况"]) == changed, row["项目名称"]


class TestTheDepartment:
    def test_scores_exactly_ninety(self) -> None:
        lines = [Answered.of(row, row) for row in rows("department_indicators.csv")]
        result = scored(RULES, LEDGER, lines)
        assert result.score == Decimal(90)
        assert result.rate_score == Decimal("8.27")
        for line, score in zip(lines, result.indicators, strict=True):
            assert score.points is not None
            assert score.low <= score.points
            assert score.points <= score.high if score.high_closed else score.points < score.high
            assert (score.points < line.indicator.weight) == bool(line.reason)

    def test_weighs_its_indicators_like_a_project(self) -> None:
        weights: Counter[str] = Counter()
        for row in rows("department_indicators.csv"):
            weights[row["一级指标"]] += int(row["分值"])
        assert weights == {"产出指标": 50, "效果指标": 30, "满意度指标": 10}

    def test_tells_the_tasks_of_the_year_as_published(self) -> None:
        tasks = [row for row in rows("narrative.csv") if row["章节"] == "主要工作任务"]
        assert [bool(row["标题"]) for row in tasks] == [False, True, True, True, True]
        flat = REPORT.replace("\n", "")
        assert all(row["标题"] in flat and row["内容"] in flat for row in tasks)

    def test_tells_the_effects_as_published(self) -> None:
        effects = {row["章节"]: row["内容"] for row in rows("narrative.csv")}
        for section in ("经济效益", "社会效益", "可持续影响", "服务对象满意度"):
            assert f"）{section}：{effects[section]}\n" in REPORT
        assert f"）环境效益：{effects['生态效益']}\n" in REPORT


class TestTheMistakes:
    MISTAKES = rows("mistakes.csv")

    def test_are_of_every_kind_in_different_units(self) -> None:
        assert {row["类别"] for row in self.MISTAKES} == {
            "text_amount",
            "yuan_for_wan",
            "pasted_formula",
            "renamed_sheet",
            "missing_reason",
            "score_above_weight",
            "two_versions",
        }
        assert len({row["单位编码"] for row in self.MISTAKES}) == len(self.MISTAKES)

    def test_stand_in_forms_of_their_own_unit(self) -> None:
        for row in self.MISTAKES:
            project = BY_CODE[row["项目编码"]]
            assert (project["单位编码"], project["是否自评"]) == (row["单位编码"], "是")

    @pytest.mark.parametrize("row", [row for row in MISTAKES if row["三级指标"]], ids=lambda row: row["类别"])
    def test_change_what_an_indicator_says(self, row: dict[str, str]) -> None:
        (line,) = [each for each in ANSWERS[row["项目编码"]] if each.name == row["三级指标"]]
        right = {
            "实际完成值": line.actual_text,
            "得分": line.score_text,
            "偏差原因分析及改进措施": line.reason,
        }
        assert right[row["字段"]] != row["错误值"]
        if row["类别"] == "score_above_weight":
            assert Decimal(row["错误值"]) > line.indicator.weight

    @pytest.mark.parametrize(
        "row", [row for row in MISTAKES if not row["三级指标"]], ids=lambda row: row["类别"] + row["字段"]
    )
    def test_change_what_the_form_says(self, row: dict[str, str]) -> None:
        project = BY_CODE[row["项目编码"]]
        if row["字段"] in project:
            right = Decimal(project[row["字段"]])
            assert row["错误值"] in (f"{right}万", f"{right * 10_000:.0f}")
        elif row["字段"] == "执行率":
            rate = amount(project, "全年执行数") / amount(project, "全年预算数")
            assert abs(Decimal(row["错误值"]) - rate) > Decimal("0.0001")
        elif row["字段"] == "总分":
            score = SCORED[row["项目编码"]].score
            assert score is not None
            assert abs(Decimal(row["错误值"]) - score) > Decimal("0.05")
        else:
            assert row["字段"] == "工作表"
