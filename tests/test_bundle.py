"""The offline bundle: what is chosen by the lock, what lies where in the zip file, and that it starts."""

import hashlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from xlperf import __version__
from xlperf.build import bundle as command
from xlperf.build.bundle_files import INSTALLER_TEXT, BundleError, EmbeddedPython, bundle
from xlperf.build.bundle_lock import LockError, Requirement, Target, holds, requirements
from xlperf.cli import _parser

ROOT = Path(__file__).resolve().parents[1]
WINDOWS = Target((3, 11))
EMBEDDED = ("python.exe", "python311.dll", "python311.zip", "python311._pth")

LOCK = """
[[package]]
name = "office"
dependencies = [
    { name = "numbers", version = "1.0", marker = "python_full_version < '3.12'" },
    { name = "numbers", version = "2.0", marker = "python_full_version >= '3.12'" },
    { name = "windows-only", marker = "sys_platform == 'darwin' or sys_platform == 'win32'" },
    { name = "mac-only", marker = "sys_platform == 'darwin'" },
]
[package.dev-dependencies]
dev = [{ name = "tester" }]

[[package]]
name = "numbers"
version = "1.0"
wheels = [{ url = "x", hash = "sha256:aa" }, { url = "y", hash = "sha256:ab" }]

[[package]]
name = "numbers"
version = "2.0"
wheels = [{ url = "x", hash = "sha256:bb" }]

[[package]]
name = "windows-only"
version = "3"
dependencies = [{ name = "deep" }]
wheels = [{ url = "x", hash = "sha256:cc" }]

[[package]]
name = "deep"
version = "4"
dependencies = [{ name = "windows-only" }]
wheels = [{ url = "x", hash = "sha256:dd" }]

[[package]]
name = "mac-only"
version = "5"
sdist = { url = "x", hash = "sha256:ee" }

[[package]]
name = "tester"
version = "6"
"""


