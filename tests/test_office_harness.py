"""The office harness catches what it is there to catch."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font

from support.cached import differences, formula_cells, same
from support.gate import require
from support.office import Office, OfficeError
from support.package import assert_same_package, assert_untouched, canonical_xml, compare
from support.tools import Tool
from support.validator import Allowance, PackageError, Validator

#: Formula, its right result, and what else the cell needs.
FORMULAS: tuple[tuple[str, str | float | bool], ...] = (
    ("=SUM(1,2.5)", 3.5),
    ("=ROUND(11632.73/14066.33*100,2)", 82.7),
    ('=IF(1>2,"达标","")', ""),
    ('=TEXT(0.9463,"0.00%")', "94.63%"),
    ("=1=1", True),
    ("=DATE(2021,12,31)", 44561),
    ("=1/0", "#DIV/0!"),
)


def write_book(path: Path, formulas: tuple[tuple[str, str | float | bool], ...]) -> Path:
    """A workbook with a visible and a very hidden sheet, each with these formulas and cached values."""
    book = xlsxwriter.Workbook(path)
    for name in ("自评表", "身份"):
        sheet = book.add_worksheet(name)
        for row, (formula, value) in enumerate(formulas):
            sheet.write_formula(row, 0, formula, None, value)
    sheet.very_hidden()
    book.close()
    return path


def rewrite(source: Path, target: Path, changes: dict[str, bytes | None]) -> Path:
    """A copy of a package in which some parts have other bytes, or are gone (None)."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = changes.get(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return target


class TestCachedValues:
    """Every formula's cached value is compared with LibreOffice's."""

    def test_right_values_pass(self, office: Office, tmp_path: Path) -> None:
        office.assert_cached_values_match(write_book(tmp_path / "right.xlsx", FORMULAS))

    def test_every_formula_is_recalculated_even_where_the_sheet_is_very_hidden(
        self, office: Office, tmp_path: Path
    ) -> None:
        path = write_book(tmp_path / "wrong.xlsx", tuple((formula, 77) for formula, _ in FORMULAS))
        (results,) = office.recalculate(path)
        want = [None if value == "" else float(value) if not isinstance(value, str) else value
                for _, value in FORMULAS]  # fmt: skip
        for sheet in ("自评表", "身份"):
            assert [results[sheet, f"A{row}"] for row in range(1, len(FORMULAS) + 1)] == want

    def test_every_wrong_value_is_caught_with_its_cell(self, office: Office, tmp_path: Path) -> None:
        wrong: tuple[tuple[str, str | float, str], ...] = (
            ("=1+1", 3, "cached 3.0, recalculated 2.0"),
            ("=2/3", 0.67, "cached 0.67, recalculated 0.666"),
            ('="优"', "良", "cached '良', recalculated '优'"),
            ("=1+1", "2", "cached '2', recalculated 2.0"),
            ('="优"', "", "cached None, recalculated '优'"),
            ('=IF(1>2,1,"")', 0, "cached 0.0, recalculated None"),
        )
        path = write_book(tmp_path / "wrong.xlsx", tuple((formula, value) for formula, value, _ in wrong))
        with pytest.raises(AssertionError) as caught:
            office.assert_cached_values_match(path)
        for row, (_, _, complaint) in enumerate(wrong, start=1):
            for sheet in ("自评表", "身份"):
                assert f"wrong.xlsx: {sheet}!A{row}: {complaint}" in str(caught.value)

    def test_the_file_that_is_wrong_is_named_among_many(self, office: Office, tmp_path: Path) -> None:
        right = write_book(tmp_path / "a.xlsx", (("=1+1", 2),))
        wrong = write_book(tmp_path / "b.xlsx", (("=1+1", 0),))
        with pytest.raises(AssertionError, match=r"^b\.xlsx.*\nb\.xlsx[^\n]*$"):
            office.assert_cached_values_match(right, wrong)

    def test_a_workbook_without_formulas_fails_unless_none_is_expected(
        self, office: Office, tmp_path: Path
    ) -> None:
        path = write_book(tmp_path / "empty.xlsx", ())
        with pytest.raises(AssertionError, match="no formula at all"):
            office.assert_cached_values_match(path)
        office.assert_cached_values_match(path, expect_formulas=False)

    def test_array_and_shared_formulas_count_too(self, tmp_path: Path) -> None:
        plain = write_book(tmp_path / "plain.xlsx", (("=1+1", 2), ("=2+1", 3), ("=3+1", 4)))
        with zipfile.ZipFile(plain) as package:
            part = package.read("xl/worksheets/sheet1.xml")
        for old, new in (
            (b"<f>1+1</f>", b'<f t="shared" ref="A1:A2" si="0">1+1</f>'),
            (b"<f>2+1</f>", b'<f t="shared" si="0"/>'),
            (b"<f>3+1</f>", b'<f t="array" ref="A3">3+1</f>'),
        ):
            assert old in part
            part = part.replace(old, new)
        path = rewrite(plain, tmp_path / "kinds.xlsx", {"xl/worksheets/sheet1.xml": part})
        assert formula_cells(path) == {
            (sheet, f"A{row}") for sheet in ("自评表", "身份") for row in (1, 2, 3)
        }

    @pytest.mark.parametrize(
        ("cached", "recalculated", "agree"),
        [
            (0.1 + 0.2, 0.3, True),
            (14066.33, 14066.330000001, True),
            (14066.33, 14066.34, False),
            (0.0, None, False),
            ("1", 1.0, False),
            (None, None, True),
        ],
    )
    def test_numbers_agree_within_a_billionth_and_nothing_else_is_close(
        self, cached: float | str | None, recalculated: float | str | None, *, agree: bool
    ) -> None:
        assert same(cached, recalculated) is agree

    def test_a_formula_that_got_lost_on_the_way_is_a_difference(self) -> None:
        assert differences({("表", "A1"): 2.0}, {}) == ["表!A1: cached 2.0, recalculated None"]


