"""A round of more than one town: its tables as files, its returned workbooks in folders."""

import io
import os
import random
import re
import zipfile
from pathlib import Path

from support.small_town import TARGETS, UNITS, YEAR, issue, ledger, send_back
from xlperf.demo.village import Mistake
from xlperf.scale.places import Place

#: 小河镇 issued the forms; the round is the county's.
TOML = f'town = "示范县"\nyear = {YEAR}\nruleset = "central_2020"\nmoney_unit = "万元"\n'

#: When the returned files were put there, in seconds since 1970.
PUT_THERE = 1_675_000_000


def larger_round(root: Path, work: Path) -> Path:
    """Write the round below ``root``: three units' workbooks, one of them sent twice, and a broken file.

    ``work`` is an empty folder to make the workbooks in.
    """
    town = issue(work / "小河镇")
    first = Mistake("P1", "amount", "全年执行数-当年财政拨款", "", "-90")
    send_back(town, "001", "一稿.xlsx", first)
    send_back(town, "001", "二稿.xlsx", saved="2023-02-15T09:00:00Z")
    send_back(town, "002")
    send_back(town, "003")
    returned = root / "回收" / "小河镇"
    returned.mkdir(parents=True)
    for path in sorted((town / "回收").iterdir()):
        (returned / path.name).write_bytes(path.read_bytes())
    with zipfile.ZipFile(root / "回收" / "邮箱.zip", "w") as package:
        third = (town / "回收" / "003_水务站_2022绩效自评.xlsx").read_bytes()
        package.writestr(zipfile.ZipInfo("水务站.xlsx", (2023, 1, 1, 0, 0, 0)), third)
    (root / "回收" / "坏的.xlsx").write_bytes(b"PK\x03\x04 cut short")
    _same_time(root / "回收")
    (root / "round.toml").write_text(TOML, encoding="utf-8")
    (root / "units.csv").write_text(UNITS, encoding="utf-8")
    (root / "ledger.csv").write_text(ledger(), encoding="utf-8")
    (root / "targets.csv").write_text(TARGETS, encoding="utf-8")
    return root


def swollen(workbook: bytes, megabytes: int) -> bytes:
    """A workbook with so much text far below the form; it is read all the same, if one can afford it."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    name = next(part for part in parts if b"<sheetData" in parts[part] and "worksheets/" in part)
    noise = random.Random(1).randbytes(megabytes * 2**19).hex()  # noqa: S311 - noise
    cells = enumerate(re.findall(".{1,30000}", noise), 5_000)
    more = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{text}</t></is></c></row>' for row, text in cells
    )
    parts[name] = parts[name].replace(b"</sheetData>", more.encode() + b"</sheetData>")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for part, data in parts.items():
            package.writestr(zipfile.ZipInfo(part), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def tables(target: Place) -> dict[str, bytes]:
    """The Parquet tables of a result, byte by byte."""
    return {
        found.path: target.read(found.path) for found in target.files() if found.path.startswith("tables/")
    }


def _same_time(folder: Path) -> None:
    for path in folder.rglob("*"):
        os.utime(path, (PUT_THERE, PUT_THERE))
