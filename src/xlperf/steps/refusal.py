"""Why a file was not read, as it travels between processes."""

from dataclasses import dataclass
from typing import Final

#: What to do about a file that the program itself failed on.
SAVE_AGAIN: Final = "请用 Excel 或 WPS 打开后另存一份再报送，并把原件发给维护人员"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file could not be read: a stable English word, a Chinese sentence, and what to do about it."""

    kind: str
    message: str
    fix: str
