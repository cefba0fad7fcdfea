"""What Excel's function wizard says of the worksheet functions: data for Python and for the add-in alike.

Excel shows no more than 255 characters of a text.
"""

from typing import Final, NamedTuple

CATEGORY: Final = "绩效评价"
_RULESET: Final = "规则集的编号，空着是 central_2020"


class FunctionHelp(NamedTuple):
    """One function by its name in the add-in: what it answers, and a line for each argument in order."""

    name: str
    answers: str
    arguments: tuple[str, ...]


RATE: Final = FunctionHelp(
    "XlperfRate",
    "预算执行率：全年执行数除以全年预算数，不四舍五入。空白得空白；预算数为 0、看不懂时得一句说明。",
    ("全年执行数，可以是一片区域", "全年预算数，与执行数同一单位，可以是一片区域"),
)
SCORE: Final = FunctionHelp(
    "XlperfScore",
    "一个指标按规则集应得的分数，可以是一片区域。定性指标得出应在的分数范围；看不懂时得一句说明。",
    (
        "≥ > = ≤ < 或 定性；指标值里写明的（如 ≥90%）可以空着",
        "目标值：数字、百分比、日期，或者文字",
        "完成值；定性指标填规则集的三档之一",
        "这个指标的分值",
        _RULESET,
    ),
)
GRADE: Final = FunctionHelp(
    "XlperfGrade",
    "总分的等级：优、良、中、差。按未四舍五入的总分判定，89.995 是良。",
    ("自评总分，可以是一片区域", _RULESET),
)
AMOUNT: Final = FunctionHelp(
    "XlperfAmount",
    "把写成文字的金额读成数字，以“单位”计；没有写单位的数字就当是这个单位。看不懂时得一句说明，不会得 0。",
    ("写着金额的格，如 2000万、1,200.5元，可以是一片区域", "元 或 万元，空着是 元"),
)

FUNCTIONS: Final = (RATE, SCORE, GRADE, AMOUNT)
