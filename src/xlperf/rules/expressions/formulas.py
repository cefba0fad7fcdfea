"""A definition as the formula of a cell."""

from xlperf.rules.expressions.excel import Writer
from xlperf.rules.expressions.functions import FUNCTIONS, Kind
from xlperf.rules.expressions.places import Formula, Places
from xlperf.rules.expressions.resolving import Expression
from xlperf.rules.expressions.syntax import Call, Node, children


def helper_formula(expression: Expression, places: Places) -> Formula:
    """What a definition comes to, for a cell of its own: a number, a text, 1 or 0; "" where it is open.

    In a definition about a row ``places`` gives the cells of this one row.
    """
    writer, tree = Writer(places, row="1"), expression.tree
    if expression.kind is Kind.TRUTH:
        text = f'IF({writer.truth(tree, holds=True)},1,IF({writer.truth(tree, holds=False)},0,""))'
    else:
        value = writer.shown(tree) if expression.kind is Kind.TEXT else writer.number(tree)
        text = f'IFERROR({value},"")'
    return Formula(f"={text}", array=_goes_over_rows(tree))


def _goes_over_rows(node: Node) -> bool:
    over_rows = isinstance(node, Call) and FUNCTIONS[node.name].over_rows
    return over_rows or any(map(_goes_over_rows, children(node)))
