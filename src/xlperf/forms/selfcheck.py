"""自检 in the template and in every workbook that is issued, made from the rules that are live in it.

A sheet shows what the rules say; a very hidden one computes it (:mod:`.selfcheck_grid`) from what stands
on the forms, without macros, in Excel from 2007 on, WPS and LibreOffice. The workbook holds the results
too, for those who look at it on a phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from xlperf.forms.label_words import Words
from xlperf.forms.names import SELF_CHECK_HELPERS
from xlperf.forms.selfcheck_forms import CheckedForm, LiveChecks, live_checks
from xlperf.forms.selfcheck_grid import Lines
from xlperf.forms.selfcheck_helpers import Helpers
from xlperf.forms.selfcheck_sheet import add_self_check, clear_lines, find_self_check, write_lines
from xlperf.forms.selfcheck_tally import Board
from xlperf.forms.spec import FormSpec
from xlperf.ooxml.refs import Range
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook

#: 自检 stands right behind 填报说明, before the forms.
_TAB = 1


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """自检 of one workbook: the sheet that is seen, and the one that computes."""

    spec: FormSpec
    checks: LiveChecks
    shown: Sheet
    helpers: Sheet

    @classmethod
    def prepare(cls, book: Workbook, spec: FormSpec, year: int | None) -> "SelfCheck":
        """Find the two sheets, or add them, and empty them; see :meth:`of`.

        To be called before the forms of the workbook change: nothing in these sheets has to follow then.
        """
        found = cls.of(book, spec, year)
        clear_lines(found.shown)
        found.helpers.replace_rows(b"", Range(1, 1, 1, 1))
        return found

    @classmethod
    def of(cls, book: Workbook, spec: FormSpec, year: int | None) -> "SelfCheck":
        """Find the two sheets, or add them.

        Args:
            book: the workbook.
            spec: its form, and the rules that are live in it.
            year: of the round; None for a template that belongs to none yet.
        """
        checks = live_checks(spec.rules, spec.live, spec.money_unit, year)
        shown = find_self_check(book) or add_self_check(book, min(_TAB, len(book.sheets)))
        found = (sheet for sheet in book.sheets if sheet.title == SELF_CHECK_HELPERS)
        helpers = next(found, None) or Helpers.add(book)
        return cls(spec, checks, shown, helpers)

    def complete(self, forms: Sequence[Sheet]) -> None:
        """Check these forms, as they stand and from now on."""
        words = Words.of(self.spec)
        checked = [CheckedForm.of(sheet, self.spec, words, self.checks) for sheet in forms]
        lines = Lines(len(forms), len(self.checks.live))
        board = Board.of([(each.sheet.title, each.verdicts) for each in checked])
        write_lines(self.shown, lines, board)
        Helpers(lines, board, checked).write(self.helpers)
        for each in checked:
            each.seen.let_go()
