"""What may not be published and stands where nobody looks: properties, notes, alternative texts, charts.

A template that an office has edited brings such along. What it embeds as a file of its own is not opened.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from docx.document import Document
from docx.opc.part import Part, XmlPart
from lxml import etree

from xlperf.model.text import clean, match_key
from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.markup import Element, parse_xml, to_xml
from xlperf.rules.personal import covered, personal_data
from xlperf.rules.report_case import Withheld

#: Where it is told to be.
PLACE: Final = "看不见的地方（属性、批注、脚注、替代文字、图表等）"
#: Attributes that hold words: alternative texts, tips of links, names of things and of people.
_WORDS: Final = frozenset({"descr", "title", "tooltip", "name", "author", "alt", "val"})
#: A code is looked for where it cannot be any number: letters and digits, or so many digits.
_CODE: Final = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[0-9A-Za-z_-]{2,}|[0-9]{8,}", re.ASCII)


class Secrets:
    """The words by which secret projects are known: names in any spelling, codes as words of their own."""

    def __init__(self, words: Iterable[str]) -> None:
        self._names: dict[str, str] = {}
        self._codes: list[tuple[re.Pattern[str], str]] = []
        for word in filter(None, map(str.strip, words)):
            if _CODE.fullmatch(word):
                pattern = rf"(?<![0-9a-z]){re.escape(word.casefold())}(?![0-9a-z])"
                self._codes.append((re.compile(pattern), word))
            elif not word.isdecimal():
                self._names[match_key(word)] = word

    def named_in(self, text: str) -> str:
        """The first secret word in a text; "" where there is none."""
        key, plain = match_key(text), clean(text).casefold()
        names = (name for each, name in self._names.items() if each in key)
        codes = (code for pattern, code in self._codes if pattern.search(plain))
        return next(names, "") or next(codes, "")


def withhold_unseen(document: Document, secrets: Secrets, left_out: str) -> tuple[Withheld, ...]:
    """Cover personal data in every part, and put ``left_out`` where a secret project is named."""
    found: dict[Withheld, None] = {}
    for part in document.part.package.iter_parts():
        if isinstance(part, XmlPart):
            found.update(dict.fromkeys(_clear(part.element, secrets, left_out)))
        elif part.content_type.endswith("xml"):
            found.update(dict.fromkeys(_clear_blob(part, secrets, left_out)))
    return tuple(found)


def _clear_blob(part: Part, secrets: Secrets, left_out: str) -> tuple[Withheld, ...]:
    try:
        root = parse_xml(part.blob, str(part.partname))
    except PackageError:
        return ()
    found = tuple(_clear(root, secrets, left_out))
    if found:
        part._blob = to_xml(root)  # noqa: SLF001 - python-docx keeps such a part as bytes, and offers no other way
    return found


def _clear(root: Element, secrets: Secrets, left_out: str) -> Iterator[Withheld]:
    for element in root.iter(etree.Element):
        for name in [str(each) for each in element.attrib if etree.QName(each).localname in _WORDS]:
            shown, told = _without(str(element.attrib[name]), secrets, left_out)
            if told is not None:
                element.attrib[name] = shown
                yield told
        # (what python-docx calls the text of a paragraph or a run stands in the elements below)
        shown, told = _without("" if len(element) else element.text or "", secrets, left_out)
        if told is not None:
            element.text = shown
            yield told


def _without(text: str, secrets: Secrets, left_out: str) -> tuple[str, Withheld | None]:
    """What may be shown of a text, and what is told where that is not all."""
    if len(text) < 2:
        return text, None
    if named := secrets.named_in(text):
        return left_out, Withheld(PLACE, left_out, secret=named)
    if kinds := personal_data(text):
        shown = covered(text)
        return shown, Withheld(PLACE, shown, kinds)
    return text, None
