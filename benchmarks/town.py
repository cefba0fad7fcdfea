"""A town of any size as plain data, and what its villages answer: known before xlperf has seen any of it.

Nothing here knows xlperf, so that what is calculated from it (:mod:`benchmarks.expected`) is a second
opinion. Names, amounts, texts, number and kind of indicators differ from project to project. A few villages
err, each in a way of which it is known what must be said about it.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

YEAR: Final = 2021
TOWN: Final = "示范镇"
PROJECTS: Final = 6
CENT: Final = Decimal("0.01")

#: Characters of which names and texts are drawn: none of them is a word to any rule.
_LETTERS: Final = (
    "东西南北山河湖海江溪林木竹梅兰菊荷桂柳杨松柏云霞星月朝阳春秋石桥亭台楼阁龙凤鹤鹿马羊牛鱼田园村庄"
    "坡岭沟湾塘泉井渠堤岸洲岛沙泥金银铜铁玉珠翠碧红黄蓝紫青白黑丹福禄寿喜康宁安泰永久长乐和顺丰盛茂隆昌"
    "兴旺发达通广博厚德仁义礼智信忠孝勤俭恭敬良善美真诚朴雅清明亮洁净静深远高低左右前后里边角落"
)
_WORKS: Final = (
    "道路养护",
    "河道清淤",
    "路灯安装",
    "垃圾清运",
    "公厕管护",
    "绿化补植",
    "水渠修缮",
    "图书采购",
)
_FUNCTIONS: Final = ("2130126", "2120501", "2130305", "2010302", "2070109", "2110402", "2149901", "2240106")
_COUNTED: Final = ("公里", "个", "处", "户", "平方米", "盏", "棵", "次")
#: The last day that a date among the targets may say, and what is answered.
_MONTHS: Final = range(3, 13)
_GOOD, _FAIR, _POOR = "达成年度指标", "部分达成年度指标并具有一定效果", "未达成年度指标且效果较差"

#: The grades and the lowest score of each.
GRADES: Final = {"优": 90, "良": 80, "中": 60, "差": 0}

#: One village in so many errs in the way given.
NOT_RETURNED, UNREADABLE, TWICE = 29, 61, 17
MISTAKES: Final = {7: "score", 11: "reason", 13: "actual", 19: "excuse", 23: "goal"}


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator: the office's target (``relation`` 定性: it is judged, not measured) and the answer.

    ``counted`` says that the form's own formula gives the points (None: it has nothing to count with);
    ``reason`` explains missing ones.
    """

    level1: str
    level2: str
    name: str
    relation: str
    target: str
    unit: str
    weight: Decimal
    actual: str
    points: Decimal | None
    counted: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """A row of the ledger, amounts in 元 (this year's appropriation, carried over), and its answer.

    ``mistake`` is a value of :data:`MISTAKES`, or "".
    """

    code: str
    name: str
    function: str
    budget: tuple[Decimal, Decimal]
    actual: tuple[Decimal, Decimal]
    lines: tuple[Line, ...]
    goal: str
    done: str
    mistake: str = ""
    evaluate: bool = True
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Village:
    """A unit with its projects to evaluate, its others, and how its workbook comes back.

    ``fate`` is "" (it comes back), "missing", "unreadable", or "twice" (a first version without any goal,
    then the right one).
    """

    number: int
    code: str
    name: str
    projects: tuple[Project, ...]
    others: tuple[Project, ...]
    fate: str


def village(number: int) -> Village:
    """The village of that number, from 0; the same each time."""
    chance = random.Random(number)  # noqa: S311 - data, not secrets
    code = f"{number:05d}"
    budgets = _budgets(chance)
    projects = tuple(_project(chance, code, place, next(budgets)) for place in range(PROJECTS))
    other = _project(chance, code, PROJECTS, next(budgets))
    nothing = (Decimal(0), Decimal(0))
    idle = replace(other, actual=nothing, evaluate=False, why_not="年底下达未安排")
    others = (idle,) if number % 3 == 0 else ()
    fate = _fate(number)
    if not fate:
        projects = tuple(_spoilt(each, number * PROJECTS + place) for place, each in enumerate(projects))
    return Village(number, code, f"{_word(chance, 3)}村{number}", projects, others, fate)


def villages(count: int) -> Iterator[Village]:
    """The first so many."""
    return map(village, range(count))


def rate(project: Project) -> Decimal:
    """Execution rate: spent over budget, from all sources, unrounded."""
    return sum(project.actual, Decimal(0)) / sum(project.budget, Decimal(0))


def rate_points(project: Project) -> Decimal:
    """What the execution rate scores of 10, to two decimals."""
    return (rate(project) * 10).quantize(CENT, ROUND_HALF_UP)


def points(project: Project) -> Decimal:
    """What a project scores in all."""
    return rate_points(project) + sum((line.points or Decimal(0) for line in project.lines), Decimal(0))


def grade(score: Decimal) -> str:
    """The grade of a score of 100 (中央项目支出绩效自评表, 2020)."""
    return next(label for label, lower in GRADES.items() if score >= lower)


def typed(project: Project) -> tuple[Line, ...]:
    """A project's lines as the village types them, its mistake included."""
    judged = next(place for place, line in enumerate(project.lines) if line.relation == "定性")
    place = 0 if project.mistake == "actual" else judged
    line = project.lines[place]
    wrong = {
        "score": replace(line, points=line.weight + 1),
        "reason": replace(line, reason=""),
        "actual": replace(line, actual="", points=None),
        "excuse": replace(line, reason="无"),
    }.get(project.mistake, line)
    return (*project.lines[:place], wrong, *project.lines[place + 1 :])


