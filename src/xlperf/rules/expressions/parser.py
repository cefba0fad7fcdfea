"""From the words of an expression to its tree: a small parser by precedence.

From loose to tight: or · and · not · comparisons (chains as in 0 <= 得分 <= 分值) · & · + - · * / · sign.
"""

from decimal import Decimal
from typing import Final, cast

from xlperf.rules.expressions.errors import ExpressionError
from xlperf.rules.expressions.syntax import (
    Arithmetic,
    ArithmeticSign,
    Call,
    Comparison,
    ComparisonSign,
    Junction,
    JunctionWord,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Open,
    Text,
    Truth,
)
from xlperf.rules.expressions.tokens import Token, TokenKind, tokenize

#: More parentheses within parentheses than anybody can read.
MAX_DEPTH: Final = 30

_COMPARISONS: Final = frozenset({"==", "!=", "<", "<=", ">", ">="})
_ARITHMETIC: Final = (frozenset("&"), frozenset("+-"), frozenset("*/"))
_CONSTANTS: Final = {"真": True, "假": False, "true": True, "false": False}
_OPEN: Final = "未知"


def parse(text: str, *, limited: bool = True) -> Node:
    """The tree of an expression; ``limited``: refuse what is too long to be written by hand.

    Raises:
        ExpressionError: the text is no expression; the sentence says where, what was found and what
            was expected.
    """
    parser = _Parser(tokenize(text, limited=limited))
    node = parser.condition()
    parser.expect_end()
    return node


class _Parser:
    """Reads the words one after the other."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0

    def condition(self) -> Node:
        """Anything at all."""
        return self._junction("or")

    def expect_end(self) -> None:
        """Complain of what is left over."""
        if self._token.kind is not TokenKind.END:
            raise self._complaint("这里应该结束，或者接一个运算符（如 <=、and、+）")

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._token
        self._next += 1
        return token

    def _sees(self, *signs: str) -> bool:
        return self._token.kind is TokenKind.SIGN and self._token.text in signs

    def _junction(self, word: JunctionWord) -> Node:
        at = self._token.at
        parts = [self._junction("and") if word == "or" else self._negation()]
        while self._sees(word):
            self._take()
            parts.append(self._junction("and") if word == "or" else self._negation())
        return parts[0] if len(parts) == 1 else Junction(word, tuple(parts), at)

    def _negation(self) -> Node:
        if not self._sees("not"):
            return self._comparison()
        at = self._take().at
        self._enter(at)
        operand = self._negation()
        self._depth -= 1
        return Not(operand, at)

    def _comparison(self) -> Node:
        at = self._token.at
        left = self._arithmetic(0)
        links: list[Node] = []
        while self._token.kind is TokenKind.SIGN and self._token.text in _COMPARISONS:
            sign = cast("ComparisonSign", self._take().text)
            right = self._arithmetic(0)
            links.append(Comparison(sign, left, right, at))
            left = right
        if not links:
            return left
        return links[0] if len(links) == 1 else Junction("and", tuple(links), at)

    def _arithmetic(self, level: int) -> Node:
        if level == len(_ARITHMETIC):
            return self._signed()
        at = self._token.at
        left = self._arithmetic(level + 1)
        while self._sees(*_ARITHMETIC[level]):
            sign = cast("ArithmeticSign", self._take().text)
            left = Arithmetic(sign, left, self._arithmetic(level + 1), at)
        return left

    def _signed(self) -> Node:
        if not self._sees("-"):
            return self._atom()
        at = self._take().at
        self._enter(at)
        operand = self._signed()
        self._depth -= 1
        return Negative(operand, at)

    def _atom(self) -> Node:
        token = self._token
        match token.kind:
            case TokenKind.NUMBER:
                return self._number()
            case TokenKind.TEXT:
                return Text(self._take().text, token.at)
            case TokenKind.NAME:
                return self._name()
            case TokenKind.SIGN if token.text == "(":
                return self._parenthesis()
            case _:
                raise self._complaint("这里应该是字段、数字、文字、函数或左括号")

    def _number(self) -> Node:
        token = self._take()
        value = Decimal(token.text)
        if self._sees("%"):
            self._take()
            value = value.scaleb(-2)
        return Number(value, token.at)

    def _name(self) -> Node:
        token = self._take()
        if self._sees("("):
            return Call(token.text, self._arguments(), token.at)
        if token.text.lower() in _CONSTANTS:
            return Truth(_CONSTANTS[token.text.lower()], token.at)
        return Open(token.at) if token.text == _OPEN else Name(token.text, token.at)

    def _arguments(self) -> tuple[Node, ...]:
        at = self._take().at
        self._enter(at)
        arguments: list[Node] = []
        while not self._sees(")"):
            arguments.append(self.condition())
            if self._sees(","):
                self._take()
            elif not self._sees(")"):
                raise self._complaint("这里应该是逗号或右括号")
        self._leave()
        return tuple(arguments)

    def _parenthesis(self) -> Node:
        self._enter(self._take().at)
        node = self.condition()
        if not self._sees(")"):
            raise self._complaint("这里应该是右括号")
        self._leave()
        return node

    def _enter(self, at: int) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionError(at, f"括号套得太深：最多 {MAX_DEPTH} 层")

    def _leave(self) -> None:
        self._take()
        self._depth -= 1

    def _complaint(self, wanted: str) -> ExpressionError:
        token = self._token
        found = "后面没有了" if token.kind is TokenKind.END else f"遇到“{token.text}”"
        return ExpressionError(token.at, f"{found}，{wanted}")
