"""Forms as nobody plans them, thousands of them: right, half filled in, pasted over, full of words.

Each is the text of a table as in :mod:`support.forms`, so that the same cells can be read as a form and
be written into a workbook.
"""

from collections import abc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Final, TypeVar

from xlperf.rules.ruleset import RuleSet

T = TypeVar("T")

#: What lands in a cell for a number: words, units, full-width digits, text of digits, errors, days.
ODD_NUMBERS: Final = (
    "", "", "", "0", "-5", "1000000", "0.005", "99.995", "33.333333", "'20", "７５", "75万元", "约80",
    "无", "/", "—",
    "#DIV/0!", "#N/A", "2023-06-30", "85%", "'　", "' ", "1,200.5", "10分", "'1.2.3",
)  # fmt: skip
#: (Of a text that reads like a year the form does not say that it was one.)
ODD_YEARS: Final = ("", "无", "/", "#N/A", "去年", "0", "-1")
#: (Nor of a text of bare digits where a target should be.)
ODD_TARGETS: Final = (*(text for text in ODD_NUMBERS if not text.startswith("'2")), "12月底前", "≥90%")
ODD_TEXTS: Final = (
    "", "", "无", "/", "同上", "略", "0", "无。", "—", "　", "#N/A", "12", "优", "不适用", " 村 容 村 貌 ",
    "“引号”与\"直引号\"",
    "这是一段特别长的文字，用来看看句子里引用的时候是不是在四十个字的地方断开，并且加上省略号，一个字也不差",
)  # fmt: skip
SIGNS: Final = ("≥", ">", "=", "≤", "<", "定性")
ODD_SIGNS: Final = ("", "≧", "不低于", "＝", " ≥ ", "1")
UNITS: Final = ("公里", "户", "%", "", "万元")
REASONS: Final = ("", "", "", "用地手续延误；改进措施：明年抓紧", "天气原因", "无", "/", "同上")
GRADES: Final = ("优", "良", "中", "差", "优秀", "合格", "良好（80-90分）", "该项目总体执行良好", "", "A")


@dataclass(frozen=True, slots=True)
class Grid:
    """One form: the rows of its table, and what the generator knows of it."""

    rows: tuple[tuple[str, ...], ...]
    rules: RuleSet

    @property
    def table(self) -> str:
        """The text that :func:`support.forms.form` takes as ``base``."""
        return "\n".join(f"| {' | '.join(row)} |" for row in self.rows)


