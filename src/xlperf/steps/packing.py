"""An examined file as it travels from the process that examined it to the round.

A few facts of each form are looked at for the whole round at once; what it says in full is packed where it
was read, and unpacked when somebody asks for it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from xlperf.containers.kinds import Container
from xlperf.forms.reading import Identity
from xlperf.forms.spec import INDICATOR_KEYS
from xlperf.model.errors import UserError
from xlperf.model.evaluation import SelfEvaluation
from xlperf.model.finding import Finding
from xlperf.model.ledger import Column
from xlperf.rules.checking import is_accepted
from xlperf.rules.checks.copies import told
from xlperf.steps.examining import Context, Examined, ExaminedForm, examine
from xlperf.steps.folder import RoundFolder
from xlperf.steps.journal import Receipt
from xlperf.steps.receiving import read_archived
from xlperf.steps.refusal import Refusal
from xlperf.steps.results_spool import packed

_DIGEST: Final = 16


@dataclass(frozen=True, slots=True)
class PackedForm:
    """What the round looks at of a form, and the form itself with its scores, packed.

    ``name`` is the project's as written, ``content`` a digest of what the form says, ``told`` what
    :func:`~xlperf.rules.checks.copies.told` says, packed; ``sound`` that nothing in it is an error.
    """

    sheet: str
    name: str
    project_code: str | None
    content: bytes
    told: bytes
    sound: bool
    body: bytes


@dataclass(frozen=True, slots=True)
class PackedFile:
    """What the round looks at of a file.

    ``about`` is what was found about it as a whole; ``found`` holds, packed, for each of its forms what was
    found in it. ``lost`` is what is wrong with the archive, where that could not give the file.
    """

    identity: Identity | None = None
    refusal: Refusal | None = None
    about: tuple[Finding, ...] = ()
    forms: tuple[PackedForm, ...] = ()
    found: bytes = b""
    lost: str = ""
    container: Container = Container.XLSX


def examine_archived(context: Context, item: tuple[RoundFolder, Receipt]) -> PackedFile:
    """Read a file from the archive, examine it, and pack what was found."""
    folder, receipt = item
    try:
        data = read_archived(folder, receipt)
    except UserError as error:
        return PackedFile(lost=str(error))
    return pack(examine(context, receipt, data))


def pack(examined: Examined) -> PackedFile:
    """What was found in a file, ready for the way."""
    return PackedFile(
        examined.identity,
        examined.refusal,
        examined.findings,
        tuple(map(_pack_form, examined.forms)),
        packed(tuple(form.findings for form in examined.forms)),
        container=examined.container,
    )


def _pack_form(examined: ExaminedForm) -> PackedForm:
    form = examined.form
    return PackedForm(
        form.sheet,
        form.project_name.value or "",
        examined.project_code,
        hashlib.blake2b("\x1f".join(_content(form)).encode("utf-8", "replace"), digest_size=_DIGEST).digest(),
        packed(told(form)),
        is_accepted(examined.findings),
        packed((form, examined.scored)),
    )


def _content(form: SelfEvaluation) -> Iterator[str]:
    """What a form says, cells aside: two versions that say the same are no conflict."""
    entries = [form.year, form.goal, form.goal_done]
    entries += [line.get(column) for line in form.funding for column in Column]
    entries += [getattr(line, key) for line in form.indicators for key in INDICATOR_KEYS]
    return (str(entry.value) for entry in entries)
