"""Workbooks with macros, broken in every way we could think of: each is caught, and the whole ones pass."""

from dataclasses import replace
from pathlib import Path

import pytest

from support.macro_breaks import (
    PROJECT,
    SHEET,
    Break,
    cell,
    changed,
    compiled,
    drop,
    edit,
    flip,
    streams,
    truncated,
    without_a_module,
    without_a_sheet,
    zipped,
)
from support.macro_checks import CHECKS, Check, MacroBook, project_is_sound, zip_is_sound
from support.validator import Validator
from xlperf.build.macros import addin_macros, control_macros

WORKBOOK = "xl/workbook.xml"
RIBBON = "customUI/customUI.xml"


@pytest.fixture(scope="module")
def control(root: Path) -> MacroBook:
    return MacroBook((root / "workbooks" / "control.xlsm").read_bytes(), ".xlsm", control_macros().modules)


@pytest.fixture(scope="module")
def addin(root: Path) -> MacroBook:
    return MacroBook((root / "workbooks" / "xlperf.xlam").read_bytes(), ".xlam", addin_macros().modules)


@pytest.fixture(params=["control", "addin"])
def whole(request: pytest.FixtureRequest) -> MacroBook:
    book: MacroBook = request.getfixturevalue(request.param)
    return book


LONG_LIST = ",".join(f"choice {number}" for number in range(40))

BREAKS: dict[str, tuple[Break, str, str]] = {
    # what is broken: how, the check that sees it, what that says
    "a part is gone that another refers to": (
        drop(r"xl/drawings/vmlDrawing1.vml"),
        "relationships_have_targets",
        "vmlDrawing1.vml",
    ),
    "a part is no XML": (edit(SHEET, "</worksheet>", ""), "xml_is_well_formed", SHEET),
    "the workbook's content type is that of one without macros": (
        edit(r"[Content_Types].xml", r"vnd.ms-excel.sheet.macroEnabled", "vnd.ms-excel.sheet"),
        "content_types_are_right",
        "workbook.xml",
    ),
    "the project has no content type": (
        edit(r"[Content_Types].xml", r"<[^<>]*vbaProject\"/>", ""),
        "content_types_are_right",
        "vbaProject.bin",
    ),
    "the ribbon is not referred to": (
        edit("_rels/.rels", r"<Relationship [^>]*customUI[^>]*/>", ""),
        "ribbon_is_found",
        "no relationship",
    ),
    "the ribbon is referred to in the manner of another form": (
        edit("_rels/.rels", "office/2006/relationships/ui", "office/2007/relationships/ui"),
        "ribbon_is_found",
        "no relationship",
    ),
    "the ribbon is gone": (drop(RIBBON), "ribbon_is_found", "no ribbon"),
    "two things on the ribbon have the same id": (
        edit(RIBBON, 'id="xlperfCheck"', 'id="xlperfFill"'),
        "ribbon_is_found",
        "xlperfFill",
    ),
    "the ribbon calls what is not there": (
        edit(RIBBON, 'onAction="RibbonFill"', 'onAction="RibbonFil"'),
        "procedures_exist",
        "RibbonFil ",
    ),
    "the ribbon calls a Sub without its argument": (
        edit(RIBBON, 'onAction="RibbonFill"', 'onAction="XlperfFill"'),
        "procedures_exist",
        "XlperfFill with 1",
    ),
    "a button calls what is not there": (
        edit("xl/drawings/vmlDrawing1.vml", "XlperfCollect", "XlperfColect"),
        "procedures_exist",
        "XlperfColect",
    ),
    "a button calls a Sub of the ribbon": (
        edit("xl/drawings/vmlDrawing1.vml", "XlperfCollect", "RibbonCollect"),
        "procedures_exist",
        "RibbonCollect with 0",
    ),
    "a sheet has another code name": (
        edit("xl/worksheets/sheet2.xml", 'codeName="Sheet2"', 'codeName="Sheet99"'),
        "code_names_are_modules",
        "Sheet99",
    ),
    "a sheet has no code name": (
        edit("xl/worksheets/sheet2.xml", ' ?codeName="Sheet2"', ""),
        "code_names_are_modules",
        "none",
    ),
    "the project knows one sheet less": (without_a_sheet, "code_names_are_modules", "document modules"),
    "a cell is nowhere": (edit(SHEET, r'<c r="A1"', '<c r="1A"'), "cells_have_references", "1A"),
    "a list is too long": (
        edit(
            "xl/worksheets/*.xml",
            r"<formula1>\"项目支出.*?</formula1>",
            f'<formula1>"{LONG_LIST}"</formula1>',
        ),
        "lists_are_short",
        "a list of",
    ),
    "a formula has a bracket too many": (cell("<f>SUM((1,2)</f>"), "formulas_can_be_read", "SUM((1"),
    "a formula names a new function as people type it": (
        cell("<f>MAXIFS(B1:B2,C1:C2,1)</f>"),
        "formulas_can_be_read",
        "MAXIFS",
    ),
    "the project is cut short": (truncated, "compound_file_is_strict", "vbaProject.bin"),
    "the project's list of sectors is wrong": (flip(PROJECT, 0x4C), "compound_file_is_strict", ""),
    "the project says that it holds compiled code": (
        streams(lambda found: found.update({"VBA/_VBA_PROJECT": bytes.fromhex("CC61B500000000")})),
        "project_is_sound",
        "the version",
    ),
    "the project holds a cache of an older version": (
        streams(lambda found: found.update({"VBA/__SRP_0": b"cache"})),
        "project_is_sound",
        "__SRP_0",
    ),
    "a module is missing": (without_a_module, "project_is_sound", "no module Xlperf"),
    "a module says other than its source": (
        compiled("CallPython ACTIONS", "'CallPython ACTIONS"),
        "project_is_sound",
        "not the source's",
    ),
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_whole_ones_pass(check: Check, whole: MacroBook) -> None:
    assert list(check(whole)) == []


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_one_is_caught(name: str, control: MacroBook, tmp_path: Path) -> None:
    alter, check, words = BREAKS[name]
    parts = dict(control.parts)
    alter(control, parts)
    broken = replace(control, data=zipped(parts, tmp_path / "broken.xlsm"))
    (judge,) = (each for each in CHECKS if each.__name__ == check)
    assert any(words in complaint for complaint in judge(broken))


def test_an_add_in_that_says_it_is_a_workbook_is_caught(addin: MacroBook, tmp_path: Path) -> None:
    parts = dict(addin.parts)
    edit("[Content_Types].xml", "excel.addin.macroEnabled", "excel.sheet.macroEnabled")(addin, parts)
    broken = replace(addin, data=zipped(parts, tmp_path / "broken.xlam"))
    assert any("workbook.xml" in complaint for check in CHECKS for complaint in check(broken))


def test_a_wrong_checksum_is_caught(control: MacroBook) -> None:
    name = b"xl/worksheets/sheet1.xml"
    directory = control.data.rindex(name)
    data = bytearray(control.data)
    data[directory - 46 + 16] ^= 0x01  # the checksum, in the entry of the zip's directory
    (complaint,) = zip_is_sound(replace(control, data=bytes(data)))
    assert name.decode() in complaint


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("End Sub", "End Function"),
        ("As String", "As Strng"),
        ("CallPython ACTIONS", "CallPyton ACTIONS"),
        ("CallPython ACTIONS & ", "CallPython ACTIONS, "),
        ('"distribute\\(\\)"', "distribute()"),
        ("Public Sub XlperfCollect", "Public Sub XlperfDistribute"),
    ],
)
def test_a_source_that_does_not_compile_is_caught(pattern: str, text: str, control: MacroBook) -> None:
    broken = replace(control, modules=changed(control.modules, pattern, text))
    complaints = list(project_is_sound(broken))
    assert [line for line in complaints if "not the source's" not in line]


