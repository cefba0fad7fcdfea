"""Cell formats: what a style index means, and variants of it appended without touching the others."""

import copy
import re

from lxml import etree

from xlperf.ooxml.format_codes import shows_date, shows_percent
from xlperf.ooxml.guard import damaged
from xlperf.ooxml.markup import (
    DECLARATION,
    MAIN,
    RELATION,
    Element,
    Q,
    drop_attribute,
    insert_in_order,
    same_element,
    whole_number,
)
from xlperf.ooxml.package import Package

#: The order of a style sheet's children (CT_Stylesheet, ECMA-376 part 1, 18.8.39).
_ORDER = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"),
    *("tableStyles", "colors", "extLst"),
)
_XF_ORDER = ("alignment", "protection", "extLst")

#: Number formats that files name by number only (ECMA-376 part 1, 18.8.30; 27-36 and 50-58 as in zh-CN).
_BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    37: "#,##0;-#,##0",
    38: "#,##0;[Red]-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
_CHINESE_DATES = {
    **dict.fromkeys((27, 31, 50, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 54, 58), 'm"月"d"日"'),
    **dict.fromkeys((30,), "m-d-yy"),
    **dict.fromkeys((32, 33), 'h"时"mm"分"'),
    **dict.fromkeys((34, 35, 55, 56), '上午/下午h"时"mm"分"'),
    **dict.fromkeys((36, 52, 53), 'yyyy"年"m"月"d"日"'),
}
_FIRST_FREE_FORMAT = 164
#: What in a style's record (``xf``) says how its cells are filled.
FILL_ATTRIBUTES = ("fillId", "applyFill")
_PART = "xl/styles.xml"
_TYPE = f"{RELATION}/styles"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_XF = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
_PLAIN = (
    DECLARATION
    + (
        f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        f'<cellStyleXfs count="1">{_XF}/></cellStyleXfs><cellXfs count="1">{_XF} xfId="0"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ).encode()
)
_COLOUR = re.compile(r"#?(?:[0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}")


class Styles:
    """The style sheet part, parsed when first asked."""

    def __init__(self, package: Package, workbook_part: str) -> None:
        self._package = package
        self._workbook_part = workbook_part
        relation = next(package.related(workbook_part, "styles"), None)
        self._part = relation.target if relation is not None else None
        self._formats: dict[int, str] = {}
        self._locked: dict[int, bool] = {}
        self._variants: dict[tuple[int, bool | None, str | None, str | None], int] = {}

    def number_format(self, style: int) -> str:
        """The number format code of a style, ``General`` where it has none."""
        if style not in self._formats:
            self._formats[style] = self._format_code(self._xf(style))
        return self._formats[style]

    def is_date(self, style: int) -> bool:
        """Whether the number format shows a date or a time."""
        return shows_date(self.number_format(style))

    def is_percent(self, style: int) -> bool:
        """Whether the number format shows the number times 100."""
        return shows_percent(self.number_format(style))

    def is_locked(self, style: int) -> bool:
        """Whether a protected sheet would refuse typing; cells are locked unless said otherwise."""
        if style not in self._locked:
            xf = self._xf(style)
            protection = xf.find(Q + "protection") if xf is not None else None
            self._locked[style] = protection is None or protection.get("locked", "1") not in {"0", "false"}
        return self._locked[style]

    def fill(self, style: int) -> str | None:
        """The solid background colour as ``RRGGBB``; None without one, or where a theme decides."""
        xf = self._xf(style)
        fills = self._list("fills") if xf is not None else None
        number = whole_number(xf, "fillId") if xf is not None else 0
        if fills is None or number >= len(fills):
            return None
        pattern = fills[number].find(Q + "patternFill")
        colour = pattern.find(Q + "fgColor") if pattern is not None else None
        if pattern is None or pattern.get("patternType") != "solid" or colour is None:
            return None
        rgb = colour.get("rgb")
        return rgb[-6:].upper() if rgb else None

    def variant(
        self,
        style: int,
        *,
        locked: bool | None = None,
        fill: str | None = None,
        num_format: str | None = None,
    ) -> int:
        """The index of a style equal to ``style`` but for what is given.

        ``fill`` is a colour ``RRGGBB``, ``num_format`` a format code. The same question gets the same index;
        nothing that exists is changed.
        """
        key = (style, locked, fill, num_format)
        if key not in self._variants:
            self._variants[key] = self._append(*key)
        return self._variants[key]

    def with_fill_of(self, style: int, sample: int) -> int:
        """The index of a style equal to ``style`` but for its fill, which is that of ``sample``."""
        source, wanted = self._xf(style), self._xf(sample)
        if source is None or wanted is None:
            raise damaged(f"引用了不存在的样式 {style if source is None else sample}")
        xf = copy.deepcopy(source)
        for name in FILL_ATTRIBUTES:
            drop_attribute(xf, name)
            if name in wanted.attrib:
                xf.set(name, wanted.get(name, ""))
        return sample if same_element(xf, wanted) else self.index_of("cellXfs", xf)

    def fill_key(self, style: int) -> tuple[str | None, ...]:
        """What tells the fills of two styles apart, whatever they look like."""
        xf = self._xf(style)
        return tuple(xf.get(name) for name in FILL_ATTRIBUTES) if xf is not None else ()

    def fills(self) -> dict[int, str]:
        """The solid background colours as ``RRGGBB``, by style; styles without one are left out."""
        count = len(self._list("cellXfs")) if self._part is not None else 0
        found = {style: self.fill(style) for style in range(count)}
        return {style: colour for style, colour in found.items() if colour is not None}

    def highlight(self, colour: str) -> int:
        """The index of a differential format (dxf) that fills cells in a colour."""
        dxf = etree.Element(Q + "dxf")
        pattern = etree.SubElement(etree.SubElement(dxf, Q + "fill"), Q + "patternFill", patternType="solid")
        etree.SubElement(pattern, Q + "bgColor", rgb=f"FF{colour}")
        return self.index_of("dxfs", dxf)

    def highlights(self) -> dict[str, str]:
        """The colours (``RRGGBB``) in which differential formats fill cells, by index as files write it."""
        listed = self._list("dxfs") if self._part is not None else ()
        colours = {
            str(place): dxf.find(f"{Q}fill/{Q}patternFill/{Q}bgColor") for place, dxf in enumerate(listed)
        }
        return {
            place: colour.get("rgb", "")[-6:].upper()
            for place, colour in colours.items()
            if colour is not None
        }

    def index_of(self, name: str, element: Element) -> int:
        """The place of an equal element in a list (fonts, fills, cellXfs, dxfs …); appended where new."""
        listed = self._list(name)
        for number, other in enumerate(listed):
            if other.attrib.get("fillId") == element.get("fillId") and same_element(element, other):
                return number
        listed.append(element)
        listed.set("count", str(len(listed)))
        self._package.touch(self._part or "")
        return len(listed) - 1

    def base_font(self) -> Element | None:
        """The font of the workbook's default style; None where it states none."""
        fonts = self._list("fonts") if self._part is not None else None
        return fonts[0] if fonts is not None and len(fonts) else None

    def require(self) -> None:
        """Give a workbook that came without a style sheet the plainest one."""
        if self._part is None:
            self._part = _PART if _PART not in self._package else self._package.free_name("xl/styles{}.xml")
            self._package.add(self._part, _PLAIN, _CONTENT_TYPE)
            self._package.relate(self._workbook_part, _TYPE, self._part)

    def _append(self, style: int, locked: bool | None, fill: str | None, num_format: str | None) -> int:
        source = self._xf(style)
        if source is None or self._part is None:
            raise damaged(f"引用了不存在的样式 {style}")
        xf = copy.deepcopy(source)
        if locked is not None:
            protection = xf.find(Q + "protection")
            if protection is None:
                protection = etree.Element(Q + "protection")
                insert_in_order(xf, protection, _XF_ORDER)
            protection.set("locked", str(int(locked)))
            xf.set("applyProtection", "1")
        if fill is not None:
            xf.set("fillId", str(self._fill_id(fill)))
            xf.set("applyFill", "1")
        if num_format is not None:
            xf.set("numFmtId", str(self._format_id(num_format)))
            xf.set("applyNumberFormat", "1")
        return self.index_of("cellXfs", xf)

    def _fill_id(self, colour: str) -> int:
        if _COLOUR.fullmatch(colour) is None:
            raise ValueError(f"不是颜色：{colour!r}")
        fill = etree.Element(Q + "fill")
        pattern = etree.SubElement(fill, Q + "patternFill", patternType="solid")
        etree.SubElement(pattern, Q + "fgColor", rgb="FF" + colour[-6:].upper())
        etree.SubElement(pattern, Q + "bgColor", indexed="64")
        return self.index_of("fills", fill)

    def _format_id(self, code: str) -> int:
        for number, built_in in _BUILT_IN.items():
            if built_in == code and number < _FIRST_FREE_FORMAT:
                return number
        formats = self._list("numFmts")
        taken = {whole_number(item, "numFmtId"): item.get("formatCode") for item in formats}
        for number, known in taken.items():
            if known == code:
                return number
        number = max([_FIRST_FREE_FORMAT - 1, *taken]) + 1
        etree.SubElement(formats, Q + "numFmt", numFmtId=str(number), formatCode=code)
        formats.set("count", str(len(formats)))
        return number

    def _format_code(self, xf: Element | None) -> str:
        number = whole_number(xf, "numFmtId") if xf is not None else 0
        for item in self._list("numFmts") if self._part is not None else ():
            if item.get("numFmtId") == str(number):
                return item.get("formatCode", "General")
        return _BUILT_IN.get(number) or _CHINESE_DATES.get(number, "General")

    def _list(self, name: str) -> Element:
        if self._part is None:
            raise damaged("工作簿没有样式表")
        root = self._package.xml(self._part)
        found = root.find(Q + name)
        if found is None:
            found = etree.Element(Q + name)
            insert_in_order(root, found, _ORDER)
        return found

    def _xf(self, style: int) -> Element | None:
        """The format record of a style; None for style 0 of a workbook without styles."""
        if self._part is None and style == 0:
            return None
        xfs = self._list("cellXfs")
        if style == 0 and len(xfs) == 0:
            return None
        if not 0 <= style < len(xfs):
            raise damaged(f"引用了不存在的样式 {style}")
        return xfs[style]
