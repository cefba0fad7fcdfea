"""The terminal: every way in which a command cannot be done ends in exit code 2 and one plain sentence."""

import argparse
import errno
import io
import json
import os
import re
import subprocess
import sys
from contextlib import redirect_stderr
from pathlib import Path

import pytest

from support.small_town import issue, new, send_back
from support.terminal import xlperf
from xlperf import __version__, cli, commands
from xlperf.commands.words import bar
from xlperf.demo.village import Mistake
from xlperf.model.errors import UserError

COMMANDS = (
    "demo new distribute collect fill summarise report run check read export rules doctor setup".split()  # noqa: SIM905
)
STEPS = ("distribute", "collect", "fill", "summarise", "report", "run")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = issue(tmp_path_factory.mktemp("小河镇") / "2022年度")
    send_back(folder, "001", "", Mistake("P1", "amount", "全年执行数-当年财政拨款", "", "90"))
    return folder


def run_process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The program as a process of its own, with pipes for a terminal."""
    command = [sys.executable, "-m", "xlperf", *arguments]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **environment})


class TestTheCommandLine:
    def test_every_command_of_the_contract_is_there_and_explains_itself_in_chinese(self) -> None:
        help_ = xlperf("--help")
        assert help_.code == 0
        listed = re.findall(r"^    ([a-z]+)(?:\s|$)", help_.out, re.MULTILINE)
        assert listed == COMMANDS
        for command in COMMANDS:
            outcome = xlperf(command, "--help")
            assert outcome.code == 0
            assert outcome.out.startswith(f"用法：xlperf {command} ")
            assert not re.search(r"usage|positional|options|show this", outcome.out)

    @pytest.mark.parametrize(
        ("arguments", "complaint"),
        [
            ((), "缺少 命令。用 xlperf --help 看用法。"),
            (("collekt",), "命令 不能是 collekt，只能是 demo, new, "),
            (("collect",), "缺少 文件夹。用 xlperf collect --help 看用法。"),
            (("collect", "a", "b"), "多出了 b。用 xlperf --help 看用法。"),
            (("new", "a", "--year", "2022"), "缺少 --town。用 xlperf new --help 看用法。"),
            (("new", "a", "--town", "x", "--year", "去年"), "--year 要写数字，现在是 去年。"),
            (("new", "a", "--town"), "--town 后面没有写内容。"),
            (
                ("new", "a", "--town", "x", "--year", "2022", "--money-unit", "千元"),
                "--money-unit 不能是 千元，只能是 元, 万元。",
            ),
            (("export", "a"), "要写明其中一个：--json --csv --parquet。"),
            (("export", "a", "--json", "--csv"), "--csv 不能和 --json 一起用。"),
            (("check",), "缺少 文件。"),
            (("export", "a", "--js"), "--js"),
            (("export", "a", "--json=x"), "--json 后面不能写 x。"),
        ],
    )
    def test_one_that_makes_no_sense_is_answered_in_chinese(
        self, arguments: tuple[str, ...], complaint: str
    ) -> None:
        outcome = xlperf(*arguments)
        assert (outcome.code, outcome.out) == (2, "")
        (line,) = outcome.err.splitlines()
        assert line.startswith("xlperf：命令写得不对：")
        assert complaint in line
        assert not re.search(r"argument|required|invalid|expected|unrecognized", line)

    def test_the_version(self) -> None:
        assert xlperf("--version").out == f"xlperf {__version__}\n"

    @pytest.mark.parametrize(
        ("modules", "libraries"),
        [
            ("xlperf.cli", {"lxml", "openpyxl", "docx", "xlsxwriter", "pandas", "tqdm"}),
            (
                "xlperf.commands.collect, xlperf.commands.check",
                {"openpyxl", "docx", "jinja2", "xlsxwriter", "pandas"},
            ),
        ],
    )
    def test_a_command_does_not_wait_for_libraries_that_it_does_not_need(
        self, modules: str, libraries: set[str]
    ) -> None:
        code = f"import sys, {modules}; print(*sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        loaded = set(done.stdout.decode().split())
        assert modules.split(",", maxsplit=1)[0] in loaded
        assert not libraries & loaded

    def test_every_command_has_its_module(self) -> None:
        folder = Path(commands.__file__).parent
        others = {"__init__", "words", "crash", "at_scale"}
        assert {path.stem for path in folder.glob("*.py")} == {*COMMANDS, *others}


class TestWhereTheRoundIsNotAsItShouldBe:
    @pytest.mark.parametrize("command", STEPS)
    def test_a_folder_that_is_no_round(self, tmp_path: Path, command: str) -> None:
        outcome = xlperf(command, tmp_path)
        assert (outcome.code, outcome.out) == (2, "")
        (complaint,) = outcome.complaints
        assert complaint == (
            f"xlperf：“{tmp_path}”不是一个评价年度的文件夹：里面没有“绩效评价.xlsm”。"
            "请先用 xlperf new 新建，或检查文件夹名称。"
        )
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        outcome = xlperf("export", tmp_path / "没有", "--json")
        assert (outcome.code, outcome.out) == (2, "")
        assert len(outcome.complaints) == 1

    @pytest.mark.parametrize("command", STEPS)
    @pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 cut", b"<html>"])
    def test_a_control_workbook_that_cannot_be_opened(
        self, tmp_path: Path, command: str, damage: bytes
    ) -> None:
        (tmp_path / "绩效评价.xlsm").write_bytes(damage)
        outcome = xlperf(command, tmp_path)
        assert (outcome.code, outcome.out) == (2, "")
        (complaint,) = outcome.complaints
        assert complaint.startswith("xlperf：“绩效评价.xlsm”打不开：")
        assert complaint.endswith("请用 Excel 打开检查，或从备份恢复。")

    @pytest.mark.parametrize(
        ("command", "name"), [("distribute", "项目支出绩效自评表.xlsx"), ("report", "部门绩效评价情况.docx")]
    )
    def test_a_template_that_is_gone(self, tmp_path: Path, command: str, name: str) -> None:
        folder = tmp_path / "2022年度"
        new(folder)
        (folder / "模板" / name).unlink()
        outcome = xlperf(command, folder)
        assert outcome.code == 2
        assert name in outcome.err


class TestWhatTheComputerRefuses:
    @pytest.mark.parametrize(
        ("number", "reason"),
        [
            (errno.ENOSPC, "磁盘已满"),
            (errno.EACCES, "没有权限，或者文件正在 Excel 或 WPS 里打开"),
            (errno.EROFS, "磁盘是只读的"),
        ],
    )
    @pytest.mark.parametrize("command", ["new", "distribute", "summarise", "report"])
    def test_writing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, number: int, reason: str
    ) -> None:
        folder = tmp_path / "2022年度"
        if command != "new":
            assert new(folder).code == 0

        def refuse(path: Path, pieces: object) -> None:  # noqa: ARG001 - as replace_by_pieces
            raise OSError(number, os.strerror(number))

        for module in ("books.atomic", "books.file", "steps.folder"):
            monkeypatch.setattr(f"xlperf.{module}.replace_by_pieces", refuse)
        outcome = new(folder) if command == "new" else xlperf(command, folder)
        assert (outcome.code, outcome.out) == (2, "")
        (complaint,) = outcome.complaints
        assert complaint.startswith("xlperf：写不了“")
        if "绩效评价.xlsm" not in complaint:
            assert reason in complaint

    def test_reading_a_folder(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> None:
            raise PermissionError(errno.EACCES, "denied", str(root / "回收"))

        monkeypatch.setattr("xlperf.steps.scanning.os.scandir", refuse)
        outcome = xlperf("collect", root)
        assert (outcome.code, outcome.out) == (2, "")
        (complaint,) = outcome.complaints
        assert complaint.startswith(f"xlperf：打不开文件夹“{root / '回收'}”：没有权限")

    def test_nothing_half_written_stays_behind(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = issue(tmp_path / "2022年度")
        before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "full")

        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", full)
            assert xlperf("run", folder).code == 2
        assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


class TestAMistakeOfTheProgramsOwn:
    @pytest.fixture
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object) -> int:
            raise KeyError("never thought of")

        monkeypatch.setattr(commands, "perform", fail)

    @pytest.mark.usefixtures("broken")
    def test_is_one_sentence_for_the_user_and_a_file_for_whoever_mends_it(self, tmp_path: Path) -> None:
        folder = tmp_path / "2022年度"
        (folder / "成果").mkdir(parents=True)
        outcome = xlperf("collect", folder)
        assert (outcome.code, outcome.out) == (2, "")
        log = folder / "成果" / "程序错误.txt"
        assert outcome.complaints == [
            f"xlperf：程序内部出错（KeyError），没有做完；已写好的文件都是完整的。请把“{log}”发给维护人员。"
        ]
        written = log.read_text(encoding="utf-8")
        assert f"xlperf {__version__}" in written
        assert "'command': 'collect'" in written
        assert "KeyError: 'never thought of'" in written
        assert "Traceback" in written

    @pytest.mark.usefixtures("broken")
    def test_where_there_is_no_round_the_file_goes_among_the_temporary_ones(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
        assert f"“{tmp_path / 'xlperf-程序错误.txt'}”" in xlperf("rules").err
        assert (tmp_path / "xlperf-程序错误.txt").exists()

    @pytest.mark.usefixtures("broken")
    def test_where_it_can_be_written_nowhere_the_sentence_must_do(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tempfile.gettempdir", lambda: "/没有这个文件夹")
        outcome = xlperf("rules")
        assert outcome.code == 2
        assert outcome.err.startswith("xlperf：程序内部出错（KeyError），没有做完")
        assert "Traceback" not in outcome.err

    @pytest.mark.usefixtures("broken")
    def test_is_not_hidden_from_developers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(cli.DEBUG, "1")
        with pytest.raises(KeyError, match="never thought of"):
            xlperf("rules")


class TestWhoIsListening:
    def test_json_stands_alone_on_stdout(self, root: Path) -> None:
        done = run_process("export", str(root), "--json")
        assert (done.returncode, done.stderr) == (0, b"")
        assert json.loads(done.stdout.decode("utf-8"))["round"]["town"] == "小河镇"

    def test_no_progress_is_shown_where_there_is_no_terminal(self, root: Path) -> None:
        done = run_process("collect", str(root))
        assert (done.returncode, done.stderr) == (1, b"")

    def test_progress_is_shown_on_a_terminal(self) -> None:
        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        with redirect_stderr(Terminal()) as shown:
            assert list(bar(["东村", "西村"], "校验")) == ["东村", "西村"]
        assert "校验" in shown.getvalue()

    def test_chinese_goes_through_a_pipe_in_any_locale(self, tmp_path: Path) -> None:
        done = run_process("distribute", str(tmp_path), LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
        assert done.returncode == 2
        assert "不是一个评价年度的文件夹" in done.stderr.decode("utf-8")

    def test_a_reader_that_has_gone_is_no_mistake(self) -> None:
        code = (
            "import os, sys; from xlperf.cli import main\n"
            "read, write = os.pipe(); os.close(read); os.dup2(write, 1)\n"
            "sys.exit(main(['rules']))"
        )
        done = subprocess.run([sys.executable, "-u", "-c", code], capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")

    def test_an_interrupted_command_says_that_it_can_be_run_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupt(*_: object) -> int:
            raise KeyboardInterrupt

        monkeypatch.setattr(commands, "perform", interrupt)
        outcome = xlperf("rules")
        assert outcome.code == 2
        assert outcome.complaints == ["xlperf：已中断。已写好的文件都是完整的，重新运行同一条命令即可继续。"]

    def test_details_of_a_complaint_stand_one_a_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> int:
            raise UserError("有两处不对：", ["第一处。", "第二处。"])

        monkeypatch.setattr(commands, "perform", refuse)
        assert xlperf("rules").err == "xlperf：有两处不对：\n  · 第一处。\n  · 第二处。\n"


class TestRules:
    def test_all_of_them(self) -> None:
        lines = xlperf("rules").out.splitlines()
        assert any(line.startswith("B10  错误  ") for line in lines)
        assert any(line.startswith("hubei  ") for line in lines)

    @pytest.mark.parametrize(("name", "words"), [("B10", "检查："), ("central_2020", "来源：")])
    def test_one_of_them(self, name: str, words: str) -> None:
        outcome = xlperf("rules", name)
        assert outcome.code == 0
        assert outcome.out.startswith(f"{name}  ")
        assert words in outcome.out

    def test_one_that_is_not_there(self) -> None:
        outcome = xlperf("rules", "Z99")
        assert outcome.complaints == ["xlperf：没有编号为“Z99”的规则或规则集。用 xlperf rules 列出全部。"]


def test_argparse_itself_is_left_as_it_is() -> None:
    """Its words are translated on the way out, not changed for everybody."""
    parser = argparse.ArgumentParser(prog="x")
    with redirect_stderr(io.StringIO()) as said, pytest.raises(SystemExit):
        parser.parse_args(["a"])
    assert "unrecognized arguments" in said.getvalue()
