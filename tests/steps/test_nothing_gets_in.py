"""Text from outside stays text in every file that is written, and on the terminal; it stays readable too.

One round is played twice, once with hostile words everywhere and once with harmless ones. What was written
must be alike in all but the words: the same formulas, the same elements, the same links.
"""

import csv
import io
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path

import docx
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from support.hostile import FILE_NAMES, HARMLESS, MEMBER_NAMES, PAYLOADS, answered_round, codes, project_name
from support.live_content import cells_that_calculate, live, steering, too_long
from support.small_town import ANSWERS, TOWN, YEAR, answer, issue, send_back
from support.terminal import xlperf
from xlperf.books.file_values import cut_text
from xlperf.model.text import seen
from xlperf.ooxml.package import Package
from xlperf.ooxml.workbook import Workbook
from xlperf.steps.export_tables import harmless as harmless_cell
from xlperf.steps.folder import CONTROL
from xlperf.steps.summary_layout import safe_text

SUMMARY = f"成果/{YEAR}年度{TOWN}绩效自评汇总.xlsx"
REPORT = f"成果/{YEAR}年度{TOWN}人民政府部门绩效评价情况.docx"
#: Links of ours: into the archive or to a sheet, from 自检 to a form's cell, from 操作台 to the folders.
OUR_LINKS = {
    'formula HYPERLINK("","")',
    'formula HYPERLINK(""&SUBSTITUTE(_自检!A0,"","")&"","")',
    *(f"outside {folder}" for folder in ("下发", "回收", "退回", "归档", "成果", "模板")),
}
NAMES = {
    code: project_name(code, text) for code, text in zip(codes(PAYLOADS), PAYLOADS.values(), strict=True)
}


@dataclass(frozen=True)
class Played:
    """A round's folder when all is done, and what was said on the way."""

    root: Path
    said: dict[str, str]

    def files(self, pattern: str) -> list[bytes]:
        found = sorted(self.root.glob(pattern))
        assert found, pattern
        return [path.read_bytes() for path in found]

    def live(self, pattern: str) -> set[str]:
        return set().union(*map(live, self.files(pattern)))


def played(root: Path, words: dict[str, str], *exports: str) -> Played:
    answered_round(root, words)
    steps = [("run", root), *(("export", root, f"--{kind}") for kind in exports), ("check", root / "回收")]
    said = {}
    for step in steps:
        outcome = xlperf(*step)
        assert outcome.code in {0, 1}, outcome.err
        said[str(step[-1]).lstrip("-") if step[0] == "export" else str(step[0])] = outcome.out + outcome.err
    return Played(root, said)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Played:
    root = tmp_path_factory.mktemp("敌") / "2022年度"
    return played(root, dict(PAYLOADS), "json", "csv", "parquet")


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return played(tmp_path_factory.mktemp("友") / "2022年度", dict(HARMLESS))


@pytest.mark.parametrize("pattern", [CONTROL, SUMMARY, REPORT, "下发/*.xlsx", "退回/*.xlsx", "退回/*.docx"])
def test_the_words_change_nothing_but_the_words(hostile: Played, harmless: Played, pattern: str) -> None:
    assert hostile.live(pattern) <= harmless.live(pattern)


@pytest.mark.parametrize("pattern", [CONTROL, SUMMARY, REPORT, "下发/*.xlsx", "退回/*.xlsx", "退回/*.docx"])
def test_no_link_leads_out_of_the_round(hostile: Played, pattern: str) -> None:
    found = {each for each in hostile.live(pattern) if each.startswith(("formula HYPERLINK", "outside"))}
    assert found <= OUR_LINKS


@pytest.mark.parametrize("pattern", [CONTROL, SUMMARY, "下发/*.xlsx", "退回/*.xlsx"])
def test_no_cell_holds_more_than_excel_opens(hostile: Played, pattern: str) -> None:
    assert [text for data in hostile.files(pattern) for text in too_long(data)] == []


class TestWordsStayReadable:
    def test_in_the_control_workbook(self, hostile: Played) -> None:
        book = Workbook.load((hostile.root / CONTROL).read_bytes())
        texts = {cell.value for sheet in book.sheets for cell in sheet.cells() if isinstance(cell.value, str)}
        assert {name.strip() for name in NAMES.values()} <= texts

    def test_in_json_to_the_letter(self, hostile: Played) -> None:
        data = json.loads(hostile.said["json"])
        found = {row["code"]: row["name"] for table in ("projects", "unevaluated") for row in data[table]}
        assert found == {code: NAMES[code].strip() for code in found}
        assert len(found) > 20

    def test_in_parquet_to_the_letter(self, hostile: Played) -> None:
        table = parquet.read_table(hostile.root / "成果/导出/projects.parquet", columns=["code", "name"])
        assert {row["code"]: row["name"] for row in table.to_pylist()} == {
            code: name.strip() for code, name in NAMES.items()
        }

    def test_in_csv_behind_an_apostrophe(self, hostile: Played) -> None:
        found: dict[str, str] = {}
        for table in ("projects", "unevaluated"):
            text = (hostile.root / f"成果/导出/{table}.csv").read_bytes().decode("utf-8-sig")
            found |= {row["code"]: row["name"] for row in csv.DictReader(io.StringIO(text, newline=""))}
        assert found
        assert {code: name.removeprefix("'") for code, name in found.items()} == {
            code: NAMES[code].strip() for code in found
        }


