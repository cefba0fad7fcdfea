"""What may not be published is taken out of the finished report: personal data, and secret (涉密) projects.

It is looked for in the document itself, so that what stands in an edited template is found as well.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement

from xlperf.rules.personal import covered, personal_data
from xlperf.rules.report_case import Passage, Withheld
from xlperf.steps.report_text import GAP_CLOSE, GAP_OPEN
from xlperf.steps.withholding_unseen import Secrets, withhold_unseen

#: What stands where a paragraph was left out.
LEFT_OUT: Final = f"{GAP_OPEN}这一段提到涉密项目，没有印出{GAP_CLOSE}"

#: 一、, （二）, 3.: a short paragraph that begins so is a heading.
_HEADING: Final = re.compile(r"(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）).{2,30}")
_OUTSIDE: Final = "页眉和页脚"
_BEGINNING: Final = "标题"


def withhold(document: Document, secret: Sequence[str] = ()) -> tuple[Withheld, ...]:
    """Cover personal data, and put :data:`LEFT_OUT` for every paragraph that names a secret project.

    Args:
        document: the report, changed in place.
        secret: the names of the secret projects, and their codes.
    """
    secrets = Secrets(secret)
    in_sight = (_clear(place, paragraph, secrets) for place, paragraph in _paragraphs(document))
    return (*(found for each in in_sight for found in each), *withhold_unseen(document, secrets, LEFT_OUT))


def passages(document: Document) -> tuple[Passage, ...]:
    """Every paragraph of the report that says something, those in tables too, with its heading."""
    found = (Passage(place, _text(paragraph)) for place, paragraph in _paragraphs(document))
    return tuple(passage for passage in found if passage.text.strip())


def _clear(section: str, paragraph: CT_P, secrets: Secrets) -> Iterator[Withheld]:
    text = _text(paragraph)
    named = secrets.named_in(text)
    if named:
        _replace(paragraph, LEFT_OUT)
        yield Withheld(section, LEFT_OUT, secret=named)
        return
    kinds = personal_data(text)
    if kinds:
        _overwrite(paragraph, covered(text))
        yield Withheld(section, _text(paragraph), kinds)


def _paragraphs(document: Document) -> Iterator[tuple[str, CT_P]]:
    """Each paragraph with the heading that it stands under."""
    section = _BEGINNING
    for paragraph in document.element.body.iter(qn("w:p")):
        text = _text(paragraph).strip()
        if _HEADING.fullmatch(text):
            section = text
        yield section, paragraph
    for root in _margins(document):
        yield from ((_OUTSIDE, each) for each in root.iter(qn("w:p")) if isinstance(each, CT_P))


def _margins(document: Document) -> Iterator[BaseOxmlElement]:
    """The headers and footers."""
    for relation in document.part.rels.values():
        part = None if relation.is_external else relation.target_part
        if isinstance(part, XmlPart) and relation.reltype in (RT.HEADER, RT.FOOTER):
            yield part.element


def _text(paragraph: CT_P) -> str:
    return "".join(piece.text or "" for piece in paragraph.iter(qn("w:t")))


def _replace(paragraph: CT_P, text: str) -> None:
    """Put one text in the place of all."""
    first, *others = paragraph.iter(qn("w:t"))
    first.text = text
    for piece in others:
        piece.text = ""


def _overwrite(paragraph: CT_P, text: str) -> None:
    """Put a text where another of the same length stood, each piece in its own formatting."""
    for piece in paragraph.iter(qn("w:t")):
        length = len(piece.text or "")
        piece.text, text = text[:length], text[length:]
