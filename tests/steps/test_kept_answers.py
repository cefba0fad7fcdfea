"""A file is examined once for each of its grounds; whatever becomes of what was kept, results stay."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.small_town import WEST, answer, collect, edit, findings, issue, return_all, retype, send_back
from support.terminal import xlperf
from xlperf.demo.village import Mistake
from xlperf.forms.names import Name
from xlperf.forms.reading import FormWorkbook
from xlperf.steps import examining, kept_answers, packing, workers
from xlperf.steps.examining import Context, Examined, examine
from xlperf.steps.folder import digest
from xlperf.steps.journal import Receipt
from xlperf.steps.kept_answers import SETTING, KeptAnswers, cache_folder

WRONG_AMOUNT = Mistake("P3", "amount", "全年执行数-当年财政拨款", "", "4")
GROUND = b"ground"


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round that all three units have answered, one of them with a mistake."""
    root = issue(tmp_path_factory.mktemp("小河镇") / "2022年度")
    return_all(root)
    send_back(root, "002", "", WRONG_AMOUNT)
    return root


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for answers; nobody helps, so that a test can watch who is examined."""
    monkeypatch.setenv(SETTING, str(tmp_path / "cache"))
    monkeypatch.setenv("XLPERF_WORKERS", "0")
    return tmp_path / "cache"


@pytest.fixture
def root(answered: Path, tmp_path: Path, cache: Path) -> Path:
    """A copy of the round, collected once."""
    root = Path(shutil.copytree(answered, tmp_path / "2022年度"))
    collect(root)
    assert list(cache.iterdir())
    return root


@pytest.fixture
def examined(root: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are examined from now on."""
    seen: list[str] = []

    def watched(context: Context, receipt: Receipt, data: bytes) -> Examined:
        seen.append(receipt.file_name)
        return examine(context, receipt, data)

    monkeypatch.setattr(packing, "examine", watched)
    assert collect(root).code == 1
    assert seen == [], "nothing has changed since the first time"
    return seen


