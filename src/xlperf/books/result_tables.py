"""The tables that steps fill.

The printed form of 未纳入自评项目 is the one published in 王平镇2021年度公开报告, with the code as an
extra column.
"""

from collections.abc import Iterable

from xlperf.books.input_tables import YES_NO
from xlperf.books.spec import ColumnSpec as Column
from xlperf.books.spec import Kind, Label, Ratio, Sum, TableSpec

_RATE = Ratio("全年执行数", "全年预算数")

INTAKE = TableSpec(
    "收件登记",
    (
        Column("序号", Kind.SERIAL, 6),
        Column("文件名", Kind.TEXT, 42),
        Column("所在位置", Kind.TEXT, 20),
        Column("单位编码", Kind.CODE, 11),
        Column("单位名称", Kind.TEXT, 18),
        Column("项目数", Kind.COUNT, 7),
        Column("版本", Kind.COUNT, 6),
        Column("采用", Kind.MARK, 6),
        Column(
            "人工指定",
            Kind.MARK,
            9,
            clerk=True,
            choices=YES_NO,
            hint="同一项目收到几份时，选“是”指定用这一份；选“否”不用这一份。",
        ),
        Column("状态", Kind.CODE, 11),
        Column("错误数", Kind.COUNT, 7),
        Column("警告数", Kind.COUNT, 7),
        Column("SHA-256", Kind.DIGEST, 12),
        Column("收到时间", Kind.CODE, 17),
    ),
    key=("SHA-256",),
    caption="一、收到的文件",
)

#: Its columns are as wide as those of INTAKE above it. The digest stands before a cell that is never blank:
#: otherwise it would run on over what is beside it.
PAIRS = TableSpec(
    "项目对应",
    (
        Column("序号", Kind.SERIAL, 6),
        Column("文件名", Kind.TEXT, 42),
        Column("表上项目名称", Kind.TEXT, 24),
        Column("表上项目编码", Kind.CODE, 11),
        Column("疑似项目名称", Kind.TEXT, 24),
        Column("相似度", Kind.RATE, 8),
        Column("SHA-256", Kind.DIGEST, 7),
        Column("工作表", Kind.TEXT, 9),
        Column("单元格", Kind.CODE, 9),
        Column("疑似项目编码", Kind.CODE, 11),
        Column(
            "确认项目编码",
            Kind.CODE,
            12,
            clerk=True,
            hint="核对后填项目台账里的项目编码，再运行一次“收集回收”，这张表就算这个项目的。不是台账里的项目就空着。",
        ),
    ),
    key=("SHA-256", "工作表", "单元格"),
    caption="二、编码、名称都和台账对不上的自评表",
    filters=False,
)

FINDINGS = TableSpec(
    "校验结果",
    (
        Column("序号", Kind.SERIAL, 6),
        Column("级别", Kind.MARK, 7, alert="错误"),
        Column("规则", Kind.CODE, 7),
        Column("单位名称", Kind.TEXT, 16),
        Column("项目名称", Kind.TEXT, 26),
        Column("文件", Kind.TEXT, 26),
        Column("工作表", Kind.TEXT, 14),
        Column("单元格", Kind.LINK, 11),
        Column("字段", Kind.TEXT, 16),
        Column("填报内容", Kind.LONG, 18),
        Column("问题", Kind.LONG, 36),
        Column("修改建议", Kind.LONG, 32),
    ),
    key=("规则", "文件", "工作表", "单元格", "字段"),
)

COUNTS_BY_UNIT = TableSpec(
    "问题_单位",
    (
        Column("单位编码", Kind.CODE, 12),
        Column("单位名称", Kind.TEXT, 34, total=Label()),
        Column("错误", Kind.COUNT, 12, total=Sum()),
        Column("警告", Kind.COUNT, 12, total=Sum()),
        Column("提示", Kind.COUNT, 12, total=Sum()),
        Column("合计", Kind.COUNT, 12, total=Sum()),
    ),
    key=("单位编码",),
    caption="一、按单位统计",
    filters=False,
)
COUNTS_BY_RULE = TableSpec(
    "问题_规则",
    (
        Column("规则", Kind.CODE, 12),
        Column("检查内容", Kind.TEXT, 34, total=Label()),
        Column("级别", Kind.MARK, 12, alert="错误"),
        Column("处数", Kind.COUNT, 12, total=Sum()),
        Column("涉及项目", Kind.COUNT, 12),
    ),
    key=("规则", "级别"),
    caption="二、按规则统计",
    filters=False,
)

MISSING = TableSpec(
    "催报清单",
    (
        Column("序号", Kind.SERIAL, 6),
        Column("单位编码", Kind.CODE, 12),
        Column("单位名称", Kind.TEXT, 22),
        Column("联系人", Kind.CODE, 12),
        Column("联系电话", Kind.CODE, 18),
        Column("项目编码", Kind.CODE, 17.5),
        Column("项目名称", Kind.TEXT, 42),
        Column("状态", Kind.CODE, 14),
    ),
    key=("项目编码",),
)

UNEVALUATED = TableSpec(
    "未纳入自评项目",
    (
        Column("序号", Kind.SERIAL, 6),
        Column("单位名称", Kind.TEXT, 20),
        Column("项目名称", Kind.TEXT, 42, total=Label()),
        Column("预算金额（元）", Kind.YUAN, 18, total=Sum()),
        Column("未开展绩效自评的原因", Kind.LONG, 46),
        Column("项目编码", Kind.CODE, 17.5),
    ),
    key=("项目编码",),
)

