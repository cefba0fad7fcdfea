"""The report's template: the same bytes, a contract with who edits it, the look of an official document."""

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from outputs_documents import TEMPLATE, report, texts
from outputs_tables import RULES, SETTINGS, empty_tables, example_tables, nasty_tables

from support.office import Office
from support.validator import Validator
from xlperf.build.__main__ import stale_parts
from xlperf.build.report_template import build_report_template
from xlperf.model.errors import UserError
from xlperf.steps.report import render_report, template_problems
from xlperf.steps.report_context import SAMPLE, report_context


@pytest.fixture(scope="module")
def example() -> Document:
    return report(example_tables())


class TestSameBytes:
    """The same input gives the same file."""

    def test_template_and_report_are_the_same_at_every_call(self) -> None:
        assert build_report_template() == TEMPLATE
        once, twice = (render_report(TEMPLATE, nasty_tables(), SETTINGS, RULES)[0] for _ in range(2))
        assert once == twice

    def test_no_part_has_a_date_of_today(self) -> None:
        data, _ = render_report(TEMPLATE, example_tables(), SETTINGS, RULES)
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            core = package.read("docProps/core.xml").decode()
        assert set(re.findall(r"\d{4}-\d\d-\d\d", core)) == {"2000-01-01"}

    def test_the_shipped_template_is_what_the_code_builds(self, root: Path) -> None:
        assert stale_parts(TEMPLATE, (root / "workbooks" / "report.docx").read_bytes()) == ()


def edited(change: tuple[str, str]) -> bytes:
    """The template with one text of its body replaced."""
    document = docx.Document(io.BytesIO(TEMPLATE))
    (found,) = [paragraph for paragraph in document.paragraphs if change[0] in paragraph.text]
    found.text = found.text.replace(*change)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


class TestTemplateContract:
    """An office may edit its copy of the template; what is wrong with it is said in Chinese."""

    def test_our_own_template_has_no_problem(self) -> None:
        assert template_problems(TEMPLATE) == ()

    def test_every_placeholder_of_the_contract_gets_a_value_of_its_shape(self) -> None:
        values = report_context(example_tables(), SETTINGS, RULES).values
        assert list(values) == list(SAMPLE)
        for name, sample in SAMPLE.items():
            assert shape(values[name]) == shape(sample), name

    def test_another_sentence_around_the_placeholders_is_fine(self) -> None:
        template = edited(("绩效自评总分：", "经评定，自评总分为"))
        assert template_problems(template) == ()
        assert "经评定，自评总分为90分" in "".join(texts(report(example_tables(), template=template)))

    def test_a_placeholder_split_by_formatting_still_works(self) -> None:
        document = docx.Document(io.BytesIO(TEMPLATE))
        title = document.paragraphs[0]
        title.text = "{{ 标"
        title.add_run("题 }}").bold = True
        stream = io.BytesIO()
        document.save(stream)
        assert template_problems(stream.getvalue()) == ()

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            (("{{ 分档情况 }}", ""), "缺少占位符“{{ 分档情况 }}”"),
            (("{{ 分档情况 }}", "{{ 分档情形 }}"), "不认识的占位符“分档情形”"),
            (("{{ 项.资金 }}", "{{ 项.资金来源 }}"), "不认识的占位符“资金来源”"),
            (("{{ 分档情况 }}", "{{ 分档情况 }"), "的花括号不成对"),
            (("{{ 分档情况 }}", "{% if 分档情况 %}"), "占位符或标签写错了"),
            (("{{ 分档情况 }}", "{{ 1 / 0 }}"), "占位符或标签写错了"),
            (("{{ 分档情况 }}", "{{ 分档情况 + 1 }}"), "占位符或标签写错了"),
            (("{{ 分档情况 }}", "{{ 分档情况.__class__.__mro__ }}"), "不认识的占位符“__class__”"),
        ],
    )
    def test_each_mistake_is_named(self, change: tuple[str, str], says: str) -> None:
        (problem,) = template_problems(edited(change))
        assert says in problem
        assert problem.endswith("。")

    @pytest.mark.parametrize("data", [b"", b"not a document", b"PK\x03\x04broken"])
    def test_what_is_no_word_file_is_said_to_be_none(self, data: bytes) -> None:
        (problem,) = template_problems(data)
        assert "报告模板打不开" in problem

    def test_a_workbook_is_no_template(self) -> None:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            package.writestr("xl/workbook.xml", "<workbook/>")
        (problem,) = template_problems(stream.getvalue())
        assert problem.startswith("报告模板")

    def test_a_template_that_does_not_work_stops_the_report_in_one_sentence(self) -> None:
        with pytest.raises(UserError, match="不认识的占位符“分档情形”"):
            report(example_tables(), template=edited(("{{ 分档情况 }}", "{{ 分档情形 }}")))


