"""A sound package with a part that somebody, or some program, has mangled is read or refused.

What is read must also survive: after a change to one cell and a round on disk every other cell is as it was.
"""

import re

import fuzz_targets
import pytest
from fuzz_targets import PARTS
from hypothesis import given, settings
from hypothesis import strategies as st

from xlperf.ooxml.package import Package

PACKAGE = Package.load(fuzz_targets.sample())
_TOKEN = re.compile(rb"<[^<>]*>|[^<>]+")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')

#: What stands where something else belongs.
VALUES = """
-1 0 1 7 99999999999999999999 1048577 XFE1 A0 A1: B2:A1 #REF! 1e999 NaN TRUE s str d shared &#0; &amp; &x;
甲 \ufffe
"""
ELEMENTS = """
<row r='1'/>
<c r='A1' t='s'><v>0</v></c>
<c r='ZZZ9'><v>1</v></c>
<f t='shared' si='0'/>
<v/>
<is/>
<t xml:space='preserve'> </t>
<mergeCell ref='A1:XFD1048576'/>
<si/>
<!-- -->
<?x?>
<![CDATA[1]]>
<!DOCTYPE a>
</row>
</c>
<x:y xmlns:x='z'/>
<rPh><t>x</t></rPh>
<xf numFmtId='9999'/>
<sheetData/>
<dataValidation sqref='A1 B'/>
"""
WRONG_VALUES = st.sampled_from([b"", b" ", *VALUES.encode().split()])
WRONG_ELEMENTS = st.sampled_from(ELEMENTS.encode().strip().splitlines())


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """A part in which tokens (tags and texts) have been changed, dropped, doubled or swapped."""
    tokens = _TOKEN.findall(content)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(tokens) - 1))
        change = draw(st.sampled_from([_drop, _double, _swap, _insert, _value, _value, _text]))
        change(draw, tokens, place)
        if not tokens:
            break
    return b"".join(tokens)


def _drop(_: st.DrawFn, tokens: list[bytes], place: int) -> None:
    del tokens[place]


def _double(_: st.DrawFn, tokens: list[bytes], place: int) -> None:
    tokens.insert(place, tokens[place])


def _swap(draw: st.DrawFn, tokens: list[bytes], place: int) -> None:
    other = draw(st.integers(0, len(tokens) - 1))
    tokens[place], tokens[other] = tokens[other], tokens[place]


def _insert(draw: st.DrawFn, tokens: list[bytes], place: int) -> None:
    tokens.insert(place, draw(WRONG_ELEMENTS))


def _value(draw: st.DrawFn, tokens: list[bytes], place: int) -> None:
    """Another value of one attribute, in the next tag that has any."""
    for number in range(place, len(tokens)):
        found = list(_ATTRIBUTE.finditer(tokens[number]))
        if found:
            start, end = draw(st.sampled_from(found)).span(2)
            tokens[number] = tokens[number][:start] + draw(WRONG_VALUES) + tokens[number][end:]
            return


def _text(draw: st.DrawFn, tokens: list[bytes], place: int) -> None:
    tokens[place] = draw(WRONG_VALUES)


@pytest.mark.parametrize("number", range(len(PARTS)), ids=PARTS)
@settings(max_examples=40)
@given(data=st.data())
def test_a_mangled_part(number: int, data: st.DataObject) -> None:
    content = data.draw(mutated(PACKAGE.read(PARTS[number])))
    fuzz_targets.reader(bytes([number]) + content)


@pytest.mark.parametrize("number", range(len(PARTS)), ids=PARTS)
@settings(max_examples=15)
@given(content=st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_a_part_that_is_something_else(number: int, content: bytes) -> None:
    fuzz_targets.reader(bytes([number]) + content)
