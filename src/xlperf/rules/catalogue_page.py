"""``docs/rules.md``, made from the catalogue: ``python -m xlperf.rules.catalogue_page > docs/rules.md``."""

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from xlperf.model.finding import Severity
from xlperf.rules.catalogue import Rule, load_catalogue

_FAMILIES: Final = {
    "F": "文件和表：the file, the form, its heading and its formulas",
    "N": "数字：what stands where a number, a percentage or a day belongs",
    "B": "资金：the funds table, the execution rate, and the ledger",
    "I": "指标：the indicators' names and weights",
    "V": "指标值：targets and actual values",
    "S": "得分：scores, total and grade",
    "R": "文字：goals, reasons and remedies",
    "X": "全年：the ledger and the returns as a whole",
    "P": "报告：what the report lacks",
}

_HEAD: Final = """\
# Rules

What is checked when forms come back, in the words that the office and the units read. Rules are data:
`src/xlperf/rules/catalogue.toml` holds each rule's id, severity and sentences, `src/xlperf/rules/checks/`
one small function for each rule that looks at a form or at a round. `xlperf rules` lists them, `xlperf
rules B10` shows one, `xlperf check FILE` runs them on any workbook.

- **错误** (error): the form is not summarised until it is mended. **警告** (warning): to be confirmed.
  **提示** (hint): for information. Where a rule set says how much something weighs (a rate above 100 %,
  first-level weights), that goes before the catalogue.
- **One mistake, one finding.** A rule is silent about a cell where a rule listed under “yields to”
  speaks. Whatever the form computes (totals, rate, scores, grade) is judged by the figures it is
  computed from, as printed, so that one wrong amount is not told again of all that follows from it.
- A formula whose result the file does not hold is no mistake: everything is computed again anyway.
- `{…}` is filled in with the cell's name, what was found there, and what should be.

The ids and severities are those of the field's reference list; F13 only warns, since the newest version
counts unless the office decides otherwise.

This page is made by `python -m xlperf.rules.catalogue_page > docs/rules.md`; a test compares it.
"""


def render() -> str:
    """The whole page, ending in one line break."""
    rules = load_catalogue().values()
    families = (
        _family(letter, tuple(found)) for letter, found in groupby(rules, key=lambda rule: rule.id[0])
    )
    return "\n".join((_HEAD, _count(rules), *families))


def _count(rules: Iterable[Rule]) -> str:
    severities = [rule.severity for rule in rules]
    each = "，".join(f"{severities.count(severity)} {severity.label}" for severity in Severity)
    return f"{len(severities)} rules: {each}.\n"


def _family(letter: str, rules: Iterable[Rule]) -> str:
    return "\n".join((f"## {letter} {_FAMILIES[letter]}\n", *_table(rules), ""))


def _table(rules: Iterable[Rule]) -> Iterator[str]:
    yield "| id | 级别 | 检查 | 提示 | 修改 | yields to |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for rule in rules:
        cells = (
            rule.id,
            rule.severity.label,
            rule.title,
            rule.message,
            rule.fix,
            " ".join(sorted(rule.unless)),
        )
        yield f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.buffer.write(render().encode("utf-8"))
