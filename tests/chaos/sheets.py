"""What happens to looks, names and whole sheets."""

from decimal import Decimal
from random import Random

from lxml import etree

from chaos.desk import Hand
from chaos.paper import Paper, Place
from xlperf.forms.names import Name
from xlperf.ooxml.formulas import quote_sheet, translate
from xlperf.ooxml.markup import Q, insert_in_order
from xlperf.ooxml.refs import Range, column_letters, ref
from xlperf.ooxml.sheetxml import ORDER


def strike_and_white(paper: Paper, random: Random) -> None:
    """White on white: it is there all the same."""
    hand = Hand(paper, random)
    if found := hand.field(lambda *_: True):
        sheet = paper.book.sheet(found[1].place.sheet)
        style = paper.book.style_variant(sheet.style(found[1].place.ref), fill="FFFFFF")
        sheet.set_style(found[1].place.ref, style)


def protection(paper: Paper, random: Random) -> None:
    """The sheet is protected anew, or not at all any more."""
    for form in paper.truth.values():
        sheet = paper.sheet(form)
        old = sheet.xml.skeleton.find(Q + "sheetProtection")
        if old is not None:
            sheet.xml.skeleton.remove(old)
        if random.random() < 0.5:
            insert_in_order(
                sheet.xml.skeleton, etree.Element(Q + "sheetProtection", sheet="1", objects="1"), ORDER
            )
        sheet.xml.touch_skeleton()


def no_validations(paper: Paper, random: Random) -> None:
    """Copied in from elsewhere, a cell's drop-down goes."""
    form = Hand(paper, random).form()
    sheet = paper.sheet(form)
    for validation in sheet.validations:
        if random.random() < 0.6:
            sheet.set_validation_areas(validation, [])
            paper.expect("F43", form)


def second_table(paper: Paper, random: Random) -> None:
    """A list of payments below the form, with words that the form has too."""
    hand = Hand(paper, random)
    form = hand.form()
    row = hand.last_row(form) + 2
    table = (
        ("附：支出明细", None, None, None),
        ("项目名称", "金额（万元）", "实施单位", "得分"),
        ("水泥", Decimal(40), "甲建材店", Decimal(5)),
        ("人工", Decimal(35), "乙施工队", Decimal(6)),
        ("总分", None, None, Decimal(11)),
    )
    for down, texts in enumerate(table):
        for right, value in enumerate(texts):
            paper.put(Place(form.sheet, row + down, 2 + right * 2), value)


def rename_sheet(paper: Paper, random: Random) -> None:
    form = Hand(paper, random).form()
    paper.rename(
        form.sheet,
        random.choice(["Sheet1", "自评表（终稿）", "村'引号'表", "村 & 组", "2022.1", "A1", "R1C1"]),
    )


def reorder_sheets(paper: Paper, random: Random) -> None:
    sheets = list(paper.book.sheets)
    for sheet in random.sample(sheets, len(sheets)):
        paper.book.move_sheet(sheet, random.randrange(len(sheets)))


def empty_sheets(paper: Paper, random: Random) -> None:
    """Sheet2 and Sheet3, with nothing or with somebody's notes on them."""
    form = Hand(paper, random).form()
    copy = paper.book.clone_sheet(paper.sheet(form), "Sheet2")
    text = (
        "" if random.random() < 0.5 else '<row r="1"><c r="A1" t="inlineStr"><is><t>草稿</t></is></c></row>'
    )
    for area in copy.merges:
        copy.unmerge(area.ref)
    copy.replace_rows(text.encode(), Range(1, 1, 1, 1))
    paper.book.names.remove_scope(copy)


def duplicate_sheet(paper: Paper, random: Random) -> None:
    """Excel's copy: the names go along, and both mean their own sheet. One of the two may be changed."""
    hand = Hand(paper, random)
    form, line = hand.line()
    copy = paper.book.clone_sheet(paper.sheet(form), f"{form.sheet} (2)"[:31])
    if random.random() < 0.5:
        copy.set(line["actual"].place.ref, Decimal(77))
    if random.random() < 0.3:
        paper.book.move_sheet(copy, 0)
        for each in line.values():
            each.told |= False


