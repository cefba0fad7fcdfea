"""The macros: read from their sources, compiled, run, and taken again out of the workbook that was built."""

import importlib
import inspect
import re
from pathlib import Path

import pytest
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import VBAObject

from xlperf.addin import vba_functions
from xlperf.books.console import STEPS
from xlperf.books.function_help import CATEGORY, FUNCTIONS
from xlperf.build.macros import (
    SOURCES,
    MacroError,
    Macros,
    addin_macros,
    control_macros,
    read_module,
    with_stand_in,
    xlwings_modules,
)
from xlperf.build.shipped import shipped
from xlperf.build.vba_project import Module, ModuleKind

ADDIN_COMMANDS = ["XlperfCheckSheet", "XlperfNextProblem", "XlperfClearMarks", "XlperfRescore"]
PROJECT = "xl/vbaProject.bin"

#: Stands in for xlwings: writes down what it is asked to run, B1 in its own way, B6 as a program. The test
#: has written, on the sheet Error, what shall happen: B2 the interpreter, B3 whether its file is there, B4
#: what comes of it, B5 whether a server is to be used.
STAND_IN = Module(
    "xlwings",
    ModuleKind.STANDARD,
    """
Public Function RunPython(PythonCommand As String)
    ThisWorkbook.Worksheets("Error").Range("B1").Value = PythonCommand
    If ThisWorkbook.Worksheets("Error").Range("B4").Value = "raises" Then Err.Raise 70, , "Permission denied"
    If ThisWorkbook.Worksheets("Error").Range("B4").Value = "fails" Then RunPython = -1
End Function

Public Function ExecuteWindows(IsFrozen As Boolean, PythonCommand As String, PYTHON_WIN As String, _
                               Optional PYTHONPATH As String, Optional FrozenArgs As String) As Integer
    ThisWorkbook.Worksheets("Error").Range("B6").Value = PythonCommand & " " & FrozenArgs
    If ThisWorkbook.Worksheets("Error").Range("B4").Value = "fails" Then ExecuteWindows = -1
End Function

Public Function GetConfig(configKey As String, Optional fallback As String = "") As Variant
    If configKey = "USE UDF SERVER" Then
        GetConfig = ThisWorkbook.Worksheets("Error").Range("B5").Value
    Else
        GetConfig = ThisWorkbook.Worksheets("Error").Range("B2").Value
    End If
End Function

Public Function FileExists(ByVal FileSpec As String) As Boolean
    FileExists = ThisWorkbook.Worksheets("Error").Range("B3").Value = "there"
End Function

Public Function XLPy()
    Err.Raise 1, , "Could not load xlwings64.dll"
End Function
""",
)
#: What the interpreter does not know.
WIZARD = 'Not Application.CommandBars("Standard").Controls(1).Enabled'
MISSING = "没有找到 Python 或 xlperf，请先运行 安装.bat / xlperf setup。"


class Excel:
    """A workbook of ours, open in an interpreter of VBA."""

    def __init__(self, name: str, macros: Macros) -> None:
        self._app = ExcelApplication.open(shipped_path(name), with_vba=False)
        for module in with_stand_in(macros, STAND_IN).modules:
            if module.kind is ModuleKind.STANDARD:
                self._app.add_module(module.text.replace(WIZARD, "False"), name=module.name)

    def set(self, **cells: object) -> None:
        for address, value in cells.items():
            self._app.sheet("Error").set_value(address, value)

    def run(self, macro: str, *arguments: object) -> object:
        return self._app.run(macro, *arguments)

    @property
    def command(self) -> object:
        return self._app.sheet("Error").value("B1")

    @property
    def program(self) -> object:
        return self._app.sheet("Error").value("B6")

    @property
    def messages(self) -> list[str]:
        return [text for _, text, *_ in self._app.dialogs]


def shipped_path(name: str) -> Path:
    return Path(str(shipped(name)))


@pytest.fixture
def control() -> Excel:
    return Excel("control.xlsm", control_macros())


