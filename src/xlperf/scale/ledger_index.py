"""A ledger of millions of projects, looked up by code or by name in a file, from any number of processes.

The file is an SQLite database: a look-up takes some microseconds, the pages that are read are shared by all
processes of a computer, and none of them builds a million objects. What travels to a process is the address.
The file lies in the result's place; where that is on another computer, it is copied once.
"""

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from xlperf.model.ledger import LedgerEntry
from xlperf.scale.engine import Engine
from xlperf.scale.ledger_store import NAME as LEDGER_FILE
from xlperf.scale.ledger_store import entry_of
from xlperf.scale.places import Place
from xlperf.steps.folder import digest, write_file

#: What the names of amounts end in.
_AMOUNTS: Final = ("budget", "actual")
_FILE: Final = "round/ledger.sqlite"
_TABLES: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE projects (key TEXT PRIMARY KEY, told TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE names (key TEXT PRIMARY KEY, told TEXT) WITHOUT ROWID;
"""
_PROJECTS: Final = "SELECT * FROM ledger WHERE kind = '项目支出' ORDER BY code"
#: A name that two projects share leads to none of them.
_NAMES: Final = """
SELECT name_key, CASE count(*) FILTER (WHERE kind = '项目支出')
    WHEN 1 THEN any_value(code) FILTER (WHERE kind = '项目支出') END AS code
FROM ledger GROUP BY name_key ORDER BY name_key
"""


def build_index(place: Place) -> "Index":
    """Write the file beside the ledger of a result."""
    with tempfile.TemporaryDirectory(prefix="xlperf-") as folder, Engine(place) as engine:
        engine.dataset("ledger", [LEDGER_FILE])
        path = Path(folder) / "ledger.sqlite"
        connection = sqlite3.connect(path)
        connection.executescript(_TABLES)
        with connection:
            connection.executemany("INSERT INTO projects VALUES (?, ?)", _told(engine))
            connection.executemany("INSERT INTO names VALUES (?, ?)", _lines(engine, _NAMES))
        connection.close()
        data = path.read_bytes()
    place.write(_FILE, data)
    return Index(place, digest(data))


def _told(engine: Engine) -> Iterator[tuple[str, str]]:
    for row in _dicts(engine, _PROJECTS):
        yield row["code"], json.dumps(row, ensure_ascii=False, default=str)


def _lines(engine: Engine, sql: str) -> Iterator[tuple[Any, ...]]:
    return (tuple(row.values()) for row in _dicts(engine, sql))


def _dicts(engine: Engine, sql: str) -> Iterator[dict[str, Any]]:
    for batch in engine.batches(sql):
        yield from batch.to_pylist()


class Index:
    """The file, by its address; every process opens it for itself.

    ``copy`` is where it lies on this computer, once it has been fetched: a child that reads a village's file
    finds it there, and has nothing to do with any network.
    """

    def __init__(self, place: Place, sha256: str, copy: str = "") -> None:
        self._place, self._sha256, self._copy = place, sha256, copy

    def __reduce__(self) -> tuple[type["Index"], tuple[Place, str, str]]:
        return Index, (self._place, self._sha256, self._copy)

    def fetch(self) -> Path:
        """Where the file is on this computer; one that lies elsewhere is copied under its digest."""
        if self._copy and Path(self._copy).exists():
            return Path(self._copy)
        local = self._place.local
        path = (
            Path(tempfile.gettempdir()) / f"xlperf-{self._sha256}.sqlite" if local is None else local / _FILE
        )
        if local is None and not (path.exists() and digest(path.read_bytes()) == self._sha256):
            write_file(path, self._place.read(_FILE))
        self._copy = str(path)
        return path

    def told(self, table: str, key: str) -> tuple[Any, ...] | None:
        """What the file tells of a key; None where it has no such key."""
        found = self._rows(f"SELECT told FROM {table} WHERE key = ?", (key,))  # noqa: S608 - a table of ours
        return next(iter(found), None)

    def keys(self, table: str, *, led: bool = True) -> Iterator[str]:
        """All keys, in order; of those that lead nowhere too, where ``led`` is false."""
        where = "WHERE told IS NOT NULL" if led else ""
        sql = f"SELECT key FROM {table} {where} ORDER BY key"  # noqa: S608 - a table of ours
        return (key for (key,) in self._rows(sql, ()))

    def _rows(self, sql: str, values: tuple[str, ...]) -> Iterable[tuple[Any, ...]]:
        return _opened(self.fetch(), os.getpid()).execute(sql, values)


@cache
def _opened(path: Path, process: int) -> sqlite3.Connection:
    del process  # a connection must not be carried into a forked process
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
    )


class ByCode(Mapping[str, LedgerEntry]):
    """The projects by code."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def __getitem__(self, code: str) -> LedgerEntry:
        told = self._index.told("projects", code)
        if told is None:
            raise KeyError(code)
        row = json.loads(told[0])
        exact = {name: Decimal(value) for name, value in row.items() if name.endswith(_AMOUNTS)}
        return entry_of({**row, **exact})

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and self._index.told("projects", code) is not None

    def __iter__(self) -> Iterator[str]:
        return self._index.keys("projects")

    def __len__(self) -> int:
        return sum(1 for _ in self)


class ByName(Mapping[str, LedgerEntry]):
    """The projects whose name is theirs alone, by that name's key."""

    def __init__(self, index: Index) -> None:
        self._index, self._by_code = index, ByCode(index)

    def __getitem__(self, name: str) -> LedgerEntry:
        told = self._index.told("names", name)
        if told is None or told[0] is None:
            raise KeyError(name)
        return self._by_code[told[0]]

    def __iter__(self) -> Iterator[str]:
        return self._index.keys("names")

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Names(AbstractSet[str]):
    """Which names the ledger has, as keys."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._index.told("names", name) is not None

    def __iter__(self) -> Iterator[str]:
        return self._index.keys("names", led=False)

    def __len__(self) -> int:
        return sum(1 for _ in self)
