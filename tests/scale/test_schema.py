"""The schema of the Parquet tables: what the page says, what the files hold, and what cannot be stored."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlperf.model.errors import UserError
from xlperf.model.rounding import round_half_up
from xlperf.scale import arrow
from xlperf.scale.arrow import Value, arrow_table, parquet_bytes, parquet_pieces
from xlperf.scale.schema import PROJECTS, TABLES, VERSION, Column, Kind, Table

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scale.md"

ONE = Table(
    "one",
    "a row",
    ("n",),
    (
        Column("n", Kind.COUNT, "n"),
        Column("a", Kind.MONEY, "金额"),
        Column("p", Kind.POINTS, "分", nullable=True),
    ),
)


def stored(amount: str, points: str = "0") -> dict[str, object]:
    table = arrow_table(ONE, [{"n": 1, "a": Decimal(amount), "p": Decimal(points)}])
    row: dict[str, object] = table.to_pylist()[0]
    return row


def test_the_page_prints_every_table_and_column_as_it_is() -> None:
    page = PAGE.read_text(encoding="utf-8")
    sections = dict(re.findall(r"^### `(\w+)`：(.*?)(?=^##)", page + "\n##", re.MULTILINE | re.DOTALL))
    assert list(sections) == list(TABLES)
    for name, table in TABLES.items():
        heading, *lines = sections[name].strip().splitlines()
        assert heading == f"{table.row}；次序：{'、'.join(table.order)}"
        printed = [
            tuple(cell.strip() for cell in line.strip("|").split("|"))
            for line in lines
            if line.startswith("| `")
        ]
        assert printed == [
            (f"`{column.name}`", column.kind.label, "可空" if column.nullable else "", column.meaning)
            for column in table.columns
        ]


@pytest.mark.parametrize("name", TABLES)
def test_a_file_has_the_types_that_its_schema_says(name: str) -> None:
    """Read back by another way than it was written."""
    table = TABLES[name]
    file = pq.ParquetFile(pa.BufferReader(parquet_bytes(arrow_table(table, []))))
    fields = {field.name: field for field in file.schema_arrow}
    assert tuple(fields) == table.names()
    for column in table.columns:
        digits = column.kind.digits
        expected = {
            Kind.TEXT: pa.string(),
            Kind.TRUTH: pa.bool_(),
            Kind.COUNT: pa.int64(),
            Kind.MOMENT: pa.timestamp("ms", "UTC"),
        }.get(column.kind) or pa.decimal128(digits or 0, column.kind.places or 0)
        found = fields[column.name].type
        assert found in (expected, pa.timestamp("s", "UTC")), column.name
        assert fields[column.name].nullable == column.nullable
    assert file.schema_arrow.metadata[b"xlperf.schema"] == VERSION.encode()


def test_every_name_of_an_order_is_a_column() -> None:
    assert all(set(table.order) <= set(table.names()) for table in TABLES.values())


@given(st.integers(-(10**18) + 1, 10**18 - 1))
def test_every_amount_of_whole_fen_comes_back_as_it_was(fen: int) -> None:
    assert stored(str(Decimal(fen).scaleb(-2)))["a"] == Decimal(fen).scaleb(-2)


@pytest.mark.parametrize(
    ("amount", "why"), [("0.001", "“0.001”元不是整数分"), ("1E+16", "“10000000000000000”元太大")]
)
def test_an_amount_that_cannot_be_stored_is_refused_and_never_rounded(amount: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        stored(amount)


@given(st.decimals(-(10**7), 10**7, allow_nan=False, allow_infinity=False))
def test_points_are_rounded_half_up_for_reading(points: Decimal) -> None:
    assert stored("0", str(points))["p"] == round_half_up(points, 4)


def test_points_that_a_village_made_up_leave_their_cell_empty() -> None:
    assert stored("0", "1E+30")["p"] is None


def test_what_may_not_be_empty_is_not_left_empty() -> None:
    with pytest.raises((pa.ArrowInvalid, ValueError)):
        parquet_bytes(arrow_table(ONE, [{"n": None, "a": Decimal(0), "p": None}]))


@pytest.mark.parametrize("count", [0, 1, 5, 10, 23])
def test_a_file_written_group_by_group_has_the_same_bytes(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrow, "ROW_GROUP", 10)
    monkeypatch.setattr(arrow, "_BLOCK", 4)
    rows = [{"n": number, "a": Decimal(number), "p": None} for number in range(count)]
    whole = parquet_bytes(arrow_table(ONE, rows))
    assert b"".join(parquet_pieces(ONE, iter(rows))) == whole
    assert pq.read_table(pa.BufferReader(whole))["n"].to_pylist() == list(range(count))


def test_the_same_rows_give_the_same_bytes() -> None:
    now = datetime(2023, 1, 1, tzinfo=UTC)
    fill: dict[Kind, Value] = {Kind.TEXT: "=1", Kind.TRUTH: True, Kind.COUNT: 1, Kind.MOMENT: now}
    row = {column.name: fill.get(column.kind, Decimal(1)) for column in PROJECTS.columns}
    first, second = (parquet_bytes(arrow_table(PROJECTS, [row] * 3)) for _ in range(2))
    assert first == second
    assert pq.read_table(pa.BufferReader(first))["name"].to_pylist() == ["=1"] * 3
