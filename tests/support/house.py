"""The rules of the house, as functions from text to complaints: who may import what, how long, how clean."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "xlperf"
LONGEST_MODULE = 350

#: Room -> the rooms that it may know. Ground floor first; nobody knows a room above.
ROOMS: dict[str, frozenset[str]] = {
    "model": frozenset(),
    "rules": frozenset({"model"}),
    "ooxml": frozenset(),
    "containers": frozenset({"ooxml"}),
    "forms": frozenset({"model", "rules", "ooxml", "containers"}),
    "books": frozenset({"model", "ooxml"}),
    "build": frozenset({"model", "rules", "ooxml", "forms", "books"}),
    "steps": frozenset({"model", "rules", "ooxml", "containers", "forms", "books", "build"}),
    "demo": frozenset({"model", "rules", "ooxml", "forms", "books", "build", "steps"}),
    "addin": frozenset({"model", "rules", "ooxml", "forms", "books", "steps"}),
    "scale": frozenset({"model", "rules", "ooxml", "forms", "books", "build", "steps"}),
    "commands": frozenset({"model", "rules", "ooxml", "forms", "books", "build", "steps", "demo", "scale"}),
    "cli": frozenset({"model", "commands"}),
}

#: Library -> the rooms, or the one module of a room, in which it may be met.
LIBRARIES: dict[str, tuple[str, ...]] = {
    "xlwings": ("addin", "books.live", "build.macros"),
    "pyopenvba": ("build",),
    "rapidfuzz": ("rules",),
    "openpyxl": ("books", "demo"),
    "xlsxwriter": ("forms", "build", "steps", "demo", "scale"),
    "pyarrow": ("scale",),
    "duckdb": ("scale",),
    "fsspec": ("scale",),
    "distributed": ("scale",),
    "olefile": ("ooxml", "containers"),
    "xlrd": ("containers",),
    "lxml": ("ooxml", "forms", "books", "build", "steps", "demo"),
    "docx": ("build", "steps", "demo"),
    "docxtpl": ("build", "steps"),
    "pandas": (),
}

#: Libraries too slow to load for everybody: imported where they are used, never with the module.
LAZY = frozenset({"pandas", "pyarrow", "duckdb", "fsspec", "distributed"})

#: Paths of one person's machine, and hosts of package registries (a mirror must do as well).
TRACES = re.compile(
    r"(?<![\w./])/(?:root|home/\w+|work|farm|tmp|Users/\w+)/"
    r"|[A-Za-z]:\\Users\\\w"
    r"|\b(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|debian\.org|conda\.io|anaconda\.org)\b"
)


def _imported(node: ast.AST, package: str) -> Iterator[str]:
    """The full names that one statement imports; ``package`` resolves relative ones."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        above = package.split(".")[: -(node.level - 1) or None] if node.level else []
        base = ".".join([*above, *([node.module] if node.module else [])])
        yield from (f"{base}.{alias.name}" for alias in node.names)


def imports(source: str, package: str = PACKAGE) -> list[str]:
    """Every name that a module imports, wherever in it, as ``package.module.name``."""
    return [name for node in ast.walk(ast.parse(source)) for name in _imported(node, package)]


def import_complaints(module: str, source: str, *, is_package: bool = False) -> list[str]:
    """What a module of ours imports against the rules of the rooms.

    Args:
        module: its full name, as ``xlperf.books.live``.
        source: its text.
        is_package: whether the text is an ``__init__.py``.
    """
    place = module.removeprefix(f"{PACKAGE}.")
    room = place.partition(".")[0]
    if room in {PACKAGE, "__main__"}:
        return []
    if room not in ROOMS:
        return [f"{module}: no such room; draw it in the architecture and in ROOMS first"]
    complaints = []
    for name in imports(source, module if is_package else module.rpartition(".")[0]):
        root, _, rest = name.partition(".")
        neighbour = rest.partition(".")[0]
        if root == PACKAGE and neighbour in ROOMS and neighbour not in {room, *ROOMS[room]}:
            complaints.append(f"{module}: {room} may not know {neighbour} ({name})")
        if root in LIBRARIES and not _lives_in(place, LIBRARIES[root]):
            complaints.append(f"{module}: {root} may not be met here")
    return complaints


def _lives_in(place: str, homes: tuple[str, ...]) -> bool:
    return any(place == home or place.startswith((f"{home}.", f"{home}_")) for home in homes)


def eager_imports(source: str) -> list[str]:
    """The slow libraries that a module loads as soon as it is itself imported."""
    found = [
        name for statement in _run_on_import(ast.parse(source).body) for name in _imported(statement, "")
    ]
    return sorted({name.partition(".")[0] for name in found} & LAZY)


def _run_on_import(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements outside functions, and outside ``if TYPE_CHECKING:``."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(statement, ast.If) and ast.unparse(statement.test).endswith("TYPE_CHECKING"):
            yield from _run_on_import(statement.orelse)
            continue
        inner = [child for child in ast.iter_child_nodes(statement) if isinstance(child, ast.stmt)]
        yield from _run_on_import(inner)


def undocumented(source: str) -> list[str]:
    """The module, public classes, functions and methods that have no docstring."""
    tree = ast.parse(source)
    missing = [] if ast.get_docstring(tree) else ["module"]
    return missing + list(_undocumented(tree.body, ""))


def _undocumented(body: list[ast.stmt], prefix: str) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith("_"):
                continue
            if not ast.get_docstring(node):
                yield prefix + node.name
            if isinstance(node, ast.ClassDef):
                yield from _undocumented(node.body, f"{node.name}.")


def traces(text: str) -> list[str]:
    """What in a text tells of one machine or one registry, each with its line number."""
    return [
        f"line {number}: {match.group()}"
        for number, line in enumerate(text.splitlines(), start=1)
        for match in TRACES.finditer(line)
    ]


def files_of_the_project(root: Path) -> list[Path]:
    """Every file that is not under a folder named in ``.gitignore`` or git's own."""
    lines = (root / ".gitignore").read_text(encoding="utf-8").split()
    anywhere = {line.rstrip("/") for line in lines if line.endswith("/") and not line.startswith("/")} | {
        ".git"
    }
    at_top = {line.strip("/") for line in lines if line.startswith("/")}

    def walk(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            ignored = path.name in anywhere or (folder == root and path.name in at_top)
            if path.is_dir() and not ignored:
                yield from walk(path)
            elif path.is_file() and not ignored:
                yield path

    return list(walk(root))
