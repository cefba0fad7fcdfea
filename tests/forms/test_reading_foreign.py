"""What a form that we did not issue may look like, and what is said of what cannot be read."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from support.returned import blank_form, filled_form, without_names
from support.sheets import sheet_bytes, workbook_bytes
from xlperf.forms.reading import FormWorkbook, read_workbook
from xlperf.model.evaluation import Entry, Relation, RemarkKind, SelfEvaluation
from xlperf.model.ledger import Column, Source
from xlperf.model.money import MoneyUnit
from xlperf.rules.loading import load_ruleset

#: A form in ten columns; tests replace one line or another by its number.
FORM = {
    1: "| 项目支出绩效自评表（2022年度） | < | < | < | < | < | < | < | < | < |",
    2: "| 项目名称 | 村道硬化 | < | < | 主管部门 | 镇政府 | < | 实施单位 | 东村 | < |",
    3: "| 项目资金（万元） | | 年初预算数 | 全年预算数 | < | 全年执行数 | 分值 | 执行率 | 得分 | < |",
    4: "| ^ | 年度资金总额 | 50 | 50 | < | 45 | 10 | 90% | 9 | < |",
    5: "| ^ | 其中：当年财政拨款 | 50 | 50 | < | 45 | — | | — | < |",
    6: "| 年度总体目标 | 预期目标 | < | < | < | 实际完成情况 | < | < | < | < |",
    7: "| ^ | 修路3公里 | < | < | < | 修了3公里 | < | < | < | < |",
    8: "| 绩效指标 | 一级指标 | 二级指标 | 三级指标 | < "
    "| 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析 |",
    9: "| ^ | 产出指标 | 数量指标 | 里程 | < | ≥3公里 | 3 | 50 | 50 | |",
    10: "| ^ | 效益指标 | 社会效益指标 | 受益人数 | < | ≥200人 | 210 | 40 | 40 | |",
    11: "| 总分 | < | < | < | < | < | < | 100 | 99 | |",
}


def sheet(*below: str, **lines: str) -> str:
    """The form as a literal table, with lines replaced (r3="…") and others added at its end."""
    changed = [*{**FORM, **{int(name[1:]): line for name, line in lines.items()}}.values(), *below]
    rows = (f"| {number} {row}" for number, row in enumerate(changed, 1))
    return "\n".join(("| | A | B | C | D | E | F | G | H | I | J |", *rows))


def book(*tables: str) -> FormWorkbook:
    named = {f"表{number}": table for number, table in enumerate(tables, 1)}
    return read_workbook(workbook_bytes(named), load_ruleset("central_2020"))


def form(*below: str, **lines: str) -> SelfEvaluation:
    (found,) = book(sheet(*below, **lines)).forms
    return found


def remarks(found: SelfEvaluation, kind: RemarkKind) -> list[tuple[str, str]]:
    return [(remark.cell, remark.detail) for remark in found.remarks if remark.kind is kind]


def others(*tables: str) -> list[tuple[RemarkKind, str, str]]:
    found = [each.remark for each in book(*tables).others]
    return [(remark.kind, remark.cell, remark.detail) for remark in found]


def test_a_plain_form_leaves_nothing_to_say() -> None:
    assert (form().remarks, book(sheet()).others) == ((), ())


@pytest.mark.parametrize("data", [filled_form(), without_names(filled_form()), blank_form().to_bytes()])
def test_an_issued_workbook_has_nothing_but_its_forms(data: bytes) -> None:
    """Its guide names every label, and is no form."""
    found = read_workbook(data, load_ruleset("central_2020"))
    assert (len(found.forms), found.others) == (1, ())
    kinds = {remark.kind for remark in found.forms[0].remarks}
    assert not kinds & {RemarkKind.LEFT_OVER, RemarkKind.NEAR_LABEL, RemarkKind.MONEY_UNIT}


# -- labels that are nearly known --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "right", "wrong", "cell", "missing"),
    [
        (3, "全年预算数", "全年执预算数", "D3", "资金-全年预算数"),
        (3, "执行率", "执行绿", "H3", "执行率"),
        (4, "年度资金总额", "年度资金总颔", "B4", "资金-年度资金总额"),
        (8, "偏差原因分析", "偏差原因分忻", "J8", "绩效指标-偏差原因分析及改进措施"),
        (8, "实际完成值", "实际完成直", "G8", "绩效指标-实际完成值"),
        (6, "预期目标", "预期目际", "B6", "预期目标"),
    ],
)
def test_a_label_that_is_merely_like_a_known_one_is_told_and_not_taken_for_it(
    number: int, right: str, wrong: str, cell: str, missing: str
) -> None:
    found = form(**{f"r{number}": FORM[number].replace(right, wrong, 1)})
    assert missing in found.missing
    ((where, detail),) = remarks(found, RemarkKind.NEAR_LABEL)
    assert where == cell
    assert f"“{wrong}”像是“" in detail


@pytest.mark.parametrize(
    ("lines", "lost", "alike"),
    [
        ({"r8": FORM[8].replace("三级指标", "三级指际")}, "“三级指标”", "“三级指际”（D8）像是“三级指标”"),
        ({"r8": FORM[9]}, "“三级指标”", ""),
    ],
)
def test_a_form_that_lost_what_it_is_known_by_is_not_passed_over(
    lines: dict[str, str], lost: str, alike: str
) -> None:
    assert book(sheet(**lines)).forms == ()
    ((kind, cell, detail),) = others(sheet(**lines))
    assert (kind, cell) == (RemarkKind.LOST_FORM, "A1")
    assert lost in detail
    assert alike in detail


# -- other tables ------------------------------------------------------------------------------------------

DEPARTMENT = sheet(
    r1="| 部门整体支出绩效自评表（2022年度） | < | < | < | < | < | < | < | < | < |",
    r2="| 部门名称 | 镇政府 | < | < | < | < | < | < | < | < |",
)
DECLARED = """
| | A | B | C | D | E |
| 1 | 项目支出绩效目标申报表 | < | < | < | < |
| 2 | 项目名称 | 村道硬化 | < | 主管部门 | 镇政府 |
| 3 | 年度目标 | 修路 | < | < | < |
| 4 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 备注 |
| 5 | 产出指标 | 数量指标 | 里程 | 3公里 | |
"""


@pytest.mark.parametrize(
    ("table", "named"), [(DEPARTMENT, "部门（单位）整体支出绩效自评表"), (DECLARED, "绩效目标申报表")]
)
def test_another_kind_of_table_is_called_by_its_name_and_not_read(table: str, named: str) -> None:
    ((kind, cell, detail),) = others(table)
    assert (kind, cell) == (RemarkKind.OTHER_TABLE, "A1")
    assert f"是{named}，不是项目支出绩效自评表" in detail
    assert len(book(table, sheet()).forms) == 1


def test_a_project_that_is_named_after_such_a_table_is_a_project() -> None:
    found = form(r2=FORM[2].replace("村道硬化", "部门整体支出管理系统"))
    assert found.project_name.value == "部门整体支出管理系统"


def test_a_sheet_without_a_table_is_remembered_by_all_that_it_shows() -> None:
    """Every issued workbook brings the same guide along; other words in the same places are another sheet."""
    nothing = re.sub("(?!项目名称)[\u4e00-\u9fff]{4,}", "说明", sheet())
    for _ in range(2):
        assert (book(nothing).forms, book(nothing).others) == ((), ())
        assert len(book(sheet()).forms) == 1


def test_a_list_of_projects_is_neither_form_nor_lost_form() -> None:
    ledger = """
    | | A | B | C | D | E |
    | 1 | 2022年项目支出明细表 | < | < | < | < |
    | 2 | 项目名称 | 主管部门 | 实施单位 | 年初预算数 | 全年预算数 |
    | 3 | 村道 | 镇政府 | 东村 | 10 | 10 |
    """
    assert (book(ledger).forms, book(ledger).others) == ((), ())


# -- money -------------------------------------------------------------------------------------------------


def budget(found: SelfEvaluation) -> Decimal | None:
    return found.line(Source.TOTAL).budget.value


@pytest.mark.parametrize(
    ("lines", "yuan"),
    [
        ({"r3": FORM[3].replace("（万元）", "（元）")}, 50),
        ({"r3": FORM[3].replace("（万元）", "（单位：人民币万元）")}, 500_000),
        ({"r3": FORM[3].replace("（万元）", "").replace("全年预算数", "全年预算数（元）")}, 50),
        (
            {
                "r3": FORM[3].replace("（万元）", ""),
                "r1": "| 自评表 | < | < | < | < | < | < | 单位：元 | < | < |",
            },
            50,
        ),
        (
            {"r3": FORM[3].replace("（万元）", "（元）"), "r4": FORM[4].replace("| 50 | <", "| 50万元 | <")},
            500_000,
        ),
    ],
)
def test_an_amount_is_read_in_the_unit_nearest_to_it(lines: dict[str, str], yuan: int) -> None:
    found = form(**lines)
    assert budget(found) == yuan
    assert remarks(found, RemarkKind.MONEY_UNIT) == []


def test_two_columns_may_have_two_units() -> None:
    found = form(
        r3=FORM[3].replace("全年预算数", "全年预算数（元）").replace("全年执行数", "全年执行数（万元）"),
        r4=FORM[4].replace("| 50 | <", "| 500000 | <"),
    )
    total = found.line(Source.TOTAL)
    assert [total.get(column).value for column in Column] == [500_000, 500_000, 450_000]


def test_a_unit_that_is_not_stated_is_said_to_be_taken() -> None:
    found = form(r3=FORM[3].replace("（万元）", ""))
    assert (found.money_unit, budget(found)) == (MoneyUnit.WAN, Decimal(500_000))
    ((cell, detail),) = remarks(found, RemarkKind.MONEY_UNIT)
    assert (cell, "按“万元”读取" in detail) == ("C4", True)


@pytest.mark.parametrize("unit", ["千元", "亿元"])
def test_amounts_in_a_unit_that_nobody_reckons_in_are_not_read(unit: str) -> None:
    found = form(r3=FORM[3].replace("万元", unit))
    total = found.line(Source.TOTAL)
    assert [(entry.value, bool(entry.notes)) for entry in (total.budget, total.actual)] == [(None, True)] * 2
    ((cell, detail),) = remarks(found, RemarkKind.MONEY_UNIT)
    assert (cell, f"“{unit}”" in detail) == ("A3", True)


# -- what has no place -------------------------------------------------------------------------------------


def test_what_stands_below_the_form_is_kept_as_not_read() -> None:
    found = form(
        "| 评价结论 | 总体较好 | < | < | < | < | < | < | < | < |",
        "| 存在问题 | 无 | < | < | < | < | < | < | < | < |",
        "| 填表人：张三 | < | < | 联系电话 | 0000-0001 | < | < | < | < | < |",
    )
    assert replace(found, remarks=()) == replace(form(), remarks=())
    ((cell, detail),) = remarks(found, RemarkKind.LEFT_OVER)
    assert (cell, detail) == ("B12", "有内容没有对应的栏目，没有读取：B12“总体较好”")


def test_a_column_that_we_do_not_have_is_told() -> None:
    found = form(
        r8=FORM[8].replace("| 三级指标 | < |", "| 三级指标 | 评分标准 |"),
        r9=FORM[9].replace("| 里程 | < |", "| 里程 | 每少1公里扣5分 |"),
    )
    ((cell, detail),) = remarks(found, RemarkKind.LEFT_OVER)
    assert (cell, "每少1公里扣5分" in detail) == ("E9", True)


# -- indicators --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("total", ["总分", "合 计", "自评总分", "总计", "总得分"])
def test_the_total_goes_by_many_names(total: str) -> None:
    found = form(r11=FORM[11].replace("总分", total))
    assert (found.total_score.value, len(found.indicators)) == (Decimal(99), 2)


def test_a_sum_under_each_first_level_is_not_the_end() -> None:
    found = form(
        FORM[10], FORM[11], r10="| ^ | 合计 | < | < | < | < | < | 50 | 50 | |", r11="| ^ | | | | | | | | | |"
    )
    assert [line.level3.value for line in found.indicators] == ["里程", "受益人数"]
    assert found.total_score.cell == "I13"


def test_a_header_at_a_page_break_is_read_once() -> None:
    found = form(
        FORM[8].replace("绩效指标", "（续）"),
        FORM[10],
        FORM[11],
        r10="| 项目支出绩效自评表（续） | < | < | < | < | < | < | < | < | < |",
        r11="| 第2页 | < | < | < | < | < | < | < | < | < |",
    )
    assert [(line.level1.value, line.level3.value) for line in found.indicators] == [
        ("产出指标", "里程"),
        ("效益指标", "受益人数"),
    ]


def test_a_first_level_may_stand_in_a_row_of_its_own() -> None:
    found = form(
        "| ^ | | 社会效益指标 | 受益人数 | < | ≥200人 | 210 | 40 | 40 | |",
        FORM[11],
        r10="| ^ | 效益指标（40分） | < | < | < | < | < | < | < | < |",
        r11="| ^ | | | | | | | | | |",
    )
    assert [line.level1.value for line in found.indicators] == ["产出指标", "效益指标（40分）"]


@pytest.mark.parametrize(
    ("cells", "relation", "value", "unit"),
    [
        ("≥ | 3 | 公里", Relation.GE, 3, "公里"),
        ("≥ | 3 | ", Relation.GE, 3, None),
        ("3 | 公里 | ", None, 3, "公里"),
        (" | 3 | 公里", None, 3, "公里"),
    ],
)
def test_a_target_over_three_cells_of_one_header_is_put_together(
    cells: str, relation: Relation | None, value: int, unit: str | None
) -> None:
    table = f"""
    | | A | B | C | D | E | F | G | H |
    | 1 | 项目名称 | 村道 | < | < | < | < | < | < |
    | 2 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | < | < | 实际完成值 | 得分 |
    | 3 | 产出指标 | 数量指标 | 里程 | {cells} | 3 | 90 |
    """
    (line,) = read_workbook(sheet_bytes(table), load_ruleset("central_2020")).forms[0].indicators
    assert (line.relation.value, line.target.value, line.unit.value) == (relation, Decimal(value), unit)


# -- nothing is lost unsaid --------------------------------------------------------------------------------

#: The form of another project; of its header of 绩效指标 one label is mistyped, so that it can't be read.
UNREADABLE = {
    **FORM,
    2: FORM[2].replace("村道硬化", "水渠"),
    8: FORM[8].replace("三级指标", "三级指际"),
}
_BLANK = "| | | | | | | | | | |"


def side_by_side(left: dict[int, str], right: dict[int, str], between: str) -> str:
    """Two forms of ten columns beside each other, or with a blank column ``between`` them."""
    rows = (f"| {number} {left[number]}{between}{right[number].removeprefix('|')}" for number in left)
    columns = " | ".join("ABCDEFGHIJKLMNOPQRSTU"[: 20 + len(between) // 2])
    return "\n".join((f"| | {columns} |", *rows))


@pytest.mark.parametrize(
    ("table", "place", "label"),
    [
        (sheet(*UNREADABLE.values()), "A13", "D19"),
        (sheet(_BLANK, *UNREADABLE.values()), "A14", "D20"),
        (side_by_side(FORM, UNREADABLE, ""), "K2", "N8"),
        (side_by_side(FORM, UNREADABLE, " |"), "L2", "O8"),
    ],
    ids=["below", "farther below", "beside", "farther beside"],
)
def test_a_form_that_cannot_be_read_is_told_beside_one_that_can(table: str, place: str, label: str) -> None:
    """The one that is read must not hide it."""
    (read,) = book(table).forms
    assert read.project_name.value == "村道硬化"
    ((kind, cell, detail),) = others(table)
    assert (kind, cell) == (RemarkKind.LOST_FORM, place)
    assert detail == f"像是自评表，但找不到“三级指标”；“三级指际”（{label}）像是“三级指标”，没有读取"


def test_a_form_whose_header_is_gone_is_told_above_one_that_can_be_read() -> None:
    upper = [line for number, line in UNREADABLE.items() if number != 8]
    rows = (f"| {number} {row}" for number, row in enumerate((*upper, *FORM.values()), 1))
    table = "\n".join(("| | A | B | C | D | E | F | G | H | I | J |", *rows))
    assert [each.project_name.value for each in book(table).forms] == ["村道硬化"]
    ((kind, cell, detail),) = others(table)
    assert (kind, cell, detail) == (RemarkKind.LOST_FORM, "A2", "像是自评表，但找不到“三级指标”，没有读取")


def test_a_second_table_of_indicators_that_is_nobody_s_is_told() -> None:
    """It has no project of its own, and its columns are not those of the form above."""
    table = sheet(
        _BLANK,
        "| | 一级指标 | 二级指标 | 指标说明 | 备注 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |",
        "| | 产出指标 | 数量指标 | | | 水渠长度 | ≥5公里 | 5 | 90 | 90 |",
    )
    (found,) = book(table).forms
    assert [line.level3.value for line in found.indicators] == ["里程", "受益人数"]
    ((kind, cell, detail),) = others(table)
    assert (kind, cell) == (RemarkKind.LOST_FORM, "F13")
    assert "分不开，没有读取" in detail


@pytest.mark.parametrize("between", ["", " |"])
def test_two_forms_side_by_side_are_both_read(between: str) -> None:
    second = {**FORM, 2: FORM[2].replace("村道硬化", "水渠")}
    found = book(side_by_side(FORM, second, between))
    assert [each.project_name.value for each in found.forms] == ["村道硬化", "水渠"]
    assert [each.remarks for each in found.forms] == [(), ()]
    assert found.others == ()


def test_a_label_of_the_form_beside_is_no_column_of_a_shorter_one() -> None:
    """The left form has no 得分 and ends above the right one's header; there the right one's 得分 stands."""
    table = """
    |   | A | B | C | D | E | F | G | H | I | J | K |
    | 1 | 项目名称 | 村道 | < | < | < |  | 项目名称 | 水渠 | < | < | < |
    | 2 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | | 自评得分 | 9 | < | < | < |
    | 3 | 产出指标 | 数量指标 | 里程 | 3 | 3 | | 实施单位 | 西村 | < | < | < |
    | 4 |  |  |  |  |  | | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 |
    | 5 |  |  |  |  |  | | 产出指标 | 数量指标 | 长度 | 5 | 5 |
    """
    left, right = book(table).forms
    assert "绩效指标-得分" in left.missing
    assert [line.score for line in left.indicators] == [Entry()]
    assert [line.level3.value for line in (*left.indicators, *right.indicators)] == ["里程", "长度"]


def test_a_ledger_beside_a_form_is_no_lost_form() -> None:
    ledger = (
        "| 2022年项目支出自评表清单 | < | < | < | < | < | < | < | < | < |",
        "| 序号 | 项目名称 | 主管部门 | 年初预算数 | 全年预算数 | 全年执行数 | 得分 | | | |",
        "| 1 | 水渠 | 镇政府 | 3 | 3 | 3 | 90 | | | |",
    )
    assert book(sheet(_BLANK, *ledger)).others == ()


# -- Hebei ------------------------------------------------------------------------------------------------

#: DOMAIN of Hebei's form: the money columns repeat the labels of the sources beside each amount.
HEBEI = """
| | A | B | C | D | E | F | G | H |
| 1 | 项目支出绩效自评表 | < | < | < | < | < | < | < |
| 2 | 项目名称 | 村道硬化 | < | < | 主管部门 | 镇政府 | < | < |
| 3 | 预算执行情况（万元） | 预算安排情况 | < | 资金到位情况 | < | 资金执行情况 | < | 预算执行进度 |
| 4 | ^ | 预算数： | 100 | 到位数： | 100 | 执行数： | 90 | 90% |
| 5 | ^ | 其中：财政资金 | 80 | 其中：财政资金 | 80 | 其中：财政资金 | 70 | |
| 6 | ^ | 其他 | 20 | 其他 | 20 | 其他 | 20 | |
| 7 | 目标完成情况 | 年度目标 | < | 修路3公里 | 具体完成情况 | < | 修了3公里 | < |
| 8 | 一级指标 | 二级指标 | 三级指标 | 符号 | 指标值 | 单位 | 实际完成值 | 单项得分 |
| 9 | 产出指标 | 数量指标 | 里程 | ≥ | 3 | 公里 | 3 | 50 |
"""


def test_amounts_with_their_labels_beside_them_are_read() -> None:
    """What arrived (到位) is nothing that our form asks for: it is said not to be read."""
    (found,) = book(HEBEI).forms
    amounts = {
        (line.source, column): (entry.value, entry.cell)
        for line in found.funding
        for column in (Column.BUDGET, Column.ACTUAL)
        if (entry := line.get(column)).cell
    }
    assert amounts == {
        (Source.TOTAL, Column.BUDGET): (Decimal(1_000_000), "C4"),
        (Source.TOTAL, Column.ACTUAL): (Decimal(900_000), "G4"),
        (Source.APPROPRIATION, Column.BUDGET): (Decimal(800_000), "C5"),
        (Source.APPROPRIATION, Column.ACTUAL): (Decimal(700_000), "G5"),
        (Source.OTHER, Column.BUDGET): (Decimal(200_000), "C6"),
        (Source.OTHER, Column.ACTUAL): (Decimal(200_000), "G6"),
    }
    assert (found.rate.value, found.rate.cell) == (Decimal("0.9"), "H4")
    assert "资金-上年结转资金" in found.missing
    ((cell, detail),) = remarks(found, RemarkKind.LEFT_OVER)
    assert (cell, detail) == ("E4", "有内容没有对应的栏目，没有读取：E4“100”、E5“80”、E6“20”")


def test_what_else_stands_on_such_a_form_is_read() -> None:
    (found,) = book(HEBEI).forms
    assert (found.goal.cell, found.goal_done.cell) == ("D7", "G7")
    (line,) = found.indicators
    assert (line.relation.value, line.target.value, line.unit.value) == (Relation.GE, Decimal(3), "公里")
    assert (line.actual.cell, line.score.cell) == ("G9", "H9")
