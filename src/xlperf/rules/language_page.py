"""``docs/rule-language.md``, made by ``python -m xlperf.rules.language_page > docs/rule-language.md``."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from xlperf.rules.expressions.errors import ExpressionError
from xlperf.rules.expressions.functions import FUNCTIONS, Function
from xlperf.rules.expressions.resolving import resolve
from xlperf.rules.expressions.vocabulary import Field, Group, fields_of
from xlperf.rules.own import OwnLine

_HEAD: Final = """\
# 写一条规则

规则是一行字：条件写**应当成立**的话，用表上栏目的名字，例如 `得分 <= 分值`。
收集、校验时程序逐张表、逐行去看，不成立的地方就是一个问题，写进“校验结果”，标在退回的表上。
程序自带的规则里，凡是一句话说得清的，也是这样写的（见[校验规则](rules.md)的“条件”一列），可以照着写。

办事员在“绩效评价.xlsm”的“校验规则”最后的空行里写，不用改程序；
[办事员手册](guide.md)第 5 节有最常用的几个例子。

本页由 `python -m xlperf.rules.language_page > docs/rule-language.md` 生成，测试会核对。
"""

_COLUMNS: Final = """\
## 一行怎么填

| 列 | 填什么 |
| --- | --- |
| 规则 | Z01、Z02……，不能重复 |
| 检查内容 | 这条规则的名字；空着就用条件 |
| 启用 | “否”就不检查；空着是“是” |
| 自检 | “是”：下发的工作簿里也查，单位填的时候就看得到；空着就是能查就查 |
| 级别 | 错误、警告或提示；空着是警告。错误不改，这个项目不能汇总 |
| 阈值 | 一个数。条件里写 `阈值` 就是它，以后只改这一格；不用就空着 |
| 范围 | 规则一次看什么：整张表、每个指标、每个资金来源、资金的每一列 |
| 条件 | 应当成立的话 |
| 问题、修改建议 | 不成立时怎么说；花括号里写栏目的名字，会换成表上的内容 |

花括号里还可以写 `{字段}`（出问题的那一格叫什么）和 `{值}`（那一格填的）。
问题标在条件里第一个提到的、表上有的那一格。
自己的规则在财政所校验时检查；写成的公式 Excel 2010 放得下的，也进单位工作簿里的“自检”。
"""

_TRUTH: Final = """\
## 成立、不成立、没法判断

- 条件有三种结果。要用的格空着、是错误值，或者该是数字的地方写了文字，就**没法判断**：
  不算违反，那一格自有别的规则来说。
- `and`：有一边不成立，就不成立。`or`：有一边成立，就成立。其余的，有一边没法判断，就没法判断。
- 由没法判断的数算出来的、除以 0 的，都没法判断。`sum` 和 `count` 里只要有一行没法判断，结果就没法判断。
- `sum`、`count`、`any`、`all` 只看用了的指标行（填了名称、指标值、实际完成值、分值、得分或原因的）。
- 数按六位小数比较，不用担心 0.1 加 0.2。`round` 是四舍五入。文字比较时不管空格和换行。
- 空、有内容、是数字、是文字、是错误、有说明、有回答、长度问的是格子本身，总有答案
  （公式还没有程序算过的格除外：它不算空，也不算有内容）。
"""

_DEVELOPERS: Final = """\
## 写进程序

给所有人用的规则写在 `src/xlperf/rules/catalogue.toml` 里，一条一段，
各个键的意思见 `xlperf.rules.catalogue.Rule`：

```toml
[[rule]]
id = "S90"
scope = "indicator"
severity = "hint"
title = "单项分值超过上限"
threshold = 25
threshold_name = "单项分值上限"
condition = "分值 <= 阈值"
at = "分值"
message = "“{指标}”占 {分值} 分"
fix = "请拆成几项"
live = true
```

