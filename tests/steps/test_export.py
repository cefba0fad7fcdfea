"""``xlperf export``: the figures for other programs, in the shape that was agreed (DESIGN §4.4)."""

import json
import shutil
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from support.small_town import PROJECTS, finish, issue, ledger, new, send_back
from support.terminal import xlperf
from xlperf.books.port import CellValue
from xlperf.demo.village import Mistake
from xlperf.steps.export import Json, Records, json_pieces, json_text
from xlperf.steps.finding_rows import fitting


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = issue(tmp_path_factory.mktemp("小河镇") / "2022年度")
    return finish(root)


@pytest.fixture(scope="module")
def unfinished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One unit has a mistake in it, the others have not answered. Names look like formulas."""
    projects = PROJECTS.replace("村道硬化  ", "=1+1      ").replace(" 8.25    0 ", " -8.25   0 ")
    root = issue(tmp_path_factory.mktemp("小河镇") / "2022年度", ledger=ledger(projects))
    send_back(root, "001", "", Mistake("P1", "amount", "全年执行数-当年财政拨款", "", "-90"))
    assert xlperf("collect", root).code == 1
    return root


#: P4 is secret: the tables leave nothing out, and that is said.
WARNED = "导出的数据里有 1 个涉密项目，只供内部使用，不要公开。"


def exported(root: Path) -> dict[str, Any]:
    outcome = xlperf("export", root, "--json")
    assert (outcome.code, outcome.err) == (0, "")
    data: dict[str, Any] = json.loads(outcome.out)
    return data


def test_the_data_of_a_finished_round(finished: Path) -> None:
    data = exported(finished)
    assert data.pop("projects")[0] == {
        "code": "P1",
        "name": "村道硬化",
        "unit": "东村",
        "function_code": "213",
        "budget": "1000000",
        "actual": "950000",
        "rate": "0.9500",
        "rate_score": "9.5",
        "score": "97.5",
        "grade": "优",
        "key": True,
    }
    assert data == {
        "round": {"town": "小河镇", "year": 2022, "ruleset": "central_2020"},
        "functions": [
            {
                "code": "201",
                "name": "一般公共服务支出",
                "budget": "600000",
                "actual": "595000",
                "rate": "0.9917",
            },
            {"code": "212", "name": "城乡社区支出", "budget": "205000", "actual": "205000", "rate": "1.0000"},
            {"code": "213", "name": "农林水支出", "budget": "1800000", "actual": "1650000", "rate": "0.9167"},
            {
                "code": "224",
                "name": "灾害防治及应急管理支出",
                "budget": "82500",
                "actual": "0",
                "rate": "0.0000",
            },
        ],
        "functions_total": {"budget": "2687500", "actual": "2450000", "rate": "0.9116"},
        "bands": {"优": 4, "良": 0, "中": 0, "差": 0},
        "evaluated_count": 4,
        "evaluated_amount": "2005000",
        "unevaluated": [
            {"code": "P5", "name": "应急物资", "unit": "西村", "budget": "82500", "reason": "年底下达未安排"}
        ],
        "missing": [],
        "findings": [],
    }


def test_what_is_missing_and_what_was_found(unfinished: Path) -> None:
    data = exported(unfinished)
    assert data["missing"] == [
        {"code": "P1", "name": "=1+1", "unit": "东村"},
        {"code": "P3", "name": "村道硬化二期", "unit": "西村"},
        {"code": "P4", "name": "河道清淤", "unit": "水务站"},
    ]
    (finding,) = (item for item in data["findings"] if item["code"] == "B10")
    assert list(finding) == ["code", "severity", "file", "sheet", "cell", "field", "value", "message", "fix"]
    assert (finding["severity"], finding["file"], finding["cell"]) == (
        "error",
        "001_东村_2022绩效自评.xlsx",
        "H7",
    )
    assert {type(value) for item in data["findings"] for value in item.values()} == {str}


def test_what_must_not_be_published_is_said_beside_the_data(finished: Path, tmp_path: Path) -> None:
    assert xlperf("export", finished, "--csv").err == f"{WARNED}\n"
    root = tmp_path / "2022年度"
    projects = PROJECTS.replace("年底下达未安排", "问13812341234").replace("否    是\n", "否    否\n")
    assert new(root, ledger=ledger(projects)).code == 0
    outcome = xlperf("export", root, "--csv")
    assert outcome.err == "导出的数据里有个人信息（“应急物资”），公开前请删去。\n"
    assert "13812341234" in (root / "成果" / "导出" / "unevaluated.csv").read_text("utf-8-sig")


def test_a_round_without_a_budget_has_no_rate(tmp_path: Path) -> None:
    root = tmp_path / "2022年度"
    assert new(root, ledger=None, targets=None).code == 0
    data = exported(root)
    assert data["functions_total"] == {"budget": "0", "actual": "0", "rate": None}
    assert (data["evaluated_count"], data["evaluated_amount"]) == (0, "0")


class TestTables:
    FILES = ("projects", "functions", "unevaluated", "missing", "findings")

    def test_csv_opens_in_excel_as_chinese_text(self, finished: Path) -> None:
        outcome = xlperf("export", finished, "--csv")
        assert [Path(line).name for line in outcome.out.splitlines()] == [
            f"{name}.csv" for name in self.FILES
        ]
        data = (finished / "成果" / "导出" / "unevaluated.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.decode("utf-8-sig") == (
            "code,name,unit,budget,reason\r\nP5,应急物资,西村,82500,年底下达未安排\r\n"
        )

    def test_csv_text_that_a_spreadsheet_would_run_is_defused_and_numbers_are_not(
        self, unfinished: Path
    ) -> None:
        assert xlperf("export", unfinished, "--csv").code == 0
        folder = unfinished / "成果" / "导出"
        assert "P1,'=1+1,东村" in (folder / "missing.csv").read_text(encoding="utf-8-sig")
        assert "P5,应急物资,西村,-82500," in (folder / "unevaluated.csv").read_text(encoding="utf-8-sig")

    def test_parquet_keeps_every_text_as_it_is(self, unfinished: Path) -> None:
        assert xlperf("export", unfinished, "--parquet").code == 0
        frame = pd.read_parquet(unfinished / "成果" / "导出" / "missing.parquet")
        assert frame["name"].tolist() == ["=1+1", "村道硬化二期", "河道清淤"]

    def test_parquet_has_exact_amounts_and_nothing_for_what_is_not_known(self, tmp_path: Path) -> None:
        projects = PROJECTS.replace(" 20.5    20.5 ", " 0       0 ")
        root = issue(tmp_path / "2022年度", ledger=ledger(projects))
        send_back(root, "001")
        xlperf("collect", root)
        assert xlperf("export", root, "--parquet").code == 0
        assert xlperf("export", root, "--csv").code == 0
        folder = root / "成果" / "导出"
        frame = pd.read_parquet(folder / "projects.parquet").set_index("code")
        assert frame["state"].tolist() == ["通过", "通过", "未报", "未报", "不自评", "基本支出"]
        assert frame["budget"].tolist()[:2] == [Decimal(1_000_000), Decimal(0)]
        assert frame["rate"].tolist()[0] == Decimal("0.95")
        assert frame["key"].tolist() == [True, *[False] * 5]
        assert frame["rate"].isna().tolist() == [False, *[True] * 5]
        text = (folder / "projects.csv").read_text(encoding="utf-8-sig")
        assert text.splitlines()[2].startswith("P2,垃圾清运,东村,212,0,0,,")

    def test_tables_without_rows_have_their_columns(self, finished: Path) -> None:
        xlperf("export", finished, "--csv")
        xlperf("export", finished, "--parquet")
        folder = finished / "成果" / "导出"
        assert (folder / "missing.csv").read_text(encoding="utf-8-sig") == "code,name,unit\n"
        columns = ["row", "code", "name", "unit_code", "unit", "state"]
        assert list(pd.read_parquet(folder / "missing.parquet").columns) == columns

    @pytest.mark.parametrize("kind", ["--csv", "--parquet"])
    def test_exporting_again_gives_the_same_bytes(self, finished: Path, kind: str) -> None:
        folder = finished / "成果" / "导出"
        xlperf("export", finished, kind)
        before = {path.name: path.read_bytes() for path in folder.iterdir()}
        shutil.rmtree(folder)
        xlperf("export", finished, kind)
        after = {path.name: path.read_bytes() for path in folder.iterdir()}
        assert after == {name: before[name] for name in after}
        assert after

    def test_without_pyarrow_one_sentence_says_what_to_install(
        self, finished: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "pyarrow", None)
        outcome = xlperf("export", finished, "--parquet")
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.complaints == [
            WARNED,
            "xlperf：读写 Parquet 需要安装 pyarrow，请运行：pip install xlperf[parquet]",
        ]


class TestALongExport:
    """Lists that are never in memory as a whole are printed as any other."""

    @pytest.mark.parametrize("count", [0, 1, 3])
    def test_is_the_same_text_in_pieces(self, count: int) -> None:
        def made(number: int) -> Json:
            return {"code": f"P{number}", "name": "一\n二", "key": number == 1, "rate": None}

        data: Json = {
            "round": {"town": "小河镇", "year": 2022},
            "projects": Records(made, range(count)),
            "bands": {},
            "evaluated_count": count,
            "findings": Records(made, ()),
        }
        plain = {key: list(value) if isinstance(value, Records) else value for key, value in data.items()}
        for _ in range(2):
            assert "".join(json_pieces(data)) == json_text(plain)


class TestMoreFindingsThanASheetHolds:
    @staticmethod
    def shown(count: int) -> list[object]:
        rows: Iterator[dict[str, CellValue]] = (
            {"序号": Decimal(number), "问题": f"第{number}处"} for number in range(1, count + 1)
        )
        return [row["问题"] for row in fitting(rows, most=3)]

    def test_are_all_there_while_they_fit(self) -> None:
        assert [self.shown(count) for count in (0, 2, 3)] == [
            [],
            ["第1处", "第2处"],
            ["第1处", "第2处", "第3处"],
        ]

    def test_are_counted_in_the_last_row(self) -> None:
        *kept, last = self.shown(5)
        assert kept == ["第1处", "第2处"]
        assert str(last).startswith("还有 3 行放不下")
