"""The notes of cells (批注)."""

from __future__ import annotations

from support.calc_engine.bridge import Untyped


class Note:
    """The note of one cell."""

    def __init__(self, sheet: Untyped, address: Untyped) -> None:
        self._sheet = sheet
        self._address = address

    @property
    def place(self) -> int | None:
        """Which of the sheet's notes it is."""
        notes = self._sheet.Annotations
        for number in range(notes.Count):
            position = notes.getByIndex(number).Position
            if (position.Row, position.Column) == (self._address.Row, self._address.Column):
                return number
        return None

    @property
    def api(self) -> Untyped:
        return self._sheet.Annotations.getByIndex(self.place)

    @property
    def text(self) -> str:
        return str(self.api.String)

    @text.setter
    def text(self, value: str) -> None:
        self.api.setString(value)

    def delete(self) -> None:
        self._sheet.Annotations.removeByIndex(self.place)
