"""What may not be published is not, whoever wrote it where; and it is said what was kept out."""

import io
from collections.abc import Mapping
from pathlib import Path

import docx
import pytest

from support.small_town import collect, edit, issue, return_all, type_in
from support.terminal import xlperf
from xlperf.model.finding import Severity
from xlperf.steps.assessing import assess
from xlperf.steps.office import open_office
from xlperf.steps.publish import Published, publish
from xlperf.steps.tabulating import tabulate
from xlperf.steps.withholding import LEFT_OUT, passages, withhold

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
