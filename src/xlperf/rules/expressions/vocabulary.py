"""The words that a rule may use: the form's own fields, and what follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from xlperf.rules.expressions.functions import Kind


class Group(StrEnum):
    """What a field belongs to, and what a rule goes over."""

    FORM = "整张表"
    INDICATOR = "每个指标"
    SOURCE = "每个资金来源"
    COLUMN = "资金的每一列"


@dataclass(frozen=True, slots=True)
class Field:
    """One word.

    ``label`` is what a finding calls it. ``cell``: it stands in a cell of the form; else it follows from
    other fields, from the rule set or from the round (:mod:`.definitions`, :mod:`.derived`).
    """

    name: str
    kind: Kind
    group: Group
    help: str = ""
    aliases: tuple[str, ...] = ()
    label: str = ""
    cell: bool = True

    @property
    def told(self) -> str:
        """What a finding calls it."""
        return self.label or self.name


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The fields that a rule over ``group`` may use, by each of their names.

    In a rule over the form, the fields of an indicator may stand within sum, count, any and all.
    """

    group: Group
    fields: Mapping[str, Field]

    def sees_one(self, field: Field) -> bool:
        """Whether there is just one such cell for each thing that the rule goes over."""
        return field.group in (Group.FORM, self.group)


#: The word for each of the fields that a rule is told for in turn (``each``).
HERE: Final = "本格"
#: The name of a rule's own number.
THRESHOLD: Final = "阈值"

#: Whether a row of 绩效指标 is in use: only such rows are looked at.
IN_USE: Final = "在用"

_N, _T, _M, _B = Kind.NUMBER, Kind.TEXT, Kind.MEASURE, Kind.TRUTH
SOURCE_NAMES: Final = ("当年财政拨款", "上年结转资金", "其他资金")
TOTAL_NAME: Final = "年度资金总额"
COLUMN_NAMES: Final = ("年初预算数", "全年预算数", "全年执行数")


def amount_name(source: str, column: str) -> str:
    """One amount among the fields of the form: 年度资金总额的全年执行数."""
    return f"{source}的{column}"


def _form_cells() -> tuple[Field, ...]:
    group = Group.FORM
    amounts = tuple(
        Field(amount_name(source, column), _N, group, "按表上的金额单位", label=f"{column}-{source}")
        for source in (TOTAL_NAME, *SOURCE_NAMES)
        for column in COLUMN_NAMES
    )
    return (
        Field("年度", _N, group),
        Field("项目名称", _T, group),
        Field("项目编码", _T, group),
        Field("主管部门", _T, group),
        Field("实施单位", _T, group),
        *amounts,
        Field("执行率", _N, group, "填报的执行率，如 0.946", ("预算执行率",)),
        Field("执行率分值", _N, group, "表上印的执行率的分值"),
        Field("执行率得分", _N, group),
        Field("预期目标", _T, group),
        Field("实际完成情况", _T, group),
        Field("总分", _N, group, "填报的总分"),
        Field("等级", _T, group, "填报的等级"),
    )


def _form_words() -> tuple[Field, ...]:
    def word(name: str, kind: Kind, text: str) -> Field:
        return Field(name, kind, Group.FORM, text, cell=False)

    return (
        word("满分", _N, "规则集的满分，一般 100"),
        word("规定的执行率分值", _N, "规则集给执行率的分值"),
        word("评价年度", _N, "本次自评的年度"),
        word("金额单位", _T, "表上的金额单位"),
        word("分母", _T, "规则集算执行率用的预算数"),
        word("零目标线", _N, "指标值为 0 时，实际完成值从它起要说明原因"),
        word("档次名称", _T, "规则集定性指标的几档"),
        word("指标个数", _N, "用了的指标行数"),
        word("应得执行率", _N, "按填报的各来源金额算出的执行率"),
        word("按总额的执行率", _N, "按填报的年度资金总额算出的执行率"),
        word("按年初预算的执行率", _N, "用年初预算数做分母的执行率，规定就是它的没有"),
        word("应得执行率得分", _N, "按应得执行率算出的得分"),
        word("按填报执行率的得分", _N, "按填报的执行率和分值算出的得分"),
        word("认定年初预算", _N, "台账的（没有台账时为填报的）年初预算数合计"),
        word("认定预算", _N, "台账的（没有台账时为填报的）全年预算数合计"),
        word("认定执行", _N, "台账的（没有台账时为填报的）全年执行数合计"),
        word("认定执行率", _N, "按台账（没有台账时按填报）算出的执行率"),
        word("填报得分合计", _N, "填报的各项得分加起来（有不适用的按规则集折算）"),
        word("应得总分", _N, "按各项应得的分算出的总分"),
        word("定级总分", _N, "等级应当依据的总分"),
        word("应得等级", _T, "按定级总分应得的等级"),
        word("等级写明档次", _B, "等级写的是规则集的某一档"),
        word("分值明细", _T, "各一级指标的分值"),
    )


