"""The outcome of a run over many files as Markdown, in the same order whatever the order of the files."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from corpus_verdict import NO_FORM, READ, Verdict

#: What a file may cost.
SECONDS: Final = 10.0
MEGABYTES: Final = 500.0
_SHOWN: Final = 10


#: A file's path, what another program found in it, and the detail where something was lost.
Looked = tuple[PurePosixPath, str, str]


@dataclass(frozen=True, slots=True)
class Result:
    """A file by its path below the folder of all corpora, and its verdict, or why there is none."""

    path: PurePosixPath
    verdict: Verdict | None
    misfortune: str = ""

    @property
    def corpus(self) -> str:
        """The first folder of the path."""
        return self.path.parts[0] if len(self.path.parts) > 1 else "."

    @property
    def failure(self) -> str:
        """Why this file counts against us; "" where it does not."""
        if self.verdict is None:
            return self.misfortune
        if self.verdict.lost:
            return f"lost: {self.verdict.lost}"
        if self.verdict.seconds > SECONDS:
            return f"time: {self.verdict.seconds:.1f} s"
        return f"memory: {self.verdict.megabytes:.0f} MB" if self.verdict.megabytes > MEGABYTES else ""


def report(results: Iterable[Result]) -> str:
    """All tables: by corpus, by kind of file, by kind of refusal, the dearest files, the failures."""
    ordered = sorted(results, key=lambda result: result.path)
    failed = [f"- `{result.path}`: {result.failure}" for result in ordered if result.failure]
    sections = [
        _table(("corpus", *_HEADS), _grouped(ordered, lambda result: result.corpus)),
        _table(("kind of file", *_HEADS), _grouped(ordered, lambda result: result.path.suffix.lower())),
        _table(("refused as", "files"), _refusals(ordered)),
        _table(("slowest", "KB", "seconds", "outcome"), _dearest(ordered, lambda v: v.seconds, 2)),
        _table(("most memory", "KB", "MB", "outcome"), _dearest(ordered, lambda v: v.megabytes, 0)),
        "\n".join([f"Failures: {len(failed)}", *([""] if failed else []), *failed]),
    ]
    return "\n\n".join(sections) + "\n"


def reopened_table(looks: Sequence[Looked]) -> str:
    """How many workbooks of the sample another program found the same, and each that it did not."""
    counts = Counter(look for _, look, _ in looks)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    rows = [(look, str(count)) for look, count in ordered]
    table = _table(("openpyxl, after a change to one cell", "workbooks"), rows)
    return "\n".join([table, "", *(f"- `{path}`: {detail}" for path, _, detail in looks if detail)]) + "\n"


_HEADS: Final = ("files", "read, with forms", "read, no form", "refused", "failed", "seconds", "MB at most")


def _grouped(results: Sequence[Result], key: Callable[[Result], str]) -> Iterator[Sequence[str]]:
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(key(result) or "none", []).append(result)
    for name in sorted(groups, key=str.casefold):
        yield (name, *_sums(groups[name]))
    yield ("all", *_sums(results))


def _sums(results: Sequence[Result]) -> tuple[str, ...]:
    verdicts = [result.verdict for result in results if result.verdict]
    outcomes = Counter(verdict.outcome for verdict in verdicts)
    refused = len(verdicts) - outcomes[READ] - outcomes[NO_FORM]
    failed = sum(1 for result in results if result.failure)
    seconds = sum(verdict.seconds for verdict in verdicts)
    most = max((verdict.megabytes for verdict in verdicts), default=0)
    counts = (len(results), outcomes[READ], outcomes[NO_FORM], refused, failed)
    return (*map(str, counts), f"{seconds:.1f}", f"{most:.0f}")


def _refusals(results: Sequence[Result]) -> Iterator[Sequence[str]]:
    kinds = Counter(
        f"{'/'.join(result.verdict.codes)} {result.verdict.outcome}"
        for result in results
        if result.verdict and result.verdict.outcome not in {READ, NO_FORM}
    )
    for kind, count in sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0])):
        yield kind, str(count)


def _dearest(
    results: Sequence[Result], cost: Callable[[Verdict], float], places: int
) -> Iterator[Sequence[str]]:
    judged = [(cost(result.verdict), result.verdict, result.path) for result in results if result.verdict]
    for price, verdict, path in sorted(judged, key=lambda item: (-item[0], item[2]))[:_SHOWN]:
        yield f"`{path}`", f"{verdict.size / 1024:.0f}", f"{price:.{places}f}", verdict.outcome


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