#: What only the Open XML SDK sees.
SDK_BREAKS: dict[str, Break] = {
    "elements are in another order": edit(
        SHEET, r"(<sheetData.*</sheetData>)(.*?)(<mergeCells.*?</mergeCells>)", r"\3\1\2"
    ),
    "two sheets have the same name": edit(WORKBOOK, 'name="参数"', 'name="操作台"'),
    "a sheet's name is too long": edit(WORKBOOK, 'name="参数"', f'name="{"参" * 40}"'),
    "a cell has a style that is not there": edit(SHEET, r'(<c r="A1" s=)"\d+"', r'\1"9999"'),
    "an attribute on the ribbon is misspelt": edit(RIBBON, 'onAction="RibbonFill"', 'onactoin="RibbonFill"'),
}


@pytest.mark.parametrize("name", SDK_BREAKS)
def test_what_the_checks_of_our_own_do_not_see_is_caught_by_the_sdk(
    name: str, control: MacroBook, validator: Validator, tmp_path: Path
) -> None:
    parts = dict(control.parts)
    SDK_BREAKS[name](control, parts)
    path = tmp_path / "broken.xlsm"
    zipped(parts, path)
    assert validator.errors(path)


def test_whole_ones_pass_the_sdk(root: Path, validator: Validator) -> None:
    validator.assert_valid(root / "workbooks" / "control.xlsm", root / "workbooks" / "xlperf.xlam")
