"""What is collected from: a township's round folder as it is, or a few tables and a place of files.

A larger round is a folder (or s3://…) with ``round.toml`` (town, year, ruleset, money_unit), the tables
``units``, ``ledger`` and, if wanted, ``execution`` as .parquet or .csv with the headers of ``xlperf new``,
and the returned workbooks below ``回收/``, in folders of any depth.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from xlperf.model.errors import UserError
from xlperf.model.ledger import ExecutionRow, LedgerEntry, Settings, Unit
from xlperf.model.text import match_key
from xlperf.rules.catalogue import Rule
from xlperf.rules.effective import catalogue_of
from xlperf.rules.loading import DEFAULT_RULESET, load_ruleset
from xlperf.rules.ruleset import RuleSet
from xlperf.scale.deliveries import Item
from xlperf.scale.input_tables import read_entries, read_small
from xlperf.scale.judging import Court
from xlperf.scale.ledger_index import ByCode, ByName, Names, build_index
from xlperf.scale.places import Place
from xlperf.steps.assessing import decisions
from xlperf.steps.dating import saved_time
from xlperf.steps.examining import Context
from xlperf.steps.file_names import readable
from xlperf.steps.folder import CONTROL, read_file
from xlperf.steps.journal import Receipt
from xlperf.steps.matching import Directory
from xlperf.steps.office import Office, checked_settings, open_office
from xlperf.steps.receiving import archive_path, receive

SETTINGS: Final = "round.toml"
RETURNED: Final = "回收"


@dataclass(frozen=True, slots=True)
class Source:
    """A round to be collected; ``entries`` may be walked once, ``place`` is where the items' paths begin."""

    settings: Settings
    rules: RuleSet
    catalogue: Mapping[str, Rule]
    units: tuple[Unit, ...]
    entries: Iterable[LedgerEntry]
    execution: tuple[ExecutionRow, ...]
    place: Place
    items: tuple[Item, ...]
    office: Office | None = None

    def unit_names(self) -> dict[str, str]:
        """The names of the units by their codes."""
        return {unit.code: unit.name for unit in self.units}

    def court(self, target: Place) -> Court:
        """What the files are judged by, once the ledger lies in the result's place."""
        if self.office is not None:
            template = self.office.folder.form_template
            issued = saved_time(read_file(template)) if template.exists() else None
            return Court(Context.of(self.office), decisions(self.office.book), issued)
        index = build_index(target)
        units = self.unit_names()
        return Court(
            Context(
                settings=self.settings,
                rules=self.rules,
                catalogue=dict(self.catalogue),
                directory=Directory(ByCode(index), ByName(index)),
                units=units,
                unit_keys=frozenset(map(match_key, units.values())),
                project_keys=Names(index),
            ),
            any_town=True,
            index=index,
        )


def open_source(place: Place) -> Source:
    """A township's round where there is a control workbook, else a larger one.

    Raises:
        UserError: it is neither, or something in it cannot be understood.
    """
    folder = place.local
    if folder is not None and (folder / CONTROL).is_file():
        return _township(folder)
    if not place.exists(SETTINGS):
        raise UserError(
            f"“{place.address}”里既没有“{CONTROL}”，也没有“{SETTINGS}”，不知道收集什么。"
            f"乡镇请写评价年度的文件夹；更大范围请按说明准备 {SETTINGS}、units、ledger 和 {RETURNED}。"
        )
    return _larger(place)


def _township(folder: Path) -> Source:
    office = open_office(folder)
    receipts = receive(office.folder).receipts
    unpacked = {receipt.zip_name for receipt in receipts}
    return Source(
        office.settings,
        office.rules,
        office.catalogue,
        office.round.units,
        office.round.ledger,
        office.round.execution,
        Place(str(office.folder.archive)),
        tuple(_archived(office, receipt) for receipt in receipts if receipt.name not in unpacked),
        office,
    )


def _archived(office: Office, receipt: Receipt) -> Item:
    path = archive_path(office.folder, receipt.sha256, receipt.name)
    saved = datetime.fromisoformat(receipt.version_time)
    return Item(path.name, receipt.name, receipt.size, saved, receipt.sha256, receipt)


def _larger(place: Place) -> Source:
    settings = _settings(place)
    rules = load_ruleset(settings.ruleset)
    small = read_small(place, settings)
    returned = place / RETURNED
    items = tuple(
        Item(found.path, readable(found.path), found.size, found.modified, found.tag)
        for found in returned.files()
        if not _is_left_over(found.path)
    )
    return Source(
        settings,
        rules,
        catalogue_of(rules),
        small.units,
        read_entries(place, settings),
        small.execution,
        returned,
        items,
    )


def _is_left_over(path: str) -> bool:
    """Files that programs leave beside the real ones."""
    name = path.rpartition("/")[2]
    return name.startswith(("~$", ".")) or name.lower() in {"thumbs.db", "desktop.ini"}


def _settings(place: Place) -> Settings:
    with _understood(place):
        told: dict[str, Any] = tomllib.loads(place.read(SETTINGS).decode("utf-8-sig"))
        ruleset = str(told.get("ruleset", DEFAULT_RULESET))
        unit = str(told.get("money_unit") or load_ruleset(ruleset).money_unit.value)
        return checked_settings(str(told.get("town", "")).strip(), str(told.get("year", "")), ruleset, unit)


@contextmanager
def _understood(place: Place) -> Iterator[None]:
    try:
        yield
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"“{place.address}/{SETTINGS}”读不懂：{error}。请按说明改正。") from error
