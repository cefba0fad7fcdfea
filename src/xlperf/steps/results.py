"""What was read and found, by form and by file, fetched from the spool when somebody asks for it."""

from collections.abc import Collection as Collected
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from xlperf.model.evaluation import SelfEvaluation
from xlperf.model.finding import Finding
from xlperf.model.ledger import LedgerEntry
from xlperf.rules.catalogue import Rule
from xlperf.rules.checking import is_accepted
from xlperf.rules.scoring import Scored
from xlperf.steps.collecting import Collection, ReturnedFile, ReturnedForm
from xlperf.steps.results_spool import Spool, unpacked


@dataclass(frozen=True, slots=True)
class Result:
    """The form that counts for one project, its recomputed scores and all that was found in it.

    ``about_file`` is what was found about the file as a whole.
    """

    form: SelfEvaluation
    entry: LedgerEntry
    scored: Scored
    findings: tuple[Finding, ...]
    about_file: tuple[Finding, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether it enters the summaries: nothing in it or its file is an error. Then it has a score."""
        return is_accepted((*self.about_file, *self.findings))


@dataclass(frozen=True, slots=True)
class Shelf:
    """The spool, what lies where in it, and what was found in comparing files and forms with each other.

    ``about_file`` is by the sequence of the receipt, ``copied`` by project code, ``late`` what is told last
    of a file, by its sequence again.
    """

    spool: Spool
    collection: Collection
    catalogue: Mapping[str, Rule]
    about_file: Mapping[int, tuple[Finding, ...]]
    copied: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    late: Mapping[int, tuple[Finding, ...]] = field(default_factory=dict)

    def found_in(self, file: ReturnedFile) -> tuple[tuple[Finding, ...], ...]:
        """What was found in each form of a file by itself."""
        found: tuple[tuple[Finding, ...], ...] = unpacked(self.spool.get(file.found))
        return found

    def findings(self, form: ReturnedForm, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """That and what comparing a form that counts with others has found, in the order of the catalogue."""
        copied = self.copied.get(form.entry.code, ()) if form.entry and form.chosen else ()
        if not copied:
            return found
        order = {code: number for number, code in enumerate(self.catalogue)}
        return tuple(sorted((*found, *copied), key=lambda item: order.get(item.code, len(order))))

    def body(self, form: ReturnedForm) -> tuple[SelfEvaluation, Scored | None]:
        """A form, and what it should score."""
        body: tuple[SelfEvaluation, Scored | None] = unpacked(self.spool.get(form.body))
        return body

    def told(self, form: ReturnedForm) -> str:
        """What a form says that was done, as it is compared."""
        told: str = unpacked(self.spool.get(form.told))
        return told

    def accepts(self, form: ReturnedForm) -> bool:
        """:attr:`Result.accepted` of a form that counts, without fetching it."""
        copied = self.copied.get(form.entry.code, ()) if form.entry else ()
        return form.sound and is_accepted((*self.about_file[form.file.receipt.sequence], *copied))


class Results(Mapping[str, Result]):
    """By project code, in the order given; each is fetched anew whenever it is asked for."""

    def __init__(self, shelf: Shelf, forms: Mapping[str, ReturnedForm]) -> None:
        self._shelf = shelf
        self._forms = forms

    def __getitem__(self, code: str) -> Result:
        form = self._forms[code]
        if form.entry is None:
            raise KeyError(code)
        body, scored = self._shelf.body(form)
        if scored is None:
            raise KeyError(code)
        found = self._shelf.findings(form, self._shelf.found_in(form.file)[form.number])
        about_file = self._shelf.about_file[form.file.receipt.sequence]
        return Result(body, form.entry, scored, found, about_file)

    def __contains__(self, code: object) -> bool:
        return code in self._forms

    def __iter__(self) -> Iterator[str]:
        return iter(self._forms)

    def __len__(self) -> int:
        return len(self._forms)


class FileFindings(Mapping[int, tuple[Finding, ...]]):
    """By the receipt: about the file, in its forms that count, in those that are not in the ledger."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._files = {file.receipt.sequence: file for file in shelf.collection.files}

    def __getitem__(self, sequence: int) -> tuple[Finding, ...]:
        file = self._files[sequence]
        return (
            *self._shelf.about_file[sequence],
            *(() if file.refused else self._in_forms(file)),
            *self._shelf.late.get(sequence, ()),
        )

    def _in_forms(self, file: ReturnedFile) -> Iterator[Finding]:
        forms = self._shelf.collection.forms_of(file)
        found = list(zip(forms, self._shelf.found_in(file), strict=True)) if forms else []
        for form, items in found:
            if form.chosen:
                yield from self._shelf.findings(form, items)
        for form, items in found:
            if form.entry is None:
                yield from items

    def __iter__(self) -> Iterator[int]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


@dataclass(frozen=True, slots=True)
class Findings(Collected[Finding]):
    """All findings, file by file in the order of receipt, then about the round; read anew each time."""

    by_file: Mapping[int, tuple[Finding, ...]]
    about_round: tuple[Finding, ...]

    def __iter__(self) -> Iterator[Finding]:
        for found in self.by_file.values():
            yield from found
        yield from self.about_round

    def __len__(self) -> int:
        return sum(len(found) for found in self.by_file.values()) + len(self.about_round)

    def and_then(self, more: tuple[Finding, ...]) -> "Findings":
        """These, and more that were found later."""
        return Findings(self.by_file, (*self.about_round, *more))

    def __contains__(self, item: object) -> bool:
        return any(item == each for each in self)
