"""The round itself, laid down in the result's place before any file is looked at: settings, ledger, units."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from xlperf import __version__
from xlperf.model.errors import UserError
from xlperf.model.ledger import ExecutionRow, Settings, Unit
from xlperf.rules.functions import class_code
from xlperf.scale.arrow import Row, arrow_table, parquet_bytes
from xlperf.scale.engine import Engine
from xlperf.scale.ledger_store import NAME as LEDGER_FILE
from xlperf.scale.ledger_store import write_ledger
from xlperf.scale.places import Place
from xlperf.scale.schema import VERSION, Column, Kind, Table
from xlperf.scale.sources import Source

#: What tells that a place holds a result, and of which round.
ROUND: Final = "round.json"
UNITS_FILE: Final = "round/units.parquet"
EXECUTION_FILE: Final = "round/execution.parquet"

UNITS_STORE: Final = Table(
    "directory",
    "a unit",
    ("number",),
    (
        Column("number", Kind.COUNT, "its row in the directory, from 1"),
        *(Column(name, Kind.TEXT, name) for name in ("code", "name", "kind", "contact", "phone")),
    ),
)
EXECUTION_STORE: Final = Table(
    "execution",
    "a row of the execution file",
    ("number",),
    (
        Column("number", Kind.COUNT, "its row, from 1"),
        Column("function_code", Kind.TEXT, "the functional class"),
        Column("budget", Kind.MONEY, "全年预算数"),
        Column("actual", Kind.MONEY, "全年执行数"),
    ),
)


@dataclass(frozen=True, slots=True)
class StoredRound:
    """The round of a result, without its ledger."""

    settings: Settings
    batches: tuple[str, ...]
    whole: bool

    def told(self) -> dict[str, Any]:
        """As it is written."""
        return {
            "xlperf": __version__,
            "schema": VERSION,
            "round": asdict(self.settings),
            "batches": list(self.batches),
            "whole": self.whole,
        }


def prepare(source: Source, target: Place) -> None:
    """Write the ledger, the units and the execution of a round.

    Raises:
        UserError: an amount cannot be stored, a code stands there twice, a unit is not in the directory.
    """
    write_ledger(target, source.entries, source.unit_names(), source.rules)
    units = (_unit(unit, n) for n, unit in enumerate(source.units, 1))
    target.write(UNITS_FILE, parquet_bytes(arrow_table(UNITS_STORE, units)))
    rows = (_execution(row, n) for n, row in enumerate(source.execution, 1))
    target.write(EXECUTION_FILE, parquet_bytes(arrow_table(EXECUTION_STORE, rows)))
    _require_consistent(target)


def write_round(target: Place, round_: StoredRound) -> None:
    """Write what the result is of; the last thing when it is whole."""
    text = json.dumps(round_.told(), ensure_ascii=False, indent=2, sort_keys=True)
    target.write(ROUND, text.encode())


def read_stored(target: Place) -> StoredRound:
    """What a result is of.

    Raises:
        UserError: there is no result, it was made by another version, or it is not whole.
    """
    if not target.exists(ROUND):
        raise UserError(
            f"“{target.address}”里没有收集结果（{ROUND}）。请先运行 xlperf collect … --out 这个位置。"
        )
    told = json.loads(target.read(ROUND))
    if told.get("schema") != VERSION:
        raise UserError(f"“{target.address}”是另一个版本的 xlperf 写的。请用现在的版本重新收集一次。")
    if not told["whole"]:
        raise UserError(
            f"“{target.address}”的收集没有做完。请重新运行同一条 xlperf collect 命令，已做的不会重做。"
        )
    return StoredRound(Settings(**told["round"]), tuple(told["batches"]), whole=True)


def unit_names(engine: Engine) -> Mapping[str, str]:
    """The names of the units by code; the table ``directory`` must be open."""
    return dict(engine.rows("SELECT code, name FROM directory ORDER BY number"))


def _require_consistent(target: Place) -> None:
    with Engine(target) as engine:
        engine.dataset("ledger", [LEDGER_FILE])
        engine.dataset("directory", [UNITS_FILE])
        twice = engine.rows(
            "SELECT code FROM ledger GROUP BY code HAVING count(*) > 1 ORDER BY code LIMIT 20"
        )
        units = engine.rows(
            "SELECT code FROM directory GROUP BY code HAVING count(*) > 1 ORDER BY code LIMIT 20"
        )
        nobody = engine.rows(
            "SELECT DISTINCT unit_code FROM ledger WHERE unit_code NOT IN (SELECT code FROM directory)"
            " ORDER BY 1 LIMIT 20"
        )
    complaints = [
        *(f"项目台账里的项目编码“{code}”重复了，每个编码只能有一行。" for (code,) in twice),
        *(f"单位名录里的单位编码“{code}”重复了，每个编码只能有一行。" for (code,) in units),
        *(f"项目台账里的单位编码“{code}”不在单位名录里，请补上或改正。" for (code,) in nobody),
    ]
    if complaints:
        raise UserError("提供的表里有读不懂的内容，请先改正：", complaints)


def _unit(unit: Unit, number: int) -> Row:
    return {
        "number": number,
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "contact": unit.contact,
        "phone": unit.phone,
    }


def _execution(row: ExecutionRow, number: int) -> Row:
    return {
        "number": number,
        "function_code": class_code(row.function_code),
        "budget": row.budget,
        "actual": row.actual,
    }
