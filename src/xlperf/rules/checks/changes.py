"""F family: what was printed and locked on a form when it was issued, and is different now."""

from collections.abc import Callable, Iterator

from xlperf.model.evaluation import Entry, Remark, RemarkKind
from xlperf.rules.case import FormCase, Hit
from xlperf.rules.checks.structure import everything


def _remarked(kind: RemarkKind) -> Callable[[FormCase], Iterator[Hit]]:
    """The check that tells the remarks of one kind, each about the entry in its cell where there is one."""

    def check(case: FormCase) -> Iterator[Hit]:
        remarks = [remark for remark in case.form.remarks if remark.kind is kind]
        places = {place.entry.cell: place for place, _ in everything(case.form)} if remarks else {}
        for remark in remarks:
            place = places.get(remark.cell)
            if place is None or not remark.cell:
                yield Hit(_cell(remark), "表格", {"情况": remark.detail})
            else:
                yield Hit(place.entry, place.field, {"情况": remark.detail})

    return check


def _cell(remark: Remark) -> Entry[object] | None:
    return Entry(cell=remark.cell) if remark.cell else None


CHECKS = {
    "F41": _remarked(RemarkKind.CHANGED),
    "F42": _remarked(RemarkKind.REWORDED),
    "F43": _remarked(RemarkKind.UNSET),
    "F44": _remarked(RemarkKind.UNREAD),
}
