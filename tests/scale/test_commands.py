"""``collect --out``, ``summarise`` and ``export`` as they are typed, for a township and for a county."""

import csv
import json
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from support.demo import DemoRound
from support.larger_round import larger_round, tables
from support.terminal import xlperf
from xlperf.scale.batches import make_batches
from xlperf.scale.deliveries import Item
from xlperf.scale.places import Place

WHEN = datetime(2023, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("示范县")
    return larger_round(folder / "round", folder / "work")


@pytest.fixture(scope="module")
def collected(county: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county's result, collected in batches of two."""
    out = tmp_path_factory.mktemp("result")
    outcome = xlperf("collect", county, "--out", out, "--processes", "1", "--batch", "2")
    assert (outcome.code, outcome.err) == (1, "")
    assert "文件 6 个，自评表 7 份，拒收 1 个文件。" in outcome.out
    return out


def rows(result: Path, table: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = pq.read_table(result / "tables" / f"{table}.parquet").to_pylist()
    return found


@pytest.fixture(scope="module")
def both(demo_round: DemoRound, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The example round exported by the small way, and collected and summarised by the large one."""
    folder = tmp_path_factory.mktemp("both")
    round_ = folder / "round"
    shutil.copytree(demo_round.root, round_)
    assert xlperf("export", round_, "--parquet").code == 0
    assert xlperf("collect", round_, "--out", folder / "result", "--batch", "10").code == 0
    assert xlperf("summarise", folder / "result").code == 0
    return round_ / "成果" / "导出", folder / "result"


class TestTownship:
    def test_every_table_is_the_same_to_the_byte(self, both: tuple[Path, Path]) -> None:
        small, result = both
        names = sorted(path.name for path in small.glob("*.parquet"))
        assert names == sorted(path.name for path in (result / "tables").iterdir())
        different = [
            name for name in names if (small / name).read_bytes() != (result / "tables" / name).read_bytes()
        ]
        assert not different
        assert pq.read_table(small / "projects.parquet").num_rows > 100

    def test_the_json_is_the_same(self, both: tuple[Path, Path]) -> None:
        small, result = both
        ours, theirs = (xlperf("export", root, "--json").out for root in (result, small.parents[1]))
        assert json.loads(ours) == json.loads(theirs)


class TestCounty:
    def test_the_newest_version_of_each_project_counts(self, collected: Path) -> None:
        found = {row["code"]: (row["state"], row["file"]) for row in rows(collected, "projects")}
        assert found == {
            "P1": ("通过", "小河镇/二稿.xlsx"),
            "P2": ("通过", "小河镇/二稿.xlsx"),
            "P3": ("通过", "小河镇/002_西村_2022绩效自评.xlsx"),
            "P4": ("通过", found["P4"][1]),
            "P5": ("不自评", None),
            "B1": ("基本支出", None),
        }

    def test_what_was_found_in_comparing_is_told(self, collected: Path) -> None:
        codes = [row["code"] for row in rows(collected, "findings")]
        assert "F01" in codes  # the file that was cut short
        assert "F13" in codes  # P1 came in two versions that differ
        assert "F03" not in codes  # the forms of any town of the county are its own

    def test_a_broken_file_is_a_row_with_its_reason(self, collected: Path) -> None:
        refused = [row for row in rows(collected, "files") if row["refusal"] is not None]
        assert [(row["name"], row["refusal"]) for row in refused] == [("坏的.xlsx", "damaged")]

    def test_a_file_in_a_zip_is_known_by_both_names(self, collected: Path) -> None:
        assert "邮箱.zip!水务站.xlsx" in {row["name"] for row in rows(collected, "files")}

    def test_running_again_does_nothing_and_changes_nothing(self, county: Path, collected: Path) -> None:
        before = tables(Place(str(collected)))
        outcome = xlperf("collect", county, "--out", collected, "--batch", "2")
        batches = len(list((collected / "parts").iterdir()))
        assert f"共 {batches} 批，其中 {batches} 批以前已做好。" in outcome.out
        assert tables(Place(str(collected))) == before

    def test_a_batch_that_was_left_half_done_is_done_again(
        self, county: Path, collected: Path, tmp_path: Path
    ) -> None:
        result = tmp_path / "result"
        shutil.copytree(collected, result)
        broken = sorted((result / "parts").iterdir())[0]
        (broken / "done.json").unlink()
        (broken / "forms.parquet").write_bytes(b"PAR1")
        (result / "parts" / "of an older run").mkdir()
        outcome = xlperf("collect", county, "--out", result, "--batch", "2")
        batches = len(list((result / "parts").iterdir()))
        assert f"共 {batches} 批，其中 {batches - 1} 批以前已做好。" in outcome.out
        assert tables(Place(str(result))) == tables(Place(str(collected)))

    def test_the_summary_workbook_and_the_lists_are_written(self, collected: Path) -> None:
        outcome = xlperf("summarise", collected)
        assert outcome.code == 0
        (path,) = collected.glob("*.xlsx")
        assert path.name == "2022年度示范县绩效自评汇总.xlsx"
        assert "执行率低于90%" in load_workbook(path).sheetnames
        assert [row["code"] for row in rows(collected, "low_rates")] == ["P3"]

    def test_csv_is_harmless_and_whole(self, collected: Path) -> None:
        outcome = xlperf("export", collected, "--csv")
        assert outcome.code == 0
        assert "1 个涉密项目" in outcome.err
        with (collected / "导出" / "projects.csv").open(encoding="utf-8-sig", newline="") as file:
            listed = list(csv.DictReader(file))
        assert [row["code"] for row in listed] == ["P1", "P2", "P3", "P4", "P5", "B1"]
        assert (listed[0]["budget"], listed[4]["score"]) == ("1000000.00", "")


class TestRefusals:
    def test_a_folder_that_is_no_round_is_told_what_it_lacks(self, tmp_path: Path) -> None:
        outcome = xlperf("collect", tmp_path, "--out", tmp_path / "out")
        assert outcome.code == 2
        assert "既没有“绩效评价.xlsm”，也没有“round.toml”" in outcome.err

    @pytest.mark.parametrize(
        "option", [("--scheduler", "tcp://127.0.0.1:1"), ("--processes", "2"), ("--batch", "5")]
    )
    def test_options_of_scale_ask_for_a_place(self, county: Path, option: tuple[str, str]) -> None:
        outcome = xlperf("collect", county, *option)
        assert (outcome.code, outcome.complaints) == (
            2,
            ["xlperf：--scheduler、--processes、--batch 要和 --out 一起用，写明结果放在哪里。"],
        )

    def test_a_place_without_a_result_says_so(self) -> None:
        outcome = xlperf("summarise", "memory://nothing")
        assert (outcome.code, len(outcome.complaints)) == (2, 1)
        assert "没有收集结果" in outcome.err

    def test_a_run_that_did_not_end_is_not_summarised(self, collected: Path, tmp_path: Path) -> None:
        told = json.loads((collected / "round.json").read_text(encoding="utf-8"))
        (tmp_path / "round.json").write_text(json.dumps({**told, "whole": False}), encoding="utf-8")
        assert "没有做完" in xlperf("summarise", tmp_path).err

    @pytest.mark.parametrize(
        ("library", "words"),
        [
            ("fsspec", "xlperf：结果写到 --out 需要安装 fsspec，请运行：pip install xlperf[scale]"),
            ("duckdb", "xlperf：汇总很多行的 Parquet 需要安装 duckdb，请运行：pip install xlperf[scale]"),
        ],
    )
    def test_a_missing_library_is_one_sentence(
        self, collected: Path, monkeypatch: pytest.MonkeyPatch, library: str, words: str
    ) -> None:
        monkeypatch.setitem(sys.modules, library, None)
        outcome = xlperf("summarise", collected)
        assert (outcome.code, outcome.complaints) == (2, [words])

    @pytest.mark.parametrize(
        ("file", "old", "new", "words"),
        [
            ("ledger.csv", "P2,", "P1,", "“P1”重复了，每个编码只能有一行。"),
            ("ledger.csv", ",003,", ",009,", "项目台账里的单位编码“009”不在单位名录里"),
            ("ledger.csv", "20.5,,,20.5", "20.5,,,很多", "“很多”不是金额"),
            ("ledger.csv", "20.5,,,20.5", "20.5,,,20.5000001", "不是整数分"),
            ("ledger.csv", "是否自评", "是否", "“ledger.csv”缺少这些列：是否自评"),
            ("round.toml", "2022", "22", "评价年度是“22”"),
            ("round.toml", "=", "", "读不懂"),
        ],
    )
    def test_tables_that_cannot_be_understood_are_refused(
        self, county: Path, tmp_path: Path, file: str, old: str, new: str, words: str
    ) -> None:
        root = tmp_path / "round"
        shutil.copytree(county, root, ignore=shutil.ignore_patterns("回收"))
        text = (root / file).read_text(encoding="utf-8")
        assert old in text
        (root / file).write_text(text.replace(old, new), encoding="utf-8")
        outcome = xlperf("collect", root, "--out", tmp_path / "out")
        assert outcome.code == 2
        assert words in outcome.err


def test_a_file_that_comes_later_changes_its_own_batch_only() -> None:
    files = [Item(f"{n}.xlsx", f"{n}.xlsx", 1, WHEN) for n in range(60)]
    before = {batch.name for batch in make_batches(files[:-1], 10, "x")}
    after = {batch.name for batch in make_batches(files, 10, "x")}
    assert len(before - after) == len(after - before) == 1
    assert not before & {batch.name for batch in make_batches(files[:-1], 10, "another ledger")}
