"""N family: what stands in a cell where a number, a percentage or a day belongs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Final

from xlperf.model.evaluation import Entry, IndicatorLine, Measure
from xlperf.model.money import MoneyUnit
from xlperf.model.printing import day_text, number_text
from xlperf.model.reading import Note, NoteKind
from xlperf.model.rounding import round_half_up
from xlperf.model.text import clean, compact
from xlperf.model.units import unit_scale
from xlperf.rules.case import FormCase, Hit, once
from xlperf.rules.checks import entries
from xlperf.rules.checks.entries import Place, in_line, quoted
from xlperf.rules.checks.ledger import comparisons

#: Of several notes on one cell the first of these is told: the others follow from it.
_MOST_TELLING: Final = (
    NoteKind.MALFORMED,
    NoteKind.NOT_A_NUMBER,
    NoteKind.WITH_UNIT,
    NoteKind.PERCENT_FORM,
    NoteKind.DATE_FORM,
    NoteKind.TEXT_NUMBER,
    NoteKind.FULL_WIDTH,
)
#: In a cell that holds text by its nature (“204.46平方米” under a target “≥200平方米”) these say nothing.
_TEXT: Final = (NoteKind.WITH_UNIT, NoteKind.TEXT_NUMBER)
#: An actual value that begins like this was copied from the target (V05).
_SIGNS: Final = ("≥", "≧", "⩾", "≤", "≦", "⩽", ">", "<", "不低于", "不少于", "不高于", "不超过")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell with its most telling note: ``unit`` follows the number, ``advice`` says what to type."""

    place: Place[object]
    note: Note
    unit: str = ""
    advice: str = "填数字"

    def values(self) -> dict[str, str]:
        """The blanks of the N family."""
        number = self._number()
        return {
            "字段": self.place.label,
            "值": quoted(self.place.entry.text),
            "数": number,
            "取值": f"{number}{self.unit}",
            "办法": self.advice,
            "情况": self._day(),
        }

    def _number(self) -> str:
        """The number that the cell should hold, as the reader noted it; cleaned text where it is none."""
        details = {note.kind: note.detail for note in self.place.entry.notes}
        if self.note.kind is NoteKind.PERCENT_FORM:
            return self.note.detail.removesuffix("%")
        return details.get(NoteKind.TEXT_NUMBER) or self.note.detail or quoted(self.place.entry.text)

    def _day(self) -> str:
        value = self.place.entry.value
        if isinstance(value, date):
            return f"按 {day_text(value)} 理解"
        return f"按 {value} 年理解" if isinstance(value, int) else "看不出是什么时候"


def _noted(case: FormCase) -> Iterator[_Cell]:
    """Every cell with a note, once."""
    if not _is_noted(case):
        return
    unit = case.form.money_unit.value
    for place in entries.amounts(case.form):
        yield from _cell(place, unit, "有这项资金就填数字，没有就填 0")
    for number in entries.numbers(case.form):
        yield from _cell(number, "%" if number.field == entries.RATE else "")
    yield from _cell(Place(entries.YEAR, entries.YEAR, case.form.year))
    for line in case.form.indicators:
        if line.target.notes:
            yield from _target(case, line)
        if line.actual.notes:
            yield from _actual(case, line)


@once
def _is_noted(case: FormCase) -> bool:
    """Whether any cell that one of these rules looks at has a note; on most forms none has."""
    form = case.form
    single = (form.rate, form.rate_weight, form.rate_score, form.total_score, form.year)
    funds = (entry for row in form.funding for entry in (row.initial_budget, row.budget, row.actual))
    lines = (
        entry for line in form.indicators for entry in (line.weight, line.score, line.target, line.actual)
    )
    return any(entry.notes for entry in chain[Entry[object]](single, funds, lines))


def _cell(
    place: Place[object], unit: str = "", advice: str = "填数字", ignored: tuple[NoteKind, ...] = ()
) -> Iterator[_Cell]:
    told = {note.kind: note for note in place.entry.notes if note.kind not in ignored}
    for kind in _MOST_TELLING:
        if kind in told:
            yield _Cell(place, told[kind], unit, advice)
            return


