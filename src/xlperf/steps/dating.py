"""When a version was last saved, as far as that can be believed: clocks go wrong, programs leave it out."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from xlperf.model.finding import Finding
from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.saving import CORE, last_saved
from xlperf.rules.checking import finding
from xlperf.steps.journal import Receipt
from xlperf.steps.zip_files import BAD_ZIP, ZipLimits, opened

#: By how much two computers' clocks may differ without a word.
_SLACK: Final = timedelta(days=1)
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_RECORD: Final = 1_000_000
_CHINA: Final = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Dating:
    """When a version was last saved, in UTC; ``claimed`` is what it says itself where that cannot be true."""

    moment: datetime
    claimed: datetime | None = None


def dated(
    saved: datetime | None,
    modified: datetime | None,
    received: datetime | None,
    issued: datetime | None = None,
) -> Dating:
    """The last save: by the workbook's own record, else by the file's date, else the moment of receipt.

    A file that is sent on by WeChat gets a new date; its record of the last save stays. A program that keeps
    no such record leaves the one of the template, which says nothing. Nothing is saved after its receipt.

    Args:
        saved: what the workbook's own record says; None: nothing.
        modified: the file's date; None: not known.
        received: when it was taken in; None: nobody noted it, and every date is believed.
        issued: what the record of the round's template says.
    """
    possible = [each for each in (saved, modified) if each is not None and (issued is None or each > issued)]
    if received is None:
        return Dating(next(iter(possible), modified or _NEVER))
    latest = received + _SLACK
    believed = next((min(each, received) for each in possible if each <= latest), received)
    return Dating(believed, saved if saved is not None and saved > latest else None)


def saved_time(data: bytes) -> datetime | None:
    """The last save that a workbook's own properties tell of, in UTC; None where they tell of none."""
    with suppress(KeyError, PackageError, *BAD_ZIP), opened(data, ZipLimits()) as package:
        info = package.getinfo(CORE)
        return last_saved(package.read(info)) if info.file_size < _LONGEST_RECORD else None
    return None


def file_time(seconds: float) -> datetime | None:
    """The date of a file in UTC; None where it is none that a calendar has."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def dating_findings(receipt: Receipt) -> Iterator[Finding]:
    """F37 where the date that a file gives itself was not believed."""
    if receipt.claimed_time:
        found = finding(
            "F37",
            文件=receipt.file_name,
            日期=_in_china(receipt.claimed_time),
            收到=_in_china(receipt.received_at),
            改按=_in_china(receipt.version_time),
        )
        yield replace(found, file=receipt.name)


def _in_china(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(_CHINA):%Y-%m-%d %H:%M}"
