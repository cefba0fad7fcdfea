"""What docs/scale.md works out on paper follows from what it says was measured."""

import re
from math import ceil
from pathlib import Path

import pytest

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "scale.md").read_text(encoding="utf-8")
PER = 10_000
FORMS_IN_ONE = 6
BATCH = 400


def number(text: str) -> float:
    return float(text.replace(",", ""))


def measured(label: str) -> float:
    found = re.search(rf"^\| {label}[^|]*\| ([\d.,]+) \|$", PAGE, re.MULTILINE)
    assert found is not None, label
    return number(found[1])


CPU, IN, OUT = (measured(label) for label in ("CPU 秒", "读入 MB", "写出 MB"))
SCOPES = re.findall(r"^\| (镇|县|省|全国) \| (.+) \|$", PAGE, re.MULTILINE)


def about(printed: str, due: float) -> bool:
    """Whether a number is the due one, rounded to as many decimals as are printed."""
    return f"{due:,.{len(printed.partition('.')[2])}f}" == printed


def test_every_scope_is_there() -> None:
    assert [name for name, _ in SCOPES] == ["镇", "县", "省", "全国"]


@pytest.mark.parametrize(("name", "cells"), SCOPES)
def test_a_scope_follows_from_what_was_measured(name: str, cells: str) -> None:
    forms, books, cores = map(number, cells.split(" | ")[:3])
    hours, minutes, inward, outward, batches = cells.split(" | ")[3:]
    seconds = CPU * books / PER
    shares = 1
    while shares * BATCH < books:
        shares *= 2
    assert books == ceil(forms / FORMS_IN_ONE), name
    assert about(hours, seconds / 3600)
    assert about(minutes, seconds / cores / 60)
    assert about(inward, IN * books / PER / 1000)
    assert about(outward, OUT * books / PER)
    assert batches == f"{shares:,}"


def test_the_limits_follow_from_what_was_measured() -> None:
    per_core = PER / CPU
    each, read = CPU / PER * 1000, per_core * IN / PER
    assert f"一本 {each:.0f} 毫秒 CPU，一核一秒 {per_core:.0f} 本，读入 {read:.1f} MB/s" in PAGE
    assert f"1,000 核一秒 {1000 * per_core:,.0f} 次" in PAGE
    assert f"{5500 / per_core:.0f} 核就到头" in PAGE
    assert f"一次取 50 毫秒也有 {32 / 0.05:.0f} 本/秒，是一核用得了的 {32 / 0.05 // per_core:.0f} 倍" in PAGE
    assert IN / OUT > 400