def contents(root: Path) -> dict[str, str]:
    """The digest of every file of a round, copies of the control workbook and the log aside."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {path.relative_to(root).as_posix(): digest(path.read_bytes()) for path in files}


class TestWhoIsExamined:
    @pytest.mark.parametrize("step", ["collect", "fill", "summarise", "report", "export"])
    def test_no_step_examines_a_file_again(self, root: Path, examined: list[str], step: str) -> None:
        arguments = ["--json"] if step == "export" else []
        assert xlperf(step, root, *arguments).code in {0, 1}
        assert examined == []

    @pytest.mark.parametrize("step", ["fill", "summarise", "report"])
    def test_no_child_is_started_for_what_is_kept(
        self, root: Path, monkeypatch: pytest.MonkeyPatch, step: str
    ) -> None:
        monkeypatch.setenv("XLPERF_WORKERS", "2")
        monkeypatch.setattr(workers, "Child", None)
        assert xlperf(step, root).code in {0, 1}

    def test_a_new_file_alone(self, root: Path, examined: list[str]) -> None:
        send_back(root, "002", "西村（改）.xlsx")
        collect(root)
        assert examined == ["西村（改）.xlsx"]

    def test_all_after_a_change_of_the_ledger(self, root: Path, examined: list[str]) -> None:
        edit(root, "项目台账", ("项目编码", "P1"), "全年执行数-当年财政拨款", 94)
        collect(root)
        assert len(examined) == 3
        assert "东村" in {row["单位名称"] for row in findings(root)}, "the form says 95 still"

    def test_all_when_a_rule_weighs_otherwise(self, root: Path, examined: list[str]) -> None:
        (code, *_) = {str(row["规则"]) for row in findings(root)}
        edit(root, "校验规则", ("规则", code), "启用", "否")
        collect(root)
        assert len(examined) == 3
        assert findings(root, code) == []

    def test_all_when_the_issued_files_are_others(self, root: Path, examined: list[str]) -> None:
        (root / "下发" / WEST).unlink()
        collect(root)
        assert len(examined) == 3

    def test_all_by_another_version_of_the_program(
        self, root: Path, examined: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(kept_answers, "_program", lambda: b"another")
        collect(root)
        assert len(examined) == 3

    def test_a_form_alone_that_a_clerk_has_paired(self, root: Path, examined: list[str]) -> None:
        path = send_back(root, "003", "水务.xlsx")
        retype(path, {Name.PROJECT_CODE: "X1", Name.PROJECT_NAME: "清淤"})
        collect(root)
        examined.clear()
        edit(root, "项目对应", ("文件名", "水务.xlsx"), "确认项目编码", "P4")
        collect(root)
        assert examined == ["水务.xlsx"]

    def test_a_file_that_only_the_program_failed_on(
        self, root: Path, examined: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def failing(*_: object) -> FormWorkbook:
            raise KeyError("odd")

        send_back(root, "003", "水务.xlsx")
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(examining, "read_workbook", failing)
            collect(root)
        assert [row["文件"] for row in findings(root, "F01")] == ["水务.xlsx"]
        collect(root)
        assert examined == ["水务.xlsx"] * 2
        assert findings(root, "F01") == []


class TestTheSameResult:
    def ran(self, root: Path, monkeypatch: pytest.MonkeyPatch, cache: str) -> dict[str, str]:
        monkeypatch.setenv(SETTING, cache)
        assert xlperf("run", root).code == 1
        return contents(root)

    def test_with_and_without_it(self, root: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        send_back(root, "001", "东村.xlsx", answers={"P1": answer("9"), "P2": answer()})
        first = self.ran(root, monkeypatch, str(cache))
        assert self.ran(root, monkeypatch, str(cache)) == first
        assert self.ran(root, monkeypatch, "0") == first

    def test_what_the_archive_has_lost_is_missed_all_the_same(self, root: Path, examined: list[str]) -> None:
        kept = next(path for path in (root / "归档").glob("*.xlsx"))
        kept.chmod(0o644)
        data = kept.read_bytes()
        kept.write_bytes(data[:-1])
        assert "已不是收到时的样子" in xlperf("summarise", root).err
        kept.unlink()
        assert "归档里缺少收到的" in xlperf("summarise", root).err
        assert examined == []


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def no_database(path: Path) -> None:
    path.write_bytes(b"no database" * 1_000)


def changed_inside(path: Path) -> None:
    """Every answer has another byte in it: what a computer that broke down has left."""
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT name, answer FROM answers").fetchall()
        assert rows
        for name, kept in rows:
            other = kept[:-9] + bytes([kept[-9] ^ 1]) + kept[-8:]
            database.execute("UPDATE answers SET answer = ? WHERE name = ?", (other, name))
    database.close()


def another_table(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE answers (something TEXT)")
    database.close()


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("damage", [emptied, cut, no_database, changed_inside, another_table, a_folder])
def test_a_damaged_cache_costs_time_only(
    root: Path, cache: Path, examined: list[str], damage: Callable[[Path], None]
) -> None:
    before = contents(root)
    (database,) = cache.iterdir()
    damage(database)
    assert collect(root).code == 1
    assert len(examined) == 3
    assert contents(root) == before
    if damage is not a_folder:
        collect(root)
        examined.clear()
        collect(root)
        assert not examined, "it is whole again"


def test_one_that_is_in_use_is_not_waited_for(root: Path, cache: Path, examined: list[str]) -> None:
    (path,) = cache.iterdir()
    with sqlite3.connect(path, isolation_level=None) as database:
        database.execute("BEGIN EXCLUSIVE")
        assert collect(root).code == 1
        database.execute("ROLLBACK")
    database.close()
    assert len(examined) == 3
    collect(root)
    assert len(examined) == 3, "it is whole and used again"


class TestWhere:
    def test_nowhere_where_nobody_wants_it(
        self, answered: Path, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(SETTING, "0")
        collect(Path(shutil.copytree(answered, tmp_path / "2022年度")))
        assert not cache.exists()

    def test_nowhere_where_it_cannot_be(
        self, answered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "file").write_bytes(b"")
        monkeypatch.setenv(SETTING, str(tmp_path / "file" / "cache"))
        assert collect(Path(shutil.copytree(answered, tmp_path / "2022年度"))).code == 1

    @pytest.mark.parametrize(
        ("system", "variables", "folder"),
        [
            ("win32", {"LOCALAPPDATA": "C:\\甲"}, Path("C:\\甲") / "xlperf" / "cache"),
            ("win32", {}, None),
            ("linux", {"XDG_CACHE_HOME": "/乙"}, Path("/乙/xlperf")),
            ("linux", {"HOME": "/丙"}, Path("/丙/.cache/xlperf")),
            ("darwin", {"HOME": "/丙"}, Path("/丙/.cache/xlperf")),
            ("linux", {"HOME": "/丙", SETTING: "/丁"}, Path("/丁")),
        ],
    )
    def test_in_the_users_own_cache(
        self, monkeypatch: pytest.MonkeyPatch, system: str, variables: dict[str, str], folder: Path | None
    ) -> None:
        for name in ("LOCALAPPDATA", "XDG_CACHE_HOME", SETTING):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.platform", system)
        assert cache_folder() == folder

    def test_another_round_has_its_own(self, root: Path, cache: Path, examined: list[str]) -> None:
        shutil.copytree(root, root.with_name("副本"))
        collect(root.with_name("副本"))
        assert len(examined) == 3
        assert len(list(cache.iterdir())) == 2
        collect(root)
        assert len(examined) == 3

    def test_what_nobody_has_asked_for_in_sixty_days_goes(self, root: Path, cache: Path) -> None:
        old, other = cache / "old.sqlite", cache / "old.txt"
        for path in (old, other):
            path.write_bytes(b"")
            os.utime(path, (0, 0))
        collect(root)
        assert not old.exists()
        assert other.exists(), "not ours"

    def test_the_answers_of_another_ground_go(self, tmp_path: Path) -> None:
        path = tmp_path / "kept.sqlite"
        for ground in (GROUND, b"other"):
            kept = KeptAnswers(path, ground)
            kept.put(b"name", b"answer" * 10_000)
            kept.close()
        kept = KeptAnswers(path, GROUND)
        assert kept.get(b"name") is None
        kept.close()
        assert path.stat().st_size < 60_000


def test_what_a_crash_leaves_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "kept.sqlite"
    program = (
        "import os\n"
        "from pathlib import Path\n"
        "from xlperf.steps.kept_answers import KeptAnswers\n"
        f"kept = KeptAnswers(Path({str(path)!r}), {GROUND!r})\n"
        "for number in range(100):\n"
        "    kept.put(bytes([number]), b'%d' % number)\n"
        "os._exit(1)"
    )
    assert subprocess.run([sys.executable, "-X", "utf8", "-c", program]).returncode == 1  # noqa: PLW1510
    again = KeptAnswers(path, GROUND)
    found = [again.get(bytes([number])) for number in range(100)]
    again.close()
    assert found == [b"%d" % number for number in range(64)] + [None] * 36
