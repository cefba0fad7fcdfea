"""Whatever is typed into a cell is understood or remarked upon; printed again it reads the same."""

import fuzz_targets
from hypothesis import example, given
from hypothesis import strategies as st

#: What such texts are made of: digits of several widths and scripts, scales, units, signs, words of days.
PIECES = """
0 1 7 96 2021 100.5 ０ ９ ． ， 零 〇 一 两 二 九 十 百 千 万 亿 壹 佰 元 万元 整 角 个 公里 人次 % ％ ‰
百分之 千分之 个百分点 ¥ ￥ RMB + - － — ( ) （ ） . , 、 / ~ ≥ ≤ ＞ = 不低于 不超过 以上 以内 及以上
约 余 年 月 日 底 末 前 内 上旬 上半年 三季度 至 到 12 31 2月30日 无 完成 达成
E e E+7 nan Infinity 0x1F ² ½ ① ٣
"""
BLANKS = (" ", "\u200b", "\u3000", "\t", "\n")
PIECE = st.sampled_from((*PIECES.split(), *BLANKS))
TEXTS = st.one_of(st.lists(PIECE, max_size=8).map("".join), st.text(max_size=24))


@given(TEXTS)
@example("")
@example("1E+999")
@example("九" * 50)
@example("-0")
@example("2021年2月30日")
@example("≥≤90%以上")
def test_a_text_is_understood_in_one_way_or_remarked_upon(text: str) -> None:
    fuzz_targets.value(text)


@given(st.binary(max_size=40))
def test_so_are_bytes_that_are_no_text(data: bytes) -> None:
    fuzz_targets.amounts(data)
