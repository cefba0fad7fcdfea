"""Rules that are lines of data: what each part of a line does, and how a wrong line is refused."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from support.form import CENTRAL, layout_of
from support.forms import YEAR, case
from xlperf.forms.rule_places import RuleCells
from xlperf.model.finding import Severity
from xlperf.ooxml.refs import Range
from xlperf.rules.case import FormCase
from xlperf.rules.catalogue import Rule, Scope, load_catalogue, parse_catalogue
from xlperf.rules.checking import check_form
from xlperf.rules.checks import FORM_CHECKS
from xlperf.rules.expressions.definitions import constants
from xlperf.rules.expressions.excel_text import MAX_LENGTH, FormulaTooLongError
from xlperf.rules.expressions.judgement import RuleError, judgement_of
from xlperf.rules.expressions.live import LiveRule, live_rules
from xlperf.rules.expressions.places import Formula, Places
from xlperf.rules.loading import load_ruleset, ruleset_ids

LIVE: Final = {rule.id: rule for rule in live_rules(load_catalogue())}
#: Everything that a formula may call: Excel had it in 2007, and so has every program since.
OLD_FUNCTIONS: Final = {
    "ABS", "ADDRESS", "CHAR", "CHOOSE", "COLUMN", "DATE", "EXACT", "FIND", "IF", "IFERROR", "INDEX", "INT",
    "ISERROR", "ISNUMBER", "LEFT", "LEN", "LOWER", "MATCH", "MAX", "MIN", "MOD", "NA", "ROUND", "ROW",
    "SUBSTITUTE", "SUM", "SUMPRODUCT", "TEXT", "TRIM",
}  # fmt: skip
ABOVE: Final = Rule(
    "Z01",
    Scope.INDICATOR,
    Severity.ERROR,
    "得分太高",
    "“{指标}”得 {得分} 分，高于 {线}",
    "改为 {线} 以下",
    condition="得分 <= 15",
    at="得分",
    values=(("线", "10 + 5"),),
)


def told(rule: Rule, form: FormCase, **others: Rule) -> list[tuple[str, str, str]]:
    """Cell, field and sentence of everything that is found by these rules alone."""
    found = check_form(form, {rule.id: rule, **others})
    return [(each.cell, each.field, each.message) for each in found]


class TestALine:
    def test_is_told_for_every_row_that_violates_it(self) -> None:
        assert told(ABOVE, case()) == [
            ("I14", "得分", "“硬化道路长度”得 20 分，高于 15"),
            ("I18", "得分", "“受益户数”得 18 分，高于 15"),
        ]

    def test_fills_the_blanks_of_the_remedy_too(self) -> None:
        assert {each.fix for each in check_form(case(), {"Z01": ABOVE})} == {"改为 15 以下"}

    def test_counts_only_when_it_applies(self) -> None:
        rule = replace(ABOVE, when='二级指标 == "数量指标"')
        assert [cell for cell, _, _ in told(rule, case())] == ["I14"]

    def test_may_be_about_the_form(self) -> None:
        rule = replace(
            ABOVE,
            scope=Scope.FORM,
            condition="sum(得分) <= 50",
            at="总分",
            message="{总分}",
            fix="改",
            values=(),
        )
        assert told(rule, case()) == [("B21", "总分", "97.5")]

    def test_may_blame_the_first_indicator_and_call_it_something_else(self) -> None:
        rule = replace(
            ABOVE,
            scope=Scope.FORM,
            condition="sum(得分) <= 50",
            at="得分",
            about="得分合计",
            message="多",
            fix="改",
            values=(),
        )
        assert told(rule, case()) == [("I14", "得分合计", "多")]

    def test_may_blame_no_cell_at_all(self) -> None:
        rule = replace(
            ABOVE,
            scope=Scope.FORM,
            condition="sum(得分) <= 50",
            at="",
            about="绩效指标",
            message="多",
            fix="改",
            values=(),
        )
        assert told(rule, case()) == [("", "绩效指标", "多")]

    def test_may_be_about_each_source_of_funds(self) -> None:
        rule = replace(
            ABOVE,
            scope=Scope.FUNDING,
            condition="全年执行数 <= 50",
            at="全年执行数",
            message="{字段}是 {值}（{资金来源}）",
            fix="改",
            values=(),
        )
        assert told(rule, case()) == [
            ("D8", "全年执行数-当年财政拨款", "全年执行数-当年财政拨款是 75（当年财政拨款）")
        ]

    def test_may_be_about_each_column_of_the_funds(self) -> None:
        rule = replace(
            ABOVE,
            scope=Scope.COLUMN,
            condition="其他资金 > 年度资金总额 - 96",
            at="其他资金",
            message="{列}：{字段}",
            fix="改",
            values=(),
        )
        assert told(rule, case()) == [
            ("B10", "年初预算数-其他资金", "年初预算数：年初预算数-其他资金"),
            ("C10", "全年预算数-其他资金", "全年预算数：全年预算数-其他资金"),
        ]

    def test_may_be_about_several_fields_in_turn(self) -> None:
        rule = replace(
            ABOVE,
            each=("分值", "得分"),
            at="",
            condition="本格 < 20",
            message="{字段}是 {值}",
            fix="改",
            values=(),
        )
        assert told(rule, case()) == [
            ("H14", "分值", "“硬化道路长度”的分值是 20"),
            ("I14", "得分", "“硬化道路长度”的得分是 20"),
            ("H18", "分值", "“受益户数”的分值是 20"),
        ]

    def test_is_told_once_where_all_rows_violate_it(self) -> None:
        rule = replace(ABOVE, condition="得分 < 5", together="全部 {个数} 个指标都高")
        assert told(rule, case()) == [("I14", "得分", "全部 7 个指标都高")]
        assert len(told(replace(rule, condition="得分 < 15"), case())) == 2

    def test_may_weigh_less_where_it_says_so(self) -> None:
        rule = replace(ABOVE, weigh=(("warning", "有说明(偏差原因)"),))
        assert [each.severity for each in check_form(case(), {"Z01": rule})] == [
            Severity.ERROR,
            Severity.WARNING,
        ]
        decided = replace(rule, severity=Severity.HINT, decided=True)
        assert {each.severity for each in check_form(case(), {"Z01": decided})} == {Severity.HINT}

    def test_yields_the_cell_to_a_line_that_says_it_better(self) -> None:
        better = replace(ABOVE, id="Z02", condition="得分 <= 19", message="太高", values=(), fix="改")
        assert told(replace(ABOVE, unless=frozenset({"Z02"})), case(), Z02=better) == [
            ("I18", "得分", "“受益户数”得 18 分，高于 15"),
            ("I14", "得分", "太高"),
        ]

    def test_is_silent_altogether_beside_a_line_that_explains_the_form(self) -> None:
        louder = replace(ABOVE, id="Z02", condition="得分 <= 19", message="太高", values=(), fix="改")
        quiet = replace(ABOVE, quiet=frozenset({"Z02"}))
        assert told(quiet, case(), Z02=louder) == [("I14", "得分", "太高")]
        assert len(told(quiet, case(), Z02=replace(louder, condition="得分 <= 20"))) == 2

    def test_that_speaks_only_in_the_workbook_is_not_told_of_a_collected_form(self) -> None:
        assert told(replace(ABOVE, told_by=frozenset({"S01"})), case()) == []

    def test_goes_by_the_rule_s_own_number(self) -> None:
        rule = replace(ABOVE, condition="得分 <= 阈值", values=(("线", "阈值"),), threshold=Decimal(19))
        assert told(rule, case()) == [("I14", "得分", "“硬化道路长度”得 20 分，高于 19")]

    def test_prints_a_dash_for_what_nobody_knows(self) -> None:
        rule = replace(
            ABOVE, message="{应得分}", values=(), fix="改", when='指标性质 == "定性"', condition="假"
        )
        assert [message for _, _, message in told(rule, case())] == ["—"]


#: Parts of a rule | the complaint.
WRONG: Final[list[tuple[dict[str, Any], str]]] = [
    ({"condition": "得份 <= 15"}, "规则 Z01 的 condition：第 1 个字处：没有“得份”这个字段，是不是“得分”"),
    ({"when": "得分"}, "规则 Z01 的 when：第 1 个字处：整条应该是条件（如 得分 <= 分值），现在是数字"),
    ({"at": "应得分"}, "规则 Z01 的 at：没有“应得分”这一格"),
    ({"at": "得份"}, "规则 Z01 的 at：没有“得份”这一格，是不是“得分”"),
    ({"each": ("得份",)}, "规则 Z01 的 each：没有“得份”这一格，是不是“得分”"),
    ({"values": (("线", "10 +"),)}, "规则 Z01 的 values.线：第 5 个字处：后面没有了"),
    ({"values": ()}, "规则 Z01 的 {线}：第 1 个字处：没有“线”这个字段"),
    ({"values": (("线", "1"), ("面", "2"))}, "规则 Z01 的 values：面 没有用到"),
    ({"weigh": (("warning", "得分"),)}, "规则 Z01 的 weigh：第 1 个字处：整条应该是条件"),
    ({"scope": Scope.ROUND}, "规则 Z01：范围 round 的规则不能用条件来写"),
]


@pytest.mark.parametrize(("parts", "complaint"), WRONG, ids=[complaint for _, complaint in WRONG])
def test_a_wrong_line_is_refused_with_the_rule_the_part_and_the_place(
    parts: Mapping[str, Any], complaint: str
) -> None:
    with pytest.raises(RuleError) as refused:
        judgement_of(replace(ABOVE, **parts))
    assert str(refused.value).startswith(complaint)


def test_a_catalogue_with_a_wrong_line_is_refused() -> None:
    text = (
        '[[rule]]\nid = "A1"\nscope = "indicator"\nseverity = "error"\ntitle = "标题"\nmessage = "内容"\n'
        'fix = "改法"\ncondition = "得分 <="\n'
    )
    with pytest.raises(RuleError, match="规则 A1 的 condition：第 6 个字处"):
        parse_catalogue(text)


class TestTheCatalogue:
    def test_has_many_rules_that_are_judged_in_the_workbook(self) -> None:
        assert len(LIVE) >= 25

    def test_writes_no_rule_twice(self) -> None:
        """A rule is a line or a function, never both."""
        stated = {rule.id for rule in load_catalogue().values() if rule.condition}
        assert stated & FORM_CHECKS.keys() == set()

    def test_has_no_live_rule_without_a_line(self) -> None:
        assert [rule.id for rule in load_catalogue().values() if rule.live and not rule.condition] == []


# -- the formulas ---------------------------------------------------------------------------------------


def cells_of(ruleset: str) -> RuleCells:
    rules = load_ruleset(ruleset)
    return RuleCells(
        "12.某某镇'二〇二三'年农村人居环境整治和美丽乡村",
        layout_of(ruleset).places,
        "_自检",
        1,
        rules,
        constants(rules, year=YEAR, money_unit=rules.money_unit.value),
    )


def formulas_of(rule: Rule, places: Places) -> list[Formula]:
    line, at = LiveRule(rule, places, LIVE), "'_自检'!$D$500"
    counts = [line.violations(), line.errors(), line.open(), line.position(), line.state(at, at)]
    return [*counts, line.cell(at), line.message(at), line.fix(at)]


@pytest.mark.parametrize("ruleset", ruleset_ids())
def test_every_formula_is_short_enough_and_calls_only_what_old_programs_know(ruleset: str) -> None:
    cells = cells_of(ruleset)
    found = [formula for _, formula in cells.formulas()]
    found += [formula for rule in LIVE.values() for formula in formulas_of(rule, cells.places)]
    assert len(found) > 400
    for formula in found:
        assert formula.text.startswith("=")
        assert len(formula.text) <= MAX_LENGTH
        code = re.sub(r'"(?:[^"]|"")*"', '""', re.sub(r"'(?:[^']|'')+'!", "", formula.text))
        assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", code)) <= OLD_FUNCTIONS
        assert code.count("(") == code.count(")")
        assert not re.search(r"[\u4e00-\u9fff]", code)


def test_helper_cells_do_not_overlap_and_fill_the_block() -> None:
    cells = cells_of(CENTRAL)
    places = [place for place, _ in cells.formulas()]
    assert len(set(places)) == len(places)
    assert all(
        place == Range(place.first_row, place.first_col, place.first_row, place.first_col) for place in places
    )
    assert {place.first_row for place in places} == set(range(1, cells.height + 1))


def test_a_formula_that_old_programs_would_refuse_is_refused_here() -> None:
    long = " and ".join(["包含(三级指标, 二级指标)"] * 28)
    rule = replace(ABOVE, condition=long, live=True)
    with pytest.raises(FormulaTooLongError, match="公式太长"):
        LiveRule(rule, cells_of(CENTRAL).places, {}).violations()


def test_a_line_that_would_grow_beyond_all_measure_is_stopped_early() -> None:
    """Each level of ``if`` and, over rows, of ``max`` stands twice in the formula: the last 2²⁵ times."""
    choice, highest = "得分 > 1", "得分"
    for _ in range(25):
        choice, highest = f"if({choice}, 得分, 分值) > 1", f"max({highest}, 分值)"
    for condition in (choice, f"{highest} > 1"):
        rule = replace(ABOVE, condition=condition, live=True)
        with pytest.raises(FormulaTooLongError):
            LiveRule(rule, cells_of(CENTRAL).places, {}).violations()
