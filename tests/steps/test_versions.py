"""Several versions of one form: which one counts, what is kept of the others, what the clerk can decide."""

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from support.small_town import (
    EAST,
    SAVED_LATER,
    answer,
    collect,
    edit,
    findings,
    intake,
    issue,
    opened,
    return_all,
    rows,
    send_back,
    state,
)
from support.terminal import xlperf
from xlperf.demo.village import Mistake
from xlperf.forms.names import Name
from xlperf.steps.folder import digest

WRONG_AMOUNT = Mistake("P1", "amount", "全年执行数-当年财政拨款", "", "90")


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issue(tmp_path_factory.mktemp("小河镇") / "2022年度")


@pytest.fixture
def root(issued: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(issued, tmp_path / "2022年度"))


class TestSeveralVersions:
    def two(self, root: Path) -> None:
        """The second has less done; it was saved later, but is received first by its name."""
        send_back(
            root,
            "003",
            "1改后.xlsx",
            answers={"P4": answer("9", reason="汛期停工；改进措施：汛后补做。")},
            saved=SAVED_LATER,
        )
        send_back(root, "003", "2原来.xlsx")
        send_back(root, "001")
        send_back(root, "002")

    def used(self, root: Path) -> dict[str, object]:
        return {
            name: row["采用"] for name, row in intake(root).items() if name in {"1改后.xlsx", "2原来.xlsx"}
        }

    def test_the_one_saved_last_counts_and_the_other_is_named(self, root: Path) -> None:
        self.two(root)
        assert collect(root).code == 0
        assert self.used(root) == {"1改后.xlsx": "是", "2原来.xlsx": "否"}
        (row,) = findings(root, "F13")
        assert "收到 2 份，内容不同：采用最后保存的“1改后.xlsx”，未采用：2原来.xlsx" in str(row["问题"])
        register = intake(root)
        assert (register["1改后.xlsx"]["版本"], register["2原来.xlsx"]["版本"]) == (2, 1)
        assert intake(root)["2原来.xlsx"]["状态"] == "已有新版本"

    @pytest.mark.parametrize(("name", "decision"), [("2原来.xlsx", "是"), ("1改后.xlsx", "否")])
    def test_the_clerk_decides_otherwise(self, root: Path, name: str, decision: str) -> None:
        self.two(root)
        collect(root)
        edit(root, "收件登记", ("文件名", name), "人工指定", decision)
        collect(root)
        assert self.used(root) == {"1改后.xlsx": "否", "2原来.xlsx": "是"}
        assert intake(root)[name]["人工指定"] == decision
        assert bool(findings(root, "F13")) == (decision == "是")

    def test_a_word_that_is_no_decision_is_refused(self, root: Path) -> None:
        self.two(root)
        collect(root)
        edit(root, "收件登记", ("文件名", "2原来.xlsx"), "人工指定", "用这个")
        outcome = xlperf("collect", root)
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.complaints[0] == "xlperf：“人工指定”只能填“是”或“否”，或者空着："
        assert "现在是“用这个”" in outcome.complaints[1]

    def test_versions_that_say_the_same_are_no_conflict(self, root: Path) -> None:
        return_all(root)
        send_back(root, "003", "又一份.xlsx", saved=SAVED_LATER)
        assert collect(root).code == 0
        assert findings(root, "F13") == []

    def test_a_project_that_stands_twice_in_one_workbook_is_told_by_its_sheets(self, root: Path) -> None:
        path = send_back(root, "001")
        book = load_workbook(path)
        sheet = book["2.垃圾清运"]
        for name in sheet.defined_names.values():
            if name.name == Name.PROJECT_CODE:
                sheet[name.attr_text.rpartition("!")[2].replace("$", "")] = "P1"
        book.save(path)
        collect(root)
        (row,) = findings(root, "F13")
        assert f"采用最后保存的“{EAST}的“1.村道硬化””，未采用：{EAST}的“2.垃圾清运”" in str(row["问题"])

    def test_of_files_with_one_name_the_folder_is_told(self, root: Path) -> None:
        send_back(root, "003", "微信/表.xlsx")
        send_back(
            root,
            "003",
            "邮箱/表.xlsx",
            answers={"P4": answer("9", reason="汛期停工；改进措施：补做。")},
            saved=SAVED_LATER,
        )
        collect(root)
        (row,) = findings(root, "F13")
        assert "采用最后保存的“邮箱/表.xlsx”，未采用：微信/表.xlsx" in str(row["问题"])

    def test_a_file_replaced_under_its_name_counts_its_own_findings_only(self, root: Path) -> None:
        send_back(root, "001", "表.xlsx", WRONG_AMOUNT)
        collect(root)
        send_back(root, "001", "表.xlsx", saved=SAVED_LATER)
        collect(root)
        register = [(row["状态"], row["错误数"]) for row in rows(root, "收件登记")]
        assert register == [("已有新版本", 0), ("通过", 0)]


