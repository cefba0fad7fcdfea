"""Which library sums a million rows of projects: pandas, pyarrow or DuckDB, in one run, correctness first.

    python benchmarks/summaries.py [ROWS]

Makes a Parquet file of so many projects (amounts that a sum in binary floating point gets wrong), computes
执行率 by functional class and by unit, the bands, and the three lists with each library, and prints CPU
seconds, wall seconds and whether the answers are those of exact sums in integers of 分.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from xlperf.scale.arrow import arrow_schema, writing_options
from xlperf.scale.schema import PROJECTS, Kind

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
UNIT_SIZE = 33
CLASSES = ("201", "204", "205", "207", "208", "210", "211", "212", "213", "214", "215", "220", "221", "224")
GRADES = ("优", "良", "中", "差")

#: What every library has to find: sums by class and by unit, grades, how long each list is.
Answer = Mapping[str, object]


def fen(number: int) -> int:
    """The budget of a project in 分, spread over many magnitudes, never the same pattern of digits."""
    return int((number * 2_654_435_761 % 10**7) * 10 ** (number % 4)) + number % 100


def spent(number: int) -> int:
    """What was spent of it in 分."""
    return fen(number) * (800 + number * 7919 % 201) // 1000


def state(number: int) -> str:
    """What became of it."""
    return "通过" if number % 20 else "未报" if number % 3 else "不自评"


def write_projects(path: Path) -> None:
    """The table, as a round would have it."""
    numbers = range(1, ROWS + 1)
    money = {"budget": fen, "counted_budget": fen, "actual": spent, "counted_actual": spent}
    texts: dict[str, Callable[[int], str]] = {
        "code": lambda n: f"P{n:07d}",
        "unit_code": lambda n: f"{n // UNIT_SIZE:06d}",
        "function_code": lambda n: CLASSES[n % len(CLASSES)],
        "state": state,
        "grade": lambda n: GRADES[n % 7 // 2],
        "name": lambda n: f"村级道路养护及环境整治项目（第{n}标段）",
        "kind": lambda n: "项目支出" if n % 30 else "基本支出",
    }
    arrays = []
    schema = arrow_schema(PROJECTS)
    for column, field in zip(PROJECTS.columns, schema, strict=True):
        if column.name in money:
            cents = pa.array([money[column.name](n) for n in numbers], pa.decimal128(18, 0))
            arrays.append(
                pc.multiply(cents, pa.scalar(Decimal("0.01"), pa.decimal128(3, 2))).cast(field.type)
            )
        elif column.name in texts:
            arrays.append(pa.array([texts[column.name](n) for n in numbers], field.type))
        elif column.kind is Kind.COUNT:
            arrays.append(pa.array(numbers, pa.int64()))
        else:
            filler = {Kind.TEXT: "", Kind.TRUTH: True}.get(column.kind, Decimal(0))
            arrays.append(pa.array([filler], field.type).take(pa.array([0] * ROWS)))
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path, **writing_options())


def truth() -> Answer:
    """In integers."""
    by_class: dict[str, list[int]] = {}
    by_unit: dict[str, list[int]] = {}
    bands: dict[str, int] = {}
    lists = [0, 0, 0]
    for n in range(1, ROWS + 1):
        for sums, key in ((by_class, CLASSES[n % len(CLASSES)]), (by_unit, f"{n // UNIT_SIZE:06d}")):
            pair = sums.setdefault(key, [0, 0])
            pair[0] += fen(n)
            pair[1] += spent(n)
        project, passed = n % 30 != 0, state(n) == "通过"
        if passed:
            bands[GRADES[n % 7 // 2]] = bands.get(GRADES[n % 7 // 2], 0) + 1
        lists[0] += project and not passed
        lists[1] += passed and spent(n) * 10 < fen(n) * 9
        lists[2] += state(n) == "未报"
    return {
        "class": {key: (Decimal(a) / 100, Decimal(b) / 100) for key, (a, b) in by_class.items()},
        "unit": {key: (Decimal(a) / 100, Decimal(b) / 100) for key, (a, b) in by_unit.items()},
        "bands": bands,
        "lists": lists,
    }


def by_duckdb(path: Path) -> Answer:
    """SQL over the file."""
    con = duckdb.connect()
    con.execute("SET threads = 2")
    source = f"read_parquet('{path}')"

    def sums(key: str) -> dict[str, tuple[Decimal, Decimal]]:
        sql = f"SELECT {key}, sum(budget), sum(actual) FROM {source} GROUP BY 1"  # noqa: S608
        return {k: (a, b) for k, a, b in con.execute(sql).fetchall()}

    def count(where: str) -> int:
        return len(con.sql(f"SELECT code, name, unit FROM {source} WHERE {where}").to_arrow_table())  # noqa: S608

    bands = con.execute(f"SELECT grade, count(*) FROM {source} WHERE state = '通过' GROUP BY 1").fetchall()  # noqa: S608
    return {
        "class": sums("function_code"),
        "unit": sums("unit_code"),
        "bands": dict(bands),
        "lists": [
            count("kind = '项目支出' AND state <> '通过'"),
            count("state = '通过' AND counted_actual * 10 < counted_budget * 9"),
            count("state = '未报'"),
        ],
    }


NEEDED = [
    "code", "name", "unit", "unit_code", "function_code", "kind", "state", "grade",
    "budget", "actual", "counted_budget", "counted_actual",
]  # fmt: skip


def by_pyarrow(path: Path) -> Answer:
    """Compute functions over the file in memory."""
    table = pq.read_table(path, columns=NEEDED)

    def sums(key: str) -> dict[str, tuple[Decimal, Decimal]]:
        found = table.group_by(key).aggregate([("budget", "sum"), ("actual", "sum")])
        rows = zip(*(found[name].to_pylist() for name in (key, "budget_sum", "actual_sum")), strict=True)
        return {k: (a, b) for k, a, b in rows}

    passed = pc.equal(table["state"], "通过")
    ten, nine = (pa.scalar(Decimal(n), pa.decimal128(2, 0)) for n in (10, 9))
    low = pc.less(pc.multiply(table["counted_actual"], ten), pc.multiply(table["counted_budget"], nine))
    bands = table.filter(passed).group_by("grade").aggregate([([], "count_all")])
    lists = [
        pc.and_(pc.equal(table["kind"], "项目支出"), pc.invert(passed)),
        pc.and_(passed, low),
        pc.equal(table["state"], "未报"),
    ]
    return {
        "class": sums("function_code"),
        "unit": sums("unit_code"),
        "bands": dict(zip(bands["grade"].to_pylist(), bands["count_all"].to_pylist(), strict=True)),
        "lists": [table.filter(mask).num_rows for mask in lists],
    }


def _by_frame(frame: pd.DataFrame) -> Answer:
    def sums(key: str) -> dict[str, tuple[Decimal, Decimal]]:
        found = frame.groupby(key)[["budget", "actual"]].sum()
        return {str(k): (row[0], row[1]) for k, row in zip(found.index, found.to_numpy(), strict=True)}

    passed = frame[frame.state == "通过"]
    return {
        "class": sums("function_code"),
        "unit": sums("unit_code"),
        "bands": passed.grade.value_counts().to_dict(),
        "lists": [
            len(frame[(frame.kind == "项目支出") & (frame.state != "通过")]),
            len(passed[passed.counted_actual * 10 < passed.counted_budget * 9]),
            len(frame[frame.state == "未报"]),
        ],
    }


def by_pandas(path: Path) -> Answer:
    """DataFrames with Decimal objects, as pandas reads decimals."""
    return _by_frame(pd.read_parquet(path, columns=NEEDED))


def by_pandas_arrow(path: Path) -> Answer:
    """DataFrames with Arrow's decimals."""
    return _by_frame(pd.read_parquet(path, columns=NEEDED, dtype_backend="pyarrow"))


