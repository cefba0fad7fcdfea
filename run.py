#!/usr/bin/env python3
"""One command from a fresh clone: set up whatever is missing, then do the job.

python3 run.py demo [DIR]        一整轮示例(从台账到报告) / a whole example round, from ledger to report
python3 run.py test [ARG ...]    全部检查与测试 / every check and test; ARGs go to pytest, alone
python3 run.py check [NAME ...]  只做静态检查 / static checks only: ruff, format, mypy
python3 run.py build [ARG ...]   重新生成 workbooks/ / build workbooks/ again
python3 run.py bundle PYTHON.zip 做 Windows 离线安装包 / the offline bundle for Windows (see docs/install.md)
python3 run.py benchmark [ARG]   与别的库比速度 / measure beside other libraries (docs/performance.md)
python3 run.py pictures [DIR]    重新生成手册的插图(需要 LibreOffice) / draw the pictures of the guide again

Needs Python 3.11 or newer with its venv module, and a package index on the first run. Everything goes
into .venv and .tools beside this file; the second run finds it there. Exit: 0 done, 1 something failed,
2 cannot (one plain sentence on stderr).
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
STAMP = VENV / "synced.txt"
OLDEST_PYTHON = (3, 11)
UV_VERSION = "0.13.9"

#: Static checks by name: the arguments of ``python -m``.
CHECKS = {
    "ruff": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
}


class SetupError(Exception):
    """Something on this computer stands in the way; the text says what, and what to do."""


def say(chinese: str, english: str) -> None:
    """Tell what goes on, in both languages, on stderr: stdout belongs to the job."""
    print(f"· {chinese} / {english}", file=sys.stderr, flush=True)


def program(environment: Path, name: str) -> Path:
    """The path of a program inside a virtual environment, on any system."""
    if os.name == "nt":
        return environment / "Scripts" / f"{name}.exe"
    return environment / "bin" / name


def clean_environment() -> dict[str, str]:
    """This process's variables without those by which another Python environment would leak in."""
    leaking = {"VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "UV_PROJECT_ENVIRONMENT"}
    kept = {name: value for name, value in os.environ.items() if name not in leaking}
    return {**kept, "UV_PYTHON_DOWNLOADS": "never"}


def call(*command: str | Path, cwd: Path | None = None) -> int:
    """Run a program with our own stdin, stdout and stderr; return its exit code."""
    return subprocess.call([str(part) for part in command], cwd=cwd, env=clean_environment())


def installed_uv() -> Path:
    """The pinned uv, which reads ``uv.lock``; installed with pip into an environment of its own.

    Raises:
        SetupError: Python came without ensurepip, or uv could not be installed.
    """
    home = TOOLS / f"uv-{UV_VERSION}"
    uv = program(home, "uv")
    if uv.exists():
        return uv
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            "这个 Python 缺少 venv/ensurepip。Debian、Ubuntu 请先运行: sudo apt-get install python3-venv\n"
            "This Python lacks venv/ensurepip. On Debian or Ubuntu: sudo apt-get install python3-venv"
        )
    say("安装 uv", "installing uv")
    pip = (program(home, "python"), "-m", "pip", "--disable-pip-version-check")
    if call(sys.executable, "-m", "venv", "--clear", home) or call(
        *pip, "install", "--quiet", f"uv=={UV_VERSION}"
    ):
        raise SetupError(
            "没能装上 uv, 原因见上面的输出; 请检查网络或 pip 的软件源设置后重试。\n"
            "Could not install uv, see above; check the network or pip's index settings and try again."
        )
    return uv


