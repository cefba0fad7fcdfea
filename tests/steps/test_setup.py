"""``xlperf setup`` on computers that are described: what is written where, what is said, what is undone."""

import shlex
import sys
from pathlib import Path

import pytest

from support.computers import EXCEL, WPS, TableRegistry, mac, windows
from support.markdown import commands
from support.terminal import xlperf
from xlperf.build.shipped import shipped
from xlperf.cli import _parser
from xlperf.commands import setup as command
from xlperf.model.errors import UserError
from xlperf.steps import interpreter_setting
from xlperf.steps.computer import Computer
from xlperf.steps.excel_trust import CHILD_PROCESS_RULE, TRUST_RULES, TrustRule, trust_problems
from xlperf.steps.registry import RegistryValue
from xlperf.steps.setup import Request, set_up, undo

OWN = r"HKCU\Software\Microsoft\Office\16.0\Excel\Security"
POLICY = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security"


def done(computer: Computer, request: Request | None = None) -> list[str]:
    return [str(diagnosis) for diagnosis in set_up(computer, request or Request())]


def settings(computer: Computer) -> bytes:
    return computer.xlwings_settings.read_bytes()


class TestTheInterpreter:
    def test_is_written_where_the_buttons_look_for_it(self, tmp_path: Path) -> None:
        pc = windows(tmp_path)
        done(pc)
        assert pc.xlwings_settings == pc.home / ".xlwings" / "xlwings.conf"
        assert settings(pc) == f'"INTERPRETER_WIN","{pc.interpreter}"\r\n'.encode()
        assert interpreter_setting.points_here(pc)

    def test_is_ascii_though_the_user_s_name_is_not(self, tmp_path: Path) -> None:
        pc = windows(tmp_path, user="张三")
        done(pc)
        assert settings(pc) == b'"INTERPRETER_WIN","%LOCALAPPDATA%\\xlperf\\python\\python.exe"\r\n'
        assert interpreter_setting.points_here(pc)

    def test_stands_in_a_variable_of_its_own_where_no_other_makes_it_ascii(self, tmp_path: Path) -> None:
        pc = windows(tmp_path, program="软件/python")
        done(pc)
        assert settings(pc) == b'"INTERPRETER_WIN","%XLPERF_PYTHON%"\r\n'
        assert pc.registry.get(r"HKCU\Environment", "XLPERF_PYTHON") == str(pc.interpreter)
        assert interpreter_setting.points_here(pc)
        pc.registry.put(r"HKCU\Environment", "XLPERF_PYTHON", "elsewhere")
        assert not interpreter_setting.points_here(pc)

    def test_leaves_what_others_have_written_byte_for_byte(self, tmp_path: Path) -> None:
        pc = windows(tmp_path)
        pc.xlwings_settings.parent.mkdir()
        theirs = '"PYTHONPATH","D:\\脚本\\卆"\r\n# 备注…\r\n"SHOW CONSOLE","False"\r\n'.encode("gbk")
        assert b"\x85" in theirs, "a byte that is a line break to some"
        pc.xlwings_settings.write_bytes(theirs)
        done(pc)
        assert settings(pc) == theirs + f'"INTERPRETER_WIN","{pc.interpreter}"\r\n'.encode()
        list(undo(pc))
        assert settings(pc) == theirs

    def test_of_another_program_is_told_and_put_back(self, tmp_path: Path) -> None:
        pc = windows(tmp_path)
        pc.xlwings_settings.parent.mkdir()
        pc.xlwings_settings.write_bytes(b'"interpreter_win","C:\\other\\python.exe"\n')
        (line,) = (line for line in done(pc) if "按钮用的 Python" in line)
        assert "原来是“C:\\other\\python.exe”，用 xlperf setup --remove 可以改回去" in line
        done(pc)
        list(undo(pc))
        assert settings(pc) == b'"INTERPRETER_WIN","C:\\other\\python.exe"\r\n'

    def test_that_is_not_ours_any_more_is_not_taken_back(self, tmp_path: Path) -> None:
        pc = windows(tmp_path)
        done(pc)
        pc.xlwings_settings.write_bytes(b'"INTERPRETER_WIN","C:\\later\\python.exe"\r\n')
        assert "✔ 按钮用的 Python：不是本程序设置的，没有改动" in [str(each) for each in undo(pc)]
        assert settings(pc) == b'"INTERPRETER_WIN","C:\\later\\python.exe"\r\n'

    def test_on_a_mac_stands_in_the_file_that_excel_may_read(self, tmp_path: Path) -> None:
        computer = mac(tmp_path)
        assert all(line.startswith("✔") for line in done(computer))
        path = tmp_path / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / "xlwings.conf"
        assert path.read_text(encoding="utf-8") == f'"INTERPRETER_MAC","{computer.interpreter}"\n'
        assert interpreter_setting.points_here(computer)


