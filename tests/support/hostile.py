"""小河镇, where whatever comes from outside wants to be more than text: names, answers, files, titles."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final

from support.small_town import LEDGER_HEADER, YEAR, issue
from xlperf.forms.names import Name
from xlperf.ooxml.cells import Value
from xlperf.ooxml.markup import escape_attribute
from xlperf.ooxml.package import Package
from xlperf.ooxml.refs import ref
from xlperf.ooxml.sheet import Sheet
from xlperf.ooxml.workbook import Workbook

#: What some program or other would take for more than text. A number stands for each project.
PAYLOADS: Final[Mapping[str, str]] = {
    "a formula": '=HYPERLINK("http://evil.example/x","点这里")',
    "a command by DDE": "=cmd|'/C calc'!A0",
    "a sum": "+1+1",
    "a difference": "-2+3",
    "a function as Lotus wrote it": "@SUM(1,2)",
    "a formula behind a tab": "\t=1+1",
    "a formula behind a line end": "\r=1+1",
    "a full-width formula": "＝1+1",
    "a placeholder": "{{ 7*7 }}{{ 标题 }}",
    "a loop": "{% for a in b %}x{% endfor %}",
    "a comment of a template": "{# 注 #}",
    "a template's paragraph": "{%p if 1 %}x{%p endif %}",
    "a field as people see it": '{ HYPERLINK "http://evil.example/x" }',
    "a field": '<w:fldSimple w:instr="INCLUDETEXT c:/x"><w:r/></w:fldSimple>',
    "the end of a run": "</w:t></w:r><w:br/><w:r><w:t>",
    "the end of a text": "</t></si><si><t>x",
    "runs": "<r><rPr><b/></rPr><t>粗</t></r>",
    "the end of a cell": ']]></t></is></c><c r="A1"><f>1+1</f></c>',
    "a script": "<script>alert(1)</script>",
    "an escaped sign": "&lt;b&gt; &amp; &#65;",
    "an address": "http://evil.example/x",
    "an address of mail": "mailto:a@evil.example",
    "a file": "file:///c:/x",
    "a folder above": "..\\..\\evil/../../evil",
    "a path": "/etc/passwd",
    "a device": "CON",
    "the reading direction turned": "表\u202exslx.exe",
    "what is not seen": "村\u200b道\ufeff硬\u00ad化",
    "signs that steer": "a\x01b\x07c\x1b[31md\x1b]0;t\x07e\x7ff\x9b31mg",
    "an escape of workbooks": "_x000D_ _x0041_ _x001B_[31m",
    "a heading": "&A&P第&N页",
    "a quote": "甲\"乙'丙`丁",
    "lines": "第一行\n第二行\r\n2. 假的一条",
}
#: The same round with nothing in it but words.
HARMLESS: Final[Mapping[str, str]] = {what: f"修路 {number} 段" for number, what in enumerate(PAYLOADS)}
#: Under these names no file could lie on a disk; a zip may say anything.
MEMBER_NAMES: Final = (
    "../../evil.xlsx",
    "..\\..\\evil.xlsx",
    "/etc/passwd.xlsx",
    "C:\\x.xlsx",
    "=1+1.xlsx",
    "CON.xlsx",
    "\x1b[31mred.xlsx",
    "<script>.xlsx",
    "表\u202exslx.exe",
)
FILE_NAMES: Final = (
    "=HYPERLINK(1).xlsx",
    "+1+1.xlsx",
    "@SUM(1).xlsx",
    "..\\..\\evil.xlsx",
    "\x1b[31m红.xlsx",
    '两\n{"sequence": 9}.xlsx',
    "CON.xlsx",
    "<script>alert(1)<.xlsx",
    "表\u202exslx.exe",
    "{{ 7*7 }}.xlsx",
)

_UNITS: Final = (
    '=HYPERLINK("http://evil.example/u","东村")',
    "../..\\<script>西村\x1b[31m",
    "{{ 7*7 }}水务站&A",
)
_HARMLESS_UNITS: Final = ("东村", "西村", "水务站")
_UNIT_HEADER: Final = "单位编码,单位名称,类型,联系人,联系电话"
_TARGET_HEADER: Final = "项目编码,一级指标,二级指标,三级指标,指标性质,指标值,度量单位,分值"
_TARGETS: Final = (
    ("产出指标", "数量指标", "", "≥", "10", "处", "30"),
    ("产出指标", "时效指标", "完工时间", "≤", f"{YEAR}年11月底前", "", "20"),
    ("效益指标", "社会效益指标", "生活便利", "定性", "明显改善", "", "30"),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥", "90", "%", "10"),
)
_ACTUAL, _SCORE, _REASON = 6, 8, 9


def answered_round(root: Path, words: Mapping[str, str] = PAYLOADS) -> Path:
    """A round whose ledger holds these words, issued, and answered in the same words; returns its folder."""
    said = dict(zip(codes(words), words.values(), strict=True))
    units = _UNITS if words == PAYLOADS else _HARMLESS_UNITS
    issue(
        root,
        units=_table(_UNIT_HEADER, _unit_rows(units)),
        ledger=_table(LEDGER_HEADER, _ledger_rows(said)),
        targets=_table(_TARGET_HEADER, _target_rows(said)),
    )
    for issued in sorted((root / "下发").glob("*.xlsx")):
        right = not issued.name.startswith("002")
        data = answer(issued.read_bytes(), said, right=right)
        (root / "回收" / f"{issued.name[:3]}.xlsx").write_bytes(
            data if right or words != PAYLOADS else _retitled(data)
        )
    drop_files(root / "回收")
    return root


def codes(words: Mapping[str, str]) -> list[str]:
    """The codes of the projects, one for each word, in order."""
    return [f"P{number:02d}" for number, _ in enumerate(words, 1)]


def project_name(code: str, text: str) -> str:
    """What a project is called: the words, and something by which it is known."""
    return f"{text}号{code}"


def _table(header: str, rows: Iterator[tuple[str, ...]]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([header.split(","), *rows])
    return stream.getvalue()


def _unit_rows(names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for number, name in enumerate(names, 1):
        yield f"{number:03d}", name, "村", "=1+1", "@SUM(1)"


def _ledger_rows(said: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Every fifth project is not evaluated; the others are key projects, so that they are published."""
    for number, (code, text) in enumerate(said.items()):
        evaluated = number % 5 != 4
        fixed = (f"{number % 3 + 1:03d}", "项目支出", "2130126", *("10", "", "") * 3)
        answers = ("是", "", "是", "否") if evaluated else ("否", text, "否", "否")
        yield code, project_name(code, text), *fixed, *answers


