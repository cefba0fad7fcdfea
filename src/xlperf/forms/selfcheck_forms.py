"""One form as 自检 sees it: what its rules say, and what the cells hold that compute it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from xlperf.forms.areas import anchor
from xlperf.forms.entries import text_entry
from xlperf.forms.label_words import Words
from xlperf.forms.named import NamedForm
from xlperf.forms.names import TEMPLATE_ID, Name
from xlperf.forms.selfcheck_formulas import ProjectPatterns, Shape, patterns_of
from xlperf.forms.selfcheck_grid import SINGLES, SPARE
from xlperf.forms.selfcheck_values import Definitions
from xlperf.forms.selfcheck_verdicts import Jury, Verdict
from xlperf.forms.selfcheck_xml import Pieces, pieces_of
from xlperf.forms.spec import INDICATOR_KEYS, FormSpec
from xlperf.model.evaluation import Entry, IndicatorLine
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.cells import Value
from xlperf.ooxml.refs import Area, Range, ref
from xlperf.ooxml.sheet import Sheet
from xlperf.rules.case import FormCase
from xlperf.rules.catalogue import Rule
from xlperf.rules.expressions.cells import AS_IN_EXCEL
from xlperf.rules.expressions.definitions import constants
from xlperf.rules.expressions.seeing import SeenForm
from xlperf.rules.expressions.vocabulary import Group, all_fields
from xlperf.rules.recompute import score_form
from xlperf.rules.ruleset import RuleSet

_ACTUAL: Final = INDICATOR_KEYS.index("actual")
_NOTHING: Final = IndicatorLine(*(Entry() for _ in INDICATOR_KEYS))


class LiveChecks:
    """The live rules of a round, read and written once for all its workbooks."""

    def __init__(self, rules: RuleSet, live: tuple[Rule, ...], unit: MoneyUnit, year: int | None) -> None:
        self.rules = rules
        self.live = live
        self.year = year
        self.jury = Jury(rules, live)
        self.definitions = Definitions(rules)
        self._constants = constants(rules, year=year, money_unit=unit.value)
        self._patterns: dict[tuple[tuple[Name, Range], ...], ProjectPatterns] = {}

    def patterns(self, places: Mapping[Name, Range]) -> ProjectPatterns:
        """The formulas for a form with its cells at these places."""
        key = tuple(places.items())
        known = self._patterns.get(key)
        if known is None:
            shape = Shape(self.rules, self.live, self._constants, places)
            known = self._patterns[key] = patterns_of(shape)
        return known


@lru_cache(maxsize=16)
def live_checks(rules: RuleSet, live: tuple[Rule, ...], unit: MoneyUnit, year: int | None) -> LiveChecks:
    """The checks of a round."""
    return LiveChecks(rules, live, unit, year)


@dataclass(frozen=True, slots=True)
class CheckedForm:
    """One form as it stands: what its rules say, and the formulas that will go on saying it."""

    sheet: Sheet
    places: Mapping[Name, Range]
    checks: LiveChecks
    patterns: ProjectPatterns
    seen: SeenForm
    verdicts: tuple[Verdict, ...]

    @classmethod
    def of(cls, sheet: Sheet, spec: FormSpec, words: Words, checks: LiveChecks) -> "CheckedForm":
        """Read a form by its names, and judge it; ``words`` are those of the form."""
        areas = dict(_areas(sheet))
        reader = NamedForm(sheet.book, sheet, areas, words, TEMPLATE_ID, spec.money_unit, checks.year or 0)
        form = reader.fields()
        case = FormCase(form, spec.rules, score_form(form, spec.rules), expected_year=checks.year)
        places = {name: _place(area) for name, area in areas.items()}
        seen = SeenForm(case, AS_IN_EXCEL)
        found = checks.jury.verdicts(seen, places[Name.INDICATORS])
        return cls(sheet, places, checks, checks.patterns(places), seen, found)

    def results(self) -> Iterator[Pieces]:
        """What the cells of the project's block hold, row by row, as XML."""
        yield from map(pieces_of, self._copies())
        used, every = self.seen, SeenForm(self._with_all_rows(), AS_IN_EXCEL, self.seen)
        rows = {
            Group.FORM: (used.whole,),
            Group.COLUMN: used.rows(Group.COLUMN),
            Group.INDICATOR: every.rows(Group.INDICATOR),
        }
        found = {group: [self.checks.definitions.results(row) for row in rows[group]] for group in rows}
        fields = all_fields()
        for name, index in self.patterns.derived:
            yield found[fields[name].group][index][name]
        every.let_go()

    def _copies(self) -> Iterator[Value]:
        """What stands on the form; above the rows of the indicators, how many there are."""
        places, area = self.places, self.places[Name.INDICATORS]
        for name in SINGLES:
            if name in places:
                yield from self._held(anchor(places[name]))
        yield from self._held(places[Name.FUNDS])
        yield Decimal(area.rows)
        yield from self._held(area)
        yield from [""] * (SPARE * area.cols)

    def _held(self, area: Range) -> Iterator[Value]:
        for row in range(area.first_row, area.last_row + 1):
            for column in range(area.first_col, area.last_col + 1):
                value = self.sheet.at(row, column).value
                yield "" if value is None else value

    def _with_all_rows(self) -> FormCase:
        """The form with a line for each row that is copied, whether anything stands there or not."""
        area, form = self.places[Name.INDICATORS], self.seen.case.form
        used = {line.actual.cell: line for line in form.indicators}
        lines = [
            used.get(ref(row, area.first_col + _ACTUAL)) or self._unused(row)
            for row in range(area.first_row, area.last_row + 1)
        ]
        return replace(self.seen.case, form=replace(form, indicators=(*lines, *[_NOTHING] * SPARE)))

    def _unused(self, row: int) -> IndicatorLine:
        """A row in which only the levels are printed."""
        first = self.places[Name.INDICATORS].first_col
        texts = [text_entry(self.sheet.book, self.sheet.cell(ref(row, first + place))) for place in range(2)]
        return replace(_NOTHING, level1=texts[0], level2=texts[1])


def _areas(sheet: Sheet) -> Iterator[tuple[Name, Area]]:
    own = sheet.book.names_of(sheet)
    for name in Name:
        area = own.get(name)
        if area is not None:
            yield name, area


def _place(area: Area) -> Range:
    return Range(area.first_row, area.first_col, area.last_row, area.last_col)
