"""F family: what was printed and locked when the form was issued, and is different now."""

from dataclasses import replace

from test_checks_sources import remarked

from support.forms import case
from support.rule_pairs import codes, pair
from xlperf.model.evaluation import RemarkKind

WEIGHT = "“1.东村道路硬化”H14 下发时是“20”，收回时是“30”"
LABEL = "“1.东村道路硬化”D6 下发时是“全年执行数”，收回时是“全年支出数”"
NAMES = "“1.东村道路硬化”丢了单元格名称：预期目标"
BELOW = "总分以下还有“新增绿化面积”一行，没有读取"

PAIRS = (
    pair(
        "F41",
        "H14 分值",
        WEIGHT,
        "改回下发时的内容；确实要调整的，请财政所改台账或绩效目标后重新下发",
        caught=remarked(RemarkKind.CHANGED, WEIGHT, "H14"),
        passed=case(),
    ),
    pair(
        "F42",
        "D6 表格",
        LABEL,
        "从下发的原表复制这一格，恢复原来的文字或公式",
        caught=remarked(RemarkKind.REWORDED, LABEL, "D6"),
        passed=case(),
    ),
    pair(
        "F43",
        "- 表格",
        NAMES,
        "最好换用下发的原表；已经读到的内容请核对一遍",
        caught=remarked(RemarkKind.UNSET, NAMES),
        passed=case(),
    ),
    pair(
        "F44",
        "C24 表格",
        BELOW,
        "指标填在总分以上的行里，没有空行就在中间插入一行；不是填报内容的请清空",
        caught=remarked(RemarkKind.UNREAD, BELOW, "C24"),
        passed=case(),
    ),
)


def test_a_year_that_was_changed_is_told_once() -> None:
    detail = "“1.东村道路硬化”B1 下发时是“2023”，收回时是“2022”"
    remark = remarked(RemarkKind.CHANGED, detail, "B1")
    assert "F41" in codes(remark)
    other = case("| 年度 | 2022 |")
    assert codes(replace(remark, form=replace(other.form, remarks=remark.form.remarks)))[0] == "F15"
    assert "F41" not in codes(replace(remark, form=replace(other.form, remarks=remark.form.remarks)))
