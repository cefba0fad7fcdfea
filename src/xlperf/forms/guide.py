"""The text of 填报说明, generated from the spec and its rule set: nothing here is typed twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from xlperf.forms.fields import NOT_APPLICABLE, Owner
from xlperf.forms.names import SELF_CHECK_SHEET
from xlperf.forms.selfcheck_tally import READY
from xlperf.forms.spec import FormSpec
from xlperf.model.ledger import Column, Source
from xlperf.model.money import plain
from xlperf.rules.ruleset import ExecutionRule, QualitativeBand, QuantitativeRule, RuleSet


class Style(StrEnum):
    """How a line of the guide is set. ``HEAD`` and ``ROW`` have three cells, the others one."""

    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    HEAD = "head"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class GuideLine:
    """One row of the sheet, as plain text."""

    style: Style
    cells: tuple[str, ...]


def guide(spec: FormSpec) -> tuple[GuideLine, ...]:
    """The whole guide, top to bottom."""
    return tuple(_guide(spec))


def _guide(spec: FormSpec) -> Iterator[GuideLine]:
    yield GuideLine(Style.TITLE, (f"《{spec.title}》填报说明",))
    yield from _section("一、怎么填", _steps(spec))
    yield from _section("二、颜色和提示", _colours(spec))
    yield GuideLine(Style.HEADING, ("三、逐项说明",))
    yield from _items(spec)
    yield from _section("四、得分怎么算", _scoring(spec))
    yield from _section("五、总分和等级", _totals(spec.rules))
    yield from _section("六、交回", _returning())
    yield from _section("七、依据", (f"{spec.rules.title}。来源：{spec.rules.source}。",))


def _section(heading: str, sentences: tuple[str, ...]) -> Iterator[GuideLine]:
    yield GuideLine(Style.HEADING, (heading,))
    for number, sentence in enumerate(sentences, 1):
        text = sentence if len(sentences) == 1 else f"{number}. {sentence}"
        yield GuideLine(Style.TEXT, (text,))


def _steps(spec: FormSpec) -> tuple[str, ...]:
    labels = spec.rules.labels
    return (
        "一张自评表对应一个项目，有几个项目就有几张工作表，名称在窗口下方的标签上。",
        "财政所下发前已填好项目、资金和批复的绩效指标，并已锁定。发现有错，请告诉财政所，不要自行另做一张表。",
        (
            f"填报单位填五样：{labels.goal}；{labels.goal_done}；每项指标的{labels.actual_value}；"
            f"定性指标和期限指标的{labels.score}；没得满分的原因。"
        ),
        f"金额单位是{spec.money_unit}，只填数字。合计、执行率、定量指标的得分、总分和等级自动算出，不必填。",
        (
            f"边填边看工作表“{SELF_CHECK_SHEET}”：还有几处要改、几处没填、怎么改，都在那里，点蓝字就到那一格。"
            f"第一行写着“{READY}”就可以交了。"
        ),
    )


def _colours(spec: FormSpec) -> tuple[str, ...]:
    full = plain(spec.rules.weights_total)
    return (
        "浅黄色：应填还没填，填好后黄色消失。灰色：财政所已填好，不能改。",
        f"红色：填得不对，如得分超过分值、该填数字的填了文字、分值合计不是 {full}。",
        "点到格子上会出现填写提示；填得不合要求会弹出说明，按说明改正即可。",
        "黄色和红色都没有了，再看“自检”有没有别的要改。打印时颜色不会印出来。",
    )


def _items(spec: FormSpec) -> Iterator[GuideLine]:
    yield GuideLine(Style.HEAD, ("栏目", "谁填", "怎么填"))
    fields = {field.key: field for field in spec.fields}
    computed = [field for field in spec.fields if not field.is_input]
    for key in ("year", "project_name", "project_code", "department", "unit"):
        yield _row(fields[key].label, fields[key].owner, fields[key].help)
    columns = "、".join(column.label for column in spec.funding_columns)
    sources = "、".join(row.label.removeprefix("其中：") for row in spec.funding_rows if row.is_input)
    help_text = f"按{sources}分别填，单位{spec.money_unit}；没有的填 0，合计自动算出。"
    yield _row(columns, Owner.OFFICE, help_text)
    for key in ("goal", "goal_done"):
        yield _row(fields[key].label, fields[key].owner, fields[key].help)
    for column in spec.indicator_columns:
        yield _row(column.header, column.owner, column.help)
    for field in computed:
        label = f"执行率{field.label}" if field.key in {"rate_weight", "rate_score"} else field.label
        yield _row(label, field.owner, field.help)


def _row(label: str, owner: Owner, help_text: str) -> GuideLine:
    return GuideLine(Style.ROW, (label, owner.value, help_text))


def _scoring(spec: FormSpec) -> tuple[str, ...]:
    rules = spec.rules
    late = rules.quantitative.late
    kept = "不得分" if late == 0 else f"得分值的 {_percent(late)}"
    return (
        *_execution(spec),
        "≥、>、= 的指标：达到指标值得满分，没达到的得分＝分值×实际完成值÷指标值。",
        _reverse(rules.quantitative),
        "指标值为 0 的：= 和 ≤ 的指标，实际为 0 得满分，否则不得分；不要把≥的指标值填成 0。负数按 0 计。",
        *_over_target(rules.quantitative),
        f"期限（如“12月底前”）：按期完成得满分，逾期{kept}，由填报单位自己填得分。",
        f"得分四舍五入，保留 {rules.score_decimals} 位小数，不得超过分值。",
        "\n".join(("定性指标先选一档，再在该档的范围内打分：", *_bands(rules))),
    )


def _execution(spec: FormSpec) -> tuple[str, ...]:
    rule, labels = spec.rules.execution, spec.rules.labels
    columns = dict(zip(Column, labels.columns, strict=True))
    sources = dict(zip(Source, labels.sources, strict=True))
    names = "、".join(sources[source].removeprefix("其中：") for source in rule.sources)
    zero = {
        "score0": "没有预算的不得分",
        "full": "没有预算的得满分",
        "not_applicable": "没有预算的不计这一项",
    }[rule.zero_budget]
    sentence = (
        f"预算执行率＝{columns[Column.ACTUAL]}÷{columns[rule.base]}（按{names}计算），"
        f"分值 {plain(rule.weight)} 分；{_execution_points(rule)}；{zero}。"
    )
    if rule.explain_below is None:
        return (sentence,)
    return (
        sentence,
        f"执行率低于 {_percent(rule.explain_below)} 的，在“{labels.goal_done}”里写明原因。",
    )


def _execution_points(rule: ExecutionRule) -> str:
    if rule.mode == "bands":
        steps = [
            f"执行率达到 {_percent(low)} 得 {plain(rule.weight * share)} 分" for low, share in rule.bands
        ]
        return "，".join((*steps, "再低不得分"))
    if rule.pass_line is not None:
        line = _percent(rule.pass_line)
        return f"执行率不超过 {line} 不得分，超过的得分＝分值×（执行率－{line}）÷（1－{line}）"
    return f"得分＝分值×执行率，执行率最高按 {_percent(rule.cap)} 计"


def _reverse(rule: QuantitativeRule) -> str:
    if rule.reverse == "ratio":
        return "≤、< 的指标：不超过指标值得满分，超过的得分＝分值×指标值÷实际完成值。"
    return (
        "≤、< 的指标：不超过指标值得满分，超过的得分＝分值×[1－（实际完成值－指标值）÷指标值]，"
        "超过一倍及以上不得分。"
    )


def _over_target(rule: QuantitativeRule) -> tuple[str, ...]:
    limit = plain(rule.over_target_threshold)
    if rule.over_target == "none":
        return ()
    if rule.over_target == "deduct":
        return (f"≥、>、= 的指标，做到指标值 {limit} 倍及以上的，超出部分按比例扣分，并写明原因。",)
    return (f"≥、>、= 的指标，做到指标值 {limit} 倍及以上的，得满分，但要写明为什么差这么多。",)


def _bands(rules: RuleSet) -> tuple[str, ...]:
    return tuple(f"　　{band.label}：{_interval(band)}。" for band in rules.qualitative)


def _interval(band: QualitativeBand) -> str:
    """A band as words: the top one includes its upper end, the others do not."""
    low, high = (f"{plain(share * 10)} 分" for share in (band.low, band.high))
    if band.high == 1:
        return f"得分值的 {_percent(band.low)} 至 {_percent(band.high)}（如分值 10 分，打 {low}到 {high}）"
    if band.low == 0:
        return f"得分低于分值的 {_percent(band.high)}（如分值 10 分，打 {high}以下，不含 {high}）"
    shares = f"{_percent(band.low)} 至 {_percent(band.high)}，不含 {_percent(band.high)}"
    return f"得分值的 {shares}（如分值 10 分，打 {low}到 {high}，不含 {high}）"


def _totals(rules: RuleSet) -> tuple[str, ...]:
    weights = "，".join(f"{'和'.join(group.levels)} {plain(group.weight)} 分" for group in rules.weights)
    moved = (
        f"没有{each.absent}的，{'、'.join(f'{level}加 {plain(weight)} 分' for level, weight in each.to)}"
        for each in rules.reallocations
    )
    not_applicable = {
        "rescale": f"剔除后按 {plain(rules.weights_total)} 分折算",
        "full": "按满分计",
        "transfer": "分值按比例转给其他指标",
    }[rules.not_applicable]
    grades = "，".join(f"{_from(rules, index)}为“{grade.label}”" for index, grade in enumerate(rules.grades))
    return (
        "；".join((f"分值：{weights}，预算执行率 {plain(rules.execution.weight)} 分", *moved)) + "。",
        f"总分＝各指标得分之和＋执行率得分。选“{NOT_APPLICABLE}”的指标{not_applicable}。",
        f"等级：{grades}。等级按取整前的总分定。",
    )


def _from(rules: RuleSet, index: int) -> str:
    """The interval of one grade: from its lower bound up to the next better grade's."""
    lower = rules.grades[index].lower
    if index == 0:
        return f"{plain(lower)} 分（含）以上"
    upper = plain(rules.grades[index - 1].lower)
    return f"{upper} 分以下" if lower == 0 else f"{plain(lower)}（含）至 {upper} 分"


def _returning() -> tuple[str, ...]:
    return (
        "直接交回这个文件，微信、邮件、U 盘都行。不要截图，不要另存为 PDF 或 .xls，不要把表复制到别的文件。",
        "不要改表头和工作表的结构。文件名可以改，财政所按文件里的项目编码认表。",
        "填错了就在原文件上改好再交，财政所以最后保存的一份为准。",
    )


def _percent(share: Decimal) -> str:
    return f"{plain(share * 100)}%"
