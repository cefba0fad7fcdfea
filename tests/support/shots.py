"""Pictures, for the documentation, of the windows that a clerk sees: the example round by mouse."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from support.calc_engine.bridge import Untyped, each
from support.clicking.clicker import LABELS, Clicker
from support.clicking.rounds import clickable
from support.clicking.window import Window, window
from support.demo_states import FIRST, ROUND
from support.pictures import WINDOWS

#: One with an error near the top of its form.
_RETURNED = "退回/451013_*.xlsx"


@dataclass(frozen=True, slots=True)
class Shots:
    """Makes the pictures from a round at which the villages' first answers have come in.

    ``rounds`` is where :func:`support.demo_states.play` has played, ``folder`` takes the pictures as they
    are on the screen.
    """

    rounds: Path
    folder: Path

    def take(self) -> dict[str, Image.Image]:
        """操作台 and 校验结果 after ② and ③, and a workbook to send back; by the names of ``WINDOWS``."""
        console, findings, marked = WINDOWS
        with tempfile.TemporaryDirectory() as name, window(Path(name)) as shown:
            root = shutil.copytree(self.rounds / FIRST / ROUND, self.folder / ROUND)
            clerk = shown.open(clickable(root), bare=True)
            for step in ("collect", "check"):
                shown.press(clerk, step)
            made = {findings: self._shot(shown, findings)}
            clerk.button(LABELS["collect"])  # brings its sheet to the front
            made[console] = self._shot(shown, console)
            clerk.close()
            made[marked] = self._marked(shown, min(root.glob(_RETURNED)), marked)
        return made

    def _marked(self, shown: Window, path: Path, name: str) -> Image.Image:
        """The first form with an error marked on it, the remark open."""
        clerk = shown.open(path, bare=True)
        sheet, note = _first_error(clerk)
        note.setIsVisible(True)
        shown.go_to(clerk, sheet.Name, "A1")
        shown.screen.key("Home")  # a key, unlike a command, takes the hint of the cell before off the screen
        picture = self._shot(shown, name)
        clerk.close()
        return picture

    def _shot(self, shown: Window, name: str) -> Image.Image:
        with Image.open(shown.screen.picture(self.folder / name)) as image:
            return image.convert("RGB")


def _first_error(clerk: Clicker) -> tuple[Untyped, Untyped]:
    """The first note that tells of an error, and its sheet."""
    return next(
        (sheet, note)
        for sheet in each(clerk.document.Sheets)
        for note in each(sheet.Annotations)
        if note.String.startswith("【错误】")
    )
