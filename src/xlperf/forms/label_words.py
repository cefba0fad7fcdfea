"""The words by which a form that nobody named is recognised: the labels of the spec and their synonyms.

The synonyms are data: ``label_words.toml`` beside this module.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final, TypeVar

from xlperf.forms.spec import FormSpec
from xlperf.model.ledger import Column, Source
from xlperf.model.money import MoneyUnit
from xlperf.model.text import match_key
from xlperf.rules.levels import level_key

T = TypeVar("T")

#: The fields that stand beside or over their value, above the indicators.
_PLACED: Final = ("year", "project_name", "project_code", "department", "unit", "goal", "goal_done")
#: The fields that are columns of the funds table.
_RATE: Final = ("rate_weight", "rate", "rate_score")

#: Characters, with what surrounds the label: a whole remark in brackets may follow it.
_LONGEST_LABEL: Final = 300
_LEADING = re.compile(r"^[*※]*(?:\(?[0-9一二三四五六七八九十]{1,2}[)、.]+)?(?:其中[:、]?)?")
_TRAILING = re.compile(r"(?:\([^()]*\)|[:*%]|(?<=[\u4e00-\u9fff])[ab](?:/[ab])?)+$")
#: 预期目标1, 目标完成情况二: one of several goals.
_COUNTED = re.compile(r"(?<=目标|情况)[0-9一二三四五六七八九]$")
#: What is printed once more at a page break, or over a group of indicators.
_FURNITURE = re.compile(r"自评表|续表|\(续|接上页|第[0-9]+页|单位:|目标[0-9一二三四五六七八九](?:[:(]|$)")
_BRACKETS = re.compile(r"\([^()]*\)")
_MONEY_UNIT = re.compile(r"单位:(?:人民币)?(万元|元)")
_MONEY_HEADER = re.compile(r"[(/](?:单位:?)?(?:人民币)?(万元|元)\)?")
_OTHER_MONEY = re.compile(r"(?:单位:?|[(/])(?:人民币)?((?:[百千十]万)|亿|千|百)元")


def label_key(text: str) -> str:
    """A key under which two printings of one label are equal; never to be printed.

    On top of :func:`~xlperf.model.text.match_key`, what surrounds the label does not count: a number
    before it, 其中, a colon, and what stands behind it (万元, 50分, B/A, 盖章). A text that is too long for
    a label is its own key.
    """
    return text if len(text) > _LONGEST_LABEL else _label_key(text)


@lru_cache(maxsize=8192)
def _label_key(text: str) -> str:
    return _TRAILING.sub("", _LEADING.sub("", match_key(text)))


def stated_money_unit(text: str, *, header: bool) -> MoneyUnit | None:
    """The unit of money that a text names: 金额单位：元, and in a ``header`` also 项目资金（万元）."""
    key = match_key(text)
    found = _MONEY_UNIT.search(key) or (_MONEY_HEADER.search(key) if header else None)
    return MoneyUnit(found[1]) if found else None


def unknown_money_unit(text: str) -> str | None:
    """A unit of money that a label names and that we do not reckon in: 千元, 亿元."""
    found = _OTHER_MONEY.search(match_key(text))
    return f"{found[1]}元" if found else None


@dataclass(frozen=True, slots=True)
class OtherKind:
    """A table that is no form of ours: its name for people, words of its title, what it has for 项目名称."""

    name: str
    titles: tuple[str, ...]
    instead_of_name: frozenset[str]


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
    sections: frozenset[str]
    without_place: frozenset[str]
    remarks: frozenset[str]
    signatures: frozenset[str]
    levels: frozenset[str]
    kinds: tuple[OtherKind, ...]

    @classmethod
    @lru_cache(maxsize=16)
    def of(cls, spec: FormSpec) -> "Words":
        """The labels of a spec with their synonyms."""
        data, own = _data(), {field.key: field.label for field in spec.fields}
        closing, other = data["closing_fields"], data["other_labels"]
        remarks = _keys(other["remarks"])
        return cls(
            fields=_by_label((key, (own[key], *data["fields"][key])) for key in _PLACED),
            funding_rows=_by_label(
                (row.source, (row.label, *data["funding_rows"][row.source])) for row in spec.funding_rows
            ),
            funding_columns=_by_label(
                (each.column, (each.label, *data["funding_columns"][each.column]))
                for each in spec.funding_columns
            ),
            rate_columns=_by_label((key, (own[key], *data["rate_columns"][key])) for key in _RATE),
            indicator_columns=_by_label(
                (column.key, (column.header, *data["indicator_columns"][column.key]))
                for column in spec.indicator_columns
            ),
            totals=_keys((own["total_score"], *closing["total_score"])),
            grades=_keys((own["grade"], *closing["grade"])) - remarks,
            sections=_keys(other["sections"]),
            without_place=_keys(other["without_place"]),
            remarks=remarks,
            signatures=_keys(other["signatures"]),
            levels=frozenset(map(level_key, other["level1"])),
            kinds=tuple(
                OtherKind(kind["name"], tuple(kind["titles"]), _keys(kind["instead_of_name"]))
                for kind in data["kinds"]
            ),
        )

    def field(self, text: str) -> str | None:
        """The field that a label announces, as an attribute of SelfEvaluation."""
        key = label_key(text)
        found = self.fields.get(key)
        if found or not key or len(key) > _LONGEST_LABEL:
            return found
        return self.fields.get(_COUNTED.sub("", key))

    def indicator_column(self, text: str) -> str | None:
        """The column of 绩效指标 that a label heads, as an attribute of IndicatorLine."""
        return self.indicator_columns.get(label_key(text))

    def is_total(self, text: str) -> bool:
        """Whether a label opens the row of 总分, or states it: 总分：98."""
        return label_key(_before_colon(text)) in self.totals

    def is_grade(self, text: str) -> bool:
        """Whether a label announces 等级, or states it: 等级：优."""
        return label_key(_before_colon(text)) in self.grades

    def is_section(self, text: str) -> bool:
        """Whether a text may be the title of a section, which heads labels rather than a value."""
        return label_key(_BRACKETS.sub("", match_key(text))) in self.sections

    def is_remark(self, text: str) -> bool:
        """Whether a text is, or begins with, a label of what stands below the table: 备注：…."""
        return label_key(_before_colon(text)) in self.remarks

    def is_signature(self, text: str) -> bool:
        """Whether a text is, or begins with, one of the labels of who filled the form in: 填表人：…."""
        return label_key(_before_colon(text)) in self.signatures

    def is_closing(self, text: str) -> bool:
        """Whether a text opens what stands below the table."""
        return self.is_remark(text) or self.is_signature(text)

    def is_level1(self, text: str) -> bool:
        """Whether a text is the name of a 一级指标 that some province's form has."""
        return level_key(text) in self.levels

    def is_furniture(self, text: str) -> bool:
        """Whether a text is a title, a page number, a unit of money: nothing that is filled in."""
        return _FURNITURE.search(match_key(text)) is not None

    def is_label(self, text: str) -> bool:
        """Whether a text is a label of the form rather than somebody's answer."""
        key = label_key(text)
        tables = (self.fields, self.funding_rows, self.funding_columns, self.rate_columns)
        others = (self.indicator_columns, self.totals, self.grades, self.without_place)
        closing = (self.remarks, self.signatures)
        known = any(key in words for words in (*tables, *others, *closing))
        return known or self.is_section(text) or self.field(text) is not None

    def kind_of(self, title: str) -> OtherKind | None:
        """The other kind of table that a title names."""
        key = match_key(title)
        return next((kind for kind in self.kinds if any(word in key for word in kind.titles)), None)


def is_part(text: str) -> bool:
    """Whether a row of the funds table says that it is a part of the one above: 其中：…."""
    return match_key(text).startswith("其中")


@lru_cache(maxsize=8192)
def is_subtotal(text: str) -> bool:
    """Whether a row is a sum of rows above it."""
    return label_key(text).endswith(tuple(_data()["other_labels"]["subtotals"]))


def inline_value(text: str) -> str:
    """What a cell says behind its own label and colon: 村道硬化 in 项目名称：村道硬化; "" where nothing."""
    found = re.match(r"[^:：∶﹕]*[:：∶﹕](.*)", text, re.DOTALL)
    return found[1].strip() if found else ""


def _before_colon(text: str) -> str:
    return match_key(text).partition(":")[0]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("xlperf.forms") / "label_words.toml").read_text(encoding="utf-8"))


def _keys(labels: Iterable[str]) -> frozenset[str]:
    return frozenset(map(label_key, labels))


def _by_label(meanings: Iterable[tuple[T, Sequence[str]]]) -> dict[str, T]:
    """Label keys to meanings; where two claim one label, the first has it."""
    found: dict[str, T] = {}
    for meaning, labels in meanings:
        for label in labels:
            found.setdefault(label_key(label), meaning)
    return found
