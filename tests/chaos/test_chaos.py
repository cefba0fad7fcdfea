"""Whatever a village does to its form, every field is read right or reported: none is silently wrong."""

import tomllib
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from chaos.filled import filled
from chaos.judge import Judgement, Verdict, judge
from chaos.mutations import COUNT, KINDS, mangled, mutations
from chaos.paper import Paper
from chaos.table import table
from support.office import Office

_REACHED = Path(__file__).with_name("reached.toml")


@cache
def judged() -> dict[int, tuple[tuple[str, ...], Judgement]]:
    """All mutations of the test, by their seed."""
    return {seed: (kinds, judge(mangled(seed, kinds))) for seed, kinds in mutations()}


def test_a_filled_form_is_read_right_in_every_field() -> None:
    found = judge(filled())
    assert found.counts == Counter({Verdict.RIGHT: 252}), found.wrong


def test_every_kind_comes_alone_twice_and_then_in_combinations() -> None:
    kinds = [kinds for kinds, _ in judged().values()]
    assert len(kinds) == COUNT >= 200
    alone = Counter(each[0] for each in kinds if len(each) == 1)
    assert alone == dict.fromkeys(KINDS, 2)
    assert {len(each) for each in kinds} == {1, 2, 3, 4}


def test_after_two_hundred_mutations_no_field_is_silently_wrong() -> None:
    wrong = {(seed, kinds): found.wrong for seed, (kinds, found) in judged().items() if found.wrong}
    print(table(judged().values()))
    assert wrong == {}


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_is_read_worse_than_it_was(kind: str) -> None:
    """``reached.toml`` holds how many fields are read right; reporting all of them would be no reading."""
    reached = tomllib.loads(_REACHED.read_text(encoding="utf-8"))
    counts = [found.counts[Verdict.RIGHT] for kinds, found in judged().values() if kinds == (kind,)]
    assert sum(counts) >= reached[kind]


def _another_number(paper: Paper) -> None:
    paper.put(paper.truth["LH001"].lines[4]["actual"].place, Decimal(185))


def _another_text(paper: Paper) -> None:
    paper.put(paper.truth["LH002"].fields["goal_done"].place, "改造1100米。")


def _one_indicator_more(paper: Paper) -> None:
    paper.truth["LH001"].lines.append(dict(paper.truth["LH002"].lines[0]))


def _no_word_of_it(paper: Paper) -> None:
    paper.truth["LH003"].fields["goal"].told = True


@pytest.mark.parametrize(
    "plant",
    [_another_number, _another_text, _one_indicator_more, _no_word_of_it],
    ids=lambda plant: plant.__name__,
)
def test_the_oracle_catches_what_is_planted(plant: Callable[[Paper], None]) -> None:
    paper = filled()
    plant(paper)
    assert judge(paper).counts[Verdict.SILENT] > 0


def test_the_same_seed_gives_the_same_file() -> None:
    kinds = ("insert_rows", "full_width", "duplicate_sheet")
    assert mangled(7, kinds).close() == mangled(7, kinds).close()


@pytest.mark.slow
@pytest.mark.parametrize(
    "kinds",
    [("merge_levels",), ("insert_columns", "number_as_text"), ("copy_out", "days"), ("sort_rows", "hide")],
)
def test_what_libreoffice_saves_is_read_as_well(
    kinds: tuple[str, ...], office: Office, tmp_path: Path
) -> None:
    paper = mangled(1, kinds)
    path = tmp_path / "村里的.xlsx"
    path.write_bytes(paper.close())
    paper.rewrite(lambda _: office.convert(path, "xlsx", tmp_path / "out").read_bytes())
    found = judge(paper)
    assert found.wrong == []
    assert found.counts[Verdict.RIGHT] > found.counts[Verdict.REPORTED]
