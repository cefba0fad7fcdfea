"""Why a file was not read, as it travels between processes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file could not be read: a stable English word, a Chinese sentence, and what to do about it."""

    kind: str
    message: str
    fix: str
