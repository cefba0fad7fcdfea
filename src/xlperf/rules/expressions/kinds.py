"""What a part of a resolved expression gives."""

from xlperf.rules.expressions.functions import FUNCTIONS, Kind
from xlperf.rules.expressions.syntax import Arithmetic, Call, Name, Negative, Node, Number, Open, Text
from xlperf.rules.expressions.vocabulary import all_fields


def kind_of(node: Node) -> Kind:
    """The kind of a node whose names have been resolved."""
    match node:
        case Number() | Open() | Negative():
            return Kind.NUMBER
        case Text():
            return Kind.TEXT
        case Name(name):
            return all_fields()[name].kind
        case Arithmetic(sign=sign):
            return Kind.TEXT if sign == "&" else Kind.NUMBER
        case Call(name, arguments):
            return FUNCTIONS[name].gives or _branch(kind_of(arguments[1]))
        case _:
            return Kind.TRUTH


def _branch(kind: Kind) -> Kind:
    return Kind.NUMBER if kind is Kind.MEASURE else kind


def compares_texts(left: Node, right: Node) -> bool:
    """Whether a comparison of the two is one of texts."""
    return Kind.TEXT in (kind_of(left), kind_of(right))
