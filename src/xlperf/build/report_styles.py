"""The look of a Chinese official document (GB/T 9704-2012) on python-docx's blank document.

Fonts that a computer may lack name their usual stand-in in the font table (方正小标宋简体 → 宋体), so
that Word never falls back to a font of its own choice.
"""

from dataclasses import dataclass, replace
from typing import Final

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section, _Footer
from docx.shared import Cm, Pt
from docx.styles.style import BaseStyle, ParagraphStyle

TITLE: Final = "Title"
LEVEL_1: Final = "Heading 1"
LEVEL_2: Final = "Heading 2"
LEVEL_3: Final = "Heading 3"
LABEL: Final = "小标题"
BODY: Final = "Normal"
FOOTER: Final = "Footer"
CELL: Final = "表格文字"
CELL_HEADER: Final = "表格表头"
GRID: Final = "Table Grid"

#: Font → (the name to try instead, pitch and charset of both).
_FONTS: Final = {
    "方正小标宋简体": "宋体",
    "黑体": "SimHei",
    "楷体_GB2312": "楷体",
    "仿宋_GB2312": "仿宋",
    "宋体": "SimSun",
}
_CHINESE_CHARSET: Final = "86"


@dataclass(frozen=True, slots=True)
class Look:
    """One paragraph style. Sizes in points; ``line`` is a fixed line height, ``indent`` in characters.

    ``outline`` is the heading's level in the navigation pane, ``keep`` whether it stays with what follows.
    """

    font: str
    size: float
    line: float
    indent: int = 0
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY
    bold: bool = False
    outline: int | None = None
    keep: bool = False
    after: float = 0


_BODY = Look("仿宋_GB2312", 16, 28, indent=2)
_CELL = Look("宋体", 10.5, 17, align=WD_ALIGN_PARAGRAPH.LEFT)
_CENTRE = WD_ALIGN_PARAGRAPH.CENTER
_LOOKS: Final = {
    BODY: _BODY,
    TITLE: Look("方正小标宋简体", 22, 34, align=_CENTRE, after=28),
    LEVEL_1: replace(_BODY, font="黑体", outline=0, keep=True),
    LEVEL_2: replace(_BODY, font="楷体_GB2312", outline=1, keep=True),
    LEVEL_3: replace(_BODY, bold=True, outline=2, keep=True),
    LABEL: replace(_BODY, keep=True),
    CELL: _CELL,
    CELL_HEADER: replace(_CELL, font="黑体", align=_CENTRE),
    FOOTER: Look("宋体", 14, 18, align=_CENTRE),
}
_KEPT_STYLES: Final = {*_LOOKS, GRID, "Default Paragraph Font", "Normal Table", "No List"}
#: What python-docx's blank document brings along and a report has no use for.
_NOISE_RELATIONS: Final = (
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
    RELATIONSHIP_TYPE.CUSTOM_XML,
    RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
    RELATIONSHIP_TYPE.FONT_TABLE,
    RELATIONSHIP_TYPE.NUMBERING,
    RELATIONSHIP_TYPE.THUMBNAIL,
    RELATIONSHIP_TYPE.WEB_SETTINGS,
)
_NOISE_SETTINGS: Final = (
    "w:zoom",
    "w:proofState",
    "w:savePreviewPicture",
    "w:rsids",
    "w:doNotAutoCompressPictures",
    "w14:docId",
    "w14:defaultImageDpi",
)


def apply_official_look(document: Document) -> None:
    """Turn a blank document into a blank A4 official document: styles, fonts, page, page numbers."""
    _remove_noise(document)
    _set_defaults(document)
    for name, look in _LOOKS.items():
        _style(document, name, look)
    _set_font_table(document)
    _set_page(document.sections[0])
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(document.sections[0].footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(document.sections[0].even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _remove_noise(document: Document) -> None:
    for relations in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in relations.items() if rel.reltype in _NOISE_RELATIONS]:
            relations.pop(key)
    for style in [style for style in document.styles if style.name not in _KEPT_STYLES]:
        style.delete()
    settings = document.settings.element
    names = {_qualified(name) for name in _NOISE_SETTINGS}
    for child in [child for child in settings if child.tag in names]:
        settings.remove(child)
    for spacing in settings.iter(qn("w:characterSpacingControl")):
        spacing.set(qn("w:val"), "compressPunctuation")
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _qualified(name: str) -> str:
    prefix, local = name.split(":")
    if prefix == "w14":
        return f"{{http://schemas.microsoft.com/office/word/2010/wordml}}{local}"
    return qn(name)


def _set_defaults(document: Document) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    size = int(_BODY.size * 2)
    fresh = parse_xml(
        f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>{_fonts_xml(_BODY.font)}"
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    document.styles.element.replace(defaults, fresh)


def _fonts_xml(font: str) -> str:
    faces = " ".join(f'w:{script}="{font}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    return f"<w:rFonts {faces}/>"


def _style(document: Document, name: str, look: Look) -> None:
    style = _blank_style(document, name)
    style.quick_style = True
    style.font.name = look.font
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), look.font)
    fonts.set(qn("w:cs"), look.font)
    style.font.size = Pt(look.size)
    style.font.bold = look.bold
    shape = style.paragraph_format
    shape.alignment = look.align
    shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    shape.line_spacing = Pt(look.line)
    shape.space_before, shape.space_after = Pt(0), Pt(look.after)
    shape.keep_with_next = look.keep
    shape.first_line_indent = Pt(look.size * look.indent)
    properties = style.element.get_or_add_pPr()
    properties.find(qn("w:ind")).set(qn("w:firstLineChars"), str(100 * look.indent))
    if look.outline is not None:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(look.outline))
        properties.append(level)


def _blank_style(document: Document, name: str) -> ParagraphStyle:
    names = {style.name for style in document.styles}
    style: BaseStyle = (
        document.styles[name] if name in names else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    )
    for tag in ("w:pPr", "w:rPr", "w:link", "w:rsid"):
        for child in style.element.findall(qn(tag)):
            style.element.remove(child)
    if not isinstance(style, ParagraphStyle):
        message = f"{name} is not a paragraph style"
        raise TypeError(message)
    return style


def _set_font_table(document: Document) -> None:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/>'
        f'<w:charset w:val="{_CHINESE_CHARSET}"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, other in _FONTS.items()
    )
    xml = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {nsdecls("w")}>{fonts}</w:fonts>'
    )
    part = Part(
        PackURI("/word/fontTable.xml"),
        CONTENT_TYPE.WML_FONT_TABLE,
        xml.encode(),
        document.part.package,
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)


def _set_page(section: Section) -> None:
    """A4 with the type area of GB/T 9704-2012 §5.2: 156 mm wide, page number below it."""
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    section.header_distance, section.footer_distance = Cm(1.5), Cm(2.4)


def _page_number(footer: _Footer, align: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —, one character in from the outer edge: right on odd pages, left on even ones (§7.5)."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.style = FOOTER
    paragraph.alignment = align
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no public way to add a field
    paragraph.add_run(" —")
