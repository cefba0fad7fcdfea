"""Sheet titles from project names: accepted by Excel, told apart, recognised."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlperf.forms.sheet_titles import MAX_LENGTH, sheet_titles


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("村道硬化", "1.村道硬化"),
        ("2022年度[一期]：道路/桥梁*?", "1.2022年度_一期_：道路_桥梁__"),
        (
            "东王平村等十六个村农村人居环境整治和美丽乡村建设（含道路硬化）项目",
            "1.东王平村等十六个村农村人居环境整治和美丽乡村建设（含道路硬",
        ),
        ("'引号'", "1.'引号"),
        ("", "1."),
    ],
)
def test_a_title_follows_from_the_name(name: str, title: str) -> None:
    assert sheet_titles([name]) == [title]


def test_equal_names_get_their_numbers() -> None:
    assert sheet_titles(["路", "路"]) == ["1.路", "2.路"]


def test_a_title_that_is_taken_is_changed() -> None:
    assert sheet_titles(["路"], taken=["1.路"]) == ["1.路_"]


@given(st.lists(st.text(max_size=60), max_size=12), st.lists(st.text(min_size=1, max_size=31), max_size=4))
def test_every_title_is_one_that_excel_accepts(names: list[str], taken: list[str]) -> None:
    titles = sheet_titles(names, taken)
    folded = [title.casefold() for title in titles]
    assert len(titles) == len(names)
    assert len({*folded, *(name.casefold() for name in taken)}) == len(names) + len(
        {name.casefold() for name in taken}
    )
    for title in titles:
        assert 0 < len(title.encode("utf-16-le")) // 2 <= MAX_LENGTH
        assert not re.search(r"[\[\]:*?/\\\x00-\x1f]", title)
        assert not title.startswith("'")
        assert not title.endswith(("'", " "))
