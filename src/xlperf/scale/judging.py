"""One delivered file as rows of our tables: what a child process does with it, here or on a cluster.

The file is examined as in a township (:mod:`xlperf.steps.examining`); here its answer becomes rows, so that
what travels and what is kept does not grow with what a file holds besides.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from xlperf.forms.reading import Identity
from xlperf.forms.spec import INDICATOR_KEYS
from xlperf.model.evaluation import SelfEvaluation
from xlperf.model.finding import Finding
from xlperf.model.ledger import Column
from xlperf.rules.checks.copies import told
from xlperf.scale.arrow import Row
from xlperf.scale.deliveries import Delivery, Item
from xlperf.scale.facts import finding_row, indicator_rows, result_row
from xlperf.scale.ledger_index import Index
from xlperf.scale.parts import WHOLE_FILE
from xlperf.steps.collecting import (
    Collection,
    Edition,
    ReturnedFile,
    ReturnedForm,
    edition,
)
from xlperf.steps.dating import dated, saved_time
from xlperf.steps.examining import Context, Examined, ExaminedForm, examine
from xlperf.steps.folder import digest
from xlperf.steps.journal import Receipt
from xlperf.steps.misfortunes import misfortune
from xlperf.steps.scanning import Received, unpacked
from xlperf.steps.version_findings import about_file
from xlperf.steps.workers import Kind


@dataclass(frozen=True, slots=True)
class Court:
    """What files are judged by, and what is known of them besides.

    ``decisions`` are the clerk's words by SHA-256, ``issued`` says when the forms' template was made;
    ``any_town``: a round of many towns, each of which has issued its own forms; ``index`` is the file that
    its projects are looked up in.
    """

    context: Context
    decisions: Mapping[str, str] = field(default_factory=dict)
    issued: datetime | None = None
    any_town: bool = False
    index: Index | None = None

    def edition(self, identity: Identity | None) -> Edition:
        """The edition that a file of this round is of."""
        ours = edition(self.context.settings)
        template, version, ruleset, _, year = ours
        return (template, version, ruleset, identity.town, year) if self.any_town and identity else ours


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of :data:`~xlperf.scale.parts.PARTS`, in that order of tables."""

    files: tuple[Row, ...] = ()
    forms: tuple[Row, ...] = ()
    lines: tuple[Row, ...] = ()
    findings: tuple[Row, ...] = ()

    def tables(self) -> tuple[tuple[Row, ...], ...]:
        """The rows, table by table."""
        return self.files, self.forms, self.lines, self.findings

    def __add__(self, other: "Rows") -> "Rows":
        return Rows(
            self.files + other.files,
            self.forms + other.forms,
            self.lines + other.lines,
            self.findings + other.findings,
        )


def judge(court: Court, delivery: Delivery) -> Rows:
    """The rows of a file, and of the files in it where it is a zip file."""
    if delivery.refusal is not None:
        return _rows(court, Examined(_empty_receipt(delivery.item), refusal=delivery.refusal))
    rows = Rows()
    for receipt, data in _receipts(court, delivery):
        rows += _rows(court, examine(court.context, receipt, data))
    return rows


def lost(court: Court, delivery: Delivery, kind: Kind) -> Rows:
    """The rows of a file that its reader did not survive. Nothing of it is looked into."""
    receipt = replace(_empty_receipt(delivery.item), sha256=digest(delivery.data))
    return _rows(court, Examined(receipt, refusal=misfortune(kind)))


def _empty_receipt(item: Item) -> Receipt:
    moment = item.modified.isoformat(timespec="seconds")
    return item.receipt or Receipt(0, "", item.name, item.size, moment, "")


def _receipts(court: Court, delivery: Delivery) -> Iterator[tuple[Receipt, bytes]]:
    item = delivery.item
    if item.receipt is not None:
        yield item.receipt, delivery.data
        return
    whole, *members = unpacked(Received(item.name, delivery.data, item.modified))
    for received in members or [whole]:
        saved = dated(saved_time(received.data), received.modified, None, court.issued)
        moment = saved.moment.isoformat(timespec="seconds")
        size = len(received.data)
        yield Receipt(0, digest(received.data), received.name, size, moment, ""), received.data