def test_no_cell_of_a_csv_file_calculates(hostile: Played) -> None:
    for path in sorted(hostile.root.glob("成果/导出/*.csv")):
        assert cells_that_calculate(path.read_bytes().decode("utf-8-sig")) == [], path.name


def test_nothing_on_the_terminal_steers_it(hostile: Played) -> None:
    for step, said in hostile.said.items():
        assert steering(said) == [], step


def test_json_on_a_terminal(hostile: Played) -> None:
    assert "\\u009b31m" in hostile.said["json"]


def test_a_name_with_a_line_end_makes_no_line_of_its_own(hostile: Played) -> None:
    lines = (hostile.root / "归档/journal.jsonl").read_text().splitlines()
    assert len(lines) == 3 + len(FILE_NAMES) + len(MEMBER_NAMES)
    assert [json.loads(line)["sequence"] for line in lines] == list(range(1, len(lines) + 1))
    assert not any(line.startswith("{") for line in hostile.said["check"].splitlines())


def test_a_notice_has_no_line_that_a_village_wrote(hostile: Played) -> None:
    (notice,) = hostile.root.glob("退回/*.txt")
    text = notice.read_bytes().decode("utf-8-sig")
    assert steering(text.replace("\r\n", "\n")) == []
    assert not any(line.startswith("2. 假的一条") for line in text.splitlines())


def test_nothing_is_written_outside_the_round_nor_under_an_unsafe_name(hostile: Played) -> None:
    beside = {path.name for path in hostile.root.parent.iterdir()}
    assert beside == {"2022年度", "2022年度-数据"}
    for folder in ("下发", "退回", "成果", "归档"):
        for path in (hostile.root / folder).rglob("*"):
            assert not re.search(r'[\\:*?"<>|]', path.name), path
            assert steering(path.name) == []


