"""What may not be published is not, whoever wrote it where; and it is said what was kept out."""

import base64
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from openpyxl import load_workbook

from support.small_town import collect, edit, issue, return_all, type_in
from support.terminal import xlperf
from xlperf.model.finding import Severity
from xlperf.steps.assessing import assess
from xlperf.steps.office import open_office
from xlperf.steps.publish import Published, publish
from xlperf.steps.tabulating import publishable, tabulate
from xlperf.steps.withholding import LEFT_OUT, passages, withhold
from xlperf.steps.withholding_unseen import PLACE

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)
PHONE, COVERED = "13812341234", "138****1234"


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round that everybody has answered."""
    root = issue(tmp_path_factory.mktemp("小河镇") / "2022年度")
    return_all(root)
    collect(root)
    return root


def published(root: Path) -> tuple[Published, str]:
    """The report as the round stands: what was found, and its text."""
    office = open_office(root)
    done = publish(office, tabulate(assess(office)))
    return done, "\n".join(each.text for each in passages(docx.Document(str(done.path))))


def told(done: Published) -> Mapping[str, str]:
    """The errors by rule."""
    return {each.code: each.message for each in done.findings if each.severity is Severity.ERROR}


class TestPersonalData:
    def test_that_a_clerk_wrote_are_covered_and_told(self, returned: Path) -> None:
        text = f"全年走访群众，联系人王某{PHONE}。"
        type_in(returned, "部门叙述", {"章节": "主要工作任务", "标题": "走访", "内容": text})
        done, report = published(returned)
        assert PHONE not in report
        assert f"联系人王某{COVERED}。" in report
        assert "里有手机号，已遮盖成" in told(done)["P01"]
        assert COVERED in told(done)["P01"]

    def test_that_stand_in_an_edited_template_are_covered_as_well(self, returned: Path) -> None:
        office = open_office(returned)
        template = office.folder.report_template
        before = template.read_bytes()
        document = docx.Document(io.BytesIO(before))
        paragraph = document.add_paragraph("经办人电话：")
        paragraph.add_run(PHONE[:5]).bold = True
        paragraph.add_run(PHONE[5:])
        document.sections[0].footer.paragraphs[0].text = f"值班{PHONE}"
        document.save(str(template))
        try:
            done, report = published(returned)
        finally:
            template.write_bytes(before)
        assert PHONE not in report
        assert report.count(COVERED) >= 2
        assert {each.field for each in done.findings if each.code == "P01"} >= {"页眉和页脚"}


class TestSecretProjects:
    def test_a_paragraph_that_names_one_is_left_out_and_marked(self, returned: Path) -> None:
        office = open_office(returned)
        name = office.round.ledger[0].name
        edit(returned, "项目台账", ("项目编码", office.round.ledger[0].code), "是否涉密", "是")
        type_in(returned, "部门叙述", {"章节": "主要工作任务", "标题": "", "内容": f"完成了{name}等任务。"})
        done, report = published(returned)
        assert name not in report
        assert LEFT_OUT in report
        assert f"里提到涉密项目“{name}”，这一段没有印出" in told(done)["P02"]
        assert xlperf("report", returned).code == 1

    def test_neither_name_nor_code_is_in_any_part_of_what_is_published(self, returned: Path) -> None:
        office = open_office(returned)
        (entry,) = (each for each in office.round.ledger if each.code == "P4")
        edit(returned, "项目台账", ("项目编码", "P4"), "是否涉密", "是")
        edit(returned, "项目台账", ("项目编码", "P4"), "是否重点", "是")
        type_in(returned, "部门叙述", {"章节": "主要工作任务", "标题": "", "内容": "编码 P4 的任务已完成。"})
        done, report = published(returned)
        assert any("提到涉密项目“P4”" in each.message for each in done.findings if each.code == "P02")
        assert LEFT_OUT in report
        with zipfile.ZipFile(done.path) as package:
            for name in package.namelist():
                words = package.read(name).decode(errors="replace")
                assert entry.name not in words, name
                assert not re.search("(?<![0-9A-Za-z])P4(?![0-9A-Za-z])", words), name

    def test_counts_and_sums_keep_them(self, returned: Path) -> None:
        edit(returned, "项目台账", ("项目编码", "P4"), "是否涉密", "是")
        office = open_office(returned)
        tables = tabulate(assess(office))
        shown = publishable(tables, office.round)
        assert shown.functions_total == tables.functions_total
        assert sum(band.count for band in shown.bands) == len(tables.projects)

    def test_an_export_and_the_summary_workbook_have_them_and_say_so(self, returned: Path) -> None:
        edit(returned, "项目台账", ("项目编码", "P4"), "是否涉密", "是")
        said = xlperf("export", returned, "--csv").err
        assert "涉密项目，只供内部使用，不要公开" in said
        assert xlperf("summarise", returned).code in {0, 1}
        (summary,) = returned.glob("成果/*绩效自评汇总.xlsx")
        book = load_workbook(summary, read_only=True)
        words = {str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row}
        book.close()
        assert any("涉密项目不得公开" in text for text in words)


class TestWhereNobodyLooks:
    """A template that the office has edited brings along properties, notes, alternative texts."""

    def test_personal_data_are_covered_and_secrets_left_out(self) -> None:
        document = docx.Document()
        document.core_properties.comments = f"经办 {PHONE}"
        document.core_properties.keywords = "人防工事 P-17"
        document.add_picture(io.BytesIO(PIXEL))
        (picture,) = document.element.body.iter("{*}docPr")
        picture.set("descr", "人防 工事 平面图")
        document.add_comment(document.add_paragraph("正文").runs, text=f"请打{PHONE}")
        found = withhold(document, ["人防工事", "P-17"])
        assert {each.section for each in found} == {PLACE}
        assert document.core_properties.comments == f"经办 {COVERED}"
        assert document.core_properties.keywords == picture.get("descr") == LEFT_OUT
        assert [each.text for each in document.comments] == [f"请打{COVERED}"]

    def test_so_are_the_stored_texts_of_a_chart(self) -> None:
        document = docx.Document()
        chart = f"<c:chart xmlns:c='x'><c:v>人防工事</c:v><c:v>{PHONE}</c:v><c:v>30</c:v></c:chart>"
        part = Part(
            PackURI("/word/charts/chart1.xml"), "application/x+xml", chart.encode(), document.part.package
        )
        document.part.relate_to(part, "http://chart")
        assert len(withhold(document, ["人防工事"])) == 2
        assert "人防工事" not in part.blob.decode()
        assert PHONE not in part.blob.decode()
        assert "<c:v>30</c:v>" in part.blob.decode()


@pytest.mark.parametrize(
    ("text", "left_out"),
    [("编码 P4 的任务", True), ("P42 的任务", False), ("APP4", False), ("其中 P4", True), ("ｐ４号", True)],
)
def test_a_code_is_known_as_a_word_of_its_own(text: str, left_out: bool) -> None:
    document = docx.Document()
    document.add_paragraph(text)
    assert bool(withhold(document, ["P4", "12"])) is left_out


def test_a_code_that_could_be_any_number_is_not_looked_for() -> None:
    document = docx.Document()
    document.add_paragraph("全年完成12处，科目2130126。")
    assert withhold(document, ["12", "2130126"]) == ()


def test_a_number_split_over_runs_keeps_each_run_s_own_looks() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("电话")
    paragraph.add_run(PHONE[:5]).bold = True
    paragraph.add_run(f"{PHONE[5:]}，请勿拨打")
    (found,) = withhold(document)
    assert found.kinds == ("手机号",)
    assert [run.text for run in paragraph.runs] == ["电话", "138**", "**1234，请勿拨打"]
    assert paragraph.runs[1].bold


def test_a_name_is_known_in_any_spacing_and_in_a_table() -> None:
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0).text = "其中 人防 工事 维护"
    (found,) = withhold(document, ["人防工事"])
    assert (found.secret, found.shown) == ("人防工事", LEFT_OUT)
    assert [each.text for each in passages(document)] == [LEFT_OUT]


def test_a_report_without_either_stays_as_it_is() -> None:
    document = docx.Document()
    document.add_paragraph("一、部门整体绩效评价报告")
    document.add_paragraph("全年预算96万元，编码11010921T000028。")
    assert withhold(document, ["人防工事", " "]) == ()
    assert [each.section for each in passages(document)] == ["一、部门整体绩效评价报告"] * 2
