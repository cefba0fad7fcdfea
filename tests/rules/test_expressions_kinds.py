"""What a line may speak of: fields, functions and kinds, and the words in which it is refused."""

from decimal import Decimal
from typing import Final

import pytest

from xlperf.rules.expressions.definitions import resolved_definitions
from xlperf.rules.expressions.errors import ExpressionError
from xlperf.rules.expressions.functions import FUNCTIONS, Kind
from xlperf.rules.expressions.resolving import Setting, resolve
from xlperf.rules.expressions.syntax import printed
from xlperf.rules.expressions.vocabulary import Group, all_fields, fields_of, vocabulary
from xlperf.rules.loading import load_ruleset, ruleset_ids

#: In a rule about each indicator: as written | the complaint.
ABOUT_AN_INDICATOR: Final = """
得份 <= 分值                   | 第 1 个字处：没有“得份”这个字段，是不是“得分”
abc > 1                        | 第 1 个字处：没有“abc”这个字段
min(分值, 列) > 1              | 第 9 个字处：没有“列”这个字段
四舍五人(得分, 2) > 1          | 第 1 个字处：没有“四舍五人”这个函数，是不是“四舍五入”
__import__("os") == 1          | 第 1 个字处：没有“__import__”这个函数
得分                           | 第 1 个字处：整条应该是条件（如 得分 <= 分值），现在是数字
得分 & "分"                    | 第 1 个字处：整条应该是条件（如 得分 <= 分值），现在是文字
得分 == "优"                   | 第 1 个字处：== 的两边不能比较：左边是数字，右边是文字
三级指标 > 1                   | 第 1 个字处：> 的两边不能比较：左边是文字，右边是数字
三级指标 < "乙"                | 第 1 个字处：文字只能用 == 或 != 比较，不能用 <
三级指标 == ""                 | 第 9 个字处：不能与空文字比较，请用 空(字段) 或 有内容(字段)
三级指标 + 1 > 2               | 第 1 个字处：+ 的两边应该是数字，现在是文字
-三级指标 > 2                  | 第 2 个字处：负号后面应该是数字，现在是文字
得分 and 分值 > 1              | 第 1 个字处：and 的两边应该是条件（如 得分 > 分值），现在是数字
not 得分                       | 第 5 个字处：not 后面应该是条件（如 得分 > 分值），现在是数字
(得分 > 1) > 1                 | 第 1 个字处：> 的两边不能比较：左边是条件，右边是数字
有内容(得分 + 1)               | 第 5 个字处：有内容 的第 1 项应该是字段名，现在是数字
空(应得分)                     | 第 3 个字处：空 的第 1 项应该是字段名，现在是数字
空作零(三级指标) > 1           | 第 5 个字处：空作零 的第 1 项应该是填数字的字段名，现在是文字
round(得分, 分值) > 1          | 第 11 个字处：round 的第 2 项应该是写明的整数（0 到 10），现在是数字
round(得分, 11) > 1            | 第 11 个字处：round 的第 2 项应该是写明的整数（0 到 10），现在是数字
round(得分) > 1                | 第 1 个字处：round 应该有 2 项，现在有 1 项
min(得分) > 1                  | 第 1 个字处：min 应该有 至少 2 项，现在有 1 项
百分比(得分, 1, 2) == "1"      | 第 1 个字处：百分比 应该有 1 到 2 项，现在有 3 项
if(得分 > 1, 1, "甲") > 1      | 第 1 个字处：if 的两个结果应该同为数字、同为文字，或同为条件
sum(sum(分值)) > 1             | 第 5 个字处：sum 不能放在另一个 sum、count、any 或 all 里
指标值 < 日期(2023, 2, 29)     | 第 7 个字处：不是每年都有 2 月 29 日
得分 < 日期(2023, 2, 28)       | 第 1 个字处：< 的两边不能比较：左边是数字，右边是日期
"""
#: In a rule about the whole form.
ABOUT_THE_FORM: Final = """
得分 <= 分值                   | 第 1 个字处：“得分”每个指标有一个，这里只能放在 sum、count、any 或 all 里
sum(全年预算数) > 1            | 第 5 个字处：没有“全年预算数”这个字段
年度资金总额 > 1               | 第 1 个字处：没有“年度资金总额”这个字段
本格 > 1                       | 第 1 个字处：“本格”只在程序自带的规则里能用，请写字段的名字
阈值 > 1                       | 第 1 个字处：用了“阈值”，可是没有填阈值是多少
"""


def rows(table: str) -> list[list[str]]:
    return [[part.strip() for part in line.split(" | ")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("written", "complaint"), rows(ABOUT_AN_INDICATOR))
def test_a_line_about_an_indicator_is_refused(written: str, complaint: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        resolve(written, Group.INDICATOR)
    assert str(refused.value).startswith(complaint)


@pytest.mark.parametrize(("written", "complaint"), rows(ABOUT_THE_FORM))
def test_a_line_about_the_form_is_refused(written: str, complaint: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        resolve(written, Group.FORM)
    assert str(refused.value).startswith(complaint)


def test_a_field_may_be_called_by_its_short_name() -> None:
    assert printed(resolve("有内容(偏差原因)", Group.INDICATOR).tree) == "有内容(偏差原因分析及改进措施)"


def test_a_function_may_be_called_by_its_chinese_name() -> None:
    assert printed(resolve("绝对值(得分) > 合计(分值)", Group.INDICATOR).tree) == "abs(得分) > sum(分值)"


def test_a_rule_s_own_number_and_field_are_put_in() -> None:
    setting = Setting({"阈值": Decimal(30)}, here=all_fields()["分值"])
    assert printed(resolve("本格 <= 阈值", Group.INDICATOR, setting=setting).tree) == "分值 <= 30"


def test_a_blank_of_a_message_is_a_number_or_a_text() -> None:
    assert resolve("得分 + 1", Group.INDICATOR, None).kind is Kind.NUMBER
    assert resolve("得分 & 1", Group.INDICATOR, None).kind is Kind.TEXT
    with pytest.raises(ExpressionError, match="这里应该是数字或文字，现在是条件"):
        resolve("得分 > 1", Group.INDICATOR, None)


class TestTheVocabulary:
    def test_no_two_groups_share_a_name(self) -> None:
        assert sum(len(fields_of(group)) for group in Group) == len(all_fields())

    @pytest.mark.parametrize("group", Group)
    def test_no_field_is_called_like_another_or_like_a_function(self, group: Group) -> None:
        fields = [field for field in vocabulary(group).fields.values() if field.group is group]
        spelled = [name for field in set(fields) for name in (field.name, *field.aliases)]
        assert len(spelled) == len(set(spelled))
        assert set(spelled) & set(FUNCTIONS) == set()

    @pytest.mark.parametrize("ruleset", ruleset_ids())
    def test_every_rule_set_defines_the_same_fields_and_each_has_its_kind(self, ruleset: str) -> None:
        found = resolved_definitions(load_ruleset(ruleset))
        assert found.keys() == resolved_definitions(load_ruleset("central_2020")).keys()
        assert {name: text.kind for name, text in found.items()} == {
            name: all_fields()[name].kind for name in found
        }
        assert [name for name in found if all_fields()[name].cell] == []
