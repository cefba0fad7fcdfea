"""校验规则: every check with its switches, and below them the office's own.

The rows that a new workbook starts with come from the catalogue, which this room does not know; the builder
puts them in.
"""

from typing import Final

from xlperf.books.input_tables import YES_NO
from xlperf.books.spec import ColumnSpec, Kind, TableSpec

RULE: Final = "规则"
ENABLED: Final = "启用"
LIVE: Final = "自检"
SEVERITY: Final = "级别"
THRESHOLD: Final = "阈值"
THRESHOLD_NAME: Final = "阈值说明"
SUBJECT: Final = "范围"
TITLE: Final = "检查内容"
CONDITION: Final = "条件"
MESSAGE: Final = "问题"
FIX: Final = "修改建议"

SEVERITIES: Final = ("错误", "警告", "提示")
#: What a rule of the office's own goes over, in the words of the rule language.
SUBJECTS: Final = ("整张表", "每个指标", "每个资金来源", "资金的每一列")


def _column(
    header: str, kind: Kind, width: float, hint: str = "", choices: tuple[str, ...] = ()
) -> ColumnSpec:
    return ColumnSpec(header, kind, width, clerk=True, hint=hint, choices=choices)


RULES: Final = TableSpec(
    "校验规则",
    (
        _column(RULE, Kind.CODE, 7, "自己加的规则写在表的最后，编号用 Z01、Z02……"),
        _column(TITLE, Kind.TEXT, 30),
        _column(ENABLED, Kind.MARK, 7, "选“否”就不再检查这一条；空着就是启用。", YES_NO),
        _column(
            LIVE,
            Kind.MARK,
            7,
            "“是”：下发的工作簿里也查，单位填的时候就看得到。自己加的规则空着就是能查就查。下发以后再改，要重新下发。",
            YES_NO,
        ),
        _column(SEVERITY, Kind.MARK, 7, "错误不改不能汇总；空着就按程序的。", SEVERITIES),
        _column(
            THRESHOLD,
            Kind.CODE,
            8,
            "只填数字；空着就按程序的。没有阈值的规则不能填；自己加的规则可以在条件里写“阈值”。",
        ),
        _column(THRESHOLD_NAME, Kind.TEXT, 18),
        _column(SUBJECT, Kind.CODE, 12, "只有自己加的规则要选。", SUBJECTS),
        _column(CONDITION, Kind.LONG, 34, "自己加的规则：写应当成立的条件，例如 得分 <= 分值。"),
        _column(MESSAGE, Kind.LONG, 34, "自己加的规则：不成立时怎么说，例如 “{指标}”得分太高。"),
        _column(FIX, Kind.LONG, 30, "自己加的规则：请单位怎么改。"),
    ),
    key=(RULE,),
)
