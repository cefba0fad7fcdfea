"""``docs/rulesets.md``, made from the rule sets: ``python -m xlperf.rules.page > docs/rulesets.md``."""

import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from decimal import Decimal
from importlib.resources import files

from xlperf.model.money import plain
from xlperf.rules.functions import function_classes
from xlperf.rules.loading import DEFAULT_RULESET, load_ruleset, ruleset_ids
from xlperf.rules.ruleset import FormLabels, LevelOne, LevelTwo, RuleSet

_HEAD = f"""\
# Rule sets

Forms, weights and formulas of the 项目支出绩效自评表 differ by province and year. Each variant is one
TOML file in `src/xlperf/rules/rulesets/`, named by its id. `xlperf new --ruleset ID` chooses one;
`{DEFAULT_RULESET}` is the default.

A new variant is a new file, no code: begin it with `inherits = "{DEFAULT_RULESET}"` and state only what
differs. Tables are merged key by key, arrays replace what they inherit, and only a complete rule set
can be inherited from. Numbers are exact, written as `0.8` or `"0.8"`. Loading checks everything; its
messages name the file, the key, what was found and what is allowed.

This page is made by `python -m xlperf.rules.page > docs/rulesets.md`; a test compares it.
"""


def render() -> str:
    """The whole page, ending in one line break."""
    rule_sets = tuple(load_ruleset(each) for each in ruleset_ids())
    usual, others = rule_sets[0], rule_sets[1:]
    parts = (
        _HEAD,
        "## At a glance\n",
        _table(
            ("id", "执行率分值", "分母", "资金范围", "须说明", "反向公式", "定性档位", "单位"),
            map(_scoring, rule_sets),
        ),
        _table(("id", "一级指标分值", "缺一级指标时", "等级"), map(_weights, rule_sets)),
        "## Where each comes from\n",
        *map(_origin, rule_sets),
        "## Words printed on the form\n",
        f"Where a rule set is not listed, it prints what `{DEFAULT_RULESET}` prints. Aliases in brackets.\n",
        _table(("id", "what", "words"), (*_words(usual, None), *_differences(usual, others))),
        "## Keys of a rule set file\n",
        _table(("key", "meaning"), ((f"`{key}`", meaning) for key, meaning in documented_keys().items())),
        "## 功能分类 (functional classes)\n",
        "From `src/xlperf/rules/functions.toml`. 218, 225, 226 and 228 are not in use.\n",
        _table(
            ("code", "name", "also known as", "verified by"),
            ((each.code, each.name, "、".join(each.aliases), each.evidence) for each in function_classes()),
        ),
    )
    return "\n".join(parts)


def documented_keys() -> dict[str, str]:
    """Every key of a rule set file, as a dotted path without array positions, and what it means."""
    return tomllib.loads((files("xlperf.rules") / "keys.toml").read_text(encoding="utf-8"))


def _scoring(rules: RuleSet) -> tuple[str, ...]:
    execution = rules.execution
    columns = dict(zip(("initial_budget", "budget", "actual"), rules.labels.columns, strict=True))
    sources = dict(zip(("total", "appropriation", "carryover", "other"), rules.labels.sources, strict=True))
    return (
        f"`{rules.id}`",
        _number(execution.weight),
        columns[execution.base],
        "＋".join(sources[each].removeprefix("其中：") for each in execution.sources),
        f"低于 {_number(execution.explain_below * 100)}%" if execution.explain_below else "",
        {"linear": "w·(1−(a−t)/t)", "ratio": "w·t/a"}[rules.quantitative.reverse],
        "–".join(_number(bound * 100) for bound in (Decimal(1), *(band.low for band in rules.qualitative))),
        rules.money_unit.value,
    )


def _weights(rules: RuleSet) -> tuple[str, ...]:
    return (
        f"`{rules.id}`",
        "，".join(f"{'＋'.join(group.levels)} {_number(group.weight)}" for group in rules.weights),
        "；".join(
            f"{each.absent}→" + "，".join(f"{level} +{_number(weight)}" for level, weight in each.to)
            for each in rules.reallocations
        ),
        "，".join(f"{grade.label} ≥{_number(grade.lower)}" for grade in rules.grades),
    )


def _origin(rules: RuleSet) -> str:
    remarks = (f"- {remark}" for remark in rules.remarks)
    return "\n".join((f"### `{rules.id}` {rules.title}\n", f"{rules.source}。\n", *remarks, ""))


def _differences(usual: RuleSet, others: Iterable[RuleSet]) -> Iterator[tuple[str, str, str]]:
    for rules in others:
        yield from _words(rules, usual)


def _words(rules: RuleSet, usual: RuleSet | None) -> Iterator[tuple[str, str, str]]:
    """One row for everything that a rule set prints, or prints differently from the usual one."""
    known = dict(_printed(usual)) if usual else {}
    for name, words in _printed(rules):
        if words != known.get(name):
            yield f"`{rules.id}`", f"`{name}`", words


def _printed(rules: RuleSet) -> Iterator[tuple[str, str]]:
    for field in fields(FormLabels):
        value: str | bool | tuple[str, ...] = getattr(rules.labels, field.name)
        if isinstance(value, bool):
            yield f"labels.{field.name}", "是" if value else "否"
        else:
            yield f"labels.{field.name}", value if isinstance(value, str) else "、".join(value)
    yield "qualitative", "；".join(_with_aliases(band.label, band.aliases) for band in rules.qualitative)
    yield "level1", "；".join(map(_level, rules.level1))


def _level(level: LevelOne) -> str:
    below = "、".join(f"{_named(each)}×{each.rows}" for each in level.level2)
    return f"{_named(level)}：{below}"


def _named(level: LevelOne | LevelTwo) -> str:
    return _with_aliases(level.name, level.aliases)


def _with_aliases(name: str, aliases: Sequence[str]) -> str:
    return f"{name}（{'、'.join(aliases)}）" if aliases else name


def _table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _number(number: Decimal) -> str:
    return str(plain(number))


if __name__ == "__main__":
    sys.stdout.buffer.write(render().encode("utf-8"))
