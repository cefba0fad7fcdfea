"""校验结果 and 问题统计: in the form's order, combined where one remedy does, with a way to each cell."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl.cell import Cell

from support.office import Office
from support.small_town import (
    ANSWERS,
    EAST,
    collect,
    findings,
    issue,
    opened,
    rows,
    send_back,
    total_row,
)
from xlperf.demo.village import Mistake
from xlperf.model.finding import Finding, Severity
from xlperf.rules.catalogue import load_catalogue
from xlperf.steps.finding_groups import areas, combined, in_reading_order
from xlperf.steps.folder import CONTROL, digest

CATALOGUE = load_catalogue()


def told(code: str, cell: str, message: str, fix: str = "请改正", **more: str) -> Finding:
    severity = CATALOGUE[code].severity
    return Finding(code, severity, message, fix, file="东村.xlsx", sheet="1", cell=cell, **more)


def deduction(cell: str, name: str, lost: str) -> Finding:
    return told("R01", cell, f"“{name}”扣了 {lost} 分，没写原因", field="偏差原因")


class TestCombining:
    def test_one_rule_with_one_remedy_in_one_form_is_one_row(self) -> None:
        items = (
            deduction("J13", "长度", "2"),
            deduction("J14", "合格率", "1"),
            deduction("J16", "户数", "2"),
        )
        (group,) = combined(items, CATALOGUE)
        assert group.place == "J13:J14、J16（3 处）"
        assert group.message == "“长度、合格率、户数”扣了 2、1、2 分，没写原因"
        assert (group.field, group.findings) == ("偏差原因", items)

    def test_a_long_list_says_how_it_goes_on_and_every_cell_stays_named(self) -> None:
        items = [deduction(f"J{row}", f"指标{row}", "1") for row in range(13, 19)]
        (group,) = combined(items, CATALOGUE)
        assert group.place == "J13:J18（6 处）"
        assert group.message == "“指标13、指标14、指标15、指标16等”扣了 1 分，没写原因"

    def test_half_sentences_are_told_one_after_the_other(self) -> None:
        goal = "预期目标只写了“好”，说明不了情况"
        items = (told("R07", "B11", goal), told("R07", "G11", "实际完成情况没有填"))
        (group,) = combined(items, CATALOGUE)
        assert group.message == f"{goal}；实际完成情况没有填"

    def test_words_that_are_not_the_rule_s_own_are_told_one_after_the_other(self) -> None:
        (group,) = combined((told("R01", "J1", "甲"), told("R01", "J2", "乙")), CATALOGUE)
        assert group.message == "甲；乙"
        (unknown,) = combined((told("R01", "J1", "甲"), told("R01", "J2", "乙")), {})
        assert unknown.message == "甲；乙"

    @pytest.mark.parametrize(
        "change",
        [
            {"code": "R02"},
            {"severity": Severity.HINT},
            {"fix": "改为 12"},
            {"file": "西村.xlsx"},
            {"sheet": "2"},
            {"project_code": "P2"},
        ],
    )
    def test_another_rule_weight_remedy_or_form_is_another_row(self, change: dict[str, str]) -> None:
        first = deduction("J13", "长度", "2")
        second = replace(first, cell="J14", **change)  # type: ignore[arg-type]
        assert len(combined((first, second), CATALOGUE)) == 2

    def test_what_has_no_cell_stands_alone(self) -> None:
        whole = replace(deduction("", "长度", "2"), cell="")
        assert len(combined((whole, whole), CATALOGUE)) == 2

    @pytest.mark.parametrize(
        ("cells", "found"),
        [
            ("H7", ["H7"]),
            ("H9 H7 H8 H7", ["H7:H9"]),
            ("H7 I7 H8 K1", ["K1", "H7:H8", "I7"]),
            ("AA10 Z9 AA9", ["Z9", "AA9:AA10"]),
        ],
    )
    def test_cells_below_each_other_are_one_area(self, cells: str, found: list[str]) -> None:
        assert list(areas(cells.split())) == found


def test_a_reader_goes_through_each_form_from_its_first_row_to_its_last() -> None:
    first = [told("R01", cell, cell) for cell in ("J14", "", "C9", "B9", "J13")]
    other = [replace(item, sheet="2") for item in first[:2]]
    ordered = in_reading_order([*first, *other])
    assert [(item.sheet, item.cell) for item in ordered] == [
        ("1", ""),
        ("1", "B9"),
        ("1", "C9"),
        ("1", "J13"),
        ("1", "J14"),
        ("2", ""),
        ("2", "J14"),
    ]


def test_at_one_cell_the_gravest_comes_first() -> None:
    hint = replace(told("S07", "J13", "甲"), severity=Severity.HINT)
    error = told("R01", "J13", "乙")
    assert in_reading_order([hint, error]) == [error, hint]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """西村 and then 东村 came back, both with mistakes; 东村's second project too; 水务站 did not."""
    root = issue(tmp_path_factory.mktemp("小河镇") / "2022年度")
    (root / "回收" / "0.xlsx").write_bytes(b"")
    answers = {**ANSWERS, "P1": replace(ANSWERS["P1"], goal="好", goal_done="")}
    amounts = [
        Mistake(project, "amount", "全年执行数-当年财政拨款", "", "9=9") for project in ("P1", "P2", "P3")
    ]
    send_back(root, "002", "1.xlsx", amounts[2])
    send_back(root, "001", "微信/2.xlsx", *amounts[:2], answers=answers)
    collect(root)
    return root


