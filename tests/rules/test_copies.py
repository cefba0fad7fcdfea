"""Copies among the texts of a round: found text by text in a township, and without that in a province."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from xlperf.rules.checks.copies import Copy, copies

SHARE = Decimal("0.95")
ROAD = "十月底完工，硬化村内道路2.1公里，修建排水沟800米，安装路灯40盏，180户村民门前通了水泥路。"
WATER = "七月通水，新建水渠1.2公里，清淤旧渠3公里，灌溉农田600亩，95户村民用上了渠水，没有一户投诉。"
#: What every unit of a county writes about another thing of its own.
OTHERS = [
    f"第{number}号点位全年巡查{number * 7919 % 977}次，收集垃圾{number * 104729 % 8887}吨，"
    f"更换垃圾桶{number}只，村容整洁。"
    for number in range(40)
]
#: So many texts are compared each with each.
ALL, NONE = 1000, 0


def found(texts: list[str], all_with_all: int) -> list[Copy]:
    return list(copies(texts, SHARE, all_with_all))


def test_the_same_words_are_found_wherever_they_stand() -> None:
    for all_with_all in (ALL, NONE):
        assert found([ROAD, *OTHERS[:3], WATER, ROAD], all_with_all) == [
            Copy(0, 5, Decimal(1)),
            Copy(5, 0, Decimal(1)),
        ]


def test_of_several_that_are_the_same_the_first_other_one_is_named() -> None:
    for all_with_all in (ALL, NONE):
        assert [(each.place, each.other) for each in found([ROAD] * 3, all_with_all)] == [
            (0, 1),
            (1, 0),
            (2, 0),
        ]


def test_a_changed_figure_does_not_hide_a_copy() -> None:
    changed = ROAD.replace("40盏", "36盏")
    for all_with_all in (ALL, NONE):
        assert [(each.place, each.other) for each in found([ROAD, WATER, changed], all_with_all)] == [
            (0, 2),
            (2, 0),
        ]


def test_short_texts_may_be_the_same_by_chance() -> None:
    for all_with_all in (ALL, NONE):
        assert found(["全年完成任务，群众满意。"] * 4, all_with_all) == []


def test_a_round_of_nothing_but_copies_is_told_of_each_of_them() -> None:
    """Pieces that every text shares are looked up in a few texts only; those are enough."""
    texts = [f"{ROAD}第{number}组。" for number in range(200)]
    assert [each.place for each in found(texts, NONE)] == list(range(200))


@given(st.integers(0, 39), st.lists(st.integers(0, 44), max_size=1), st.sampled_from("东南西北中"))
def test_what_was_copied_with_few_changes_is_found_without_comparing_all_with_all(
    which: int, places: list[int], written: str
) -> None:
    copy = OTHERS[which]
    for place in places:
        copy = copy[:place] + written + copy[place + 1 :]
    texts = [*OTHERS, copy]
    by_pieces, by_all = found(texts, NONE), found(texts, ALL)
    assert by_pieces == by_all
    assert len(by_all) >= 2
