"""Excel's serial day numbers and calendar dates."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

_EPOCH_1900 = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
_DAY = Decimal(86_400)


def date_of(serial: Decimal, *, date1904: bool = False) -> date:
    """The day of a serial number; its time of day is left out.

    In the 1900 system Excel counts a 29 February 1900 that never was: serial 60 has no date.

    Raises:
        ValueError: for serial 60 of the 1900 system, and outside 1900-01-01 … 9999-12-31.
    """
    whole = int(serial // 1)
    if date1904:
        return _plus(_EPOCH_1904, whole, serial, lowest=0)
    if whole == 60:
        raise ValueError("序列号 60 是 Excel 虚构的 1900-02-29")
    return _plus(_EPOCH_1900, whole + (whole < 60), serial, lowest=2)


def serial_of(day: date, *, date1904: bool = False) -> Decimal:
    """The serial number of a day, with the time of day as its fraction where ``day`` is a datetime.

    Raises:
        ValueError: for a day before the system's first.
    """
    fraction = Decimal(0)
    if isinstance(day, datetime):
        fraction = _fraction(day.time())
        day = day.date()
    if date1904:
        days = (day - _EPOCH_1904).days
    else:
        days = (day - _EPOCH_1900).days
        days -= days <= 60
    if days < (0 if date1904 else 1):
        raise ValueError(f"{day.isoformat()} 早于 Excel 能表示的第一天")
    return Decimal(days) + fraction


def serial_of_iso(text: str, *, date1904: bool = False) -> Decimal:
    """The serial number of an ISO 8601 date, date and time, or time alone, as cells of type ``d`` hold it."""
    if ":" in text[:3]:
        return _fraction(time.fromisoformat(text))
    moment = datetime.fromisoformat(text)
    return serial_of(moment.replace(tzinfo=None), date1904=date1904)


def _fraction(moment: time) -> Decimal:
    """A time as the part of the day that has gone by."""
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return (seconds + Decimal(moment.microsecond) / 1_000_000) / _DAY


def _plus(epoch: date, days: int, serial: Decimal, *, lowest: int) -> date:
    if not lowest <= days <= (date.max - epoch).days:
        raise ValueError(f"{serial} 不是 Excel 的日期")
    return epoch + timedelta(days=days)
