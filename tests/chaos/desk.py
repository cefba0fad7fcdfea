"""Where on a form a hand can reach: picking fields, and what one types instead."""

from collections.abc import Callable
from decimal import Decimal
from random import Random

from chaos.paper import Field, Form, Paper, Place
from xlperf.model.money import plain
from xlperf.ooxml.cells import Value
from xlperf.ooxml.refs import Range
from xlperf.ooxml.sheet import Sheet

FULL_WIDTH = str.maketrans("0123456789.,%-", "０１２３４５６７８９．，％－")
#: What looks like nothing, or like a space.
INVISIBLE = ("\u00a0", "\u3000", "\u200b", "\ufeff", "\u200e", "\t")


class Hand:
    """One hand at one paper: its choices follow from the seed."""

    def __init__(self, paper: Paper, random: Random) -> None:
        self.paper, self.random = paper, random

    def form(self, *, with_targets: bool = False) -> Form:
        """One of the forms that are still there."""
        forms = [form for code, form in self.paper.truth.items() if not (with_targets and code == "LH003")]
        return self.random.choice(forms)

    def sheet(self, form: Form) -> Sheet:
        return self.paper.sheet(form)

    def field(self, wanted: Callable[[str, Field], bool]) -> tuple[str, Field] | None:
        """A field of some form; None where there is none such."""
        fields = [
            (key, each)
            for form in self.paper.truth.values()
            for key, each in form.all()
            if not each.told and wanted(key, each) and self._untouched(each)
        ]
        return self.random.choice(fields) if fields else None

    def _untouched(self, each: Field) -> bool:
        """Whether still that is written there which the truth says, in a cell of its own."""
        return self.paper.book.sheet(each.place.sheet).cell(each.place.ref).value is not None

    def stored(self, each: Field) -> Value:
        """What stands in the cell."""
        return self.paper.book.sheet(each.place.sheet).cell(each.place.ref).value

    def formula(self, each: Field) -> str | None:
        return self.paper.book.sheet(each.place.sheet).cell(each.place.ref).formula

    def type(self, each: Field, value: Value) -> None:
        self.paper.put(each.place, value)

    def style(self, each: Field, num_format: str) -> None:
        """Show a cell's number in another way."""
        sheet, book = self.paper.book.sheet(each.place.sheet), self.paper.book
        style = book.style_variant(sheet.style(each.place.ref), num_format=num_format)
        sheet.set_style(each.place.ref, style)

    def last_row(self, form: Form) -> int:
        """The lowest row with anything in it."""
        return max(row for row, _ in self.sheet(form).xml.grid.rows())

    def line(self, *, with_targets: bool = False) -> tuple[Form, dict[str, Field]]:
        """An indicator of some form."""
        form = self.form(with_targets=with_targets)
        return form, self.random.choice(form.lines)

    def find(self, form: Form, text: str) -> Place | None:
        """The first cell whose text begins like this."""
        for cell in self.sheet(form).cells():
            if isinstance(cell.value, str) and cell.value.replace("\n", "").startswith(text):
                area = Range.parse(cell.ref)
                return Place(form.sheet, area.first_row, area.first_col)
        return None

    def typed_number(self, key: str, each: Field) -> bool:
        """Whether a village types a number here."""
        return (
            key.endswith(".actual") and isinstance(self.stored(each), Decimal) and self.formula(each) is None
        )

    def any_number(self, key: str, each: Field) -> bool:
        """Whether a number stands here that is no formula's."""
        number = isinstance(self.stored(each), Decimal) and self.formula(each) is None
        return number and key not in {"year", "rate"}


def written(value: Value) -> str:
    """A number or a text as one would type it."""
    return f"{plain(value):f}" if isinstance(value, Decimal) else str(value)
