"""退回修改通知: one page for each unit whose forms must be mended, as a Word file and as text for WeChat."""

from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from xlperf.steps.assessing import Assessment
from xlperf.steps.folder import name_part
from xlperf.steps.notice_content import Notice, notices
from xlperf.steps.notice_text import notice_text
from xlperf.steps.results_spool import Spool, SpooledFiles
from xlperf.steps.sent_back import SentBack, put_back
from xlperf.steps.workers import Misfortune, in_children

RECORD: Final = "退回通知.json"
#: Fewer notices are written sooner than another process has started.
_WORTH_HELP: Final = 20


@dataclass(frozen=True, slots=True)
class Notices:
    """How many units have a notice, and what was done in 退回/."""

    units: int
    sent: SentBack


def write_notices(assessment: Assessment) -> Notices:
    """Write the notices of all units that have something to mend, and take away those of the others.

    Raises:
        UserError: a notice is open in another program, the disk refuses, or the record was edited.
    """
    wanted = notices(assessment)
    first = list(islice(wanted, _WORTH_HELP))
    workers = 0 if len(first) < _WORTH_HELP else assessment.workers
    spool, units = Spool(), 0
    places: dict[str, int] = {}
    for outcome in in_children(notice_files, None, chain(first, wanted), workers=workers):
        if isinstance(outcome, Misfortune):
            raise RuntimeError(f"a notice could not be written: {outcome.detail}")  # noqa: TRY004 - not about a type
        units += 1
        places |= {name: spool.put(data) for name, data in outcome.result().items()}
    return Notices(units, put_back(assessment.office.folder, RECORD, SpooledFiles(spool, places)))


def notice_name(notice: Notice, ending: str) -> str:
    """``<单位编码>_<单位名称>_退回修改通知.docx``; what a file name cannot hold becomes ``_``."""
    return f"{name_part(notice.unit.code)}_{name_part(notice.unit.name)}_退回修改通知.{ending}"


def notice_files(_: None, notice: Notice) -> dict[str, bytes]:
    """The notice to one unit in both forms, by file name."""
    from xlperf.steps.notice_document import notice_document  # noqa: PLC0415 - slow, and seldom needed

    return {
        notice_name(notice, "docx"): notice_document(notice),
        notice_name(notice, "txt"): notice_text(notice),
    }