class TestTheSheet:
    def test_goes_unit_by_unit_file_by_file_form_by_form(self, checked: Path) -> None:
        found = [
            (row["单位名称"], row["文件"], row["项目名称"])
            for row in findings(checked)
            if row["规则"] != "R06"
        ]
        assert list(dict.fromkeys(found)) == [
            ("东村", "微信/2.xlsx", "村道硬化"),
            ("东村", "微信/2.xlsx", "垃圾清运"),
            ("西村", "1.xlsx", "村道硬化二期"),
            ("水务站", None, "河道清淤"),
            (None, "0.xlsx", None),
        ]

    def test_says_where_to_look_in_words(self, checked: Path) -> None:
        places = {str(row["规则"]): row["单元格"] for row in findings(checked)}
        assert places["R07"] == "B11、G11（2 处）"
        assert places["B11"] == "打开"
        assert places["F01"] == "整个文件"

    def test_leads_to_the_file_as_it_was_received(self, checked: Path) -> None:
        sha = digest((checked / "回收" / "微信" / "2.xlsx").read_bytes())
        links = {str(row[2].value): str(row[7].value) for row in lines(checked)}
        assert links["R07"] == f"""=HYPERLINK("归档/{sha}.xlsx#'1.村道硬化'!B11","B11、G11（2 处）")"""
        assert links["B11"] == '=HYPERLINK("#标题_项目台账","打开")'
        empty = digest(b"")
        assert links["F01"] == f'=HYPERLINK("归档/{empty}.xlsx","整个文件")'
        assert (checked / "归档" / f"{sha}.xlsx").is_file()

    def test_keeps_what_a_village_wrote_as_text(self, checked: Path) -> None:
        for line in lines(checked):
            assert {cell.data_type for cell in line if cell.column != 8} <= {"s", "n"}

    def test_can_be_filtered(self, checked: Path) -> None:
        sheet = opened(checked / CONTROL)["校验结果"]
        assert sheet.tables["校验结果"].autoFilter is not None

    def test_is_the_same_when_everything_is_done_again(self, checked: Path, tmp_path: Path) -> None:
        root = Path(shutil.copytree(checked, tmp_path / "又一次"))
        collect(root)
        assert (root / CONTROL).read_bytes() == (checked / CONTROL).read_bytes()

    def test_shows_the_same_words_when_libreoffice_calculates_the_links(
        self, checked: Path, office: Office
    ) -> None:
        office.assert_cached_values_match(checked / CONTROL)


def lines(root: Path) -> list[tuple[Cell, ...]]:
    """The rows of 校验结果 with their formulas."""
    sheet = opened(root / CONTROL)["校验结果"]
    return list(sheet[sheet.tables["校验结果"].ref][1:])


class TestCounts:
    def test_by_unit_every_place_counts(self, checked: Path) -> None:
        every = rows(checked, "问题_单位")
        assert [(row["单位编码"], row["单位名称"]) for row in every] == [
            ("001", "东村"),
            ("002", "西村"),
            ("003", "水务站"),
            (None, "（全镇及认不出单位的文件）"),
        ]
        assert [row["错误"] for row in every][2:] == [1, 1]
        for row in every:
            assert row["合计"] == sum(row[label] for label in ("错误", "警告", "提示"))  # type: ignore[misc]

    def test_by_rule_the_gravest_and_most_frequent_first(self, checked: Path) -> None:
        every = rows(checked, "问题_规则")
        order = [("错误", "警告", "提示").index(str(row["级别"])) for row in every]
        assert order == sorted(order)
        (short,) = (row for row in every if row["规则"] == "R07")
        assert (short["检查内容"], short["处数"], short["涉及项目"]) == (CATALOGUE["R07"].title, 2, 1)

    def test_both_come_to_what_the_console_says(self, checked: Path) -> None:
        by_unit, by_rule = total_row(checked, "问题_单位"), total_row(checked, "问题_规则")
        assert by_unit[1] == by_rule[1] == "合计"
        assert by_unit[5] == by_rule[3]


def test_the_terminal_lists_errors_first_and_combines_too(checked: Path, tmp_path: Path) -> None:
    said = collect(Path(shutil.copytree(checked, tmp_path / "x"))).out.splitlines()
    weights = [line[1:3] for line in said if line.startswith("[")]
    assert weights == sorted(weights, key=("错误", "警告", "提示").index)
    assert any(line.startswith("[警告 R07] 微信/2.xlsx 1.村道硬化 B11、G11（2 处）：") for line in said)


def test_a_workbook_without_the_counts_goes_on_working(checked: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(checked, tmp_path / "旧"))
    book = opened(root / CONTROL, keep_vba=True)
    del book["问题统计"]
    book.save(root / CONTROL)
    collect(root)
    assert findings(root) == findings(checked)
    assert EAST not in [row["文件"] for row in findings(root)]
