"""Sheets are renamed, moved, hidden and removed, and whatever names them follows."""

import io
from collections.abc import Callable

import pytest
import xlsxwriter
from ooxml_samples import FORM, parts, rich, sheet_xml, written

from xlperf.ooxml.workbook import Workbook


def test_a_renamed_sheet_is_named_so_everywhere() -> None:
    book = Workbook.load(rich())
    book.rename_sheet(book.sheet(FORM), "It's 表")
    quoted = "'It''s 表'"
    assert book.sheet("汇总").cell("A1").formula == f"SUM({quoted}!B5:B8)+{quoted}!D9"
    assert {name.text for name in book.names} >= {f"{quoted}!$D$9", f"{quoted}!$A$1:$G$9"}
    content = {name: data.decode() for name, data in parts(book.to_bytes()).items() if name.endswith("xml")}
    assert f"{quoted}!$D$5:$D$8" in content["xl/charts/chart1.xml"]
    assert f"{quoted}!$B$5:$B$8" in content["xl/charts/chart2.xml"]
    assert f'textlink="{quoted}!$A$9"' in content["xl/drawings/drawing1.xml"]
    assert f"<xm:f>{quoted}!B5:C5</xm:f>" in sheet_xml(book.to_bytes(), "It's 表")
    for name, text in content.items():
        assert FORM not in text.replace("绩效自评表", ""), name


def test_a_rename_may_change_case_only_but_not_take_anothers_title() -> None:
    book = Workbook.load(written(("Sheet", {"A1": "=OTHER!A1"}), ("other", {"A1": 1})))
    book.rename_sheet(book.sheet("OTHER"), "Other")
    assert book.sheet("Sheet").cell("A1").formula == "Other!A1"
    with pytest.raises(ValueError, match="已有名为"):
        book.rename_sheet(book.sheet("Other"), "SHEET")


def test_a_moved_sheet_takes_its_names_along() -> None:
    book = Workbook.load(rich())
    book.move_sheet(book.sheet(FORM), 2)
    reread = Workbook.load(book.to_bytes())
    assert [sheet.title for sheet in reread.sheets] == ["字典", "汇总", FORM]
    area = reread.area("绩效指标", reread.sheet(FORM))
    assert area is not None
    assert area.sheet == FORM
    assert 'activeTab="2"' in parts(book.to_bytes())["xl/workbook.xml"].decode()
    with pytest.raises(ValueError, match="标签位置"):
        book.move_sheet(book.sheet(FORM), 3)


def test_a_removed_sheet_leaves_no_part_and_no_name_behind() -> None:
    book = Workbook.load(rich())
    book.remove_sheet(book.sheet(FORM))
    left = parts(book.to_bytes())
    gone = {name for name in parts(rich()) if name not in left}
    assert gone == {
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/charts/chart1.xml",
        "xl/comments1.xml",
        "xl/drawings/drawing1.xml",
        "xl/drawings/_rels/drawing1.xml.rels",
        "xl/drawings/vmlDrawing1.vml",
        "xl/drawings/vmlDrawing2.vml",
        "xl/drawings/_rels/vmlDrawing2.vml.rels",
        "xl/media/image1.png",
        "xl/media/image2.png",
    }
    types = left["[Content_Types].xml"].decode()
    assert not [name for name in gone if f'"/{name}"' in types]
    reread = Workbook.load(book.to_bytes())
    assert [sheet.title for sheet in reread.sheets] == ["字典", "汇总"]
    assert reread.sheet("汇总").cell("A1").formula == "SUM(#REF!)+#REF!"
    assert "#REF!" in left["xl/charts/chart2.xml"].decode()
    assert [(name.name, name.sheet) for name in reread.names.broken()] == [("总分", None)]


def test_a_picture_that_a_copy_still_shows_stays() -> None:
    book = Workbook.load(rich())
    form = book.sheet(FORM)
    book.clone_sheet(form, "项目一")
    book.remove_sheet(form)
    assert "xl/media/image1.png" in parts(book.to_bytes())
    assert [sheet.title for sheet in Workbook.load(book.to_bytes()).sheets] == ["项目一", "字典", "汇总"]


