"""From a tree of words to an expression that means something: every field known, every kind right."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from xlperf.rules.expressions.errors import ExpressionError, did_you_mean
from xlperf.rules.expressions.functions import FUNCTIONS, Function, Kind, Taken
from xlperf.rules.expressions.kinds import kind_of
from xlperf.rules.expressions.parser import parse
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
    Open,
    Text,
    Truth,
    count_of,
)
from xlperf.rules.expressions.vocabulary import HERE, THRESHOLD, Field, Group, Vocabulary, vocabulary

_NUMERIC: Final = frozenset({Kind.NUMBER, Kind.MEASURE})
_WORDY: Final = frozenset({Kind.TEXT, Kind.MEASURE})
_MAX_COUNT: Final = 10
_COMMON_YEAR: Final = 2023
#: Words that stand for something only where the line gives it.
_NOT_GIVEN: Final = {
    THRESHOLD: "用了“阈值”，可是没有填阈值是多少",
    HERE: "“本格”只在程序自带的规则里能用，请写字段的名字，如 得分",
}

Resolved = tuple[Node, Kind]


@dataclass(frozen=True, slots=True)
class Expression:
    """A tree whose names are those of fields and functions, and what it gives."""

    tree: Node
    kind: Kind
    group: Group


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a line stands.

    ``numbers`` are the rule's own named numbers (its threshold), ``here`` is the field that 本格 stands
    for; ``limited``: refuse what is too long to be written by hand.
    """

    numbers: Mapping[str, Decimal] = field(default_factory=dict)
    here: Field | None = None
    limited: bool = True


_PLAIN: Final = Setting()


def resolve(
    text: str,
    group: Group,
    wanted: Kind | None = Kind.TRUTH,
    setting: Setting = _PLAIN,
) -> Expression:
    """Read an expression of a rule that goes over ``group``.

    Args:
        text: the line as written.
        group: what the rule goes over, which decides the fields that it may use.
        wanted: what it must give; None for anything that can be printed.
        setting: what the line may refer to besides.

    Raises:
        ExpressionError: it cannot be read, names something unknown, or mixes up kinds.
    """
    resolver = _Resolver(vocabulary(group), setting.numbers, setting.here)
    tree, kind = resolver.resolve(parse(text, limited=setting.limited))
    if wanted is not None and kind is not wanted:
        raise ExpressionError(tree.at, f"整条应该是{_called(wanted)}，现在是{_called(kind)}")
    if wanted is None and kind is Kind.TRUTH:
        raise ExpressionError(tree.at, "这里应该是数字或文字，现在是条件")
    return Expression(tree, kind, group)


