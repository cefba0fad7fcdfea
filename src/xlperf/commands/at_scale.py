"""Commands on results of any size: ``collect --out``, ``summarise`` and ``export`` of what that wrote."""

import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Never

from tqdm import tqdm

from xlperf.model.errors import UserError
from xlperf.rules.loading import load_ruleset
from xlperf.scale.batches import DEFAULT_SIZE
from xlperf.scale.collecting import Told, Wanted, gather
from xlperf.scale.engine import Engine
from xlperf.scale.exporting import json_pieces, write_csv
from xlperf.scale.places import Place
from xlperf.scale.preparing import StoredRound, read_stored
from xlperf.scale.summaries import Summary, open_result, save_summaries
from xlperf.scale.summaries import summarise as summed
from xlperf.scale.workbook import write_workbook
from xlperf.steps.folder import CONTROL, RoundFolder, name_part
from xlperf.steps.round_lock import hold


def collect(arguments: Namespace) -> int:
    """Examine everything into a place; say what came of it."""
    if not arguments.out:
        raise UserError("--scheduler、--processes、--batch 要和 --out 一起用，写明结果放在哪里。")
    wanted = Wanted(
        Place(str(arguments.dir)),
        Place(arguments.out),
        arguments.scheduler or "",
        arguments.processes,
        arguments.batch or DEFAULT_SIZE,
    )
    with _held(arguments.dir), _bar() as told:
        gathered = gather(wanted, told)
    counts = gathered.counts
    print(f"文件 {counts.files} 个，自评表 {counts.forms} 份，拒收 {counts.refused} 个文件。")
    print(f"共 {gathered.batches} 批，其中 {gathered.before} 批以前已做好。")
    print(f"结果：{arguments.out}（汇总：xlperf summarise {arguments.out}）")
    with Engine(wanted.target) as engine:
        open_result(engine)
        states = engine.rows("SELECT state, count(*) FROM projects GROUP BY 1 ORDER BY 2 DESC, 1")
        ((errors,),) = engine.rows("SELECT count(*) FROM findings WHERE severity = 'error'")
    print(f"台账里的项目：{'，'.join(f'{state} {count} 个' for state, count in states)}。错误 {errors} 条。")
    return int(errors > 0)


def summarise(arguments: Namespace) -> int:
    """Write the summary tables and the summary workbook into the place."""
    target = Place(str(arguments.dir))
    with _opened(target) as (engine, stored, summary):
        for name in save_summaries(target, engine, summary):
            print(f"{target.address}/{name}")
        settings = stored.settings
        name = f"{settings.year}年度{name_part(settings.town)}绩效自评汇总.xlsx"
        with tempfile.TemporaryDirectory(prefix="xlperf-") as folder:
            path = Path(folder) / "summary.xlsx"
            write_workbook(path, engine, summary, settings)
            target.write(name, path.read_bytes())
    print(f"汇总工作簿：{target.address}/{name}")
    return 0


def export(arguments: Namespace) -> int:
    """Print JSON, or write CSV or Parquet files and print where they are."""
    target = Place(str(arguments.dir))
    with _opened(target) as (engine, stored, summary):
        ((secret,),) = engine.rows("SELECT count(*) FROM projects WHERE secret")
        if secret:
            print(f"导出的数据里有 {secret} 个涉密项目，只供内部使用，不要公开。", file=sys.stderr)
        if arguments.kind == "json":
            sys.stdout.writelines(json_pieces(engine, summary, stored.settings))
            return 0
        names = save_summaries(target, engine, summary)
    facts = (f"tables/{name}.parquet" for name in ("projects", "indicators", "findings", "files"))
    for name in write_csv(target) if arguments.kind == "csv" else (*facts, *names):
        print(f"{target.address}/{name}")
    return 0


@contextmanager
def _opened(target: Place) -> Iterator[tuple[Engine, StoredRound, Summary]]:
    stored = read_stored(target)
    with Engine(target) as engine:
        open_result(engine)
        yield engine, stored, summed(engine, load_ruleset(stored.settings.ruleset))


def _held(folder: object) -> AbstractContextManager[None]:
    """A township's folder is ours alone while its files are received."""
    path = Path(str(folder))
    return (
        hold(RoundFolder(path).require(), "运行 xlperf collect")
        if (path / CONTROL).is_file()
        else nullcontext()
    )


@contextmanager
def _bar() -> Iterator[Told]:
    """A progress bar on a terminal, nothing elsewhere."""
    bar: tqdm[Never] = tqdm(desc="收集", unit="批", leave=False, disable=not sys.stderr.isatty())

    def told(done: int, of: int) -> None:
        bar.total = of
        bar.update(done - bar.n)

    with bar:
        yield told
