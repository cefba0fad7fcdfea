"""LibreOffice as the spreadsheet that tests ask: it recalculates, converts and draws."""

import itertools
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from support.cached import CellKey, Stored, differences, formula_cells, stored_values
from support.fonts import write_configuration
from support.tools import soffice

#: A profile in which files are always calculated again on loading (0), whatever values they carry.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="UseLocking" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""
FILTERS = {
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "xls": "xls:MS Excel 97",
    "ods": "ods:calc8",
    "pdf": "pdf",
    "fods": "fods",
    "csv": "csv:Text - txt - csv (StarCalc):44,34,76",
}
SECONDS_PER_FILE = 60


class OfficeError(Exception):
    """LibreOffice did not do what it was asked."""


class Office:
    """A headless LibreOffice with its own profile; each job is one short-lived process.

    Args:
        folder: an empty folder for the profile and the jobs' files.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._profile = folder / "profile"
        (self._profile / "user").mkdir(parents=True)
        (self._profile / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
        self._fonts = write_configuration(folder / "fonts.conf")
        self._jobs = itertools.count(1)

    def convert(self, path: Path, to: str, out_dir: Path) -> Path:
        """Save one file in a format of ``FILTERS`` under its own stem in ``out_dir``.

        Raises:
            OfficeError: LibreOffice could not read or save it, or took too long.
        """
        (made,) = self._convert([path], to)
        out_dir.mkdir(parents=True, exist_ok=True)
        return Path(shutil.move(made, out_dir / f"{path.stem}.{to}"))

    def render(self, path: Path, out_dir: Path, dpi: int = 80) -> list[Path]:
        """Draw a file as it would print: one PNG for each page, in order.

        Raises:
            OfficeError: as for ``convert``.
        """
        pdf = self.convert(path, "pdf", out_dir)
        self._run(["pdftoppm", "-r", str(dpi), "-png", str(pdf), str(pdf.with_suffix(""))], SECONDS_PER_FILE)
        return sorted(out_dir.glob(f"{path.stem}-*.png"))

    def recalculate(self, *paths: Path) -> list[dict[CellKey, Stored]]:
        """For each workbook the results of all its formulas after a hard recalculation.

        Raises:
            OfficeError: as for ``convert``.
        """
        made = self._convert(paths, "xlsx")
        pairs = zip(paths, made, strict=True)
        return [stored_values(recalculated, formula_cells(path)) for path, recalculated in pairs]

    def assert_cached_values_match(self, *paths: Path, expect_formulas: bool = True) -> None:
        """Fail unless each formula's cached value in each workbook is what LibreOffice calculates.

        Args:
            paths: the workbooks; many in one call cost little more than one.
            expect_formulas: also fail where a workbook has no formula, for then nothing was compared.
        """
        complaints = []
        for path, recalculated in zip(paths, self.recalculate(*paths), strict=True):
            if expect_formulas and not recalculated:
                complaints.append(f"{path.name}: no formula at all")
            cached = stored_values(path, set(recalculated))
            complaints += [f"{path.name}: {line}" for line in differences(cached, recalculated)]
        assert not complaints, "\n".join(complaints)

    def _convert(self, paths: Sequence[Path], to: str) -> list[Path]:
        """Convert copies with plain names, all in one process; return the results in the same order."""
        job = self._folder / f"job{next(self._jobs)}"
        made = job / "made"
        made.mkdir(parents=True)
        sources = [job / f"{number}{path.suffix}" for number, path in enumerate(paths)]
        for path, source in zip(paths, sources, strict=True):
            shutil.copyfile(path, source)
        command = [
            str(soffice()),
            f"-env:UserInstallation={self._profile.as_uri()}",
            *("--headless", "--norestore", "--convert-to", FILTERS[to], "--outdir", str(made)),
        ]
        said = self._run([*command, *map(str, sources)], SECONDS_PER_FILE * len(sources))
        results = [made / f"{source.stem}.{to}" for source in sources]
        lost = [path.name for path, result in zip(paths, results, strict=True) if not result.exists()]
        if lost:
            raise OfficeError(f"LibreOffice made no {to} of {', '.join(lost)}: {said}")
        return results

    def _run(self, command: list[str], seconds: float) -> str:
        """Run a program in a process group of its own; end the whole group when time is up."""
        environment = {
            **os.environ,
            "HOME": str(self._folder),
            "XDG_CACHE_HOME": str(self._folder / "cache"),
            "FONTCONFIG_FILE": str(self._fonts),
            "LC_ALL": "C.UTF-8",
        }
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            _end_group(process)
            raise OfficeError(f"{command[0]} was not done after {seconds:.0f} s") from None
        text = said.decode(errors="replace").strip()
        if process.returncode != 0:
            raise OfficeError(f"{command[0]} failed ({process.returncode}): {text}")
        return text


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End a process and all it started: the soffice that we start is only a launcher."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()