def by_pandas_float(path: Path) -> Answer:
    """DataFrames with binary floating point, as most scripts do it."""
    frame = pd.read_parquet(path, columns=NEEDED)
    money = ["budget", "actual", "counted_budget", "counted_actual"]
    return _by_frame(frame.astype(dict.fromkeys(money, "float64")))


WAYS: Mapping[str, Callable[[Path], Answer]] = {
    "DuckDB": by_duckdb,
    "pyarrow.compute": by_pyarrow,
    "pandas, Arrow decimals": by_pandas_arrow,
    "pandas, Decimal objects": by_pandas,
    "pandas, float64": by_pandas_float,
}


def main() -> None:
    """Measure and print."""
    expected = truth()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "projects.parquet"
        write_projects(path)
        print(f"{ROWS} projects, {path.stat().st_size / 1e6:.0f} MB of Parquet")
        print(f"{'':26}{'CPU s':>8}{'wall s':>8}{'peak MB':>9}  exact")
        for name, way in WAYS.items():
            cpu, wall = time.process_time(), time.perf_counter()
            try:
                answer: object = way(path)
                verdict = "yes" if answer == expected else "no"
            except Exception as error:
                verdict = f"{type(error).__name__}: {str(error)[:60]}"
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{name:26}{cpu:8.2f}{wall:8.2f}{peak:9.0f}  {verdict}", flush=True)


if __name__ == "__main__":
    main()
