"""What a check of the report is given to look at."""

from dataclasses import dataclass, field
from decimal import Decimal

from xlperf.model.ledger import Amounts
from xlperf.model.money import MoneyUnit


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or a table's cell of the report as it will be published, under the heading ``section``."""

    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """What was kept out of the report: ``kinds`` of personal data that were covered, or a secret project.

    ``shown`` is what is printed instead.
    """

    section: str
    shown: str
    kinds: tuple[str, ...] = ()
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """What the office wrote about one key project, and the ledger's amounts in 元."""

    project_code: str
    project_name: str
    text: str
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class ReportCase:
    """A report before it is published.

    ``narrative`` are the texts that the office itself wrote, by where; ``project_names`` all those of the
    ledger, whose years say nothing about the report's; ``terms`` are other names of indicators, each with
    the one that the rule set prints; ``department_weight`` is what the indicators of
    部门整体 weigh together (None: there are none), ``full_weight`` what they should.
    """

    year: int
    money_unit: MoneyUnit
    passages: tuple[Passage, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    narrative: tuple[Passage, ...] = ()
    overviews: tuple[Overview, ...] = ()
    project_names: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    department_weight: Decimal | None = None
    full_weight: Decimal = field(default=Decimal(90))