@dataclass(slots=True)
class _Resolver:
    words: Vocabulary
    numbers: Mapping[str, Decimal]
    here: Field | None
    over_rows: bool = False

    def resolve(self, node: Node) -> Resolved:
        match node:
            case Name():
                return self._name(node)
            case Call():
                return self._call(node)
            case Number() | Open() | Text() | Truth():
                return node, kind_of(node)
            case _:
                return self._operation(node)

    def _operation(self, node: Negative | Not | Junction | Arithmetic | Comparison) -> Resolved:
        match node:
            case Negative(operand):
                return replace(node, operand=self._as(operand, Taken.NUMBER, "负号后面")), Kind.NUMBER
            case Not(operand):
                return replace(node, operand=self._as(operand, Taken.TRUTH, "not 后面")), Kind.TRUTH
            case Junction(word, parts):
                checked = tuple(self._as(part, Taken.TRUTH, f"{word} 的两边") for part in parts)
                return replace(node, parts=checked), Kind.TRUTH
            case Arithmetic(sign, left, right):
                taken = Taken.BRANCH if sign == "&" else Taken.NUMBER
                where = f"{sign} 的两边"
                one, other = self._as(left, taken, where), self._as(right, taken, where)
                return replace(node, left=one, right=other), Kind.TEXT if sign == "&" else Kind.NUMBER
            case _:
                return self._comparison(node)

    def _name(self, node: Name) -> Resolved:
        if node.name == HERE and self.here is not None:
            return self._field(node, self.here)
        if node.name in self.numbers:
            return Number(self.numbers[node.name], node.at), Kind.NUMBER
        found = self.words.fields.get(node.name)
        if found is None and node.name in _NOT_GIVEN:
            raise ExpressionError(node.at, _NOT_GIVEN[node.name])
        if found is None:
            known = (*self.words.fields, *self.numbers)
            raise ExpressionError(node.at, f"没有“{node.name}”这个字段{did_you_mean(node.name, known)}")
        return self._field(node, found)

    def _field(self, node: Name, field: Field) -> Resolved:
        if not self.words.sees_one(field) and not self.over_rows:
            raise ExpressionError(
                node.at,
                f"“{node.name}”{field.group.value}有一个，这里只能放在 sum、count、any 或 all 里",
            )
        return Name(field.name, node.at), field.kind

    def _comparison(self, node: Comparison) -> Resolved:
        left, kind = self.resolve(node.left)
        right, other = self.resolve(node.right)
        if not _comparable(kind, other):
            raise ExpressionError(
                node.at, f"{node.sign} 的两边不能比较：左边是{kind.value}，右边是{other.value}"
            )
        for side in (left, right):
            if isinstance(side, Text) and not side.value.strip():
                raise ExpressionError(side.at, "不能与空文字比较，请用 空(字段) 或 有内容(字段)")
        wordy = Kind.TEXT in (kind, other)
        if wordy and node.sign not in ("==", "!="):
            raise ExpressionError(node.at, f"文字只能用 == 或 != 比较，不能用 {node.sign}")
        return replace(node, left=left, right=right), Kind.TRUTH

    def _call(self, node: Call) -> Resolved:
        function = FUNCTIONS.get(node.name)
        if function is None:
            hint = did_you_mean(node.name, FUNCTIONS)
            raise ExpressionError(node.at, f"没有“{node.name}”这个函数{hint}")
        self._check_count(node, function)
        if function.over_rows:
            return self._aggregate(node, function)
        checked, kinds = self._arguments(node, function)
        if function.gives is Kind.DATE:
            _check_day(node, checked)
        gives = function.gives or _common(kinds[1:])
        if gives is None:
            raise ExpressionError(node.at, f"{node.name} 的两个结果应该同为数字、同为文字，或同为条件")
        return Call(function.name, checked, node.at), gives

    def _aggregate(self, node: Call, function: Function) -> Resolved:
        if self.words.group not in (Group.FORM, Group.INDICATOR):
            raise ExpressionError(node.at, f"{node.name} 只能用在整张表或指标的规则里")
        if self.over_rows:
            raise ExpressionError(node.at, f"{node.name} 不能放在另一个 sum、count、any 或 all 里")
        self.over_rows = True
        try:
            checked, _ = self._arguments(node, function)
        finally:
            self.over_rows = False
        return Call(function.name, checked, node.at), function.gives or Kind.NUMBER

    def _arguments(self, node: Call, function: Function) -> tuple[tuple[Node, ...], list[Kind]]:
        checked: list[Node] = []
        kinds: list[Kind] = []
        for index, argument in enumerate(node.arguments):
            where = f"{node.name} 的第 {index + 1} 项"
            tree, kind = self._taken(argument, function.taken(index), where)
            checked.append(tree)
            kinds.append(kind)
        return tuple(checked), kinds

    def _as(self, node: Node, taken: Taken, where: str) -> Node:
        return self._taken(node, taken, where)[0]

    def _taken(self, node: Node, taken: Taken, where: str) -> Resolved:
        tree, kind = self.resolve(node)
        if not _ACCEPTED[taken](self, tree, kind):
            raise ExpressionError(node.at, f"{where}应该是{taken.value}，现在是{_called(kind)}")
        return tree, kind

    def is_cell(self, node: Node) -> bool:
        """Whether this is a field that stands in a cell."""
        return isinstance(node, Name) and self.words.fields[node.name].cell

    @staticmethod
    def _check_count(node: Call, function: Function) -> None:
        given, most = len(node.arguments), function.most
        if given < function.least or (most is not None and given > most):
            wanted = f"至少 {function.least}" if most is None else f"{function.least}"
            wanted = wanted if most in (None, function.least) else f"{function.least} 到 {most}"
            raise ExpressionError(node.at, f"{node.name} 应该有 {wanted} 项，现在有 {given} 项")


_Accepts = Callable[[_Resolver, Node, Kind], bool]

_ACCEPTED: Final[Mapping[Taken, _Accepts]] = {
    Taken.NUMBER: lambda _, __, kind: kind in _NUMERIC,
    Taken.TEXT: lambda _, __, kind: kind in _WORDY,
    Taken.TRUTH: lambda _, __, kind: kind is Kind.TRUTH,
    Taken.CELL: lambda resolver, node, _: resolver.is_cell(node),
    Taken.NUMBER_CELL: lambda resolver, node, kind: resolver.is_cell(node) and kind in _NUMERIC,
    Taken.COUNT: lambda _, node, __: _is_whole(node, 0, _MAX_COUNT),
    Taken.MONTH: lambda _, node, __: _is_whole(node, 1, 12),
    Taken.DAY: lambda _, node, __: _is_whole(node, 1, 31),
    Taken.BRANCH: lambda _, __, kind: kind is not Kind.DATE,
}


def _is_whole(node: Node, least: int, most: int) -> bool:
    return isinstance(node, Number) and node.value % 1 == 0 and least <= node.value <= most


def _check_day(node: Call, arguments: tuple[Node, ...]) -> None:
    """Complain of a day that not every year has."""
    month, day = map(count_of, arguments[1:])
    if day > monthrange(_COMMON_YEAR, month)[1]:
        raise ExpressionError(node.at, f"不是每年都有 {month} 月 {day} 日")


def _comparable(kind: Kind, other: Kind) -> bool:
    kinds = {kind, other}
    if Kind.DATE in kinds:
        return kinds <= {Kind.DATE, Kind.MEASURE}
    return kinds <= _NUMERIC or kinds <= _WORDY


def _common(kinds: list[Kind]) -> Kind | None:
    """What the branches of ``if`` have in common; a cell of either kind counts as a number."""
    found = {Kind.NUMBER if kind is Kind.MEASURE else kind for kind in kinds}
    return found.pop() if len(found) == 1 else None


def _called(kind: Kind) -> str:
    return "条件（如 得分 <= 分值）" if kind is Kind.TRUTH else kind.value
