"""What every step starts from: the round's folder, its control workbook, and the round in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from xlperf.books.file import FileBook
from xlperf.books.port import ControlBook, as_text
from xlperf.books.sheets import MONEY_UNIT, RULESET, TOWN, YEAR
from xlperf.model.errors import UserError
from xlperf.model.ledger import Round, Settings
from xlperf.model.money import MoneyUnit
from xlperf.rules.catalogue import Rule
from xlperf.rules.loading import load_ruleset
from xlperf.rules.ruleset import RuleSet
from xlperf.steps.folder import RoundFolder
from xlperf.steps.round_tables import INPUT_HEADERS, OPTIONAL_TABLE, read_round
from xlperf.steps.rule_sheet import RulesInUse, rules_in_use
from xlperf.steps.table_reader import read_columns

#: The years that can be evaluated: the form and its checks take four digits of this century.
FIRST_YEAR, LAST_YEAR = 2000, 2099

_FOUR_DIGITS: Final = re.compile("[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Office:
    """An open round: where it is, its control workbook, what it says, by which rules and checks."""

    folder: RoundFolder
    book: ControlBook
    round: Round
    rules: RuleSet
    checks: RulesInUse

    @property
    def catalogue(self) -> Mapping[str, Rule]:
        """The rules that count here: the catalogue, turned by the rule set and by 校验规则."""
        return self.checks.catalogue

    @property
    def settings(self) -> Settings:
        """The sheet 参数."""
        return self.round.settings

    @property
    def money_unit(self) -> MoneyUnit:
        """The unit in which this round's forms and tables print amounts."""
        return MoneyUnit(self.round.settings.money_unit)


def open_office(root: Path) -> Office:
    """Open a round from its folder.

    Raises:
        UserError: no round there, or its tables hold something that cannot be understood;
            ``details`` then names every cell.
    """
    folder = RoundFolder(root).require()
    return read_office(folder, FileBook(folder.control))


def read_office(folder: RoundFolder, book: ControlBook) -> Office:
    """The round that an open control workbook describes."""
    settings = _settings(book)
    rules = load_ruleset(settings.ruleset)
    tables = {
        name: read_columns(book, name, headers)
        for name, headers in INPUT_HEADERS.items()
        if name != OPTIONAL_TABLE or name in book.tables()
    }
    result, problems = read_round(settings, tables)
    if problems:
        raise UserError("控制工作簿里有读不懂的内容，请先改正：", problems)
    return Office(folder, book, result, rules, rules_in_use(book, rules))


def checked_year(year: str) -> int:
    """A year of evaluation.

    Raises:
        UserError: not four digits, or not of this century.
    """
    if _FOUR_DIGITS.fullmatch(year) and FIRST_YEAR <= int(year) <= LAST_YEAR:
        return int(year)
    raise UserError(f"评价年度是“{year or '空白'}”，请填四位数的年份，例如 2021。")


def checked_settings(town: str, year: str, ruleset: str, money_unit: str) -> Settings:
    """The settings of a round, each of which makes sense by itself.

    Raises:
        UserError: one of them does not.
    """
    if not town:
        raise UserError("没有写镇（乡、街道）的名称，请填写，例如 王平镇。")
    if money_unit not in {unit.value for unit in MoneyUnit}:
        raise UserError(f"金额单位是“{money_unit or '空白'}”，只能填 元 或 万元。")
    return Settings(town, checked_year(year), ruleset, money_unit)


def _settings(book: ControlBook) -> Settings:
    texts = (as_text(book.read_value(name)).strip() for name in (TOWN, YEAR, RULESET, MONEY_UNIT))
    try:
        return checked_settings(*texts)
    except UserError as error:
        raise UserError(f"工作表“参数”：{error}") from error
