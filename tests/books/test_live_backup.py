"""Copies from before each run, and the way back."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from support.calc_engine.office import CalcOffice
from support.desks import LiveDesk
from xlperf.books.file import FileBook
from xlperf.books.live import LiveBook
from xlperf.books.live_backup import KEPT, backup, backups, restore
from xlperf.books.port import BookError, CellValue
from xlperf.build.control import build_control
from xlperf.model.money import MoneyUnit
from xlperf.rules.loading import load_ruleset

MOMENT = datetime(2022, 1, 31, 9, 5, 7)  # noqa: DTZ001 - the clock on the wall


@pytest.fixture(scope="module")
def control() -> bytes:
    return build_control(load_ruleset("central_2020"), MoneyUnit.WAN)


@pytest.fixture
def desk(live_office: CalcOffice, tmp_path: Path, control: bytes) -> Iterator[LiveDesk]:
    desk = LiveDesk(tmp_path, control, live_office.app)
    yield desk
    desk.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "归档" / "备份"


class TestACopy:
    def test_holds_what_is_open_and_leaves_it_open_where_it_was(self, desk: LiveDesk, folder: Path) -> None:
        desk.live.set_values({"参数_镇名称": "王平镇"})
        copy = backup(desk.excel, folder, MOMENT)
        assert copy == folder / "绩效评价-20220131-090507.xlsm"
        assert FileBook(copy).read_value("参数_镇名称") == "王平镇"
        assert FileBook(desk.path).read_value("参数_镇名称") is None, "the workbook itself is not saved"
        assert desk.live.path == desk.path

    def test_of_the_same_second_gets_another_name(self, desk: LiveDesk, folder: Path) -> None:
        made = [backup(desk.excel, folder, MOMENT) for _ in range(3)]
        assert [path.stem[-8:] for path in made] == ["1-090507", "090507-2", "090507-3"]
        assert backups(folder) == tuple(made)

    def test_on_a_mac_is_copied_after_saving(
        self, desk: LiveDesk, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delattr("support.calc_engine.books.BookApi.SaveCopyAs")
        desk.live.set_values({"参数_镇名称": "王平镇"})
        copy = backup(desk.excel, folder, MOMENT)
        assert FileBook(copy).read_value("参数_镇名称") == "王平镇"

    def test_is_made_before_the_first_write(self, desk: LiveDesk, folder: Path) -> None:
        book = LiveBook(desk.excel, on_first_write=lambda: backup(desk.excel, folder, MOMENT))
        assert book.read_value("参数_镇名称") is None
        assert backups(folder) == ()
        book.set_values({"参数_镇名称": "王平镇"})
        book.set_values({"参数_镇名称": "柳河镇"})
        (copy,) = backups(folder)
        assert FileBook(copy).read_value("参数_镇名称") is None

    def test_that_cannot_be_written_stops_the_step_before_it_writes(
        self, desk: LiveDesk, tmp_path: Path
    ) -> None:
        (tmp_path / "归档").write_text("不是文件夹", encoding="utf-8")
        book = LiveBook(
            desk.excel, on_first_write=lambda: backup(desk.excel, tmp_path / "归档" / "备份", MOMENT)
        )
        with pytest.raises(BookError, match=r"备份不能写到“.*备份”.*什么都没有改动"):
            book.set_values({"参数_镇名称": "王平镇"})
        assert book.read_value("参数_镇名称") is None

    def test_goes_when_it_is_one_of_too_many(self, desk: LiveDesk, folder: Path) -> None:
        folder.mkdir(parents=True)
        moments = [MOMENT + timedelta(days=day) for day in range(KEPT + 3)]
        for moment in moments[:-1]:
            (folder / f"绩效评价-{moment:%Y%m%d-%H%M%S}.xlsm").write_bytes(b"")
        (folder / "说明.txt").write_text("不是备份", encoding="utf-8")
        newest = backup(desk.excel, folder, moments[-1])
        assert len(backups(folder)) == KEPT
        assert backups(folder)[-1] == newest
        assert backups(folder)[0].stem == f"绩效评价-{moments[3]:%Y%m%d-%H%M%S}"
        assert (folder / "说明.txt").exists()


class TestTheWayBack:
    def test_brings_tables_and_cells_back_as_they_were(self, desk: LiveDesk, folder: Path) -> None:
        rows: list[dict[str, CellValue]] = [
            {"序号": Decimal(n), "项目编码": f"00{n}", "项目名称": "=甲", "执行率": Decimal("0.9")}
            for n in (1, 2, 3)
        ]
        desk.live.write_table("自评汇总", [{**row, "备注": f"第{row['序号']}行"} for row in rows])
        desk.live.set_values({"参数_镇名称": "王平镇", "状态_消息": "=不是公式"})
        before = {name: desk.live.read_table(name) for name in desk.live.tables()}
        copy = backup(desk.excel, folder, MOMENT)

        desk.live.write_table("自评汇总", rows[1:2], key="项目编码")
        desk.live.write_table("催报清单", [{"序号": Decimal(n), "状态": "未报"} for n in range(5)])
        desk.live.set_values({"参数_镇名称": "柳河镇", "状态_消息": None})

        changed = restore(LiveBook(desk.excel), copy)
        assert set(changed) == {"自评汇总", "催报清单", "参数_镇名称", "状态_消息"}
        again = LiveBook(desk.excel)
        assert {name: again.read_table(name) for name in again.tables()} == before
        assert again.read_value("参数_镇名称") == "王平镇"
        assert again.read_value("状态_消息") == "=不是公式"
        assert again.read_value("标题_自评汇总") == "王平镇年度项目支出绩效自评汇总表"

    def test_changes_nothing_where_nothing_was_changed(self, desk: LiveDesk, folder: Path) -> None:
        copy = backup(desk.excel, folder, MOMENT)
        book = LiveBook(desk.excel)
        assert restore(book, copy) == ()
        assert book.save() is False

    def test_brings_a_clerk_s_formulas_back_as_formulas(self, desk: LiveDesk, folder: Path) -> None:
        desk.live.write_table("自评汇总", [{"序号": Decimal(n), "项目编码": str(n)} for n in (4, 5)])
        cells = desk.excel.sheets["自评汇总"].tables["自评汇总"].data_body_range
        assert cells is not None
        remark = cells.columns[-1]
        remark.number_format = "General"
        remark.formula = "=A5*2"
        copy = backup(desk.excel, folder, MOMENT)
        desk.live.write_table("自评汇总", [], columns=("备注",))
        restore(LiveBook(desk.excel), copy)
        again = desk.excel.sheets["自评汇总"].tables["自评汇总"].data_body_range
        assert again is not None
        assert again.columns[-1].value == [8, 10]

    def test_a_copy_that_is_no_workbook_is_named(self, desk: LiveDesk, tmp_path: Path) -> None:
        broken = tmp_path / "绩效评价-20220131-090507.xlsm"
        broken.write_bytes(b"x")
        with pytest.raises(BookError, match=r"“绩效评价-20220131-090507.xlsm”打不开"):
            restore(desk.live, broken)
