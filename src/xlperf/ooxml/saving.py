"""When a workbook was made and last saved, by its own record."""

import re
from datetime import UTC, datetime
from typing import Final

#: The part in which a package keeps that record, if it keeps any.
CORE: Final = "docProps/core.xml"
_TIME: Final = rb"<dcterms:%b[^>]*>\s*([0-9T:.Z+-]+)\s*</dcterms:%b>"


def last_saved(core: bytes) -> datetime | None:
    """The last save that the properties of a package tell of, in UTC; None where they tell of none."""
    return _moment(core, b"modified")


def saved_since_made(core: bytes) -> datetime | None:
    """The same, but None where it is no later than the making.

    A program that keeps no record of its saves leaves the stamp of the template that it began with.
    """
    made, saved = _moment(core, b"created"), last_saved(core)
    return None if saved is None or (made is not None and saved <= made) else saved


def stamp(saved: datetime) -> bytes:
    """A record of a last save at that moment, as a package keeps it."""
    moment = saved.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return (
        b"<cp:coreProperties "
        b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        b'xmlns:dcterms="http://purl.org/dc/terms/"><dcterms:modified>%b</dcterms:modified></cp:coreProperties>'
    ) % moment.encode()


def _moment(core: bytes, name: bytes) -> datetime | None:
    found = re.search(_TIME % (name, name), core)
    try:
        moment = datetime.fromisoformat(found[1].decode("ascii")) if found else None
        if moment is None or moment.tzinfo:
            return moment and moment.astimezone(UTC)
        return moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
