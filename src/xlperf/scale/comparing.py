"""What is found in comparing forms with each other and with the ledger, once all parts of a result are there.

The comparisons themselves are a township's (:mod:`xlperf.steps.version_findings`,
:mod:`xlperf.rules.checks.copies`, :mod:`xlperf.rules.checking`); here they are given a piece at a time, so
that memory holds a piece.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Final, TypeVar

from xlperf.forms.reading import Identity
from xlperf.model.finding import Finding
from xlperf.rules.case import RoundHit
from xlperf.rules.checking import office_finding
from xlperf.rules.checks import entries
from xlperf.rules.checks.copies import copies
from xlperf.rules.effective import reweighed
from xlperf.scale.arrow import Row
from xlperf.scale.engine import Engine
from xlperf.scale.facts import finding_row
from xlperf.scale.ledger_store import entry_of
from xlperf.scale.sources import Source
from xlperf.steps.collecting import Collection, ReturnedFile, ReturnedForm, edition
from xlperf.steps.journal import Receipt
from xlperf.steps.version_findings import about_versions

T = TypeVar("T")

#: Projects in several versions that are looked at together.
_PROJECTS: Final = 2_000
#: Texts that are compared with each other; of a larger round those of neighbouring units.
TEXTS: Final = 100_000
_COPIED: Final = "R06"

_DIFFERENT: Final = """
SELECT project_code FROM candidates GROUP BY project_code
HAVING count(DISTINCT content) > 1 ORDER BY min(number), project_code
"""
_VERSIONS: Final = """
SELECT c.number, c.file, c.position, c.project_code, c.content, c.sheet, c.project_name,
    c.saved_at, c.ours, c.decision, ledger.*
FROM candidates c JOIN ledger ON ledger.code = c.project_code
WHERE c.project_code IN (SELECT unnest($codes)) ORDER BY c.number, c.position
"""
_TEXTS: Final = """
SELECT chosen.number, chosen.position, chosen.file, form.sheet, form.goal_done, form.goal_done_cell,
    form.goal_done_text, ledger.name, ledger.code, ledger.unit_code
FROM chosen
JOIN part_forms form ON form.file = chosen.file AND form.position = chosen.position
JOIN ledger ON ledger.code = chosen.project_code
ORDER BY
"""


def version_findings(engine: Engine, source: Source) -> Iterator[Row]:
    """F13: projects whose forms came in versions that differ, and which of them counts."""
    codes = [code for (code,) in engine.rows(_DIFFERENT)]
    ordinal = 0
    for some in _pieces(codes, _PROJECTS):
        rows = engine.table(_VERSIONS, codes=some).to_pylist()
        for number, item in about_versions(_collection(rows, source)):
            for found in reweighed(item, source.catalogue):
                ordinal += 1
                yield late_row(found, number, 0, ordinal)


def text_findings(engine: Engine, source: Source) -> Iterator[Row]:
    """R06: forms that tell what was done in another's words, among at most :data:`TEXTS` neighbours."""
    rule = source.catalogue.get(_COPIED)
    if rule is None:
        return
    share = (rule.threshold or Decimal(100)) / 100
    ((count,),) = engine.rows("SELECT count(*) FROM chosen")
    order = "number, position" if count <= TEXTS else "unit_code, number, position"
    pieces = _pieces(_dicts(engine.batches(_TEXTS + order)), TEXTS)
    for piece in pieces:
        for copy in copies([row["goal_done"] for row in piece], share):
            row = piece[copy.place]
            values = {"他": piece[copy.other]["name"], "相似": f"{int(copy.likeness * 100)}%"}
            hit = RoundHit(
                entries.GOAL_DONE, values, row["code"], row["unit_code"], row["sheet"], row["goal_done_text"]
            )
            item = replace(office_finding(rule, hit), file=row["file"], cell=row["goal_done_cell"])
            yield late_row(item, row["number"], row["position"], _AFTER_THE_FORM)


#: Comes after everything that was found in the form by itself.
_AFTER_THE_FORM: Final = 1_000_000


def late_row(item: Finding, number: int, position: int, ordinal: int) -> Row:
    """A finding with the file and the form that it belongs to."""
    return {"file_number": number, "position": position, "ordinal": ordinal, **finding_row(item)}


def _collection(rows: Iterable[Mapping[str, Any]], source: Source) -> Collection:
    """Candidates as a township's round has them."""
    files: dict[int, ReturnedFile] = {}
    forms: dict[int, list[ReturnedForm]] = {}
    for row in rows:
        file = files.setdefault(row["number"], _file(row))
        forms.setdefault(row["number"], []).append(_form(row, file))
    by_file = {number: tuple(listed) for number, listed in forms.items()}
    return Collection(edition(source.settings), tuple(files.values()), by_file)


def _file(row: Mapping[str, Any]) -> ReturnedFile:
    saved: datetime = row["saved_at"]
    receipt = Receipt(row["number"], "", row["file"], 0, saved.isoformat(timespec="seconds"), "")
    return ReturnedFile(receipt, None if row["ours"] else Identity(template="?"), None, row["decision"])


def _form(row: Mapping[str, Any], file: ReturnedFile) -> ReturnedForm:
    return ReturnedForm(
        file=file,
        number=row["position"],
        sheet=row["sheet"],
        name=row["project_name"],
        entry=entry_of(row),
        content=row["content"].encode(),
        told=0,
        sound=True,
        body=0,
    )


def _dicts(batches: Iterable[Any]) -> Iterator[dict[str, Any]]:
    for batch in batches:
        yield from batch.to_pylist()


def _pieces(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Things in lists of at most ``size``."""
    walker = iter(things)
    while piece := list(islice(walker, size)):
        yield piece