@pytest.fixture(scope="module")
def out(hostile: Played, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The same round as Parquet, with the summaries and lists that are made of it."""
    root = tmp_path_factory.mktemp("结果")
    said = {}
    for step in (
        ("collect", hostile.root, "--out", root),
        ("summarise", root),
        ("export", root, "--csv"),
        ("export", root, "--json"),
    ):
        outcome = xlperf(*step)
        assert outcome.code in {0, 1}, outcome.err
        said[f"{step[0]} {step[-1]}"] = outcome.out
    return Played(root, said)


class TestAtScale:
    def test_the_workbook_holds_words_and_numbers_only(self, out: Played) -> None:
        kinds = {each.partition(" ")[0] for each in out.live("*.xlsx") if "definedName" not in each}
        formulas = {each for each in out.live("*.xlsx") if each.startswith("formula")}
        assert kinds <= {"element", "formula"}
        assert all(re.fullmatch(r"formula (?:''|\w+)!\$?[A-Z0:$]+", each) for each in formulas), formulas

    def test_no_cell_of_a_csv_file_calculates(self, out: Played) -> None:
        for data in out.files("导出/*.csv"):
            assert cells_that_calculate(data.decode("utf-8-sig")) == []

    def test_the_words_are_in_json_to_the_letter(self, out: Played) -> None:
        text = out.said["export --json"]
        assert steering(text) == []
        data = json.loads(text)
        found = {row["code"]: row["name"] for table in ("projects", "unevaluated") for row in data[table]}
        assert found == {code: NAMES[code].strip() for code in found}
        assert len(found) > 20

    def test_nothing_on_the_terminal_steers_it(self, out: Played) -> None:
        for step, said in out.said.items():
            assert steering(said) == [], step


class TestTheReport:
    def test_says_the_words_as_they_are(self, hostile: Played) -> None:
        text = "".join(docx.Document(str(hostile.root / REPORT)).element.body.itertext())
        for what in ("a placeholder", "a loop", "a field", "the end of a run", "a script", "an escaped sign"):
            assert PAYLOADS[what] in text, what
        assert "49" not in text

    def test_has_nothing_of_a_village_in_its_properties(self, hostile: Played) -> None:
        properties = docx.Document(str(hostile.root / REPORT)).core_properties
        assert properties.title == f"{YEAR}年度{TOWN}人民政府部门绩效评价情况"
        assert (properties.author, properties.comments) == ("", "")


@pytest.mark.parametrize("words", ["<r><t>粗</t></r>", "<r></r>", "<r><f>1+1</f></r>"])
@pytest.mark.parametrize("constant_memory", [True, False], ids=["in the sheet", "shared"])
def test_markup_that_xlsxwriter_knows_stays_words(words: str, constant_memory: bool) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": constant_memory}) as book:
        book.add_worksheet("表").write_string(0, 0, safe_text(words))
    assert Workbook.load(stream.getvalue()).sheet("表").value("A1") == f"{words} "


class TestATextThatNoCellHolds:
    """Excel counts UTF-16 units; a file with more than 32,767 in a cell it would have to repair."""

    @pytest.mark.parametrize("letter", ["长", "😀"])
    def test_is_cut_and_says_so(self, letter: str) -> None:
        for cut, mark in ((cut_text, "以下略）"), (safe_text, "余下略）")):
            text = cut(letter * 40_000)
            assert len(text.encode("utf-16-le")) <= 2 * 32_767
            assert text.endswith(mark)
            assert len(text) > 16_000

    def test_does_no_harm_where_a_village_sent_it(self, tmp_path: Path) -> None:
        root = issue(tmp_path / "2022年度")
        answers = {code: replace(answer(), goal_done="LONG") for code in ANSWERS}
        returned = send_back(root, "001", answers=answers)
        package = Package.load(returned.read_bytes())
        said, long = b">LONG<", f">{'😀' * 40_000}<".encode()
        for part in [name for name in package.names() if said in package.read(name)]:
            package.write(part, package.read(part).replace(said, long))
        assert long in b"".join(map(package.read, package.names()))
        returned.write_bytes(package.to_bytes())
        outcome = xlperf("run", root)
        assert outcome.code in {0, 1}, outcome.err
        for name in (CONTROL, SUMMARY):
            assert too_long((root / name).read_bytes()) == []


def planted_formula(data: bytes, formula: str) -> bytes:
    book = Workbook.load(data)
    sheet = book.sheets[0]
    sheet.set_formula("A1", formula, "x")
    return book.to_bytes()


def planted(data: bytes, name: str, before: str, new: str) -> bytes:
    package = Package.load(data)
    text = package.read(name).decode()
    assert before in text
    package.write(name, text.replace(before, new + before, 1).encode())
    return package.to_bytes()


class TestWhoeverLooksSees:
    """A look that could not find anything would prove nothing."""

    @pytest.mark.parametrize(
        "formula",
        [
            'HYPERLINK("http://evil.example/x","x")',
            'HYPERLINK("归档/../x.exe","x")',
            "cmd|'/C calc'!A0",
            "1+1",
            'WEBSERVICE("http://evil.example")',
        ],
    )
    @pytest.mark.parametrize("name", [CONTROL, SUMMARY])
    def test_a_formula(self, harmless: Played, name: str, formula: str) -> None:
        data = (harmless.root / name).read_bytes()
        assert live(planted_formula(data, formula)) - live(data)

    @pytest.mark.parametrize(
        ("part", "before", "new"),
        [
            ("word/document.xml", "</w:body>", '<w:p><w:fldSimple w:instr="INCLUDETEXT x"/></w:p>'),
            ("word/document.xml", "</w:body>", "<w:p><w:r><w:instrText>DDE x</w:instrText></w:r></w:p>"),
            ("word/document.xml", "</w:body>", "<w:altChunk/>"),
            (
                "word/_rels/document.xml.rels",
                "</Relationships>",
                '<Relationship Id="rIdX" Type="x" Target="http://evil.example" TargetMode="External"/>',
            ),
        ],
    )
    def test_a_field_or_a_link_of_a_report(self, harmless: Played, part: str, before: str, new: str) -> None:
        data = (harmless.root / REPORT).read_bytes()
        assert live(planted(data, part, before, new)) - live(data)

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " ="])
    def test_a_cell_that_calculates(self, start: str) -> None:
        stream = io.StringIO(newline="")
        csv.writer(stream).writerow(["1", "-5", f"{start}1+1"])
        assert cells_that_calculate(stream.getvalue()) == [f"{start}1+1"]
        assert harmless_cell(f"{start}1+1") == f"'{start}1+1"

    @pytest.mark.parametrize("sign", ["\x1b", "\x07", "\x9b", "\u202e", "\x7f"])
    def test_a_sign_that_steers(self, sign: str) -> None:
        assert steering(f"a{sign}[31m") == [sign]
        assert steering(seen(f"a{sign}[31m")) == []

    def test_a_text_that_is_too_long(self) -> None:
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream) as book:
            book.add_worksheet("表").write_string(0, 0, "长" * 32_767)
        package = Package.load(stream.getvalue())
        strings = package.read("xl/sharedStrings.xml").decode()
        package.write("xl/sharedStrings.xml", strings.replace("长</t>", "长长</t>").encode())
        assert too_long(stream.getvalue()) == []
        assert too_long(package.to_bytes()) == ["长" * 40]


@given(st.text(st.sampled_from("'=+-@＝ \t\r\n1.a"), max_size=8))
def test_a_csv_cell_gives_back_the_text(text: str) -> None:
    cell = str(harmless_cell(text))
    assert cell in {text, f"'{text}"}
    assert not cells_that_calculate(cell) or re.search("[\r\n\t]", text)
    assert text == (cell[1:] if re.match(r"'+(?:[\t\r\n]|\s*[=+\-@＝＋－＠])", cell) else cell)
