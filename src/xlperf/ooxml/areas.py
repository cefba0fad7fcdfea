"""What a worksheet keeps by area: merged cells and data validations."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from xlperf.ooxml.formulas import translate
from xlperf.ooxml.guard import damaged
from xlperf.ooxml.markup import X14, XM, Element, Q, decode_xstring, insert_in_order
from xlperf.ooxml.refs import Range, compact_sqref, parse_sqref
from xlperf.ooxml.sheetxml import ORDER, SheetXml

_X14 = f"{{{X14}}}"
_XM = f"{{{XM}}}"
_TRUE = frozenset({"1", "true"})


@dataclass(frozen=True, slots=True)
class Validation:
    """One data validation.

    ``type`` is none, whole, decimal, list, date, time, textLength or custom; ``operator`` counts for the
    numeric ones; formulas are texts without ``=`` relative to the first area's first cell, a list of fixed
    choices being one quoted text. ``extended`` marks those of Excel 2010's extension (``x14``).
    """

    type: str
    areas: tuple[Range, ...]
    operator: str = "between"
    formula1: str = ""
    formula2: str = ""
    allow_blank: bool = False
    show_input: bool = False
    prompt_title: str = ""
    prompt: str = ""
    show_error: bool = False
    error_style: str = "stop"
    error_title: str = ""
    error: str = ""
    extended: bool = False
    element: Element | None = field(default=None, repr=False, compare=False)

    def covers(self, row: int, col: int) -> bool:
        """Whether the cell at (row, column) is validated by this one."""
        return any((row, col) in area for area in self.areas)


def merges(xml: SheetXml) -> tuple[Range, ...]:
    """The merged areas of a sheet, in the file's order."""
    if not xml.may_hold("mergeCell"):
        return ()
    return tuple(stored_range(element.get("ref", "")) for element in _merge_elements(xml))


def merge(xml: SheetXml, area: Range) -> None:
    """Add a merged area; ValueError where it is one cell or overlaps another."""
    if area.rows == area.cols == 1:
        raise ValueError("合并区域至少要有两个单元格")
    if any(area.overlaps(other) for other in merges(xml)):
        raise ValueError(f"{area.ref} 与已有的合并区域重叠")
    holder = xml.skeleton.find(Q + "mergeCells")
    if holder is None:
        holder = etree.Element(Q + "mergeCells")
        insert_in_order(xml.skeleton, holder, ORDER)
    etree.SubElement(holder, Q + "mergeCell", ref=area.ref)
    holder.set("count", str(len(holder)))
    xml.touch_skeleton()


def unmerge(xml: SheetXml, area: Range) -> None:
    """Remove a merged area; ValueError where there is none such."""
    for element in _merge_elements(xml):
        if stored_range(element.get("ref", "")) == area:
            remove_counted(element)
            xml.touch_skeleton()
            return
    raise ValueError(f"{area.ref} 没有合并")


def validations(xml: SheetXml) -> tuple[Validation, ...]:
    """The data validations of a sheet, plain ones first."""
    if not xml.may_hold("dataValidation"):
        return ()
    plain = [_plain(element) for element in xml.skeleton.iterfind(f"{Q}dataValidations/{Q}dataValidation")]
    extended = [_extended(element) for element in xml.skeleton.iter(_X14 + "dataValidation")]
    return (*plain, *extended)


def set_validation_areas(xml: SheetXml, validation: Validation, areas: Sequence[Range]) -> None:
    """Let a validation cover these areas only; without any it is removed.

    Its formulas are relative to its first cell: they are copied from the old one to the new.
    """
    element = validation.element
    if element is None or element.getroottree().getroot() is not xml.skeleton:
        raise ValueError("这条数据验证不属于本工作表")
    xml.touch_skeleton()
    if not areas:
        remove_counted(element)
        return
    sqref = element.find(_XM + "sqref")
    text = element.get("sqref", "") if sqref is None else sqref.text or ""
    moved = zip(_first_cell(areas), _first_cell(stored_areas(text)), strict=True)
    rows, cols = (new - old for new, old in moved)
    for formula in element.iter(Q + "formula1", Q + "formula2", _XM + "f"):
        formula.text = translate(formula.text or "", rows, cols)
    if sqref is not None:
        sqref.text = compact_sqref(areas)
    else:
        element.set("sqref", compact_sqref(areas))


def _first_cell(areas: Sequence[Range]) -> tuple[int, int]:
    return min((area.first_row, area.first_col) for area in areas)


def stored_range(text: str) -> Range:
    """An area that a file states; PackageError where it is none."""
    try:
        return Range.parse(text)
    except ValueError as error:
        raise damaged(f"工作表里有无法识别的区域“{text[:40]}”") from error


def stored_areas(text: str) -> tuple[Range, ...]:
    """A list of areas that a file states; PackageError where one is none."""
    try:
        return parse_sqref(text)
    except ValueError as error:
        raise damaged(f"工作表里有无法识别的区域“{text[:40]}”") from error


def remove_counted(element: Element) -> None:
    """Take an element out of its list: the list's count follows, an empty list goes too."""
    holder = element.getparent()
    if holder is None:
        return
    holder.remove(element)
    if len(holder) == 0 and holder.getparent() is not None:
        remove_counted(holder)
    elif "count" in holder.attrib:
        holder.set("count", str(len(holder)))


def _merge_elements(xml: SheetXml) -> list[Element]:
    return list(xml.skeleton.iterfind(f"{Q}mergeCells/{Q}mergeCell"))


def _plain(element: Element) -> Validation:
    texts = {child.tag: child.text or "" for child in element}
    return _validation(
        element,
        stored_areas(element.get("sqref", "")),
        texts.get(Q + "formula1", ""),
        texts.get(Q + "formula2", ""),
        extended=False,
    )


def _extended(element: Element) -> Validation:
    return _validation(
        element,
        stored_areas(element.findtext(_XM + "sqref") or ""),
        element.findtext(f"{_X14}formula1/{_XM}f") or "",
        element.findtext(f"{_X14}formula2/{_XM}f") or "",
        extended=True,
    )


def _validation(
    element: Element, areas: tuple[Range, ...], formula1: str, formula2: str, *, extended: bool
) -> Validation:
    get = element.get
    return Validation(
        type=get("type", "none"),
        areas=areas,
        operator=get("operator", "between"),
        formula1=formula1,
        formula2=formula2,
        allow_blank=get("allowBlank") in _TRUE,
        show_input=get("showInputMessage") in _TRUE,
        prompt_title=decode_xstring(get("promptTitle", "")),
        prompt=decode_xstring(get("prompt", "")),
        show_error=get("showErrorMessage") in _TRUE,
        error_style=get("errorStyle", "stop"),
        error_title=decode_xstring(get("errorTitle", "")),
        error=decode_xstring(get("error", "")),
        extended=extended,
        element=element,
    )
