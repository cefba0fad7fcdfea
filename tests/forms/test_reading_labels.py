"""A form without names is read by its labels, wherever they stand and however they are printed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from support.form import layout_of
from support.published import LANGFANG
from support.returned import blank_form, filled_form, pasted, without_names
from support.sheets import sheet_bytes, workbook_bytes
from xlperf.forms.names import FORM_SHEET, GUIDE_SHEET, Name
from xlperf.forms.reading import read_workbook
from xlperf.model.evaluation import (
    FOREIGN_FORM,
    Entry,
    FundingLine,
    IndicatorLine,
    Relation,
    SelfEvaluation,
)
from xlperf.model.ledger import Column, Source
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.refs import parse_ref, ref
from xlperf.ooxml.workbook import Workbook
from xlperf.rules.loading import load_ruleset, ruleset_ids


def read(data: bytes, ruleset: str = "central_2020") -> SelfEvaluation:
    """The only form of a workbook."""
    (form,) = read_workbook(data, load_ruleset(ruleset)).forms
    return form


def entries(form: SelfEvaluation) -> dict[str, Entry[object]]:
    """Every entry of a form by a path such as indicators.0.target."""

    def walk(path: str, value: object) -> dict[str, Entry[object]]:
        if isinstance(value, Entry):
            return {path: value}
        if isinstance(value, FundingLine | IndicatorLine | SelfEvaluation):
            parts = [(f"{path}.{field.name}", getattr(value, field.name)) for field in fields(value)]
        elif isinstance(value, tuple):
            parts = [(f"{path}.{number}", part) for number, part in enumerate(value)]
        else:
            parts = []
        return {key: entry for each, part in parts for key, entry in walk(each, part).items()}

    return walk("form", form)


def as_pasted(form: SelfEvaluation, rows: int, columns: int) -> dict[str, Entry[object]]:
    """What the form says after it was pasted, without formulas, so many cells farther."""

    def move(entry: Entry[object]) -> Entry[object]:
        if not entry.cell:
            return entry
        row, column = parse_ref(entry.cell)
        return replace(entry, cell=ref(row + rows, column + columns), formula=False)

    return {path: move(entry) for path, entry in entries(form).items()}


# -- our own form ------------------------------------------------------------------------------------


@pytest.mark.parametrize("ruleset", ruleset_ids())
@pytest.mark.parametrize("make", [filled_form, lambda ruleset: blank_form(ruleset).to_bytes()])
def test_an_issued_form_that_lost_its_names_reads_the_same(
    ruleset: str, make: Callable[[str], bytes]
) -> None:
    named, labelled = read(make(ruleset), ruleset), read(without_names(make(ruleset)), ruleset)
    assert replace(labelled, form=named.form) == named
    assert (labelled.form, labelled.missing) == (FOREIGN_FORM, ())


def test_a_form_pasted_elsewhere_in_another_workbook_reads_the_same() -> None:
    form = read(pasted(filled_form(), rows=5, columns=3, title="我们村的表"))
    assert form.sheet == "我们村的表"
    assert entries(form) == as_pasted(read(filled_form()), rows=5, columns=3)


_DECORATIONS: Mapping[str, Callable[[str], str]] = {
    "broken over two lines": lambda label: f"{label[:2]}\n{label[2:]}",
    "spread out": "　".join,
    "with a colon": lambda label: f"{label}：",
    "numbered": lambda label: f"一、{label}",
    "with a mark": lambda label: f"*{label}",
    "with brackets behind": lambda label: f"{label}（必填）",
    "between blanks": lambda label: f"  {label}\u00a0",
    "as printed": str,
}
_LABELS = frozenset(label.text for label in layout_of("central_2020").labels()) - {"—", ""}


@settings(max_examples=30, deadline=None)
@given(
    rows=st.integers(0, 40),
    columns=st.integers(0, 12),
    decorations=st.dictionaries(st.sampled_from(sorted(_LABELS)), st.sampled_from(sorted(_DECORATIONS))),
)
def test_neither_place_nor_print_of_the_labels_matters(
    rows: int, columns: int, decorations: dict[str, str]
) -> None:
    def relabel(text: str) -> str:
        return _DECORATIONS[decorations.get(text, "as printed")](text)

    form = read(pasted(filled_form(), rows=rows, columns=columns, relabel=relabel))
    assert entries(form) == as_pasted(read(filled_form()), rows, columns)


# -- a form of somebody else ---------------------------------------------------------------------------


def test_the_heading_of_a_central_form_is_read() -> None:
    form = read(sheet_bytes(LANGFANG, "自评表"))
    found = (form.year, form.project_name, form.department, form.unit, form.goal, form.goal_done)
    assert [(entry.value, entry.cell) for entry in found] == [
        (2019, "A2"),
        ("办公宿舍楼、食堂及餐厅暖通改造经费", "C3"),
        ("廊坊市发改委", "C4"),
        ("廊坊市食品工程学校", "I4"),
        ("43.2", "B11"),
        ("37.24", "G11"),
    ]
    assert (form.form, form.sheet, form.money_unit) == (FOREIGN_FORM, "自评表", MoneyUnit.WAN)


def test_the_funds_of_a_central_form_are_read() -> None:
    form = read(sheet_bytes(LANGFANG))
    assert [line.source for line in form.funding] == list(Source)
    assert [[line.get(column).value for column in Column] for line in form.funding] == [
        [432000, 432000, 372400],
        [432000, 432000, 372400],
        [None, None, None],
        [None, None, None],
    ]
    assert form.line(Source.OTHER).actual.cell == "G9"
    results = (form.rate, form.rate_weight, form.rate_score, form.total_score)
    assert [(entry.value, entry.text, entry.cell) for entry in results] == [
        (Decimal("0.86"), "86%", "I6"),
        (Decimal(10), "10", "H6"),
        (Decimal(9), "9", "J6"),
        (Decimal(98), "98", "I23"),
    ]


def test_the_indicators_of_a_central_form_are_read() -> None:
    lines = read(sheet_bytes(LANGFANG)).indicators
    assert [(line.level1.cell, line.level2.value, line.level3.value, line.level3.cell) for line in lines] == [
        ("B13", "数量指标", "工程资金金额", "D13"),
        ("B13", "质量指标", "工程完工率", "D15"),
        ("B13", "质量指标", "工程验收合格率", "D16"),
        ("B13", "时效指标", "项目完成及时率", "D17"),
        ("B13", "成本指标", "成本控制率", "D18"),
        ("B19", "经济效益指标", "安全率", "D19"),
        ("B19", "社会效益指标", "学校发展能力", "D20"),
        ("B19", "可持续影响指标", "长期使用性", "D21"),
        ("B22", "服务对象满意度指标", "学生满意度", "D22"),
    ]
    assert lines[0].level1.value == "产出指标（50分）"
    first = (lines[0].target, lines[0].actual, lines[0].weight, lines[0].score, lines[0].reason)
    assert [(entry.value, entry.cell) for entry in first] == [
        (Decimal("43.2"), "F13"),
        (Decimal("37.24"), "G13"),
        (Decimal(10), "H13"),
        (Decimal(9), "I13"),
        ("剩余3%尾款未付。", "J13"),
    ]


def test_what_a_central_form_does_not_have_is_missing() -> None:
    form = read(sheet_bytes(LANGFANG))
    assert form.missing == (Name.PROJECT_CODE,)
    assert (form.project_code.value, form.project_code.cell) == (None, "")


#: A small form with everything that a form must have; tests replace one line or another.
SMALL = {
    1: "| 项目名称 | 村道 | < | < | < | < | < |",
    2: "| 项目资金（万元） | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |",
    3: "| 年度资金总额 | 10 | 10 | 9 | 10 | 90% | 9 |",
    4: "| 预期目标 | 修路 | < | < | < | < | < |",
    5: "| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |",
    6: "| 产出指标 | 数量指标 | 里程 | ≥3公里 | 3 | 90 | 90 |",
    7: "| 总分 | < | < | < | < | 100 | 99 |",
}


def small(*below: str, **lines: str) -> SelfEvaluation:
    """The small form with lines replaced (r6="…") and with others added at its end."""
    changed = {**SMALL, **{int(name.removeprefix("r")): line for name, line in lines.items()}}
    return read(table(*changed.values(), *below))


def forms(*rows: str) -> tuple[SelfEvaluation, ...]:
    """All forms of a sheet with these rows."""
    return read_workbook(table(*rows), load_ruleset("central_2020")).forms


def table(*rows: str) -> bytes:
    """A workbook of one sheet with seven columns; the rows are numbered here."""
    numbered = (f"| {number} {row}" for number, row in enumerate(rows, 1))
    return sheet_bytes("\n".join(("| | A | B | C | D | E | F | G |", *numbered)))


@pytest.mark.parametrize(
    ("printed", "relation", "target", "unit"),
    [
        ("≥200平方米", Relation.GE, Decimal(200), "平方米"),
        ("= 100%", Relation.EQ, Decimal(100), "%"),
        ("不超过8400元", Relation.LE, Decimal(8400), "元"),
        ("90%", None, Decimal(90), "%"),
        ("5", None, Decimal(5), None),
        ("2023年12月", Relation.LE, date(2023, 12, 31), None),
        ("效果明显", Relation.QUALITATIVE, "效果明显", None),
    ],
)
def test_a_target_in_one_cell_is_taken_apart(
    printed: str, relation: Relation | None, target: object, unit: str | None
) -> None:
    (line,) = small(r6=f"| 产出指标 | 数量指标 | 里程 | {printed} | 3 | 90 | 90 |").indicators
    assert (line.relation.value, line.target.value, line.unit.value) == (relation, target, unit)
    assert line.target.cell == "D6"


def test_an_actual_value_is_read_in_the_unit_of_its_target() -> None:
    row = "| 产出指标 | 质量指标 | 合格率 | ≥90% | 95% | 90 | 90 |"
    assert small(r6=row).indicators[0].actual.value == 95


@pytest.mark.parametrize(
    ("label", "unit", "yuan"),
    [("项目资金（元）", MoneyUnit.YUAN, "10"), ("项目资金(单位：万元)", MoneyUnit.WAN, "100000")],
)
def test_the_unit_of_money_is_the_one_on_the_form(label: str, unit: MoneyUnit, yuan: str) -> None:
    form = small(r2=f"| {label} | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |")
    assert (form.money_unit, form.line(Source.TOTAL).budget.value) == (unit, Decimal(yuan))


def test_the_unit_of_money_may_stand_above_the_table() -> None:
    line = "| 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |"
    form = small(r1="| 项目名称 | 村道 | < | < | < | < | 金额单位：元 |", r2=f"| 项目资金 {line}")
    assert form.money_unit is MoneyUnit.YUAN


def test_a_project_that_is_named_after_a_unit_of_money_says_nothing_about_it() -> None:
    form = small(r1="| 项目名称 | 村干部补贴（元） | < | < | < | < | < |")
    assert form.money_unit is MoneyUnit.WAN


def test_a_unit_of_money_that_no_label_names_is_missing() -> None:
    form = small(r2="| 项目资金 | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |")
    assert form.money_unit is MoneyUnit.WAN
    assert "金额单位" in form.missing


def test_everything_that_was_not_found_is_missing() -> None:
    form = small()
    assert form.missing == (
        "年度",
        "项目编码",
        "主管部门",
        "实施单位",
        "实际完成情况",
        "等级",
        "资金-其中：当年财政拨款",
        "资金-上年结转资金",
        "资金-其他资金",
        "绩效指标-偏差原因分析及改进措施",
    )
    assert [line.source for line in form.funding] == [Source.TOTAL]


@pytest.mark.parametrize("first", ["（2021年度）", "2021", "2021年度项目支出绩效自评表", "二〇二一年度"])
def test_the_year_stands_above_the_project(first: str) -> None:
    form = read(table(f"| {first} | < | < | < | < | < | < |", *SMALL.values()))
    assert (form.year.value, form.year.cell) == (2021, "A1")


def test_the_year_may_have_a_label_of_its_own() -> None:
    year = small(r1="| 项目名称 | 村道 | < | 年度 | 2021 | < | < |").year
    assert (year.value, year.cell) == (2021, "E1")


def test_the_year_beside_its_label_goes_before_one_in_the_title() -> None:
    title = "| 2022年度自评表（2022年3月填报） | < | < | < | < | < | < |"
    labelled = "| 项目名称 | 村道 | < | 年度 | 2021 | < | < |"
    assert read(table(title, labelled, *list(SMALL.values())[1:])).year.value == 2021


@pytest.mark.parametrize("first", ["填报日期：2022年3月5日", "报表编号510000_2013zp", "3"])
def test_not_every_number_above_the_project_is_its_year(first: str) -> None:
    form = read(table(f"| {first} | < | < | < | < | < | < |", *SMALL.values()))
    assert form.year == Entry()


def test_a_year_left_blank_has_its_cell() -> None:
    title, blank = (
        "| 年度项目支出绩效自评表 | < | < | < | < | < | < |",
        "| （    年度） | < | < | < | < | < | < |",
    )
    year = read(table(title, blank, *SMALL.values())).year
    assert (year.value, year.cell, year.notes) == (None, "A2", ())


def test_blank_cells_between_a_label_and_its_value_do_not_matter() -> None:
    form = small(r1="| 项目名称 | | | 村道 | | 实施单位 | 东王平村 |")
    assert (form.project_name.value, form.project_name.cell) == ("村道", "D1")
    assert form.unit.value == "东王平村"


def test_a_value_left_blank_is_not_taken_from_beyond_the_next_label() -> None:
    form = small(r1="| 项目名称 | 村道 | < | 主管部门 | | 实施单位 | 东王平村 |")
    assert (form.department.value, form.department.cell) == (None, "E1")


def test_goals_are_read_beside_their_labels_or_under_them() -> None:
    beside = small(r4="| 预期目标 | 修路 | < | < | 实际完成情况 | 修好了 | < |")
    under = read(sheet_bytes(LANGFANG))
    assert [(form.goal.cell, form.goal_done.cell) for form in (beside, under)] == [
        ("B4", "F4"),
        ("B11", "G11"),
    ]


def test_a_goal_beside_its_label_may_stand_over_anything() -> None:
    other = "| 年度重点工作 | 道路 | < | < | < | < | < |"
    rows = list(SMALL.values())
    form = read(table(*rows[:4], other, *rows[4:]))
    assert (form.goal.value, form.goal.cell) == ("修路", "B4")


@pytest.mark.parametrize(
    ("line", "goal"),
    [
        ("| 预期目标 | | | | | | |", Entry(cell="B4")),
        ("| 预期目标 | < | < | < | < | < | < |", Entry()),
    ],
)
def test_a_goal_left_blank_is_not_the_next_label(line: str, goal: Entry[str]) -> None:
    assert small(r4=line).goal == goal


def test_labels_below_the_indicators_announce_no_fields() -> None:
    assert small("| 主管部门 | 审核意见：同意 | < | < | < | < | < |").department == Entry()


def test_remarks_below_the_total_are_no_indicators() -> None:
    form = small("| 备注 | 无 | 本表一式两份 | 3 | 4 | 5 | 6 |")
    assert [line.level3.value for line in form.indicators] == ["里程"]


def test_a_form_without_a_total_ends_at_its_remarks() -> None:
    form = small("| 填表人：张三 | | 联系电话 | 2 | 3 | | |", r7="| | | 合格率 | 100 | 100 | 10 | 9 |")
    assert [line.level3.value for line in form.indicators] == ["里程", "合格率"]
    assert form.total_score == Entry()
    assert {Name.TOTAL_SCORE, Name.GRADE} <= set(form.missing)


def test_a_total_may_stand_below_other_matters() -> None:
    """As on Yunnan's form."""
    last = "| 总分 | < | < | < | < | 100 | 99 |"
    form = small("| 备注 | 无 | | 4 | 5 | 6 | 7 |", last, r7="| 其他需要说明事项 | 无 | 1 | 2 | 3 | 4 | 5 |")
    assert [line.level3.value for line in form.indicators] == ["里程"]
    assert (form.total_score.value, form.total_score.cell) == (Decimal(99), "G9")


