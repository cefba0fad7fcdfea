"""How people write numbers, percentages and days, and what a program makes of them."""

from decimal import Decimal
from random import Random

from chaos.desk import FULL_WIDTH, INVISIBLE, Hand, written
from chaos.paper import Field, Paper
from xlperf.model.money import plain

_YUAN = 10_000


def number_as_text(paper: Paper, random: Random) -> None:
    """The green triangle: a number stored as text, in any cell that holds one."""
    hand = Hand(paper, random)
    for _ in range(random.randint(1, 4)):
        if found := hand.field(hand.any_number):
            hand.type(found[1], written(hand.stored(found[1])))


def full_width(paper: Paper, random: Random) -> None:
    hand = Hand(paper, random)
    for _ in range(random.randint(1, 3)):
        if found := hand.field(hand.any_number):
            hand.type(found[1], written(hand.stored(found[1])).translate(FULL_WIDTH))


def thousands(paper: Paper, random: Random) -> None:
    """1,260 and 1，260 and 1 260."""
    hand = Hand(paper, random)
    big = hand.field(lambda key, each: hand.any_number(key, each) and hand.stored(each) >= 1000)  # type: ignore[operator]
    if big:
        text = f"{hand.stored(big[1]):,}"
        hand.type(big[1], text.replace(",", random.choice([",", "，", " ", "'"])))


def unit_in_cell(paper: Paper, random: Random) -> None:
    """2.1公里, 92.5％, 95万元, 10分, and amounts in the other unit of money."""
    hand = Hand(paper, random)
    found = hand.field(hand.any_number)
    if not found:
        return
    key, each = found
    text = written(hand.stored(each))
    if "." in key and key[0].isdecimal():
        unit = _unit_of(paper, each) if key.endswith((".actual", ".target")) else "分"
        hand.type(each, text + unit.replace("%", random.choice("%％")))
    elif "." in key:
        yuan = written(Decimal(text) * _YUAN)
        hand.type(
            each, random.choice([f"{text}万元", f"{text}万", f"{yuan}元", f"￥{yuan}", f"人民币{text}万元"])
        )
    else:
        hand.type(each, text + "分")


def _unit_of(paper: Paper, each: Field) -> str:
    for form in paper.truth.values():
        for line in form.lines:
            if any(other is each for other in line.values()):
                return str(line["unit"].value or "")
    return ""


def approximate(paper: Paper, random: Random) -> None:
    """约95, 95左右, 90-95, 无: not a number that anybody can count with."""
    hand = Hand(paper, random)
    if found := hand.field(hand.any_number):
        text = written(hand.stored(found[1]))
        shapes = ["约{}", "{}左右", "{}-{}", "{}余", "{}/{}", "无", "—", "{}（含税）", "{}?", "详见附件"]
        hand.type(found[1], random.choice(shapes).format(text, text))
        words = hand.stored(found[1]) == "详见附件" and found[0].endswith(".target")
        found[1].value, found[1].told = ("详见附件", False) if words else (None, True)


def apostrophe(paper: Paper, random: Random) -> None:
    hand = Hand(paper, random)
    if found := hand.field(hand.any_number):
        hand.type(found[1], random.choice(["'", "‘", "`"]) + written(hand.stored(found[1])))


def invisible(paper: Paper, random: Random) -> None:
    """No-break spaces, zero-width characters, byte order marks: in numbers and in words."""
    hand = Hand(paper, random)
    for _ in range(random.randint(1, 4)):
        found = hand.field(lambda _, each: hand.formula(each) is None)
        if found:
            text, odd = written(hand.stored(found[1])), random.choice(INVISIBLE)
            at = random.choice([0, len(text), len(text) // 2 if odd in "\u200b\ufeff\u200e" else 0])
            hand.type(found[1], f"{text[:at]}{odd}{text[at:]}")


def line_breaks(paper: Paper, random: Random) -> None:
    """Alt+Enter and spaces behind a text."""
    hand = Hand(paper, random)
    for _ in range(3):
        found = hand.field(lambda _, each: isinstance(hand.stored(each), str) and hand.formula(each) is None)
        if found:
            hand.type(found[1], random.choice(["{}\n", "\n{}", "{}  ", "  {}"]).format(hand.stored(found[1])))


def percents(paper: Paper, random: Random) -> None:
    """92.5 typed as 92.5%, 0.925, “92.5%”, “0.925”, 百分之九十二点五."""
    hand = Hand(paper, random)
    found = hand.field(lambda key, each: hand.typed_number(key, each) and _unit_of(paper, each) == "%")
    if not found:
        return
    each, number = found[1], hand.stored(found[1])
    assert isinstance(number, Decimal)
    shape = random.choice(["shown", "part", "text", "part as text", "per mille", "words"])
    texts = {
        "text": f"{plain(number):f}%",
        "part as text": f"{plain(number / 100):f}",
        "per mille": f"{plain(number * 10):f}‰",
        "words": f"百分之{plain(number):f}",
    }
    hand.type(each, texts.get(shape) or plain(number / 100))
    if shape == "shown":
        hand.style(each, "0.00%")


def days(paper: Paper, random: Random) -> None:
    """A day as Excel stores it, as its bare number, and as people write it."""
    hand = Hand(paper, random)
    found = hand.field(lambda key, each: key.endswith(".actual") and hasattr(each.value, "toordinal"))
    if not found:
        return
    each, day = found[1], found[1].value
    serial = Decimal(day.toordinal() - 693594)  # type: ignore[attr-defined]
    shape = random.choice(["shown", "bare", "text"])
    if shape == "text":
        formats = [
            "%Y.%m.%d",
            "%Y/%m/%d",
            "%Y-%m-%d",
            "%Y%m%d",
            "%m月%d日",
            "%Y年%m月%d日已完工",
            "%Y-%m-%d 00:00:00",
        ]
        hand.type(each, day.strftime(random.choice(formats)))  # type: ignore[attr-defined]
        return
    hand.type(each, serial if shape == "shown" else random.choice([serial, str(serial)]))  # type: ignore[arg-type]
    if shape == "shown":
        hand.style(each, random.choice(["yyyy-mm-dd", "m/d/yyyy", 'yyyy"年"m"月"d"日"']))


def number_shown_as_day(paper: Paper, random: Random) -> None:
    """The cell's format is a day's: 95 is shown as 1900-04-04."""
    hand = Hand(paper, random)
    if found := hand.field(hand.any_number):
        hand.style(found[1], "yyyy-mm-dd")


def number_became_day(paper: Paper, random: Random) -> None:
    """Excel took 10-11 (ten of eleven, ten to eleven) for a day of November."""
    hand = Hand(paper, random)
    if found := hand.field(
        lambda key, each: hand.typed_number(key, each) and not hasattr(each.value, "year")
    ):
        hand.type(found[1], Decimal(random.randint(44_600, 45_300)))
        hand.style(found[1], 'm"月"d"日"')
        found[1].value, found[1].told = None, True


def shown_as_percent(paper: Paper, random: Random) -> None:
    """95 points shown as 9500%: the format of another cell was painted over."""
    hand = Hand(paper, random)
    found = hand.field(
        lambda key, each: hand.any_number(key, each) and not key.endswith((".target", ".actual"))
    )
    if found:
        hand.style(found[1], "0.00%")
