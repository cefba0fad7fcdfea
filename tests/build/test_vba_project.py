"""The compound file and the VBA project in it, as independent readers see them."""

import struct
from collections.abc import Iterator
from importlib.metadata import distribution
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from olefile.olefile import OleDirectoryEntry
from pyopenvba.cfb import CFB
from pyopenvba.vba import compress

from support.vba_checks import VbaFile
from xlperf.build.compound_file import compound_file
from xlperf.build.vba_project import Module, ModuleKind, dir_stream, vba_project, workbook_modules

NAMES = st.text("ABCDEFabcdef_0123456789", min_size=1, max_size=31)
PATHS = st.lists(
    st.one_of(NAMES, NAMES.map("VBA/{}".format)), max_size=40, unique_by=lambda path: path.upper()
).filter(lambda paths: "VBA" not in {path.upper() for path in paths})
#: Around the sizes at which a stream begins another sector, or moves out of the root's own.
SIZES = st.sampled_from([0, 1, 63, 64, 65, 511, 512, 513, 4095, 4096, 4097, 9000])
STREAMS = PATHS.flatmap(
    lambda paths: st.fixed_dictionaries(
        {
            path: st.builds(lambda size, byte: bytes([byte]) * size, SIZES, st.integers(0, 255))
            for path in paths
        }
    )
)


class TestACompoundFile:
    @given(STREAMS)
    def test_gives_every_stream_back_and_has_no_defect(self, streams: dict[str, bytes]) -> None:
        with olefile.OleFileIO(compound_file(streams), raise_defects=olefile.DEFECT_UNSURE) as file:
            found = {"/".join(path): file.openstream(path).read() for path in file.listdir()}
        assert found == streams

    @given(STREAMS)
    def test_is_understood_by_a_second_reader(self, streams: dict[str, bytes]) -> None:
        file = CFB.from_bytes(compound_file(streams))
        for path, data in streams.items():
            storage, _, name = path.rpartition("/")
            assert file.get_stream_at([storage] if storage else [], name) == data

    @given(st.integers(1, 200))
    def test_lists_a_storage_as_a_red_black_tree_in_the_order_of_the_format(self, count: int) -> None:
        data = compound_file({f"VBA/{'x' * (number % 20)}{number}": b"" for number in range(count)})
        with olefile.OleFileIO(data) as file:
            entries = file.direntries
            storage = next(entry for entry in entries if entry and entry.name == "VBA")
            names = list(in_order(entries, storage.sid_child))
            assert len(names) == count
            assert all(before < after for before, after in pairwise(names))
            assert len(set(black_heights(entries, storage.sid_child))) == 1

    def test_is_the_same_to_the_byte_each_time(self) -> None:
        streams = {"PROJECT": b"x" * 5000, "VBA/dir": b"y"}
        assert compound_file(streams) == compound_file(dict(streams))

    def test_can_be_longer_than_one_sector_of_the_table_of_chains(self) -> None:
        long = bytes(range(256)) * 2000
        with olefile.OleFileIO(compound_file({"long": long}), raise_defects=olefile.DEFECT_UNSURE) as file:
            assert file.openstream("long").read() == long


NOBODY = 0xFFFFFFFF


def in_order(entries: list[OleDirectoryEntry], at: int) -> Iterator[tuple[int, str]]:
    if at != NOBODY:
        yield from in_order(entries, entries[at].sid_left)
        yield len(entries[at].name), entries[at].name.upper()
        yield from in_order(entries, entries[at].sid_right)


def black_heights(
    entries: list[OleDirectoryEntry], at: int, height: int = 0, *, under_red: bool = False
) -> Iterator[int]:
    """The number of black entries on every way down."""
    if at == NOBODY:
        yield height
        return
    entry = entries[at]
    red = entry.color == 0
    assert not (red and under_red), "a red entry has a red child"
    for child in (entry.sid_left, entry.sid_right):
        yield from black_heights(entries, child, height + (not red), under_red=red)


ONE = Module("One", ModuleKind.STANDARD, 'Attribute VB_Name = "One"\r\nSub A()\r\nEnd Sub\r\n')
TWO = Module("Two", ModuleKind.CLASS, 'Attribute VB_Name = "Two"\r\nPublic B As Long\r\n')


@pytest.fixture(scope="module")
def ours() -> VbaFile:
    return VbaFile(vba_project((ONE, TWO), 3, compress), (ONE, TWO))


