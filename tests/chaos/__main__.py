"""``python -m chaos [COUNT] [FIRST]``: any number of mutations; ``--reached`` writes the ratchet anew."""

import sys
from collections.abc import Sequence
from pathlib import Path

from chaos.judge import Judgement, judge
from chaos.mutations import COUNT, mangled, mutations
from chaos.table import reached, table


def main(arguments: Sequence[str]) -> int:
    """Print the table and everything silently wrong; 1 where there is any."""
    numbers = [int(each) for each in arguments if each.isdecimal()]
    count, first = (*numbers, COUNT, 0)[:2] if len(numbers) != 1 else (numbers[0], 0)
    judged: list[tuple[tuple[str, ...], Judgement]] = []
    for seed, kinds in mutations(count):
        if seed >= first:
            found = judge(mangled(seed, kinds))
            judged.append((kinds, found))
            for wrong in found.wrong:
                print(seed, *kinds, ":", wrong, flush=True)
    print(table(judged))
    if "--reached" in arguments:
        Path(__file__).with_name("reached.toml").write_text(reached(judged), encoding="utf-8")
    return any(found.wrong for _, found in judged)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
