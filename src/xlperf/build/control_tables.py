"""A sheet of the control workbook from its spec: headings, Excel tables, total rows, print set-up."""

from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from xlperf.books import sheets as names
from xlperf.books.heights import row_height, text_width
from xlperf.books.spec import ColumnSpec, Label, Ratio, SheetSpec, Sum, TableSpec
from xlperf.build.control_styles import BAR, TAB_COLORS, Styles

#: Zero-based rows of every sheet: the note (not printed), the title, the unit of money, the first table.
NOTE_ROW, TITLE_ROW, UNIT_ROW, FIRST_ROW = range(4)
_A4 = 9
#: The height in points of a row that holds one line; such a row is left to the program.
_ONE_LINE = row_height(())


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet being built."""

    sheet: Worksheet
    spec: SheetSpec
    styles: Styles
    money_unit: str

    def define(self, name: str, row: int, column: int) -> None:
        """Give a cell a name of the whole workbook."""
        cell = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        self.styles.workbook.define_name(name, f"='{self.spec.name}'!{cell}")

    def width_of(self, place: int) -> float:
        """The width of a column in characters: the widest that any of the tables asks for."""
        return _widths(self.spec.tables)[place]

    def blank_span(self, row: int, first: int, last: int, style: Format) -> None:
        """Merge part of a row under one style."""
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", style)
        else:
            self.sheet.write_blank(row, first, None, style)


def draw_headings(page: Page, width: int) -> None:
    """The note, the title and the unit of money over ``width`` columns."""
    sheet, spec, styles = page.sheet, page.spec, page.styles
    sheet.hide_gridlines(2)
    sheet.set_tab_color(TAB_COLORS[spec.role])
    page.blank_span(NOTE_ROW, 0, width - 1, styles.note())
    sheet.write_string(NOTE_ROW, 0, spec.note, styles.note())
    sheet.set_row(NOTE_ROW, 20)
    page.blank_span(TITLE_ROW, 0, width - 1, styles.title())
    title = f'={names.TOWN}&{names.YEAR}&"{spec.title}"'
    sheet.write_formula(TITLE_ROW, 0, title, styles.title(), spec.title)
    sheet.set_row(TITLE_ROW, 34)
    page.define(names.title_name(spec.name), TITLE_ROW, 0)
    if spec.money:
        page.blank_span(UNIT_ROW, width - 3, width - 1, styles.unit())
        label = f'="单位："&{names.MONEY_UNIT}'
        sheet.write_formula(UNIT_ROW, width - 3, label, styles.unit(), names.unit_label(page.money_unit))
        page.define(names.unit_label_name(spec.name), UNIT_ROW, width - 3)
    sheet.set_row(UNIT_ROW, 18)


def draw_table_sheet(page: Page) -> None:
    """A whole sheet that consists of headings and tables."""
    spec = page.spec
    draw_headings(page, spec.width)
    set_widths(page.sheet, spec.tables)
    row = FIRST_ROW
    for table in spec.tables:
        row = draw_table(page, table, row) + 1
    set_up_print(page, row - 2, spec.width)
    page.sheet.freeze_panes(FIRST_ROW + (len(spec.tables) == 1), spec.freeze)
    if len(spec.tables) == 1:
        page.sheet.repeat_rows(FIRST_ROW)


def set_widths(sheet: Worksheet, tables: tuple[TableSpec, ...]) -> None:
    """Column widths: the widest that any of the tables asks for."""
    for place, width in _widths(tables).items():
        sheet.set_column(place, place, width)


def _widths(tables: tuple[TableSpec, ...]) -> dict[int, float]:
    widths: dict[int, float] = {}
    for table in tables:
        for place, column in enumerate(table.columns, table.offset):
            widths[place] = max(widths.get(place, 0), column.width)
    return widths


def draw_table(page: Page, table: TableSpec, row: int) -> int:
    """One table with its caption, from ``row`` on; returns the row after its last."""
    if table.caption:
        page.sheet.write_string(row, 0, table.caption, page.styles.caption())
        page.sheet.set_row(row, 26)
        row += 1
    records = table.seed or ((),)
    last = row + len(records)
    _add_table(page, table, row, last)
    for number, record in enumerate(records, row + 1):
        _draw_record(page, table, number, record)
    for place, column in enumerate(table.columns, table.offset):
        validate(page.sheet, column, row + 1, last, place)
        _highlight(page, column, row + 1, last, place)
    return _draw_total(page, table, last + 1) if table.has_total else last + 1


def _add_table(page: Page, table: TableSpec, first: int, last: int) -> None:
    headers = [
        {"header": column.header, "header_format": page.styles.header(clerk=column.clerk)}
        for column in table.columns
    ]
    page.sheet.add_table(
        first,
        table.offset,
        last,
        table.offset + len(table.columns) - 1,
        {"name": table.name, "columns": headers, "style": None, "autofilter": table.filters},
    )
    lines = max(-(-text_width(column.header) // int(column.width)) for column in table.columns)
    page.sheet.set_row(first, 12 + 14 * lines)


def _draw_record(page: Page, table: TableSpec, row: int, record: tuple[str, ...]) -> None:
    for place, column in enumerate(table.columns):
        text = record[place] if place < len(record) else ""
        style = page.styles.cell(column)
        if text:
            page.sheet.write_string(row, table.offset + place, text, style)
        else:
            page.sheet.write_blank(row, table.offset + place, None, style)
    height = row_height(zip(record, (column.width for column in table.columns), strict=False))
    if height > _ONE_LINE:
        page.sheet.set_row(row, height)


def _draw_total(page: Page, table: TableSpec, row: int) -> int:
    for place, column in enumerate(table.columns, table.offset):
        style = page.styles.total(column)
        match column.total:
            case Label(text):
                page.sheet.write_string(row, place, text, style)
            case Sum():
                page.sheet.write_formula(row, place, f"=SUM({table.name}[{column.header}])", style, 0)
            case Ratio(part, whole):
                page.sheet.write_formula(row, place, _ratio(table.name, part, whole), style, "")
            case None:
                page.sheet.write_blank(row, place, None, style)
    page.sheet.set_row(row, 21)
    return row + 1


def _ratio(table: str, part: str, whole: str) -> str:
    total = f"SUM({table}[{whole}])"
    return f'=IF({total}=0,"",SUM({table}[{part}])/{total})'


def validate(sheet: Worksheet, column: ColumnSpec, first: int, last: int, place: int) -> None:
    """What may be typed into a column, and what Excel says when it is entered."""
    rule: dict[str, object] = {"validate": "any"}
    if column.choices:
        rule = {
            "validate": "list",
            "source": list(column.choices),
            "error_title": f"{column.header}填错了",
            "error_message": f"请从下拉列表里选：{'、'.join(column.choices)}。",
        }
    elif column.clerk and column.kind.is_amount:
        rule = {
            "validate": "decimal",
            "criteria": "between",
            "minimum": -1e15,
            "maximum": 1e15,
            "error_title": "只能填数字",
            "error_message": "请只填数字，不要写“万元”“元”、逗号或空格。",
        }
    if column.hint:
        rule |= {"input_title": column.header, "input_message": column.hint}
    if rule != {"validate": "any"}:
        sheet.data_validation(first, place, last, place, rule)


def _highlight(page: Page, column: ColumnSpec, first: int, last: int, place: int) -> None:
    """A bar from 0 to 100 %, dark enough for paper; a word that stands out."""
    if column.bar:
        bar = {"type": "data_bar", "bar_color": BAR, "bar_solid": True}
        ends = {"min_type": "num", "max_type": "num", "min_value": 0, "max_value": 1}
        page.sheet.conditional_format(first, place, last, place, bar | ends)
    if column.alert:
        word = {"type": "cell", "criteria": "==", "value": f'"{column.alert}"'}
        page.sheet.conditional_format(first, place, last, place, word | {"format": page.styles.alert()})


def set_up_print(page: Page, last_row: int, width: int) -> None:
    """A4, all columns on one page, page numbers at the foot; the note stays off the paper.

    Where the sheet ends with a table, the blank row below is printed too: Excel moves the end of a print area
    only for rows that come in above its last one, and a table of one row grows below it.
    """
    if page.spec.tables and not page.spec.tables[-1].has_total:
        last_row += 1
    sheet = page.sheet
    sheet.set_paper(_A4)
    if page.spec.landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.set_footer("&C&9第 &P 页，共 &N 页&R&9&A")
    sheet.print_area(TITLE_ROW, 0, last_row, width - 1)
