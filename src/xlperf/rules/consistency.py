"""What the parts of a rule set must be to each other, beyond each key being of its kind."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from xlperf.model.ledger import Source
from xlperf.model.money import plain
from xlperf.rules.levels import level_key
from xlperf.rules.ruleset import ExecutionRule, LevelOne, LevelTwo, QuantitativeRule, RuleSet

#: More blank rows than this do not fit one A4 page together with the rest of the form.
MAX_BLANK_ROWS = 20
MAX_DECIMALS = 4


def contradictions(rules: RuleSet) -> Iterator[str]:
    """A Chinese sentence, without its full stop, for everything that does not fit together."""
    yield from _execution(rules.execution)
    yield from _quantitative(rules.quantitative)
    yield from _qualitative(rules)
    yield from _levels(rules)
    yield from _weights(rules)
    yield from _reallocations(rules)
    yield from _grades(rules)
    yield from _labels(rules)
    if rules.score_decimals > MAX_DECIMALS:
        yield f"score_decimals 应在 0 到 {MAX_DECIMALS} 之间，实际为 {rules.score_decimals}"


def _execution(rule: ExecutionRule) -> Iterator[str]:
    if rule.weight < 0:
        yield f"execution.weight 不能为负，实际为 {rule.weight}"
    if not 0 < rule.cap <= 1:
        yield f"execution.cap 应大于 0 且不超过 1（得分不得超过分值），实际为 {rule.cap}"
    if rule.explain_below is not None and not 0 < rule.explain_below <= 1:
        yield f"execution.explain_below 应大于 0 且不超过 1，实际为 {rule.explain_below}"
    if (
        not rule.sources
        or _repeated(rule.sources)
        or (Source.TOTAL in rule.sources and len(rule.sources) > 1)
    ):
        yield "execution.sources 应为 [total]，或 appropriation、carryover、other 中不重复的若干项"
    yield from _execution_mode(rule)


def _execution_mode(rule: ExecutionRule) -> Iterator[str]:
    if (rule.mode == "bands") != bool(rule.bands):
        yield "execution.bands 与 mode = bands 必须同时出现"
    if (rule.mode == "pass_line") != (rule.pass_line is not None):
        yield "execution.pass_line 与 mode = pass_line 必须同时出现"
    if rule.pass_line is not None and not 0 < rule.pass_line < 1:
        yield f"execution.pass_line 应在 0 与 1 之间，实际为 {rule.pass_line}"
    if not rule.bands:
        return
    if any(high[0] <= low[0] or high[1] < low[1] for high, low in pairwise(rule.bands)):
        yield "execution.bands 应从高到低排列，执行率越低得分比例不能越高"
    if rule.bands[-1][0] != 0:
        yield f"execution.bands 最后一档应从 0 开始，实际为 {rule.bands[-1][0]}"
    if any(not 0 <= share <= 1 for _, share in rule.bands):
        yield "execution.bands 的 share 应在 0 与 1 之间"


def _quantitative(rule: QuantitativeRule) -> Iterator[str]:
    if rule.over_target_threshold <= 1:
        yield f"quantitative.over_target_threshold 应大于 1，实际为 {rule.over_target_threshold}"
    if rule.zero_target_threshold is not None and rule.zero_target_threshold <= 0:
        yield f"quantitative.zero_target_threshold 应大于 0，实际为 {rule.zero_target_threshold}"
    if not 0 <= rule.late <= 1:
        yield f"quantitative.late 应在 0 与 1 之间，实际为 {rule.late}"


def _qualitative(rules: RuleSet) -> Iterator[str]:
    bands = rules.qualitative
    if len(bands) != 3:
        yield f"qualitative 应有 3 档，实际有 {len(bands)} 档"
        return
    if bands[0].high != 1 or bands[-1].low != 0:
        yield "qualitative 第一档的 high 应为 1，最后一档的 low 应为 0"
    for upper, lower in pairwise(bands):
        if upper.low != lower.high:
            yield (
                f"qualitative 各档应首尾相接：“{upper.label}”从 {upper.low} 起，"
                f"而“{lower.label}”到 {lower.high} 止"
            )
    if any(band.low >= band.high for band in bands):
        yield "qualitative 每一档的 low 应小于 high"
    yield from _ambiguous("qualitative", (word for band in bands for word in (band.label, *band.aliases)))


def _levels(rules: RuleSet) -> Iterator[str]:
    if not rules.level1:
        yield "level1 不能为空"
    yield from _ambiguous("level1", _words(rules.level1))
    for level in rules.level1:
        if not level.level2:
            yield f"level1“{level.name}”下没有 level2"
        if any(below.rows < 1 for below in level.level2):
            yield f"level1“{level.name}”下每个 level2 的 rows 至少为 1"
        yield from _ambiguous(f"level1“{level.name}”的 level2", _words(level.level2))
    rows = sum(below.rows for level in rules.level1 for below in level.level2)
    if rows > MAX_BLANK_ROWS:
        yield f"空白表共 {rows} 行指标，一页放不下，rows 合计不能超过 {MAX_BLANK_ROWS}"


def _weights(rules: RuleSet) -> Iterator[str]:
    names = [level.name for level in rules.level1]
    grouped = [level for group in rules.weights for level in group.levels]
    if sorted(grouped) != sorted(names):
        yield f"weights 应把每个一级指标恰好写一次（{'、'.join(names)}），实际为 {'、'.join(grouped) or '空'}"
    if any(group.weight <= 0 for group in rules.weights):
        yield "weights 的每个 weight 都应大于 0"
    parts = [group.weight for group in rules.weights]
    total = sum(parts, rules.execution.weight)
    if total != rules.weights_total:
        yield (
            f"各一级指标分值 {'+'.join(map(_plain, parts))} 加执行率分值 {_plain(rules.execution.weight)} "
            f"合计 {_plain(total)}，应等于 weights_total {_plain(rules.weights_total)}"
        )


def _reallocations(rules: RuleSet) -> Iterator[str]:
    alone = {group.levels[0]: group.weight for group in rules.weights if len(group.levels) == 1}
    names = {level.name for level in rules.level1}
    if _repeated(each.absent for each in rules.reallocations):
        yield "reallocations 里同一个一级指标写了两次"
    for each in rules.reallocations:
        targets = [name for name, _ in each.to]
        if each.absent not in alone:
            yield f"reallocations 的 absent“{each.absent}”不是单独定有分值的一级指标"
        elif sum((weight for _, weight in each.to), Decimal(0)) != alone[each.absent]:
            yield f"reallocations 应把“{each.absent}”的 {_plain(alone[each.absent])} 分全部转出"
        if each.absent in targets or not names.issuperset(targets):
            yield f"reallocations 只能把“{each.absent}”的分值转给别的一级指标，实际为 {'、'.join(targets)}"


def _grades(rules: RuleSet) -> Iterator[str]:
    lowers = [grade.lower for grade in rules.grades]
    if not lowers or lowers[-1] != 0:
        yield "grades 最后一档的 lower 应为 0"
    if any(upper <= lower for upper, lower in pairwise(lowers)):
        yield f"grades 应从高到低排列，实际为 {'、'.join(map(_plain, lowers))}"
    if lowers and lowers[0] > rules.weights_total:
        yield f"grades 第一档的 lower {_plain(lowers[0])} 超过总分 {_plain(rules.weights_total)}"
    yield from _ambiguous("grades", (grade.label for grade in rules.grades))


def _labels(rules: RuleSet) -> Iterator[str]:
    yield from _ambiguous("labels.columns", rules.labels.columns)
    yield from _ambiguous("labels.sources", rules.labels.sources)


def _words(levels: Iterable[LevelOne | LevelTwo]) -> Iterator[str]:
    for level in levels:
        yield level.name
        yield from level.aliases


def _ambiguous(where: str, words: Iterable[str]) -> Iterator[str]:
    for word in _repeated(level_key(word) for word in words):
        yield f"{where} 里“{word}”出现了两次"


def _repeated(items: Iterable[str]) -> list[str]:
    return [item for item, times in Counter(items).items() if times > 1]


def _plain(number: Decimal) -> str:
    return str(plain(number))