@pytest.mark.parametrize("between", ["| 备注 | 无 | < | < | < | < | < |", "| | | | | | | |"])
def test_the_total_of_the_next_form_is_not_taken_for_a_lost_one(between: str) -> None:
    lines = {**SMALL, 7: between}
    first, second = forms(*lines.values(), *SMALL.values())
    assert [line.level3.value for line in first.indicators] == ["里程"]
    assert first.total_score == Entry()
    assert (second.total_score.value, second.total_score.cell) == (Decimal(99), "G14")


@pytest.mark.parametrize(
    ("label", "goal"),
    [
        ("| 总体目标 | 修路 | < | 全年实际完成情况 | 修好了 | < | < |", ("修路", "B4")),
        ("| 总体目标 | 预期目标 | 修路 | 实际完成情况 | 修好了 | < | < |", ("修路", "C4")),
    ],
)
def test_an_overall_goal_is_a_goal_unless_it_heads_one(label: str, goal: tuple[str, str]) -> None:
    form = small(r4=label)
    assert (form.goal.value, form.goal.cell) == goal
    assert (form.goal_done.value, form.goal_done.cell) == ("修好了", "E4")


def test_subtotals_and_a_repeated_header_are_no_indicators() -> None:
    form = small(
        SMALL[5],
        "| 效益指标 | 社会效益指标 | 出行 | 明显改善 | 达成年度指标 | 10 | 9 |",
        "| 总分 | < | < | < | < | 100 | 98 |",
        r7="| 小计 | < | < | | | 90 | 90 |",
    )
    assert [line.level3.value for line in form.indicators] == ["里程", "出行"]
    assert form.total_score.value == 98


