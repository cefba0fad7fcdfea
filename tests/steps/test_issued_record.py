"""What was issued is remembered by digests, edition after edition; hands have been at the manifest."""

import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from support import small_town as town
from support.issued import entry, fill, targets
from support.small_town import WEST
from xlperf.forms.filling import Assignment, IssuedWorkbook
from xlperf.forms.issued import IssuedKey
from xlperf.model.errors import UserError
from xlperf.steps import issued_record
from xlperf.steps.folder import RoundFolder, digest
from xlperf.steps.issued_record import IssuedRecord
from xlperf.steps.manifest import MANIFEST, IssuedFile, Manifest, read_manifest, write_manifest
from xlperf.steps.receiving import store

NAME = "002_西村_2022绩效自评.xlsx"
BY_CODE = IssuedKey("", "P1", "", "")


@pytest.fixture
def folder(tmp_path: Path) -> RoundFolder:
    """A round that has issued nothing yet."""
    folder = RoundFolder(tmp_path)
    for each in folder.folders():
        each.mkdir(parents=True, exist_ok=True)
    return folder


def issue(folder: RoundFolder, book: IssuedWorkbook) -> None:
    """Hand a workbook out, as ``distribute`` does: an earlier one goes into the archive."""
    path = folder.issued / NAME
    if path.exists():
        store(folder, digest(path.read_bytes()), NAME, path.read_bytes())
    path.write_bytes(book.data)
    before = read_manifest(folder).get(NAME)
    file = IssuedFile("002", "西村", digest(book.data), book.sheets)
    earlier = file.after(before)
    write_manifest(folder, {NAME: IssuedFile("002", "西村", file.sha256, file.sheets, earlier)})


def edition(weight: int = 20) -> IssuedWorkbook:
    first, *others = targets()
    return fill(Assignment(entry(), (replace(first, weight=Decimal(weight)), *others)))


def weights(record: IssuedRecord, key: IssuedKey = BY_CODE) -> list[str]:
    """分值 of the first indicator in every edition that may be meant."""
    return [sheet.cells[13, 9] for sheet in record.editions(key)]


def test_nothing_was_issued() -> None:
    record = IssuedRecord.of(RoundFolder(Path("no such folder")))
    assert not record.digests
    assert weights(record) == []


def test_every_edition_is_known_the_newest_first(folder: RoundFolder) -> None:
    for weight in (20, 25, 30):
        issue(folder, edition(weight))
    record = IssuedRecord.of(folder)
    assert weights(record) == ["30", "25", "20"]
    assert len(record.digests) == 3


def test_issuing_the_same_again_makes_no_edition(folder: RoundFolder) -> None:
    for weight in (20, 20, 25, 20):
        issue(folder, edition(weight))
    assert weights(IssuedRecord.of(folder)) == ["20", "25"]


@pytest.mark.parametrize(
    "key",
    [
        IssuedKey("", "P1", "", ""),
        IssuedKey("", "P9", "村道 硬化", ""),
        IssuedKey("002", "", "", "1.村道硬化"),
    ],
    ids=["by its code", "by its name", "by its unit and title"],
)
def test_a_sheet_is_found_by_whatever_is_left_of_it(key: IssuedKey, folder: RoundFolder) -> None:
    issue(folder, edition())
    assert weights(IssuedRecord.of(folder), key) == ["20"]


def test_a_sheet_of_another_unit_is_not_meant_by_its_title(folder: RoundFolder) -> None:
    issue(folder, edition())
    assert weights(IssuedRecord.of(folder), IssuedKey("003", "P9", "", "1.村道硬化")) == []


def test_the_record_goes_to_another_process(folder: RoundFolder) -> None:
    issue(folder, edition())
    assert weights(pickle.loads(pickle.dumps(IssuedRecord.of(folder)))) == ["20"]  # noqa: S301 - our own


def test_where_the_issued_file_is_gone_the_manifest_says_what_was_printed(folder: RoundFolder) -> None:
    issue(folder, edition())
    (folder.issued / NAME).write_bytes(b"somebody wrote over it")
    assert weights(IssuedRecord.of(folder)) == ["20"]


def test_the_manifest_is_read_once_for_all_files_that_are_gone(
    folder: RoundFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[RoundFolder] = []

    def watched(folder: RoundFolder) -> Manifest:
        read.append(folder)
        return read_manifest(folder)

    monkeypatch.setattr(issued_record, "read_manifest", watched)
    issue(folder, edition())
    (folder.issued / NAME).unlink()
    assert [weights(IssuedRecord.of(folder)) for _ in range(3)] == [["20"]] * 3
    assert len(read) == 1
    issue(folder, edition(25))
    (folder.issued / NAME).unlink()
    assert weights(IssuedRecord.of(folder)) == ["25"]


def test_distribute_keeps_the_digests_of_editions(tmp_path: Path) -> None:
    root = town.issue(tmp_path / "2022年度")
    sheet, *_ = read_manifest(RoundFolder(root))[WEST].sheets
    assert len(sheet.digest) == 64
    assert sheet.project_name


#: What a hand can do to the manifest.
EDITS: dict[str, Callable[[dict[str, Any]], object]] = {
    "nothing left": lambda _: None,
    "a list": lambda data: [data],
    "a text as files": lambda _: {"files": "没有"},
    "a number as a digest": lambda data: _set(data, "sha256", 7),
    "a path as a digest": lambda data: _set(data, "sha256", "../../绩效评价"),
    "a sheet without its cells": lambda data: _set(data, "sheets", [{"project_code": "P1", "title": "一"}]),
    "cells as a list": lambda data: _set(
        data, "sheets", [{"project_code": "P1", "title": "一", "locked": ["A1"]}]
    ),
    "a field of its own": lambda data: _set(data, "备注", "改过"),
    "an edition cut short": lambda data: _set(data, "earlier", [{"sha256": "0" * 64}]),
    "a name that is a path": lambda data: {"files": {"../../x.xlsx": data["files"][NAME]}},
}


def _set(data: dict[str, Any], key: str, value: object) -> object:
    data["files"][NAME][key] = value
    return data


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_manifest_is_told_in_a_sentence(edit: str, folder: RoundFolder) -> None:
    issue(folder, edition())
    path = folder.archive / MANIFEST
    path.write_text(json.dumps(EDITS[edit](json.loads(path.read_text(encoding="utf-8")))), encoding="utf-8")
    with pytest.raises(UserError, match=r"下发记录.*被改动过，读不懂。请恢复备份"):
        IssuedRecord.of(folder)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\udcff", "{'files': {}}"])
def test_a_manifest_that_is_no_json_is_told_in_a_sentence(text: str, folder: RoundFolder) -> None:
    (folder.archive / MANIFEST).write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(UserError, match="读不懂"):
        IssuedRecord.of(folder)