def fingerprint() -> str:
    """What the environment depends on: the lock, the project file, this Python, and where we are."""
    digest = hashlib.sha256()
    for name in ("uv.lock", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    digest.update(f"{sys.version}\0{ROOT}".encode())
    return digest.hexdigest()


def prepared(*, dev: bool) -> Path:
    """Bring ``.venv`` up to the lock file and return its Python.

    Args:
        dev: also the development tools. Without them an environment that has them is left alone.

    Raises:
        SetupError: the packages could not be installed.
    """
    python = program(VENV, "python")
    stamp = STAMP.read_text(encoding="utf-8").split() if STAMP.exists() else []
    wanted = fingerprint()
    if python.exists() and wanted in stamp and (not dev or "dev" in stamp):
        return python
    uv = installed_uv()
    say("准备 Python 环境, 首次约需一分钟", "setting up the Python environment, a minute the first time")
    groups = ["--group", "dev"] if dev else ["--no-dev", "--inexact"]
    sync: list[str | Path] = [uv, "sync", "--quiet", "--frozen", "--python", sys.executable, *groups]
    # an office network may put its own certificate before every server: the system knows it, uv does not
    if call(*sync, cwd=ROOT) and call(*sync, "--system-certs", cwd=ROOT):
        raise SetupError(
            "没能装齐所需的软件包, 原因见上面的输出; 请检查网络后重试。\n"
            "Could not install the packages, see above; check the network and try again."
        )
    STAMP.write_text(f"{wanted} {'dev' if dev else ''}\n", encoding="utf-8")
    return python


class Results:
    """The steps of one run: each is run, timed, and remembered for the summary."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self.failed = False

    def run(self, name: str, *command: str | Path, vital: bool = True) -> None:
        """Run one step in the project's folder. One that is not vital may fail without failing the run."""
        print(f"\n== {name}", flush=True)
        start = time.monotonic()
        code = call(*command, cwd=ROOT)
        verdict = "ok" if code == 0 else "FAILED" if vital else "NOT COMPLETE"
        self._lines.append(f"  {name:<14}{verdict:<14}{time.monotonic() - start:5.1f} s")
        self.failed = self.failed or (vital and code != 0)

    def report(self) -> int:
        """Print the summary; return the exit code of the run."""
        print("\n".join(["\n== summary", *self._lines]), flush=True)
        return 1 if self.failed else 0


def demo(args: list[str]) -> int:
    """Run the whole example round. A folder given is relative to where the user stands."""
    prepared(dev=False)
    return call(program(VENV, "xlperf"), "demo", *args)


def bundle(args: list[str]) -> int:
    """Assemble the offline bundle. The environment itself has no pip; the one of uv has."""
    pip = program(installed_uv().parents[1], "python")
    return call(prepared(dev=False), "-m", "xlperf.build.bundle", "--pip", pip, *args)


def build(args: list[str]) -> int:
    """Build the workbooks that people open from their specification."""
    return call(prepared(dev=True), "-m", "xlperf.build", *args, cwd=ROOT)


def pictures(args: list[str]) -> int:
    """Draw the pictures of the documentation from the example round. A folder given is the user's."""
    folders = [Path(arg).resolve() for arg in args]
    return call(prepared(dev=True), "-m", "support.pictures", *folders, cwd=ROOT / "tests")


def benchmark(args: list[str]) -> int:
    """Measure how fast everything is; see ``benchmarks/__main__.py`` for the arguments."""
    return call(prepared(dev=True), "-m", "benchmarks", *args, cwd=ROOT)


def check(args: list[str]) -> int:
    """Run the named static checks, or all of them."""
    unknown = sorted(set(args) - set(CHECKS))
    if unknown:
        raise SetupError(
            f"没有这样的检查: {', '.join(unknown)} / no such check; there are: {', '.join(CHECKS)}"
        )
    python = prepared(dev=True)
    results = Results()
    for name in args or CHECKS:
        results.run(name, python, "-m", *CHECKS[name])
    return results.report()


def test(args: list[str]) -> int:
    """Run every check and test; with arguments, only pytest with them."""
    python = prepared(dev=True)
    results = Results()
    # Not vital: what needs a missing tool skips by name, and fails where CI=true (tests/support/gate.py).
    results.run("office tools", python, ROOT / "tests" / "support" / "tools.py", vital=False)
    if not args:
        for name, module in CHECKS.items():
            results.run(name, python, "-m", *module)
    # Two workers: the machines that run this have two cores, and each worker may start LibreOffice.
    results.run("pytest", python, "-m", "pytest", *(args or ["-n", "2", "--dist", "loadfile"]))
    return results.report()


COMMANDS = {
    "demo": demo,
    "test": test,
    "check": check,
    "build": build,
    "bundle": bundle,
    "benchmark": benchmark,
    "pictures": pictures,
}


def require_python() -> None:
    """Refuse a Python that is too old for the project.

    Raises:
        SetupError: it is.
    """
    if sys.version_info < OLDEST_PYTHON:
        found, oldest = (".".join(map(str, version)) for version in (sys.version_info[:3], OLDEST_PYTHON))
        raise SetupError(
            f"需要 Python {oldest} 或更新版本, 现在是 {found}。\n"
            f"Python {oldest} or newer is needed; this is {found}."
        )


def main(argv: list[str]) -> int:
    """Run one command; see the top of this file."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if not argv or argv[0] not in COMMANDS:
        print(__doc__)
        return 0 if argv[:1] in (["-h"], ["--help"]) else 2
    try:
        require_python()
        return COMMANDS[argv[0]](argv[1:])
    except (SetupError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
