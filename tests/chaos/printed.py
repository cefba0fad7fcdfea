"""What becomes of formulas, and of what the office printed: levels, names, targets, amounts, labels."""

from decimal import Decimal
from random import Random

from chaos.desk import Hand, written
from chaos.paper import Paper
from xlperf.model.money import plain
from xlperf.ooxml.cells import ErrorValue
from xlperf.ooxml.refs import ref

_YUAN = 10_000


def value_over_formula(paper: Paper, random: Random) -> None:
    """Paste as values: the results stay as they are."""
    hand = Hand(paper, random)
    for _ in range(random.randint(1, 6)):
        if found := hand.field(lambda _, each: hand.formula(each) is not None):
            hand.type(found[1], hand.stored(found[1]))


def wrong_value_over_formula(paper: Paper, random: Random) -> None:
    """A better score than the formula gave."""
    hand = Hand(paper, random)
    found = hand.field(
        lambda _, each: hand.formula(each) is not None and isinstance(hand.stored(each), Decimal)
    )
    if found:
        value = plain(hand.stored(found[1]) + Decimal(random.choice(["0.5", "1", "-1"])))  # type: ignore[operator]
        hand.type(found[1], value)
        found[1].told = True


def formula_over_value(paper: Paper, random: Random) -> None:
    """What was typed is now a formula that shows the same: =190+5, a cell elsewhere, another workbook."""
    hand = Hand(paper, random)
    if found := hand.field(hand.typed_number):
        formula = random.choice(
            ["SUM(H13:H14)", "'[1]Sheet1'!$B$2", "ROUND(95,1)", "VLOOKUP(1,[2]台账!A:C,3,0)"]
        )
        paper.put_formula(found[1].place, formula, hand.stored(found[1]))


def wrong_sum(paper: Paper, random: Random) -> None:
    """总分 or 年度资金总额 adds up other cells than it should."""
    hand = Hand(paper, random)
    found = hand.field(lambda key, each: key.startswith("total") and hand.formula(each) is not None)
    if found:
        shown = plain(hand.stored(found[1]) - 10)  # type: ignore[operator]
        paper.put_formula(found[1].place, "SUM(J13:J15)", shown)
        found[1].told = True


def broken_reference(paper: Paper, random: Random) -> None:
    hand = Hand(paper, random)
    if found := hand.field(lambda _, each: isinstance(hand.stored(each), Decimal)):
        paper.put_formula(
            found[1].place, "SUM(#REF!)", ErrorValue(random.choice(["#REF!", "#VALUE!", "#DIV/0!"]))
        )
        found[1].value, found[1].told = None, True


def blanks_below(paper: Paper, random: Random) -> None:
    """一级指标 and 二级指标 stand only where they begin."""
    hand = Hand(paper, random)
    form = hand.form()
    for key in ("level1", "level2"):
        for above, line in zip(form.lines[:-1], form.lines[1:], strict=True):
            if line[key].value == above[key].value and line["level1"].value == above["level1"].value:
                hand.type(line[key], None)


def ditto(paper: Paper, random: Random) -> None:
    """同上 and its signs, where the levels are the same as above."""
    hand = Hand(paper, random)
    form, mark = hand.form(), random.choice(["同上", "〃", '"', "″", "''", "同 上", "（同上）"])
    for key in ("level1", "level2"):
        for above, line in zip(form.lines[:-1], form.lines[1:], strict=True):
            if line[key].value == above[key].value and line["level1"].value == above["level1"].value:
                hand.type(line[key], mark)


def ditto_answers(paper: Paper, random: Random) -> None:
    """同上 as an answer, a unit or a sign: nobody knows whether the number above is meant."""
    hand = Hand(paper, random)
    found = hand.field(
        lambda key, _: key.endswith((".actual", ".unit", ".relation", ".target")) and not key.startswith("0.")
    )
    if found:
        hand.type(found[1], random.choice(["同上", "〃"]))
        found[1].value, found[1].told = None, True


def unit_once(paper: Paper, random: Random) -> None:
    """主管部门 and 实施单位 only on the first sheet: the same everywhere."""
    for form in list(paper.truth.values())[1:]:
        for key in ("department", "unit") if random.random() < 0.5 else ("unit",):
            Hand(paper, random).type(form.fields[key], None)
            form.fields[key].told = True


def filled_down_units(paper: Paper, random: Random) -> None:
    """The handle was dragged: 西村村民委员会, 西村村民委员会1, 西村村民委员会2."""
    for number, form in enumerate(list(paper.truth.values())[1:], random.randint(1, 3)):
        unit = form.fields["unit"]
        Hand(paper, random).type(unit, f"{unit.value}{number}")
        unit.told = True


#: What the office printed, and what may be found there instead.
_CHANGES = {
    "year": lambda value: value - 1,
    "project_name": lambda value: f"{value}（二期）",
    "department": lambda _: "大河镇人民政府",
    "unit": lambda value: value.removesuffix("村民委员会"),
}


