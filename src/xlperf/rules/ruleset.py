"""A rule set: what one province's form looks like and how it is scored, as data."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from xlperf.model.finding import Severity
from xlperf.model.ledger import Column, Source
from xlperf.model.money import MoneyUnit

ExecutionMode = Literal["proportional", "bands", "pass_line"]
ZeroBudget = Literal["score0", "full", "not_applicable"]
ReverseFormula = Literal["linear", "ratio"]
OverTarget = Literal["none", "require_reason", "deduct"]
NotApplicable = Literal["rescale", "full", "transfer"]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What a rule set, or the office, says of one check; None leaves that as the catalogue has it."""

    enabled: bool | None = None
    severity: Severity | None = None
    threshold: Decimal | None = None
    live: bool | None = None


@dataclass(frozen=True, slots=True)
class ExecutionRule:
    """How 预算执行率 is computed and scored.

    ``base`` is the denominator's column; ``sources`` the rows that count ((TOTAL,) for all funds,
    (APPROPRIATION, CARRYOVER) for fiscal funds only). ``cap`` is the highest rate that earns points.
    ``bands`` (mode "bands") are pairs of (lowest rate, share of the weight), highest first;
    ``pass_line`` (mode "pass_line") is the rate below which there are no points. ``zero_budget``
    says what a project without budget gets; ``over_100`` how much a rate above 100 % weighs;
    a rate below ``explain_below`` must be explained on the form.
    """

    weight: Decimal
    base: Column
    sources: tuple[Source, ...]
    mode: ExecutionMode
    cap: Decimal
    zero_budget: ZeroBudget
    over_100: Severity
    explain_below: Decimal | None
    bands: tuple[tuple[Decimal, Decimal], ...] = ()
    pass_line: Decimal | None = None


@dataclass(frozen=True, slots=True)
class QuantitativeRule:
    """How a number is scored against its target.

    ``reverse``: "linear" is w·(1-(a-t)/t) down to 0 at 2t, "ratio" is w·t/a. ``over_target`` says
    what happens from ``over_target_threshold`` times the target on, or, where the target is 0, from
    ``zero_target_threshold`` on. ``late`` is the share of the weight that an overdue deadline keeps.
    """

    reverse: ReverseFormula
    over_target: OverTarget
    over_target_threshold: Decimal
    zero_target_threshold: Decimal | None
    late: Decimal


@dataclass(frozen=True, slots=True)
class QualitativeBand:
    """One of the three labels; its score lies in [low·w, high·w), the top one in [low·w, w].

    ``aliases`` are the words that other forms print for the same label.
    """

    label: str
    low: Decimal
    high: Decimal
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelTwo:
    """A 二级指标: its name on this form, what others call it, and its rows on a blank form."""

    name: str
    aliases: tuple[str, ...] = ()
    rows: int = 1


@dataclass(frozen=True, slots=True)
class LevelOne:
    """A 一级指标 with its 二级指标."""

    name: str
    level2: tuple[LevelTwo, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WeightGroup:
    """A sum of weights that one or several 一级指标 must reach together (Hubei: 效益+满意度 = 40)."""

    levels: tuple[str, ...]
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Reallocation:
    """Where the weight of a 一级指标 goes that a project has no indicator for.

    ``to`` are pairs of (一级指标, added weight); together they make up the weight of ``absent``.
    """

    absent: str
    to: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade: its label and the score from which it is given (closed below, open above)."""

    label: str
    lower: Decimal


@dataclass(frozen=True, slots=True)
class FormLabels:
    """The words printed on this province's form.

    ``columns`` are the three columns of money (年初预算数, 全年预算数, 全年执行数), ``sources`` the four
    rows of funds (total, appropriation, carryover, other). ``level1_weights``: whether the form
    prints 产出指标（50分）; ``show_grade``: whether it has a place for the grade.
    """

    title: str
    department: str
    unit: str
    columns: tuple[str, str, str]
    sources: tuple[str, str, str, str]
    goal: str
    goal_done: str
    actual_value: str
    rate: str
    weight: str
    score: str
    reason: str
    level1_weights: bool
    show_grade: bool


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything that differs from province to province and from year to year.

    ``source`` names the document or the published forms that the rules were taken from, ``remarks``
    say what could not be checked against them, and what of the printed form is left out.
    ``weights_severity`` is what a departure from ``weights`` weighs, ``weights_total`` the full
    mark including 预算执行率. Scores are rounded half up to ``score_decimals``. ``rule_changes`` says by
    id which checks of the catalogue this rule set turns, and how.
    """

    id: str
    title: str
    source: str
    remarks: tuple[str, ...]
    money_unit: MoneyUnit
    execution: ExecutionRule
    quantitative: QuantitativeRule
    qualitative: tuple[QualitativeBand, ...]
    level1: tuple[LevelOne, ...]
    weights: tuple[WeightGroup, ...]
    weights_severity: Severity
    weights_total: Decimal
    reallocations: tuple[Reallocation, ...]
    not_applicable: NotApplicable
    grades: tuple[Grade, ...]
    score_decimals: int
    labels: FormLabels
    rule_changes: tuple[tuple[str, RuleChange], ...] = ()

    def __hash__(self) -> int:
        """By the id: a rule set is the key to what was made of it, form after form."""
        return hash(self.id)

    @property
    def indicator_weight(self) -> Decimal:
        """What the indicators' weights must add up to (100 less the execution rate's)."""
        return self.weights_total - self.execution.weight

    def grade(self, score: Decimal) -> str:
        """The grade of an unrounded score: 89.995 is 良. A score below zero has the lowest grade."""
        reached = (grade.label for grade in self.grades if score >= grade.lower)
        return next(reached, self.grades[-1].label)
