"""The words by which a form that nobody named is recognised: the labels of the spec and their synonyms."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

from xlperf.forms.spec import FormSpec
from xlperf.model.ledger import Column, Source
from xlperf.model.money import MoneyUnit
from xlperf.model.text import match_key

T = TypeVar("T")

#: Headings of the form's sections, and what stands under its last row: labels without a value of
#: their own. From the published forms of DOMAIN §1 (central, Anhui, Sichuan, Hubei, Yunnan).
_SECTIONS: Final = (
    *("项目资金", "预算资金", "预算执行情况", "年度总体目标", "总体目标", "项目基本情况"),
    *("绩效指标", "年度绩效指标", "绩效指标完成情况"),
)
_CLOSING: Final = (
    *("备注", "注", "说明", "其他需要说明的问题", "其他需要说明事项", "评价结论", "存在问题", "改进措施"),
    *("填表人", "填报人", "联系人", "联系电话", "项目负责人", "财务负责人", "单位负责人"),
)
_SUBTOTAL: Final = "小计"

#: The fields that stand beside or over their value, above the indicators.
_PLACED: Final = ("year", "project_name", "project_code", "department", "unit", "goal", "goal_done")
#: The fields that are columns of the funds table.
_RATE: Final = ("rate_weight", "rate", "rate_score")

_LEADING = re.compile(r"^[*※]*(?:\(?[0-9一二三四五六七八九十]{1,2}[)、.]+)?(?:其中[:、]?)?")
_TRAILING = re.compile(r"(?:\([^()]*\)|[:*%])+$")
_MONEY_UNIT = re.compile(r"单位:(万元|元)")
_MONEY_HEADER = re.compile(r"\((?:单位:?)?(万元|元)\)")


@lru_cache(maxsize=8192)
def label_key(text: str) -> str:
    """A key under which two printings of one label are equal; never to be printed.

    On top of :func:`~xlperf.model.text.match_key`, what surrounds the label does not count: a number
    before it, 其中, a colon, and brackets behind it (万元, 50分, B/A, 盖章).
    """
    return _TRAILING.sub("", _LEADING.sub("", match_key(text)))


def stated_money_unit(text: str, *, header: bool) -> MoneyUnit | None:
    """The unit of money that a text names: 金额单位：元, and in a ``header`` also 项目资金（万元）."""
    key = match_key(text)
    found = _MONEY_UNIT.search(key) or (_MONEY_HEADER.search(key) if header else None)
    return MoneyUnit(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabulary of one form: what each label key stands for.

    The values of ``fields`` and ``rate_columns`` are attributes of SelfEvaluation, those of
    ``indicator_columns`` attributes of IndicatorLine.
    """

    fields: Mapping[str, str]
    funding_rows: Mapping[str, Source]
    funding_columns: Mapping[str, Column]
    rate_columns: Mapping[str, str]
    indicator_columns: Mapping[str, str]
    totals: frozenset[str]
    grades: frozenset[str]

    @classmethod
    def of(cls, spec: FormSpec) -> "Words":
        """The labels of a spec with their synonyms."""
        fields = {field.key: (field.label, *field.synonyms) for field in spec.fields}
        return cls(
            fields=_by_label((key, fields[key]) for key in _PLACED),
            funding_rows=_by_label((row.source, (row.label, *row.synonyms)) for row in spec.funding_rows),
            funding_columns=_by_label(
                (column.column, (column.label, *column.synonyms)) for column in spec.funding_columns
            ),
            rate_columns=_by_label((key, fields[key]) for key in _RATE),
            indicator_columns=_by_label(
                (column.key, (column.header, *column.synonyms)) for column in spec.indicator_columns
            ),
            totals=frozenset(map(label_key, fields["total_score"])),
            grades=frozenset(map(label_key, fields["grade"])).difference(_CLOSING),
        )

    def field(self, text: str) -> str | None:
        """The field that a label announces, as an attribute of SelfEvaluation."""
        return self.fields.get(label_key(text))

    def indicator_column(self, text: str) -> str | None:
        """The column of 绩效指标 that a label heads, as an attribute of IndicatorLine."""
        return self.indicator_columns.get(label_key(text))

    def is_total(self, text: str) -> bool:
        """Whether a label opens the row of 总分."""
        return label_key(text) in self.totals

    def is_grade(self, text: str) -> bool:
        """Whether a label announces 等级, or states it: 等级：优."""
        return label_key(match_key(text).partition(":")[0]) in self.grades

    def is_label(self, text: str) -> bool:
        """Whether a text is a label of the form rather than somebody's answer."""
        tables = (self.fields, self.funding_rows, self.funding_columns, self.rate_columns)
        others = (self.indicator_columns, self.totals, self.grades, _SECTIONS, _CLOSING)
        return any(label_key(text) in words for words in (*tables, *others))


def is_section(text: str) -> bool:
    """Whether a text may be the title of a section, which heads labels rather than a value."""
    return label_key(text) in _SECTIONS


def is_part(text: str) -> bool:
    """Whether a row of the funds table says that it is a part of the one above: 其中：…."""
    return match_key(text).startswith("其中")


def is_closing(text: str) -> bool:
    """Whether a text opens what stands below the table: 备注：…, 填表人：…."""
    return label_key(match_key(text).partition(":")[0]) in _CLOSING


def is_subtotal(text: str) -> bool:
    """Whether a row is a sum of rows above it."""
    return label_key(text) == _SUBTOTAL


def _by_label(meanings: Iterable[tuple[T, Iterable[str]]]) -> dict[str, T]:
    """Label keys to meanings; where two claim one label, the first has it."""
    found: dict[str, T] = {}
    for meaning, labels in meanings:
        for label in labels:
            found.setdefault(label_key(label), meaning)
    return found
