"""What is dirt in a village's text, what is Chinese typography, and when two names are one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlperf.model.text import clean, clean_text, compact, is_dirty, is_nothing_word, match_key

MESS = st.text(
    alphabet="王平镇（）【】“”：，。 \u3000\u00a0\u200b\ufeff\t\n-—７0％%aＡé\u0301⽉", max_size=30
)

quick = settings(max_examples=200, deadline=None)


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("７００", "700"),
        ("９５．５％", "95.5%"),
        ("＞＝Ａ", ">=A"),
        ("\u30004458.3万元", "4458.3万元"),
        ("王平镇\u00a0 政府", "王平镇 政府"),
        ("年初\n预算数", "年初 预算数"),
        ("\ufeff项目\u200b名称\u00ad", "项目名称"),
        ("2021⽉", "2021月"),
        ("坏\ud800字", "坏字"),
        ("", ""),
    ],
)
def test_what_nobody_meant_to_type_is_removed(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned
    assert is_dirty(typed) is (typed not in ("", "年初\n预算数"))


@pytest.mark.parametrize(
    "text",
    [
        "2021年底指标到达，未来得及支出",
        "道路工程（一期）：已完工；验收合格！",
        "①宣传②培训",
        "绿化100㎡",
        "“净土工程”专项奖励经费……",
        "￥96",
    ],
)
def test_chinese_typography_is_not_dirt_and_stays_as_typed(text: str) -> None:
    assert clean(text) == text
    assert not is_dirty(text)


def test_ordinary_spaces_and_line_breaks_are_not_dirt_although_they_are_tidied() -> None:
    assert clean("  项目 \r\n 名称 ") == "项目 名称"
    assert not is_dirty("  项目 \r\n 名称 ")


def test_narrative_keeps_its_lines_and_loses_blank_ones() -> None:
    assert clean_text("\u3000一是修路。\r\n\r\n\u3000二是栽树。\u2028三是\u200b验收。\n") == (
        "一是修路。\n二是栽树。\n三是验收。"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("环境整治（一期）", "环境整治 (一期)"),
        ("“四项制度”建设", '"四项制度"建设'),
        ("【重点】道路", "(重点)道路"),
        ("2021—2022年", "2021-2022年"),
        ("年初\n预算数", "年初预算数"),
        ("其中：当年财政拨款", "其中:当年财政拨款"),
        ("Ａ区", "a区"),
        ("西王平\u200b村", "西王平村"),
    ],
)
def test_two_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


def test_a_village_is_not_its_neighbour() -> None:
    assert match_key("东王平村") != match_key("西王平村")


@pytest.mark.parametrize("text", ["无", " 无。", "/", "-", "—", "——", "、", "暂无", "约", "不等", "N/A"])
def test_words_for_nothing_are_known(text: str) -> None:
    assert is_nothing_word(text)


@pytest.mark.parametrize("text", ["", "  ", "0", "不适用", "无人机2架", "同上"])
def test_a_blank_a_zero_and_what_says_something_are_not_words_for_nothing(text: str) -> None:
    assert not is_nothing_word(text)


def test_spaces_are_dropped_around_a_unit_but_never_between_two_digits() -> None:
    assert compact("2 000 万 元") == "2 000万元"
    assert compact("（1，200：５）") == "(1,200:5)"


@quick
@given(MESS)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_text(clean_text(text)) == clean_text(text)


@quick
@given(st.text(max_size=30))
def test_what_was_cleaned_is_clean(text: str) -> None:
    assert not is_dirty(clean(text))


@quick
@given(st.text(alphabet="王平镇（）【】“”：，。 \u3000\u200b-—７0％aＡ", max_size=30))
def test_cleaning_does_not_change_what_a_name_is_compared_by(text: str) -> None:
    assert match_key(clean(text)) == match_key(text)
