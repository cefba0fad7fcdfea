"""A live rule over one project's cells: the formulas of its line in the sheet 自检.

For each rule and project there are three numbers (how many rows are violated, how many are still open,
where the first violated one is), each in a cell of its own, and the texts that look at the last of them.
A formula with ``array`` has to be entered as an array formula (``t="array"``) of a single cell; all work
from Excel 2007 on, in WPS and in LibreOffice.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from string import Formatter
from typing import Final

from xlperf.model.finding import Severity
from xlperf.model.printing import NO_VALUE
from xlperf.rules.catalogue import Rule
from xlperf.rules.expressions import excel_text as xl
from xlperf.rules.expressions.excel import Writer
from xlperf.rules.expressions.judgement import LABEL, ROWS, Judgement, Variant, judgement_of
from xlperf.rules.expressions.places import Formula, Places
from xlperf.rules.expressions.syntax import Name
from xlperf.rules.expressions.vocabulary import Field, Group

#: More rows and variants than any form has; a position is counted down from it.
_MANY: Final = 9999
HOLDS, VIOLATED, OPEN = "✔", "✘", "未填"


def live_rules(catalogue: Mapping[str, Rule]) -> tuple[Rule, ...]:
    """The rules that are judged in the issued workbook, in the catalogue's order."""
    return tuple(rule for rule in catalogue.values() if rule.live and rule.condition)


