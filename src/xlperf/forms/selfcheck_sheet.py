"""The sheet 自检: one line that says how far people are, a line for each project, a line for each rule.

What is wrong stands first, then what is missing, what is to be confirmed, what cannot be judged yet, and last
what is in order: the lines say in this order what the very hidden sheet has found. No filter and no macro is
needed, and a village with nine projects sees its mistakes at once. The office may change how the sheet
looks in its own edition of the template: widths, fonts and heights are taken from there.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

from xlperf.forms.names import SELF_CHECK_HELPERS, SELF_CHECK_LIST, SELF_CHECK_SHEET
from xlperf.forms.selfcheck_grid import Count, Fact, Kind, Lines
from xlperf.forms.selfcheck_marks import HEADING
from xlperf.forms.selfcheck_tally import READY, STATES, Board, Tally
from xlperf.forms.selfcheck_xml import Pattern, pieces_of, styled_cell
from xlperf.ooxml.cells import Value
from xlperf.ooxml.cellxml import write_text
from xlperf.ooxml.formulas import quote_sheet
from xlperf.ooxml.looks import Look, look_style
from xlperf.ooxml.markup import DECLARATION, MAIN
from xlperf.ooxml.new_sheets import add_worksheet, free_title, repeat_rows
from xlperf.ooxml.refs import Area, Range, column_letters, ref
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.styles import Styles
from xlperf.ooxml.workbook import Workbook

#: Headers with the widths of their columns.
COLUMNS: Final = {
    "状态": 8.0,
    "项目": 17.0,
    "位置": 8.0,
    "问题或检查内容": 41.0,
    "怎么改": 27.0,
    "编号": 7.0,
}
OPEN: Final = "打开"
_HOW_TO: Final = (
    "填表时本表自动更新。点蓝色的位置就到要改的那一格。"
    "✘ 必须修改，未填要补上，请确认的核对无误即可，✔ 没有问题。"
)
_FILLS: Final = {"✘": "F8CBAD", "未填": "FFF2CC", "请确认": "DDEBF7", "✔": "E2EFDA"}
_CENTRED: Final = ("状态", "位置", "编号")
_EDGE, _LINK, _HEAD_FILL, _LINE_FILL, _TAB = "BFBFBF", "0563C1", "D9E1F2", "F2F2F2", "70AD47"
_SIZE: Final = 10.0
_HEAD_ROWS: Final = 4
#: The verdict's cell.
VERDICT: Final = "A2"
#: As far down as states are coloured.
_LAST_COLOURED: Final = 5000
#: The first lines, where what is wrong stands, have room for three lines of text.
_TALL_LINES, _TALL, _LOW = 24, 42.0, 28.0
_HELPERS: Final = quote_sheet(SELF_CHECK_HELPERS)
_LAST_LETTER: Final = column_letters(len(COLUMNS))


def _sentence_formula(line: int) -> str:
    """:attr:`Tally.sentence`, live; and what to do where cells are gone that the rules look at."""
    mistakes, missing, confirm, stuck = (_count(count, line) for count in list(Count)[1:])
    asked = (
        f'IF({mistakes}>0,"还有 "&{mistakes}&" 处需要修改","")'
        f'&IF({mistakes}*{missing}>0,"，","")'
        f'&IF({missing}>0,"还有 "&{missing}&" 处没有填写","")'
    )
    ready = f'"{READY}"&IF({confirm}>0,"（另有 "&{confirm}&" 处请确认）","")'
    gone = f'"有 "&{stuck}&" 项没法检查：表的结构改动过"'
    return f"IF({mistakes}+{missing}>0,{asked},IF({stuck}>0,{gone},{ready}))"


def _state_formula(line: int) -> str:
    mistakes, missing, confirm, stuck = (_count(count, line) for count in list(Count)[1:])
    calm = f'IF({confirm}>0,"{STATES[Kind.CONFIRM]}","{STATES[Kind.FINE]}")'
    worse = f'IF({missing}>0,"{STATES[Kind.MISSING]}",IF({stuck}>0,"{STATES[Kind.STUCK]}",{calm}))'
    return f'IF({mistakes}>0,"{STATES[Kind.MISTAKE]}",{worse})'


def _count(count: Count, line: int) -> str:
    return f"{_HELPERS}!{column_letters(count)}{line}"


# -- the blank sheet -----------------------------------------------------------------------------------


def find_self_check(book: Workbook) -> Sheet | None:
    """The sheet 自检 of a template, if its list has kept its shape."""
    area = _list_area(book)
    return book.sheet(area.sheet) if area is not None else None


def _list_area(book: Workbook) -> Area | None:
    """The first two lines of the list."""
    area = book.area(SELF_CHECK_LIST)
    if area is None or (area.first_col, area.cols) != (1, len(COLUMNS)) or area.rows <= 1:
        return None
    return area


def add_self_check(book: Workbook, index: int) -> Sheet:
    """Our own 自检, still without lines, at a tab position."""
    book.styles.require()
    title = free_title(book, SELF_CHECK_SHEET)
    sheet = add_worksheet(book, title, _blank(book.styles), index)
    repeat_rows(sheet, _HEAD_ROWS, _HEAD_ROWS)
    first = _HEAD_ROWS + 1
    book.names.set_name(SELF_CHECK_LIST, f"{quote_sheet(title)}!$A${first}:${_LAST_LETTER}${first + 1}")
    return sheet


def _blank(styles: Styles) -> bytes:
    merged = "".join(f'<mergeCell ref="A{line}:{_LAST_LETTER}{line}"/>' for line in range(1, _HEAD_ROWS))
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{width:g}" customWidth="1"/>'
        for number, width in enumerate(COLUMNS.values(), 1)
    )
    below = f"A{_HEAD_ROWS + 1}"
    text = (
        f'<worksheet xmlns="{MAIN}"><sheetPr><tabColor rgb="FF{_TAB}"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{_LAST_LETTER}{_HEAD_ROWS + 2}"/>'
        '<sheetViews><sheetView showGridLines="0" workbookViewId="0">'
        f'<pane ySplit="{_HEAD_ROWS}" topLeftCell="{below}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="{below}" sqref="{below}"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols>'
        f"<sheetData>{''.join(_blank_rows(styles))}</sheetData>"
        '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0"/>'
        f'<mergeCells count="{_HEAD_ROWS - 1}">{merged}</mergeCells>{"".join(_colours(styles))}'
        '<printOptions horizontalCentered="1"/>'
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.7" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="portrait" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter></worksheet>"
    )
    return DECLARATION + text.encode()


def _blank_rows(styles: Styles) -> Iterator[str]:
    count = len(COLUMNS)
    heading = look_style(styles, Look(16, bold=True, wrap=False))
    verdict = look_style(styles, Look(18, bold=True, horizontal="center", edge=_EDGE))
    hint = look_style(styles, Look(_SIZE))
    header = look_style(styles, Look(_SIZE, bold=True, fill=_HEAD_FILL, edge=_EDGE, horizontal="center"))
    yield _row(1, 28, [heading] * count, [_text(HEADING)])
    yield _row(2, 36, [verdict] * count, [])
    yield _row(3, 30, [hint] * count, [_text(_HOW_TO)])
    yield _row(4, 24, [header] * count, [_text(name) for name in COLUMNS])
    yield _row(5, 28, [look_style(styles, _look(name, bold=True, fill=_LINE_FILL)) for name in COLUMNS], [])
    yield _row(6, _TALL, [look_style(styles, _look(name)) for name in COLUMNS], [])


def _look(name: str, *, bold: bool = False, fill: str = "") -> Look:
    link = name == "位置"
    return Look(
        12 if name == "状态" and not bold else _SIZE,
        bold=bold or name == "状态",
        underline=link,
        colour=_LINK if link else "",
        edge=_EDGE,
        fill=fill,
        horizontal="center" if name in _CENTRED else "left",
    )


def _colours(styles: Styles) -> Iterator[str]:
    """A colour for each state, and for the verdict."""
    first = f"A{_HEAD_ROWS + 1}"
    yield f'<conditionalFormatting sqref="{first}:A{_LAST_COLOURED}">'
    for priority, (state, colour) in enumerate(_FILLS.items(), 1):
        yield _rule(styles, priority, f'{first}="{state}"', colour)
    yield f'</conditionalFormatting><conditionalFormatting sqref="A2:{_LAST_LETTER}2">'
    ready = f'LEFT($A$2,{len(READY)})="{READY}"'
    yield _rule(styles, len(_FILLS) + 1, ready, _FILLS["✔"])
    yield _rule(styles, len(_FILLS) + 2, f"NOT({ready})", _FILLS["✘"])
    yield "</conditionalFormatting>"


def _rule(styles: Styles, priority: int, formula: str, colour: str) -> str:
    dxf = styles.highlight(colour)
    return (
        f'<cfRule type="expression" dxfId="{dxf}" priority="{priority}"><formula>{formula}</formula></cfRule>'
    )


def _text(text: str) -> str:
    return f' t="inlineStr"><is><t>{write_text(text)}</t></is></c>'


def _row(number: int, height: float, styles: Sequence[int], bodies: Sequence[str]) -> str:
    bodies = [*bodies, *["/>"] * (len(styles) - len(bodies))]
    cells = "".join(
        f'<c r="{ref(number, column)}" s="{style}"{body}'
        for column, (style, body) in enumerate(zip(styles, bodies, strict=True), 1)
    )
    return f'<row r="{number}" ht="{height:g}" customHeight="1">{cells}</row>'


# -- the lines -----------------------------------------------------------------------------------------


def clear_lines(sheet: Sheet) -> None:
    """Empty the list of a template but for its first two lines, which say how the others look."""
    first, looks = _looks(sheet)
    kept = _head(sheet, first)
    kept += "".join(_row(first + line, _LOW, styles, []) for line, styles in enumerate(looks))
    sheet.replace_rows(kept.encode(), Range(1, 1, first + 1, len(COLUMNS)))


def write_lines(sheet: Sheet, lines: Lines, board: Board) -> None:
    """Fill the list, which was empty; ``lines`` is where things stand on the very hidden sheet."""
    first, looks = _looks(sheet)
    sheet.set_formula(VERDICT, _sentence_formula(lines.total), board.total.sentence)
    results = map(pieces_of, chain(*map(_project_results, board.tallies), *_rule_results(board)))
    written = _list_pattern(first, lines, *looks).write((), "", results)
    last = first + lines.projects + lines.projects * lines.rules - 1
    sheet.replace_rows(_head(sheet, first).encode() + written, Range(1, 1, last, len(COLUMNS)))


def _head(sheet: Sheet, first: int) -> str:
    """The rows above the list."""
    return "".join(row.render(number) for number, row in sheet.xml.grid.rows() if number < first)


def _looks(sheet: Sheet) -> tuple[int, tuple[tuple[int, ...], tuple[int, ...]]]:
    """The first row of the list, and the styles of its two kinds of lines."""
    area = sheet.book.area(SELF_CHECK_LIST)
    first = area.first_row if area is not None else _HEAD_ROWS + 1
    columns = range(1, len(COLUMNS) + 1)
    project, rule = (tuple(sheet.style(ref(first + line, column)) for column in columns) for line in (0, 1))
    return first, (project, rule)


@lru_cache(maxsize=16)
def _list_pattern(first: int, lines: Lines, project: tuple[int, ...], rule: tuple[int, ...]) -> Pattern:
    """The whole list but for its results; most workbooks of a round have one of a few sizes."""
    rows = [
        _line(first + index, _LOW, project, _project_formulas(lines.project(index)))
        for index in range(lines.projects)
    ]
    start = first + lines.projects
    for place in range(lines.projects * lines.rules):
        height = _TALL if place < _TALL_LINES else _LOW
        rows.append(_line(start + place, height, rule, _rule_formulas(lines.first + place)))
    return Pattern.of("".join(rows))


def _line(number: int, height: float, styles: Sequence[int], formulas: Iterable[str]) -> str:
    cells = "".join(
        styled_cell(ref(number, column), style, formula)
        for column, (style, formula) in enumerate(zip(styles, formulas, strict=True), 1)
    )
    return f'<row r="{number}" ht="{height:g}" customHeight="1">{cells}</row>'


def _project_formulas(line: int) -> Iterator[str]:
    title = _count(Count.TITLE, line)
    place = f'"#\'"&SUBSTITUTE({title},"\'","\'\'")&"\'!A1"'
    yield _state_formula(line)
    yield title
    yield f'HYPERLINK({place},"{OPEN}")'
    yield _sentence_formula(line)
    yield '""'
    yield '""'


def _project_results(tally: Tally) -> tuple[Value, ...]:
    return tally.state, tally.title, OPEN, tally.sentence, "", ""


def _rule_formulas(line: int) -> Iterator[str]:
    """``line`` is the one of the very hidden sheet that says which rule is shown here."""
    order = f"{_HELPERS}!{Fact.ORDER.letters}{line}"

    def fact(which: Fact) -> str:
        return f"INDEX({_HELPERS}!{which.letters}:{which.letters},{order})"

    states = ",".join(f'"{STATES[each]}"' for each in Kind)
    cell = fact(Fact.CELL)
    yield f"CHOOSE({fact(Fact.KIND)},{states})"
    yield fact(Fact.PROJECT)
    link = f"HYPERLINK({fact(Fact.LINK)}&{cell},{cell})"
    yield f'IFERROR(IF({cell}="","",{link}),"")'
    yield fact(Fact.SHOWN)
    yield f'IFERROR({fact(Fact.FIX)},"")'
    yield fact(Fact.ID)


def _rule_results(board: Board) -> Iterator[tuple[Value, ...]]:
    for number in board.order:
        title, verdict, kind = board.items[number]
        yield STATES[kind], title, verdict.cell, verdict.shown(kind), verdict.fix, verdict.rule.id