class TestPages:
    """A file can be looked at as it would print."""

    def test_each_page_becomes_one_png(self, office: Office, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        for number, text in enumerate(("镇政府", "村委会")):
            sheet = book.create_sheet(f"第{number}页")
            sheet["A1"] = text
        book.save(tmp_path / "两页.xlsx")
        pages = office.render(tmp_path / "两页.xlsx", tmp_path / "pages")
        assert [page.name for page in pages] == ["两页-1.png", "两页-2.png"]
        assert all(page.read_bytes().startswith(b"\x89PNG") for page in pages)
        assert pages[0].read_bytes() != pages[1].read_bytes()

    def test_the_fonts_of_chinese_office_files_are_drawn_with_their_stand_ins(
        self, office: Office, tmp_path: Path
    ) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row, font in enumerate(("宋体", "微软雅黑"), start=1):
            cell = sheet.cell(row, 1, "预算执行率")
            cell.font = Font(name=font)
        book.save(tmp_path / "fonts.xlsx")
        embedded = office.convert(tmp_path / "fonts.xlsx", "pdf", tmp_path / "out").read_bytes()
        assert b"NotoSerifCJK" in embedded
        assert b"NotoSansCJK" in embedded

    def test_a_file_that_cannot_be_read_is_an_error_not_an_empty_result(
        self, office: Office, tmp_path: Path
    ) -> None:
        broken = tmp_path / "broken.xlsx"
        broken.write_bytes(b"PK\x03\x04 this is no workbook")
        with pytest.raises(OfficeError, match=r"broken\.xlsx"):
            office.recalculate(broken)


class TestValidator:
    """The Open XML SDK's complaints, less those on the allow-list."""

    def test_a_good_workbook_passes(self, validator: Validator, tmp_path: Path) -> None:
        path = write_book(tmp_path / "good.xlsx", FORMULAS)
        assert validator.all_errors(path) == []
        validator.assert_valid(path)

    def test_elements_in_the_wrong_order_are_caught(self, validator: Validator, tmp_path: Path) -> None:
        good = write_book(tmp_path / "good.xlsx", FORMULAS)
        with zipfile.ZipFile(good) as package:
            sheet = package.read("xl/worksheets/sheet1.xml")
        misplaced = sheet.replace(b"<sheetData>", b'<mergeCells count="1"/><sheetData>')
        broken = rewrite(good, tmp_path / "broken.xlsx", {"xl/worksheets/sheet1.xml": misplaced})
        with pytest.raises(AssertionError, match=r"broken\.xlsx: Sch_\w+ /xl/worksheets/sheet1\.xml"):
            validator.assert_valid(broken)

    def test_a_missing_part_is_caught(self, validator: Validator, tmp_path: Path) -> None:
        good = write_book(tmp_path / "good.xlsx", FORMULAS)
        assert validator.errors(rewrite(good, tmp_path / "broken.xlsx", {"xl/worksheets/sheet2.xml": None}))

    def test_what_is_no_package_is_caught(self, validator: Validator, tmp_path: Path) -> None:
        (tmp_path / "junk.xlsx").write_text("junk", encoding="utf-8")
        assert [error.id for error in validator.errors(tmp_path / "junk.xlsx")] == ["Exception"]

    def test_the_order_of_font_children_that_openpyxl_writes_is_allowed_and_still_needs_to_be(
        self, validator: Validator, tmp_path: Path
    ) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet["A1"].font = Font(bold=True, color="FF0000")
        book.save(tmp_path / "font.xlsx")
        assert validator.all_errors(tmp_path / "font.xlsx")
        validator.assert_valid(tmp_path / "font.xlsx")

    @pytest.mark.parametrize(
        ("field", "value"),
        [("id", "Sem_Other"), ("part", "/xl/workbook.xml"), ("description", "something else")],
    )
    def test_an_allowance_covers_only_its_own_id_part_and_text(self, field: str, value: str) -> None:
        allowance = Allowance("Sch_X", "/xl/styles.xml", "*unexpected*", "because")
        error = {"id": "Sch_X", "part": "/xl/styles.xml", "description": "an unexpected child"}
        assert allowance.covers(PackageError(xpath="", **error))
        assert not allowance.covers(PackageError(xpath="", **{**error, field: value}))


class TestPackageComparison:
    """Two packages are compared part by part."""

    def test_added_removed_and_changed_parts_are_told_apart(self, tmp_path: Path) -> None:
        old = write_book(tmp_path / "old.xlsx", FORMULAS)
        new = rewrite(old, tmp_path / "new.xlsx", {"xl/styles.xml": b"<other/>", "xl/theme/theme1.xml": None})
        with zipfile.ZipFile(new, "a") as package:
            package.writestr("xl/more.xml", "<more/>")
        diff = compare(old, new)
        assert (diff.added, diff.removed, diff.changed) == (
            ("xl/more.xml",),
            ("xl/theme/theme1.xml",),
            ("xl/styles.xml",),
        )
        assert_untouched(old, new, except_parts=diff.touched)
        with pytest.raises(AssertionError, match=r"untouched: xl/more\.xml, xl/styles\.xml$"):
            assert_untouched(old, new, except_parts={"xl/theme/theme1.xml"})

    def test_a_golden_file_may_spell_its_xml_otherwise_but_not_mean_otherwise(self, tmp_path: Path) -> None:
        old = write_book(tmp_path / "old.xlsx", FORMULAS)
        with zipfile.ZipFile(old) as package:
            data = package.read("xl/workbook.xml")
        respelled = data.replace(b"<sheets>", b"\n <sheets >").replace(b'"', b"'")
        same_meaning = rewrite(old, tmp_path / "same.xlsx", {"xl/workbook.xml": respelled})
        assert_same_package(same_meaning, old)
        renamed = data.replace("身份".encode(), "身分".encode())
        with pytest.raises(AssertionError, match=r"xl/workbook\.xml: the XML differs"):
            assert_same_package(rewrite(old, tmp_path / "other.xlsx", {"xl/workbook.xml": renamed}), old)

    def test_space_inside_text_is_content(self) -> None:
        assert canonical_xml(b"<a> <b/> </a>") == canonical_xml(b"<a><b/></a>")
        assert canonical_xml(b"<t> x</t>") != canonical_xml(b"<t>x</t>")


class TestMissingTools:
    """A test whose tool is missing is not run, and says so; where CI=true that is a failure."""

    TOOL = Tool("Missing Office", lambda: False, ("nothing",), "nowhere")

    def test_elsewhere_it_is_skipped_with_the_tool_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("CI", raising=False)
        with pytest.raises(pytest.skip.Exception, match="NOT RUN: Missing Office missing"):
            require((self.TOOL,))

    def test_in_ci_it_fails(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CI", "true")
        with pytest.raises(pytest.fail.Exception, match="NOT RUN: Missing Office missing"):
            require((self.TOOL,))

    def test_where_everything_is_here_the_test_goes_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CI", "true")
        require((Tool("Present", lambda: True, (), ""),))