def copy_out(paper: Paper, random: Random) -> None:
    """One sheet moved into a new workbook: nothing else comes along, and the names in one of many ways."""
    hand = Hand(paper, random)
    code = random.choice(list(paper.truth))
    form = paper.truth[code]
    own = paper.sheet(form)
    texts = {name: area.ref for name, area in paper.book.names_of(own).items()}
    for sheet in list(paper.book.sheets):
        if sheet is not own:
            paper.book.remove_sheet(sheet)
    paper.book.set_state(own, "visible")
    paper.truth = {code: each for code, each in paper.truth.items() if each.sheet == form.sheet}
    paper.rename(form.sheet, "Sheet1")
    shape = random.choice(["kept", "lost", "links", "global", "some"])
    _rename_names(hand, shape, texts)


def _rename_names(hand: Hand, shape: str, texts: dict[str, str]) -> None:
    (sheet,) = hand.paper.book.sheets
    if shape == "kept":
        return
    hand.paper.book.names.remove_scope(sheet)
    for name, cells in texts.items():
        area = Range.parse(cells)
        fixed = f"{_fixed(area.first_row, area.first_col)}:{_fixed(area.last_row, area.last_col)}"
        if shape == "links":
            hand.paper.book.set_name(name, f"'[1]002_西村.xlsx'!{fixed}", sheet)
        elif shape == "global":
            hand.paper.book.set_name(name, f"Sheet1!{fixed}")
        elif shape == "some" and hand.random.random() < 0.5:
            hand.paper.book.set_name(name, f"Sheet1!{fixed}", sheet)


def _fixed(row: int, column: int) -> str:
    return f"${column_letters(column)}${row}"


def clear_names(paper: Paper, random: Random) -> None:
    """All names of a form are gone, or some."""
    hand = Hand(paper, random)
    form = hand.form()
    sheet = paper.sheet(form)
    kept = dict(paper.book.names_of(sheet))
    paper.book.names.remove_scope(sheet)
    if random.random() < 0.6:
        for name, area in kept.items():
            if random.random() < 0.8:
                text = f"{quote_sheet(sheet.title)}!{_fixed(area.first_row, area.first_col)}:"
                paper.book.set_name(name, text + _fixed(area.last_row, area.last_col), sheet)


def redirect_names(paper: Paper, random: Random) -> None:
    """A name means other cells of the same size: dragged, or mended by somebody who meant well."""
    form = Hand(paper, random).form()
    sheet = paper.sheet(form)
    areas = paper.book.names_of(sheet)
    name = random.choice([each for each in Name if each in areas])
    area = areas[name]
    down, right = random.choice([(1, 0), (0, 1), (-1, 0), (2, 0), (0, -1)])
    first = _fixed(max(area.first_row + down, 1), max(area.first_col + right, 1))
    last = _fixed(max(area.last_row + down, 1), max(area.last_col + right, 1))
    paper.book.set_name(name, f"{quote_sheet(sheet.title)}!{first}:{last}", sheet)
    if paper.book.names_of(sheet)[name] != area:
        paper.expect("F43 F05", form)


def two_on_one_sheet(paper: Paper, random: Random) -> None:
    """The second project pasted below the first, or beside it; its own sheet is deleted."""
    if len(paper.truth) < 2:
        return
    hand = Hand(paper, random)
    first, second = random.sample(list(paper.truth.values()), 2)
    if first.sheet == second.sheet:
        return
    below = random.random() < 0.6
    down, right = (hand.last_row(first) + random.randint(1, 3), 0) if below else (0, random.randint(11, 13))
    source, target = paper.sheet(second), paper.sheet(first)
    for cell in list(source.cells()):
        area = Range.parse(cell.ref)
        address = ref(area.first_row + down, area.first_col + right)
        if cell.formula is not None:
            target.set_formula(address, translate(cell.formula, down, right), cell.value, style=cell.style)
        else:
            target.set(address, cell.value, style=cell.style)
    for area in source.merges:
        moved = Range(
            area.first_row + down, area.first_col + right, area.last_row + down, area.last_col + right
        )
        if not any(moved.overlaps(other) for other in target.merges):
            target.merge(moved.ref)
    paper.book.remove_sheet(source)
    second.sheet = first.sheet
    for _, each in second.all():
        each.place = Place(first.sheet, each.place.row + down, each.place.column + right)