@dataclass(slots=True)
class Generator:
    """Makes forms of one rule set; the same seed makes the same forms."""

    rules: RuleSet
    seed: int
    _random: Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)  # noqa: S311 (no secret)

    def grids(self, count: int) -> Iterator[Grid]:
        """So many forms: from hardly a slip to hardly anything right."""
        for _ in range(count):
            slips = self._random.choice((0.0, 0.02, 0.05, 0.15, 0.4))
            yield Grid(tuple(self._rows(slips)), self.rules)

    def _rows(self, slips: float) -> Iterator[tuple[str, ...]]:
        yield "年度", self._typed(self._one_of(("2023", "2023", "2023", "2022")), slips, ODD_YEARS)
        for label, text in (
            ("项目名称", "东村道路硬化"),
            ("项目编码", "LH001"),
            ("主管部门", "柳河镇人民政府"),
            ("实施单位", "东村"),
        ):
            yield label, self._typed(text, slips, ODD_TEXTS)
        yield "项目资金", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"
        rate_points = yield from self._funds(slips)
        for label in ("预期目标", "实际完成情况"):
            yield (
                label,
                self._typed(
                    self._one_of(("硬化村内道路2公里，方便200户村民出行。", "完成", "")), slips, ODD_TEXTS
                ),
            )
        yield (
            "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "实际完成值",
            "分值", "得分", "偏差原因",
        )  # fmt: skip
        points = yield from self._indicators(slips)
        total = self._near(rate_points + points)
        yield "总分", self._typed(total, slips, ODD_NUMBERS)
        yield "等级", self._typed(self._grade(Decimal(total)), slips, GRADES)

    # -- the funds ---------------------------------------------------------------------------------

    def _funds(self, slips: float) -> abc.Generator[tuple[str, ...], None, Decimal]:
        """The four rows of 资金; gives the points of the execution rate."""
        rows = [self._amounts() for _ in range(3)]
        sums = [sum(column, Decimal(0)) for column in zip(*rows, strict=True)]
        rate = sums[2] / sums[1] if sums[1] else Decimal(0)
        weight = self.rules.execution.weight
        points = round(min(rate, Decimal(1)) * weight, 2)
        shown = f"{round(rate, 6):f}"
        computed = (*map(self._near, sums), f"{weight:f}", self._near(Decimal(shown)), self._near(points))
        yield "年度资金总额", *(self._typed(text, slips, ODD_NUMBERS) for text in computed)
        for label, row in zip(("当年财政拨款", "上年结转资金", "其他资金"), rows, strict=True):
            yield label, *(self._typed(f"{amount:f}", slips, ODD_NUMBERS) for amount in row)
        return points

    def _amounts(self) -> list[Decimal]:
        budget = Decimal(self._one_of(("0", "0", "20", "80", "96.5", "310.25", "7.987697")))
        initial = budget if self._random.random() < 0.8 else budget + 5
        actual = round(budget * Decimal(self._one_of(("1", "1", "0.95", "0.7", "0", "1.1"))), 6)
        return [initial, budget, actual]

    # -- the indicators ----------------------------------------------------------------------------

    def _indicators(self, slips: float) -> abc.Generator[tuple[str, ...], None, Decimal]:
        """Some rows, some of them not in use, now and then none; gives the points of all."""
        levels = [one.name for one in self.rules.level1]
        left, total = self.rules.indicator_weight, Decimal(0)
        count = self._random.randint(2, 5)
        idle = 1.0 if self._random.random() < 0.03 else 0.15
        for number in range(count):
            if self._random.random() < idle:
                yield levels[0], "数量指标", *[""] * 8
                continue
            weight = (
                left if number == count - 1 else min(left, Decimal(self._one_of(("5", "10", "20", "30"))))
            )
            left -= weight
            row, points = self._indicator(weight)
            total += points
            typed = [self._typed(text, slips, self._odd(column)) for column, text in enumerate(row)]
            yield levels[number % len(levels)], self._one_of(("数量指标", "质量指标")), *typed
        return total

    def _indicator(self, weight: Decimal) -> tuple[list[str], Decimal]:
        """三级指标 to 偏差原因 of one row, and its points."""
        name = self._one_of(("道路长度", "受益户数", "验收合格率", "完工时间", "管护机制", "村民满意度"))
        sign = self._one_of(SIGNS)
        if sign == "定性":
            band = self._one_of(self.rules.qualitative)
            points = round(weight * self._one_of((band.low, band.high, Decimal("0.7"))), 2)
            actual = self._one_of((band.label, band.label, *band.aliases[:1], "不适用", "基本完成"))
            return self._line(name, (sign, "建立机制", "", actual), weight, points)
        target = Decimal(self._one_of(("0", "2", "3", "95", "100", "320.5", "0.3")))
        done = self._one_of(("1", "1", "1.05", "0.9", "0.333", "1.4", "2.5", "0"))
        reached = round(target * Decimal(done), 4)
        counted = round(weight * min(reached, target) / target, 2) if target else weight
        return self._line(name, (sign, f"{target:f}", self._one_of(UNITS), f"{reached:f}"), weight, counted)

    def _line(
        self, name: str, measured: Sequence[str], weight: Decimal, points: Decimal
    ) -> tuple[list[str], Decimal]:
        given = self._one_of((points, points, points, weight, weight + 1, points - 1, Decimal(-1)))
        reason = self._one_of(REASONS)
        return [name, *measured, f"{weight:f}", f"{given:f}", reason], given

    @staticmethod
    def _odd(column: int) -> Sequence[str]:
        """What else may stand in a column of :meth:`_indicator`."""
        return (
            ODD_TEXTS, ODD_SIGNS, ODD_TARGETS, (*UNITS, " 公里"),
            (*ODD_NUMBERS, "不适用", "≥90%", "已完成", "不低于90"), ODD_NUMBERS, ODD_NUMBERS, ODD_TEXTS,
        )[column]  # fmt: skip

    # -- the form as a whole -----------------------------------------------------------------------

    def _grade(self, total: Decimal) -> str:
        return self.rules.grade(total) if self._random.random() < 0.8 else self._one_of(GRADES)

    def _near(self, value: Decimal) -> str:
        """Mostly the value itself, at times one beside it, on either side of a tolerance."""
        offset = self._one_of(
            ("0", "0", "0", "0", "0.005", "0.01", "0.0101", "-0.05", "-0.0501", "0.0001", "1", "-3")
        )
        return f"{value + Decimal(offset):f}"

    def _typed(self, text: str, slips: float, others: Sequence[str]) -> str:
        return self._one_of(others) if self._random.random() < slips else text

    def _one_of(self, choices: Sequence[T]) -> T:
        return self._random.choice(choices)
