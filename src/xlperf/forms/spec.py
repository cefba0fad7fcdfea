"""The standard form 项目支出绩效自评表 as one spec (财预〔2020〕10号 附件, as published forms show it).

Template, validation, help text, reader and filler all follow from :class:`FormSpec`. What differs
from province to province (labels, first-level indicators, weights, unit of money) comes from the
:class:`~xlperf.rules.ruleset.RuleSet`; what every province shares stands in
:mod:`xlperf.forms.spec_tables`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from xlperf.forms import spec_tables as tables
from xlperf.forms.fields import (
    INDICATOR_KEYS,
    NOT_APPLICABLE,
    ColumnSpec,
    FieldSpec,
    FundingColumn,
    FundingRow,
    IndicatorRow,
)
from xlperf.forms.names import Name
from xlperf.forms.spec_tables import level1_text
from xlperf.model.evaluation import Relation
from xlperf.model.money import MoneyUnit
from xlperf.rules.catalogue import Rule
from xlperf.rules.effective import catalogue_of
from xlperf.rules.expressions.live import live_rules
from xlperf.rules.ruleset import RuleSet

__all__ = ["INDICATOR_KEYS", "NOT_APPLICABLE", "FormSpec", "level1_text"]


@dataclass(frozen=True, slots=True)
class FormSpec:
    """Everything there is to know about one province's form in one unit of money."""

    rules: RuleSet
    money_unit: MoneyUnit
    fields: tuple[FieldSpec, ...]
    funding_rows: tuple[FundingRow, ...]
    funding_columns: tuple[FundingColumn, ...]
    indicator_columns: tuple[ColumnSpec, ...]
    indicator_rows: tuple[IndicatorRow, ...]
    #: What the form's own 自检 goes by.
    live: tuple[Rule, ...] = field(compare=False)

    @classmethod
    def from_rules(
        cls, rules: RuleSet, money_unit: MoneyUnit, catalogue: Mapping[str, Rule] | None = None
    ) -> "FormSpec":
        """The form of a rule set, printing amounts in ``money_unit``.

        ``catalogue`` are the rules that count, of which some are live; without any those of the rule set.
        """
        return cls(
            rules=rules,
            money_unit=money_unit,
            fields=tables.fields(rules),
            funding_rows=tables.funding_rows(rules),
            funding_columns=tables.funding_columns(rules),
            indicator_columns=tables.indicator_columns(rules),
            indicator_rows=tuple(tables.indicator_rows(rules)),
            live=live_rules(catalogue_of(rules) if catalogue is None else catalogue),
        )

    @property
    def title(self) -> str:
        """The heading printed on the form."""
        return self.rules.labels.title

    @property
    def funds_label(self) -> str:
        """The vertical label of the funds block, naming the unit of money."""
        return f"项目资金（{self.money_unit}）"

    @property
    def relations(self) -> tuple[str, ...]:
        """The choices for 指标性质."""
        return tuple(relation.value for relation in Relation)

    @property
    def qualitative_choices(self) -> tuple[str, ...]:
        """The choices for 实际完成值 of a qualitative indicator."""
        return (*(band.label for band in self.rules.qualitative), NOT_APPLICABLE)

    def field(self, name: Name) -> FieldSpec:
        """The field with a defined name; KeyError where the name is not a single field."""
        found = {field.name: field for field in self.fields}
        return found[name]

    def column(self, key: str) -> ColumnSpec:
        """The indicator column with a key of :data:`INDICATOR_KEYS`."""
        return self.indicator_columns[INDICATOR_KEYS.index(key)]