def heading_changed(paper: Paper, random: Random) -> None:
    """The year of last year's form, another name, another unit."""
    hand = Hand(paper, random)
    if found := hand.field(lambda key, _: key in _CHANGES):
        hand.type(found[1], _CHANGES[found[0]](hand.stored(found[1])))  # type: ignore[no-untyped-call]
        found[1].told = True


def code_of_another(paper: Paper, random: Random) -> None:
    """A form that was copied carries the code of the project that it was copied from."""
    form = Hand(paper, random).form()
    others = [
        code for code in ("LH001", "LH002", "LH003", "LH004") if code != form.fields["project_code"].value
    ]
    Hand(paper, random).type(form.fields["project_code"], random.choice(others))
    form.fields["project_code"].told = True


def targets_changed(paper: Paper, random: Random) -> None:
    """A target, its sign, its unit or its weight is made to fit what was achieved."""
    hand = Hand(paper, random)
    form, line = hand.line(with_targets=True)
    shape = random.choice(["target", "weight", "unit", "relation", "level3", "level2"])
    each = line[shape]
    stored = hand.stored(each)
    if stored is None:
        return
    if isinstance(stored, Decimal):
        each.value = plain(stored - 1)
        hand.type(each, plain(stored - 1))
        if shape == "weight":  # and another gets the point, so that the sum stays
            other = random.choice([one for one in form.lines if one is not line])["weight"]
            value = plain(hand.stored(other) + 1)  # type: ignore[operator]
            hand.type(other, value)
            other.value, other.told = value, True
    else:
        each.value = {"relation": "＝" if stored == "≥" else "≥"}.get(shape, f"{stored}（调整）")
        hand.type(each, each.value)
    each.told = True


def amounts_changed(paper: Paper, random: Random) -> None:
    """An amount that the office printed."""
    hand = Hand(paper, random)
    found = hand.field(lambda key, each: "." in key and not key[0].isdecimal() and hand.any_number(key, each))
    if found:
        hand.type(found[1], plain(hand.stored(found[1]) + random.choice([1, 10, Decimal("0.5")])))  # type: ignore[operator]
        found[1].told = True


def formula_changed(paper: Paper, random: Random) -> None:
    """A formula gives the full weight whatever was achieved; today it shows the same."""
    hand = Hand(paper, random)
    found = hand.field(lambda key, each: each.locked and hand.formula(each) is not None and key != "grade")
    if found:
        paper.put_formula(found[1].place, f"MAX({written(hand.stored(found[1]))},1)", hand.stored(found[1]))
        paper.expect("F42 F41", found[1].place)


def money_unit_in_label(paper: Paper, random: Random) -> None:
    """项目资金（万元） becomes （元）, with the amounts or without them."""
    hand = Hand(paper, random)
    form = hand.form()
    label = hand.find(form, "项目资金")
    if label is None:
        return
    paper.put(label, "项目资金\n（元）")
    paper.expect("F42", form)
    times = random.choice([1, _YUAN])
    for key, each in form.fields.items():
        if "." in key and hand.formula(each) is None and isinstance(hand.stored(each), Decimal):
            hand.type(each, plain(hand.stored(each) * times))  # type: ignore[operator]


def label_changed(paper: Paper, random: Random) -> None:
    """A heading is put in other words, or broken by spaces and lines."""
    hand = Hand(paper, random)
    form = hand.form()
    old = random.choice(
        [
            "年初预算数",
            "全年预算数",
            "全年执行数",
            "预期目标",
            "实际完成情况",
            "三级指标",
            "实际完成值",
            "得分",
            "总分",
            "偏差",
        ]
    )
    place = hand.find(form, old)
    if place is not None:
        text = str(paper.book.sheet(form.sheet).value(place.ref))
        broken = random.choice([f"{text[:2]}\n{text[2:]}", f"{text[:2]} {text[2:]}"])
        other = random.choice([f"{text}（必填）", "完成情况", text[:-1], "（请填写）"])
        paper.put(place, random.choice([broken, other]))
        if paper.book.sheet(form.sheet).value(place.ref) == other:
            paper.expect("F42 F04 F31 F32", form)


def sample_rows(paper: Paper, random: Random) -> None:
    """The example that somebody typed to show how it is done."""
    hand = Hand(paper, random)
    form = hand.form()
    last = form.lines[-1]
    column = last["level3"].place.column
    place = last["level3"].place
    paper.move(form.sheet, rows=lambda row: row + 1 if row > place.row else row)
    texts = {
        "level3": random.choice(
            [
                "示例：新建公厕数量",
                "如：培训人次",
                "例：道路长度",
                "（示例）亮化路灯数量",
                "指标1：（示例）植树棵数",
            ]
        ),
        "relation": "≥",
        "target": Decimal(100),
        "unit": "个",
        "actual": Decimal(100),
    }
    if random.random() < 0.5:
        texts |= {"weight": Decimal(10), "score": Decimal(10)}
    for key, value in texts.items():
        sheet = paper.book.sheet(form.sheet)
        sheet.set(ref(place.row + 1, column + last[key].place.column - place.column), value)  # type: ignore[arg-type]