def _rows(court: Court, examined: Examined) -> Rows:
    receipt, context = examined.receipt, court.context
    ours = _edition(examined.identity) in (None, court.edition(examined.identity))
    decision = court.decisions.get(receipt.sha256, "")
    about = _about_file(examined, decision, court)
    numbered = list(enumerate(examined.forms))
    return Rows(
        files=(_file_row(examined, court, ours=ours, decision=decision),),
        forms=tuple(_form_row(receipt.name, place, each) for place, each in numbered),
        lines=tuple(
            {"file": receipt.name, "position": place, **row}
            for place, each in numbered
            if each.scored is not None
            for row in indicator_rows(each.form, each.scored, context.rules)
        ),
        findings=tuple(
            {"position": place, "ordinal": number, **finding_row(item)}
            for place, found in [(WHOLE_FILE, about), *((p, each.findings) for p, each in numbered)]
            for number, item in enumerate(found)
        ),
    )


def _file_row(examined: Examined, court: Court, *, ours: bool, decision: str) -> Row:
    receipt, refusal = examined.receipt, examined.refusal
    return {
        "sequence": receipt.sequence,
        "name": receipt.name,
        "sha256": receipt.sha256,
        "size": receipt.size,
        "saved_at": datetime.fromisoformat(receipt.version_time),
        "unit_code": _unit(examined, court.context, ours=ours),
        "forms": len(examined.forms),
        "refusal": refusal.kind if refusal else None,
        "refusal_message": refusal.message if refusal else None,
        "refusal_fix": refusal.fix if refusal else None,
        "ours": ours,
        "decision": decision,
    }


def _form_row(name: str, place: int, each: ExaminedForm) -> Row:
    form = each.form
    empty: Row = {"rate": None, "rate_score": None, "score": None, "grade": None, "deviations": 0}
    return {
        "file": name,
        "position": place,
        "sheet": form.sheet,
        "project_code": each.project_code,
        "project_name": form.project_name.value or "",
        "goal_done": told(form),
        "goal_done_cell": form.goal_done.cell,
        "goal_done_text": form.goal_done.text,
        "content": _content(form),
        **(empty if each.scored is None else result_row(form, each.scored)),
    }


def _edition(identity: Identity | None) -> Edition | None:
    if identity is None:
        return None
    return identity.template, identity.version, identity.ruleset, identity.town, identity.year


def _unit(examined: Examined, context: Context, *, ours: bool) -> str:
    """The unit that a file is from, by its identity, else by the projects in it; "" unknown."""
    identity = examined.identity
    if identity is not None and ours and identity.unit_code in context.units:
        return identity.unit_code
    codes = (each.project_code for each in examined.forms if each.project_code is not None)
    return next((context.directory.by_code[code].unit_code for code in codes), "")


def _about_file(examined: Examined, decision: str, court: Court) -> tuple[Finding, ...]:
    """What is wrong with a file as a whole, as if it were alone; whether it counts is decided later (F03)."""
    receipt = examined.receipt
    file = ReturnedFile(receipt, examined.identity, examined.refusal, decision, examined.findings)
    forms = tuple(_alone(file, place, each, court.context) for place, each in enumerate(examined.forms))
    return tuple(
        about_file(file, Collection(court.edition(examined.identity), (file,), {receipt.sequence: forms}))
    )


def _alone(file: ReturnedFile, place: int, each: ExaminedForm, context: Context) -> ReturnedForm:
    entry = None if each.project_code is None else context.directory.by_code[each.project_code]
    form = each.form
    name = form.project_name.value or ""
    return ReturnedForm(file, place, form.sheet, name, entry, b"", told=0, sound=True, body=0, chosen=True)


def _content(form: SelfEvaluation) -> str:
    """A digest of what a form says, cells aside: two versions that say the same are no conflict."""
    entries = [form.year, form.goal, form.goal_done]
    entries += [line.get(column) for line in form.funding for column in Column]
    entries += [getattr(line, key) for line in form.indicators for key in INDICATOR_KEYS]
    text = "\x1f".join(str(entry.value) for entry in entries)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
