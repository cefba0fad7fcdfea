"""The tables that people fill: the office's own, and what 部门整体 says in words.

The headers of 单位名录, 项目台账, 绩效目标 and 功能分类执行 are those of the files that come in.
"""

from collections.abc import Sequence

from xlperf.books.spec import ColumnSpec, Kind, TableSpec

YES_NO = ("是", "否")
RELATIONS = ("≥", ">", "=", "≤", "<", "定性")
#: The sections of 部门叙述 that the report prints, in its order.
NARRATIVE_SECTIONS = (
    "主要工作任务",
    "产出数量",
    "产出质量",
    "产出进度",
    "产出成本",
    "经济效益",
    "社会效益",
    "生态效益",
    "可持续影响",
    "服务对象满意度",
)


def _input(header: str, kind: Kind, width: float, hint: str = "", choices: Sequence[str] = ()) -> ColumnSpec:
    return ColumnSpec(header, kind, width, clerk=True, hint=hint, choices=tuple(choices))


UNITS = TableSpec(
    "单位名录",
    (
        _input("单位编码", Kind.CODE, 14, "每个单位一个编码，不要重复；前面的 0 会保留。"),
        _input("单位名称", Kind.TEXT, 30, "写全称，例如“东王平村”。"),
        _input("类型", Kind.CODE, 14, "例如：机关科室、村、社区。"),
        _input("联系人", Kind.CODE, 17.5),
        _input("联系电话", Kind.CODE, 20),
    ),
    key=("单位编码",),
)

LEDGER = TableSpec(
    "项目台账",
    (
        _input("项目编码", Kind.CODE, 17.5, "每个项目一个编码，不要重复。"),
        _input("项目名称", Kind.TEXT, 32),
        _input("单位编码", Kind.CODE, 11, "填“单位名录”里有的编码。"),
        _input("支出类型", Kind.MARK, 11, choices=("项目支出", "基本支出")),
        _input("功能分类编码", Kind.CODE, 13, "填科目编码，例如 213（类）或 2130126（项）。"),
        *(
            _input(f"{column}-{source}", Kind.EXACT_MONEY, 12)
            for column in ("年初预算数", "全年预算数", "全年执行数")
            for source in ("当年财政拨款", "上年结转资金", "其他资金")
        ),
        _input("是否自评", Kind.MARK, 9, choices=YES_NO),
        _input("未自评原因", Kind.TEXT, 24, "“是否自评”为“否”时必须写明，会原样公开。"),
        _input("是否重点", Kind.MARK, 9, choices=YES_NO),
        _input("是否涉密", Kind.MARK, 9, "涉密项目不进入公开的报告。", YES_NO),
    ),
    key=("项目编码",),
)

TARGETS = TableSpec(
    "绩效目标",
    (
        _input("项目编码", Kind.CODE, 17.5, "填“项目台账”里有的编码。"),
        _input("一级指标", Kind.TEXT, 14),
        _input("二级指标", Kind.TEXT, 21),
        _input("三级指标", Kind.TEXT, 36),
        _input("指标性质", Kind.MARK, 10, choices=RELATIONS),
        _input("指标值", Kind.CODE, 18, "数字、百分比（95%）、期限（12月底前）或文字。"),
        _input("度量单位", Kind.CODE, 10),
        _input("分值", Kind.SCORE, 9),
    ),
    key=("项目编码", "三级指标"),
)

EXECUTION = TableSpec(
    "功能分类执行",
    (
        _input("功能分类编码", Kind.CODE, 16, "功能分类“类”的编码，例如 213。"),
        _input("全年预算数", Kind.EXACT_MONEY, 20),
        _input("全年执行数", Kind.EXACT_MONEY, 20),
    ),
    key=("功能分类编码",),
)

DEPARTMENT_INDICATORS = TableSpec(
    "部门指标",
    (
        _input("一级指标", Kind.TEXT, 16),
        _input("二级指标", Kind.TEXT, 18),
        _input("三级指标", Kind.TEXT, 56),
        _input("指标性质", Kind.MARK, 13, choices=RELATIONS),
        _input("指标值", Kind.CODE, 13),
        _input("度量单位", Kind.CODE, 11),
        _input("实际完成值", Kind.CODE, 13),
        _input("分值", Kind.SCORE, 9),
        _input("得分", Kind.SCORE, 9, "定量指标由程序计算；定性指标请您填写。"),
        _input("偏差原因分析及改进措施", Kind.LONG, 30),
    ),
    key=("三级指标",),
    caption="一、部门整体绩效指标",
    filters=False,
)

NARRATIVE = TableSpec(
    "部门叙述",
    (
        _input("章节", Kind.TEXT, 16, "同一章节可以写多行：一行一段，照次序印在报告里。", NARRATIVE_SECTIONS),
        _input("标题", Kind.TEXT, 18, "这一段的小标题，没有就空着。"),
        _input("内容", Kind.LONG, 56),
    ),
    key=("章节", "标题"),
    caption="三、文字叙述（写进报告）",
    seed=tuple((section, "", "") for section in NARRATIVE_SECTIONS),
    filters=False,
)
