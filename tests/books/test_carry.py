"""Which new row continues which old one."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from xlperf.books.carry import OldRow, carry, followed

KEYS = st.lists(st.tuples(st.sampled_from(["", "甲", "乙", "丙"])), max_size=8)


def test_rows_are_paired_by_key_and_equal_keys_in_order() -> None:
    old = [("甲",), ("乙",), ("甲",), ("",)]
    new = [("甲",), ("丙",), ("甲",), ("甲",), ("",), ("乙",)]
    assert followed(old, new) == [0, None, 2, None, None, 1]


def test_a_key_of_several_columns_counts_as_long_as_one_says_anything() -> None:
    assert followed([("", "数量"), ("", "")], [("", ""), ("", "数量")]) == [None, 0]


@given(old=KEYS, new=KEYS)
def test_no_old_row_is_continued_twice_and_none_by_another_key(
    old: list[tuple[str]], new: list[tuple[str]]
) -> None:
    pairs = [(place, source) for place, source in enumerate(followed(old, new)) if source is not None]
    assert all(old[source] == new[place] != ("",) for place, source in pairs)
    assert len({source for _, source in pairs}) == len(pairs)
    for key in set(new) - {("",)}:
        assert sum(new[place] == key for place, _ in pairs) == min(old.count(key), new.count(key))


@dataclass(frozen=True, slots=True)
class Cell:
    value: object = None
    formula: str | None = None


def old_rows(*rows: tuple[str, Cell]) -> list[OldRow[Cell]]:
    return [OldRow((key,), {"备注": cell}) for key, cell in rows]


class TestWhatAClerkWrote:
    def test_goes_to_the_row_with_the_same_key_and_nothing_else_stays(self) -> None:
        carried = carry(["备注"], old_rows(("甲", Cell("已核")), ("乙", Cell())), [("乙",), ("甲",), ("丙",)])
        assert [row["备注"] for row in carried.rows] == [None, Cell("已核"), None]
        assert carried.lost == ()

    def test_is_lost_with_its_row_unless_it_was_nothing(self) -> None:
        old = old_rows(("甲", Cell("已核")), ("乙", Cell("")), ("丙", Cell(None, "A1")))
        assert carry(["备注"], old, [("丁",)]).lost == (
            (("甲",), "备注", Cell("已核")),
            (("丙",), "备注", Cell(None, "A1")),
        )

    def test_is_a_formula_for_every_row_where_it_was_one_in_every_row(self) -> None:
        old = old_rows(("甲", Cell(1, "A5*2")), ("乙", Cell(2, "A6*2")))
        carried = carry(["备注"], old, [("乙",), ("丙",)])
        assert [row["备注"] for row in carried.rows] == [Cell(1, "A5*2")] * 2
        assert carried.lost == ()

    def test_is_a_remark_like_any_other_where_only_some_rows_had_a_formula(self) -> None:
        old = old_rows(("甲", Cell(1, "A5*2")), ("乙", Cell("手写")))
        carried = carry(["备注"], old, [("丙",), ("甲",)])
        assert [row["备注"] for row in carried.rows] == [None, Cell(1, "A5*2")]