@pytest.fixture
def addin() -> Excel:
    return Excel("xlperf.xlam", addin_macros())


def macros_of(module: str) -> list[str]:
    """The public Subs of one of our modules."""
    return re.findall(r"^Public Sub (\w+)", (SOURCES / module).read_text("ascii"), re.MULTILINE)


class TestASource:
    def test_becomes_a_module_with_the_line_ends_of_windows(self, tmp_path: Path) -> None:
        path = tmp_path / "Any.bas"
        path.write_bytes(b'Attribute VB_Name = "Any1"\nSub A()\r\nEnd Sub\n')
        assert read_module(path) == Module(
            "Any1", ModuleKind.STANDARD, 'Attribute VB_Name = "Any1"\r\nSub A()\r\nEnd Sub\r\n'
        )

    def test_of_a_class_loses_the_header_that_only_a_file_has(self, tmp_path: Path) -> None:
        path = tmp_path / "Any.cls"
        header = "VERSION 1.0 CLASS\nBEGIN\n  MultiUse = -1  'True\nEND\n"
        path.write_text(header + 'Attribute VB_Name = "Any1"\nSub A()\nEnd Sub\n')
        module = read_module(path)
        assert (module.kind, module.text.splitlines()[0]) == (ModuleKind.CLASS, 'Attribute VB_Name = "Any1"')

    @pytest.mark.parametrize(
        ("text", "complaint"),
        [
            ('Attribute VB_Name = "Any"\n\' 注释\n', "Any.bas: line 2: only ASCII"),
            ("Sub A()\nEnd Sub\n", "Any.bas: no line Attribute VB_Name"),
            ('Attribute VB_Name = "1st"\n', "Any.bas: no line Attribute VB_Name"),
        ],
    )
    def test_that_cannot_be_a_module_is_refused(self, text: str, complaint: str, tmp_path: Path) -> None:
        path = tmp_path / "Any.bas"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(MacroError, match=re.escape(complaint)):
            read_module(path)

    def test_of_xlwings_keeps_its_notice(self) -> None:
        texts = {module.name: module.text for module in xlwings_modules()}
        assert "distributed under a BSD 3-clause license" in texts["xlwings"]
        assert "Redistribution and use in source and binary forms" in texts["xlwings"]
        assert "@license: MIT" in texts["Dictionary"]


class TestAMacro:
    @pytest.mark.parametrize("macro", macros_of("Xlperf.bas"))
    def test_of_the_control_workbook_calls_one_function_of_ours(self, macro: str, control: Excel) -> None:
        check_call(macro, control)

    @pytest.mark.parametrize("macro", macros_of("XlperfAddin.bas"))
    def test_of_the_add_in_calls_one_function_of_ours(self, macro: str, addin: Excel) -> None:
        check_call(macro, addin)

    def test_stands_behind_each_button_and_on_the_ribbon_of_the_add_in(self) -> None:
        ours = [name for name in macros_of("Xlperf.bas") if name.startswith("Xlperf")]
        assert ours == [step.macro for step in STEPS]
        assert [name for name in macros_of("XlperfAddin.bas") if name.startswith("Xlperf")] == ADDIN_COMMANDS

    @pytest.mark.parametrize("name", ["XlperfRate", "XlperfScore", "XlperfGrade", "XlperfAmount"])
    def test_that_is_a_worksheet_function_has_the_arguments_of_its_python(self, name: str) -> None:
        text = (SOURCES / "XlperfFunctions.bas").read_text("ascii").replace(" _\n", "")
        (arguments,) = re.findall(rf"Public Function {name}\((.*?)\) As Variant", text)
        signature = inspect.signature(inspect.unwrap(getattr(vba_functions, name)))
        assert [part.startswith("Optional") for part in re.split(r", +", arguments)] == [
            parameter.default is not inspect.Parameter.empty for parameter in signature.parameters.values()
        ]


