"""``docs/rules.md``, made from the catalogue: ``python -m xlperf.rules.catalogue_page > docs/rules.md``."""

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from xlperf.model.finding import Severity
from xlperf.rules.catalogue import Rule, load_catalogue
from xlperf.rules.reference import Fate, Reference, reference

_FAMILIES: Final = {
    "F": "文件和表：the file, the form, its heading and its formulas",
    "N": "数字：what stands where a number, a percentage or a day belongs",
    "B": "资金：the funds table, the execution rate, and the ledger",
    "I": "指标：the indicators' names and weights",
    "V": "指标值：targets and actual values",
    "S": "得分：scores, total and grade",
    "R": "文字：goals, reasons and remedies",
    "X": "全年：the ledger and the returns as a whole",
    "P": "报告：what the report lacks, and what must not be published",
}

_HEAD: Final = """\
# Rules

What is checked when forms come back, in the words that the office and the units read. Rules are data:
`src/xlperf/rules/catalogue.toml` holds each rule's id, severity, sentences and condition; what no condition
can state is one small function in `src/xlperf/rules/checks/`. `xlperf rules` lists them, `xlperf rules B10`
shows one, `xlperf check FILE` runs them on any workbook.

- **错误** (error): the form is not summarised until it is mended. **警告** (warning): to be confirmed.
  **提示** (hint): for information. Where a rule set says how much something weighs (a rate above 100 %,
  first-level weights), that goes before the catalogue.
- **One mistake, one finding.** A rule is silent about a cell where a rule listed under “yields to”
  speaks. Whatever the form computes (totals, rate, scores, grade) is judged by the figures it is
  computed from, as printed, so that one wrong amount is not told again of all that follows from it.
- A formula whose result the file does not hold is no mistake: everything is computed again anyway.
- **条件** is the line of data that a rule is, where one says it all; 自检 marks those that are judged in the
  issued workbook too. The other rules are functions.
- `{…}` is filled in with the cell's name, what was found there, and what should be.

The ids and severities are those of the field's reference list of 127 checks; at the end of this page stands
what became of each of them. Where a rule weighs something else than there, a test says why.

Rules about the report look at the Word file that is about to be published. Personal data found in it (P01)
are covered with asterisks and a paragraph that names a secret project (P02) is left out, whether or not
anybody reads the finding.

This page is made by `python -m xlperf.rules.catalogue_page > docs/rules.md`; a test compares it.
"""


def render() -> str:
    """The whole page, ending in one line break."""
    rules = load_catalogue().values()
    families = (
        _family(letter, tuple(found)) for letter, found in groupby(rules, key=lambda rule: rule.id[0])
    )
    return "\n".join((_HEAD, _count(rules), *families, *_reference_table()))


def _count(rules: Iterable[Rule]) -> str:
    severities = [rule.severity for rule in rules]
    each = "，".join(f"{severities.count(severity)} {severity.label}" for severity in Severity)
    return f"{len(severities)} rules: {each}.\n"


def _family(letter: str, rules: Iterable[Rule]) -> str:
    return "\n".join((f"## {letter} {_FAMILIES[letter]}\n", *_table(rules), ""))


def _table(rules: Iterable[Rule]) -> Iterator[str]:
    yield "| id | 级别 | 检查 | 提示 | 修改 | 条件 | yields to |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for rule in rules:
        cells = (
            rule.id,
            rule.severity.label,
            rule.title,
            rule.together or rule.message,
            rule.fix,
            _condition(rule),
            " ".join(sorted(rule.unless | rule.quiet | rule.told_by)),
        )
        yield f"| {' | '.join(cells)} |"


def _condition(rule: Rule) -> str:
    """The line of the rule language where there is one, its number, and whether it is live."""
    when = f"{rule.when} 时：" if rule.when else ""
    number = f"{rule.threshold_name}：{rule.threshold}" if rule.threshold is not None else ""
    written = f"`{when}{rule.condition}`" if rule.condition else ""
    return "；".join(filter(None, (written, number, "自检" if rule.live else "")))


def _reference_table() -> Iterator[str]:
    """What became of each check of the field's list, and which rules are our own."""
    checks = reference()
    fates = [check.fate for check in checks]
    told = {rule for check in checks for rule in check.rules}
    own = "、".join(rule for rule in load_catalogue() if rule not in told)
    yield "## The reference list\n"
    yield (
        f"{len(checks)} checks: {fates.count(Fate.RULE)} are rules, {fates.count(Fate.MERGED)} are told by "
        f"other rules, {fates.count(Fate.BUILT)} cannot fail because the program sees to it, "
        f"{fates.count(Fate.DROPPED)} are not checked. Beyond the list: {own}.\n"
    )
    yield "| id | 检查 | 去向 |"
    yield "| --- | --- | --- |"
    for check in checks:
        yield f"| {check.id} | {check.title} | {fate_text(check)} |"
    yield ""


def fate_text(check: Reference) -> str:
    """What became of a check, in one sentence without its full stop."""
    if check.fate is Fate.RULE:
        return "规则"
    where = f"并入 {'、'.join(check.rules)}" if check.rules else check.fate.label
    return f"{where}：{check.because}"


if __name__ == "__main__":
    sys.stdout.buffer.write(render().encode("utf-8"))
