"""Whether 自检 can judge a rule that an office writes: its formulas must be such as Excel 2010 takes."""

import re
from functools import lru_cache
from typing import Final

from xlperf.forms.areas import cell
from xlperf.forms.names import SELF_CHECK_HELPERS, Name
from xlperf.forms.rule_places import RuleCells
from xlperf.ooxml.refs import Range
from xlperf.rules.catalogue import Rule
from xlperf.rules.expressions.definitions import constants
from xlperf.rules.expressions.excel_text import FormulaTooLongError
from xlperf.rules.expressions.live import LiveRule
from xlperf.rules.expressions.places import Places
from xlperf.rules.ruleset import RuleSet

NO_CONDITION: Final = "不是用条件写的，自检查不了"
TOO_LONG: Final = "写成公式太长，自检查不了，请拆成几条"
#: Excel takes 64 levels; the sheet 自检 puts a few around what is counted here.
_DEEPEST: Final = 56
#: Far down and far to the right, where addresses are longest.
_ROW, _COLUMN, _ROWS = 5_001, 30, 400
_YEAR: Final = 2000
_TEXT: Final = re.compile(r'"[^"]*"')


def why_not_live(rule: Rule, rules: RuleSet) -> str:
    """Why a rule cannot be judged in the issued workbook; "" where it can.

    Args:
        rule: the rule, whether or not it is live.
        rules: the rule set of the round.
    """
    if not rule.condition:
        return NO_CONDITION
    try:
        texts = _formulas(LiveRule(rule, _places(rules), {}))
    except FormulaTooLongError:
        return TOO_LONG
    return TOO_LONG if max(map(_depth, texts)) > _DEEPEST else ""


def _formulas(line: LiveRule) -> tuple[str, ...]:
    at = f"'{SELF_CHECK_HELPERS}'!$AA${_ROW}"
    counts = (line.violations(), line.errors(), line.open(), line.position())
    return tuple(each.text for each in (*counts, line.cell(at), line.message(at), line.fix(at)))


def _depth(formula: str) -> int:
    """How deep parentheses stand within parentheses."""
    deepest = level = 0
    for character in _TEXT.sub("", formula):
        level += (character == "(") - (character == ")")
        deepest = max(deepest, level)
    return deepest


@lru_cache(maxsize=32)
def _places(rules: RuleSet) -> Places:
    """Places as 自检 has them, only that their addresses are at least as long."""
    areas = dict.fromkeys(Name, cell(_ROW, _COLUMN))
    areas[Name.FUNDS] = Range(_ROW, _COLUMN, _ROW + 3, _COLUMN + 2)
    areas[Name.INDICATORS] = Range(_ROW, _COLUMN, _ROW + _ROWS, _COLUMN + 9)
    known = constants(rules, year=_YEAR, money_unit="万元")
    return RuleCells(SELF_CHECK_HELPERS, areas, SELF_CHECK_HELPERS, _ROW, rules, known).places
