"""The ribbon, and the macros in the workbooks that were built."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from support.office import Office
from xlperf.books.console import STEPS
from xlperf.build.__main__ import build_all, complaints, write
from xlperf.build.control import build_control
from xlperf.build.macros import SOURCES, Macros, addin_macros, control_macros
from xlperf.build.ribbon import RIBBON_PART
from xlperf.build.shipped import shipped, shipped_macros
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.package import Package
from xlperf.rules.loading import load_ruleset

ADDIN_COMMANDS = {
    "校验当前表": "XlperfCheckSheet",
    "下一处问题": "XlperfNextProblem",
    "清除标记": "XlperfClearMarks",
    "重新计算得分": "XlperfRescore",
}
PROJECT = "xl/vbaProject.bin"


class TestTheRibbon:
    def test_offers_the_commands_of_the_buttons_in_their_order(self) -> None:
        buttons = ribbon_buttons(control_macros())
        assert [button.get("label") for button in buttons] == [step.button for step in STEPS]
        assert [called(button, "Xlperf.bas") for button in buttons] == [step.macro for step in STEPS]

    def test_of_the_add_in_offers_its_four_commands(self) -> None:
        buttons = ribbon_buttons(addin_macros())
        offered = {str(button.get("label")): called(button, "XlperfAddin.bas") for button in buttons}
        assert list(offered.items()) == list(ADDIN_COMMANDS.items())

    @pytest.mark.parametrize("macros", [control_macros(), addin_macros()], ids=["control", "addin"])
    def test_shows_a_picture_and_a_tip_for_each(self, macros: Macros) -> None:
        for button in ribbon_buttons(macros):
            assert button.get("imageMso"), button.get("id")
            assert button.get("screentip") == button.get("label")
            assert str(button.get("supertip")).endswith("。")


def ribbon_buttons(macros: Macros) -> list["etree._Element"]:
    return list(etree.fromstring(macros.ribbon).iter("{*}button"))


def called(button: "etree._Element", module: str) -> str:
    """The macro that a button's callback calls."""
    text = (SOURCES / module).read_text("ascii")
    (body,) = re.findall(
        rf"^Public Sub {button.get('onAction')}\(control As Object\)\n(.*?)\nEnd Sub", text, re.M
    )
    return str(body).strip()


class TestTheWorkbookThatWasBuilt:
    def test_gives_its_macros_to_the_workbook_of_every_rule_set(self) -> None:
        built = Package.load(build_control(load_ruleset("beijing_2021_town"), MoneyUnit.YUAN))
        kept = Package.load(shipped("control.xlsm").read_bytes())
        for part in (PROJECT, RIBBON_PART):
            assert built.read(part) == kept.read(part)

    def test_gives_the_same_macros_that_the_sources_give(self) -> None:
        rules = load_ruleset("central_2020")
        compiled = build_control(rules, rules.money_unit, control_macros())
        assert build_control(rules, rules.money_unit) == compiled

    def test_does_not_give_them_to_a_workbook_with_other_sheets(self) -> None:
        with pytest.raises(ValueError, match="was built with"):
            shipped_macros().project(3)

    def test_needs_nothing_of_the_developers_to_give_them(self) -> None:
        program = (
            "import sys; from xlperf.build.control import build_control; import xlperf.steps.new; "
            "print([name for name in ('pyopenvba', 'xlwings', 'oletools', 'olefile') if name in sys.modules])"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
        assert done.stdout.strip() == "[]"

    def test_shows_its_buttons_in_libreoffice_each_with_its_macro(
        self, office: Office, tmp_path: Path
    ) -> None:
        flat = office.convert(Path(str(shipped("control.xlsm"))), "fods", tmp_path)
        form = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
        href = "{http://www.w3.org/1999/xlink}href"
        found = {
            button.get(f"{form}label"): re.findall(r"Xlperf\.(\w+)\?", str(listener.get(href)))
            for button in etree.parse(flat).iter(f"{form}button")
            for listener in button.iter("{*}event-listener")
        }
        assert found == {step.button: [step.macro] for step in STEPS}


class TestTheBuild:
    def test_is_the_same_to_the_byte_each_time(self) -> None:
        assert build_all() == build_all()

    def test_is_what_is_kept_in_the_source_tree(self, root: Path) -> None:
        assert complaints(root / "workbooks", build_all()) == []

    def test_ships_the_licences_of_what_it_takes_from_xlwings(self, tmp_path: Path) -> None:
        write(tmp_path, build_all())
        licences = {path.name: path.read_text("ascii") for path in tmp_path.glob("LICENSE-*.txt")}
        assert "BSD 3-clause" in licences["LICENSE-xlwings.txt"]
        assert "Tim Hall" in licences["LICENSE-VBA-Dictionary.txt"]

    def test_complains_of_a_licence_that_was_edited(self, tmp_path: Path) -> None:
        files = build_all()
        write(tmp_path, files)
        (tmp_path / "LICENSE-xlwings.txt").write_text("free for all")
        assert complaints(tmp_path, files) == [f"{tmp_path / 'LICENSE-xlwings.txt'}: not up to date"]
