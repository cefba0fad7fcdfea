"""A second town, made from CSV files only: 柳河镇 2023, Hubei's rules, six units, thirty projects."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from xlperf.demo.village import Answer

TOWN, YEAR, RULESET = "柳河镇", 2023, "hubei"

_UNITS = """\
单位编码,单位名称,类型,联系人,联系电话
001,柳河镇人民政府,机关,甲,0000-0001
002,柳河村,村,乙,0000-0002
003,东桥村,村,丙,0000-0003
004,西桥村,村,丁,0000-0004
005,沙洲社区,社区,戊,0000-0005
006,农业服务中心,事业单位,己,0000-0006
"""

_LEDGER_HEADER = (
    "项目编码,项目名称,单位编码,支出类型,功能分类编码,"
    "年初预算数-当年财政拨款,年初预算数-上年结转资金,年初预算数-其他资金,"
    "全年预算数-当年财政拨款,全年预算数-上年结转资金,全年预算数-其他资金,"
    "全年执行数-当年财政拨款,全年执行数-上年结转资金,全年执行数-其他资金,"
    "是否自评,未自评原因,是否重点,是否涉密\n"
)

_FUNCTIONS = ("2010301", "2120501", "2130126", "2140106")
_NAMES = ("道路养护", "沟渠清淤", "环境整治", "防汛物资", "文化活动")


@dataclass(frozen=True, slots=True)
class Project:
    """One evaluated project of the second town, amounts in 万元."""

    number: int

    @property
    def code(self) -> str:
        return f"LH{self.number:03d}"

    @property
    def name(self) -> str:
        return f"{_NAMES[self.number % 5]}项目（第{self.number}标段）"

    @property
    def unit(self) -> str:
        return f"{self.number % 6 + 1:03d}"

    @property
    def function(self) -> str:
        return _FUNCTIONS[self.number % 4]

    @property
    def fiscal(self) -> Decimal:
        """当年财政拨款 and 上年结转 together."""
        return Decimal(20 + self.number) + Decimal("0.5")

    @property
    def other(self) -> Decimal:
        return Decimal(self.number % 3)

    @property
    def spent(self) -> Decimal:
        """Fiscal funds spent; other funds are always spent in full."""
        return self.fiscal - Decimal(self.number % 7)

    @property
    def metres(self) -> int:
        """The quantity reached, of a target of 100."""
        return 100 - 5 * (self.number % 5)

    @property
    def satisfaction(self) -> int:
        """Of a target of 90 %."""
        return 90 + self.number % 4

    def budget(self) -> Decimal:
        return self.fiscal + self.other

    def actual(self) -> Decimal:
        return self.spent + self.other


PROJECTS = tuple(Project(number) for number in range(1, 31))
LEFT_OUT = (("LH901", "应急广播项目", "002", "2079999", "12.345678", "年底下达，未安排"),)
BASIC = (("LH999", "人员经费", "001", "2010301", "300", "298.5"),)


def write_files(folder: Path) -> dict[str, Path]:
    """Write units.csv, ledger.csv and targets.csv; returns their paths by name."""
    texts = {"units": _UNITS, "ledger": _ledger(), "targets": _targets()}
    paths = {name: folder / f"{name}.csv" for name in texts}
    for name, text in texts.items():
        paths[name].write_text(text, encoding="utf-8")
    return paths


def _ledger() -> str:
    rows = [_project_row(project) for project in PROJECTS]
    rows += [
        f"{code},{name},{unit},项目支出,{function},{amount},,,{amount},,,0,,,否,{reason},否,否"
        for code, name, unit, function, amount, reason in LEFT_OUT
    ]
    rows += [
        f"{code},{name},{unit},基本支出,{function},{budget},,,{budget},,,{spent},,,否,,否,否"
        for code, name, unit, function, budget, spent in BASIC
    ]
    return _LEDGER_HEADER + "".join(f"{row}\n" for row in rows)


def _project_row(project: Project) -> str:
    carried = Decimal("0.5")
    budget = f"{project.fiscal - carried},{carried},{project.other}"
    actual = f"{project.spent - carried},{carried},{project.other}"
    key = "是" if project.number == 7 else "否"
    heading = f"{project.code},{project.name},{project.unit},项目支出,{project.function}"
    return f"{heading},{budget},{budget},{actual},是,,{key},否"


def _targets() -> str:
    lines = ["项目编码,一级指标,二级指标,三级指标,指标性质,指标值,度量单位,分值"]
    for project in PROJECTS:
        lines += [
            f"{project.code},产出指标,数量指标,完成长度,≥,100,米,20",
            f"{project.code},产出指标,质量指标,验收情况,定性,验收合格,,10",
            f"{project.code},产出指标,时效指标,完成时间,≤,{YEAR}年12月底前,,10",
            f"{project.code},效益指标,社会效益指标,群众出行改善,定性,明显改善,,30",
            f"{project.code},满意度指标,服务对象满意度指标,群众满意度,≥,90,%,10",
        ]
    return "\n".join(lines) + "\n"


def answers() -> dict[str, Answer]:
    """What every unit answers, without a mistake."""
    return {project.code: _answer(project) for project in PROJECTS}


def _answer(project: Project) -> Answer:
    short = project.metres < 100
    return Answer(
        goal=f"按计划完成{project.name}的全部工程内容。",
        goal_done=f"全年完成{project.metres}米，验收合格，群众反映良好。",
        indicators={
            "完成长度": {
                "actual": str(project.metres),
                "reason": "征地滞后；改进措施：提前办理手续" if short else "",
            },
            "验收情况": {"actual": "达成预期指标", "score": "10"},
            "完成时间": {"actual": f"{YEAR}年11月", "score": "10"},
            "群众出行改善": {
                "actual": "达成预期指标",
                "score": "28",
                "reason": "受益面不够；改进措施：扩大范围",
            },
            "群众满意度": {"actual": str(project.satisfaction)},
        },
    )


def due_score(project: Project) -> Decimal:
    """The score worked out by hand: rate 20 (fiscal funds only), quantity 20, the rest as answered."""
    rate = (20 * project.spent / project.fiscal).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
    return rate + Decimal(project.metres) / 5 + 10 + 10 + 28 + 10


def function_sums() -> Iterator[tuple[str, Decimal, Decimal]]:
    """Class code, budget and actual in 元, for every functional class of the ledger."""
    rows = [(p.function, p.budget(), p.actual()) for p in PROJECTS]
    rows += [(function, Decimal(amount), Decimal(0)) for _, _, _, function, amount, _ in LEFT_OUT]
    rows += [(function, Decimal(budget), Decimal(spent)) for _, _, _, function, budget, spent in BASIC]
    for code in sorted({function[:3] for function, _, _ in rows}):
        mine = [(budget, actual) for function, budget, actual in rows if function[:3] == code]
        budget, actual = (sum(column, Decimal(0)) for column in zip(*mine, strict=True))
        yield code, budget * 10_000, actual * 10_000
