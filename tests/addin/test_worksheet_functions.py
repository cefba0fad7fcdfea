"""The worksheet functions: what a cell shows for what other cells hold."""

import inspect
import math
import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
import xlwings as xw
from hypothesis import given
from hypothesis import strategies as st

from xlperf.addin import functions, vba_functions
from xlperf.addin.areas import over_areas
from xlperf.books.function_help import CATEGORY, FUNCTIONS, GRADE, FunctionHelp
from xlperf.model.ledger import Amounts, Funding
from xlperf.rules.loading import load_ruleset, ruleset_ids
from xlperf.rules.scoring import execution_rate
from xlperf.rules.worksheet import Answer, CellInput, amount, grade, indicator_score
from xlperf.rules.worksheet import execution_rate as rate

REACHED, PARTLY = "达成年度指标", "部分达成年度指标并具有一定效果"


class TestRate:
    @pytest.mark.parametrize(
        ("actual", "budget", "answer"),
        [
            (95.0, 100.0, Decimal("0.95")),
            (0.3, 0.1, Decimal(3)),
            ("1,200.5", "2401", Decimal("0.5")),
            ("５０万", "1000000元", Decimal("0.5")),
            (None, 100.0, ""),
            (95.0, "  ", ""),
            (0.0, 100.0, Decimal(0)),
        ],
    )
    def test_is_what_was_spent_over_the_budget(
        self, actual: CellInput, budget: CellInput, answer: Answer
    ) -> None:
        assert rate(actual, budget) == answer

    @pytest.mark.parametrize(
        ("actual", "budget", "sentence"),
        [
            (95.0, 0.0, "预算数是 0，算不出执行率"),
            ("约95万", 100.0, "执行数“约95万”不是数字"),
            (95.0, True, "预算数“TRUE”不是数字"),
            (datetime(2021, 1, 1), 100.0, "执行数“2021-01-01 00:00:00”不是数字"),  # noqa: DTZ001
            ("95万", 100.0, "执行数和预算数的单位不同：元、没有写"),
            (math.inf, 100.0, "数字太大"),
        ],
    )
    def test_says_why_there_is_none(self, actual: CellInput, budget: CellInput, sentence: str) -> None:
        assert rate(actual, budget) == sentence

    @given(st.decimals(0, 10**9, places=2), st.decimals("0.01", 10**9, places=2))
    def test_is_the_rate_that_scoring_uses(self, actual: Decimal, budget: Decimal) -> None:
        rule = load_ruleset("central_2020").execution
        funding = Funding(Amounts(budget, budget, actual))
        assert rate(actual, budget) == execution_rate(rule, funding)


class TestIndicatorScore:
    @pytest.mark.parametrize(
        ("sign", "target", "actual", "weight", "answer"),
        [
            ("≥", 10.0, 8.0, 30.0, Decimal("24.00")),
            ("正向", "10公里", "8000米", 10.0, Decimal("8.00")),
            (None, "≥90%", "95%", 10.0, Decimal("10.00")),
            ("≥", "90%", 0.81, 10.0, Decimal("9.00")),
            ("≤", "100万元", "120万元", 10.0, Decimal("8.00")),
            ("≤", "2021年11月底前", "10月", 20.0, Decimal("20.00")),
            ("≤", datetime(2021, 11, 30), datetime(2021, 10, 1), 20.0, Decimal("20.00")),  # noqa: DTZ001
            ("定性", "明显改善", REACHED, 30.0, "应在 24 到 30 之间"),
            ("定性", "明显改善", PARTLY, 30.0, "应在 18 到 24（不含） 之间"),
            ("≥", 10.0, None, 30.0, ""),
            ("≥", 10.0, 8.0, None, ""),
        ],
    )
    def test_is_what_the_rule_set_gives(
        self, sign: CellInput, target: CellInput, actual: CellInput, weight: CellInput, answer: Answer
    ) -> None:
        assert indicator_score(sign, target, actual, weight) == answer

    @pytest.mark.parametrize(
        ("sign", "target", "actual", "sentence"),
        [
            (None, 10.0, 8.0, "没有写性质，算不出得分"),
            ("大概", 10.0, 8.0, "性质“大概”看不懂，请填 ≥ > = ≤ < 或 定性"),
            ("≥", "≤90%", "80%", "性质是“≥”，指标值却写着“≤”"),
            ("≥", "无", 8.0, "指标值“无”看不懂"),
            ("≥", 10.0, "1.2.3", "实际完成值“1.2.3”看不懂"),
            ("≥", "2021年11月", 8.0, "指标值和实际完成值不能相比，算不出得分"),
        ],
    )
    def test_says_why_there_is_none(
        self, sign: CellInput, target: CellInput, actual: CellInput, sentence: str
    ) -> None:
        assert indicator_score(sign, target, actual, 10.0) == sentence

    def test_names_the_three_labels_where_words_are_none_of_them(self) -> None:
        labels = "、".join(band.label for band in load_ruleset("central_2020").qualitative)
        assert indicator_score("定性", "改善", "不错", 10.0) == f"定性指标的实际完成值应是：{labels}"

    def test_follows_the_rule_set_that_is_named(self) -> None:
        """Hubei scores a reverse indicator by the ratio, the central rules by the distance."""
        assert indicator_score("≤", 10.0, 15.0, 10.0) == Decimal("5.00")
        assert indicator_score("≤", 10.0, 15.0, 10.0, "hubei") == Decimal("6.67")

    def test_lists_the_rule_sets_where_there_is_none_of_that_name(self) -> None:
        answer = indicator_score("≥", 10.0, 8.0, 10.0, "火星")
        assert isinstance(answer, str)
        assert all(name in answer for name in ("火星", *ruleset_ids()))