def test_a_total_beside_the_title_of_the_table_ends_it() -> None:
    last = "| 23 | 总分 | < | < | < | < | < | < | 100 | 98 | |"
    beside = "| 23 | ^ | 总分 | < | < | < | < | < | 100 | 98 | |"
    assert last in LANGFANG
    form = read(sheet_bytes(LANGFANG.replace(last, beside)))
    assert (form.total_score.value, len(form.indicators)) == (Decimal(98), 9)


def test_the_word_total_among_the_targets_does_not_end_the_table() -> None:
    form = small("| 总分 | < | < | < | < | 100 | 99 |", r7="| ^ | ^ | ^ | 合计 | 3 | 5 | 5 |")
    assert [line.target.text for line in form.indicators] == ["≥3公里", "合计"]


def test_a_header_may_have_two_rows() -> None:
    rows = list(SMALL.values())
    above = "| 绩效指标 | < | 三级指标 | 完成情况 | < | < | < |"
    header = "| 一级指标 | 二级指标 | ^ | 年度指标值 | 实际完成值 | 分值 | 得分 |"
    form = read(table(*rows[:4], above, header, *rows[5:]))
    assert [line.level3.value for line in form.indicators] == ["里程"]


def test_a_cell_that_reaches_over_two_columns_belongs_to_the_first() -> None:
    line = small(r6="| 产出指标 | 数量指标 | 里程 | ≥3公里 | 不适用 | < | 90 |").indicators[0]
    assert (line.actual.value, line.weight) == ("不适用", Entry())


