"""What examining a file came to, kept for the next step: a file is not examined twice for the same reasons.

Never state: an answer is found again only by the digest of everything that it was made from, and anybody may
delete it at any time (docs/decisions/0012). It lies in the user's own cache, not in the round, and whatever
goes wrong with it only costs the time to examine the file once more.
"""

import hashlib
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

import xlperf

#: The environment variable that says in which folder answers are kept; 0: nowhere.
SETTING: Final = "XLPERF_CACHE"
#: What no step has asked for in so many days is deleted.
_DAYS: Final = 60
_DIGEST: Final = 16
#: So many answers are written together: what a crash loses of them is examined again.
_TOGETHER: Final = 64
_WAIT: Final = 1.0
_ENDING: Final = ".sqlite"

#: The low byte of an extended result code of SQLite is the primary one.
_PRIMARY: Final = 0xFF
_PASSING: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
    }
)

_TABLE: Final = "CREATE TABLE IF NOT EXISTS answers (name BLOB PRIMARY KEY, ground BLOB, answer BLOB)"


def cache_folder() -> Path | None:
    """Where this user's answers are kept; None where they are not."""
    told = os.environ.get(SETTING, "").strip()
    if told:
        return None if told == "0" else Path(told)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
        return Path(base) / "xlperf" / "cache" if base else None
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "xlperf"


@contextmanager
def kept_answers(root: Path, ground: bytes) -> Iterator["KeptAnswers"]:
    """The answers of a round; those made on another ground than this are deleted.

    Args:
        root: the round's folder.
        ground: the digest of all that every answer depends on; this program and its Python are part of it
            without being mentioned.
    """
    kept = KeptAnswers(_database(root), _keyed(ground, _program()))
    try:
        yield kept
    finally:
        kept.close()


class KeptAnswers:
    """Bytes by name. Where there is no database, or it fails, nothing is found and nothing is kept."""

    def __init__(self, path: Path | None, ground: bytes) -> None:
        self._ground = ground
        self._path = path
        self._waiting = 0
        self._database: sqlite3.Connection | None = None
        if path is not None:
            self._try(self._open, path)

    def get(self, name: bytes) -> bytes | None:
        """What was kept under a name, whole; None: nothing."""
        name = _keyed(self._ground, name)
        kept: bytes | None = self._try(self._find, name)
        if kept is None:
            return None
        answer = kept[_DIGEST:]
        return answer if kept[:_DIGEST] == _keyed(name, answer) else None

    def put(self, name: bytes, answer: bytes) -> None:
        """Keep an answer."""
        self._try(self._keep, _keyed(self._ground, name), answer)

    def close(self) -> None:
        """Write what is waiting."""
        self._try(self._end)
        self._database = None

    def _open(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
        # a crash of the whole computer may damage it: then the digest of an answer is not right
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute("PRAGMA auto_vacuum = FULL")
        self._database.execute(_TABLE)
        self._database.execute("DELETE FROM answers WHERE ground != ?", (self._ground,))
        os.utime(path)

    def _find(self, name: bytes) -> bytes | None:
        if self._database is None:
            return None
        row = self._database.execute("SELECT answer FROM answers WHERE name = ?", (name,)).fetchone()
        return None if row is None else row[0]

    def _keep(self, name: bytes, answer: bytes) -> None:
        if self._database is None:
            return
        if not self._waiting:
            self._database.execute("BEGIN")
        row = (name, self._ground, _keyed(name, answer) + answer)
        self._database.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", row)
        self._waiting += 1
        if self._waiting == _TOGETHER:
            self._database.execute("COMMIT")
            self._waiting = 0

    def _end(self) -> None:
        if self._database is not None:
            if self._waiting:
                self._database.execute("COMMIT")
            self._database.close()

    def _try(self, what: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401 (what it gives)
        """Do something with the database; where that fails, do without it from then on."""
        try:
            return what(*arguments)
        except (sqlite3.Error, OSError) as error:
            database, self._database = self._database, None
            with suppress(sqlite3.Error):
                if database is not None:
                    database.close()
            if self._path is not None and isinstance(error, sqlite3.DatabaseError) and not _passing(error):
                with suppress(OSError):
                    self._path.unlink(missing_ok=True)
            return None


def _passing(error: sqlite3.Error) -> bool:
    """Whether the database itself may be sound: it is in use, or the system refuses."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY in _PASSING


def _keyed(key: bytes, data: bytes) -> bytes:
    """A digest of data under a key."""
    return hashlib.blake2b(data, key=key, digest_size=_DIGEST).digest()


def _database(root: Path) -> Path | None:
    """The file of a round's answers; those of rounds that nobody has looked at for long are deleted."""
    folder = cache_folder()
    if folder is None:
        return None
    old = time.time() - _DAYS * 86_400
    with suppress(OSError):
        for path in folder.glob(f"*{_ENDING}"):
            if path.stat().st_mtime < old:
                path.unlink()
    place = os.fsencode(root.resolve())
    return folder / f"{hashlib.blake2b(place, digest_size=_DIGEST).hexdigest()}{_ENDING}"


@cache
def _program() -> bytes:
    """Which program this is, to the last change of its files, and which Python it runs in."""
    root = Path(xlperf.__file__).parent
    files = sorted(path for path in root.rglob("*") if path.suffix != ".pyc" and path.is_file())
    told = [sys.version, *(f"{path.relative_to(root)} {_state(path)}" for path in files)]
    return hashlib.blake2b("\n".join(told).encode("utf-8", "replace"), digest_size=_DIGEST).digest()


def _state(path: Path) -> str:
    state = path.stat()
    return f"{state.st_size} {state.st_mtime_ns}"
