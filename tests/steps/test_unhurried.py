"""Examining a file leaves nothing to the garbage collector, which therefore does not interrupt it."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.small_town import issue, return_all
from xlperf.steps.examining import Context, examine
from xlperf.steps.journal import Receipt
from xlperf.steps.office import open_office
from xlperf.steps.unhurried import without_collector


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    yield
    gc.enable()


@without_collector
def is_collecting(*, fails: bool = False) -> bool:
    if fails:
        raise ValueError("wrong")
    return gc.isenabled()


def test_it_is_off_meanwhile_and_on_again_after_success_and_failure() -> None:
    assert not is_collecting()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="wrong"):
        is_collecting(fails=True)
    assert gc.isenabled()


def test_where_it_was_off_it_stays_off() -> None:
    gc.disable()
    is_collecting()
    assert not gc.isenabled()


def test_an_examined_file_is_let_go_of_at_once(tmp_path: Path) -> None:
    root = issue(tmp_path / "2022年度")
    return_all(root)
    context = Context.of(open_office(root))
    path = next((root / "回收").iterdir())
    receipt, data = Receipt(1, "", path.name, 0, "", ""), path.read_bytes()
    assert examine(context, receipt, data).forms
    gc.collect()
    gc.disable()
    examine(context, receipt, data)
    assert gc.collect() == 0
