"""``run.py`` sets up what is missing once, and says plainly what stands in the way."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from support.runner import load_runner

Commands = list[tuple[str, ...]]


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """``run.py`` as a module, at home in an empty folder with a lock and a project file."""
    module = load_runner()
    for name in ("uv.lock", "pyproject.toml"):
        (tmp_path / name).write_text(f"{name}\n", encoding="utf-8")
    places = {"ROOT": "", "VENV": ".venv", "TOOLS": ".tools", "STAMP": ".venv/synced.txt"}
    for constant, place in places.items():
        monkeypatch.setattr(module, constant, tmp_path / place)
    return module


@pytest.fixture
def commands(runner: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """What ``run.py`` runs, recorded; each command succeeds and leaves what the real one would."""
    seen: Commands = []

    def call(*command: str | Path, **_options: object) -> int:
        seen.append(tuple(map(str, command)))
        if "sync" in command:
            made = runner.program(runner.VENV, "python")
        elif "install" in command:
            made = runner.program(runner.TOOLS / f"uv-{runner.UV_VERSION}", "uv")
        else:
            return 0
        made.parent.mkdir(parents=True, exist_ok=True)
        made.touch()
        return 0

    monkeypatch.setattr(runner, "call", call)
    return seen


def syncs(commands: Commands) -> Commands:
    """The commands that set up the environment."""
    return [command for command in commands if "sync" in command]


class TestSettingUp:
    """The environment follows the lock file, and is set up no more often than it must be."""

    def test_the_second_run_sets_up_nothing(self, runner: ModuleType, commands: Commands) -> None:
        assert runner.main(["demo"]) == 0
        first = len(commands)
        assert runner.main(["demo", "example"]) == 0
        assert commands[first:] == [(str(runner.program(runner.VENV, "xlperf")), "demo", "example")]

    def test_tests_add_the_development_tools_and_a_later_demo_keeps_them(
        self, runner: ModuleType, commands: Commands
    ) -> None:
        for command in ("demo", "test", "demo"):
            runner.main([command])
        demo, test = syncs(commands)
        assert demo[-2:] == ("--no-dev", "--inexact")
        assert test[-2:] == ("--group", "dev")
        assert all("--frozen" in command for command in (demo, test))

    @pytest.mark.parametrize("changed", ["uv.lock", "pyproject.toml"])
    def test_a_changed_lock_or_project_sets_up_again(
        self, runner: ModuleType, commands: Commands, changed: str
    ) -> None:
        runner.main(["demo"])
        (runner.ROOT / changed).write_text("changed", encoding="utf-8")
        runner.main(["demo"])
        assert len(syncs(commands)) == 2

    def test_uv_is_installed_once_at_its_pinned_version(self, runner: ModuleType, commands: Commands) -> None:
        runner.main(["demo"])
        runner.main(["test"])
        (install,) = [command for command in commands if "install" in command]
        assert install[-1] == f"uv=={runner.UV_VERSION}"

    def test_another_environment_does_not_leak_in(
        self, runner: ModuleType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("VIRTUAL_ENV", "elsewhere")
        monkeypatch.setenv("PYTHONPATH", "elsewhere")
        monkeypatch.setenv("KEPT", "here")
        variables = runner.clean_environment()
        assert "elsewhere" not in variables.values()
        assert variables["KEPT"] == "here"


def too_old(runner: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "OLDEST_PYTHON", (99, 0))


def no_ensurepip(_runner: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)


def no_network(runner: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "call", lambda *_command, **_options: 1)


class TestWhatStandsInTheWay:
    """One plain sentence in Chinese and English on stderr, exit 2, no traceback."""

    @pytest.mark.parametrize(
        ("obstacle", "chinese", "english"),
        [
            (too_old, "需要 Python 99.0 或更新版本", "or newer is needed"),
            (no_ensurepip, "apt-get install python3-venv", "lacks venv/ensurepip"),
            (no_network, "没能装上 uv", "check the network"),
        ],
    )
    def test_it_is_said_in_both_languages(
        self,
        runner: ModuleType,
        monkeypatch: pytest.MonkeyPatch,
        capfd: pytest.CaptureFixture[str],
        obstacle: Callable[[ModuleType, pytest.MonkeyPatch], None],
        chinese: str,
        english: str,
    ) -> None:
        obstacle(runner, monkeypatch)
        assert runner.main(["demo"]) == 2
        said = capfd.readouterr().err
        assert chinese in said
        assert english in said
        assert "Traceback" not in said

    @pytest.mark.parametrize("argv", [[], ["nonsense"], ["check", "nonsense"]])
    def test_what_is_no_command_shows_what_there_is(
        self, runner: ModuleType, commands: Commands, capfd: pytest.CaptureFixture[str], argv: list[str]
    ) -> None:
        assert runner.main(argv) == 2
        captured = capfd.readouterr()
        assert "mypy" in captured.out + captured.err
        assert commands == []

    def test_help_is_no_mistake(self, runner: ModuleType, commands: Commands) -> None:
        assert runner.main(["--help"]) == 0
        assert commands == []


class TestTheRunOfAllTests:
    """Every step runs, whatever the one before said, and the summary says which failed."""

    def test_all_checks_run_and_pytest_comes_last(self, runner: ModuleType, commands: Commands) -> None:
        assert runner.main(["test"]) == 0
        modules = [command[2] for command in commands if command[1] == "-m" and "pip" not in command]
        assert modules == ["venv", "ruff", "ruff", "mypy", "pytest"]

    def test_arguments_go_to_pytest_alone(self, runner: ModuleType, commands: Commands) -> None:
        runner.main(["test", "-k", "grade"])
        assert commands[-1][1:] == ("-m", "pytest", "-k", "grade")
        assert not any("ruff" in command for command in commands)

    @pytest.mark.parametrize(("failing", "exit_code"), [("mypy", 1), ("pytest", 1), ("tools.py", 0)])
    def test_a_failing_step_fails_the_run_and_stops_nothing(
        self,
        runner: ModuleType,
        commands: Commands,
        monkeypatch: pytest.MonkeyPatch,
        capfd: pytest.CaptureFixture[str],
        failing: str,
        exit_code: int,
    ) -> None:
        succeed = runner.call

        def call(*command: str | Path, **options: object) -> int:
            succeed(*command, **options)
            return int(any(str(part).endswith(failing) for part in command))

        monkeypatch.setattr(runner, "call", call)
        assert runner.main(["test"]) == exit_code
        assert commands[-1][2] == "pytest"
        summary = capfd.readouterr().out.partition("== summary")[2]
        assert ("FAILED" in summary) is (exit_code == 1)
        assert ("NOT COMPLETE" in summary) is (failing == "tools.py")

    def test_programs_run_with_our_own_python(self, runner: ModuleType) -> None:
        assert runner.call(sys.executable, "-c", "raise SystemExit(7)") == 7
