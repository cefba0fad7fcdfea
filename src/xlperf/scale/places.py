"""A place where files lie: a folder, s3://…, hdfs://…, any address that fsspec knows."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Final

from xlperf.model.errors import UserError, reason
from xlperf.scale.needs import needed

#: Where a file appears as a whole or not at all, and cannot be renamed.
_OBJECT_STORES: Final = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "az", "oss", "obs", "memory"})
_LOCAL: Final = frozenset({"file", "local"})
#: Where file systems say when a file was last changed.
_TIMES: Final = ("mtime", "LastModified", "last_modified", "modified", "modificationTime", "created")


@dataclass(frozen=True, slots=True)
class Found:
    """A file in a place: its path below it, its bytes, when it was changed (UTC), a tag of its content."""

    path: str
    size: int
    modified: datetime
    tag: str


@dataclass(frozen=True, slots=True)
class Place:
    """A folder somewhere. Travels as its address; every process makes its own connection.

    ``options`` are those of fsspec (an endpoint, a key), where the environment does not say them.
    """

    address: str
    options: Mapping[str, Any] | None = None

    def __truediv__(self, name: str) -> "Place":
        return Place(f"{self.address.rstrip('/')}/{name}", self.options)

    @property
    def filesystem(self) -> Any:  # noqa: ANN401 - fsspec has no types
        """The fsspec file system; one for each process and address.

        Raises:
            UserError: the address's protocol needs a library that is not installed, or is none.
        """
        return self._opened()[0]

    @property
    def root(self) -> str:
        """The path within the file system."""
        return str(self._opened()[1])

    @property
    def local(self) -> Path | None:
        """The folder on this computer; None where it is elsewhere."""
        protocol = self._protocol()
        return Path(self.root) if protocol in _LOCAL else None

    def read(self, name: str) -> bytes:
        """A file's content.

        Raises:
            UserError: it is not there, or cannot be read.
        """
        with self._explained(name):
            data: bytes = self.filesystem.cat_file(self._path(name))
        return data

    def read_many(self, names: Sequence[str]) -> dict[str, bytes | Exception]:
        """The contents of several files at once; an exception for each that cannot be read."""
        paths = {self._path(name): name for name in names}
        if not paths:
            return {}
        found = self.filesystem.cat(list(paths), on_error="return")
        if not isinstance(found, dict):
            found = {next(iter(paths)): found}
        return {paths[path]: data for path, data in found.items()}

    @contextmanager
    def reading(self, name: str) -> Iterator[IO[bytes]]:
        """A file to read from, piece by piece."""
        with self._explained(name), self.filesystem.open(self._path(name), "rb") as file:
            yield file

    def exists(self, name: str) -> bool:
        """Whether there is a file, or a folder, of that name."""
        with self._explained(name):
            return bool(self.filesystem.exists(self._path(name)))

    def write(self, name: str, data: bytes) -> None:
        """Write a file so that it is there as a whole or as it was before.

        Raises:
            UserError: the place refuses.
        """
        with self.writing(name) as file:
            file.write(data)

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """A file to write; it takes its name when everything is in it."""
        path, local = self._path(name), self.local
        with self._explained(name):
            if local is not None:
                Path(path).parent.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(dir=Path(path).parent if local else None, prefix=".xlperf-") as folder:
                written = Path(folder) / "file"
                with written.open("wb") as file:
                    yield file
                self._put_in_place(written, path)

    def files(self) -> list[Found]:
        """Every file here and below, in order of path; none where there is no such folder."""
        with self._explained(""):
            self.filesystem.invalidate_cache()
            found: Mapping[str, Mapping[str, Any]] = self.filesystem.find(self.root, detail=True)
        start = len(self.root.rstrip("/")) + 1
        listed = [
            _found(path[start:], info) for path, info in found.items() if info.get("type") != "directory"
        ]
        return sorted(listed, key=lambda each: each.path)

    def folders(self, name: str) -> list[str]:
        """The names of the folders in a folder; none where there is no such folder."""
        with self._explained(name):
            self.filesystem.invalidate_cache()
            if not self.filesystem.exists(self._path(name)):
                return []
            listed = self.filesystem.ls(self._path(name), detail=True)
        found = [each["name"].rstrip("/") for each in listed if each["type"] == "directory"]
        return sorted(each.rpartition("/")[2] for each in found)

    def remove(self, name: str) -> None:
        """Take a folder away with all that is in it."""
        with self._explained(name):
            if self.filesystem.exists(self._path(name)):
                self.filesystem.rm(self._path(name), recursive=True)

    def _put_in_place(self, written: Path, path: str) -> None:
        """A file system renames; an object store shows an object when it has all of it."""
        filesystem, protocol = self.filesystem, self._protocol()
        if protocol in _LOCAL:
            written.replace(path)
        elif protocol in _OBJECT_STORES:
            filesystem.put_file(str(written), path)
        else:
            folder, _, name = path.rpartition("/")
            filesystem.makedirs(folder, exist_ok=True)
            hidden = f"{folder}/.{name}.{uuid.uuid4().hex}"
            filesystem.put_file(str(written), hidden)
            filesystem.mv(hidden, path)

    def _path(self, name: str) -> str:
        return f"{self.root.rstrip('/')}/{name}" if name else self.root

    def _protocol(self) -> str:
        protocol = self.filesystem.protocol
        return protocol if isinstance(protocol, str) else str(protocol[0])

    def _opened(self) -> tuple[Any, str]:
        try:
            filesystem, path = needed("fsspec").core.url_to_fs(self.address, **(self.options or {}))
        except ImportError as error:
            raise UserError(f"打不开“{self.address}”：{error}。请安装后再试。") from error
        except ValueError as error:
            raise UserError(f"“{self.address}”不是能读写的地址：{error}。") from error
        return filesystem, str(path)

    @contextmanager
    def _explained(self, name: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UserError(f"读写不了“{self.address}”里的“{name}”：{reason(error)}。") from error


def _found(path: str, info: Mapping[str, Any]) -> Found:
    stamp = next((info[key] for key in _TIMES if info.get(key) is not None), 0)
    tag = str(info.get("ETag") or info.get("etag") or "")
    return Found(path, int(info.get("size") or 0), _moment(stamp), tag)


def _moment(stamp: object) -> datetime:
    """A file's time in UTC, whole seconds; 1970 where none is kept."""
    if isinstance(stamp, datetime):
        moment = stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)
    elif isinstance(stamp, int | float):
        moment = datetime.fromtimestamp(stamp, UTC)
    else:
        moment = datetime.fromtimestamp(0, UTC)
    return moment.astimezone(UTC).replace(microsecond=0)
