"""An expression written as an Excel formula: the same three truth values, told by two questions.

For every condition there are two texts, one that is 1 where it **holds** and one that is 1 where it is
**violated**; neither is where it is open. A number that is open is an error value. Both back ends follow
:mod:`xlperf.rules.expressions`; a test compares them over thousands of recalculated forms.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from xlperf.model.printing import number_text
from xlperf.rules.expressions import excel_text as xl
from xlperf.rules.expressions.cells import AS_IN_EXCEL
from xlperf.rules.expressions.functions import Kind
from xlperf.rules.expressions.kinds import compares_texts, kind_of
from xlperf.rules.expressions.operations import FIRST_YEAR
from xlperf.rules.expressions.places import Places
from xlperf.rules.expressions.syntax import (
    Arithmetic,
    Call,
    Comparison,
    Junction,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Text,
    Truth,
    count_of,
    name_of,
)
from xlperf.rules.expressions.vocabulary import COLUMN_NAMES, IN_USE, SOURCE_NAMES, Field, all_fields

_OPPOSITE: Final = {"==": "<>", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
#: Of what a row of 资金 is called: the words, and what stands between those of a whole area.
_LABELS: Final = {"资金来源": (SOURCE_NAMES, ";"), "列": (COLUMN_NAMES, ",")}
#: How a formula makes a text ready for being compared.
folded: Final = AS_IN_EXCEL.fold


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes expressions over one project's cells.

    ``row`` is the A1 text, or formula, of the row's number in its area, for a formula about one row; ""
    for a formula that goes over the whole area (which has to be entered as an array).
    """

    places: Places
    row: str = ""
    over_rows: bool = False

    # -- conditions --------------------------------------------------------------------------------

    def truth(self, node: Node, *, holds: bool) -> str:
        """1 where the condition holds, or with ``holds`` False where it is violated; else 0.

        Raises:
            FormulaTooLongError: no formula has room for it.
        """
        return xl.fitting(self._truth(node, holds=holds))

    def _truth(self, node: Node, *, holds: bool) -> str:
        match node:
            case Truth(value):
                return "1" if value is holds else "0"
            case Name(name):
                return self._named_truth(name, holds=holds)
            case Not(operand):
                return self.truth(operand, holds=not holds)
            case Junction(word, parts):
                texts = [self.truth(part, holds=holds) for part in parts]
                return xl.all_of(texts) if (word == "and") is holds else xl.any_of(texts)
            case Comparison():
                return self._comparison(node, holds=holds)
            case Call(name, arguments):
                return self._call(name, arguments, holds=holds)
            case _:
                raise TypeError(node)

    def _named_truth(self, name: str, *, holds: bool) -> str:
        if name in self.places.cells:
            return f"({self.place(name)}={1 if holds else 0})"
        value = self.places.constants.get(name)
        if isinstance(value, bool):
            return "1" if value is holds else "0"
        return self.truth(self.places.given[name].tree, holds=holds)

    def _comparison(self, node: Comparison, *, holds: bool) -> str:
        if compares_texts(node.left, node.right):
            return self._text_comparison(node, equal=(node.sign == "==") is holds)
        sign = {"==": "=", "!=": "<>"}.get(node.sign, node.sign) if holds else _OPPOSITE[node.sign]
        return xl.compared(self.number(node.left), sign, self.number(node.right))

    def _text_comparison(self, node: Comparison, *, equal: bool) -> str:
        one, other = self.key(node.left), self.key(node.right)
        test = f"EXACT({one},{other})" if equal else f"(1-EXACT({one},{other}))"
        sides = zip((node.left, node.right), (one, other), strict=True)
        lengths = [f"LEN({key})" for side, key in sides if not isinstance(side, Text)]
        return xl.is_true(f"({'*'.join((test, *lengths))})")

    def _call(self, name: str, arguments: tuple[Node, ...], *, holds: bool) -> str:
        match name:
            case "any" | "all":
                return self._quantified(arguments[0], some=(name == "any"), holds=holds)
            case "if":
                return self._choice(arguments, holds=holds)
            case "包含" | "开头是" | "属于":
                return self._words(name, arguments, holds=holds)
            case _:
                test = xl.about_cell(name, self.cell(arguments[0]))
                return test if holds else f"(1-{test})"

    def _quantified(self, condition: Node, *, some: bool, holds: bool) -> str:
        """That one row is so, or that all are: what any and all ask, and what speaks against them."""
        lines = replace(self, over_rows=True)
        if some is holds:
            return f"(SUMPRODUCT({self.used()}*{lines.truth(condition, holds=holds)})>0)"
        return f"(SUMPRODUCT({self.used()}*(1-{lines.truth(condition, holds=holds)}))=0)"

    def _choice(self, arguments: tuple[Node, ...], *, holds: bool) -> str:
        test, yes, no = arguments
        first = f"{self.truth(test, holds=True)}*{self.truth(yes, holds=holds)}"
        second = f"{self.truth(test, holds=False)}*{self.truth(no, holds=holds)}"
        return xl.any_of([first, second])

    def _words(self, name: str, arguments: tuple[Node, ...], *, holds: bool) -> str:
        """包含, 开头是, 属于: one test for each word, but for those written out together where that goes."""
        text, *words = arguments
        said = self.key(text)
        named = [self.key(word) for word in words if not isinstance(word, Text)]
        written = [folded(word.value) for word in words if isinstance(word, Text)]
        tests = xl.words_written(name, said, written)
        if holds:
            known = [xl.is_true(f"({xl.word_named(name, said, key)}*LEN({key}))") for key in named]
            return xl.is_true(f"({xl.any_of([*tests, *known])}*LEN({said}))")
        tests += [xl.word_named(name, said, key) for key in named]
        lengths = [f"LEN({key})" for key in (said, *named)]
        return xl.is_true(f"({'*'.join((*(f'(1-{test})' for test in tests), *lengths))})")

    # -- numbers -----------------------------------------------------------------------------------

    def number(self, node: Node) -> str:
        """A number, or an error value where it is open."""
        match node:
            case Number(value):
                return number_text(value)
            case Name(name):
                return self._named_number(name)
            case Negative(operand):
                return f"(-{self.number(operand)})"
            case Arithmetic(sign, left, right):
                return f"({self.number(left)}{sign}{self.number(right)})"
            case Call(name, arguments):
                return self._function(name, arguments)
            case _:
                return xl.UNKNOWN

    def _named_number(self, name: str) -> str:
        if name in self.places.cells:
            return xl.number_at(self.place(name))
        if name in self.places.given:
            return self.number(self.places.given[name].tree)
        value = self.places.constants[name]
        return number_text(value) if isinstance(value, Decimal) else xl.UNKNOWN

    def _function(self, name: str, arguments: tuple[Node, ...]) -> str:
        special: Mapping[str, Callable[[], str]] = {
            "sum": lambda: self._sum(arguments[0]),
            "count": lambda: self._count(arguments[0]),
            "if": lambda: self._if(arguments, self.number),
            "空作零": lambda: xl.number_or_zero(self.cell(arguments[0])),
            "长度": lambda: f"LEN({xl.despaced(self.cell(arguments[0]))})",
            "round": lambda: xl.rounded(self.number(arguments[0]), count_of(arguments[1])),
        }
        if name in special:
            return special[name]()
        return self._computed(name, [self.number(each) for each in arguments])

    def _computed(self, name: str, numbers: list[str]) -> str:
        match name:
            case "abs":
                return f"ABS({numbers[0]})"
            case "先取":
                *first, text = numbers
                for number in reversed(first):
                    text = f"IFERROR({number},{text})"
                return text
            case "日期":
                year, month, day = numbers
                return f"(DATE({year},{month},{day})/(({year}>={FIRST_YEAR})*({year}<10000)))"
            case _:
                return self._extreme(name, numbers)

    def _extreme(self, name: str, numbers: list[str]) -> str:
        """MIN and MAX would take a whole area together, so over an area IF compares."""
        if not self._spreads:
            return f"{name.upper()}({','.join(numbers)})"
        sign = "<" if name == "min" else ">"
        text = numbers[0]
        for number in numbers[1:]:
            text = xl.fitting(f"IF({text}{sign}{number},{text},{number})")
        return text

    def _sum(self, node: Node) -> str:
        lines = replace(self, over_rows=True)
        if isinstance(node, Name) and node.name in self.places.cells:
            area = lines.place(node.name)
            return f"(SUM({area})/(SUMPRODUCT({self.used()}*(1-ISNUMBER({area})))=0))"
        return f"SUM(IF({self.used()},{lines.number(node)},0))"

    def _count(self, condition: Node) -> str:
        lines = replace(self, over_rows=True)
        holds, violated = (lines.truth(condition, holds=holds) for holds in (True, False))
        open_rows = f"SUMPRODUCT({self.used()}*(1-{holds})*(1-{violated}))"
        return f"(SUMPRODUCT({self.used()}*{holds})/({open_rows}=0))"

    # -- texts -------------------------------------------------------------------------------------

    def key(self, node: Node) -> str:
        """A text that is compared, without spaces; "" or an error where it is open."""
        match node:
            case Text(value):
                return xl.literal(folded(value))
            case Name(name) if name in self.places.cells:
                return xl.despaced(self.place(name))
            case Name(name) if name in self.places.given:
                return self.key(self.places.given[name].tree)
            case Call("if", arguments):
                return self._if(arguments, self.key)
            case _:
                return xl.despaced(self.shown(node))

    def shown(self, node: Node) -> str:
        """A text as a message has it."""
        match node:
            case Text(value):
                return xl.literal(value)
            case Name(name):
                return self._shown_name(name)
            case Arithmetic("&", left, right):
                return f"({self.shown(left)}&{self.shown(right)})"
            case Call(name, arguments) if kind_of(node) is Kind.TEXT:
                return self._printed(name, arguments)
            case _:
                return xl.shown_number(self.number(node))

    def _printed(self, name: str, arguments: tuple[Node, ...]) -> str:
        if name == "if":
            return self._if(arguments, self.shown)
        number = self.number(arguments[0])
        if name == "两位小数":
            return xl.fixed(number, 2)
        return xl.percent(number, count_of(arguments[1]) if len(arguments) > 1 else 2)

    def _shown_name(self, name: str) -> str:
        if name in self.places.cells:
            return self._shown_place(self.place(name), all_fields()[name])
        if name in self.places.given:
            return self.shown(self.places.given[name].tree)
        if name in _LABELS:
            return self._row_label(*_LABELS[name])
        value = self.places.constants[name]
        if isinstance(value, str):
            return xl.literal(value)
        return xl.literal(number_text(value)) if isinstance(value, Decimal) else xl.UNKNOWN

    def _row_label(self, labels: tuple[str, ...], between: str) -> str:
        """What a row of 资金 is called, or over the whole area what each of them is."""
        words = [xl.literal(label) for label in labels]
        if self.row:
            return f"CHOOSE({self.row},{','.join(words)})"
        return f"{{{between.join(words)}}}"

    @staticmethod
    def _shown_place(place: str, field: Field) -> str:
        if field.kind is not Kind.TEXT:
            return xl.shown_cell(place)
        return xl.quoted(place) if field.cell else f'IF({place}="",{xl.UNKNOWN},{place})'

    def _if(self, arguments: tuple[Node, ...], branch: Callable[[Node], str]) -> str:
        test, yes, no = arguments
        otherwise = f"IF({self.truth(test, holds=False)},{branch(no)},{xl.UNKNOWN})"
        return f"IF({self.truth(test, holds=True)},{branch(yes)},{otherwise})"

    # -- cells -------------------------------------------------------------------------------------

    def cell(self, node: Node) -> str:
        """The place of a field that is asked about as a cell."""
        return self.place(name_of(node))

    def place(self, name: str) -> str:
        """A field's cell, or the whole area where the formula goes over it."""
        area = self.places.cells[name]
        one_row = self.row and not self.over_rows and ":" in area
        return f"INDEX({area},{self.row})" if one_row else area

    def used(self) -> str:
        """1 for each row of 绩效指标 in use, over all of them."""
        return replace(self, over_rows=True).truth(Name(IN_USE), holds=True)

    @property
    def _spreads(self) -> bool:
        """Whether a number here may be a whole area."""
        return self.over_rows or not self.row
