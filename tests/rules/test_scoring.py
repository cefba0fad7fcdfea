"""Scoring: execution rates, indicators, totals and grades, with figures that were published."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from xlperf.model.errors import UserError
from xlperf.model.evaluation import Measure, Relation
from xlperf.model.ledger import Amounts, Funding
from xlperf.rules.loading import load_ruleset, parse_ruleset
from xlperf.rules.ruleset import RuleSet
from xlperf.rules.scoring import (
    Indicator,
    IndicatorScore,
    combine_goals,
    exceeds_target,
    execution_rate,
    rate_score,
    score_indicator,
    score_project,
)

CENTRAL = load_ruleset("central_2020")
HUBEI = load_ruleset("hubei")
SIGNS = {"≥": Relation.GE, ">": Relation.GT, "=": Relation.EQ, "≤": Relation.LE, "<": Relation.LT}


def variant(changes: str) -> RuleSet:
    return parse_ruleset(f'inherits = "central_2020"\n{changes}', "试用.toml")


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def funds(budget: str, actual: str, initial: str = "0") -> Funding:
    return Funding(appropriation=Amounts(Decimal(initial), Decimal(budget), Decimal(actual)))


def due(
    relation: Relation | None,
    target: Measure | None,
    actual: Measure | None,
    *,
    weight: str = "10",
    score: str | None = None,
    rules: RuleSet = CENTRAL,
) -> IndicatorScore:
    indicator = Indicator(relation, target, actual, Decimal(weight), number(score))
    return score_indicator(rules, indicator)


def project(
    *indicators: Indicator, rules: RuleSet = CENTRAL, budget: str = "100", actual: str = "100"
) -> str:
    """Score and grade of a project in one line, e.g. ``"93.33 优"``."""
    scored = score_project(rules, funds(budget, actual), indicators)
    return f"{scored.score} {scored.grade}"


def given_score(weight: str, score: str | None) -> Indicator:
    """An indicator in words, whose score only its unit can give."""
    return Indicator(Relation.QUALITATIVE, "按时完成", "已完成", Decimal(weight), number(score))


def does_not_apply(weight: str) -> Indicator:
    return Indicator(Relation.GE, Decimal(1), "不适用", Decimal(weight), applicable=False)


# --- 预算执行率 -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("budget", "actual", "percent", "score"),
    [
        ("43.2", "37.24", "86.20", "8.62"),  # 廊坊市食品工程学校 2019, printed 9
        ("32.4", "31.69", "97.81", "9.78"),  # 临翔区林业和草原局 2023, printed 9
        ("150", "125.25", "83.50", "8.35"),  # 鄂州市行政审批局 2021, printed 98
        ("310.2", "154.74", "49.88", "4.99"),  # 海淀区学院路街道 2016, printed 5
        ("100", "102.59", "102.59", "10.00"),  # 金寨县 2023: above 100 % earns no more than all
        ("96", "96", "100.00", "10.00"),  # 王平镇 2021
        ("14066.33", "11632.73", "82.70", "8.27"),  # 王平镇 2021, all classes
        ("100", "0", "0.00", "0.00"),
        ("100", "-5", "-5.00", "0.00"),
    ],
)
def test_published_execution_rates_and_what_they_should_have_scored(
    budget: str, actual: str, percent: str, score: str
) -> None:
    rate = execution_rate(CENTRAL.execution, funds(budget, actual))
    assert rate is not None
    assert f"{rate * 100:.2f}" == percent
    assert str(rate_score(CENTRAL.execution, rate, places=2)) == score


def test_the_rate_is_not_rounded() -> None:
    rate = execution_rate(CENTRAL.execution, funds("3", "1"))
    assert rate == Decimal(1) / 3


def test_all_funds_count_in_the_central_form() -> None:
    everything = Funding(
        appropriation=Amounts(budget=Decimal(60), actual=Decimal(60)),
        carryover=Amounts(budget=Decimal(20), actual=Decimal(10)),
        other=Amounts(budget=Decimal(20), actual=Decimal(0)),
    )
    assert execution_rate(CENTRAL.execution, everything) == Decimal("0.7")


def test_only_fiscal_funds_count_in_hubei_carried_over_ones_included() -> None:
    everything = Funding(
        appropriation=Amounts(budget=Decimal(60), actual=Decimal(60)),
        carryover=Amounts(budget=Decimal(20), actual=Decimal(10)),
        other=Amounts(budget=Decimal(20), actual=Decimal(0)),
    )
    rate = execution_rate(HUBEI.execution, everything)
    assert rate == Decimal("0.875")
    assert rate_score(HUBEI.execution, rate, places=2) == Decimal("17.5")


def test_the_old_beijing_form_divides_by_the_initial_budget() -> None:
    rules = load_ruleset("beijing_2016")
    assert execution_rate(rules.execution, funds("200", "80", initial="100")) == Decimal("0.8")


def test_without_budget_there_is_no_rate() -> None:
    assert execution_rate(CENTRAL.execution, funds("0", "0")) is None
    assert execution_rate(CENTRAL.execution, funds("0", "5")) is None


@pytest.mark.parametrize(("mode", "score"), [("score0", 0), ("full", 10), ("not_applicable", 0)])
def test_without_budget_the_rule_set_decides_the_score(mode: str, score: int) -> None:
    rules = variant(f"[execution]\nzero_budget = '{mode}'")
    assert rate_score(rules.execution, None, places=2) == score


@pytest.mark.parametrize(
    ("rate", "score"),
    [("1.2", 10), ("1", 10), ("0.9999", 7), ("0.8", 7), ("0.7999", 5), ("0.6", 5), ("0.5999", 0), ("0", 0)],
)
def test_a_rate_may_be_scored_in_bands_that_include_their_lower_bound(rate: str, score: int) -> None:
    rules = variant(
        "[execution]\nmode = 'bands'\nbands = [{ rate = 1, share = 1 }, { rate = 0.8, share = 0.7 },"
        " { rate = 0.6, share = 0.5 }, { rate = 0, share = 0 }]"
    )
    assert rate_score(rules.execution, Decimal(rate), places=2) == score


@pytest.mark.parametrize(
    ("rate", "score"), [("1", "10"), ("0.8", "5"), ("0.6", "0"), ("0.59", "0"), ("1.5", "10")]
)
def test_a_rate_may_have_to_pass_a_line_and_is_then_scored_from_it(rate: str, score: str) -> None:
    rules = variant("[execution]\nmode = 'pass_line'\npass_line = 0.6")
    assert rate_score(rules.execution, Decimal(rate), places=2) == Decimal(score)


def test_a_quotient_that_was_cut_off_does_not_lose_its_half() -> None:
    rules = variant("weights_total = 105\n[execution]\nweight = 15")
    assert rate_score(rules.execution, Decimal(1) / 3000, places=2) == Decimal("0.01")  # 15/3000 = 0.005


# --- numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sign", "target", "actual", "expected"),
    [
        ("≥", "90", "95", "10.00"),
        ("≥", "90", "90", "10.00"),
        ("≥", "90", "45", "5.00"),
        ("≥", "30", "10", "3.33"),
        ("≥", "30", "20", "6.67"),
        ("≥", "90", "0", "0.00"),
        ("≥", "90", "-3", "0.00"),
        (">", "4", "4", "10.00"),
        (">", "4", "3", "7.50"),
        ("=", "100", "100", "10.00"),
        ("=", "100", "120", "10.00"),
        ("=", "100", "86.2", "8.62"),
        ("=", "0", "0", "10.00"),
        ("=", "0", "-1", "10.00"),
        ("=", "0", "1", "0.00"),
        ("≤", "30", "30", "10.00"),
        ("≤", "30", "12", "10.00"),
        ("≤", "30", "-1", "10.00"),
        ("≤", "30", "33", "9.00"),
        ("≤", "30", "45", "5.00"),
        ("≤", "30", "59.99", "0.00"),
        ("≤", "30", "60", "0.00"),
        ("≤", "30", "90", "0.00"),
        ("<", "30", "30", "10.00"),
        ("<", "30", "40", "6.67"),
        ("≤", "0", "0", "10.00"),
        ("≤", "0", "2", "0.00"),
        ("<", "0", "0", "10.00"),
    ],
)
def test_a_number_is_scored_by_its_sign(sign: str, target: str, actual: str, expected: str) -> None:
    result = due(SIGNS[sign], Decimal(target), Decimal(actual))
    assert str(result.expected) == expected
    assert (result.low, result.high, result.high_closed) == (result.expected, result.expected, True)


@pytest.mark.parametrize(
    ("actual", "expected"), [("30", "10.00"), ("40", "7.50"), ("45", "6.67"), ("60", "5.00"), ("90", "3.33")]
)
def test_hubei_scores_a_missed_reverse_indicator_by_target_over_actual(actual: str, expected: str) -> None:
    result = due(Relation.LE, Decimal(30), Decimal(actual), rules=HUBEI)
    assert str(result.expected) == expected


def test_the_ratio_formula_gives_nothing_where_the_target_is_zero() -> None:
    assert due(Relation.LE, Decimal(0), Decimal(1), rules=HUBEI).expected == 0


@pytest.mark.parametrize("sign", ["≥", ">"])
def test_at_least_zero_cannot_be_scored(sign: str) -> None:
    result = due(SIGNS[sign], Decimal(0), Decimal(5), score="9")
    assert result == IndicatorScore(None, Decimal(0), Decimal(10), True, None, Decimal(9))


@pytest.mark.parametrize("sign", SIGNS)
def test_a_target_below_zero_has_no_formula(sign: str) -> None:
    assert due(SIGNS[sign], Decimal(-5), Decimal(-6)).expected is None
    assert due(SIGNS[sign], Decimal(-5), Decimal(7)).expected is None


def test_without_a_sign_only_an_exact_hit_is_decided() -> None:
    assert due(None, Decimal(100), Decimal("100.0")).expected == 10
    assert due(None, Decimal(0), Decimal(0)).expected == 10
    assert due(None, Decimal("43.2"), Decimal("37.24"), score="9").expected is None
    assert due(None, Decimal("43.2"), Decimal("50")).expected is None


def test_numbers_under_a_qualitative_sign_decide_nothing() -> None:
    assert due(Relation.QUALITATIVE, Decimal(100), Decimal(100)).expected is None


def test_halves_are_rounded_up_after_an_exact_division() -> None:
    assert due(Relation.GE, Decimal(3), Decimal(1), weight="0.015").expected == Decimal("0.01")  # 0.005
    assert due(Relation.GE, Decimal(8), Decimal(1), weight="5").expected == Decimal("0.63")  # 0.625


def test_the_completion_of_a_positive_indicator_may_exceed_one() -> None:
    assert due(Relation.GE, Decimal(50), Decimal(65)).completion == Decimal("1.3")
    assert due(Relation.EQ, Decimal(50), Decimal(40)).completion == Decimal("0.8")


def test_the_completion_of_a_reverse_indicator_is_its_share_of_the_weight() -> None:
    assert due(Relation.LE, Decimal(50), Decimal(40)).completion == 1
    assert due(Relation.LE, Decimal(50), Decimal(60)).completion == Decimal("0.8")
    assert due(Relation.LE, Decimal(50), Decimal(80), rules=HUBEI).completion == Decimal("0.625")


# --- far more than asked ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sign", "target", "actual", "much"),
    [
        ("≥", "100", "129.99", False),
        ("≥", "100", "130", True),
        ("=", "100", "130", True),
        ("≤", "100", "500", False),
        ("≥", "0", "500", False),
        ("≥", "-1", "500", False),
    ],
)
def test_from_1_3_times_the_target_on_a_reason_is_due(
    sign: str, target: str, actual: str, much: bool
) -> None:
    indicator = Indicator(SIGNS[sign], Decimal(target), Decimal(actual), Decimal(10))
    assert exceeds_target(CENTRAL.quantitative, indicator) is much


def test_guangxi_wants_one_from_30_on_where_the_target_is_zero() -> None:
    rule = load_ruleset("guangxi_over130").quantitative
    assert exceeds_target(rule, Indicator(Relation.EQ, Decimal(0), Decimal(30), Decimal(10)))
    assert not exceeds_target(rule, Indicator(Relation.EQ, Decimal(0), Decimal("29.9"), Decimal(10)))


def test_words_never_exceed_a_target() -> None:
    assert not exceeds_target(CENTRAL.quantitative, Indicator(Relation.GE, Decimal(1), "很多", Decimal(10)))


@pytest.mark.parametrize(
    ("sign", "target", "actual", "expected"),
    [
        ("≥", "100", "130", "10.00"),
        ("≥", "100", "150", "8.00"),
        ("=", "100", "150", "8.00"),
        ("≥", "100", "230", "0.00"),
        ("≥", "100", "900", "0.00"),
        ("≥", "100", "50", "5.00"),
        ("≤", "100", "150", "5.00"),
        ("=", "0", "50", "0.00"),
    ],
)
def test_a_rule_set_may_deduct_for_a_target_set_too_low(
    sign: str, target: str, actual: str, expected: str
) -> None:
    rules = variant("[quantitative]\nover_target = 'deduct'\nzero_target_threshold = 30")
    assert str(due(SIGNS[sign], Decimal(target), Decimal(actual), rules=rules).expected) == expected


def test_a_rule_set_may_not_care() -> None:
    rules = variant("[quantitative]\nover_target = 'none'")
    assert not exceeds_target(rules.quantitative, Indicator(Relation.GE, Decimal(1), Decimal(9), Decimal(10)))


# --- days -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "expected"), [(date(2021, 8, 1), 10), (date(2021, 8, 31), 10), (date(2021, 9, 1), 0)]
)
@pytest.mark.parametrize("relation", [Relation.LE, Relation.EQ, Relation.GE, Relation.QUALITATIVE, None])
def test_a_deadline_is_met_on_its_day_or_missed_whatever_the_sign(
    relation: Relation | None, done: date, expected: int
) -> None:
    assert due(relation, date(2021, 8, 31), done).expected == expected


def test_a_rule_set_may_leave_part_of_the_weight_to_what_came_late() -> None:
    rules = variant("[quantitative]\nlate = 0.5")
    late = due(None, date(2021, 8, 31), date(2021, 12, 1), weight="7.25", rules=rules)
    assert late.expected == Decimal("3.63")


def test_a_day_cannot_be_compared_with_a_number_or_with_words() -> None:
    assert due(Relation.LE, date(2021, 8, 31), Decimal(100)).expected is None
    assert due(Relation.LE, date(2021, 8, 31), "已完成").expected is None
    assert due(Relation.LE, Decimal(8), date(2021, 8, 31)).expected is None


# --- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "low", "high", "closed"),
    [
        ("达成年度指标", "8.00", "10.00", True),
        ("部分达成年度指标并具有一定效果", "6.00", "8.00", False),
        ("未达成年度指标且效果较差", "0.00", "6.00", False),
        ("达成预期指标", "8.00", "10.00", True),
        (" 达成\n年度指标 ", "8.00", "10.00", True),
    ],
)
def test_a_label_gives_a_band_and_the_unit_the_score_within_it(
    label: str, low: str, high: str, closed: bool
) -> None:
    result = due(Relation.QUALITATIVE, "提升明显", label, score="7.5")
    assert (str(result.low), str(result.high), result.high_closed) == (low, high, closed)
    assert (result.expected, result.points, result.completion) == (None, Decimal("7.5"), None)


def test_the_bounds_of_a_band_are_rounded_half_up() -> None:
    result = due(Relation.QUALITATIVE, "", "部分达成年度指标并具有一定效果", weight="7.125")
    assert (str(result.low), str(result.high)) == ("4.28", "5.70")  # 4.275, 5.7


def test_hubei_draws_the_lower_line_at_half() -> None:
    result = due(Relation.QUALITATIVE, "提升", "部分达成预期指标并具有一定效果", rules=HUBEI)
    assert (str(result.low), str(result.high)) == ("5.00", "8.00")


@pytest.mark.parametrize("words", ["效果明显", "", "完成"])
def test_other_words_leave_the_whole_weight_open(words: str) -> None:
    result = due(Relation.QUALITATIVE, "提升", words, score="9")
    assert result == IndicatorScore(None, Decimal(0), Decimal(10), True, None, Decimal(9))


def test_a_given_score_is_taken_as_it_stands_and_a_blank_one_is_none() -> None:
    assert due(Relation.QUALITATIVE, "提升", "达成年度指标", score="12").points == 12
    assert due(Relation.QUALITATIVE, "提升", "达成年度指标").points is None
    assert due(Relation.GE, Decimal(1), None, score="10").points == 10


def test_a_formula_overrules_the_given_score() -> None:
    assert due(Relation.GE, Decimal(100), Decimal(98), weight="20", score="20").points == Decimal("19.6")


# --- totals and grades ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "printed"),
    [
        ("79.995", "90.00 良"),  # 89.995: graded before rounding
        ("80.00", "90.00 优"),
        ("79.99", "89.99 良"),
        ("70", "80.00 良"),
        ("69.999", "80.00 中"),
        ("50", "60.00 中"),
        ("49.999", "60.00 差"),
        ("90", "100.00 优"),
        ("-20", "-10.00 差"),
    ],
)
def test_the_grade_is_decided_before_rounding(score: str, printed: str) -> None:
    assert project(given_score("90", score)) == printed


def test_a_project_adds_up_its_rate_and_its_indicators() -> None:
    scored = score_project(
        CENTRAL,
        funds("43.2", "37.24"),
        [
            Indicator(Relation.GE, Decimal(50), Decimal(45), Decimal(50)),
            Indicator(Relation.QUALITATIVE, "提升", "达成年度指标", Decimal(30), Decimal("28.5")),
            Indicator(Relation.GE, Decimal(90), Decimal(95), Decimal(10), Decimal(3)),
        ],
    )
    assert scored.rate == Decimal("37.24") / Decimal("43.2")
    assert scored.rate_score == Decimal("8.62")
    assert [score.points for score in scored.indicators] == [Decimal(45), Decimal("28.5"), Decimal(10)]
    assert (scored.total, scored.score, scored.grade) == (Decimal("92.12"), Decimal("92.12"), "优")


def test_while_something_is_not_scored_there_is_no_total() -> None:
    assert project(given_score("50", "50"), given_score("40", None)) == "None None"


def test_a_project_without_indicators_has_no_total() -> None:
    assert project() == "None None"


def test_what_does_not_apply_is_left_out_and_the_rest_scaled_to_the_full_mark() -> None:
    # 10 + 74 of 10 + 80 is 93.33 of 100
    assert project(given_score("80", "74"), does_not_apply("10")) == "93.33 优"


def test_what_does_not_apply_may_have_full_marks_instead() -> None:
    rules = variant("not_applicable = 'full'")
    assert project(given_score("80", "74"), does_not_apply("10"), rules=rules) == "94.00 优"


def test_what_does_not_apply_may_give_its_weight_to_the_other_indicators() -> None:
    rules = variant("not_applicable = 'transfer'")
    # 74 of 80 becomes 83.25 of 90; the 5 points of the rate stay 5
    assert project(given_score("80", "74"), does_not_apply("10"), rules=rules, actual="50") == "88.25 良"


def test_where_nothing_applies_there_is_no_total() -> None:
    for mode in ("rescale", "full", "transfer"):
        assert project(does_not_apply("90"), rules=variant(f"not_applicable = '{mode}'")) == "None None"


def test_an_indicator_that_does_not_apply_needs_no_score() -> None:
    scored = score_project(CENTRAL, funds("1", "1"), [given_score("80", "80"), does_not_apply("10")])
    assert scored.indicators[1] == IndicatorScore(None, Decimal(0), Decimal(0), True, None, None)
    assert scored.total == 100


@pytest.mark.parametrize(
    ("zero_budget", "not_applicable", "printed"),
    [
        ("score0", "rescale", "81.00 良"),
        ("full", "rescale", "91.00 优"),
        ("not_applicable", "rescale", "90.00 优"),  # 81 of 90
        ("not_applicable", "full", "91.00 优"),
        ("not_applicable", "transfer", "90.00 优"),  # 81 of 90 becomes 90 of 100
    ],
)
def test_a_project_without_budget_is_scored_as_the_rule_set_says(
    zero_budget: str, not_applicable: str, printed: str
) -> None:
    rules = variant(f"not_applicable = '{not_applicable}'\n[execution]\nzero_budget = '{zero_budget}'")
    assert project(given_score("90", "81"), rules=rules, budget="0", actual="0") == printed


def test_goals_are_combined_by_their_shares() -> None:
    assert combine_goals([(Decimal(90), Decimal("0.6")), (Decimal(80), Decimal("0.4"))]) == 86


@pytest.mark.parametrize(
    ("shares", "printed"),
    [
        (["0.6", "0.3"], "60%、30%"),
        (["0.6", "0.6"], "60%、60%"),
        (["1.5", "-0.5"], "150%、-50%"),
        (["1", "0"], "100%、0%"),
        ([], "没有"),
    ],
)
def test_the_shares_of_the_goals_must_make_up_the_whole(shares: list[str], printed: str) -> None:
    with pytest.raises(UserError) as caught:
        combine_goals([(Decimal(90), Decimal(share)) for share in shares])
    assert str(caught.value) == f"各绩效目标的占比都应大于 0，合计应为 100%，实际为 {printed}。"


# --- properties -------------------------------------------------------------------------------

amounts = st.decimals(min_value=0, max_value=10**6, places=4)
targets = st.decimals(min_value="0.0001", max_value=10**6, places=4)
weight_values = st.decimals(min_value="0.5", max_value=90, places=1)
signs = st.sampled_from(sorted(SIGNS.values()))
rule_sets = st.sampled_from([CENTRAL, HUBEI])


def half_up(exact: Fraction) -> Fraction:
    """Two decimals, half up, of a number that is not negative."""
    return Fraction(int(exact * 100 + Fraction(1, 2)), 100)


def reference(rules: RuleSet, sign: Relation, t: Fraction, a: Fraction, w: Fraction) -> Fraction:
    """The published formulas, written down as plainly as possible."""
    if sign in (Relation.GE, Relation.GT, Relation.EQ):
        return w if a >= t else half_up(a / t * w)
    if a <= t:
        return w
    if rules.quantitative.reverse == "ratio":
        return half_up(t / a * w)
    return half_up((1 - (a - t) / t) * w) if a < 2 * t else Fraction(0)


@given(rules=rule_sets, sign=signs, target=targets, actual=amounts, weight=weight_values)
def test_every_score_is_what_exact_arithmetic_gives(
    rules: RuleSet, sign: Relation, target: Decimal, actual: Decimal, weight: Decimal
) -> None:
    expected = due(sign, target, actual, weight=str(weight), rules=rules).expected
    assert expected is not None
    exact = reference(rules, sign, Fraction(target), Fraction(actual), Fraction(weight))
    assert Fraction(expected) == exact


@given(rules=rule_sets, sign=signs, target=targets, actual=amounts, weight=weight_values)
def test_a_score_lies_between_nothing_and_the_weight(
    rules: RuleSet, sign: Relation, target: Decimal, actual: Decimal, weight: Decimal
) -> None:
    expected = due(sign, target, actual, weight=str(weight), rules=rules).expected
    assert expected is not None
    assert 0 <= expected <= weight


@given(rules=rule_sets, sign=signs, target=targets, actuals=st.tuples(amounts, amounts), weight=weight_values)
def test_more_is_never_worse_and_where_less_is_better_never_better(
    rules: RuleSet, sign: Relation, target: Decimal, actuals: tuple[Decimal, Decimal], weight: Decimal
) -> None:
    less, more = (due(sign, target, actual, weight=str(weight), rules=rules) for actual in sorted(actuals))
    assert less.expected is not None
    assert more.expected is not None
    if sign.reverse:
        assert less.expected >= more.expected
    else:
        assert less.expected <= more.expected


@given(budget=targets, actual=amounts)
def test_a_rate_scores_what_exact_arithmetic_gives(budget: Decimal, actual: Decimal) -> None:
    rate = execution_rate(CENTRAL.execution, funds(str(budget), str(actual)))
    exact = half_up(10 * min(Fraction(actual) / Fraction(budget), Fraction(1)))
    assert Fraction(rate_score(CENTRAL.execution, rate, places=2)) == exact


@given(share=st.integers(min_value=0, max_value=100), left_out=st.integers(min_value=0, max_value=80))
def test_leaving_out_what_does_not_apply_keeps_an_even_performance_even(share: int, left_out: int) -> None:
    """Who earned the same share of everything has that share of the full mark, whatever was left out."""
    weight = 90 - left_out
    indicators = [given_score(str(weight), str(Decimal(weight * share) / 100))]
    if left_out:
        indicators.append(does_not_apply(str(left_out)))
    scored = score_project(CENTRAL, funds("100", str(share)), indicators)
    assert scored.score == share


@given(scores=st.lists(st.decimals(min_value=0, max_value=30, places=2), min_size=3, max_size=3))
def test_the_order_of_the_indicators_does_not_matter(scores: list[Decimal]) -> None:
    indicators = [given_score("30", str(score)) for score in scores]
    assume(len(set(scores)) > 1)
    assert project(*indicators) == project(*reversed(indicators))


@given(score=st.decimals(min_value=-10, max_value=110, places=4))
def test_every_score_has_exactly_one_grade_and_a_better_score_no_worse_one(score: Decimal) -> None:
    order = [grade.label for grade in CENTRAL.grades]
    assert order.index(CENTRAL.grade(score)) <= order.index(CENTRAL.grade(score - Decimal("0.0001")))
