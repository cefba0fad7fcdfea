"""退回修改通知: one page for each unit that must mend something, on paper and for WeChat."""

import io
import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from support.office import Office
from support.small_town import (
    ANSWERS,
    collect,
    issue,
    opened,
    return_all,
    send_back,
)
from support.terminal import xlperf
from support.validator import Validator
from xlperf.books.file import FileBook
from xlperf.demo.village import Mistake
from xlperf.model.ledger import Unit
from xlperf.steps.folder import CONTROL
from xlperf.steps.notice_content import Item, Notice, Sender, fitting
from xlperf.steps.notice_document import notice_document
from xlperf.steps.notice_text import notice_text

WRONG_AMOUNT = Mistake("P1", "amount", "全年执行数-当年财政拨款", "", "90")
WRONG = "全年执行数-当年财政拨款填 90万元，台账是 95万元，少 5万元"
WORD, TEXT = "001_东村_退回修改通知.docx", "001_东村_退回修改通知.txt"
EVIL = '=HYPERLINK("http://x") {{ 7*7 }} {%p if 1 %} <w:fldSimple w:instr="DATE"/> &amp;'


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything came back; 东村 has one amount wrong and one goal too short."""
    root = issue(tmp_path_factory.mktemp("小河镇") / "2022年度")
    return_all(root)
    send_back(
        root, "001", "", WRONG_AMOUNT, answers={**ANSWERS, "P1": replace(ANSWERS["P1"], goal_done="好")}
    )
    collect(root)
    return root


@pytest.fixture
def root(returned: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(returned, tmp_path / "2022年度"))


def sent_back(root: Path) -> list[str]:
    """The notices in 退回/."""
    return sorted(path.name for path in (root / "退回").glob("*退回修改通知.*"))


def text(root: Path) -> list[str]:
    """东村's notice for WeChat, line by line."""
    return (root / "退回" / TEXT).read_text(encoding="utf-8-sig").splitlines()


def words(data: bytes) -> str:
    """All words of a Word file, tables included."""
    document = Document(io.BytesIO(data))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def notice(*errors: Item, warnings: tuple[Item, ...] = (), **sender: str) -> Notice:
    return Notice(
        Sender("小河镇人民政府", **sender),
        Unit("001", "东村"),
        2022,
        1,
        sum(item.count for item in errors),
        sum(item.count for item in warnings),
        errors,
        warnings,
        (),
    )


def item(message: str = "没有打分", count: int = 1) -> Item:
    return Item("村道硬化", "H13", message, "补填得分", count)


class TestWhoGetsOne:
    def test_units_with_an_error_and_no_others(self, root: Path) -> None:
        assert sent_back(root) == [WORD, TEXT]
        assert "退回修改通知：1 个单位，在“退回”文件夹里" in collect(root).out

    def test_a_unit_that_has_sent_nothing_is_called_and_not_written_to(self, root: Path) -> None:
        other = issue(root.parent / "别的")
        assert "退回修改通知" not in collect(other).out
        assert sent_back(other) == []


class TestTheWords:
    def test_for_wechat_say_what_where_and_what_to_do(self, root: Path) -> None:
        first, *rest = text(root)
        assert first.startswith(
            "【退回修改】东村：你单位报送的2022年度项目支出绩效自评表，有 1 个项目、1 处必须改正，另有 "
        )
        assert first.endswith("现退回修改。请在原文件上改好，尽快重新报送。")
        assert rest[:2] == [
            "■ 必须改正",
            f"1. 村道硬化　H7：{WRONG}。→ 以台账为准，改为 95；台账有误请告诉财政所",
        ]
        assert rest[2] == "■ 请核实（没有错就不用改）"
        assert rest[-1] == "小河镇人民政府"

    def test_on_paper_are_the_same(self, root: Path) -> None:
        said = words((root / "退回" / WORD).read_bytes())
        for expected in (
            "退回修改通知",
            "东村：",
            "1 处必须改正",
            "村道硬化　H7",
            "改为 95",
            "小河镇人民政府",
        ):
            assert expected in said

    def test_are_for_the_windows_notepad(self, root: Path) -> None:
        data = (root / "退回" / TEXT).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\n") == data.count(b"\r\n") > 3

    def test_name_the_deadline_and_whom_to_ask_where_the_office_has_said_so(self, root: Path) -> None:
        book = FileBook(root / CONTROL)
        book.set_values(
            {"参数_修改期限": "2023年3月1日", "参数_联系人": "赵六", "参数_联系电话": "0000-0009"}
        )
        book.save()
        collect(root)
        assert text(root)[0].endswith("请在原文件上改好，于2023年3月1日前重新报送。")
        assert "联系人：赵六　电话：0000-0009" in text(root)
        assert "于2023年3月1日前" in words((root / "退回" / WORD).read_bytes())

    def test_leave_room_for_a_deadline_by_hand(self, root: Path) -> None:
        assert "于　　　年　　月　　日前" in words((root / "退回" / WORD).read_bytes())

    def test_name_the_projects_of_which_nothing_has_come(self, root: Path) -> None:
        (path,) = (root / "回收").glob("001*")
        book = opened(path)
        book.remove(next(sheet for sheet in book.worksheets if "垃圾清运" in sheet.title))
        book.save(path)
        shutil.rmtree(root / "归档")
        xlperf("distribute", root)
        collect(root)
        assert "还没有报送的项目：垃圾清运，请一并报送。" in text(root)

    def test_of_a_workbook_that_knows_no_deadline_are_there_all_the_same(self, root: Path) -> None:
        before = text(root)
        book = opened(root / CONTROL, keep_vba=True)
        for name in ("参数_修改期限", "参数_联系人", "参数_联系电话"):
            del book.defined_names[name]
        book.save(root / CONTROL)
        collect(root)
        assert text(root) == before


