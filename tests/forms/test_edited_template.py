"""The office's own edition of the template: filled as ours is, or refused with what it lacks."""

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.drawing.image import Image
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image as Picture

from support.form import template
from support.issued import block, entry, fill, opened, rearranged, spec_of, targets, unlocked
from support.office import Office
from support.validator import Validator
from xlperf.forms.filling import Assignment
from xlperf.forms.names import FORM_SHEET, Name
from xlperf.forms.spec import FormSpec
from xlperf.forms.template import template_problems
from xlperf.model.errors import UserError
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.workbook import Workbook


def edition(changed: str) -> bytes:
    """The template as an office might change it in a program of its own."""
    book = openpyxl.load_workbook(io.BytesIO(template("central_2020")))
    sheet = book[FORM_SHEET]
    assert isinstance(sheet, Worksheet)
    if changed == "another font":
        for line in sheet.iter_rows():
            for cell in line:
                cell.font = Font(name="楷体", size=cell.font.size, bold=cell.font.bold)
    elif changed == "a logo":
        picture = io.BytesIO()
        Picture.new("RGB", (40, 40), "red").save(picture, "PNG")
        sheet.add_image(Image(io.BytesIO(picture.getvalue())), "K1")
    elif changed == "formulas typed over":
        for name in (Name.RATE, Name.RATE_SCORE, Name.WEIGHT_TOTAL):
            sheet[block(sheet, name)[0][0]] = None
        for ref in block(sheet, Name.FUNDS)[0]:
            sheet[ref] = None
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


EDITIONS = {
    "another font": edition("another font"),
    "a logo": edition("a logo"),
    "formulas typed over": edition("formulas typed over"),
    "rows inserted, sheet renamed": rearranged(),
}


@pytest.mark.parametrize("data", EDITIONS.values(), ids=EDITIONS.keys())
def test_an_edited_template_is_filled_as_ours_is(data: bytes) -> None:
    ours = opened(fill(Assignment(entry(), targets())), values=True)[0]
    theirs = opened(fill(Assignment(entry(), targets()), form=data), values=True)[0]
    for name in Name:
        mine = [[ours[ref].value for ref in row] for row in block(ours, name)]
        assert [[theirs[ref].value for ref in row] for row in block(theirs, name)] == mine, name
        locks = [len(unlocked(ours, row)) for row in block(ours, name)]
        assert [len(unlocked(theirs, row)) for row in block(theirs, name)] == locks, name


def test_the_logo_stands_on_every_project_s_form() -> None:
    work = (Assignment(entry(), targets()), Assignment(entry("河道"), targets()))
    book = openpyxl.load_workbook(io.BytesIO(fill(*work, form=EDITIONS["a logo"]).data))
    assert [len(sheet._images) for sheet in book.worksheets[2:4]] == [1, 1]  # type: ignore[attr-defined]


def test_their_font_is_kept_also_where_we_print() -> None:
    (sheet,) = opened(fill(Assignment(entry(), targets()), form=EDITIONS["another font"]))
    assert {sheet[ref].font.name for row in block(sheet, Name.INDICATORS) for ref in row} == {"楷体"}


def test_what_stands_below_the_indicators_is_recorded_where_it_stands_in_the_end() -> None:
    """The rows above it became fewer when the indicators were printed."""
    book = openpyxl.load_workbook(io.BytesIO(template("central_2020")))
    sheet = book[FORM_SHEET]
    sheet.defined_names[Name.DEPARTMENT].attr_text = f"'{FORM_SHEET}'!$C$40"
    buffer = io.BytesIO()
    book.save(buffer)
    issued = fill(Assignment(entry(), targets()), form=buffer.getvalue())
    (filled,) = opened(issued)
    place = block(filled, Name.DEPARTMENT)[0][0]
    assert place != "C40"
    assert issued.sheets[0].locked[place] == filled[place].value == "小河镇人民政府"


class TestATemplateThatCannotBeFilled:
    def problems(self, data: bytes, spec: FormSpec | None = None) -> tuple[str, ...]:
        return template_problems(Workbook.load(data), spec or spec_of())

    @pytest.mark.parametrize("name", [Name.FUNDS, Name.GOAL, Name.TOTAL_SCORE])
    def test_a_name_is_missing(self, name: Name) -> None:
        book = openpyxl.load_workbook(io.BytesIO(template("central_2020")))
        del book[FORM_SHEET].defined_names[name]
        buffer = io.BytesIO()
        book.save(buffer)
        sentence = (
            f"工作表“{FORM_SHEET}”缺少名称“{name}”，请在“公式-名称管理器”里补上，作用范围选这张工作表。"
        )
        assert self.problems(buffer.getvalue()) == (sentence,)
        with pytest.raises(UserError) as refusal:
            fill(Assignment(entry(), targets()), form=buffer.getvalue())
        assert (str(refusal.value), refusal.value.details) == ("自评表模板不能用：", (sentence,))

    def test_the_form_is_missing(self) -> None:
        book = Workbook.load(template("central_2020"))
        book.remove_sheet(book.sheet(FORM_SHEET))
        (sentence,) = self.problems(book.to_bytes())
        assert sentence == "应有一张工作表带名称“绩效指标”（作用范围为该工作表），现在没有。"

    def test_there_are_two_forms(self) -> None:
        book = Workbook.load(template("central_2020"))
        book.clone_sheet(book.sheet(FORM_SHEET), "另一张")
        (sentence,) = self.problems(book.to_bytes())
        assert sentence.endswith("现在有 2 张。")

    def test_a_block_has_another_shape(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(template("central_2020")))
        book[FORM_SHEET].defined_names[Name.FUNDS].attr_text = f"'{FORM_SHEET}'!$F$6:$G$9"
        buffer = io.BytesIO()
        book.save(buffer)
        assert self.problems(buffer.getvalue()) == (
            f"工作表“{FORM_SHEET}”的名称“资金”应为 4 行 3 列，现在是 F6:G9。",
        )

    def test_it_was_made_for_other_rules(self) -> None:
        sentences = self.problems(template("hubei"), spec_of("central_2020", MoneyUnit.YUAN))
        assert [sentence.split("：")[0] for sentence in sentences] == [
            "模板的规则集是“hubei”，参数里是“central_2020”",
            "模板的金额单位是“万元”，参数里是“元”",
        ]


@pytest.mark.parametrize("data", EDITIONS.values(), ids=EDITIONS.keys())
def test_an_edited_template_s_workbook_opens_recalculates_the_same_and_is_valid(
    data: bytes, office: Office, validator: Validator, tmp_path: Path
) -> None:
    path = tmp_path / "下发.xlsx"
    path.write_bytes(fill(Assignment(entry(), targets()), Assignment(entry("河道"), ()), form=data).data)
    office.assert_cached_values_match(path)
    validator.assert_valid(path)
