"""What became of the fields, kind by kind."""

from collections import Counter
from collections.abc import Iterable

from chaos.judge import Judgement, Verdict

COMBINED = "(combinations)"


def table(judged: Iterable[tuple[tuple[str, ...], Judgement]]) -> str:
    """A line for each kind: papers, fields right, reported, silently wrong."""
    counts: dict[str, Counter[Verdict]] = {}
    papers: Counter[str] = Counter()
    for kinds, found in judged:
        name = kinds[0] if len(kinds) == 1 else COMBINED
        counts.setdefault(name, Counter()).update(found.counts)
        papers[name] += 1
    lines = [f"{'kind':26}{'papers':>8}" + "".join(f"{verdict.value:>16}" for verdict in Verdict)]
    for name in sorted(counts):
        line = "".join(f"{counts[name][verdict]:>16}" for verdict in Verdict)
        lines.append(f"{name:26}{papers[name]:>8}{line}")
    return "\n".join(lines)


def reached(judged: Iterable[tuple[tuple[str, ...], Judgement]]) -> str:
    """The ratchet's data: how many fields of each kind alone are read right."""
    right: Counter[str] = Counter()
    for kinds, found in judged:
        if len(kinds) == 1:
            right[kinds[0]] += found.counts[Verdict.RIGHT]
    return "".join(f"{name} = {count}\n" for name, count in sorted(right.items()))