class TestAVillagesWords:
    def test_stay_words(self) -> None:
        data = notice_document(notice(item(EVIL)))
        assert EVIL in words(data)
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            xml = package.read("word/document.xml").decode()
        assert "fldSimple " not in xml.replace("&lt;w:fldSimple ", "")
        assert "instrText" not in xml

    def test_are_shown_as_they_were_written_without_what_nobody_can_see(self, root: Path) -> None:
        typed = Mistake("P1", "amount", "全年执行数-当年财政拨款", "", "{{ 7*7 }}\u200b%")
        send_back(root, "001", "", typed, saved="2023-03-01T00:00:00Z")
        collect(root)
        for said in (words((root / "退回" / WORD).read_bytes()), "\n".join(text(root))):
            assert "“{{ 7*7 }} %”" in said
            assert "\u200b" not in said


class TestOnePage:
    def test_takes_what_it_has_room_for_and_says_how_much_it_leaves_out(self) -> None:
        many = [item("字" * 34)] * 40
        kept, room = fitting(many, 28)
        assert (len(kept), room) == (14, 0)
        shown = replace(notice(*kept), error_count=40)
        assert "还有 26 处这里列不下，见退回的自评表里的“修改意见”。" in notice_text(shown).decode(
            "utf-8-sig"
        )

    def test_a_combined_line_counts_for_all_its_places(self) -> None:
        assert replace(notice(item(count=3)), error_count=5).more == 2

    def test_lists_at_least_one_error_and_no_warning_without_room(self) -> None:
        assert len(fitting([item("字" * 90)], 2)[0]) == 1
        assert fitting([item("字" * 90)], 2, least=0)[0] == ()

    def test_is_one_page_however_much_there_is(self, office: Office, tmp_path: Path) -> None:
        errors, _ = fitting([item("全年执行数" * 6)] * 40, 28)
        path = tmp_path / "通知.docx"
        shown = replace(
            notice(*errors, deadline="2023年3月1日", contact="赵六", phone="0000-0009"),
            error_count=40,
            missing=("村道硬化二期", "垃圾清运"),
        )
        path.write_bytes(notice_document(shown))
        assert len(office.render(path, tmp_path)) == 1

    def test_is_a_sound_word_file(self, validator: Validator, tmp_path: Path) -> None:
        path = tmp_path / "通知.docx"
        path.write_bytes(notice_document(notice(item(), warnings=(item(),))))
        validator.assert_valid(path)


class TestTheFiles:
    def test_are_the_same_to_the_byte_when_it_is_done_again(self, root: Path) -> None:
        before = {name: (root / "退回" / name).read_bytes() for name in (WORD, TEXT)}
        collect(root)
        assert {name: (root / "退回" / name).read_bytes() for name in (WORD, TEXT)} == before
        assert notice_document(notice(item())) == notice_document(notice(item()))

    def test_go_when_everything_is_mended(self, root: Path) -> None:
        send_back(root, "001", "改好了.xlsx", saved="2023-03-01T00:00:00Z")
        collect(root)
        assert sent_back(root) == []
        assert json.loads((root / "归档" / "退回通知.json").read_bytes()) == {}

    def test_stay_when_somebody_has_worked_on_them(self, root: Path) -> None:
        (root / "退回" / TEXT).write_text("已电话通知", encoding="utf-8")
        send_back(root, "001", "改好了.xlsx", saved="2023-03-01T00:00:00Z")
        assert f"注意：退回/{TEXT} 已不需要，但被改动过，没有删除。" in collect(root).out
        assert sent_back(root) == [TEXT]

    def test_of_others_are_never_touched(self, root: Path) -> None:
        mine = root / "退回" / "002_西村_退回修改通知.docx"
        mine.write_bytes(b"mine")
        send_back(root, "001", "改好了.xlsx", saved="2023-03-01T00:00:00Z")
        collect(root)
        assert mine.read_bytes() == b"mine"

    def test_a_record_that_was_edited_stops_the_step_in_plain_words(self, root: Path) -> None:
        (root / "归档" / "退回通知.json").write_text("[1]", encoding="utf-8")
        outcome = xlperf("collect", root)
        assert outcome.code == 2
        assert "退回的记录" in outcome.err
        assert "删除它再运行一次" in outcome.err
