"""From the text of an expression to its words: numbers, texts, names, signs."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from xlperf.rules.expressions.errors import ExpressionError

#: A longer line is no rule that anyone can read. (Definitions made by the program may be longer.)
MAX_LENGTH: Final = 1_000
MAX_TOKENS: Final = 300


class TokenKind(StrEnum):
    """What a word is; the value is what a complaint calls it."""

    NUMBER = "数字"
    TEXT = "文字"
    NAME = "名称"
    SIGN = "符号"
    END = "末尾"


@dataclass(frozen=True, slots=True)
class Token:
    """One word; ``text`` is its meaning (signs and words in one spelling), ``at`` where it begins."""

    kind: TokenKind
    text: str
    at: int


#: The spellings of signs and words, longest first, each with the one that the parser knows.
_SIGNS: Final = {
    "==": "==", "!=": "!=", "<>": "!=", "<=": "<=", ">=": ">=", "=<": "<=", "=>": ">=",
    "≤": "<=", "≦": "<=", "≥": ">=", "≧": ">=", "≠": "!=", "=": "==", "<": "<", ">": ">",
    "+": "+", "-": "-", "−": "-", "*": "*", "×": "*", "/": "/", "÷": "/", "&": "&", "%": "%",
    "(": "(", ")": ")", ",": ",", "、": ",",
}  # fmt: skip
_WORDS: Final = {"and": "and", "or": "or", "not": "not", "且": "and", "或": "or", "非": "not"}
_QUOTES: Final = {'"': '"', "“": "”", "”": "”", "＂": "＂"}

_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
#: 且, 或 and 非 are words of their own wherever they stand, so no name may hold them.
_NAME: Final = re.compile(r"(?:(?![且或非])[A-Za-z_\u4e00-\u9fff])(?:(?![且或非])[A-Za-z_0-9\u4e00-\u9fff])*")
_JOINED: Final = re.compile("[且或非]")
_SIGN: Final = re.compile("|".join(map(re.escape, sorted(_SIGNS, key=len, reverse=True))))


def tokenize(text: str, *, limited: bool = True) -> tuple[Token, ...]:
    """The words of an expression, an END last.

    Full-width digits, letters and punctuation are read as half-width ones, but not inside quotes.

    Raises:
        ExpressionError: a character that has no meaning here, a quote that is not closed, or too long.
    """
    if limited and len(text) > MAX_LENGTH:
        raise ExpressionError(MAX_LENGTH, f"太长了：一条规则最多 {MAX_LENGTH} 个字，请拆成几条")
    half = "".join(map(_half_width, text))
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        if half[at].isspace():
            at += 1
            continue
        token, at = _next(text, half, at)
        tokens.append(token)
        if limited and len(tokens) > MAX_TOKENS:
            raise ExpressionError(at, f"太复杂了：一条规则最多 {MAX_TOKENS} 个词，请拆成几条")
    return (*tokens, Token(TokenKind.END, "", len(text)))


def _half_width(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 and folded.isascii() else char


def _next(text: str, half: str, at: int) -> tuple[Token, int]:
    if text[at] in _QUOTES:
        return _quoted(text, at)
    for pattern, kind in ((_NUMBER, TokenKind.NUMBER), (_NAME, TokenKind.NAME)):
        if found := pattern.match(half, at):
            word = found[0]
            sign = kind is TokenKind.NAME and word.lower() in _WORDS
            return Token(TokenKind.SIGN if sign else kind, _WORDS.get(word.lower(), word), at), found.end()
    if found := _JOINED.match(half, at):
        return Token(TokenKind.SIGN, _WORDS[found[0]], at), found.end()
    if found := _SIGN.match(half, at):
        return Token(TokenKind.SIGN, _SIGNS[found[0]], at), found.end()
    raise ExpressionError(at, f"不认识的符号“{text[at]}”")


def _quoted(text: str, at: int) -> tuple[Token, int]:
    closing = _QUOTES[text[at]]
    end = text.find(closing, at + 1)
    if end < 0:
        raise ExpressionError(at, f"文字没有收尾，缺少“{closing}”")
    return Token(TokenKind.TEXT, text[at + 1 : end], at), end + 1