def _fate(number: int) -> str:
    fates = {NOT_RETURNED: "missing", UNREADABLE: "unreadable", TWICE: "twice"}
    return next((fate for every, fate in fates.items() if number % every == every - 1), "")


def _spoilt(project: Project, serial: int) -> Project:
    every = next((each for each in MISTAKES if serial % (each * 5) == each), 0)
    return replace(project, mistake=MISTAKES[every]) if every else project


def _word(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(_LETTERS, k=length))


def _budgets(chance: random.Random) -> Iterator[Decimal]:
    """Budgets of one unit, in 元: no two have the first two digits in common, or one of them."""
    for first in chance.sample(range(1, 10), PROJECTS + 1):
        digits = first * 10_000 + (first + 3) % 10 * 1_000 + chance.randrange(1_000)
        yield Decimal(digits) * 100 if first % 2 else Decimal(digits) * 1000


def _project(chance: random.Random, unit: str, place: int, budget: Decimal) -> Project:
    carried = (budget * chance.randrange(5, 30) / 100).quantize(CENT) if chance.random() < 0.3 else Decimal(0)
    share = Decimal(chance.choice((100, 100, 100, chance.randrange(90, 100), chance.randrange(30, 90))))
    own = budget - carried
    spent = (own * share / 100).quantize(CENT)
    lines = tuple(_lines(chance, quality=chance.choice((2, 2, 2, 1, 1, 0)), short=share < 90))
    return Project(
        code=f"P{unit}{place}",
        name=f"{_word(chance, 8)}{chance.choice(_WORKS)}{_word(chance, 4)}项目",
        function=chance.choice(_FUNCTIONS),
        budget=(own, carried),
        actual=(spent, carried),
        lines=lines,
        goal=f"完成{_word(chance, 24)}年度建设任务。",
        done=f"已经建成{_word(chance, 40)}，{_word(chance, 20)}，通过验收。",
    )


def _lines(chance: random.Random, *, quality: int, short: bool) -> Iterator[Line]:
    """Output 50, effect 30, satisfaction 10; ``quality`` 2 is good, 0 poor; ``short``: money is left."""
    output = _split(chance, 50, chance.randrange(3, 7))
    yield _measured(chance, "数量指标", output[0], met=quality > 0)
    yield _percent(chance, "产出指标", "质量指标", output[1])
    yield _date(chance, output[2])
    for weight in output[3:]:
        yield _measured(chance, "数量指标", weight, met=quality > 1 or chance.random() < 0.5)
    for number, weight in enumerate(_split(chance, 30, chance.randrange(2, 5))):
        level2 = ("社会效益指标", "生态效益指标", "可持续影响指标", "社会效益指标")[number]
        yield _judged(chance, level2, weight, quality, full=not short and number > 0)
    yield _percent(chance, "满意度指标", "服务对象满意度指标", 10)


def _split(chance: random.Random, whole: int, parts: int) -> list[int]:
    """``whole`` in so many parts of 3 to 30."""
    cuts = [whole // parts + (number < whole % parts) for number in range(parts)]
    for one in range(0, parts - 1, 2):
        moved = chance.randrange(0, min(cuts[one + 1] - 2, 31 - cuts[one]))
        cuts[one], cuts[one + 1] = cuts[one] + moved, cuts[one + 1] - moved
    return cuts


def _reason(chance: random.Random) -> str:
    return f"原因：{_word(chance, 8)}没有到位。改进措施：下一年度{_word(chance, 8)}尽早安排。"


def _measured(chance: random.Random, level2: str, weight: int, *, met: bool) -> Line:
    target = Decimal(chance.randrange(40, 900))
    actual = target + chance.randrange(1, 9) if met else target - chance.randrange(4, 30)
    scored = (weight * min(actual, target) / target).quantize(CENT, ROUND_HALF_UP)
    return Line(
        "产出指标",
        level2,
        f"{_word(chance, 6)}数量",
        "≥",
        str(target),
        chance.choice(_COUNTED),
        Decimal(weight),
        str(actual),
        scored,
        counted=True,
        reason="" if scored == weight else _reason(chance),
    )


def _percent(chance: random.Random, level1: str, level2: str, weight: int) -> Line:
    target = chance.choice((85, 90, 95))
    actual = target + Decimal(chance.randrange(1, 40)) / 10
    word = "满意度" if level1 == "满意度指标" else "合格率"
    name = f"{_word(chance, 5)}{word}"
    full = Decimal(weight)
    return Line(level1, level2, name, "≥", str(target), "%", full, str(actual), full, counted=True)


def _date(chance: random.Random, weight: int) -> Line:
    month = chance.choice(_MONTHS)
    target, actual = f"{YEAR}年{month}月底前", f"{YEAR}年{month - 1}月"
    name, full = f"{_word(chance, 4)}完成时间", Decimal(weight)
    return Line("产出指标", "时效指标", name, "≤", target, "", full, actual, full, counted=False)


def _judged(chance: random.Random, level2: str, weight: int, quality: int, *, full: bool) -> Line:
    """A line that is judged: its points lie within the range of the word chosen."""
    word, low, high = ((_POOR, 20, 59), (_FAIR, 61, 79), (_GOOD, 81, 99))[quality]
    share = 100 if full and quality == 2 else chance.randrange(low, high)
    scored = (Decimal(weight) * share / 100).quantize(CENT)
    return Line(
        "效益指标",
        level2,
        f"{_word(chance, 6)}改善程度",
        "定性",
        "明显改善",
        "",
        Decimal(weight),
        word,
        scored,
        counted=False,
        reason="" if share == 100 else _reason(chance),
    )
