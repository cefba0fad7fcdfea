"""The live formulas of the form, as text, from the same rule set that scores it in Python.

Every function takes areas, so that the template and the filler write the same formula wherever a
row ends up. Only functions of Excel 2007. A formula shows "" where there is nothing to say yet.
:mod:`xlperf.rules.scoring` is the judge; a test compares the two over many rows and rule sets.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from xlperf.forms.areas import at, column_of, rows_of
from xlperf.forms.fields import INDICATOR_KEYS, NOT_APPLICABLE
from xlperf.forms.layout import indicator_cells
from xlperf.model.ledger import Column, Source
from xlperf.model.money import plain
from xlperf.ooxml.refs import Range
from xlperf.rules.ruleset import ExecutionRule, QuantitativeRule, RuleSet

_SOURCES: Final = tuple(Source)
_COLUMNS: Final = tuple(Column)

#: Rounding to so many places takes the binary residue out of a number that meets a limit.
_RATE_PLACES: Final = 10
_SCORE_PLACES: Final = 6


def indicator_score(rules: RuleSet, row: Range) -> str:
    """得分 of one row of 绩效指标: what a number is due; "" for words, deadlines and blanks."""
    at_key = {key: cell.ref for key, cell in indicator_cells(row).items()}
    sign, target, actual, weight = (at_key[key] for key in ("relation", "target", "actual", "weight"))
    quantitative, places = rules.quantitative, rules.score_decimals
    upward = f"ROUND({_upward(quantitative, target, actual, weight)},{places})"
    downward = f"ROUND({_downward(quantitative, target, actual, weight)},{places})"
    none = f"IF({actual}<=0,ROUND({weight},{places}),0)"
    return (
        f'=IF(OR(COUNT({target},{actual},{weight})<3,{target}<0),"",'
        f'IF(OR({sign}="≥",{sign}=">",{sign}="="),IF({target}>0,{upward},IF({sign}="=",{none},"")),'
        f'IF(OR({sign}="≤",{sign}="<"),IF({target}>0,{downward},{none}),"")))'
    )


def _upward(rule: QuantitativeRule, target: str, actual: str, weight: str) -> str:
    """The points for ≥ > =, unrounded; multiplied before it is divided, so that halves stay halves."""
    points = f"{weight}*MIN(MAX({actual},0),{target})/{target}"
    if rule.over_target != "deduct":
        return points
    limit = plain(rule.over_target_threshold)
    excess = f"{weight}*MAX({target}+{target}*{limit}-{actual},0)/{target}"
    return f"IF({actual}>={target}*{limit},{excess},{points})"


def _downward(rule: QuantitativeRule, target: str, actual: str, weight: str) -> str:
    if rule.reverse == "ratio":
        return f"{weight}*{target}/MAX({actual},{target})"
    return f"{weight}*MIN(MAX(2*{target}-{actual},0),{target})/{target}"


def fund_total(sources: Range) -> str:
    """年度资金总额 of one column; ``sources`` are the three cells below it."""
    return f"=SUM({sources.ref})"


def source_rate(budget: Range, actual: Range) -> str:
    """执行率 of one source, for information."""
    return f'=IF(N({budget.ref})=0,"",N({actual.ref})/N({budget.ref}))'


def execution_rate(rule: ExecutionRule, funds: Range) -> str:
    """执行率 over the sources that count, "" without a budget; ``funds`` is 资金 (4 × 3)."""
    budget = _counted(rule, funds, rule.base)
    return f'=IF({budget}=0,"",{_counted(rule, funds, Column.ACTUAL)}/{budget})'


def _counted(rule: ExecutionRule, funds: Range, column: Column) -> str:
    """The amounts of the sources that count, in one column."""
    cells = [at(funds, _SOURCES.index(source), _COLUMNS.index(column)).ref for source in rule.sources]
    return cells[0] if rule.sources == (Source.TOTAL,) else f"SUM({','.join(cells)})"


def base_column(rule: ExecutionRule, funds: Range) -> Range:
    """The three typed cells of the column that 执行率 is divided by."""
    return rows_of(column_of(funds, _COLUMNS.index(rule.base)), 1, 3)


def execution_score(rules: RuleSet, funds: Range, rate: Range, weight: Range) -> str:
    """执行率得分; "" until the budget is typed, and where the rate does not apply."""
    rule = rules.execution
    zero = {"score0": "0", "full": weight.ref, "not_applicable": '""'}[rule.zero_budget]
    score = f"ROUND({_execution_share(rule, rate.ref)}*{weight.ref},{rules.score_decimals})"
    return f'=IF(COUNT({base_column(rule, funds).ref})=0,"",IF({rate.ref}="",{zero},{score}))'


def _execution_share(rule: ExecutionRule, rate: str) -> str:
    """The share of the weight that a rate earns."""
    capped = f"MIN(MAX({rate},0),{plain(rule.cap)})"
    if rule.mode == "bands":
        steps = [(lowest, str(plain(share))) for lowest, share in rule.bands]
        return _steps(f"ROUND({capped},{_RATE_PLACES})", steps, "0")
    if rule.pass_line is not None:
        line = plain(rule.pass_line)
        return f"MAX(({capped}-{line})/(1-{line}),0)"
    return capped


def weight_total(weights: Range, rate_weight: Range) -> str:
    """分值合计: the indicators' weights and the execution rate's."""
    return f"=SUM({weights.ref})+{rate_weight.ref}"


def total_score(rules: RuleSet, indicators: Range, rate_weight: Range, rate_score: Range) -> str:
    """总分, unrounded; "" while an indicator that applies has no score (see :mod:`xlperf.rules.totals`)."""
    names, weights, scores, actuals = (
        column_of(indicators, INDICATOR_KEYS.index(key)).ref
        for key in ("level3", "weight", "score", "actual")
    )
    applies = f'({names}<>"")*({actuals}<>"{NOT_APPLICABLE}")'
    waiting = f"SUMPRODUCT({applies})=0,SUMPRODUCT({applies}*(1-ISNUMBER({scores})))>0"
    total = _total(rules, weights, scores, actuals, (rate_weight.ref, rate_score.ref))
    return f'=IF(OR({waiting}),"",{total})'


def _total(rules: RuleSet, weights: str, scores: str, actuals: str, rate: tuple[str, str]) -> str:
    rate_weight, rate_score = rate
    optional_rate = rules.execution.zero_budget == "not_applicable"
    counted_weight = f'IF({rate_score}="",0,{rate_weight})' if optional_rate else rate_weight
    waived_rate = f'+IF({rate_score}="",{rate_weight},0)' if optional_rate else ""
    points, own = f'SUMIF({actuals},"<>{NOT_APPLICABLE}",{scores})', f"N({rate_score})"
    weight = f'SUMIF({actuals},"<>{NOT_APPLICABLE}",{weights})'
    waived = f'SUMIF({actuals},"{NOT_APPLICABLE}",{weights})'
    match rules.not_applicable:
        case "full":
            return f"{points}+{own}+{waived}{waived_rate}"
        case "transfer":
            return f"{points}*(SUM({weights}){waived_rate})/{weight}+{own}"
        case "rescale":
            everything = f'COUNTIF({actuals},"{NOT_APPLICABLE}")=0'
            if optional_rate:
                everything = f'AND({everything},{rate_score}<>"")'
            full, counted = plain(rules.weights_total), f"({weight}+{counted_weight})"
            return f"IF({everything},SUM({scores})+{own},({points}+{own})*{full}/{counted})"


def grade(rules: RuleSet, total: Range) -> str:
    """等级 of the unrounded total: 89.995 is 良 (DESIGN §5.6)."""
    *upper, lowest = rules.grades
    steps = [(step.lower, f'"{step.label}"') for step in upper]
    decided = _steps(f"ROUND({total.ref},{_SCORE_PLACES})", steps, f'"{lowest.label}"')
    return f'=IF({total.ref}="","",{decided})'


def _steps(value: str, steps: Sequence[tuple[Decimal, str]], otherwise: str) -> str:
    """``IF(value>=first,…,IF(value>=second,…,otherwise))``, highest step first."""
    text = otherwise
    for lowest, result in reversed(steps):
        text = f"IF({value}>={plain(lowest)},{result},{text})"
    return text