def test_a_sheet_that_goes_from_the_front_gives_way_to_a_visible_one() -> None:
    book = Workbook.load(rich())
    book.remove_sheet(book.sheet(FORM))
    assert 'tabSelected="1"' in sheet_xml(book.to_bytes(), "汇总")
    assert 'activeTab="1"' in parts(book.to_bytes())["xl/workbook.xml"].decode()


LAST_VISIBLE: list[Callable[[Workbook], None]] = [
    lambda book: book.remove_sheet(book.sheet("汇总")),
    lambda book: book.set_state(book.sheet("汇总"), "hidden"),
    lambda book: book.set_state(book.sheet("汇总"), "veryHidden"),
]


@pytest.mark.parametrize("act", LAST_VISIBLE)
def test_the_last_visible_sheet_stays(act: Callable[[Workbook], None]) -> None:
    book = Workbook.load(rich())
    book.set_state(book.sheet(FORM), "veryHidden")
    with pytest.raises(ValueError, match="最后一张可见"):
        act(book)


def test_sheets_are_hidden_and_shown() -> None:
    book = Workbook.load(rich())
    assert [sheet.state for sheet in book.sheets] == ["visible", "hidden", "visible"]
    book.set_state(book.sheet(FORM), "veryHidden")
    book.set_state(book.sheet("字典"), "visible")
    assert [sheet.state for sheet in Workbook.load(book.to_bytes()).sheets] == [
        "veryHidden",
        "visible",
        "visible",
    ]
    assert 'tabSelected="1"' in sheet_xml(book.to_bytes(), "汇总")
    with pytest.raises(ValueError, match="没有这样的状态"):
        book.set_state(book.sheet(FORM), "gone")


def test_one_sheet_is_selected_and_it_is_the_one_in_front() -> None:
    book = Workbook.load(rich())
    book.activate(book.sheet("汇总"))
    selected = [s.title for s in book.sheets if 'tabSelected="1"' in sheet_xml(book.to_bytes(), s.title)]
    assert selected == ["汇总"]
    assert 'activeTab="2"' in parts(book.to_bytes())["xl/workbook.xml"].decode()
    with pytest.raises(ValueError, match="隐藏"):
        book.activate(book.sheet("字典"))


def test_the_list_of_titles_in_the_properties_does_not_go_stale() -> None:
    book = Workbook.load(rich())
    assert FORM in parts(book.to_bytes())["docProps/app.xml"].decode()
    book.rename_sheet(book.sheet(FORM), "新名")
    assert FORM not in parts(book.to_bytes())["docProps/app.xml"].decode()


def test_a_sheet_is_found_whatever_the_case_of_its_title() -> None:
    book = Workbook.load(written(("Sheet", {"A1": 1})))
    assert book.sheet("sHEET") is book.sheets[0]
    with pytest.raises(KeyError):
        book.sheet("别的")


def test_recalculation_on_opening_is_asked_for_once() -> None:
    book = Workbook.load(written(("表", {"A1": "=1+1"})))
    book.force_recalculation()
    book.force_recalculation()
    assert parts(book.to_bytes())["xl/workbook.xml"].decode().count('fullCalcOnLoad="1"') == 1


def test_a_chart_sheet_counts_as_a_tab_and_has_no_cells() -> None:
    buffer = io.BytesIO()
    written_book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    written_book.add_worksheet("表").write("A1", 1)
    chart = written_book.add_chart({"type": "bar"})
    chart.add_series({"values": "=表!$A$1"})
    written_book.add_chartsheet("图").set_chart(chart)
    written_book.add_worksheet("末")
    written_book.define_name("末!名", "=末!$B$2")
    written_book.close()
    book = Workbook.load(buffer.getvalue())
    drawn = book.sheet("图")
    assert (drawn.is_worksheet, list(drawn.cells()), drawn.merges, drawn.validations) == (False, [], (), ())
    assert not drawn.protected
    with pytest.raises(ValueError, match="没有单元格"):
        drawn.set("A1", "x")
    with pytest.raises(ValueError, match="不能复制"):
        book.clone_sheet(drawn, "图二")
    book.rename_sheet(drawn, "画")
    book.clone_sheet(book.sheet("表"), "表二")
    reread = Workbook.load(book.to_bytes())
    assert [sheet.title for sheet in reread.sheets] == ["表", "表二", "画", "末"]
    area = reread.area("名", reread.sheet("末"))
    assert area is not None
    assert area.ref == "B2"