@pytest.fixture(scope="module")
def excels() -> VbaFile:
    """A project that Excel itself saved: it comes with xlwings."""
    with ZipFile(Path(str(distribution("xlwings").locate_file("xlwings/quickstart.xlsm")))) as package:
        return VbaFile(package.read("xl/vbaProject.bin"), ())


class TestAProject:
    def test_gives_its_modules_back(self, ours: VbaFile) -> None:
        assert {name: text.split() for name, text in ours.texts.items()} == {
            module.name: module.text.split() for module in (ONE, TWO)
        }

    def test_has_a_module_for_the_workbook_and_for_each_sheet(self, ours: VbaFile) -> None:
        assert ours.documents == ["ThisWorkbook", "Sheet1", "Sheet2", "Sheet3"]

    def test_holds_no_compiled_code(self, ours: VbaFile) -> None:
        assert ours.streams["VBA/_VBA_PROJECT"] == bytes.fromhex("CC61FFFF000000")
        assert sorted(path for path in ours.streams if path.startswith("VBA/")) == sorted(
            f"VBA/{name}" for name in (*ours.documents, "One", "Two", "dir", "_VBA_PROJECT")
        )

    def test_says_the_kind_of_each_module(self, ours: VbaFile) -> None:
        lines = ours.streams["PROJECT"].decode("ascii").split("\r\n")
        assert {"Module=One", "Class=Two", "Document=Sheet3/&H00000000"} <= set(lines)

    def test_says_about_itself_what_one_that_excel_saved_says(self, excels: VbaFile) -> None:
        reference, version_of_newer_excels = 0x16, 0x4A
        theirs = split(numbers(excels.directory), reference)[0]
        theirs.remove(version_of_newer_excels)
        assert split(numbers(dir_stream(())), reference)[0] == theirs

    def test_says_about_its_modules_what_one_that_excel_saved_says(self, excels: VbaFile) -> None:
        module, end = 0x19, 0x10
        theirs = [each for each in split(numbers(excels.directory), module)[1:] if end not in each]
        assert split(numbers(dir_stream([*workbook_modules(0), ONE, ONE])), module)[1:-1] == [
            next(each for each in theirs if kind in each) for kind in (0x22, 0x21)
        ]

    def test_is_protected_as_little_as_one_that_excel_saved(self, ours: VbaFile, excels: VbaFile) -> None:
        assert protection(ours) == protection(excels)
        assert protection(ours) == {"CMG": bytes(4), "DPB": bytes(1), "GC": b"\xff"}

    def test_is_the_same_to_the_byte_each_time(self, ours: VbaFile) -> None:
        assert vba_project((ONE, TWO), 3, compress) == ours.data

    def test_refuses_text_that_not_every_computer_can_read(self) -> None:
        chinese = Module("Three", ModuleKind.STANDARD, "' 注释\r\n")
        with pytest.raises(UnicodeEncodeError):
            vba_project((chinese,), 1, compress)


def numbers(directory: bytes) -> list[int]:
    return [number for number, _ in records(directory)]


def split(numbers: list[int], before: int) -> list[list[int]]:
    """A list in pieces, each but the first beginning with one number."""
    pieces: list[list[int]] = [[]]
    for number in numbers:
        pieces += [[]] if number == before else []
        pieces[-1].append(number)
    return pieces


def records(directory: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a dir stream; the project's version has a length that is not its own."""
    at = 0
    while at < len(directory):
        number, size = struct.unpack_from("<HI", directory, at)
        size += 2 if number == 0x09 else 0
        yield number, directory[at + 6 : at + 6 + size]
        at += 6 + size


def protection(vba: VbaFile) -> dict[str, bytes]:
    """What the PROJECT stream hides, by MS-OVBA 2.4.3.3."""
    lines = vba.streams["PROJECT"].decode("ascii").split("\r\n")
    values = dict(line.replace('"', "").split("=", 1) for line in lines if "=" in line)
    key = sum(values["ID"].encode("ascii")) & 0xFF
    return {name: deciphered(bytes.fromhex(values[name]), key) for name in ("CMG", "DPB", "GC")}


def deciphered(data: bytes, key: int) -> bytes:
    seed, version, project_key = data[0], data[1] ^ data[0], data[2] ^ data[0]
    assert (version, project_key) == (2, key)
    plain, out = project_key, []
    for at in range(3, len(data)):
        plain = data[at] ^ ((data[at - 2] + plain) & 0xFF)
        out.append(plain)
    body = bytes(out[(seed & 6) // 2 :])
    (length,) = struct.unpack_from("<I", body)
    assert len(body) == 4 + length
    return body[4:]