@dataclass(frozen=True, slots=True)
class LiveRule:
    """One rule over one project.

    ``others`` are all live rules: those that say the same mistake better (``unless``, ``quiet``) are
    taken into account as they are for a collected form.
    """

    rule: Rule
    places: Places
    others: Mapping[str, Rule]

    # -- how many and where ------------------------------------------------------------------------

    def violations(self) -> Formula:
        """How many findings there are: violated rows, or 1 where all of them are told ``together``."""
        count = self._count()
        if self.rule.together:
            count = f"IF({self._is_together()},1,{count})"
        return self._formula(count)

    def errors(self) -> Formula:
        """How many of them keep the form from being accepted."""
        if not self.rule.weigh or self.rule.decided:
            return self.violations() if self.rule.severity is Severity.ERROR else Formula("=0", array=False)
        return self._formula(self._sum(self._erroneous()))

    def open(self) -> Formula:
        """How many rows cannot be judged yet."""
        return self._formula(self._sum(self._all_open()))

    def position(self) -> Formula:
        """A number that says which row is the first violated one, 0 where there is none."""
        places = [
            f"{violated}*({_MANY}-{self._numbered(index)})"
            for index, violated in enumerate(self._all_violated(), start=1)
        ]
        return self._formula(f"MOD({_MANY}-MAX({','.join(places)}),{_MANY})")

    # -- what is said of the row at a position -----------------------------------------------------

    def cell(self, position: str) -> Formula:
        """The address of the cell to go to, without its sheet ("H13"); "" where no cell is to blame."""
        targets = [self._target(variant.at, position) for variant in self._judgement.variants]
        if not all(targets):
            return Formula('=""', array=False)
        address = self._choose([f"ADDRESS(ROW({each}),COLUMN({each}),4)" for each in targets], position)
        return self._guarded(f'IFERROR({address},"")', position)

    def message(self, position: str) -> Formula:
        """The sentence with the actual values."""
        normal = self._told(self.rule.message, position)
        if self.rule.together:
            normal = f"IF({self._is_together()},{self._told(self.rule.together, position)},{normal})"
        return self._guarded(normal, position)

    def fix(self, position: str) -> Formula:
        """What to do about it."""
        return self._guarded(self._told(self.rule.fix, position), position)

    @staticmethod
    def state(violations: str, waiting: str) -> Formula:
        """✔, ✘ or 未填, from the cells that hold :meth:`violations` and :meth:`open`."""
        return Formula(f'=IF({violations}>0,"{VIOLATED}",IF({waiting}>0,"{OPEN}","{HOLDS}"))', array=False)

    # -- rows --------------------------------------------------------------------------------------

    @property
    def _judgement(self) -> Judgement:
        return judgement_of(self.rule)

    @property
    def _group(self) -> Group:
        return self._judgement.group

    @property
    def _writer(self) -> Writer:
        """Over the form's cells, or over all rows at once."""
        return Writer(self.places, row="1" if self._group is Group.FORM else "")

    def _used(self) -> str:
        match self._group:
            case Group.FORM:
                return "1"
            case Group.INDICATOR:
                return self._writer.used()
            case _:
                return f"({self._index()}>0)"

    def _index(self) -> str:
        """The number of each row within its area, from 1."""
        names = {Group.INDICATOR: "三级指标", Group.SOURCE: "全年预算数", Group.COLUMN: "年度资金总额"}
        area = self.places.cells[names[self._group]]
        way = "COLUMN" if self._group is Group.COLUMN else "ROW"
        return f"({way}({area})-MIN({way}({area}))+1)"

    def _numbered(self, variant: int) -> str:
        """The position of each row: rows first, within a row the variants."""
        if self._group is Group.FORM:
            return str(variant)
        many = len(self._judgement.variants)
        return self._index() if many == 1 else f"(({self._index()}-1)*{many}+{variant})"

    def _row(self, position: str) -> str:
        many = len(self._judgement.variants)
        if self._group is Group.FORM:
            return "1"
        return position if many == 1 else f"(INT(({position}-1)/{many})+1)"

    def _choose(self, texts: list[str], position: str) -> str:
        """The text for the variant at a position."""
        many = len(texts)
        if many == 1 or len(set(texts)) == 1:
            return texts[0]
        number = position if self._group is Group.FORM else f"(MOD({position}-1,{many})+1)"
        return f"CHOOSE({number},{','.join(texts)})"

    # -- verdicts ----------------------------------------------------------------------------------

    def _all_violated(self, silenced: frozenset[str] = frozenset()) -> list[str]:
        """For each variant 1 where it is violated and told, over all rows."""
        return [
            xl.all_of([self._used(), *self._violated(variant), *self._unsilenced(variant, silenced)])
            for variant in self._judgement.variants
        ]

    def _violated(self, variant: Variant) -> Iterator[str]:
        yield self._writer.truth(variant.condition.tree, holds=False)
        when = self._writer.truth(variant.when.tree, holds=True)
        if when != "1":
            yield when

    def _unsilenced(self, variant: Variant, silenced: frozenset[str]) -> Iterator[str]:
        """1 where no rule that says it better speaks of the same cell, nor one of ``quiet`` at all."""
        for better in sorted(self.rule.unless - silenced):
            if better in self.others:
                other = replace(self, rule=self.others[better])
                yield from other.silence(self._group, variant.at, silenced | self.rule.unless)
        for loud in sorted(self.rule.quiet):
            if loud in self.others:
                other = replace(self, rule=self.others[loud])
                yield f"({other.any_violated()}=0)"

    def silence(self, group: Group, at: Field | None, silenced: frozenset[str]) -> Iterator[str]:
        """1 where this rule does not speak of a field of the same row."""
        if self._group is not group or at is None:
            return
        found = self._all_violated(silenced)
        for variant, violated in zip(self._judgement.variants, found, strict=True):
            if variant.at == at and self.rule.about == "":
                yield f"(1-{violated})"

    def any_violated(self) -> str:
        """How many rows of this rule are violated, whatever the others say."""
        each = (xl.all_of([self._used(), *self._violated(one)]) for one in self._judgement.variants)
        return self._sum(each)

    def _all_open(self) -> Iterator[str]:
        for variant in self._judgement.variants:
            asked = f"(1-{self._writer.truth(variant.condition.tree, holds=True)})"
            if self._writer.truth(variant.when.tree, holds=True) != "1":
                asked += f"*(1-{self._writer.truth(variant.when.tree, holds=False)})"
            violated = xl.all_of(list(self._violated(variant)))
            yield f"{self._used()}*{asked}*(1-{violated})"

    def _erroneous(self) -> Iterator[str]:
        """For each variant 1 where it is violated and weighs as an error."""
        for variant, violated in zip(self._judgement.variants, self._all_violated(), strict=True):
            text = "1" if self.rule.severity is Severity.ERROR else "0"
            for severity, test in reversed(variant.weights):
                weighs = "1" if severity is Severity.ERROR else "0"
                text = f"IF({self._writer.truth(test.tree, holds=True)},{weighs},{text})"
            yield f"{violated}*{text}"

    def _count(self) -> str:
        return self._sum(self._all_violated())

    def _is_together(self) -> str:
        """Whether every one of several rows is violated."""
        rows = f"SUM({self._used()}*1)"
        return f"({rows}>1)*({self._count()}={rows})"

    def _sum(self, texts: Iterable[str]) -> str:
        return f"SUM({','.join(f'1*{text}' for text in texts)})"

    # -- texts -------------------------------------------------------------------------------------

    def _target(self, at: Field | None, position: str) -> str:
        """The cell to blame."""
        if at is None:
            return ""
        area = self.places.cells[at.name]
        return area if at.group is Group.FORM else f"INDEX({area},{self._standing(at, position)})"

    def _standing(self, at: Field, position: str) -> str:
        """The row of the cell to blame; in a rule over the form, of an indicator field the first in use."""
        if at.group in (Group.FORM, self._group):
            return self._row(position)
        return f"MATCH(1,INDEX({self._writer.used()},0),0)"

    def _told(self, template: str, position: str) -> str:
        pieces = (
            piece
            for text, name, _, _ in Formatter().parse(template)
            for piece in (
                xl.literal(text) if text else "",
                self._blank(name, position) if name else "",
            )
        )
        return "&".join(piece for piece in pieces if piece) or '""'

    def _blank(self, name: str, position: str) -> str:
        if name == ROWS:
            return f"SUM({self._used()}*1)"
        texts = [self._filled(name, variant, position) for variant in self._judgement.variants]
        return f"IFERROR({self._choose(texts, position)},{xl.literal(NO_VALUE)})"

    def _filled(self, name: str, variant: Variant, position: str) -> str:
        if name in variant.blanks:
            return Writer(self.places, row=self._row(position)).shown(variant.blanks[name].tree)
        if variant.at is None:
            return xl.UNKNOWN
        if name == LABEL:
            return self._label(variant.at, position)
        return xl.shown_cell(self._target(variant.at, position))

    def _label(self, at: Field, position: str) -> str:
        """What a sentence calls the cell (:class:`~xlperf.rules.checks.entries.Place`)."""
        told, standing = at.told, self._standing(at, position)
        writer = Writer(self.places, row=standing)
        match at.group:
            case Group.INDICATOR:
                name = f"IF({standing}>0,IFERROR({writer.shown(Name('指标'))},{xl.literal(NO_VALUE)}))"
                return f"({xl.literal('“')}&{name}&{xl.literal(f'”的{told}')})"
            case Group.SOURCE:
                return f"({xl.literal(f'{told}-')}&{writer.shown(Name('资金来源'))})"
            case Group.COLUMN:
                return f"({writer.shown(Name('列'))}&{xl.literal(f'-{told}')})"
            case _:
                return xl.literal(told)

    def _guarded(self, text: str, position: str) -> Formula:
        """A text that is empty where nothing is violated."""
        return self._formula(f'IF({position}=0,"",{text})')

    def _formula(self, text: str) -> Formula:
        formula = Formula(f"={text}", array=self._group is not Group.FORM or "IF(" in text)
        xl.fitting(formula.text)
        return formula
