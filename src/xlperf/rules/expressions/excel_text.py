"""Pieces of formulas that the Excel back end is put together from; only functions of Excel 2007.

Nothing here needs array entry: IF and IFERROR do not go through an area by themselves, so truth is told
by ISNUMBER(1/…), which does. Each piece is safe as an operand: a call, or in parentheses.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from xlperf.rules.expressions.functions import NO_REASONS, NOTHING_WORDS
from xlperf.rules.expressions.operations import GUARD_PLACES, SHOWN_PLACES

#: Longer formulas are refused by Excel 2007 and 2010.
MAX_LENGTH: Final = 8192
#: A literal text in a formula may not be longer.
_LONGEST_LITERAL: Final = 255
#: How much of a cell a sentence quotes (:func:`xlperf.rules.checks.entries.quoted`).
_QUOTED: Final = 40
#: Stands between words in a list, and in no word.
_BAR: Final = "│"
UNKNOWN: Final = "NA()"


class FormulaTooLongError(ValueError):
    """What is to be written as a formula fits in none."""


def fitting(text: str) -> str:
    """The same piece of a formula.

    Raises:
        FormulaTooLongError: it is longer than a whole formula may be. (Some pieces are written twice, so
            that a line which nests them is to be stopped before it grows beyond all measure.)
    """
    if len(text) > MAX_LENGTH:
        raise FormulaTooLongError(f"公式太长（超过 {MAX_LENGTH} 个字）")
    return text


def literal(text: str) -> str:
    """A text as a formula writes it; a long one in pieces."""
    pieces = [text[start : start + _LONGEST_LITERAL] for start in range(0, len(text), _LONGEST_LITERAL)]
    written = [f'"{piece.replace(chr(34), chr(34) * 2)}"' for piece in pieces or [""]]
    return written[0] if len(written) == 1 else f"({'&'.join(written)})"


def number_at(place: str) -> str:
    """The number in a cell; an error where none stands there (a text of digits is none)."""
    return f"({place}/ISNUMBER({place}))"


def despaced(text: str) -> str:
    """A text without spaces and line breaks."""
    return f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({text}," ",""),"\u3000",""),CHAR(10),"")'


def is_blank(place: str) -> str:
    """1 where a cell has nothing but spaces, 0 also for an error."""
    return f"ISNUMBER(0/(LEN({despaced(place)})=0))"


def is_true(test: str) -> str:
    """Whether a test is true; an error is not."""
    return f"ISNUMBER(1/{test})"


def rounded(number: str, places: int) -> str:
    """Half up, after the residues of binary numbers are taken off."""
    return f"ROUND(ROUND({number},{GUARD_PLACES}),{places})"


def compared(left: str, sign: str, right: str) -> str:
    """A comparison to six decimals."""
    difference = left if right == "0" else f"{left}-{right}"
    return is_true(f"(ROUND({difference},{SHOWN_PLACES}){sign}0)")


def all_of(tests: Sequence[str]) -> str:
    """1 where all of them are."""
    return tests[0] if len(tests) == 1 else f"({'*'.join(tests)})"


def any_of(tests: Sequence[str]) -> str:
    """1 where one of them is."""
    return tests[0] if len(tests) == 1 else f"(({'+'.join(tests)})>0)"


def in_list(text: str, words: Iterable[str]) -> str:
    """Whether a text is one of some words."""
    return f'ISNUMBER(FIND("{_BAR}"&{text}&"{_BAR}",{literal(f"{_BAR}{_BAR.join(words)}{_BAR}")}))'


def words_written(name: str, said: str, words: Sequence[str]) -> list[str]:
    """The tests of 包含, 开头是 or 属于 with words that are written out, as few as may be."""
    match name:
        case "包含":
            return [word_named(name, said, literal(word)) for word in words]
        case "属于":
            return [in_list(said, words)] if words else []
        case _:
            lengths = dict.fromkeys(map(len, words))
            of_length = {length: [word for word in words if len(word) == length] for length in lengths}
            return [in_list(f"LEFT({said},{length})", some) for length, some in of_length.items()]


def word_named(name: str, said: str, word: str) -> str:
    """The test of 包含, 开头是 or 属于 with one word."""
    return {
        "包含": f"ISNUMBER(FIND({word},{said}))",
        "开头是": f"EXACT(LEFT({said},LEN({word})),{word})",
        "属于": f"EXACT({said},{word})",
    }[name]


def about_cell(question: str, place: str) -> str:
    """1 where the answer is yes."""
    filled = f"(1-{is_blank(place)})"
    nothing = NO_REASONS if question == "有说明" else NOTHING_WORDS
    forms = [form for word in nothing for form in (word, f"{word}。")]
    answers = {
        "空": is_blank(place),
        "有内容": filled,
        "是数字": f"ISNUMBER({place})",
        "是错误": f"ISERROR({place})",
        "是文字": is_true(f"((1-ISNUMBER({place}))*LEN({despaced(place)}))"),
    }
    return answers.get(question, f"({filled}*(1-{in_list(f'LOWER({despaced(place)})', forms)}))")


def number_or_zero(place: str) -> str:
    """The number in a cell, 0 where it is blank."""
    return f"IF({is_blank(place)},0,{number_at(place)})"


def shown_number(number: str) -> str:
    """A number with at most six decimals: 96, 7.987697."""
    text = f'TEXT({rounded(number, SHOWN_PLACES)}+0,"0.{"#" * SHOWN_PLACES}")'
    return f'SUBSTITUTE(SUBSTITUTE({text}&"{_BAR}",".{_BAR}",""),"{_BAR}","")'


def fixed(number: str, places: int) -> str:
    """A number with a fixed number of decimals: 90.00."""
    return f'TEXT({rounded(number, places)}+0,"{_pattern(places)}")'


def percent(rate: str, places: int) -> str:
    """A rate as a percentage: 94.60%."""
    points = f"ROUND(ROUND({rate}*100,{GUARD_PLACES - 2}),{places})"
    return f'(TEXT({points}+0,"{_pattern(places)}")&"%")'


def _pattern(places: int) -> str:
    return f"0.{'0' * places}" if places else "0"


def quoted(place: str) -> str:
    """A cell's text in one line, and not all of a long one."""
    line = f'TRIM(SUBSTITUTE(SUBSTITUTE({place},"\u3000"," "),CHAR(10)," "))'
    return f'IF(LEN({line})>{_QUOTED},LEFT({line},{_QUOTED - 1})&"…",{line})'


def shown_cell(place: str) -> str:
    """A cell as a sentence has it, be it a number or a text; a blank one as nothing."""
    return f"IF(ISNUMBER({place}),{shown_number(place)},{quoted(place)})"
