"""A long sheet of the summary workbook: each row is written to the disk as soon as the next one begins.

XlsxWriter offers this for a workbook as a whole (``constant_memory``); here it is for one sheet, because
the sheet of contents is filled in last and charts take their numbers from the sheets in memory.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import IO, Any, Final

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from xlperf.steps.results_spool import no_room

#: From so many rows on a table is written row by row.
LONG: Final = 5_000


class LongSheet(Worksheet):  # type: ignore[misc] # XlsxWriter gives no types
    """A sheet whose cells must be written row after row; its texts stand in the cells themselves."""

    def _initialize(self, init_data: Mapping[str, Any]) -> None:
        super()._initialize({**init_data, "constant_memory": True})

    def _write_single_row(self, current_row_num: int = 0) -> None:
        written = self.previous_row
        super()._write_single_row(current_row_num)
        # the height of a row that is written is asked for only by what is drawn over cells: nothing here
        self.row_info.pop(written, None)
        self.row_sizes.pop(written, None)


@contextmanager
def made_workbook(stream: IO[bytes], options: Mapping[str, object], *, on_disk: bool) -> Iterator[Workbook]:
    """A workbook that is in ``stream`` afterwards; one with long sheets is put together ``on_disk``.

    The files there are gone afterwards, whatever happens.

    Raises:
        UserError: the disk is full.
    """
    if not on_disk:
        with Workbook(stream, {**options, "in_memory": True}) as workbook:
            yield workbook
        return
    try:
        with TemporaryDirectory(ignore_cleanup_errors=True) as place:
            workbook = Workbook(stream, {**options, "tmpdir": place})
            try:
                yield workbook
                workbook.close()
            finally:
                _close_files(workbook)
    except OSError as error:
        raise no_room(error) from error
    except FileCreateError as error:  # what XlsxWriter makes of an OSError when it puts the parts together
        raise no_room(error.args[0]) from error


def _close_files(workbook: Workbook) -> None:
    """Windows does not delete a file that is open."""
    for sheet in workbook.worksheets():
        if isinstance(sheet, LongSheet):
            sheet.row_data_fh.close()
            sheet.fh.close()
