"""What children are told to do in tests: answer, hang, swell, die."""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

_left_behind: list[bytearray] = []
_arrivals: list[int] = []


class Counted:
    """A context of which every arrival in a process is counted."""

    def __reduce__(self) -> tuple[Callable[[], "Counted"], tuple[()]]:
        return _arrive, ()


def _arrive() -> Counted:
    _arrivals.append(os.getpid())
    return Counted()


class Unloadable:
    """A context that cannot be rebuilt in a child."""

    def __reduce__(self) -> tuple[type[int], tuple[str]]:
        return int, ("no number",)


class Deadly:
    """A context that ends whoever rebuilds it."""

    def __reduce__(self) -> tuple[Callable[[int], None], tuple[int]]:
        return os._exit, (3,)


def times(context: int, item: int) -> int:
    """A product."""
    return context * item


def who(_context: object, _item: object) -> int:
    """The process that answers."""
    return os.getpid()


def arrivals(_context: Counted, _item: object) -> int:
    """How often the context has arrived here."""
    return len(_arrivals)


def _hang() -> None:
    time.sleep(600)


def _spin() -> None:
    while True:
        pass


def _swell() -> None:
    _left_behind.append(bytearray(1 << 40))


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _crash() -> None:
    ctypes.string_at(0)


def _leave() -> None:
    os._exit(3)


def _raise() -> None:
    raise ValueError("无法识别")


def _shout() -> None:
    print("out of nowhere", flush=True)
    os.write(2, b"out of nowhere\n")


def _leak() -> None:
    _left_behind.append(bytearray(60 << 20))


MISDEEDS: Final = {
    "hang": _hang,
    "spin": _spin,
    "swell": _swell,
    "kill": _kill,
    "crash": _crash,
    "leave": _leave,
    "raise": _raise,
    "shout": _shout,
    "leak": _leak,
}


def obey(_context: object, item: str) -> str:
    """Do the misdeed that the item names, if it names one; then answer with the item."""
    MISDEEDS.get(item, lambda: None)()
    return item


def bulk(_context: object, item: int) -> bytes:
    """A large answer."""
    return bytes([item % 256]) * (1 << 20)


def handles(_context: object, _item: object) -> list[str]:
    """What is open in this process."""
    found = []
    for link in Path("/proc/self/fd").iterdir():
        try:
            found.append(str(link.readlink()))
        except FileNotFoundError:
            continue
    return found


def modules(_context: object, _item: object) -> list[str]:
    """What this process has loaded."""
    return sorted(sys.modules)


def announce(context: str, item: str) -> None:
    """Leave one's process number in a folder, then do as told."""
    (Path(context) / f"{os.getpid()}").touch()
    obey(context, item)