class TestTheArchiveIsTheState:
    def test_a_file_deleted_from_the_folder_was_received_all_the_same(self, root: Path) -> None:
        return_all(root)
        collect(root)
        for path in (root / "回收").iterdir():
            path.unlink()
        assert collect(root).code == 0
        assert state(root)["已通过"] == 4

    def test_a_correction_in_the_ledger_is_seen_at_once(self, root: Path) -> None:
        return_all(root)
        collect(root)
        edit(root, "项目台账", ("项目编码", "P4"), "全年执行数-当年财政拨款", 29)
        assert collect(root).code == 1
        assert [row["项目名称"] for row in findings(root, "B10")] == ["河道清淤"]

    def test_what_the_archive_has_lost_is_named(self, root: Path) -> None:
        path = send_back(root, "001")
        collect(root)
        (root / "归档" / f"{digest(path.read_bytes())}.xlsx").unlink()
        outcome = xlperf("fill", root)
        assert (outcome.code, outcome.out) == (2, "")
        assert f"归档里缺少收到的“{EAST}”" in outcome.err

    def test_what_was_changed_in_the_archive_is_named(self, root: Path) -> None:
        path = send_back(root, "001")
        collect(root)
        kept = root / "归档" / f"{digest(path.read_bytes())}.xlsx"
        kept.chmod(0o644)
        kept.write_bytes(b"something else")
        outcome = xlperf("collect", root)
        assert outcome.code == 2
        assert f"归档的“{EAST}”（{kept.name}）已不是收到时的样子" in outcome.err


def test_a_clerk_s_remark_on_a_finding_that_is_gone_is_given_back(root: Path) -> None:
    send_back(root, "001", "表.xlsx", WRONG_AMOUNT)
    collect(root)
    add_column(root, "校验结果", "处理情况", "已打电话")
    send_back(root, "001", "表.xlsx", saved=SAVED_LATER)
    outcome = collect(root)
    assert "注意：这一行已不在新结果里，您写的内容请另存：" in outcome.out
    assert "“已打电话”" in outcome.out


def add_column(root: Path, table: str, header: str, text: str) -> None:
    """A clerk adds a column of their own at the right end of a table and writes into its first row."""
    path = root / "绩效评价.xlsm"
    book = opened(path, keep_vba=True)
    sheet = next(sheet for sheet in book.worksheets if table in sheet.tables)
    found = sheet.tables[table]
    first, last = found.ref.split(":")
    column = sheet[last].column + 1
    sheet.cell(sheet[first].row, column, header)
    sheet.cell(sheet[first].row + 1, column, text)
    model = found.tableColumns[-1]
    found.tableColumns.append(type(model)(id=model.id + 1, name=header))
    found.ref = f"{first}:{sheet.cell(sheet[last].row, column).coordinate}"
    found.autoFilter = None
    book.save(path)
