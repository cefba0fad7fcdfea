"""Build what people open: ``python -m xlperf.build [--check] [FOLDER]``, for developers and CI."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from xlperf.build.addin import build_addin
from xlperf.build.control import build_control
from xlperf.build.macros import addin_macros, control_macros, dictionary_licence, xlwings_licence
from xlperf.build.report_template import build_report_template
from xlperf.build.template import build_template
from xlperf.ooxml.guard import PackageError
from xlperf.ooxml.package import Package
from xlperf.rules.loading import DEFAULT_RULESET, load_ruleset

FOLDER: Final = Path("workbooks")


def build_all() -> Mapping[str, bytes]:
    """Every built file by its name, for the default rule set in its own unit of money."""
    rules = load_ruleset(DEFAULT_RULESET)
    builders: Mapping[str, Callable[[], bytes]] = {
        "LICENSE-VBA-Dictionary.txt": dictionary_licence,
        "LICENSE-xlwings.txt": xlwings_licence,
        "control.xlsm": lambda: build_control(rules, rules.money_unit, control_macros()),
        "report.docx": build_report_template,
        "self-evaluation.xlsx": lambda: build_template(rules, rules.money_unit),
        "xlperf.xlam": lambda: build_addin(addin_macros()),
    }
    return {name: build() for name, build in builders.items()}


def stale_parts(built: bytes, kept: bytes) -> tuple[str, ...]:
    """The parts in which two packages differ.

    What the parts say is compared, not how they are packed: zlib differs from system to system.
    A kept file that is no package at all differs in every part.
    """
    ours = Package.load(built)
    try:
        theirs = Package.load(kept)
    except PackageError:
        return ours.names()
    names = dict.fromkeys((*ours.names(), *theirs.names()))
    return tuple(
        name
        for name in names
        if name not in ours or name not in theirs or ours.read(name) != theirs.read(name)
    )


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        handle, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(folder / name)


def complaints(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """A sentence for every file that is missing or is not what would be built now."""
    found = []
    for name, data in files.items():
        kept = folder / name
        if not kept.exists():
            found.append(f"{kept}: missing")
        elif kept.suffix == ".txt":
            found += [f"{kept}: not up to date"] if kept.read_bytes() != data else []
        elif stale := stale_parts(data, kept.read_bytes()):
            found.append(f"{kept}: not up to date: {', '.join(stale)}")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files, or with ``--check`` compare them; 1 where one differs."""
    parser = argparse.ArgumentParser(prog="python -m xlperf.build", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="default: %(default)s")
    parser.add_argument("--check", action="store_true", help="compare with what is there, write nothing")
    options = parser.parse_args(arguments)
    files = build_all()
    if not options.check:
        write(options.folder, files)
        return 0
    found = complaints(options.folder, files)
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
