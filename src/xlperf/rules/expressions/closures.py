"""What a compiled expression is made of: functions from a row to a value, None where it is open."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final, TypeVar

from xlperf.rules.checks.entries import quoted
from xlperf.rules.expressions import operations as op
from xlperf.rules.expressions.cells import Seen, State
from xlperf.rules.expressions.seeing import Row
from xlperf.rules.expressions.vocabulary import Group, all_fields

T = TypeVar("T")

Numeric = Callable[[Row], Decimal | None]
Textual = Callable[[Row], str | None]
Logical = Callable[[Row], bool | None]
Fold = Callable[[str], str]
#: Whether a text is as asked with one of some words.
Matches = Callable[[str, tuple[str, ...]], bool]

_ZERO: Final = Decimal(0)
_UNKNOWN: Final = object()


def owner(name: str) -> Callable[[Row], Row]:
    """From the row that a rule looks at to the one that a field belongs to."""
    if all_fields()[name].group is Group.FORM:
        return lambda row: row.form.whole
    return lambda row: row


def seen_in(name: str) -> Callable[[Row], Seen]:
    """What stands in a field; rules ask for it hundreds of times per form, mostly for what has been seen."""
    of_form = all_fields()[name].group is Group.FORM

    def look(row: Row) -> Seen:
        own = row.form.whole if of_form else row
        try:
            return own.seen[name]
        except KeyError:
            return own.see(name)

    return look


def once(name: str, compute: Callable[[Row], T]) -> Callable[[Row], T]:
    """A definition: on each row it is computed when it is first asked for."""
    of, key = owner(name), object()

    def answer(row: Row) -> T:
        own = of(row)
        found: T = own.known.get(key, _UNKNOWN)
        if found is _UNKNOWN:
            found = own.known[key] = compute(own)
        return found

    return answer


def lines(row: Row) -> tuple[Row, ...]:
    """The rows of 绩效指标 in use."""
    return row.form.rows(Group.INDICATOR)


def chosen(
    test: Logical, yes: Callable[[Row], T | None], no: Callable[[Row], T | None]
) -> Callable[[Row], T | None]:
    """``if``: open where the condition is, and only the branch that counts is looked at."""

    def choose(row: Row) -> T | None:
        holds = test(row)
        if holds is None:
            return None
        return yes(row) if holds else no(row)

    return choose


def mapped(
    operand: Callable[[Row], Decimal | None], change: Callable[[Decimal], T]
) -> Callable[[Row], T | None]:
    """Something made of a number, open where the number is."""
    return lambda row: None if (value := operand(row)) is None else change(value)


# -- conditions -----------------------------------------------------------------------------------------


def joined(parts: Sequence[Logical], *, decided_by: bool) -> Logical:
    """Or (decided by True), and (decided by False)."""

    def join(row: Row) -> bool | None:
        known = True
        for part in parts:
            value = part(row)
            if value is decided_by:
                return decided_by
            known = known and value is not None
        return not decided_by if known else None

    return join


def over_lines(test: Logical, *, decided_by: bool) -> Logical:
    """Any (decided by True), all (decided by False)."""
    return lambda row: op.over((test(each) for each in lines(row)), decided_by=decided_by)


def negated(test: Logical) -> Logical:
    """Not."""
    return lambda row: None if (value := test(row)) is None else not value


def compared(first: Numeric, second: Numeric, holds: Callable[[Decimal], bool]) -> Logical:
    """Two numbers to six decimals."""

    def compare(row: Row) -> bool | None:
        one, other = first(row), second(row)
        return None if one is None or other is None else holds(one - other)

    return compare


def compared_with(first: Numeric, other: Decimal, holds: Callable[[Decimal], bool]) -> Logical:
    """A number with one that the line says."""
    return lambda row: None if (one := first(row)) is None else holds(one - other)


def same_text(first: Textual, second: Textual, *, wanted: bool) -> Logical:
    """Whether two texts are equal (or, unless ``wanted``, different)."""

    def compare(row: Row) -> bool | None:
        one, other = first(row), second(row)
        return None if one is None or other is None else (one == other) is wanted

    return compare


def matching(text: Textual, words: Sequence[Textual], matches: Matches) -> Logical:
    """Whether a text is as asked with one of some words."""

    def check(row: Row) -> bool | None:
        said = text(row)
        if said is None:
            return None
        asked = [word(row) for word in words]
        known = tuple([word for word in asked if word is not None])
        return matches(said, known) or (False if len(known) == len(asked) else None)

    return check


def matching_known(text: Textual, words: tuple[str, ...], matches: Matches) -> Logical:
    """The same with words that the line says: nothing is open but the text."""
    return lambda row: None if (said := text(row)) is None else matches(said, words)


def about_cell(question: str, name: str, fold: Fold) -> Logical:
    """空, 有内容, 是数字, 是文字, 是错误, 有回答, 有说明."""
    look = seen_in(name)
    if question in op.BY_STATE:
        answers = op.BY_STATE[question]
        return lambda row: answers[look(row).state]
    nothing, any_number = op.NOTHING[question], question == "有回答"

    def answered(row: Row) -> bool | None:
        seen = look(row)
        match seen.state:
            case State.PENDING:
                return None
            case State.BLANK | State.ERROR:
                return seen.state is State.ERROR
            case State.NUMBER if any_number:
                return True
            case _:
                return op.says_something(fold(seen.text), nothing)

    return answered


# -- numbers --------------------------------------------------------------------------------------------


def number_in(name: str) -> Numeric:
    """The number in a field."""
    look = seen_in(name)
    return lambda row: look(row).number


def number_or_day_in(name: str) -> Numeric:
    """The number in a field, or the serial number of its day."""
    look = seen_in(name)

    def either(row: Row) -> Decimal | None:
        seen = look(row)
        return seen.day if seen.number is None else seen.number

    return either


def number_or_zero(name: str) -> Numeric:
    """空作零."""
    look = seen_in(name)

    def or_zero(row: Row) -> Decimal | None:
        seen = look(row)
        return _ZERO if seen.state is State.BLANK else seen.number

    return or_zero


def length_of(name: str, fold: Fold) -> Numeric:
    """长度, counted as Excel counts: a rare character beyond the basic plane is two."""
    look = seen_in(name)

    def length(row: Row) -> Decimal | None:
        seen = look(row)
        if seen.state in (State.PENDING, State.ERROR):
            return None
        return Decimal(len(fold(seen.text).encode("utf-16-le")) // 2)

    return length


def combined(
    first: Numeric, second: Numeric, compute: Callable[[Decimal, Decimal], Decimal | None]
) -> Numeric:
    """Two numbers reckoned together."""

    def both(row: Row) -> Decimal | None:
        one, other = first(row), second(row)
        return None if one is None or other is None else compute(one, other)

    return both


def computed(operands: Sequence[Numeric], compute: Callable[[Sequence[Decimal]], Decimal | None]) -> Numeric:
    """A function of some numbers, open where one of them is."""

    def call(row: Row) -> Decimal | None:
        values = [value for each in operands if (value := each(row)) is not None]
        return compute(values) if len(values) == len(operands) else None

    return call


def first_known(choices: Sequence[Numeric]) -> Numeric:
    """先取."""
    return lambda row: next((value for each in choices if (value := each(row)) is not None), None)


def sum_over_lines(term: Numeric) -> Numeric:
    """Sum over the rows in use."""
    return lambda row: op.sum_of(term(each) for each in lines(row))


def count_over_lines(test: Logical) -> Numeric:
    """Count of the rows in use."""
    return lambda row: op.count_of([test(each) for each in lines(row)])


# -- texts ----------------------------------------------------------------------------------------------


def folded_in(name: str, fold: Fold) -> Textual:
    """The text of a field ready for being compared; open where it is blank."""
    look = seen_in(name)
    return lambda row: fold(look(row).text) or None


def folded(text: Textual, fold: Fold) -> Textual:
    """A text ready for being compared; open where it is blank."""
    return lambda row: None if (said := text(row)) is None else fold(said) or None


def shown_in(name: str) -> Textual:
    """A field as a sentence has it: a number to six decimals, a text in one line, a blank as nothing."""
    look = seen_in(name)

    def shown(row: Row) -> str | None:
        seen = look(row)
        if seen.state in (State.PENDING, State.ERROR):
            return None
        return quoted(seen.text) if seen.number is None else op.shown_number(seen.number)

    return shown


def together(first: Textual, second: Textual) -> Textual:
    """Two texts, one after the other."""

    def join(row: Row) -> str | None:
        one, other = first(row), second(row)
        return None if one is None or other is None else one + other

    return join
