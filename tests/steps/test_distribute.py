"""``xlperf distribute``: a workbook for each unit, and again only for those that something changed for."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from support import small_town as town
from support.issued import rearranged
from support.small_town import EAST, PROJECTS, TARGETS, UNITS, WATER, WEST, edit, finish, issue, ledger, new
from support.terminal import xlperf
from xlperf.books.file import FileBook
from xlperf.forms.names import FORM_SHEET
from xlperf.steps.folder import CONTROL, RoundFolder, digest
from xlperf.steps.journal import Journal


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return issue(tmp_path / "2022年度")


def issued(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "下发").iterdir()}


def manifest(root: Path) -> dict[str, Any]:
    files: dict[str, Any] = json.loads((root / "归档" / "下发清单.json").read_bytes())["files"]
    return files


def test_every_unit_with_a_project_to_evaluate_gets_a_workbook(root: Path) -> None:
    assert sorted(issued(root)) == [EAST, WEST, WATER]


def test_the_manifest_says_what_went_to_whom(root: Path) -> None:
    files = manifest(root)
    assert list(files) == [EAST, WEST, WATER]
    west = files[WEST]
    assert (west["unit_code"], west["unit_name"]) == ("002", "西村")
    assert west["sha256"] == digest(issued(root)[WEST])
    (sheet,) = west["sheets"]
    assert (sheet["project_code"], sheet["title"]) == ("P3", "1.村道硬化二期")
    locked = sheet["locked"]
    assert {"村道硬化二期", "P3", "西村", "2022", "50", "40", "完成数量", "≥", "10"} <= set(locked.values())
    assert all(address[0].isalpha() for address in locked)


def test_issuing_again_changes_nothing(root: Path) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    outcome = xlperf("distribute", root)
    assert outcome.out == "新下发 0 本，重新下发 0 本，没有变化 3 本。\n"
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("table", "key", "header", "value"),
    [
        ("项目台账", ("项目编码", "P3"), "全年执行数-当年财政拨款", 41),
        ("项目台账", ("项目编码", "P3"), "项目名称", "村道硬化（二期）"),
        ("绩效目标", ("项目编码", "P3"), "指标值", "12"),
    ],
)
def test_only_the_workbook_that_something_changed_for_is_issued_again(
    tmp_path: Path, table: str, key: tuple[str, str], header: str, value: object
) -> None:
    single = "".join(line for line in TARGETS.splitlines(keepends=True) if "P3" not in line)
    root = issue(tmp_path / "2022年度", targets=f"{single}P3,产出指标,数量指标,完成数量,≥,10,处,90\n")
    before = issued(root)
    edit(root, table, key, header, value)
    outcome = xlperf("distribute", root)
    assert outcome.out.splitlines() == [
        f"有变化，已重新下发：{WEST}",
        "新下发 0 本，重新下发 1 本，没有变化 2 本。",
    ]
    after = issued(root)
    assert {name for name in after if after[name] != before[name]} == {WEST}
    old = root / "归档" / f"{digest(before[WEST])}.xlsx"
    assert old.read_bytes() == before[WEST]
    assert not old.stat().st_mode & 0o222
    assert Journal(root / "归档").receipts() == ()


def test_a_unit_that_was_renamed_gets_a_new_file_and_the_old_one_is_named(root: Path) -> None:
    edit(root, "单位名录", ("单位编码", "002"), "单位名称", "西村村委会")
    outcome = xlperf("distribute", root)
    new_name = "002_西村村委会_2022绩效自评.xlsx"
    assert f"注意：{WEST} 已由 {new_name} 代替" in outcome.out
    assert sorted(issued(root)) == sorted([EAST, WEST, new_name, WATER])

    (root / "下发" / WEST).unlink()
    assert "代替" not in xlperf("distribute", root).out
    assert WEST in manifest(root), "the unit may still return it"


def test_a_unit_that_has_nothing_to_evaluate_any_more_is_named_and_its_file_kept(root: Path) -> None:
    edit(root, "项目台账", ("项目编码", "P4"), "是否自评", "否")
    outcome = xlperf("distribute", root)
    assert f"注意：{WATER} 以前下发过，台账里这个单位已没有要自评的项目" in outcome.out
    assert WATER in issued(root)
    assert WATER in manifest(root)


def test_a_file_taken_out_of_the_folder_is_made_again(root: Path) -> None:
    before = issued(root)
    (root / "下发" / EAST).unlink()
    assert f"新下发：{EAST}" in xlperf("distribute", root).out
    assert issued(root) == before


def test_names_that_a_file_cannot_bear_are_changed(tmp_path: Path) -> None:
    root = issue(tmp_path / "2022年度", units=UNITS.replace("西村", "西村/新社区:?"))
    assert "002_西村_新社区___2022绩效自评.xlsx" in issued(root)


def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    root = issue(tmp_path / "2022年度", units=UNITS.replace("西村", "../../西村"))
    assert "002__._西村_2022绩效自评.xlsx" in issued(root)


def test_two_units_whose_files_would_be_one_are_refused(tmp_path: Path) -> None:
    units = UNITS.replace("001,东村", "a/1,村").replace("002,西村", "A_1,村")
    projects = PROJECTS.replace(" 001 ", " a/1 ").replace(" 002 ", " A_1 ")
    root = tmp_path / "2022年度"
    assert new(root, units=units, ledger=ledger(projects)).code == 0
    outcome = xlperf("distribute", root)
    assert outcome.code == 2
    assert "“a/1 村”和“A_1 村”的文件会同名" in outcome.err
    assert issued(root) == {}


def test_a_round_without_a_project_to_evaluate_has_nothing_to_issue(tmp_path: Path) -> None:
    root = tmp_path / "2022年度"
    assert new(root, ledger=None, targets=None).code == 0
    outcome = xlperf("distribute", root)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.complaints == [
        "xlperf：台账里没有要自评的项目支出，没有可下发的。请检查“项目台账”和“单位名录”。"
    ]


def test_weights_that_no_unit_could_mend_are_told_to_the_office(tmp_path: Path) -> None:
    root = tmp_path / "2022年度"
    new(root, targets=TARGETS.replace("P2,满意度指标,服务对象满意度指标,群众满意度,≥,90,%,10\n", ""))
    outcome = xlperf("distribute", root)
    assert "注意：“垃圾清运”（P2）的指标分值合计 80，加上执行率 10 分应为 100" in outcome.out
    assert outcome.out.count("注意") == 1


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"files": {"a.xlsx": {}}}', b'{"files": {"a.xlsx": 1}}'])
def test_a_manifest_that_somebody_edited_is_refused(root: Path, damage: bytes) -> None:
    (root / "归档" / "下发清单.json").write_bytes(damage)
    outcome = xlperf("distribute", root)
    assert outcome.code == 2
    assert "被改动过，读不懂" in outcome.err


class TestTheControlWorkbook:
    """What a clerk does to it is answered with the cell, before anything is issued."""

    @pytest.mark.parametrize(
        ("name", "value", "sentence"),
        [
            (
                "参数_评价年度",
                "二〇二二",
                "工作表“参数”：评价年度是“二〇二二”，请填四位数的年份，例如 2021。",
            ),
            ("参数_评价年度", None, "工作表“参数”：评价年度是“空白”，请填四位数的年份，例如 2021。"),
            ("参数_镇名称", None, "工作表“参数”：没有写镇（乡、街道）的名称，请填写，例如 王平镇。"),
            ("参数_金额单位", "千元", "工作表“参数”：金额单位是“千元”，只能填 元 或 万元。"),
            ("参数_规则集", "hunan", "没有名为“hunan”的规则集"),
        ],
    )
    def test_a_setting_that_makes_no_sense(
        self, root: Path, name: str, value: str | None, sentence: str
    ) -> None:
        book = FileBook(root / CONTROL)
        book.set_values({name: value})
        book.save()
        outcome = xlperf("distribute", root)
        assert (outcome.code, outcome.out) == (2, "")
        assert sentence in outcome.err

    def test_a_year_typed_as_text_is_a_year(self, root: Path) -> None:
        book = FileBook(root / CONTROL)
        book.set_values({"参数_评价年度": "2022"})
        book.save()
        assert "没有变化 3 本" in xlperf("distribute", root).out

    def test_a_cell_that_is_not_understood_is_named_with_its_sheet(self, root: Path) -> None:
        edit(root, "项目台账", ("项目编码", "P3"), "全年预算数-当年财政拨款", "五十万左右")
        outcome = xlperf("distribute", root)
        assert outcome.complaints[0] == "xlperf：控制工作簿里有读不懂的内容，请先改正："
        (detail,) = outcome.complaints[1:]
        assert detail.startswith("项目台账 工作表“项目台账” I")
        assert "“五十万左右”不是金额" in detail

    @pytest.mark.parametrize(
        ("table", "complaint"),
        [
            ("功能分类执行", ""),
            ("绩效目标", "“绩效评价.xlsm”里没有名为“绩效目标”的表格，可能被删除、改名或转换成了普通区域。"),
        ],
    )
    def test_only_the_optional_table_may_be_deleted(self, root: Path, table: str, complaint: str) -> None:
        book = town.opened(root / CONTROL, keep_vba=True)
        del book[table]
        book.save(root / CONTROL)
        outcome = xlperf("distribute", root)
        assert outcome.code == (2 if complaint else 0)
        assert complaint in outcome.err

    def test_a_column_that_was_renamed_is_missed(self, root: Path) -> None:
        path = root / CONTROL
        book = town.opened(path, keep_vba=True)
        table = book["项目台账"].tables["项目台账"]
        for cell in book["项目台账"][table.ref][0]:
            if cell.value == "是否涉密":
                cell.value = "涉密"
        table.tableColumns[-1].name = "涉密"
        book.save(path)
        outcome = xlperf("distribute", root)
        assert outcome.complaints == [
            "xlperf：控制工作簿工作表“项目台账”的表格“项目台账”缺少列：是否涉密。请把列名改回来，或从备份恢复。"
        ]

    def test_settings_that_the_template_was_not_made_for_are_refused(self, root: Path) -> None:
        book = FileBook(root / CONTROL)
        book.set_values({"参数_规则集": "hubei", "参数_金额单位": "元"})
        book.save()
        outcome = xlperf("distribute", root)
        assert outcome.complaints[0] == "xlperf：自评表模板不能用："
        assert [line.split("：")[0] for line in outcome.complaints[1:]] == [
            "模板的规则集是“central_2020”，参数里是“hubei”",
            "模板的金额单位是“万元”，参数里是“元”",
        ]


def test_the_folder_of_a_round_mends_itself(root: Path) -> None:
    for folder in RoundFolder(root).folders():
        if not any(folder.iterdir()):
            folder.rmdir()
    assert xlperf("distribute", root).code == 0
    assert all(folder.is_dir() for folder in RoundFolder(root).folders())


def test_a_round_on_the_office_s_own_edition_of_the_template_ends_with_the_same_figures(
    tmp_path: Path,
) -> None:
    ours, theirs = tmp_path / "原样", tmp_path / "改过"
    for root in (ours, theirs):
        assert new(root).code == 0
    template = theirs / "模板" / "项目支出绩效自评表.xlsx"
    template.write_bytes(rearranged())
    for root in (ours, theirs):
        assert xlperf("distribute", root).code == 0
        finish(root)
    assert issued(ours) != issued(theirs)
    data = [json.loads(xlperf("export", root, "--json").out) for root in (ours, theirs)]
    assert data[0] == data[1]


def test_a_template_without_a_name_is_refused_and_nothing_is_issued(tmp_path: Path) -> None:
    root = tmp_path / "2022年度"
    assert new(root).code == 0
    path = root / "模板" / "项目支出绩效自评表.xlsx"
    book = load_workbook(path)
    del book[FORM_SHEET].defined_names["资金"]
    book.save(path)
    outcome = xlperf("distribute", root)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.complaints[0] == "xlperf：自评表模板不能用："
    assert outcome.complaints[1].startswith(f"工作表“{FORM_SHEET}”缺少名称“资金”")
    assert issued(root) == {}


ODD_NAMES = (
    "=1+1",
    "改造[一期]:道路/桥梁*?",
    "东王平村等十六个村农村人居环境整治和美丽乡村建设（含道路硬化）工程项目",
    "'引号'",
)


def test_projects_of_any_name_go_out_and_come_back(tmp_path: Path) -> None:
    projects = PROJECTS
    for old, name in zip(("村道硬化 ", "垃圾清运", "村道硬化二期", "河道清淤"), ODD_NAMES, strict=True):
        projects = projects.replace(old, f"{name} ", 1)
    root = finish(issue(tmp_path / "2022年度", ledger=ledger(projects)))
    data = json.loads(xlperf("export", root, "--json").out)
    assert [row["name"] for row in data["projects"]] == list(ODD_NAMES)


def test_projects_of_one_name_are_told_apart_by_their_codes(tmp_path: Path) -> None:
    root = finish(issue(tmp_path / "2022年度", ledger=ledger(PROJECTS.replace("垃圾清运", "村道硬化"))))
    data = json.loads(xlperf("export", root, "--json").out)
    assert [(row["code"], row["score"]) for row in data["projects"][:2]] == [("P1", "97.5"), ("P2", "98")]