@pytest.mark.parametrize("label", ["三级指标", "预算数", "等级"])
def test_a_single_word_of_a_table_is_no_table(label: str) -> None:
    form = small(r1=f"| 项目名称 | 村道 | < | {label} | 重点 | < | < |")
    assert replace(form, project_name=small().project_name, remarks=()) == small()


def test_an_indicator_over_two_rows_counts_once() -> None:
    form = small(
        "| 总分 | < | < | < | < | 100 | 99 |",
        r6="| 产出指标 | 数量指标 | 里程 | ≥3公里 | 3 | 90 | 90 |",
        r7="| ^ | ^ | ^ | ≥2座桥 | 2 | ^ | ^ |",
    )
    weights = [(line.level3.value, line.target.text, line.weight.value) for line in form.indicators]
    assert weights == [("里程", "≥3公里", Decimal(90)), ("里程", "≥2座桥", None)]


def test_a_row_that_is_merged_with_the_one_above_throughout_is_no_second_indicator() -> None:
    form = small("| 总分 | < | < | < | < | 100 | 99 |", r7="| ^ | ^ | ^ | ^ | ^ | ^ | ^ |")
    assert [line.level3.value for line in form.indicators] == ["里程"]


@pytest.mark.parametrize(
    ("last", "value", "cell"),
    [
        ("| 等级 | 优 | < | < | < | < | < |", "优", "B8"),
        ("| 评价等级：良 | < | < | < | < | < | < |", "良", "A8"),
        ("| 等级（中） | < | < | < | < | < | < |", "中", "A8"),
        ("| 等级 | | | | | | |", None, "B8"),
    ],
)
def test_the_grade_stands_beside_its_label_or_in_it(last: str, value: str | None, cell: str) -> None:
    grade = small(last).grade
    assert (grade.value, grade.cell) == (value, cell)


