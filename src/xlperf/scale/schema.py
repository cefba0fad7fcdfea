"""The tables that xlperf gives to other programs, column by column: the one place that says what they hold.

``docs/scale.md`` prints this for people (a test holds the two together), :mod:`xlperf.scale.arrow` makes
Arrow schemas of it. ``xlperf export --parquet`` and a run on a cluster write the same tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

#: Goes up when a column changes its meaning or goes away; written into every file's metadata.
VERSION: Final = "1"


class Kind(Enum):
    """What a column holds: its type as documented, and the decimals of a number (None: no decimal number)."""

    TEXT = ("string", None, None)
    TRUTH = ("bool", None, None)
    COUNT = ("int64", None, None)
    MOMENT = ("timestamp(s, UTC)", None, None)
    #: 元. What is no whole number of 分 is refused, never rounded.
    MONEY = ("decimal(18,2)", 18, 2)
    #: Rounded half up, for reading; every verdict is given before. What has too many digits is left empty.
    RATE = ("decimal(18,6)", 18, 6)
    POINTS = ("decimal(12,4)", 12, 4)

    def __init__(self, label: str, digits: int | None, places: int | None) -> None:
        self.label = label
        self.digits = digits
        self.places = places


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what it holds, what that means, whether it may be empty."""

    name: str
    kind: Kind
    meaning: str
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what one row is, in which order rows stand, and its columns."""

    name: str
    row: str
    order: tuple[str, ...]
    columns: tuple[Column, ...]

    def names(self) -> tuple[str, ...]:
        """The names of all columns, in order."""
        return tuple(column.name for column in self.columns)


def _column(kind: Kind, name: str, meaning: str) -> Column:
    """A column; a name that ends in ``?`` may be empty."""
    return Column(name.rstrip("?"), kind, meaning, name.endswith("?"))


def _text(name: str, meaning: str) -> Column:
    return _column(Kind.TEXT, name, meaning)


def _truth(name: str, meaning: str) -> Column:
    return _column(Kind.TRUTH, name, meaning)


def _count(name: str, meaning: str) -> Column:
    return _column(Kind.COUNT, name, meaning)


def _money(name: str, meaning: str) -> Column:
    return _column(Kind.MONEY, name, meaning)


def _rate(name: str, meaning: str) -> Column:
    return _column(Kind.RATE, name, meaning)


def _points(name: str, meaning: str) -> Column:
    return _column(Kind.POINTS, name, meaning)


_SOURCES: Final = {"appropriation": "当年财政拨款", "carryover": "上年结转资金", "other": "其他资金"}
_AMOUNTS: Final = {"initial_budget": "年初预算数", "budget": "全年预算数", "actual": "全年执行数"}

#: What the office knows of a project: the columns of the ledger.
LEDGER_COLUMNS: Final = (
    _count("row", "台账里的行次，从 1 起"),
    _text("code", "项目编码"),
    _text("name", "项目名称"),
    _text("unit_code", "单位编码"),
    _text("unit", "单位名称"),
    _text("kind", "支出类型：项目支出、基本支出"),
    _text("function_code", "功能分类（类）编码"),
    _text("function_item", "台账里的功能分类编码，未截到类"),
    *(
        _money(f"{source}_{amount}", f"{what}，其中：{whose}")
        for source, whose in _SOURCES.items()
        for amount, what in _AMOUNTS.items()
    ),
    *(_money(amount, f"{what}，各来源合计") for amount, what in _AMOUNTS.items()),
    _truth("evaluate", "是否自评"),
    _text("unevaluated_reason", "未自评原因，没有写的是空串"),
    _truth("key", "是否重点"),
    _truth("secret", "是否涉密"),
)

_RESULT_COLUMNS: Final = (
    _text("state", "通过、需修改、未报、不自评、基本支出"),
    _money("counted_budget?", "执行率的分母（规则集规定的口径）"),
    _money("counted_actual?", "执行率的分子（规则集规定的口径）"),
    _rate("rate?", "预算执行率，四舍五入到 6 位，0.946 即 94.6%；没有预算的为空"),
    _points("rate_score?", "执行率得分"),
    _points("score?", "总分，按规则集的位数四舍五入"),
    _text("grade?", "等级，按四舍五入之前的总分判定"),
    _count("deviations?", "扣分的指标个数"),
    _text("file?", "采用的自评表所在文件，回收文件夹里的路径"),
    _text("sheet?", "采用的自评表所在工作表"),
    _count("errors", "自评表里的错误数"),
    _count("warnings", "自评表里的警告数"),
)

PROJECTS: Final = Table("projects", "台账里的一行", ("row",), (*LEDGER_COLUMNS, *_RESULT_COLUMNS))

INDICATORS: Final = Table(
    "indicators",
    "一个采用的自评表里的一行绩效指标",
    ("row", "line"),
    (
        _count("row", "项目在台账里的行次"),
        _text("project_code", "项目编码"),
        _count("line", "自评表里的第几行指标，从 1 起"),
        _text("level1", "一级指标，按规则集的名称；认不出的照原文"),
        _text("level2", "二级指标"),
        _text("level3", "三级指标"),
        _text("relation", "指标性质，认不出的是空串"),
        _text("target", "指标值，照原文"),
        _text("unit", "度量单位"),
        _text("actual", "实际完成值，照原文"),
        _points("weight?", "分值，四舍五入到 4 位"),
        _points("points?", "应得分，四舍五入到 4 位；算不出的为空"),
        _points("lost?", "扣分，四舍五入到 4 位；算不出的为空"),
        _text("problem", "偏差原因分析里的原因"),
        _text("measure", "偏差原因分析里的改进措施"),
    ),
)

#: What is told of a finding, in the words of the catalogue.
_FINDING_COLUMNS: Final = (
    _text("code", "规则编号"),
    _text("severity", "error、warning、hint"),
    _text("file", "文件，回收文件夹里的路径；与文件无关的是空串"),
    _text("sheet", "工作表"),
    _text("cell", "单元格，例如 H7"),
    _text("field", "栏目"),
    _text("value", "那里写的内容，照原文"),
    _text("message", "问题"),
    _text("fix", "怎么改"),
    _text("project_code", "项目编码，无关的是空串"),
    _text("unit_code", "单位编码，无关的是空串"),
)

FINDINGS: Final = Table(
    "findings", "一条校验结果", ("number",), (_count("number", "序号，从 1 起"), *_FINDING_COLUMNS)
)

#: What is known of a file that was received, whether it could be read or not.
_FILE_COLUMNS: Final = (
    _text("name", "回收文件夹里的路径；压缩包里的文件在“!”之后"),
    _text("sha256", "文件内容的 SHA-256，十六进制；取不到内容的是空串"),
    _count("size", "字节数"),
    _column(Kind.MOMENT, "saved_at", "最后一次保存的时间，决定新旧"),
    _text("unit_code", "单位编码，认不出的是空串"),
    _count("forms", "读出的自评表个数"),
    _text("refusal?", "拒收的代码；读得出的为空"),
    _text("refusal_message?", "拒收的原因"),
    _text("refusal_fix?", "怎么办"),
)

FILES: Final = Table(
    "files",
    "收到的一个文件（压缩包里的每个文件各一行）",
    ("number",),
    (
        _count("number", "序号，按收到的次序（没有收件记录的按路径），从 1 起"),
        *_FILE_COLUMNS,
        _count("used", "其中采用的自评表个数"),
    ),
)

_GROUP_COLUMNS: Final = (
    _money("budget", "全年预算数"),
    _money("actual", "全年执行数"),
    _rate("rate?", "预算执行率；没有预算的为空"),
    _rate("share?", "占全部全年预算数的比例；合计为 0 的为空"),
)

FUNCTIONS: Final = Table(
    "functions",
    "一个功能分类（类），含基本支出",
    ("code",),
    (_text("code", "科目编码"), _text("name", "科目名称"), *_GROUP_COLUMNS),
)
UNITS: Final = Table(
    "units",
    "一个单位，含基本支出",
    ("number",),
    (
        _count("number", "单位名录里的行次，从 1 起"),
        _text("code", "单位编码"),
        _text("name", "单位名称"),
        *_GROUP_COLUMNS,
    ),
)
SOURCES: Final = Table(
    "sources",
    "一种资金来源，含基本支出",
    ("number",),
    (_count("number", "序号，从 1 起"), _text("name", "资金来源"), *_GROUP_COLUMNS),
)
BANDS: Final = Table(
    "bands",
    "一个等级",
    ("number",),
    (
        _count("number", "序号，从最好的等级起"),
        _text("grade", "等级"),
        _text("interval", "分数区间"),
        _count("projects", "通过校验的项目个数"),
        _rate("share?", "占全部通过项目的比例；一个也没有的为空"),
    ),
)

_LISTED: Final = (
    _count("row", "台账里的行次"),
    _text("code", "项目编码"),
    _text("name", "项目名称"),
    _text("unit_code", "单位编码"),
    _text("unit", "单位名称"),
)
UNEVALUATED: Final = Table(
    "unevaluated",
    "一个未纳入自评的项目支出",
    ("row",),
    (*_LISTED, _money("budget", "全年预算数"), _text("reason", "原因，没有写的是空串")),
)
LOW_RATES: Final = Table(
    "low_rates",
    "一个通过校验而执行率低于 90%（四舍五入之前）的项目",
    ("row",),
    (
        *_LISTED,
        _money("counted_budget", "执行率的分母"),
        _money("counted_actual", "执行率的分子"),
        _rate("rate", "预算执行率"),
    ),
)
MISSING: Final = Table(
    "missing", "一个应报而没有报、或者报了要改的项目", ("row",), (*_LISTED, _text("state", "未报、需修改"))
)

#: What one round comes to: the facts, then what is computed from them.
FACTS: Final = (PROJECTS, INDICATORS, FINDINGS, FILES)
SUMMARIES: Final = (FUNCTIONS, UNITS, SOURCES, BANDS, UNEVALUATED, LOW_RATES, MISSING)
TABLES: Final[Mapping[str, Table]] = {table.name: table for table in (*FACTS, *SUMMARIES)}
