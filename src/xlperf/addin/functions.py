"""Worksheet functions for Excel on Windows: 绩效执行率, 绩效指标得分, 绩效等级, 绩效金额.

Their names begin with 绩效 because the form has cells named 执行率, 等级 and 总分, and Excel takes such a
name before a function. Each argument may be an area: the answer is then an area of the same shape. What
they compute is in :mod:`xlperf.rules.worksheet`, what Excel says of them is in
:mod:`xlperf.books.function_help`.
"""

# The names of arguments are what users see in Excel: Chinese.
# ruff: noqa: ANN401, N802, N803, PLC2401

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from xlperf.addin.areas import over_areas
from xlperf.books import function_help
from xlperf.books.function_help import CATEGORY, FunctionHelp
from xlperf.rules import worksheet

Function = TypeVar("Function", bound=Callable[..., Any])


def _in_excel(told: FunctionHelp) -> Callable[[Function], Function]:
    """Offer a function to Excel, with its help; without xlwings the help is all that it gets."""

    def offer(function: Function) -> Function:
        function.__doc__ = told.answers
        try:
            from xlwings import arg, func  # noqa: PLC0415 - there may be none
        except ImportError:
            return function
        for name, doc in zip(inspect.signature(function).parameters, told.arguments, strict=True):
            arg(name, ndim=2, err_to_str=True, doc=doc)(function)
        offered: Function = func(category=CATEGORY)(function)  # the last word: ``arg`` sets its own category
        return offered

    return offer


@_in_excel(function_help.RATE)
def 绩效执行率(执行数: Any, 预算数: Any) -> Any:
    """See :mod:`xlperf.books.function_help`, here and below."""
    return over_areas(worksheet.execution_rate, 执行数, 预算数)


@_in_excel(function_help.SCORE)
def 绩效指标得分(
    性质: Any,
    指标值: Any,
    实际完成值: Any,
    分值: Any,
    规则集: Any = None,
) -> Any:
    """What an indicator is due."""
    return over_areas(worksheet.indicator_score, 性质, 指标值, 实际完成值, 分值, 规则集)


@_in_excel(function_help.GRADE)
def 绩效等级(总分: Any, 规则集: Any = None) -> Any:
    """The grade of a total."""
    return over_areas(worksheet.grade, 总分, 规则集)


@_in_excel(function_help.AMOUNT)
def 绩效金额(文本: Any, 单位: Any = None) -> Any:
    """An amount of money out of a text."""
    return over_areas(worksheet.amount, 文本, 单位)