def test_a_remark_in_the_row_of_the_total_is_no_grade() -> None:
    form = read(sheet_bytes(LANGFANG.replace("| 100 | 98 | |", "| 100 | 98 | 同意 |")))
    assert form.grade == Entry()
    assert Name.GRADE in form.missing


def test_a_conclusion_is_no_grade() -> None:
    assert small("| 评价结论 | 总体较好 | < | < | < | < | < |").grade == Entry()


def test_two_columns_of_money_make_a_funds_table() -> None:
    form = small(r2="| 项目资金（万元） | 年初预算数(A) | | 全年执行数(B) | 分值 | 执行率(B/A) | 得分 |")
    total = form.line(Source.TOTAL)
    assert (total.initial_budget.text, total.budget, total.actual.text) == ("10", Entry(), "9")
    assert "资金-全年预算数" in form.missing


@pytest.mark.parametrize(
    "lines",
    [
        {"r3": "| 年度资金总额 | 10 | 10 | 9 | 10 | 90% | 其他资金 |"},
        {"r6": "| 其他资金 | 数量指标 | 里程 | ≥3公里 | 3 | 90 | 90 |"},
    ],
)
def test_the_name_of_a_source_elsewhere_is_no_row_of_funds(lines: dict[str, str]) -> None:
    assert [line.source for line in small(**lines).funding] == [Source.TOTAL]