def check_call(macro: str, excel: Excel) -> None:
    """A macro runs one Python statement, which names a function that is there."""
    excel.set(B2="python", B4="runs")
    excel.run(macro, *([VBAObject()] if macro.startswith("Ribbon") else []))
    call = re.fullmatch(r"from (\S+) import (\w+); (\w+)\.(\w+)\(\)", str(excel.command))
    assert call is not None, excel.command
    package, module, same, function = call.groups()
    assert module == same
    assert callable(getattr(importlib.import_module(f"{package}.{module}"), function))
    assert excel.messages == []


class TestHowPythonIsStarted:
    INTERPRETER = r"C:\甲 乙\python.exe"
    COMMAND = "from xlperf.addin import round_actions; round_actions.collect()"

    def test_as_a_program_whose_first_import_is_ours(self, control: Excel) -> None:
        control.set(B2=self.INTERPRETER, B3="there", B4="runs")
        control.run("XlperfCollect")
        assert control.program == f'{self.INTERPRETER} -P -B -c "{self.COMMAND}"'
        assert (control.command, control.messages) == (None, [])

    def test_not_at_all_where_a_server_is_running_already(self, addin: Excel) -> None:
        addin.set(B2=self.INTERPRETER, B3="there", B4="runs", B5="True")
        addin.run("XlperfNextProblem")
        assert addin.command == "from xlperf.addin import sheet_actions; sheet_actions.next_problem()"
        assert (addin.program, addin.messages) == (None, [])


class TestWhatAWorkbookTellsVBA:
    @pytest.mark.parametrize(("name", "server"), [("control.xlsm", None), ("xlperf.xlam", "True")])
    def test_only_the_short_commands_of_the_add_in_share_a_python_that_stays(
        self, name: str, server: str | None
    ) -> None:
        sheet = ExcelApplication.open(shipped_path(name), with_vba=False).sheet("xlwings.conf")
        told = {sheet.value(f"A{row}"): sheet.value(f"B{row}") for row in range(1, 5)}
        assert told.get("USE UDF SERVER") == server
        assert told["ADD_WORKBOOK_TO_PYTHONPATH"] == "false"

    def test_the_help_of_every_worksheet_function_is_there_with_its_arguments(self) -> None:
        sheet = ExcelApplication.open(shipped_path("xlperf.xlam"), with_vba=False).sheet("help")
        text = (SOURCES / "XlperfFunctions.bas").read_text("ascii")
        for row, told in enumerate(FUNCTIONS, 1):
            cells = [sheet.value(f"{column}{row}") for column in "ABCDEFGHI"]
            wanted = (CATEGORY, told.name, told.answers, *told.arguments)
            assert tuple(cells[: len(wanted)]) == wanted
            assert not any(cells[len(wanted) :])
            assert f"Public Function {told.name}(" in text


class TestWithoutPython:
    def test_a_click_says_in_chinese_what_to_run(self, control: Excel) -> None:
        control.set(B2=r"C:\gone\python.exe", B3="gone")
        control.run("XlperfDistribute")
        assert control.messages == [f"{MISSING}\nC:\\gone\\python.exe"]
        assert control.command is None, "xlwings was not asked, and said nothing in English"

    def test_a_click_says_so_too_where_the_interpreter_has_no_xlperf(self, control: Excel) -> None:
        control.set(B2=r"C:\here\python.exe", B3="there", B4="fails")
        control.set(
            A1="Traceback (most recent call last):\r\nModuleNotFoundError: No module named 'xlperf'\r\n\r\n"
        )
        control.run("XlperfCollect")
        assert control.messages == [f"{MISSING}\nModuleNotFoundError: No module named 'xlperf'"]

    def test_a_click_says_so_too_where_windows_forbids_to_start_it(self, control: Excel) -> None:
        control.set(B2="", B4="raises")
        control.run("XlperfReport")
        assert control.messages == [f"{MISSING}\nPermission denied"]

    def test_a_worksheet_function_answers_in_its_cell(self, addin: Excel) -> None:
        answer = str(addin.run("XlperfRate", 1, 2))
        assert answer.startswith(MISSING)
        assert addin.messages == []