BANDS = TableSpec(
    "得分分布",
    (
        Column("等级", Kind.MARK, 12, total=Label()),
        Column("分数区间", Kind.CODE, 30),
        Column("项目个数", Kind.COUNT, 14, total=Sum()),
        Column("占比", Kind.RATE, 24, total=Sum(), bar=True),
    ),
    key=("等级",),
    filters=False,
)

PROBLEMS = TableSpec(
    "问题与措施",
    (
        Column("序号", Kind.SERIAL, 6),
        Column("单位名称", Kind.TEXT, 16),
        Column("项目编码", Kind.CODE, 17.5),
        Column("项目名称", Kind.TEXT, 32),
        Column("指标", Kind.TEXT, 20),
        Column("扣分", Kind.SCORE, 8),
        Column("存在的问题", Kind.LONG, 44),
        Column("改进措施", Kind.LONG, 40),
    ),
    key=("项目编码", "指标"),
)

KEY_PROJECTS = TableSpec(
    "重点项目",
    (
        Column("项目编码", Kind.CODE, 17.5),
        Column("项目名称", Kind.TEXT, 18),
        Column(
            "项目概况", Kind.LONG, 26, clerk=True, hint="由您填写，会写进报告；重新运行时按项目编码保留。"
        ),
        Column("绩效目标", Kind.LONG, 24),
        Column("资金到位及执行情况", Kind.LONG, 24),
        Column("产出指标完成情况", Kind.LONG, 24),
        Column("效益指标完成情况", Kind.LONG, 24),
        Column("满意度指标完成情况", Kind.LONG, 16),
        Column("存在的问题", Kind.LONG, 16),
        Column("改进措施", Kind.LONG, 16),
        Column("总分", Kind.SCORE, 8),
        Column("等级", Kind.MARK, 6),
    ),
    key=("项目编码",),
)

PROGRESS = TableSpec(
    "单位进度",
    (
        Column("单位编码", Kind.CODE, 16),
        Column("单位名称", Kind.TEXT, 18),
        Column("应报项目", Kind.COUNT, 15),
        Column("已下发", Kind.COUNT, 15),
        Column("已收项目", Kind.COUNT, 15),
        Column("已通过", Kind.COUNT, 15),
        Column("需修改", Kind.COUNT, 15),
        Column("未报", Kind.COUNT, 15),
        Column("完成率", Kind.RATE, 18, bar=True),
    ),
    key=("单位编码",),
    caption="各单位进度",
)


def _execution_table(name: str, caption: str, code: Column, label: Column, offset: int = 0) -> TableSpec:
    return TableSpec(
        name,
        (
            code,
            label,
            Column("全年预算数", Kind.MONEY, 18, total=Sum()),
            Column("全年执行数", Kind.MONEY, 18, total=Sum()),
            Column("执行率", Kind.RATE, 12, total=_RATE),
            Column("占比", Kind.RATE, 12, total=Sum()),
        ),
        key=(label.header if code.kind is Kind.SERIAL else code.header,),
        caption=caption,
        offset=offset,
        filters=False,
    )


_CLASS_CODE = Column("科目编码", Kind.CODE, 12)
_CLASS_NAME = Column("科目名称", Kind.TEXT, 34, total=Label())

BY_FUNCTION = _execution_table("执行率_功能分类", "一、按功能分类", _CLASS_CODE, _CLASS_NAME)
BY_UNIT = _execution_table(
    "执行率_单位",
    "二、按单位",
    Column("单位编码", Kind.CODE, 12),
    Column("单位名称", Kind.TEXT, 34, total=Label()),
)
BY_SOURCE = _execution_table(
    "执行率_资金来源",
    "三、按资金来源",
    Column("序号", Kind.SERIAL, 12),
    Column("资金来源", Kind.TEXT, 34, total=Label()),
)

DEPARTMENT_FUNCTIONS = _execution_table(
    "部门功能分类", "二、部门整体绩效目标设立情况（按功能分类）", _CLASS_CODE, _CLASS_NAME, offset=1
)


def summary_table(level1: Iterable[str]) -> TableSpec:
    """自评汇总: one score column for each 一级指标 of the rule set."""
    return TableSpec(
        "自评汇总",
        (
            Column("序号", Kind.SERIAL, 5),
            Column("单位名称", Kind.TEXT, 15),
            Column("项目编码", Kind.CODE, 17.5),
            Column("项目名称", Kind.TEXT, 30, total=Label()),
            Column("功能分类", Kind.TEXT, 15),
            Column("年初预算数", Kind.MONEY, 11, total=Sum()),
            Column("全年预算数", Kind.MONEY, 11, total=Sum()),
            Column("全年执行数", Kind.MONEY, 11, total=Sum()),
            Column("执行率", Kind.RATE, 9, total=_RATE),
            Column("执行率得分", Kind.SCORE, 7.5),
            *(Column(name, Kind.SCORE, 7.5) for name in level1),
            Column("总分", Kind.SCORE, 7.5),
            Column("等级", Kind.MARK, 5.5),
            Column("偏差项数", Kind.COUNT, 6),
            Column("重点项目", Kind.MARK, 6),
            Column("备注", Kind.TEXT, 16, clerk=True, hint="由您填写；重新运行时按项目编码保留。"),
        ),
        key=("项目编码",),
    )