def test_an_amount_under_the_second_half_of_a_wide_header_is_found() -> None:
    form = small(
        r2="| 项目资金（万元） | 年初预算数 | 全年预算数 | < | 全年执行数 | < | 得分 |",
        r3="| 年度资金总额 | 10 | | 12 | 9 | < | 9 |",
    )
    amounts = [form.line(Source.TOTAL).get(column) for column in Column]
    assert [(entry.text, entry.cell) for entry in amounts] == [("10", "B3"), ("12", "D3"), ("9", "E3")]


def test_an_amount_merged_over_two_rows_belongs_to_the_first() -> None:
    rows = ("| 其中：当年财政拨款 | 10 | ^ | 9 | | | |", *list(SMALL.values())[3:])
    form = read(table(SMALL[1], SMALL[2], SMALL[3], *rows))
    assert form.line(Source.TOTAL).budget.text == "10"
    assert form.line(Source.APPROPRIATION).budget == Entry()


# -- what is no form -----------------------------------------------------------------------------------


def test_the_guide_and_the_identity_of_an_issued_workbook_are_no_forms() -> None:
    book = Workbook.load(without_names(filled_form()))
    book.remove_sheet(book.sheet(FORM_SHEET))
    assert book.sheets[0].title == GUIDE_SHEET
    assert read_workbook(book.to_bytes(), load_ruleset("central_2020")).forms == ()


def test_a_sheet_without_a_header_of_indicators_is_no_form() -> None:
    rows = [line for number, line in SMALL.items() if number != 5]
    assert forms(*rows) == ()


@pytest.mark.parametrize(
    ("left_out", "missing"), [(1, {"项目名称"}), (2, {"执行率", "资金-年度资金总额", "资金-全年执行数"})]
)
def test_a_form_without_its_name_or_its_funds_is_read_and_says_so(left_out: int, missing: set[str]) -> None:
    (form,) = forms(*(line for number, line in SMALL.items() if number != left_out))
    assert missing <= set(form.missing)
    assert [line.level3.value for line in form.indicators] == ["里程"]


def test_other_sheets_beside_the_form_are_passed_over() -> None:
    ledger = """
    |   | A        | B        | C          | D          |
    | 1 | 项目名称 | 实施单位 | 年初预算数 | 全年预算数 |
    | 2 | 村道     | 东王平村 | 10         | 10         |
    """
    form = read(workbook_bytes({"台账": ledger, "表": LANGFANG, "空": "| | A |"}))
    assert form.sheet == "表"


_WORDS = st.sampled_from(
    [
        *(label.replace("\n", "⏎") for label in sorted(_LABELS)),
        "",
        "3",
        "86%",
        "≥90%",
        "备注：无",
        "（2021年度）",
        "小计",
        "……",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.tuples(st.integers(0, 6), st.integers(0, 6)), _WORDS, max_size=12))
@example({(5, 2): "三级指标"})
def test_whatever_stands_where_a_sheet_is_a_form_or_none(typed: dict[tuple[int, int], str]) -> None:
    cells = [[text.strip(" <") for text in line.split("|")[1:-1]] for line in SMALL.values()]
    for (row, column), text in typed.items():
        cells[row][column] = text
    rows = [f"| {' | '.join(row)} |" for row in cells]
    found = forms(*rows)
    lines = [line for form in found for line in form.indicators if line.level3.cell]
    assert not [line for line in lines if is_header(cells[parse_ref(line.level3.cell)[0] - 1])]
    assert len(found) <= 2


def is_header(row: Sequence[str]) -> bool:
    """Whether a row has the labels of 绩效指标; an indicator may be called 三级指标, if nobody named it."""
    wanted = ({"一级指标", "二级指标"}, {"三级指标"}, {"年度指标值", "实际完成值"})
    return all(labels & {*row} for labels in wanted)