def _target_rows(said: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    for code, text in said.items():
        for level1, level2, level3, *rest in _TARGETS:
            yield (code, level1, level2, level3 or f"{text}完成数", *rest)


def answer(issued: bytes, said: Mapping[str, str], *, right: bool) -> bytes:
    """An issued workbook answered with what is ``said``; unless ``right``, in place of numbers as well."""
    book = Workbook.load(issued)
    for sheet in book.sheets:
        if Name.INDICATORS in book.names_of(sheet):
            _answer(book, sheet, said[str(_at(book, sheet, Name.PROJECT_CODE))], right=right)
    book.package.write("docProps/core.xml", _CORE)
    return book.to_bytes()


def _at(book: Workbook, sheet: Sheet, name: Name) -> Value:
    area = book.names_of(sheet)[name]
    return sheet.value(ref(area.first_row, area.first_col))


def _answer(book: Workbook, sheet: Sheet, text: str, *, right: bool) -> None:
    areas = book.names_of(sheet)
    sheet.set(ref(areas[Name.GOAL].first_row, areas[Name.GOAL].first_col), f"{text}目标")
    sheet.set(ref(areas[Name.GOAL_DONE].first_row, areas[Name.GOAL_DONE].first_col), f"{text}完成10处")
    area = areas[Name.INDICATORS]
    lines: tuple[tuple[Value, Value], ...] = (
        (Decimal(10) if right else text, Decimal(30)),
        (f"{YEAR}年10月", Decimal(20) if right else text),
        ("达成年度指标", Decimal(28)),
        (Decimal(95), Decimal(10)),
    )
    for row, (actual, score) in enumerate(lines, area.first_row):
        sheet.set(ref(row, area.first_col + _ACTUAL), actual)
        sheet.set(ref(row, area.first_col + _SCORE), score)
        sheet.set(ref(row, area.first_col + _REASON), f"{text}；改进措施：{text}")


_CORE: Final = (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    b' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    b' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>=1+1</dc:title>'
    b"<dc:creator>{{ 7*7 }}</dc:creator><dc:description>&lt;script&gt;</dc:description>"
    b'<dcterms:modified xsi:type="dcterms:W3CDTF">2023-01-20T09:00:00Z</dcterms:modified></cp:coreProperties>'
)


def _retitled(data: bytes) -> bytes:
    """The same workbook, the title of its first form a formula."""
    package = Package.load(data)
    text = package.read("xl/workbook.xml").decode()
    book = Workbook.load(data)
    title = next(sheet.title for sheet in book.sheets if Name.INDICATORS in book.names_of(sheet))
    old, new = escape_attribute(title), escape_attribute("=cmd|'!'!A0_x001B_[31m")
    assert old in text
    package.write("xl/workbook.xml", text.replace(f'name="{old}"', f'name="{new}"').encode())
    return package.to_bytes()


def drop_files(returned: Path) -> None:
    """Files that are no workbooks, under hostile names, by themselves and in a zip."""
    for number, name in enumerate(FILE_NAMES):
        (returned / name).write_bytes(f"不是工作簿{number}".encode())
    with zipfile.ZipFile(returned / "打包.zip", "w") as package:
        for number, name in enumerate(MEMBER_NAMES):
            package.writestr(zipfile.ZipInfo(name, (2023, 1, 20, 9, 0, 0)), f"也不是{number}")
