"""The result tables of an example round, written out: what a report and a summary workbook are made from.

The functional classes, the unevaluated projects and the key project are those of
王平镇2021年度公开报告; the evaluated projects are made up.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from xlperf.model.ledger import Settings
from xlperf.model.rounding import ratio
from xlperf.model.tables import (
    BandRow,
    Department,
    DepartmentIndicator,
    ExecutionGroup,
    KeyProjectRow,
    MissingRow,
    NarrativeRow,
    ProblemRow,
    ProjectRow,
    Tables,
    UnevaluatedRow,
)
from xlperf.rules.loading import load_ruleset
from xlperf.rules.ruleset import RuleSet

WAN = Decimal(10_000)
SETTINGS = Settings(town="王平镇", year=2021, ruleset="beijing_2021_town", money_unit="万元")
RULES: RuleSet = load_ruleset(SETTINGS.ruleset)

FUNCTIONS = """
201 | 一般公共服务支出         | 4712.95 | 4458.3
203 | 国防支出                 | 96      | 96
207 | 文化旅游体育与传媒支出   | 328.61  | 112.58
208 | 社会保障和就业支出       | 1192.84 | 1070.89
210 | 卫生健康支出             | 126.92  | 113.94
211 | 节能环保支出             | 544.56  | 544.56
212 | 城乡社区支出             | 1150.31 | 980.8
213 | 农林水支出               | 3241.31 | 1661.48
214 | 交通运输支出             | 70.86   | 52.51
223 | 国有资本经营预算支出     | 20.96   | 10.66
224 | 灾害防治及应急管理支出   | 42.99   | 42.99
229 | 其他支出                 | 2538.02 | 2488.02
"""
UNITS = """
001 | 王平镇人民政府         | 12066.33 | 10005.27
101 | 东王平村               | 310.5    | 300.5
102 | 西王平村               | 289.5    | 252.36
103 | 南涧村                 | 500      | 312.6
104 | 韭园村                 | 400      | 400
105 | 色树坟社区             | 500      | 362
"""
SOURCES = """
appropriation | 当年财政拨款 | 12500    | 10466.4
carryover     | 上年结转资金 | 1400     | 1100
other         | 其他资金     | 166.33   | 66.33
"""
#: code | name | unit | class | initial | budget | actual | 产出 | 效果 | 满意度 | grade | deviations
PROJECTS = """
P001 | 王平镇民防指挥中心 | 001 王平镇人民政府 | 203 国防支出 | 96 | 96 | 96 | 50 | 28.5 | 10 | 优 | 0
P002 | 水务工作经费 | 001 王平镇人民政府 | 213 农林水支出 | 200 | 180.5 | 150.25 | 44.5 | 26 | 9 | 良 | 2
P003 | 美丽休闲乡村项目 | 102 西王平村 | 213 农林水支出 | 89.5 | 89.5 | 52.36 | 38 | 22 | 9 | 中 | 1
P004 | 村庄环境整治 | 101 东王平村 | 211 节能环保支出 | 10.5 | 10.5 | 10.5 | 50 | 30 | 9.5 | 优 | 0
P005 | 应急值守补助 | 105 色树坟社区 | 224 灾害防治及应急管理支出 | 0 | 0 | 0 | 50 | 30 | 10 | 优 | 0
"""
UNEVALUATED = """
U01 | “净土工程”专项奖励经费 | 100000 | 2021年底指标到达，未来得及支出
U02 | 2020年镇街招商引资收入贡献奖励 | 79876.97 | 2021年底指标到达，未安排
U03 | 2021年退耕还林补助资金 | 240076.7 | 2021年底指标到达，未来得及支出，已于2022年1月支出
U04 | 2021年镇街财政管理绩效激励资金 | 200000 | 2021年底指标到达，未来得及支出
U05 | 门头沟区检疫性有害生物防控与设备维护项目 | 140000 | 2021年底指标到达，未来得及支出
U06 | 门头沟区农产品质量安全监测项目 | 20500 | 2021年底指标到达，未来得及支出
U07 | 农村基础设施运维管护 | 507663 | 2021年底指标到达，未来得及支出
U08 | 人居环境奖励项目 | 578720 | 2021年底指标到达，未来得及支出，已于2022年1月支出
U09 | 统防统治绿色防控措施推广补贴项目 | 7000 | 2021年底指标到达，未来得及支出
U10 | 王平镇2022年南港村扶持壮大村集体项目 | 2000000 | 2021年底指标到达，未来得及支出
U11 | 王平镇色书坟社区文化活动室改造工程 | 614223.56 | 2021年底指标到达，未来得及支出
U12 | 王平镇文化中心屋顶防水改造工程 | 1248258.79 | 2021年底指标到达，未来得及支出
U13 | 综合工作经费补充资金 | 460000 | 2021年底指标到达，未来得及支出，部分已于2022年2月支出
"""
#: code | project | unit | indicator | points lost | problem | measure
PROBLEMS = """
P002 | 水务工作经费 | 水务站 | 工程完成时间 | 3 | 今年降水增多且频繁，维修清掏工作滞后 | 汛期前完成管网排查
P002 | 水务工作经费 | 水务站 | 管网维修长度 | 2.5 | 今年降水增多且频繁，维修清掏工作滞后 | 汛期前完成管网排查
P002 | 水务工作经费 | 水务站 | 资金支付及时率 | 1 | 年底封账，工程款未能支付 | 预计三月底完成支付。
P003 | 美丽休闲乡村项目 | 西王平村 | 完工时间 | 12 | 工程进度缓慢，年底完工后尚未验收 | 加快验收
"""
#: 一级 | 二级 | 三级 | relation | target | unit | actual | weight | score | reason
INDICATORS = """
产出指标 | 数量指标 | 民生实事完成数 | ≥ | 20 | 件 | 21 | 20 | 20 |
产出指标 | 数量指标 | 村庄环境整治覆盖率 | = | 100 | % | 92% | 10 | 9.2 | 两个村工期顺延
产出指标 | 进度指标 | 年度任务完成时间 | ≤ | 2021年12月底前 | | 2021年12月20日 | 10 | 10 |
产出指标 | 成本指标 | 支出控制在预算内 | 定性 | 不超预算 | | 达成年度指标 | 10 | 9.5 |
效益指标 | 社会效益 | 办事群众便利程度 | 定性 | 明显提高 | | 达成年度指标 | 30 | 25 | 线上办理尚未全覆盖
满意度指标 | 服务对象满意度 | 群众满意度 | ≥ | 90 | % | 93 | 10 | 8.03 | 样本200份
"""
#: section | heading | text
NARRATIVE = """
主要工作任务 | | 一年来，我镇坚持“以收定支，量力而行”的原则，持续强化预算执行管理。
主要工作任务 | （一）践行绿色发展理念，助推生态环境改善。 | 一是全方位强化生态保护；二是多维度做好环境整治。
主要工作任务 | 支持产业转型升级，构建绿色产业格局 | 一是深绘规划引领发展；
主要工作任务 | | 二是加快基础设施提升；三是深入推动产业振兴
主要工作任务 | 3.全面落实惠民政策 | 一是积极促进稳就业保就业；二是全面落实社会保障政策。
产出数量 | | 围绕全镇重点任务，年初确定的各项工作按计划推进
产出质量 | | 各项工程验收合格率100%
产出进度 | |
经济效益 | | 完成税收任务，促进农村经济发展
社会效益 | |
环境效益 | | 农村脏乱差现状得到改善
可持续影响 | | 村庄人居环境得到进一步改善
"""


def rows(table: str) -> Iterator[list[str]]:
    """The cells of a table as it is written above."""
    for line in table.strip().splitlines():
        yield [cell.strip() for cell in line.split("|")]


def wan(text: str) -> Decimal:
    """An amount written in 万元, in 元."""
    return Decimal(text) * WAN


def groups(table: str) -> tuple[ExecutionGroup, ...]:
    """Rows of 执行率汇总 with rates and shares worked out."""
    found = [(code, name, wan(budget), wan(actual)) for code, name, budget, actual in rows(table)]
    whole = sum((budget for _, _, budget, _ in found), Decimal(0))
    return tuple(
        ExecutionGroup(code, name, budget, actual, ratio(actual, budget), ratio(budget, whole))
        for code, name, budget, actual in found
    )


def total_of(found: tuple[ExecutionGroup, ...]) -> ExecutionGroup:
    """The total row of such a table."""
    budget = sum((group.budget for group in found), Decimal(0))
    actual = sum((group.actual for group in found), Decimal(0))
    return ExecutionGroup("", "合计", budget, actual, ratio(actual, budget), Decimal(1))


def project(cells: list[str]) -> ProjectRow:
    """One row of 自评汇总, its execution rate scored out of 10."""
    code, name, unit, function, initial, budget, actual, output, effect, pleased, grade, deviations = cells
    rate = ratio(Decimal(actual), Decimal(budget))
    rate_score = round(min(rate or Decimal(0), Decimal(1)) * 10, 2)
    levels = dict(
        zip((level.name for level in RULES.level1), map(Decimal, (output, effect, pleased)), strict=True)
    )
    return ProjectRow(
        code=code,
        name=name,
        unit_code=unit.split()[0],
        unit_name=unit.split()[1],
        function_code=function.split()[0],
        function_name=function.split()[1],
        initial_budget=wan(initial),
        budget=wan(budget),
        actual=wan(actual),
        rate=rate,
        rate_score=rate_score,
        level1_scores=tuple(levels.items()),
        score=rate_score + sum(levels.values()),
        grade=grade,
        key=code == "P001",
        deviations=int(deviations),
    )


def bands(projects: tuple[ProjectRow, ...]) -> tuple[BandRow, ...]:
    """得分分布 of these projects."""
    intervals = ("90分（含90分）以上", "80-90分（含80分）", "60-80分（含60分）", "60分以下")
    counts = [sum(row.grade == grade.label for row in projects) for grade in RULES.grades]
    return tuple(
        BandRow(grade.label, interval, count, ratio(Decimal(count), Decimal(len(projects))))
        for grade, interval, count in zip(RULES.grades, intervals, counts, strict=True)
    )


KEY_PROJECT = KeyProjectRow(
    code="P001",
    name="王平镇民防指挥中心",
    overview="民防指挥中心建设内容：大屏拼接显示系统、视频会议系统等。\n用途：日常会议、战时指挥中心储备。",
    goal="日常会议、应急指挥中心高清的音视频交互、战时指挥中心储备。",
    funds=(
        "本项目年度预算金额为96万元，其中：当年财政拨款96万元，其他资金0万元。"
        "截至2021年12月底，本项目共支出96万元，其中：当年财政拨款96万元，其他资金0万元。"
    ),
    output="数量指标：应急指挥中心数量，目标=1个，实际1个。\n进度指标：完成时间，目标2021年8月底前，实际2021年8月15日。",
    effect="社会效益指标：战时指挥中心储备，目标提升，实际达成年度指标。",
    satisfaction="服务对象满意度指标：使用人员满意度，目标≥90%，实际98%。",
    problem="无",
    measure="无",
    score=Decimal("98.5"),
    grade="优",
)


def example_department() -> Department:
    """部门整体 with a score of 90."""
    return Department(
        narrative=tuple(NarrativeRow(*cells) for cells in rows(NARRATIVE)),
        indicators=tuple(
            DepartmentIndicator(
                level1=cells[0],
                level2=cells[1],
                level3=cells[2],
                relation=cells[3],
                target=cells[4],
                unit=cells[5],
                actual=cells[6],
                weight=Decimal(cells[7]),
                score=Decimal(cells[8]),
                reason=cells[9],
            )
            for cells in rows(INDICATORS)
        ),
        rate_score=Decimal("8.27"),
        score=Decimal("90"),
        grade="优",
    )


def example_tables() -> Tables:
    """Everything filled in: five evaluated projects, thirteen unevaluated ones, one key project."""
    projects = tuple(project(cells) for cells in rows(PROJECTS))
    functions = groups(FUNCTIONS)
    return Tables(
        projects=projects,
        functions=functions,
        functions_total=total_of(functions),
        by_unit=groups(UNITS),
        by_source=groups(SOURCES),
        bands=bands(projects),
        unevaluated=tuple(
            UnevaluatedRow(code, name, "001", "王平镇人民政府", Decimal(budget), reason)
            for code, name, budget, reason in rows(UNEVALUATED)
        ),
        missing=(),
        problems=tuple(
            ProblemRow(code, name, unit, indicator, Decimal(lost), problem, measure)
            for code, name, unit, indicator, lost, problem, measure in rows(PROBLEMS)
        ),
        key_projects=(KEY_PROJECT,),
        department=example_department(),
    )


def empty_tables() -> Tables:
    """A round in which nobody has written or returned anything."""
    nothing = ExecutionGroup("", "合计", Decimal(0), Decimal(0), None, None)
    return Tables(
        projects=(),
        functions=(),
        functions_total=nothing,
        by_unit=(),
        by_source=(),
        bands=bands(()),
        unevaluated=(),
        missing=(),
        problems=(),
        key_projects=(),
        department=Department((), (), Decimal(0), None, ""),
    )


#: What a village may type: a formula, a placeholder, markup, control and invisible characters.
NASTY = "=1+1{{ 标题 }}{% for %}{_{<b>&amp;\x07\x0b\u202e\ufffe“引号”】"


def nasty_tables() -> Tables:
    """The example with :data:`NASTY` in every text that a village or a clerk writes."""
    tables = example_tables()
    narrative = tuple(
        replace(row, heading=NASTY if row.heading else "", text=NASTY) for row in tables.department.narrative
    )
    indicators = tuple(
        replace(row, level3=NASTY, target=NASTY, actual=NASTY, unit=NASTY, reason=NASTY)
        for row in tables.department.indicators
    )
    return replace(
        tables,
        projects=tuple(replace(row, name=NASTY, unit_name=NASTY) for row in tables.projects),
        by_unit=tuple(replace(row, name=NASTY) for row in tables.by_unit),
        unevaluated=tuple(
            replace(row, name=NASTY, unit_name=NASTY, reason=NASTY) for row in tables.unevaluated
        ),
        problems=tuple(
            replace(row, name=NASTY, indicator=NASTY, problem=NASTY, measure=NASTY) for row in tables.problems
        ),
        key_projects=(
            replace(
                KEY_PROJECT,
                name=NASTY,
                overview=NASTY,
                goal=NASTY,
                funds=NASTY,
                output=NASTY,
                effect=NASTY,
                satisfaction=NASTY,
                problem=NASTY,
                measure=NASTY,
            ),
        ),
        missing=(MissingRow("101", "东王平村", "", "", "P009", NASTY, "未报"),),
        department=replace(tables.department, narrative=narrative, indicators=indicators),
    )