def shape(value: object) -> object:
    """What a placeholder's value looks like: names of its parts, down to texts."""
    if isinstance(value, dict):
        return {name: shape(part) for name, part in value.items()}
    if isinstance(value, list):
        return [shape(value[0])]
    return type(value)


class TestLook:
    """The look of an official document (GB/T 9704-2012)."""

    @pytest.mark.parametrize(
        ("style", "font", "size"),
        [
            ("Title", "方正小标宋简体", 22),
            ("Heading 1", "黑体", 16),
            ("Heading 2", "楷体_GB2312", 16),
            ("Heading 3", "仿宋_GB2312", 16),
            ("Normal", "仿宋_GB2312", 16),
            ("表格文字", "宋体", 10.5),
        ],
    )
    def test_each_style_has_its_chinese_font(
        self, example: Document, style: str, font: str, size: float
    ) -> None:
        element = example.styles[style].element
        fonts = element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {font}
        assert element.find(f"{qn('w:rPr')}/{qn('w:sz')}").get(qn("w:val")) == str(int(size * 2))

    def test_body_text_is_indented_by_two_characters_on_lines_of_28_points(self, example: Document) -> None:
        properties = example.styles["Normal"].element.find(qn("w:pPr"))
        assert properties.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
        spacing = properties.find(qn("w:spacing"))
        assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("560", "exact")

    def test_the_page_is_a4_with_official_margins(self, example: Document) -> None:
        section = example.sections[0]
        assert section.page_width
        assert section.page_height
        sizes = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
        sides = (section.left_margin, section.right_margin)
        assert [round(size.cm, 1) for size in (*sizes, *sides) if size] == [21.0, 29.7, 3.7, 3.5, 2.8, 2.6]

    def test_pages_are_numbered_between_dashes_on_the_outer_side(self, example: Document) -> None:
        section = example.sections[0]
        for footer in (section.footer, section.even_page_footer):
            (paragraph,) = footer.paragraphs
            assert paragraph.text == "—  —"
            (field,) = paragraph._p.iter(qn("w:fldSimple"))
            assert field.get(qn("w:instr")) == "PAGE"
        sides = [footer.paragraphs[0].alignment for footer in (section.footer, section.even_page_footer)]
        assert [side.name for side in sides if side is not None] == ["RIGHT", "LEFT"]

    def test_tables_repeat_their_header_and_split_no_row(self, example: Document) -> None:
        for table in example.tables:
            first, *rest = table.rows
            assert first._tr.trPr is not None
            assert first._tr.trPr.find(qn("w:tblHeader")) is not None
            assert all(
                row._tr.trPr.find(qn("w:tblHeader")) is None for row in rest if row._tr.trPr is not None
            )
            for row in table.rows:
                assert row._tr.trPr is not None
                assert row._tr.trPr.find(qn("w:cantSplit")) is not None

    def test_figures_in_tables_are_right_aligned(self, example: Document) -> None:
        for row in example.tables[0].rows[1:]:
            sides = [row.cells[column].paragraphs[0].alignment for column in (3, 4, 5)]
            assert [side.name for side in sides if side is not None] == ["RIGHT"] * 3


class TestInOffice:
    """Word's validator and LibreOffice take every report."""

    def test_reports_are_valid_and_print(self, office: Office, validator: Validator, tmp_path: Path) -> None:
        made = {"example": example_tables(), "empty": empty_tables(), "nasty": nasty_tables()}
        (tmp_path / "template.docx").write_bytes(TEMPLATE)
        for name, tables in made.items():
            (tmp_path / f"{name}.docx").write_bytes(render_report(TEMPLATE, tables, SETTINGS, RULES)[0])
        validator.assert_valid(*sorted(tmp_path.glob("*.docx")))
        pages = office.render(tmp_path / "example.docx", tmp_path / "pages", dpi=20)
        assert 5 <= len(pages) <= 7