class TestGrade:
    @pytest.mark.parametrize(
        ("total", "answer"),
        [
            (90.0, "优"),
            (89.995, "良"),
            (0.0, "差"),
            (None, ""),
            (100.5, "总分是 100.5，应在 0 到 100 之间"),
            ("九十多", "总分“九十多”不是数字"),
        ],
    )
    def test_is_decided_before_rounding(self, total: CellInput, answer: str) -> None:
        assert grade(total) == answer


class TestAmount:
    @pytest.mark.parametrize(
        ("text", "unit", "answer"),
        [
            ("2000万", None, Decimal(20_000_000)),
            ("2000万", "万元", Decimal(2000)),
            ("96元", "万元", Decimal("0.0096")),
            ("７００", None, Decimal(700)),
            (12.5, "万元", Decimal("12.5")),
            ("", None, ""),
            ("约96万", None, "金额“约96万”不是数字"),
            (1.0, "美元", "单位是“美元”，只能是 元 或 万元"),
        ],
    )
    def test_is_read_as_the_forms_are(self, text: CellInput, unit: CellInput, answer: Answer) -> None:
        assert amount(text, unit) == answer


class TestAreas:
    def test_an_area_gives_an_area_of_the_same_shape(self) -> None:
        assert functions.绩效执行率([[95.0, 40.0], [None, "x"]], [[100.0, 50.0], [1.0, 1.0]]) == [
            [0.95, 0.8],
            ["", "执行数“x”不是数字"],
        ]

    def test_one_cell_serves_a_whole_area(self) -> None:
        assert functions.绩效金额([["1万"], ["2万"]], [["万元"]]) == [[1.0], [2.0]]

    def test_a_row_and_a_column_span_a_table(self) -> None:
        assert functions.绩效执行率([[1.0], [2.0]], [[1.0, 2.0]]) == [[1.0, 0.5], [2.0, 1.0]]

    def test_a_bare_value_is_an_area_of_one_cell(self) -> None:
        assert functions.绩效等级(90.0) == [["优"]]

    def test_an_empty_area_is_blank(self) -> None:
        assert functions.绩效等级([]) == [[""]]
        assert functions.绩效等级([[]]) == [[""]]

    def test_areas_that_do_not_fit_each_other_give_a_sentence(self) -> None:
        (row,) = functions.绩效执行率([[1.0, 2.0]], [[1.0, 2.0, 3.0]])
        assert row == ["各个区域的行数、列数要相同（或者只有一格、一行、一列）"]

    @given(st.integers(1, 4), st.integers(1, 4))
    def test_any_shape_is_kept(self, rows: int, columns: int) -> None:
        area = [[float(row * 10 + column) for column in range(columns)] for row in range(rows)]
        assert over_areas(lambda value: Decimal(str(value)), area) == area


class TestWhatExcelIsOffered:
    @pytest.mark.parametrize("told", FUNCTIONS, ids=lambda told: told.name)
    def test_the_help_is_chinese_and_fits_with_a_line_for_each_argument(self, told: FunctionHelp) -> None:
        function = getattr(vba_functions, told.name)
        assert function.__doc__ == told.answers
        assert len(told.arguments) == len(inspect.signature(inspect.unwrap(function)).parameters)
        for text in (told.answers, *told.arguments):
            assert re.search("[一-龥]", text)
            assert len(text) <= 255

    def test_the_category_is_told_last_for_arguments_bring_their_own(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[object] = []

        def func(*, category: str) -> Callable[[object], object]:
            told.append(category)
            return lambda function: function

        def arg(name: str, **options: object) -> Callable[[object], object]:
            told.append((name, options))
            return lambda function: function

        monkeypatch.setattr(xw, "func", func)
        monkeypatch.setattr(xw, "arg", arg)
        functions._in_excel(GRADE)(lambda total, ruleset: (total, ruleset))
        texts = dict(zip(("total", "ruleset"), GRADE.arguments, strict=True))
        arguments = [(name, {"ndim": 2, "err_to_str": True, "doc": doc}) for name, doc in texts.items()]
        assert told == [*arguments, CATEGORY]

    def test_an_error_value_is_named_and_not_taken_for_a_blank(self) -> None:
        """Where it stands in a cell, xlwings is told to hand its text on."""
        assert functions.绩效执行率([["#DIV/0!"]], [[100.0]]) == [["执行数“#DIV/0!”不是数字"]]

    def test_the_add_in_calls_the_same_functions_by_ascii_names(self) -> None:
        names = [name for name in vars(vba_functions) if name.startswith("Xlperf")]
        assert names == ["XlperfRate", "XlperfScore", "XlperfGrade", "XlperfAmount"]
        assert vba_functions.XlperfGrade([[90.0]]) == [["优"]]
