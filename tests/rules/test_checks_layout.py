"""F family: what became of the sheet: labels, rows, hidden parts, and whose form it is."""

from dataclasses import replace

import pytest
from test_checks_sources import remarked

from support.forms import case
from support.rule_pairs import codes, messages, pair
from xlperf.model.evaluation import FOREIGN_FORM, RemarkKind
from xlperf.rules.case import FormCase
from xlperf.rules.checking import check_form

DONE = "| 实际完成情况 | {} |"
BUDGETS = {"central_2020": ("年初预算数", "全年预算数"), "beijing_2016": ("年初预算数(A)", "全年预算数")}


def missing(*names: str) -> FormCase:
    """The clean form, some of whose labels were not found."""
    clean = case()
    return replace(clean, form=replace(clean.form, missing=names))


def foreign(*names: str) -> FormCase:
    """The clean form as one that we did not issue, some of whose labels were not found."""
    clean = missing(*names)
    return replace(clean, form=replace(clean.form, form=FOREIGN_FORM))


def of_another(name: str) -> FormCase:
    """The clean form under the name of some project of a ledger that has two more."""
    return replace(case(f"| 项目名称 | {name} |"), known_projects={"西村水渠", "应急广播"})


PAIRS = (
    pair(
        "F04",
        "- 表头",
        "表里找不到“总分”、绩效指标的“实际完成值”，那里填的内容没有读取",
        "核对表头，恢复下发时的文字",
        caught=missing("总分", "绩效指标-实际完成值", "等级"),
        passed=missing("等级", "绩效指标-度量单位", "资金-上年结转资金", "资金-年初预算数"),
    ),
    pair(
        "F05",
        "- 表格",
        "下发的表里插入了行",
        "核对识别结果；最好换用下发的原表",
        caught=remarked(RemarkKind.MOVED, "下发的表里插入了行"),
        passed=case(),
    ),
    pair(
        "F07",
        "C15 表格",
        "有 2 行空指标（指标2：……）没有删除",
        "公开前删除空行",
        caught=remarked(RemarkKind.SPARE_ROWS, "有 2 行空指标（指标2：……）没有删除", "C15"),
        passed=case(),
    ),
    pair(
        "F08",
        "B12 实际完成情况",
        "实际完成情况还是填表说明“对照年度目标，说明相关任务的完成情况（100字以内）”，没有填写",
        "改成实际内容",
        caught=case(DONE.format("对照年度目标，说明相关任务的完成情况（100字以内）")),
        passed=case(DONE.format("对照年度目标，硬化道路2.1公里（含会车平台），十月底完工。")),
    ),
    pair(
        "F09",
        "C30 表格",
        "第 24 行以下还有一张自评表，没有读取",
        "一个项目一张工作表，按下发的样子填写",
        caught=remarked(RemarkKind.SECOND_FORM, "第 24 行以下还有一张自评表，没有读取", "C30"),
        passed=case(),
    ),
    pair(
        "F12",
        "- 表格",
        "隐藏的第 15 行里有内容，照样参加计算",
        "取消隐藏，核对里面的内容；不用的请清空",
        caught=remarked(RemarkKind.HIDDEN, "隐藏的第 15 行里有内容，照样参加计算"),
        passed=case(),
    ),
    pair(
        "F17",
        "B2 项目名称",
        "项目编码 LH001 是“东村道路硬化”的，项目名称却写“西村水渠”",
        "核对这张表填的是哪个项目，改正编码或名称",
        caught=of_another("西村水渠"),
        passed=of_another("东村 道路硬化"),
    ),
    pair(
        "F18",
        "B1 表格",
        "表上写 2023 年度，文件在 2023年12月1日 就保存了，这一年还没有过完",
        "核对年度；自评要在年度结束以后做",
        caught=remarked(
            RemarkKind.EARLY, "表上写 2023 年度，文件在 2023年12月1日 就保存了，这一年还没有过完", "B1"
        ),
        passed=case(),
    ),
    pair(
        "F31",
        "- 表头",
        "表上没有“项目编码”、资金表的“上年结转资金”，按没有填写处理",
        "核对识别结果；表上其实有的，把标签改成这里写的字",
        caught=foreign("项目编码", "资金-上年结转资金", "金额单位"),
        passed=missing("项目编码", "资金-上年结转资金"),
    ),
    pair(
        "F32",
        "D3 表格",
        "“全年执预算数”像是“全年预算数”，但字不一样，没有当作它读取",
        "确实是这一栏的，把标签的字改对后重新报送",
        caught=remarked(
            RemarkKind.NEAR_LABEL, "“全年执预算数”像是“全年预算数”，但字不一样，没有当作它读取", "D3"
        ),
        passed=case(),
    ),
    pair(
        "F33",
        "B12 表格",
        "有内容没有对应的栏目，没有读取：B12“总体较好”",
        "核对这些内容；应当算作某一栏的，请移到那一栏",
        caught=remarked(RemarkKind.LEFT_OVER, "有内容没有对应的栏目，没有读取：B12“总体较好”", "B12"),
        passed=case(),
    ),
    pair(
        "F36",
        "C4 表格",
        "表上没有写金额单位，资金表的金额按“万元”读取",
        "在“项目资金”后面写明（元）或（万元）",
        caught=remarked(RemarkKind.MONEY_UNIT, "表上没有写金额单位，资金表的金额按“万元”读取", "C4"),
        passed=case(),
    ),
)


@pytest.mark.parametrize(
    ("rules", "needed"), [("central_2020", "全年预算数"), ("beijing_2016", "年初预算数(A)")]
)
def test_the_budget_that_the_rate_is_reckoned_from_is_the_one_that_must_be_there(
    rules: str, needed: str
) -> None:
    clean = case(rules=rules)
    lost = replace(
        clean, form=replace(clean.form, missing=tuple(f"资金-{label}" for label in BUDGETS[rules]))
    )
    told = [item.message for item in check_form(lost) if item.code == "F04"]
    assert told == [f"表里找不到资金表的“{needed}”，那里填的内容没有读取"]


@pytest.mark.parametrize(
    "text",
    ["请填写年度目标完成的主要情况", "此处填写内容，不要超过一页纸", "围绕产出数量、质量等进行分析说明。"],
)
def test_other_instructions_are_known_too(text: str) -> None:
    assert "F08" in codes(case(DONE.format(text)))


def test_an_instruction_in_an_indicator_is_told_by_its_name() -> None:
    row = "| 效益指标 | 可持续影响指标 | 管护机制 | 定性 | 长效机制 | | 达成年度指标 | 10 | 10 | 请说明原因 |"
    assert messages(case(row)) == ["“管护机制”的偏差原因分析及改进措施还是填表说明“请说明原因”，没有填写"]


def test_a_name_that_is_nobody_s_is_no_mix_up() -> None:
    assert codes(of_another("东村道路")) == []