def archive(path: Path, files: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return path


@pytest.fixture
def embedded(tmp_path: Path) -> Path:
    return archive(tmp_path / "python-3.11.9-embed-amd64.zip", dict.fromkeys(EMBEDDED, "x"))


@pytest.fixture
def wheels(tmp_path: Path) -> Mapping[str, Path]:
    folder = tmp_path / "wheels"
    folder.mkdir()
    pure = {
        "office/__init__.py": "from deep import answer\n",
        "office/__main__.py": "import office\nprint(office.answer)\n",
        "office-1.dist-info/RECORD": "",
    }
    mixed = {
        "deep-4.data/platlib/deep.py": "answer = 42\n",
        "deep-4.data/data/deep64.dll": "dll",
        "deep-4.data/scripts/deep.exe": "exe",
        "deep-4.data/headers/deep.h": "h",
    }
    archive(folder / "office-1-py3-none-any.whl", pure)
    archive(folder / "deep-4-cp311-cp311-win_amd64.whl", mixed)
    return command.wheels_in(folder)


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


class TestWhatIsChosen:
    def test_is_everything_that_windows_needs_and_nothing_else(self) -> None:
        assert requirements(LOCK, "office", WINDOWS) == (
            Requirement("deep", "4", ("sha256:dd",)),
            Requirement("numbers", "1.0", ("sha256:aa", "sha256:ab")),
            Requirement("windows-only", "3", ("sha256:cc",)),
        )

    def test_follows_the_version_of_python(self) -> None:
        found = requirements(LOCK, "office", Target((3, 12)))
        assert [str(each) for each in found if each.name == "numbers"] == ["numbers==2.0 --hash=sha256:bb"]

    def test_without_a_wheel_cannot_be_unpacked(self) -> None:
        mac = Target((3, 11), "macosx", "darwin")
        with pytest.raises(LockError, match="mac-only has no wheel"):
            requirements(LOCK, "office", mac)

    @pytest.mark.parametrize(
        ("marker", "expected"),
        [
            ("", True),
            ("sys_platform != 'win32'", False),
            ("python_full_version < '3.12' and sys_platform == 'win32'", True),
            ("python_full_version < '3.11' and sys_platform == 'win32'", False),
            ("python_full_version > '3.11' or sys_platform == 'win32'", True),
            ("python_full_version <= '3.11.0'", True),
            ("python_full_version == '3.11.*'", True),
            ("python_full_version != '3.11.*'", False),
        ],
    )
    def test_heeds_conditions(self, marker: str, expected: bool) -> None:
        assert holds(marker, WINDOWS) is expected

    @pytest.mark.parametrize("marker", ["extra == 'x'", "(sys_platform == 'win32')", "nonsense"])
    def test_never_guesses_a_condition(self, marker: str) -> None:
        with pytest.raises(LockError, match="not understood"):
            holds(marker, WINDOWS)

    @pytest.mark.parametrize("minor", [11, 12, 13, 14])
    def test_by_the_project_s_own_lock_has_what_the_buttons_need(self, minor: int) -> None:
        lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
        names = {each.name for each in requirements(lock, "xlperf", Target((3, minor)))}
        assert {"xlwings", "pywin32", "lxml", "openpyxl"} <= names
        assert not names & {"appscript", "pytest", "xlperf"}


class TestThePython:
    @pytest.mark.parametrize(
        ("name", "complaint"),
        [
            ("python-3.11.9-amd64.exe", "not named like"),
            ("python-3.11.9-embed-win32.zip", "not named like"),
            ("python-3.10.4-embed-amd64.zip", "needs Python 3.11 to 3.14"),
            ("python-3.15.0-embed-amd64.zip", "needs Python 3.11 to 3.14"),
            ("python-3.12.1-embed-amd64.zip", "there is no python312.dll"),
        ],
    )
    def test_must_be_the_embeddable_one_that_we_run_on(
        self, tmp_path: Path, name: str, complaint: str
    ) -> None:
        with pytest.raises(BundleError, match=complaint):
            EmbeddedPython.at(archive(tmp_path / name, dict.fromkeys(EMBEDDED, "x")))

    def test_must_have_come_whole(self, embedded: Path) -> None:
        embedded.write_bytes(embedded.read_bytes()[:100])
        with pytest.raises(BundleError, match="embed-amd64"):
            EmbeddedPython.at(embedded)

    def test_finds_packages_in_its_own_folder_only(self, embedded: Path) -> None:
        text = dict(EmbeddedPython.at(embedded).files())["python311._pth"].decode()
        assert text.splitlines() == ["python311.zip", ".", "Lib\\site-packages", "import site"]


class TestTheBundle:
    @pytest.fixture
    def data(self, embedded: Path, wheels: Mapping[str, Path]) -> bytes:
        return bundle(EmbeddedPython.at(embedded), wheels, "说明\n第二行\n", "1.2.3")

    def test_holds_a_python_with_every_package_in_its_place(self, data: bytes) -> None:
        site = "xlperf-1.2.3/python/Lib/site-packages"
        assert set(contents(data)) == {
            *(f"xlperf-1.2.3/python/{name}" for name in EMBEDDED),
            *(f"{site}/office/{name}" for name in ("__init__.py", "__main__.py")),
            f"{site}/office-1.dist-info/RECORD",
            f"{site}/deep.py",
            "xlperf-1.2.3/python/deep64.dll",
            *(f"xlperf-1.2.3/{name}" for name in ("安装.bat", "安装说明.txt", "清单.txt")),
        }

    def test_is_the_same_to_the_byte_each_time(
        self, data: bytes, embedded: Path, wheels: Mapping[str, Path]
    ) -> None:
        assert bundle(EmbeddedPython.at(embedded), wheels, "说明\n第二行\n", "1.2.3") == data

    def test_says_which_files_it_was_made_of(
        self, data: bytes, embedded: Path, wheels: Mapping[str, Path]
    ) -> None:
        listed = contents(data)["xlperf-1.2.3/清单.txt"].decode("utf-8-sig")
        for path in (embedded, *wheels.values()):
            assert f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\r\n" in listed

    def test_has_a_manual_that_any_notepad_shows(self, data: bytes) -> None:
        assert contents(data)["xlperf-1.2.3/安装说明.txt"] == "\ufeff说明\r\n第二行\r\n".encode()

    def test_starts_from_where_it_was_unpacked(self, data: bytes, tmp_path: Path) -> None:
        place = tmp_path / "张三 的U盘"
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            package.extractall(place)
        site = place / "xlperf-1.2.3" / "python" / "Lib" / "site-packages"
        start = f"import runpy, sys; sys.path.insert(0, {str(site)!r}); runpy.run_module('office')"
        done = subprocess.run([sys.executable, "-I", "-S", "-c", start], capture_output=True, check=True)
        assert done.stdout.split() == [b"42"]

    def test_of_packages_that_disagree_about_a_file_is_refused(
        self, embedded: Path, wheels: Mapping[str, Path], tmp_path: Path
    ) -> None:
        other = archive(tmp_path / "other-1-py3-none-any.whl", {"deep.py": "answer = 43\n"})
        with pytest.raises(BundleError, match=r"deep\.py comes twice"):
            bundle(EmbeddedPython.at(embedded), {**wheels, other.name: other}, "", "1")


class TestTheInstaller:
    def test_is_read_alike_in_every_code_page(self, embedded: Path, wheels: Mapping[str, Path]) -> None:
        data = contents(bundle(EmbeddedPython.at(embedded), wheels, "", "1"))["xlperf-1/安装.bat"]
        lines = data.split(b"\r\n")
        assert b"\n" not in b"".join(lines)
        assert lines[:3] == [b"@echo off", b"setlocal", b"chcp 65001 >nul"]
        assert not data.startswith(b"\xef\xbb\xbf"), "cmd.exe takes a mark of the encoding for a command"
        assert [line.split()[0] for line in lines if not line.isascii()] == [b"echo"]

    def test_runs_a_command_that_the_program_takes(self) -> None:
        (line,) = (line for line in INSTALLER_TEXT.splitlines() if "-m xlperf" in line)
        words = line.partition("-m xlperf ")[2].replace('"', "").split()
        assert _parser().parse_args(words).copy_to == Path("%LOCALAPPDATA%\\xlperf")


class TestTheCommand:
    def test_makes_the_bundle_of_wheels_that_are_there(
        self, embedded: Path, wheels: Mapping[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = next(iter(wheels.values())).parent
        options = [str(embedded), "--wheels", str(folder), "--out", str(tmp_path / "dist")]
        assert command.main(options) == 0
        made = tmp_path / "dist" / f"xlperf-{__version__}-windows-amd64.zip"
        assert capsys.readouterr().out.strip() == str(made)
        manual = contents(made.read_bytes())[f"xlperf-{__version__}/安装说明.txt"].decode("utf-8-sig")
        assert manual.replace("\r\n", "\n") == (ROOT / "docs" / "install.md").read_text(encoding="utf-8")

    def test_asks_pip_for_exactly_what_the_lock_says(
        self, embedded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[list[str]] = []

        def pip(called: list[str], **_: object) -> int:
            asked.append(called)
            if "--requirement" in called:
                listed = Path(called[called.index("--requirement") + 1]).read_text(encoding="utf-8")
                assert "xlwings==" in listed
                assert all("--hash=sha256:" in line for line in listed.splitlines())
            return 0

        monkeypatch.setattr(subprocess, "call", pip)
        command.make(embedded, tmp_path, Path("py"))
        download, wheel = asked
        assert download[:3] == ["py", "-m", "pip"]
        assert {"--platform", "win_amd64", "3.11", "--only-binary=:all:", "--require-hashes"} <= set(download)
        assert wheel[-1] == str(ROOT)

    def test_that_cannot_says_why(
        self,
        embedded: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        assert command.main([str(tmp_path / "python.zip")]) == 2
        assert capsys.readouterr().err.startswith("python.zip: not named like")
        monkeypatch.setattr(subprocess, "call", lambda *_, **__: 1)
        assert command.main([str(embedded), "--out", str(tmp_path)]) == 2
        assert capsys.readouterr().err == "pip download failed, see above\n"
