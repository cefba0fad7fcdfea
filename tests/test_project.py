"""The rules of the house hold for the project, and each of them can be broken."""

import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

import xlperf
from support import house
from support.runner import load_runner

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "src" / "xlperf").rglob("*.py"))
BINARY = frozenset({".xlsx", ".xlsm", ".xlam", ".docx", ".png", ".bin", ".pyc", ".parquet"})
#: The lock names the registry by design; it is written by uv alone.
MAY_NAME_REGISTRIES = frozenset({"uv.lock"})

every_source = pytest.mark.parametrize(
    "path", [pytest.param(path, id=str(path.relative_to(ROOT / "src"))) for path in SOURCES]
)


def module_name(path: Path) -> str:
    """``xlperf.model.money`` for its file."""
    return ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")


@pytest.fixture(scope="module")
def runner() -> ModuleType:
    """``run.py`` as a module."""
    return load_runner()


def test_there_are_sources_to_check() -> None:
    assert len(SOURCES) > 20


@every_source
def test_a_module_imports_only_what_its_room_may_know(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not house.import_complaints(module_name(path), source, is_package=path.stem == "__init__")


@every_source
def test_a_module_does_not_load_slow_libraries_on_import(path: Path) -> None:
    assert not house.eager_imports(path.read_text(encoding="utf-8"))


@every_source
def test_a_module_is_one_idea_long(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= house.LONGEST_MODULE


@every_source
def test_what_is_public_says_what_it_is(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not source or not house.undocumented(source)


def test_no_file_tells_of_one_machine_or_one_registry() -> None:
    found = {}
    for path in house.files_of_the_project(ROOT):
        if path.suffix not in BINARY and path.name not in MAY_NAME_REGISTRIES:
            traces = house.traces(path.read_text(encoding="utf-8", errors="replace"))
            if traces:
                found[str(path.relative_to(ROOT))] = traces
    assert found == {}


def test_the_changelog_has_the_current_version_newest_first() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[(\d[^\]]*)\]", changelog, re.MULTILINE)
    assert released[0] == xlperf.__version__
    assert released == sorted(
        released, key=lambda version: [int(n) for n in version.split(".")], reverse=True
    )


def test_the_readme_shows_how_to_start_and_its_commands_exist(runner: ModuleType) -> None:
    shown = re.findall(r"python3? run\.py (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert shown[:2] == ["demo", "test"]
    assert set(shown) <= set(runner.COMMANDS)


def test_the_guide_for_contributors_names_only_commands_and_checks_that_exist(runner: ModuleType) -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"python3 run\.py (\w+)", guide + hooks)) <= set(runner.COMMANDS)
    assert set(re.findall(r"python3 run\.py check (\w+)", guide + hooks)) == set(runner.CHECKS)


def test_ci_runs_the_command_that_the_readme_gives() -> None:
    assert "exec python3 run.py test\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def shipped_libraries() -> set[str]:
    """What installing xlperf with all its extras installs, by the lock, on any system."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    packages = {package["name"]: package for package in lock["package"]}
    extras = packages["xlperf"].get("optional-dependencies", {}).values()
    waiting = [link["name"] for links in extras for link in links] + ["xlperf"]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [link["name"] for link in packages[name].get("dependencies", [])]
    return found - {"xlperf"}


def test_the_notice_names_every_library_that_we_are_installed_with_and_no_other() -> None:
    lines = (ROOT / "NOTICE").read_text(encoding="utf-8").splitlines()
    named = {line.split()[0] for line in lines if re.match(r"[a-z][a-z0-9-]+ {2,}\S", line)}
    assert named == shipped_libraries()


class TestEachRuleCanBeBroken:
    """The checkers themselves, on literal bad text."""

    @pytest.mark.parametrize(
        ("module", "source", "complaint"),
        [
            ("xlperf.model.money", "import openpyxl", "openpyxl may not be met here"),
            ("xlperf.rules.scoring", "def f():\n    import pandas as pd", "pandas may not be met here"),
            ("xlperf.rules.scoring", "from lxml import etree", "lxml may not be met here"),
            ("xlperf.steps.fill", "import xlwings as xw", "xlwings may not be met here"),
            ("xlperf.steps.fill", "from openpyxl.utils import cell", "openpyxl may not be met here"),
            ("xlperf.books.livery", "import xlwings", "xlwings may not be met here"),
            ("xlperf.ooxml.cells", "from xlperf.model import money", "ooxml may not know model"),
            ("xlperf.ooxml.cells", "from xlperf import rules", "ooxml may not know rules"),
            ("xlperf.books.file", "import xlperf.rules.ruleset", "books may not know rules"),
            ("xlperf.forms.spec", "from xlperf.steps.new import make", "forms may not know steps"),
            ("xlperf.model.money", "from ..rules import scoring", "model may not know rules"),
            ("xlperf.build.form", "if TYPE_CHECKING:\n    import xlperf.steps", "build may not know steps"),
            ("xlperf.cli", "from xlperf.steps import new", "cli may not know steps"),
            ("xlperf.misc", "", "no such room"),
        ],
    )
    def test_an_import_across_rooms(self, module: str, source: str, complaint: str) -> None:
        (found,) = house.import_complaints(module, source)
        assert found.startswith(module)
        assert complaint in found

    @pytest.mark.parametrize(
        ("module", "source"),
        [
            ("xlperf.books.live", "import xlwings"),
            ("xlperf.addin.buttons", "import xlwings\nfrom xlperf.steps import fill"),
            ("xlperf.demo.villages", "import openpyxl"),
            ("xlperf.forms.spec", "from xlperf.rules import ruleset\nfrom .names import X"),
            ("xlperf.model.money", "import decimal\nfrom xlperf.model import rounding\nfrom . import text"),
            ("xlperf.commands", "from xlperf.steps import new\nfrom xlperf.demo.round import run"),
            ("xlperf.cli", "from xlperf import __version__, commands"),
        ],
    )
    def test_an_import_within_the_rules_is_none(self, module: str, source: str) -> None:
        assert house.import_complaints(module, source) == []

    def test_a_package_resolves_its_relative_imports_from_itself(self) -> None:
        assert house.import_complaints("xlperf.model", "from .rules import x", is_package=True) == []
        assert house.import_complaints("xlperf.model", "from ..rules import x", is_package=True)

    @pytest.mark.parametrize(
        ("source", "slow"),
        [
            ("import pandas as pd", ["pandas"]),
            ("class A:\n    from pandas import DataFrame", ["pandas"]),
            ("try:\n    import pyarrow.parquet\nexcept ImportError:\n    pass", ["pyarrow"]),
            ("def f():\n    import pandas", []),
            ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas", []),
        ],
    )
    def test_a_slow_library_loaded_with_the_module(self, source: str, slow: list[str]) -> None:
        assert house.eager_imports(source) == slow

    def test_a_public_name_without_docstring(self) -> None:
        source = (
            "class A:\n    def b(self): ...\n    def _c(self): ...\n"
            "async def d(): ...\n"
            "def e():\n    '''Says.'''\n    def inner(): ...\n"
        )
        assert house.undocumented(source) == ["module", "A", "A.b", "d"]
        assert house.undocumented('"""Says."""') == []

    @pytest.mark.parametrize(
        "trace",
        [
            "/" + "root/project",
            "see /" + "home/zhang/file",
            "('/" + "tmp/x')",
            "C:" + "\\Users\\zhang",
            "https://" + "pypi" + ".org/simple",
            "registry." + "npmjs" + ".org",
        ],
    )
    def test_a_trace_of_a_machine_or_registry(self, trace: str) -> None:
        (found,) = house.traces(f"first\n{trace}")
        assert found.startswith("line 2: ")

    @pytest.mark.parametrize(
        "text", ["src/root/x", "a/tmp/b", "/usr/bin/soffice", "the pypi way", "./work/x"]
    )
    def test_what_only_looks_like_a_trace_is_none(self, text: str) -> None:
        assert house.traces(text) == []

    def test_ignored_folders_are_not_the_project(self, tmp_path: Path) -> None:
        (tmp_path / ".gitignore").write_text(".venv/\n*.pyc\n/demo/\n", encoding="utf-8")
        for name in ("src/demo/a.py", "demo/b.py", ".venv/c.py", ".git/d", "e.md"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).touch()
        found = [path.relative_to(tmp_path).as_posix() for path in house.files_of_the_project(tmp_path)]
        assert found == [".gitignore", "e.md", "src/demo/a.py"]