class TestTheAddin:
    def test_is_copied_into_the_folder_that_excel_opens_and_trusts(self, tmp_path: Path) -> None:
        pc = windows(tmp_path)
        done(pc)
        path = pc.home / "AppData" / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "xlperf.xlam"
        assert path.read_bytes() == shipped("xlperf.xlam").read_bytes()

    def test_replaces_an_older_one(self, tmp_path: Path) -> None:
        pc = windows(tmp_path)
        pc.excel_start.mkdir(parents=True)
        (pc.excel_start / "xlperf.xlam").write_bytes(b"old")
        done(pc)
        assert (pc.excel_start / "xlperf.xlam").read_bytes() == shipped("xlperf.xlam").read_bytes()

    def test_that_excel_holds_open_is_told_in_words(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pc = windows(tmp_path)

        def refuse(path: Path, data: bytes) -> None:
            raise PermissionError(13, "in use", str(path), len(data))

        monkeypatch.setattr("xlperf.steps.folder.replace_file", refuse)
        (line,) = (line for line in done(pc) if "加载项" in line)
        assert line.startswith("✘ Excel 加载项：写不了")
        assert "正在 Excel 或 WPS 里打开" in line


def test_doing_it_again_changes_nothing_and_undoing_it_leaves_nothing(tmp_path: Path) -> None:
    pc = windows(tmp_path, user="张三", program="软件/python")
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    first = done(pc)
    content = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    again = done(pc)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == content
    assert [line[0] for line in first] == [line[0] for line in again] == ["✔", "✔"]
    list(undo(pc))
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before
    assert pc.registry == TableRegistry({EXCEL: "EXCEL.EXE"})


class TestTheMarkOfTheInternet:
    def test_is_taken_off_the_round_s_workbook(self, tmp_path: Path) -> None:
        pc = windows(tmp_path / "pc")
        (tmp_path / "绩效评价.xlsm").write_bytes(b"x")
        stream = tmp_path / "绩效评价.xlsm:Zone.Identifier"
        stream.write_text("[ZoneTransfer]\nZoneId=3\n")
        assert "✔ 工作簿 绩效评价.xlsm：已解除“来自 Internet”的锁定" in done(pc, Request(round=tmp_path))
        assert not stream.exists()
        assert any("没有“来自 Internet”的标记" in line for line in done(pc, Request(round=tmp_path)))

    def test_of_a_workbook_that_is_not_there(self, tmp_path: Path) -> None:
        lines = done(windows(tmp_path / "pc"), Request(round=tmp_path / "2021年度"))
        assert any(line.startswith("✘ 工作簿 绩效评价.xlsm：找不到") for line in lines)


class TestCopyingTheProgram:
    @pytest.fixture
    def stick(self, tmp_path: Path) -> Computer:
        """A computer on which the Python of the offline bundle runs from a USB stick."""
        pc = windows(tmp_path, user="张三", program="E/xlperf/python")
        (pc.interpreter.parent / "python311._pth").write_text("python311.zip\n")
        (pc.interpreter.parent / "Lib").mkdir()
        (pc.interpreter.parent / "Lib" / "a.py").write_text("")
        return pc

    def target(self, stick: Computer) -> Path:
        return Path(stick.variables["LOCALAPPDATA"]) / "xlperf"

    def test_lets_the_buttons_start_the_copy(self, stick: Computer) -> None:
        target = self.target(stick)
        done(stick, Request(copy_to=target))
        assert (target / "python" / "Lib" / "a.py").exists()
        assert settings(stick) == b'"INTERPRETER_WIN","%LOCALAPPDATA%\\xlperf\\python\\python.exe"\r\n'

    def test_makes_a_command_for_the_terminal(self, stick: Computer) -> None:
        done(stick, Request(copy_to=self.target(stick)))
        text = (stick.user_programs / "xlperf.bat").read_bytes()
        assert text == b'@"%LOCALAPPDATA%\\xlperf\\python\\python.exe" -m xlperf %*\r\n'
        list(undo(stick))
        assert not (stick.user_programs / "xlperf.bat").exists()

    def test_puts_the_command_beside_the_program_on_a_windows_without_such_a_folder(
        self, stick: Computer
    ) -> None:
        stick.user_programs.rmdir()
        lines = done(stick, Request(copy_to=self.target(stick)))
        assert (self.target(stick) / "xlperf.bat").exists()
        assert f"✔ 命令 xlperf：在命令窗口里写“{self.target(stick) / 'xlperf.bat'}”" in lines

    def test_replaces_an_older_copy_as_a_whole(self, stick: Computer) -> None:
        target = self.target(stick)
        done(stick, Request(copy_to=target))
        (target / "python" / "Lib" / "old.py").write_text("")
        done(stick, Request(copy_to=target))
        assert [path.name for path in (target / "python" / "Lib").iterdir()] == ["a.py"]
        assert [path.name for path in target.iterdir()] == ["python"]

    def test_from_the_copy_itself_copies_nothing(self, stick: Computer) -> None:
        home = stick.interpreter.parents[1]
        assert done(stick, Request(copy_to=home))[0] == f"✔ 程序：已复制到“{home}”"
        assert (home / "python" / "Lib" / "a.py").exists()

    def test_that_is_in_use_says_so_and_leaves_the_old_one(
        self, stick: Computer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        target = self.target(stick)
        done(stick, Request(copy_to=target))

        def refuse(path: Path, to: Path) -> Path:
            raise PermissionError(13, f"{path} to {to}")

        monkeypatch.setattr(Path, "rename", refuse)
        with pytest.raises(UserError, match=r"没能把程序复制到.*请先关闭 Excel"):
            done(stick, Request(copy_to=target))
        assert (target / "python" / "python.exe").exists()

    def test_is_refused_where_python_is_not_the_one_of_the_bundle(self, tmp_path: Path) -> None:
        with pytest.raises(UserError, match="不是离线安装包里的"):
            done(windows(tmp_path), Request(copy_to=tmp_path / "x"))


class TestTrust:
    def problems(self, *values: tuple[str, str, RegistryValue]) -> list[str]:
        registry = TableRegistry({(key, name): value for key, name, value in values})
        return [problem.text for problem in trust_problems(registry)]

    @pytest.mark.parametrize("rule", TRUST_RULES, ids=lambda rule: rule.name)
    def test_each_setting_that_is_in_the_way_is_told_with_what_to_click(self, rule: TrustRule) -> None:
        key = OWN.replace("Security", rule.key)
        way = f"请在 Excel 里点“文件”→“选项”→“信任中心”→“信任中心设置”→{rule.click}，再重新打开 Excel"
        for value in rule.bad:
            assert self.problems((key, rule.name, value)) == [f"{rule.problem}：{way}"]

    @pytest.mark.parametrize("value", [1, 2])
    def test_the_usual_settings_are_none(self, value: int) -> None:
        assert self.problems((OWN, "VBAWarnings", value), (OWN, "DisableAllAddins", 0)) == []

    def test_a_policy_goes_before_the_user_s_own_choice(self) -> None:
        (problem,) = self.problems((OWN, "VBAWarnings", 2), (POLICY, "VBAWarnings", 4))
        assert "由单位统一设置" in problem
        assert self.problems((OWN, "VBAWarnings", 4), (POLICY, "VBAWarnings", 2)) == []

    @pytest.mark.parametrize(
        ("key", "name", "value", "blocked"),
        [
            (
                r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules",
                CHILD_PROCESS_RULE,
                "1",
                True,
            ),
            (
                r"HKLM\SOFTWARE\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules",
                CHILD_PROCESS_RULE,
                1,
                True,
            ),
            (
                r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules",
                CHILD_PROCESS_RULE,
                "2",
                False,
            ),
            (
                r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager",
                "ASRRules",
                f"{'0' * 8}-0000-0000-0000-{'0' * 12}=1|{CHILD_PROCESS_RULE.upper()}=1",
                True,
            ),
            (
                r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager",
                "ASRRules",
                f"{CHILD_PROCESS_RULE}=0|{'0' * 8}-0000-0000-0000-{'0' * 12}=1",
                False,
            ),
        ],
    )
    def test_the_rule_against_child_processes(
        self, key: str, name: str, value: RegistryValue, blocked: bool
    ) -> None:
        assert [CHILD_PROCESS_RULE in text for text in self.problems((key, name, value))] == [True] * blocked


class TestTheCommand:
    def run(
        self, monkeypatch: pytest.MonkeyPatch, computer: Computer, *options: str
    ) -> tuple[int, list[str]]:
        monkeypatch.setattr(command, "this_computer", lambda: computer)
        outcome = xlperf("setup", *options)
        return outcome.code, (outcome.out + outcome.err).splitlines()

    def test_ends_with_what_to_do_in_excel(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        code, lines = self.run(monkeypatch, windows(tmp_path))
        assert (code, [line[0] for line in lines[:-2]]) == (0, ["✔", "✔"])
        assert "“启用内容”" in lines[-1]

    def test_ends_with_1_where_somebody_must_click_first(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pc = windows(tmp_path, registry={EXCEL: "x", (OWN, "VBAWarnings"): 4})
        code, lines = self.run(monkeypatch, pc)
        assert (code, lines[-1]) == (1, "标 ✘ 的处理好以后，再运行一次 xlperf setup。")

    def test_with_wps_alone_points_at_the_commands(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        code, lines = self.run(monkeypatch, windows(tmp_path, registry={WPS: "C:\\WPS"}))
        assert code == 0
        assert "○ Microsoft Excel：只有 WPS，按钮用不了；请用 xlperf 命令做同样的事" in lines
        assert "xlperf 命令" in lines[-1]

    def test_on_a_mac_names_the_step_that_is_left(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        code, lines = self.run(monkeypatch, mac(tmp_path))
        assert (code, lines[-2]) == (0, "还要在“终端”里运行一次：xlwings runpython install")

    def test_undoes_what_it_did(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        pc = windows(tmp_path)
        self.run(monkeypatch, pc)
        code, lines = self.run(monkeypatch, pc, "--remove")
        assert (code, lines[0]) == (0, "✔ 按钮用的 Python：已恢复原来的设置")
        assert not (pc.excel_start / "xlperf.xlam").exists()

    def test_a_python_without_xlwings_is_not_enough(self, tmp_path: Path) -> None:
        assert any("没有 xlwings" in line for line in done(windows(tmp_path, has_xlwings=False)))

    def test_on_linux_says_plainly_that_it_cannot(self) -> None:
        if sys.platform != "linux":
            pytest.skip("another system")
        outcome = xlperf("setup")
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.err.startswith("xlperf：Linux 上没有 Microsoft Excel")


def test_the_manual_shows_only_commands_that_exist() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "install.md").read_text(encoding="utf-8")
    shown = [shlex.split(line)[1:] for line in commands(text)]
    assert ["setup", "--remove"] in shown
    for words in shown:
        assert not words or _parser().parse_args(words).command == words[0]