`xlperf rules`、规则页、“校验规则”里的一行和校验都从这里来。写了 `live = true` 的，同一句话还变成一个
Excel 公式（只用 Excel 2007 就有的函数），放进下发的工作簿的“自检”；两边的判断必须一致，
测试用成千上万张表对照。
一句话说不清的规则（相近的名称、文字里的数加起来），在 `src/xlperf/rules/checks/` 里写一个小函数。
"""

#: Lines that a clerk may want to copy, each with what it shows.
EXAMPLES: Final = (
    (
        OwnLine("Z01", "每个指标", "分值 <= 25", "“{指标}”占 {分值} 分", "本镇规定单项不超过 25 分"),
        "两个数比较",
    ),
    (
        OwnLine(
            "Z02",
            "每个指标",
            "得分 == 分值 or 长度(偏差原因) >= 10",
            "“{指标}”的原因太短",
            "写清原因和改进措施",
        ),
        "两者有一就行",
    ),
    (
        OwnLine("Z03", "整张表", "执行率 >= 50%", "执行率不到一半", "请到财政所当面说明"),
        "百分比",
    ),
    (
        OwnLine(
            "Z04",
            "每个指标",
            'not 包含(三级指标, "其他", "待定")',
            "“{三级指标}”说不清是什么",
            "把指标写具体",
        ),
        "文字里不许有",
    ),
    (
        OwnLine(
            "Z05",
            "整张表",
            'count(指标性质 == "定性") <= 2',
            "定性指标太多",
            "能用数字的请改用数字",
        ),
        "数一数有几行",
    ),
    (
        OwnLine(
            "Z06", "整张表", "长度(实际完成情况) >= 20", "“实际完成情况”写得太少", "写清做了什么、效果怎样"
        ),
        "字数",
    ),
    (
        OwnLine("Z07", "整张表", 'any(一级指标 == "满意度指标")', "没有满意度指标", "请补上服务对象满意度"),
        "至少有一行",
    ),
    (
        OwnLine(
            "Z08",
            "整张表",
            "round(sum(得分) + 执行率得分, 2) == round(总分, 2)",
            "总分 {总分} 不等于各项得分之和",
            "核对每一项的得分",
        ),
        "各行加起来",
    ),
    (
        OwnLine(
            "Z09",
            "每个指标",
            '二级指标 != "时效指标" or 实际完成值 <= 日期(评价年度, 12, 31)',
            "“{指标}”{完成文字}才完成",
            "核对完成时间",
        ),
        "只管一部分指标；日期",
    ),
    (
        OwnLine(
            "Z10", "每个资金来源", "全年执行数 <= 全年预算数", "{资金来源}执行数超过预算数", "核对两个金额"
        ),
        "三个资金来源各看一次",
    ),
    (
        OwnLine("Z11", "资金的每一列", "年度资金总额 == 来源合计", "{列}的总额不等于各来源之和", "核对总额"),
        "三列金额各看一次",
    ),
)


class Sign(NamedTuple):
    """Signs or words of one use; ``spellings`` mean the same, each can stand in ``example`` for ``{}``."""

    use: str
    spellings: tuple[str, ...]
    example: str


#: From loose to tight, as they bind.
SIGNS: Final = (
    Sign("有一个成立就行", ("or", "或"), "得分 == 分值 {} 有说明(偏差原因)"),
    Sign("都要成立", ("and", "且"), "分值 > 0 {} 得分 >= 0"),
    Sign("不成立才对", ("not", "非"), "{} 空(三级指标)"),
    Sign("相等", ("==", "=", "＝"), "得分 {} 分值"),
    Sign("不相等", ("!=", "<>", "≠"), '指标性质 {} "定性"'),
    Sign("小于、大于", ("<", ">"), "得分 {} 分值"),
    Sign("不大于", ("<=", "≤"), "得分 {} 分值"),
    Sign("不小于", (">=", "≥"), "分值 {} 得分"),
    Sign("连接文字", ("&",), '指标 {} "：" == "长度："'),
    Sign("加、减", ("+", "-"), "分值 {} 得分 >= 0"),
    Sign("乘、除", ("*", "×", "/", "÷"), "得分 {} 2 >= 0"),
)

#: Slips that are easily made, with the scope in which each stands.
SLIPS: Final = (
    (Group.INDICATOR, "得份 <= 分值"),
    (Group.INDICATOR, "得分 <= "),
    (Group.INDICATOR, '得分 <= "十"'),
    (Group.FORM, "得分 <= 分值"),
    (Group.FORM, "sum(得分)"),
)


def render() -> str:
    """The whole page, ending in one line break."""
    return "\n".join(
        (_HEAD, _COLUMNS, *_examples(), _TRUTH, *_signs(), *_functions(), *_fields(), _DEVELOPERS)
    )


def complaint(group: Group, condition: str) -> str:
    """What a wrong line is answered with.

    Raises:
        ValueError: the line is right.
    """
    try:
        resolve(condition, group)
    except ExpressionError as error:
        return str(error)
    raise ValueError(condition)


def _examples() -> Iterator[str]:
    yield "## 例子\n"
    yield _table(
        ("规则", "范围", "条件", "问题", "修改建议", "看点"),
        (
            (line.id, line.subject, f"`{line.condition}`", line.message, line.fix, shows)
            for line, shows in EXAMPLES
        ),
    )
    yield "写错了，程序会说是哪一格、第几个字，改好之前什么也不做：\n"
    yield _table(
        ("范围", "写成", "程序说"),
        ((group.value, f"`{slip.strip()}`", complaint(group, slip)) for group, slip in SLIPS),
    )


def _signs() -> Iterator[str]:
    yield "## 符号\n"
    yield (
        '字段名照写，文字放在引号里（`"定性"` 或 `“定性”`），百分数可以写 `90%`，范围可以连写 '
        "`0 <= 得分 <= 分值`。全角半角都认。下面越靠后的结合得越紧，拿不准就加括号。\n"
    )
    yield _table(
        ("意思", "写法", "例子"),
        (
            (
                sign.use,
                " ".join(f"`{each}`" for each in sign.spellings),
                f"`{sign.example.format(sign.spellings[0])}`",
            )
            for sign in SIGNS
        ),
    )


def _functions() -> Iterator[str]:
    yield "## 函数\n"
    known = dict.fromkeys(FUNCTIONS.values())
    yield _table(
        ("函数", "也可以写", "括号里", "得到", "意思"),
        (
            (
                f"`{each.name}`",
                "、".join(each.aliases),
                _taken(each),
                each.gives.value if each.gives else "与后两项相同",
                each.help,
            )
            for each in known
        ),
    )


def _taken(function: Function) -> str:
    """What stands between the parentheses."""
    words = [each.value for each in function.takes]
    for index in range(function.least, len(words)):
        words[index] += "，可以不写"
    repeated = "；可以更多" if function.open_ended else ""
    return "；".join(words) + repeated


def _fields() -> Iterator[str]:
    yield "## 字段\n"
    yield (
        "“整张表”的字段在每种规则里都能用。“每个指标”的字段，在整张表的规则里要放在 "
        "`sum`、`count`、`any` 或 `all` 里。\n"
    )
    for group in Group:
        fields = fields_of(group)
        yield f"### {group.value}\n"
        yield _table(("表上的格", "也可以写", "内容", "说明"), map(_line, _which(fields, cell=True)))
        yield _table(("推算出来的", "也可以写", "内容", "说明"), map(_line, _which(fields, cell=False)))


def _which(fields: Iterable[Field], *, cell: bool) -> Iterator[Field]:
    return (field for field in fields if field.cell is cell)


def _line(field: Field) -> tuple[str, ...]:
    return f"`{field.name}`", "、".join(field.aliases), field.kind.value, field.help


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(render().encode("utf-8"))
