"""Another town, from CSV files only and by another province's rules, goes through every step."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from support import second_town as town
from support.terminal import xlperf
from xlperf.cli import main
from xlperf.demo.village import fill_in
from xlperf.steps.office import open_office

SAVED = "2024-02-01T08:00:00Z"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the round after new, distribute, the villages' answers, and run."""
    base = tmp_path_factory.mktemp("第二个镇")
    files = town.write_files(base)
    root = base / "2023年度"
    options = [text for name, path in files.items() for text in (f"--{name}", str(path))]
    new = ["new", str(root), "--town", town.TOWN, "--year", str(town.YEAR), "--ruleset", town.RULESET]
    assert main([*new, *options]) == 0
    assert main(["distribute", str(root)]) == 0
    for issued in sorted((root / "下发").glob("*.xlsx")):
        fill_in(issued, root / "回收" / issued.name, town.answers(), (), SAVED)
    assert main(["run", str(root)]) == 0
    return root


@pytest.fixture(scope="module")
def exported(finished: Path) -> dict[str, object]:
    data: dict[str, object] = json.loads(xlperf("export", finished, "--json").out)
    return data


def test_each_unit_got_its_workbook_under_the_agreed_name(finished: Path) -> None:
    names = sorted(path.name for path in (finished / "下发").glob("*.xlsx"))
    assert names[0] == "001_柳河镇人民政府_2023绩效自评.xlsx"
    assert len(names) == 6


def test_the_form_is_that_province_s(finished: Path) -> None:
    book = load_workbook(finished / "下发" / "002_柳河村_2023绩效自评.xlsx")
    sheet = next(sheet for sheet in book.worksheets if "绩效指标" in sheet.defined_names)
    printed = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"项目自评表", "执行数(B)", "产出指标（40分）"} <= printed
    assert "全年执行数" not in printed


def test_every_score_is_the_one_worked_out_by_hand(exported: dict[str, object]) -> None:
    projects = exported["projects"]
    assert isinstance(projects, list)
    found = {row["code"]: Decimal(row["score"]) for row in projects}
    assert found == {project.code: town.due_score(project) for project in town.PROJECTS}


def test_the_table_by_functional_class_adds_up(exported: dict[str, object]) -> None:
    functions = exported["functions"]
    assert isinstance(functions, list)
    found = [(row["code"], Decimal(row["budget"]), Decimal(row["actual"])) for row in functions]
    assert found == list(town.function_sums())


def test_grades_count_every_project_once(exported: dict[str, object]) -> None:
    bands = exported["bands"]
    assert isinstance(bands, dict)
    scores = [town.due_score(project) for project in town.PROJECTS]
    assert bands["优"] == sum(score >= 90 for score in scores)
    assert bands["良"] == sum(80 <= score < 90 for score in scores)
    assert sum(bands.values()) == exported["evaluated_count"] == 30


def test_what_was_left_out_is_listed_in_yuan_with_its_reason(exported: dict[str, object]) -> None:
    assert exported["unevaluated"] == [
        {
            "code": "LH901",
            "name": "应急广播项目",
            "unit": "柳河村",
            "budget": "123456.78",
            "reason": "年底下达，未安排",
        }
    ]
    assert exported["missing"] == []


def test_no_clean_form_has_an_error(exported: dict[str, object]) -> None:
    findings = exported["findings"]
    assert isinstance(findings, list)
    assert [item for item in findings if item["severity"] == "error"] == []


def test_the_control_workbook_holds_the_same_figures(finished: Path) -> None:
    book = open_office(finished).book
    rows = book.read_table("自评汇总").rows
    assert {row.values["项目编码"]: row.values["总分"] for row in rows} == {
        project.code: town.due_score(project) for project in town.PROJECTS
    }
    assert book.read_value("状态_已通过") == 30


def test_everything_was_written(finished: Path) -> None:
    names = {path.name for path in (finished / "成果").iterdir()}
    assert names == {"2023年度柳河镇绩效自评汇总.xlsx", "2023年度柳河镇人民政府部门绩效评价情况.docx"}


def snapshot(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("step", ["distribute", "collect", "fill", "summarise", "report", "run"])
def test_running_a_step_again_changes_not_a_byte(finished: Path, step: str) -> None:
    before = snapshot(finished)
    assert main([step, str(finished)]) == 0
    assert snapshot(finished) == before
