"""What happens to rows, columns and merged areas."""

from dataclasses import replace
from decimal import Decimal
from random import Random

from chaos.desk import Hand
from chaos.paper import Form, Paper, Place, arranged, deleted, inserted
from xlperf.model.evaluation import Relation
from xlperf.ooxml.markup import Q
from xlperf.ooxml.refs import Range, ref


def insert_rows(paper: Paper, random: Random) -> None:
    hand = Hand(paper, random)
    form = hand.form()
    for _ in range(random.randint(1, 2)):
        at = random.randint(1, hand.last_row(form) + 1)
        paper.move(form.sheet, rows=inserted(at, random.randint(1, 3)))


def insert_columns(paper: Paper, random: Random) -> None:
    form = Hand(paper, random).form()
    paper.move(form.sheet, columns=inserted(random.randint(1, 12), random.randint(1, 2)))


def delete_row(paper: Paper, random: Random) -> None:
    """Any row: of the heading, of the funds, of the goals, of the indicators, 总分."""
    hand = Hand(paper, random)
    form = hand.form()
    paper.move(form.sheet, rows=deleted(random.randint(1, hand.last_row(form))))


def delete_column(paper: Paper, random: Random) -> None:
    form = Hand(paper, random).form()
    paper.move(form.sheet, columns=deleted(random.randint(1, 11)))


def delete_indicator(paper: Paper, random: Random) -> None:
    """An indicator that went badly is deleted, row and all."""
    form, line = Hand(paper, random).line(with_targets=True)
    paper.move(form.sheet, rows=deleted(line["level3"].place.row))
    paper.expect("F41", form)


def delete_header(paper: Paper, random: Random) -> None:
    """The row 一级指标, 二级指标 … or that of 年初预算数 … is gone."""
    hand = Hand(paper, random)
    form = hand.form()
    place = hand.find(form, random.choice(["三级指标", "年初预算数"]))
    if place is not None:
        paper.move(form.sheet, rows=deleted(place.row))


def title_above(paper: Paper, random: Random) -> None:
    form = Hand(paper, random).form()
    paper.move(form.sheet, rows=inserted(1, 2))
    paper.put(
        Place(form.sheet, 1, 1),
        random.choice(["附件3", "小河镇2021年度绩效自评材料", "西村（盖章）  2023年1月"]),
    )


def sort_rows(paper: Paper, random: Random) -> None:
    """The indicators in another order."""
    form = Hand(paper, random).form()
    rows = [line["level3"].place.row for line in form.lines]
    random.shuffle(rows)
    _unmerge_over(paper, form, rows)
    paper.move(form.sheet, rows=arranged(rows))


def swap_columns(paper: Paper, random: Random) -> None:
    """Two columns of the indicators change places, headers and all, by cutting and inserting."""
    form = Hand(paper, random).form()
    first = form.lines[0]["level1"].place.column
    pair = random.sample(range(first, first + 10), 2)
    rows = [row for line in form.lines for row in [line["level3"].place.row]]
    swap = {pair[0]: pair[1], pair[1]: pair[0]}
    _swap_in_rows(paper, form, range(min(rows) - 1, max(rows) + 1), swap)


def _swap_in_rows(paper: Paper, form: Form, rows: range, swap: dict[int, int]) -> None:
    """Values and formulas of two columns change places in some rows; the names stay where they are."""
    sheet = paper.sheet(form)
    for row in rows:
        one, other = swap
        cells = sheet.cell(ref(row, one)), sheet.cell(ref(row, other))
        styles = [cell.style for cell in cells]
        for cell, target, style in zip(cells, (other, one), styles, strict=True):
            address = ref(row, target)
            if cell.formula is not None:
                sheet.set_formula(address, cell.formula, cell.value, style=style)
            else:
                sheet.set(address, cell.value, style=style)
    for line in form.lines:
        for each in line.values():
            each.place = replace(each.place, column=swap.get(each.place.column, each.place.column))


def append_rows(paper: Paper, random: Random) -> None:
    """One more indicator in a row put in above 总分, outside of what the name covers."""
    hand = Hand(paper, random)
    form = hand.form()
    total = form.fields["total_score"].place.row
    paper.move(form.sheet, rows=inserted(total))
    _type_line(paper, form, total, hand)


def rows_below(paper: Paper, random: Random) -> None:
    """One more indicator typed below 总分: nobody reads there, and it has to be said."""
    hand = Hand(paper, random)
    form = hand.form()
    row = hand.last_row(form) + random.randint(1, 3)
    _type_line(paper, form, row, hand)


