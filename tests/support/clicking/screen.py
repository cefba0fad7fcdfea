"""A screen of its own for tests, with a mouse and a keyboard, and pictures of what is on it."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support.calc_engine.bridge import Untyped, constant

_SECONDS_TO_START = 20
#: A window manager's and LibreOffice's time to have drawn what they were told.
_SETTLE = 0.4


class ScreenError(Exception):
    """The screen did not start, or a program on it failed."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A display that nobody looks at, ``width`` by ``height`` pixels."""

    display: str
    width: int
    height: int

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to appear on it; ``gen`` is LibreOffice's own drawing, the same everywhere."""
        return {"DISPLAY": self.display, "SAL_USE_VCLPLUGIN": "gen"}

    def click(self, widget: Untyped) -> None:
        """Move the mouse to the middle of something accessible and press its left button."""
        place, size = widget.getLocationOnScreen(), widget.getSize()
        self._do("xdotool", "mousemove", str(place.X + size.Width // 2), str(place.Y + size.Height // 2))
        time.sleep(_SETTLE)
        self._do("xdotool", "click", "1")

    def type(self, text: str) -> None:
        """Type letters and digits where the focus is."""
        self._do("xdotool", "type", "--delay", "20", text)
        time.sleep(_SETTLE)

    def key(self, *names: str) -> None:
        """Press keys, by X's names for them."""
        self._do("xdotool", "key", "--delay", "20", *names)
        time.sleep(_SETTLE)

    def fill(self, window: Untyped) -> None:
        """Make a window of LibreOffice's as large as the screen."""
        window.setPosSize(0, 0, self.width, self.height, constant("awt.PosSize.POSSIZE"))
        window.toFront()
        time.sleep(_SETTLE)

    def picture(self, path: Path) -> Path:
        """What is on the screen now."""
        time.sleep(_SETTLE)
        self._do("import", "-window", "root", str(path))
        return path

    def _do(self, *command: str) -> None:
        done = subprocess.run(
            command, env={**os.environ, **self.environment}, capture_output=True, check=False, timeout=30
        )
        if done.returncode != 0:
            raise ScreenError(f"{command[0]}: {done.stderr.decode(errors='replace').strip()}")


@contextmanager
def screen(width: int = 1600, height: int = 1000) -> Iterator[Screen]:
    """Start a display with a window manager on it; both end with the block."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"],
        pass_fds=(writer,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        with os.fdopen(reader, encoding="ascii") as numbers:
            number = numbers.readline().strip()
        if not number:
            raise ScreenError("Xvfb did not start")
        shown = Screen(f":{number}", width, height)
        manager = subprocess.Popen(
            ["openbox"],
            env={**os.environ, **shown.environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield shown
        finally:
            _end(manager)
    finally:
        _end(server)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_SECONDS_TO_START)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
