"""A rule is added by writing it into catalogue.toml; everything else follows by itself."""

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

from support.forms import case
from support.small_town import collect, findings, issue, return_all, rows
from support.terminal import xlperf
from xlperf.rules import catalogue
from xlperf.rules.catalogue import load_catalogue
from xlperf.rules.catalogue_page import render
from xlperf.rules.checking import check_form
from xlperf.rules.effective import catalogue_of

NEW = """
[[rule]]
id = "S90"
scope = "indicator"
severity = "hint"
title = "单项得分超过上限"
threshold = 9
threshold_name = "单项得分上限"
condition = "分值 <= 阈值"
at = "分值"
message = "“{指标}”占 {分值} 分"
fix = "请拆成几项"
"""


class _Folder:
    """The package's folder with a longer catalogue in it."""

    def __init__(self, text: str) -> None:
        self._text = text

    def files(self, package: str) -> "_Folder":
        assert package == "xlperf.rules"
        return self

    def joinpath(self, name: str) -> "_Folder":
        assert name == "catalogue.toml"
        return self

    def read_text(self, encoding: str) -> str:
        assert encoding == "utf-8"
        return self._text


@pytest.fixture
def _one_more(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    text = resources.files("xlperf.rules").joinpath("catalogue.toml").read_text("utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(catalogue, "resources", _Folder(text + NEW))
        _forget()
        yield
    _forget()


def _forget() -> None:
    load_catalogue.cache_clear()
    catalogue_of.cache_clear()


def test_without_it_nobody_knows_of_it() -> None:
    assert "S90" not in load_catalogue()
    assert "S90" not in render()


@pytest.mark.usefixtures("_one_more")
class TestOneMoreRule:
    def test_is_run_on_every_form(self) -> None:
        told = [item for item in check_form(case()) if item.code == "S90"]
        assert [(item.field, item.message) for item in told][:2] == [
            ("分值", "“硬化道路长度”占 20 分"),
            ("分值", "“验收合格率”占 10 分"),
        ]

    def test_is_documented(self) -> None:
        (line,) = (line for line in render().splitlines() if line.startswith("| S90 |"))
        for word in ("提示", "单项得分超过上限", "请拆成几项"):
            assert word in line

    def test_is_told_in_a_terminal(self) -> None:
        assert "S90  提示  单项得分超过上限" in xlperf("rules").out
        shown = xlperf("rules", "S90").out.splitlines()
        assert shown == [
            "S90  提示",
            "检查：单项得分超过上限",
            "条件：分值 <= 阈值",
            "阈值：9（单项得分上限）",
            "提示：“{指标}”占 {分值} 分",
            "修改：请拆成几项",
        ]

    def test_has_its_place_in_the_office_s_hands_and_in_a_round(self, tmp_path: Path) -> None:
        root = issue(tmp_path / "2022年度")
        (row,) = (row for row in rows(root, "校验规则") if row["规则"] == "S90")
        assert (row["启用"], row["级别"], row["阈值"], row["阈值说明"]) == ("是", "提示", "9", "单项得分上限")
        assert (row["范围"], row["条件"]) == ("每个指标", "分值 <= 阈值")
        return_all(root)
        collect(root)
        assert len(findings(root, "S90")) == 4
