"""However many processes help, and however often a step runs: the same folder, to the byte."""

import shutil
from pathlib import Path

import pytest

from support.sheets import sheet_bytes
from support.small_town import SAVED_LATER, answer, issue, send_back
from support.terminal import xlperf
from xlperf.demo.village import Mistake
from xlperf.steps.folder import RoundFolder, digest
from xlperf.steps.receiving import receive

WRONG_AMOUNT = Mistake("P3", "amount", "全年执行数-当年财政拨款", "", "4")


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round with mistakes, two versions of one workbook and files that are none, all of them taken in."""
    root = issue(tmp_path_factory.mktemp("小河镇") / "2022年度")
    send_back(root, "001")
    send_back(root, "002", "西村.xlsx", WRONG_AMOUNT)
    send_back(root, "003", "1.xlsx")
    late = {"P4": answer("9", reason="汛期停工；改进措施：汛后补做。")}
    send_back(root, "003", "2.xlsx", answers=late, saved=SAVED_LATER)
    (root / "回收" / "通知.xlsx").write_bytes(sheet_bytes("| | A |\n| 1 | 通知 |"))
    (root / "回收" / "网页.xlsx").write_bytes(b"<html></html>")
    receive(RoundFolder(root))
    return root


def contents(root: Path) -> dict[str, str]:
    """The digest of every file of a round by its path."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {path.relative_to(root).as_posix(): digest(path.read_bytes()) for path in files}


def ran(received: Path, place: Path, monkeypatch: pytest.MonkeyPatch, workers: int) -> dict[str, str]:
    root = Path(shutil.copytree(received, place / str(workers) / "2022年度"))
    monkeypatch.setenv("XLPERF_WORKERS", str(workers))
    outcome = xlperf("run", root)
    assert outcome.code == 1, outcome.err
    return {**contents(root), "屏幕": outcome.out.replace(str(root), "…")}


def test_none_one_or_two_processes_help(
    received: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, one, two = (ran(received, tmp_path, monkeypatch, workers) for workers in (0, 1, 2))
    assert any(name.startswith("退回/西村") for name in alone)
    assert one == alone
    assert two == alone
