"""What the seven published cases look like as forms: each province's words and columns, as data.

The labels are those of the provinces' published forms: the central form of
财预〔2020〕10号 (01, 05, 06), Yunnan's (13), Sichuan's 510000_0013zp (17), the form for special funds without
scores (20), Beijing's of 2016 with its 得分计算方法 (21).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Province:
    """The words and the columns of one province's form; a column that stands for nothing we read is ""."""

    title: str
    department: str
    unit: str
    goals: tuple[str, str, str]
    funds: str
    money: Mapping[str, str]
    indicators: Mapping[str, str]
    total: str = "总分"
    before_total: str = ""
    closing: tuple[str, ...] = ()
    split: bool = False


CENTRAL: Final = Province(
    title="项目支出绩效自评表",
    department="主管部门",
    unit="实施单位",
    goals=("年度总体目标", "预期目标", "实际完成情况"),
    funds="项目资金（万元）",
    money={
        "年初预算数": "initial_budget",
        "全年预算数": "full_year_budget",
        "全年执行数": "execution",
        "分值": "weight",
        "执行率": "rate",
        "得分": "score",
    },
    indicators={
        "一级指标": "l1",
        "二级指标": "l2",
        "三级指标": "l3",
        "年度指标值": "target",
        "实际完成值": "actual",
        "分值": "weight",
        "得分": "score",
        "偏差原因分析及改进措施": "reason",
    },
)
YUNNAN: Final = replace(
    CENTRAL, department="主管部门及代码", before_total="其他需要说明事项", closing=("填表人：", "联系电话：")
)
SICHUAN: Final = Province(
    title="部门预算项目支出绩效自评表",
    department="主管部门",
    unit="实施单位（盖章）",
    goals=("项目基本情况", "项目年度目标", "年度目标完成情况"),
    funds="预算执行情况（10分）年度预算数（万元）",
    money={
        "年初预算": "initial_budget",
        "调整后预算数": "full_year_budget",
        "预算执行数": "execution",
        "预算执行率": "rate",
        "权重": "weight",
        "得分": "score",
        "原因": "",
    },
    indicators={
        "一级指标": "l1",
        "二级指标": "l2",
        "三级指标": "l3",
        "指标值": "target",
        "完成值": "actual",
        "权重": "weight",
        "得分": "score",
        "未完成原因分析": "reason",
    },
    total="合计",
    closing=("评价结论", "存在问题", "改进措施", "项目负责人：", "财务负责人："),
    split=True,
)
BEIJING: Final = Province(
    title="项目支出绩效自评表",
    department="主管部门及代码",
    unit="实施单位",
    goals=("年度总体目标", "年初设定目标", "全年实际完成情况"),
    funds="项目资金（万元）",
    money={
        "年初预算数(A)": "initial_budget",
        "全年执行数(B)": "execution",
        "分值（10分）": "weight",
        "执行率(B/A)": "rate",
        "得分": "score",
        "得分计算方法": "",
    },
    indicators={
        "一级指标": "l1",
        "二级指标": "l2",
        "三级指标": "l3",
        "分值": "weight",
        "年度指标值(A)": "target",
        "全年实际值(B)": "actual",
        "得分计算方法": "",
        "得分": "score",
        "未完成原因分析": "reason",
    },
)
SPECIAL_FUND: Final = Province(
    title="专项资金绩效自评表",
    department="主管部门",
    unit="资金使用单位",
    goals=("年度总体目标完成情况", "总体目标", "全年实际完成情况"),
    funds="资金情况（万元）",
    money={
        "全年预算数（A）": "full_year_budget",
        "全年执行数（B）": "execution",
        "预算执行率（B/A）": "rate",
    },
    indicators={
        "一级指标": "l1",
        "二级指标": "l2",
        "三级指标": "l3",
        "指标值": "target",
        "全年实际完成值": "actual",
        "未完成原因和改进措施": "reason",
    },
    total="",
    closing=("说明：无",),
)
PROVINCES: Final = {
    "01": CENTRAL,
    "05": CENTRAL,
    "06": CENTRAL,
    "13": YUNNAN,
    "17": SICHUAN,
    "20": SPECIAL_FUND,
    "21": BEIJING,
}
#: The source of funds that a row of a case counts to; what several rows count to is told of the first.
SOURCES: Final = {
    "年度资金总额": "total",
    "总额": "total",
    "其中:当年财政拨款": "appropriation",
    "其中:本年财政拨款": "appropriation",
    "其中:财政资金": "appropriation",
    "其中:本年一般公共预算拨款": "appropriation",
    "其中:中央、省、市补助/县级资金": "appropriation",
    "上年结转资金": "carryover",
    "财政专户管理资金": "other",
    "单位资金": "other",
    "其他资金": "other",
}
#: Rows that the publication kept although nobody filled them in: before which indicator, and what they print.
SPARE_ROWS: Final[Mapping[str, Mapping[int, tuple[tuple[str, str, str], ...]]]] = {
    "05": {2: (("产出指标", "数量指标", "指标2"), ("产出指标", "数量指标", "……"))},
    "06": {5: (("产出指标", "时效指标", ""), ("产出指标", "时效指标", ""))},
}

#: When the file was saved, or the form published, where that was before the year was over.
SAVED: Final = {"01": "2022-05-16", "13": "2023-12-01"}


@dataclass(frozen=True, slots=True)
class Target:
    """A target taken apart, as it fills 指标性质, 指标值 and 度量单位."""

    relation: str
    value: str
    unit: str = ""


#: Every target of the cases in its one cell, and in three.
TARGETS: Final = {
    "≥50个": Target("≥", "50", "个"),
    "≥100百分比": Target("≥", "100", "%"),
    "严格执行相关制度规定": Target("定性", "严格执行相关制度规定"),
    "在项目计划完成时间内完成": Target("定性", "在项目计划完成时间内完成"),
    "≤90万元": Target("≤", "90", "万元"),
    "符合相关规定": Target("定性", "符合相关规定"),
    "效果明显": Target("定性", "效果明显"),
    "43.2": Target("", "43.2"),
    "100": Target("", "100"),
    "100%": Target("", "100", "%"),
    "150万": Target("", "150", "万"),
    "≥200平方米": Target("≥", "200", "平方米"),
    "≥120米": Target("≥", "120", "米"),
    "2023年12月": Target("≤", "2023年12月"),
    "≥8400元": Target("≥", "8400", "元"),
    "≥5个": Target("≥", "5", "个"),
    "≥15年": Target("≥", "15", "年"),
    "= 100%": Target("=", "100", "%"),
    "0": Target("", "0"),
    "0起": Target("", "0", "起"),
    "≥90%": Target("≥", "90", "%"),
    "12.5": Target("", "12.5"),
}