def _indicator_fields() -> tuple[Field, ...]:
    group = Group.INDICATOR

    def word(name: str, kind: Kind, text: str) -> Field:
        return Field(name, kind, group, text, cell=False)

    return (
        Field("一级指标", _T, group),
        Field("二级指标", _T, group),
        Field("三级指标", _T, group, "", ("指标名称",)),
        Field("指标性质", _T, group),
        Field("指标值", _M, group),
        Field("度量单位", _T, group),
        Field("实际完成值", _M, group, "", ("完成值",)),
        Field("分值", _N, group),
        Field("得分", _N, group),
        Field("偏差原因分析及改进措施", _T, group, "", ("偏差原因",)),
        word(IN_USE, _B, "这一行填了名称、指标值、实际完成值、分值、得分或原因"),
        word("指标", _T, "指标的名称，没有名称的用上一级的"),
        word("定量", _B, "指标值是数字，不是定性"),
        word("适用", _B, "实际完成值不是“不适用”"),
        word("应得分", _N, "定量指标按规则应得的分"),
        word("计入得分", _N, "应得分，没有的为填报的得分"),
        word("公式打分", _B, "表上的公式会给这一行打分"),
        word("档次最低分", _N, "所选档次的最低分"),
        word("档次最高分", _N, "所选档次的最高分"),
        word("含最高分", _B, "所选档次可以得到最高分"),
        word("规定档次", _B, "实际完成值是规则集的某一档"),
        word("要说明超额", _B, "规则集要求超额太多的写原因，而且这个指标越多越好"),
        word("目标文字", _T, "如 ≥200户"),
        word("完成文字", _T, "如 180户"),
    )


def _source_fields() -> tuple[Field, ...]:
    cells = tuple(Field(name, _N, Group.SOURCE, "按表上的金额单位") for name in COLUMN_NAMES)
    return (*cells, Field("资金来源", _T, Group.SOURCE, "如 当年财政拨款", cell=False))


def _column_fields() -> tuple[Field, ...]:
    names = (TOTAL_NAME, *SOURCE_NAMES)
    cells = tuple(Field(name, _N, Group.COLUMN, "按表上的金额单位") for name in names)
    return (
        *cells,
        Field("列", _T, Group.COLUMN, "年初预算数、全年预算数或全年执行数", cell=False),
        Field("来源合计", _N, Group.COLUMN, "三个来源之和，空着算 0", cell=False),
    )


_GROUPS: Final[Mapping[Group, tuple[Group, ...]]] = {
    Group.FORM: (Group.FORM, Group.INDICATOR),
    Group.INDICATOR: (Group.FORM, Group.INDICATOR),
    Group.SOURCE: (Group.FORM, Group.SOURCE),
    Group.COLUMN: (Group.FORM, Group.COLUMN),
}


@cache
def fields_of(group: Group) -> tuple[Field, ...]:
    """Every field of a group, cells first, in reading order."""
    match group:
        case Group.FORM:
            return (*_form_cells(), *_form_words())
        case Group.INDICATOR:
            return _indicator_fields()
        case Group.SOURCE:
            return _source_fields()
        case Group.COLUMN:
            return _column_fields()


@cache
def vocabulary(group: Group) -> Vocabulary:
    """The words of a rule that goes over a group."""
    fields = (field for each in _GROUPS[group] for field in fields_of(each))
    return Vocabulary(group, {name: field for field in fields for name in (field.name, *field.aliases)})


@cache
def all_fields() -> Mapping[str, Field]:
    """Every field there is by its name, which no two groups share."""
    return {field.name: field for group in Group for field in fields_of(group)}
