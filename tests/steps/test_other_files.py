"""A round to which units send other kinds of files than the one that they were given."""

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from support.other_kinds import as_docx, as_ods, as_xls
from support.small_town import ANSWERS, WEST, answer, collect, edit, issue, rows, send_back
from xlperf.ooxml.refusals import DEFAULT_LIMITS
from xlperf.rules.catalogue import load_catalogue
from xlperf.rules.effective import effective
from xlperf.rules.ruleset import RuleChange
from xlperf.steps.file_findings import limits_of

UNEXPLAINED = {**ANSWERS, "P3": answer("8")}


def sent(root: Path, convert: Callable[[bytes], bytes], ending: str) -> Path:
    """What 西村 sends: its workbook with a mistake, saved as another kind of file."""
    workbook = send_back(root, "002", answers=UNEXPLAINED)
    path = workbook.with_suffix(ending)
    path.write_bytes(convert(workbook.read_bytes()))
    workbook.unlink()
    return path


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issue(tmp_path_factory.mktemp("小河镇") / "2022年度")


@pytest.fixture
def root(issued: Path, tmp_path: Path) -> Path:
    """A round of one's own."""
    return Path(shutil.copytree(issued, tmp_path / "2022年度"))


@pytest.mark.parametrize(
    ("convert", "ending"),
    [(as_xls, ".xls"), (as_ods, ".ods"), (as_docx, ".docx")],
    ids=["xls", "ods", "docx"],
)
def test_the_form_is_read_and_the_unit_gets_a_notice_but_no_marked_copy(
    convert: Callable[[bytes], bytes], ending: str, root: Path
) -> None:
    path = sent(root, convert, ending)
    outcome = collect(root)
    (intake,) = rows(root, "收件登记")
    assert (intake["文件名"], intake["单位编码"], intake["项目数"]) == (path.name, "002", 1)
    found = {str(row["规则"]) for row in rows(root, "校验结果")}
    assert {"F30", "R01"} <= found
    assert not {"F01", "F02", "F10"} & found
    assert [each.suffix for each in (root / "退回").iterdir() if WEST[:-5] in each.name] == []
    notices = [each.name for each in (root / "退回").iterdir() if each.suffix == ".docx"]
    assert any("西村" in name for name in notices)
    assert "做不了标注：它是" in outcome.out
    assert "修改意见写在退回通知里" in outcome.out


def test_an_old_workbook_under_the_new_name_is_read_for_what_it_is(root: Path) -> None:
    path = sent(root, as_xls, ".xls")
    path.rename(path.with_suffix(".xlsx"))
    collect(root)
    assert "F30" in {row["规则"] for row in rows(root, "校验结果")}


def test_the_office_sets_how_large_a_file_may_be(root: Path) -> None:
    send_back(root, "002")
    edit(root, "校验规则", ("规则", "F24"), "阈值", 5)
    collect(root)
    assert {row["规则"] for row in rows(root, "校验结果") if row["文件"] == WEST} == {"F24"}
    edit(root, "校验规则", ("规则", "F24"), "阈值", 500)
    collect(root)
    assert "F24" not in {row["规则"] for row in rows(root, "校验结果")}


class TestLimits:
    """How large a file may be stands in the catalogue, so that an office can turn it."""

    def test_the_catalogue_says_what_the_guard_does_by_itself(self) -> None:
        assert limits_of(load_catalogue()) == DEFAULT_LIMITS

    @pytest.mark.parametrize(
        ("rule", "number", "limit", "due"),
        [
            ("F21", "0.5", "file", 512 * 1024),
            ("F22", "10", "total", 10 * 1024 * 1024),
            ("F22", "10", "part", 5 * 1024 * 1024),
            ("F23", "99", "ratio", 99),
            ("F24", "7", "entries", 7),
            ("F25", "300", "rows", 300),
            ("F25", "300", "cells", 3000),
        ],
    )
    def test_each_follows_its_threshold(self, rule: str, number: str, limit: str, due: int) -> None:
        turned = effective(load_catalogue(), {rule: RuleChange(threshold=Decimal(number))})
        assert getattr(limits_of(turned), limit) == due
