"""Which new row continues which old one."""

from hypothesis import given
from hypothesis import strategies as st

from xlperf.books.carry import followed

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
