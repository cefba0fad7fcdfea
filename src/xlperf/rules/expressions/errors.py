"""What is wrong with a line of the rule language, and where."""

from collections.abc import Iterable
from difflib import get_close_matches

from xlperf.model.errors import UserError


class ExpressionError(UserError):
    """A rule cannot be read; the Chinese sentence says at which character, counted from 1."""

    def __init__(self, at: int, sentence: str) -> None:
        super().__init__(f"第 {at + 1} 个字处：{sentence}")
        self.at = at


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """“，是不是“得分”？” where a known word is close, else nothing."""
    near = get_close_matches(word, list(known), n=2, cutoff=0.5)
    return f"，是不是{'或'.join(f'“{each}”' for each in near)}" if near else ""
