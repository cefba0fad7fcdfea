"""Assemble the offline bundle for office PCs: ``python3 run.py bundle PYTHON.zip``, on any system.

``PYTHON.zip`` is the “Windows embeddable package (64-bit)” of Python 3.11 to 3.14 from python.org. The
packages come by pip, in the versions of ``uv.lock`` and held to its digests.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from xlperf import __version__
from xlperf.build.bundle_files import BundleError, EmbeddedPython, bundle
from xlperf.build.bundle_lock import LockError, Target, requirements

ROOT: Final = Path(__file__).resolve().parents[3]
MANUAL: Final = Path("docs", "install.md")
_CANNOT: Final = 2


def download(target: Target, lock: str, folder: Path, pip: Path) -> None:
    """Put every wheel into a folder, but our own; ``pip`` is a Python that has pip.

    Raises:
        BundleError: pip could not get one of them.
    """
    wanted = folder / "requirements.txt"
    lines = (f"{requirement}\n" for requirement in requirements(lock, "xlperf", target))
    wanted.write_text("".join(lines), encoding="utf-8")
    version = ".".join(map(str, target.python))
    chosen = ("--platform", target.platform, "--python-version", version, "--implementation", "cp")
    exact = ("--only-binary=:all:", "--no-deps", "--require-hashes", "--requirement", str(wanted))
    _pip(pip, "download", *chosen, *exact, "--dest", str(folder))


def build_own_wheel(folder: Path, pip: Path, root: Path = ROOT) -> None:
    """Put our own wheel into a folder.

    Raises:
        BundleError: pip could not build it.
    """
    _pip(pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(root))


def wheels_in(folder: Path) -> Mapping[str, Path]:
    """The wheels of a folder by file name, in their order."""
    return {path.name: path for path in sorted(folder.glob("*.whl"))}


def _pip(python: Path, *arguments: str) -> None:
    command = [str(python), "-m", "pip", "--disable-pip-version-check", *arguments]
    # what pip says goes to stderr: stdout says where the bundle is
    if subprocess.call(command, stdout=sys.stderr) != 0:  # noqa: S603
        raise BundleError(f"pip {arguments[0]} failed, see above")


def make(python: Path, out: Path, pip: Path, wheels: Path | None = None, root: Path = ROOT) -> Path:
    """Write ``xlperf-VERSION-windows-amd64.zip`` into a folder.

    Args:
        python: the embeddable Python, a zip file.
        out: where the bundle goes.
        pip: a Python that has pip.
        wheels: a folder that holds all wheels already; without it they are downloaded and built.
        root: the source tree.

    Raises:
        BundleError: it cannot be made of this.
        LockError: the lock is not understood.
    """
    embedded = EmbeddedPython.at(python)
    manual = (root / MANUAL).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = wheels or Path(name)
        if wheels is None:
            download(Target(embedded.version), (root / "uv.lock").read_text(encoding="utf-8"), folder, pip)
            build_own_wheel(folder, pip, root)
        data = bundle(embedded, wheels_in(folder), manual, __version__)
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"xlperf-{__version__}-windows-amd64.zip"
    path.write_bytes(data)
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the bundle and say where it is; 2 where it cannot be made."""
    parser = argparse.ArgumentParser(prog="python3 run.py bundle", description=__doc__)
    parser.add_argument("python", type=Path, help="python-3.x.y-embed-amd64.zip from python.org")
    parser.add_argument("--out", type=Path, default=Path("dist"), help="default: %(default)s")
    parser.add_argument("--wheels", type=Path, help="a folder with all wheels; nothing is downloaded")
    parser.add_argument("--pip", type=Path, default=Path(sys.executable), help="a Python that has pip")
    options = parser.parse_args(arguments)
    try:
        print(make(options.python, options.out, options.pip, options.wheels))
    except (BundleError, LockError) as error:
        print(error, file=sys.stderr)
        return _CANNOT
    return 0


if __name__ == "__main__":
    sys.exit(main())
