"""The sheet 修改意见: how much there is to mend, and every finding with a link to its cell."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from xlperf.forms.heights import row_height
from xlperf.forms.marking_traces import LIST_HEADING
from xlperf.model.finding import Finding, Severity
from xlperf.ooxml.formulas import quote_sheet
from xlperf.ooxml.looks import Look, look_style
from xlperf.ooxml.new_sheets import NewCell, NewRow, NewSheet
from xlperf.ooxml.styles import Styles

#: Headers with the widths of their columns.
COLUMNS: Final = {
    "序号": 5.0,
    "级别": 7.0,
    "项目/工作表": 22.0,
    "单元格": 9.0,
    "字段": 15.0,
    "填报内容": 22.0,
    "问题": 40.0,
    "怎么改": 40.0,
}
_CENTRED = frozenset({"序号", "级别", "单元格"})
_HOW_TO: Final = (
    "点“单元格”一列的蓝字，就跳到要改的格子；格子上的批注写着同样的意见。"
    "改好后保存，把这个文件照原样报送，本表、底色和批注都不用删除。"
)
_KEPT_NOTE: Final = "（这一格有你们自己的批注，原样保留，意见只写在本表。）"
_WHOLE_FILE: Final = "整个文件"
#: What the counts are called, and the look of the severity's cell.
_ASKED: Final = {
    Severity.ERROR: ("必须修改", "红色", "FFC7CE"),
    Severity.WARNING: ("请核实，有误就改", "黄色", "FFEB9C"),
    Severity.HINT: ("供参考", "蓝色", "DDEBF7"),
}
_EDGE, _LINK_COLOUR, _HEAD_FILL, _TAB = "BFBFBF", "0563C1", "D9E1F2", "C00000"
_SIZE = 10.5
_TALLEST = 409.0
#: The longest piece of a village's text that is shown.
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding in the list: ``project`` and ``place`` (a sheet's title and a cell), "" where it has none.

    ``own_note`` says that the cell keeps a note of the village's instead of one of ours.
    """

    finding: Finding
    project: str = ""
    sheet: str = ""
    cell: str = ""
    own_note: bool = False


def draw_list(styles: Styles, title: str, remarks: Sequence[Remark]) -> NewSheet:
    """The sheet, its title ``title``, the remarks in the order given."""
    head = (
        _line(styles, LIST_HEADING, Look(size=16, bold=True, wrap=False), 27),
        _line(styles, _counted(remarks), Look(size=11, bold=True, colour=_TAB)),
        _line(styles, _HOW_TO, Look(size=_SIZE)),
        _header(styles),
    )
    rows = tuple(_row(styles, number, remark) for number, remark in enumerate(remarks, 1))
    return NewSheet(title, (*head, *rows), tuple(COLUMNS.values()), head=len(head), tab=_TAB)


def _counted(remarks: Sequence[Remark]) -> str:
    """One sentence: 必须修改 3 处（错误，红色）；请核实，有误就改 1 处（警告，黄色）."""
    counts = Counter(remark.finding.severity for remark in remarks)
    parts = (
        f"{words} {counts[severity]} 处（{severity.label}，{colour}）"
        for severity, (words, colour, _) in _ASKED.items()
        if counts[severity] or severity is Severity.ERROR
    )
    return "；".join(parts) + "。"


def _line(styles: Styles, text: str, look: Look, height: float = 0) -> NewRow:
    style = look_style(styles, look)
    width = sum(COLUMNS.values())
    cells = (NewCell(text, style), *(NewCell("", style) for _ in range(len(COLUMNS) - 1)))
    return NewRow(cells, height or row_height([(text, width)], look.size, 20), merged=True)


def _header(styles: Styles) -> NewRow:
    look = Look(size=_SIZE, bold=True, fill=_HEAD_FILL, edge=_EDGE, horizontal="center")
    style = look_style(styles, look)
    return NewRow(tuple(NewCell(text, style) for text in COLUMNS), 24)


def _row(styles: Styles, number: int, remark: Remark) -> NewRow:
    item = remark.finding
    texts = {
        "序号": str(number),
        "级别": item.severity.label,
        "项目/工作表": _where(remark),
        "单元格": remark.cell or ("整张表" if remark.sheet else ""),
        "字段": item.field,
        "填报内容": item.value if len(item.value) <= _LONGEST else f"{item.value[:_LONGEST]}……",
        "问题": item.message,
        "怎么改": item.fix + (f"\n{_KEPT_NOTE}" if remark.own_note else ""),
    }
    cells = tuple(
        NewCell(text, look_style(styles, _look(name, remark)), _link(remark) if name == "单元格" else "")
        for name, text in texts.items()
    )
    height = row_height(zip(texts.values(), COLUMNS.values(), strict=True), _SIZE, 20)
    return NewRow(cells, min(height, _TALLEST))


def _look(name: str, remark: Remark) -> Look:
    centred = "center" if name in _CENTRED else "left"
    if name == "级别":
        return Look(_SIZE, fill=_ASKED[remark.finding.severity][2], edge=_EDGE, horizontal=centred)
    if name == "单元格" and remark.sheet:
        return Look(_SIZE, underline=True, colour=_LINK_COLOUR, edge=_EDGE, horizontal=centred)
    return Look(_SIZE, edge=_EDGE, horizontal=centred, text=True)


def _where(remark: Remark) -> str:
    """The project and the sheet; one of them where it says both."""
    if remark.project and remark.project not in remark.sheet:
        return f"{remark.project}\n{remark.sheet}".strip()
    return remark.sheet or _WHOLE_FILE


def _link(remark: Remark) -> str:
    return f"{quote_sheet(remark.sheet)}!{remark.cell or 'A1'}" if remark.sheet else ""
