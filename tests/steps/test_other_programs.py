"""Every workbook and document of two rounds as other programs see them: sound, showing the right values."""

from pathlib import Path

import pytest

from support import second_town
from support.office import Office
from support.small_town import SAVED_LATER, finish, issue, send_back, type_in
from support.terminal import xlperf
from support.validator import Validator
from xlperf.demo.village import Mistake, fill_in

SAVED = "2024-02-01T08:00:00Z"


def hubei(folder: Path) -> Path:
    """The second town, finished: six units, thirty projects, 万元, a key project."""
    root = folder / "2023年度"
    files = second_town.write_files(folder)
    named = [part for name, path in files.items() for part in (f"--{name}", str(path))]
    town = ("--town", second_town.TOWN, "--year", str(second_town.YEAR), "--ruleset", second_town.RULESET)
    assert xlperf("new", root, *town, *named).code == 0
    assert xlperf("distribute", root).code == 0
    for path in (root / "下发").glob("*.xlsx"):
        fill_in(path, root / "回收" / path.name, second_town.answers(), (), SAVED)
    assert xlperf("run", root).code == 0
    return root


def yuan(folder: Path) -> Path:
    """The small town in 元, with clerks' texts that look like formulas, and one form still to be mended."""
    root = finish(issue(folder / "2022年度", "--money-unit", "元"))
    type_in(root, "部门叙述", {"章节": "主要工作任务", "标题": "=1+1", "内容": "@SUM(A1)\n-2+3\n第三段"})
    send_back(root, "002", "又.xlsx", Mistake("P3", "x", "实际完成值", "完成数量", "=2*4"), saved=SAVED_LATER)
    assert xlperf("run", root).code == 1
    return root


@pytest.fixture(scope="module", params=[hubei, yuan])
def root(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = request.param(tmp_path_factory.mktemp("镇"))
    return folder


def workbooks(root: Path) -> list[Path]:
    folders = (root, root / "模板", root / "下发", root / "成果")
    return [path for folder in folders for path in sorted(folder.glob("*.xls[xm]"))]


def test_formulas_show_what_they_come_to(root: Path, office: Office) -> None:
    assert len(workbooks(root)) >= 6
    office.assert_cached_values_match(*workbooks(root))


def test_every_file_is_valid(root: Path, validator: Validator) -> None:
    validator.assert_valid(*workbooks(root), *(root / "模板").glob("*.docx"), *(root / "成果").glob("*.docx"))


def test_the_report_can_be_drawn(root: Path, office: Office, tmp_path: Path) -> None:
    (report,) = (root / "成果").glob("*.docx")
    assert office.render(report, tmp_path, dpi=20)