def _type_line(paper: Paper, form: Form, row: int, hand: Hand) -> None:
    pattern = form.lines[-1]
    name = hand.random.choice(["新增绿化面积", "培训管护人员", "维修路灯数量"])
    values = {
        "level3": name,
        "unit": "个",
        "target": Decimal(12),
        "actual": Decimal(12),
        "weight": Decimal(5),
    }
    line = {}
    for key, each in pattern.items():
        place = replace(each.place, row=row)
        value: object = values.get(key)
        if key in ("level1", "level2"):
            value = each.value
        elif key == "relation":
            value = Relation.GE if each.value else None
        elif key == "score":
            value = Decimal(5)
        paper.put(place, None if value is None else str(value) if isinstance(value, str) else value)  # type: ignore[arg-type]
        line[key] = replace(each, value=value, place=place, locked=False, told=False)
    form.lines.append(line)


def split_row(paper: Paper, random: Random) -> None:
    """One indicator over two rows: the second half of its name stands in a row of its own."""
    hand = Hand(paper, random)
    form, line = hand.line()
    name = line["level3"]
    text = str(name.value)
    row, printed = name.place.row, form is not paper.truth.get("LH003")
    paper.move(form.sheet, rows=inserted(row + 1))
    paper.put(name.place, text[:2])
    paper.put(replace(name.place, row=row + 1), text[2:])
    name.value, name.told = text[:2], printed


def break_merges(paper: Paper, random: Random) -> None:
    form = Hand(paper, random).form()
    sheet = paper.sheet(form)
    for area in sheet.merges:
        if random.random() < 0.7:
            sheet.unmerge(area.ref)


def widen_merges(paper: Paper, random: Random) -> None:
    """A value is merged with its right or lower neighbour, whose own value Excel throws away."""
    hand = Hand(paper, random)
    for _ in range(2):
        found = hand.field(lambda *_: True)
        if not found:
            return
        place = found[1].place
        down, right = random.choice([(1, 0), (0, 1), (1, 1)])
        area = Range(place.row, place.column, place.row + down, place.column + right)
        sheet = paper.book.sheet(place.sheet)
        if any(area.overlaps(other) for other in sheet.merges):
            continue
        sheet.merge(area.ref)
        for address in list(area.cells())[1:]:
            _lose(paper, place.sheet, address)


def merge_levels(paper: Paper, random: Random) -> None:
    """一级指标 merged over its rows, as most offices like it."""
    form = Hand(paper, random).form()
    sheet = paper.sheet(form)
    for key in ("level1", "level2"):
        start = form.lines[0]
        for above, line in zip(form.lines, [*form.lines[1:], None], strict=True):
            if line is not None and line[key].value == start[key].value:
                continue
            first, last = start[key].place, above[key].place
            if last.row > first.row and not any(
                Range(first.row, first.column, last.row, first.column).overlaps(each) for each in sheet.merges
            ):
                for row in range(first.row + 1, last.row + 1):
                    sheet.set(ref(row, first.column), None)
                sheet.merge(f"{first.ref}:{ref(last.row, first.column)}")
            if line is not None:
                start = line


def _lose(paper: Paper, title: str, address: str) -> None:
    sheet = paper.book.sheet(title)
    held = sheet.cell(address).value is not None
    sheet.set(address, None)
    for each, _ in paper.places(title):
        if each.place.ref == address and held:
            each.gone = True


def _unmerge_over(paper: Paper, form: Form, rows: list[int]) -> None:
    sheet = paper.sheet(form)
    for area in sheet.merges:
        if area.first_col > 1 and area.first_row >= min(rows) and area.last_row <= max(rows):
            sheet.unmerge(area.ref)


def hide(paper: Paper, random: Random) -> None:
    """A filter hides rows, somebody hides columns."""
    hand = Hand(paper, random)
    form = hand.form()
    sheet = paper.sheet(form)
    for line in random.sample(form.lines, 2):
        row = line["level3"].place.row
        found = sheet.xml.grid.row(row)
        assert found is not None
        sheet.xml.grid.set_attributes(row, found.attributes + ' hidden="1"')
    sheet.xml.changed = True
    if random.random() < 0.5:
        columns = sheet.xml.skeleton.find(Q + "cols")
        assert columns is not None
        random.choice(list(columns)).set("hidden", "1")
        sheet.xml.touch_skeleton()
