"""What stops a step: a plain Chinese sentence, never a traceback."""

from collections.abc import Sequence


class UserError(Exception):
    """A step cannot go on; the message says what, where and what to do, in Chinese.

    ``details`` are further sentences, one line each (e.g. every bad row of a ledger).
    """

    def __init__(self, message: str, details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.details = tuple(details)
