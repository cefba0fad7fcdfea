"""Where the fields of one project stand, and what is put into a cell."""

from collections.abc import Mapping
from dataclasses import dataclass

from xlperf.rules.expressions.definitions import Value
from xlperf.rules.expressions.resolving import Expression


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with its ``=``; ``array``: to be entered as an array formula of a single cell."""

    text: str
    array: bool


@dataclass(frozen=True, slots=True)
class Places:
    """Where the fields of one project stand.

    ``cells``: A1 text by the field's name, with the sheet where it is another (``'1.道路'!$C$3``): one cell
    for a field of the form, the whole column (of 资金的每一列: row) for the others. A field that follows
    from others may stand there too, computed by :func:`helper_formula`. ``constants`` as
    :func:`~xlperf.rules.expressions.definitions.constants` gives them, ``given`` the other definitions.
    """

    cells: Mapping[str, str]
    constants: Mapping[str, Value]
    given: Mapping[str, Expression]
