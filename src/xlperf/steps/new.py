"""``xlperf new``: a round's folder with its control workbook and templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from xlperf.books.file import FileBook
from xlperf.books.port import TableData
from xlperf.books.sheets import MONEY_UNIT, RULESET, TOWN, YEAR, heading_results
from xlperf.build.control import build_control
from xlperf.build.report_template import build_report_template
from xlperf.build.template import build_template
from xlperf.model.errors import UserError
from xlperf.model.ledger import Round, Settings
from xlperf.model.money import MoneyUnit
from xlperf.rules.loading import DEFAULT_RULESET, load_ruleset
from xlperf.steps.folder import RoundFolder, write_file
from xlperf.steps.input_files import read_input
from xlperf.steps.input_rows import execution_rows, ledger_rows, target_rows, unit_rows
from xlperf.steps.office import checked_settings
from xlperf.steps.round_tables import INPUT_HEADERS, read_round


@dataclass(frozen=True, slots=True)
class NewRound:
    """What ``xlperf new`` was asked for; a table without a file stays empty for the clerk to fill."""

    town: str
    year: int
    ruleset: str = DEFAULT_RULESET
    money_unit: str | None = None
    units: Path | None = None
    ledger: Path | None = None
    targets: Path | None = None
    execution: Path | None = None

    def files(self) -> dict[str, Path]:
        """The input files that were given, by the name of their table."""
        given = {
            "单位名录": self.units,
            "项目台账": self.ledger,
            "绩效目标": self.targets,
            "功能分类执行": self.execution,
        }
        return {name: path for name, path in given.items() if path is not None}


def new_round(root: Path, wanted: NewRound) -> Round:
    """Make the round's folder; nothing is written unless all of the input is understood.

    Raises:
        UserError: there is a round already, or the input has mistakes (``details`` names each cell).
    """
    folder = RoundFolder(root)
    _refuse_to_overwrite(folder)
    rules = load_ruleset(wanted.ruleset)
    unit = wanted.money_unit or rules.money_unit.value
    settings = checked_settings(wanted.town.strip(), str(wanted.year), rules.id, unit)
    tables = {name: read_input(path, INPUT_HEADERS[name]) for name, path in wanted.files().items()}
    result = _understood(settings, tables)
    money_unit = MoneyUnit(unit)
    folder.make()
    write_file(folder.form_template, build_template(rules, money_unit))
    write_file(folder.report_template, build_report_template())
    _write_control(folder.control, build_control(rules, money_unit), result)
    return result


def _refuse_to_overwrite(folder: RoundFolder) -> None:
    if folder.control.exists():
        raise UserError(f"“{folder.root}”里已经有一个评价年度，不会覆盖它。请换一个文件夹名。")
    if folder.archive.is_dir() and any(folder.archive.iterdir()):
        raise UserError(
            f"“{folder.root}”里有归档的文件，却没有“{folder.control.name}”：它可能被移走或删除了。"
            "请从备份恢复它；要新建请换一个文件夹名。"
        )


def _understood(settings: Settings, tables: Mapping[str, TableData]) -> Round:
    result, problems = read_round(settings, tables)
    if problems:
        raise UserError("提供的表里有读不懂的内容，请先改正：", problems)
    return result


def _write_control(path: Path, control: bytes, result: Round) -> None:
    """The control workbook, last of all: where it is, the round is complete."""
    book, settings = FileBook.of_bytes(path, control), result.settings
    unit = MoneyUnit(settings.money_unit)
    book.set_values(
        {
            TOWN: settings.town,
            YEAR: Decimal(settings.year),
            RULESET: settings.ruleset,
            MONEY_UNIT: settings.money_unit,
        }
    )
    book.set_results(heading_results(settings.town, settings.year, settings.money_unit))
    book.write_table("单位名录", unit_rows(result.units))
    book.write_table("项目台账", ledger_rows(result.ledger, unit))
    book.write_table("绩效目标", target_rows(result.targets))
    book.write_table("功能分类执行", execution_rows(result.execution, unit))
    book.save()
