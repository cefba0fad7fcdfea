"""``xlperf collect``: what comes back in whatever shape, and what the office is told about it."""

import io
import os
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.sheets import sheet_bytes
from support.small_town import (
    EAST,
    SAVED_LATER,
    WATER,
    WEST,
    collect,
    edit,
    findings,
    intake,
    issue,
    new,
    return_all,
    retype,
    rows,
    send_back,
    state,
)
from support.terminal import xlperf
from xlperf.build.compound_file import compound_file
from xlperf.demo.village import Mistake
from xlperf.forms.names import Name
from xlperf.forms.reading import FormWorkbook, read_workbook
from xlperf.steps import examining, receiving
from xlperf.steps.folder import digest

ENCRYPTED = compound_file({"EncryptionInfo": bytes(5000), "EncryptedPackage": bytes(5000)})
WRONG_AMOUNT = Mistake("P1", "amount", "全年执行数-当年财政拨款", "", "90")


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issue(tmp_path_factory.mktemp("小河镇") / "2022年度")


@pytest.fixture
def root(issued: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(issued, tmp_path / "2022年度"))


@pytest.fixture(scope="module")
def whole(issued: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = Path(shutil.copytree(issued, tmp_path_factory.mktemp("全") / "2022年度"))
    return_all(root)
    assert xlperf("collect", root).code == 0
    return root


class TestARoundThatCameBackWhole:
    def test_nothing_is_wrong_and_nobody_is_late(self, whole: Path) -> None:
        assert findings(whole) == []
        assert rows(whole, "催报清单") == []

    def test_every_file_is_registered(self, whole: Path) -> None:
        register = intake(whole)
        assert list(register) == [EAST, WEST, WATER]
        kept = ("所在位置", "单位编码", "单位名称", "项目数", "版本", "采用", "状态", "错误数")
        assert [register[EAST][key] for key in kept] == ["回收", "001", "东村", 2, 1, "是", "通过", 0]
        assert register[EAST]["SHA-256"] == digest((whole / "回收" / EAST).read_bytes())

    def test_the_console_shows_where_the_round_stands(self, whole: Path) -> None:
        assert state(whole) == {
            "应报单位": 3,
            "已收单位": 3,
            "应报项目": 4,
            "已通过": 4,
            "需修改": 0,
            "未报": 0,
        }

    def test_the_archive_keeps_every_file_as_received(self, whole: Path) -> None:
        for name in (EAST, WEST, WATER):
            data = (whole / "回收" / name).read_bytes()
            assert (whole / "归档" / f"{digest(data)}.xlsx").read_bytes() == data


def test_what_is_missing_or_must_be_mended_goes_to_the_list_with_whom_to_call(root: Path) -> None:
    send_back(root, "001", "", WRONG_AMOUNT)
    outcome = collect(root)
    assert outcome.code == 1
    assert outcome.out.startswith("应报项目 4 个：已收 2 个，通过 1 个，需修改 1 个，未报 2 个。\n")
    listed = [
        (row["单位名称"], row["联系人"], row["联系电话"], row["项目名称"], row["状态"])
        for row in rows(root, "催报清单")
    ]
    assert listed == [
        ("东村", "张三", "0000-0001", "村道硬化", "需修改"),
        ("西村", "李四", "0000-0002", "村道硬化二期", "未报"),
        ("水务站", "王五", "0000-0003", "河道清淤", "未报"),
    ]
    assert state(root) == {"应报单位": 3, "已收单位": 1, "应报项目": 4, "已通过": 1, "需修改": 1, "未报": 2}
    assert [(row["单位名称"], row["已收项目"], row["完成率"]) for row in rows(root, "单位进度")] == [
        ("东村", 2, 0.5),
        ("西村", 0, 0),
        ("水务站", 0, 0),
    ]


def test_a_finding_names_file_sheet_cell_value_and_remedy(root: Path) -> None:
    send_back(root, "001", "微信/东村.xlsx", WRONG_AMOUNT)
    collect(root)
    (row,) = findings(root, "B10")
    assert row["文件"] == "微信/东村.xlsx"
    assert (row["级别"], row["单位名称"], row["项目名称"], row["工作表"]) == (
        "错误",
        "东村",
        "村道硬化",
        "1.村道硬化",
    )
    assert (row["单元格"], row["字段"], row["填报内容"]) == ("H7", "全年执行数-当年财政拨款", "90")
    assert "95" in str(row["修改建议"])


def test_the_moment_of_receipt_is_told_by_the_clock_in_china(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "now", lambda: datetime(2023, 1, 31, 17, 5, tzinfo=UTC))
    send_back(root, "001")
    collect(root)
    assert intake(root)[EAST]["收到时间"] == "2023-02-01 01:05"


class TestWhereFilesLie:
    def test_in_folders_and_in_zip_files(self, root: Path) -> None:
        send_back(root, "001", "微信/2月/东村 最终版.xlsx")
        members = {}
        for unit in ("002", "003"):
            path = send_back(root, unit)
            members[f"附件/{path.name}"] = path.read_bytes()
            path.unlink()
        pack(root / "回收" / "邮箱.zip", members)
        assert collect(root).code == 0
        register = intake(root)
        assert [row["所在位置"] for row in register.values()] == [
            "微信/2月",
            "邮箱.zip/附件",
            "邮箱.zip/附件",
        ]
        assert [row["状态"] for row in register.values()] == ["通过"] * 3

    def test_a_sheet_may_be_renamed_and_the_file_too(self, root: Path) -> None:
        send_back(root, "002", "我填好了.xlsx", Mistake("P3", "renamed_sheet", "", "", "Sheet1"))
        collect(root)
        assert intake(root)["我填好了.xlsx"]["状态"] == "通过"


def pack(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as package:
        for name, data in members.items():
            package.writestr(name, data)


class TestWhatIsNoForm:
    @pytest.mark.parametrize(
        ("name", "data", "reason"),
        [
            ("半截.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "损坏"),
            ("加密.xlsx", ENCRYPTED, "打开密码"),
            ("旧.xlsx", compound_file({"WordDocument": bytes(5000)}), "Word"),
            ("网页.xlsx", b"<html><table></table></html>", "网页"),
            ("空.xlsx", b"", "空的"),
            ("照片.jpg", b"\xff\xd8\xff\xe0", "图片"),
            ("压缩.rar", b"Rar!\x1a\x07", "RAR"),
            ("半截.xlsx", b"PK\x03\x04" + bytes(60), "损坏"),
            ("半截.zip", b"PK\x03\x04" + bytes(60), "损坏"),
        ],
    )
    def test_a_file_that_cannot_be_opened_says_why_and_what_to_do(
        self, root: Path, name: str, data: bytes, reason: str
    ) -> None:
        (root / "回收" / name).write_bytes(data)
        assert collect(root).code == 1
        (row,) = findings(root, "F01")
        assert (row["文件"], row["级别"]) == (name, "错误")
        assert reason in str(row["问题"])
        assert row["修改建议"]
        assert intake(root)[name]["状态"] == "打不开"

    def test_a_word_file_with_another_ending(self, root: Path) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as package:
            package.writestr("[Content_Types].xml", "<Types/>")
            package.writestr("_rels/.rels", "<Relationships/>")
            package.writestr("word/document.xml", "<document/>")
        (root / "回收" / "自评.xlsx").write_bytes(buffer.getvalue())
        collect(root)
        (row,) = findings(root, "F01")
        assert "不是 Excel 工作簿" in str(row["问题"])

    def test_a_workbook_without_a_form(self, root: Path) -> None:
        (root / "回收" / "通知.xlsx").write_bytes(sheet_bytes("| | A |\n| 1 | 关于报送的通知 |"))
        collect(root)
        (row,) = findings(root, "F02")
        assert row["文件"] == "通知.xlsx"
        assert intake(root)["通知.xlsx"]["状态"] == "没有自评表"

    def test_one_that_we_fail_to_read_does_not_stop_the_others(
        self, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        return_all(root)
        odd = (root / "回收" / WEST).read_bytes()

        def failing(data: bytes, *rest: object) -> FormWorkbook:
            if data == odd:
                raise KeyError("odd")
            return read_workbook(data, *rest)  # type: ignore[arg-type]

        monkeypatch.setattr(examining, "read_workbook", failing)
        monkeypatch.setenv("XLPERF_WORKERS", "0")
        assert collect(root).code == 1
        (row,) = findings(root, "F01")
        assert row["文件"] == WEST
        assert "程序读不懂它（KeyError）" in str(row["问题"])
        assert "维护人员" in str(row["修改建议"])
        assert state(root)["已通过"] == 3

    def test_the_clerk_can_set_a_file_aside_and_hears_no_more_of_it(self, root: Path) -> None:
        return_all(root)
        (root / "回收" / "空.xlsx").write_bytes(b"")
        assert collect(root).code == 1
        edit(root, "收件登记", ("文件名", "空.xlsx"), "人工指定", "否")
        assert collect(root).code == 0
        assert findings(root) == []
        assert (intake(root)["空.xlsx"]["状态"], intake(root)["空.xlsx"]["人工指定"]) == ("已指定不用", "否")


class TestStrangers:
    def test_a_project_that_is_not_in_the_ledger(self, root: Path) -> None:
        path = send_back(root, "003")
        retype(path, {Name.PROJECT_CODE: "X1", Name.PROJECT_NAME: "文化长廊"})
        assert collect(root).code == 1
        (row,) = findings(root, "B12")
        assert "“文化长廊”不在台账中" in str(row["问题"])
        assert (row["文件"], row["单元格"], row["填报内容"]) == (WATER, "C3", "文化长廊")
        assert intake(root)[WATER]["状态"] == "项目不在台账"
        edit(root, "收件登记", ("文件名", WATER), "人工指定", "否")
        collect(root)
        assert findings(root, "B12") == []

    def test_a_lost_code_is_made_good_by_the_name(self, root: Path) -> None:
        path = send_back(root, "003")
        retype(path, {Name.PROJECT_CODE: None, Name.PROJECT_NAME: " 河道　清淤 "})
        collect(root)
        assert findings(root, "B12") == []
        assert (state(root)["已收单位"], state(root)["需修改"]) == (1, 1)
        (row,) = findings(root, "F41")
        assert "H3 下发时是“P4”，收回时是空的" in str(row["问题"])

    def test_a_lost_code_is_not_made_good_by_a_name_that_two_projects_share(self, root: Path) -> None:
        edit(root, "项目台账", ("项目编码", "P2"), "项目名称", "河道清淤")
        retype(send_back(root, "003"), {Name.PROJECT_CODE: None})
        collect(root)
        assert [row["填报内容"] for row in findings(root, "B12")] == ["河道清淤"]

    @pytest.mark.parametrize(
        "options", [("--town", "大河镇"), ("--year", "2021"), ("--ruleset", "central_2021_cost")]
    )
    def test_another_round_s_workbook_is_told_and_does_not_count(
        self, root: Path, tmp_path: Path, options: tuple[str, str]
    ) -> None:
        other = tmp_path / "别的"
        assert new(other, *options).code == 0
        assert xlperf("distribute", other).code == 0
        path = send_back(other, "002")
        shutil.copy(path, root / "回收" / "西村.xlsx")
        assert collect(root).code == 1
        (row,) = findings(root, "F03")
        assert row["文件"] == "西村.xlsx"
        assert options[1] in str(row["问题"])
        assert state(root)["已通过"] == 0
        assert intake(root)["西村.xlsx"]["状态"] == "需修改"

    def test_this_round_s_workbook_counts_before_another_s_though_that_was_saved_later(
        self, root: Path, tmp_path: Path
    ) -> None:
        other = tmp_path / "上一年"
        assert new(other, "--year", "2021").code == 0
        assert xlperf("distribute", other).code == 0
        shutil.copy(send_back(other, "002", saved=SAVED_LATER), root / "回收" / "旧表.xlsx")
        return_all(root)
        assert collect(root).code == 0
        assert findings(root, "F03") == []
        assert intake(root)["旧表.xlsx"]["状态"] == "已有新版本"


def test_a_name_that_is_not_unicode_is_read_as_chinese(root: Path) -> None:
    path = send_back(root, "001")
    odd = Path(os.fsdecode(os.fsencode(root / "回收") + b"/" + "东村.xlsx".encode("gbk")))
    shutil.move(path, odd)
    assert collect(root).code == 1
    assert list(intake(root)) == ["东村.xlsx"]