def _target(case: FormCase, line: IndicatorLine) -> Iterator[_Cell]:
    """A target that cannot be read, or that our form cannot count with (a word such as 无 is V01's)."""
    understood = () if line.target.value is None else (NoteKind.DATE_FORM,)
    text = () if _needs_number(case, line) else _TEXT
    place = in_line(line, entries.TARGET, line.target)
    yield from _cell(place, _unit(line, line.target), ignored=(NoteKind.NOT_A_NUMBER, *understood, *text))


def _actual(case: FormCase, line: IndicatorLine) -> Iterator[_Cell]:
    """An actual value in numbers or a day; words are the V family's."""
    place = in_line(line, entries.ACTUAL, line.actual)
    if copies_target(line):
        return
    if not entries.is_counted(line):
        yield from _cell(place, ignored=(NoteKind.NOT_A_NUMBER, *_TEXT))
        return
    unit, advice = _unit(line, line.actual), "填数字，一点没做到就填 0；没有这项工作的填“不适用”"
    if isinstance(line.actual.value, Decimal):
        advice = f"改填 {number_text(line.actual.value)}"
    text = () if _needs_number(case, line) else _TEXT
    yield from _cell(place, unit, advice, (NoteKind.DATE_FORM, *text))


def copies_target(line: IndicatorLine) -> bool:
    """Whether the actual value is written like a target: ≥90%."""
    return compact(line.actual.text).startswith(_SIGNS)


def _needs_number(case: FormCase, line: IndicatorLine) -> bool:
    """Whether target and actual value stand in cells of their own, their unit in another."""
    unit = line.unit.cell
    return entries.is_counted(line) and (case.issued or (bool(unit) and unit != line.target.cell))


def _unit(line: IndicatorLine, entry: Entry[Measure]) -> str:
    """The unit that the number was taken in; none where the cell itself names one of another kind."""
    unit = clean(line.unit.value or "")
    found = next((note.detail for note in entry.notes if note.kind is NoteKind.WITH_UNIT), unit)
    return unit if unit_scale(found)[1] == unit_scale(unit)[1] else ""


def _told(kind: NoteKind) -> Callable[[FormCase], Iterator[Hit]]:
    """The check that tells every cell whose most telling note is of one kind."""

    def check(case: FormCase) -> Iterator[Hit]:
        for cell in _noted(case):
            if cell.note.kind is kind:
                yield Hit(cell.place.entry, cell.place.field, cell.values())

    return check


def yuan_for_wan(case: FormCase) -> Iterator[Hit]:
    """N05: an amount and the ledger's differ about ten-thousandfold."""
    for each in comparisons(case):
        if each.mixed_up:
            yield Hit(each.place.entry, each.place.field, each.values())


def too_exact(case: FormCase) -> Iterator[Hit]:
    """N08: more than two decimals of 万元, unless the ledger has them as well."""
    if case.form.money_unit is not MoneyUnit.WAN:
        return
    exact = [place for place in entries.typed_amounts(case.form) if _is_too_exact(place.entry)]
    ledger = comparisons(case) if exact else ()
    known = [each.place.entry for each in ledger if each.place.entry.value == each.ledger]
    for place in exact:
        if not any(place.entry is each for each in known):
            yield Hit(place.entry, place.field, {"字段": place.label, "值": quoted(place.entry.text)})


def _is_too_exact(entry: Entry[Decimal]) -> bool:
    if entry.value is None or entry.formula:
        return False
    return entry.value != round_half_up(entry.value, -2)


CHECKS = {
    "N01": _told(NoteKind.TEXT_NUMBER),
    "N02": _told(NoteKind.FULL_WIDTH),
    "N03": _told(NoteKind.NOT_A_NUMBER),
    "N04": _told(NoteKind.WITH_UNIT),
    "N05": yuan_for_wan,
    "N06": _told(NoteKind.MALFORMED),
    "N08": too_exact,
    "N09": _told(NoteKind.PERCENT_FORM),
    "N10": _told(NoteKind.DATE_FORM),
}
