"""The tree of an expression, and its printed form. ``at`` is where the text of a node begins, from 0."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from xlperf.model.printing import number_text

ArithmeticSign = Literal["+", "-", "*", "/", "&"]
ComparisonSign = Literal["==", "!=", "<", "<=", ">", ">="]
JunctionWord = Literal["and", "or"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; 90% is 0.9."""

    value: Decimal
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A text between quotes."""

    value: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Truth:
    """真 or 假."""

    value: bool
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Open:
    """未知: a number that nobody knows."""

    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A field."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function and what it is given."""

    name: str
    arguments: tuple["Node", ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """-x."""

    operand: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """+ - * / of two numbers, & of two texts."""

    sign: ArithmeticSign
    left: "Node"
    right: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two numbers, texts or days compared."""

    sign: ComparisonSign
    left: "Node"
    right: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """not x."""

    operand: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Junction:
    """Two or more conditions joined by the same word."""

    word: JunctionWord
    parts: tuple["Node", ...]
    at: int = field(default=0, compare=False)


Node = Number | Text | Truth | Open | Name | Call | Negative | Arithmetic | Comparison | Not | Junction

#: How tightly a node binds; an operand that binds less needs parentheses.
_OR, _AND, _NOT, _COMPARISON, _JOIN, _SUM, _PRODUCT, _SIGN, _ATOM = range(9)
_BINDING: Final[Mapping[type, int]] = {Not: _NOT, Comparison: _COMPARISON, Negative: _SIGN}
_ARITHMETIC: Final = {"&": _JOIN, "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below."""
    match node:
        case Call(arguments=arguments):
            return arguments
        case Junction(parts=parts):
            return parts
        case Negative(operand=operand) | Not(operand=operand):
            return (operand,)
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right):
            return (left, right)
        case _:
            return ()


def name_of(node: Node) -> str:
    """The name of a field that has been resolved."""
    if not isinstance(node, Name):
        raise TypeError(node)
    return node.name


def count_of(node: Node) -> int:
    """A whole number that is written out."""
    if not isinstance(node, Number):
        raise TypeError(node)
    return int(node.value)


def printed(node: Node) -> str:
    """The expression as text; parsing it again gives the same tree."""
    match node:
        case Call(name, arguments):
            return f"{name}({', '.join(map(printed, arguments))})"
        case Negative() | Not() | Arithmetic() | Comparison() | Junction():
            return _operation(node)
        case _:
            return _word(node)


def _word(node: Number | Text | Truth | Open | Name) -> str:
    match node:
        case Number(value):
            return number_text(value)
        case Text(value):
            return f'"{value}"' if '"' not in value else f"“{value}”"
        case Truth(value):
            return "真" if value else "假"
        case Open():
            return "未知"
        case Name(name):
            return name


def _operation(node: Negative | Not | Arithmetic | Comparison | Junction) -> str:
    match node:
        case Negative(operand):
            return f"-{_within(operand, _SIGN)}"
        case Not(operand):
            return f"not {_within(operand, _NOT)}"
        case Arithmetic(sign, left, right):
            level = _ARITHMETIC[sign]
            return f"{_within(left, level)} {sign} {_within(right, level + 1)}"
        case Comparison(sign, left, right):
            return f"{_within(left, _JOIN)} {sign} {_within(right, _JOIN)}"
        case Junction(word, parts):
            level = _AND if word == "and" else _OR
            return f" {word} ".join(_within(part, level + 1) for part in parts)


def _within(node: Node, level: int) -> str:
    return printed(node) if _binding(node) >= level else f"({printed(node)})"


def _binding(node: Node) -> int:
    if isinstance(node, Arithmetic):
        return _ARITHMETIC[node.sign]
    if isinstance(node, Junction):
        return _AND if node.word == "and" else _OR
    return _BINDING.get(type(node), _ATOM)
