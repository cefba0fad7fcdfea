"""小河镇: three units and five projects, small enough to be seen at a glance and changed in a test."""

import warnings
from collections.abc import Mapping
from pathlib import Path

from docx import Document
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from support.terminal import Outcome, xlperf
from xlperf.books.file import FileBook
from xlperf.books.port import CellValue
from xlperf.demo.village import Answer, Mistake, fill_in
from xlperf.forms.names import Name
from xlperf.steps.folder import CONTROL

TOWN, YEAR = "小河镇", 2022
EAST, WEST, WATER = (f"{unit}_{YEAR}绩效自评.xlsx" for unit in ("001_东村", "002_西村", "003_水务站"))
REPORT = f"成果/{YEAR}年度{TOWN}人民政府部门绩效评价情况.docx"
SAVED, SAVED_LATER = "2023-01-20T09:00:00Z", "2023-02-15T09:00:00Z"

UNITS = """\
单位编码,单位名称,类型,联系人,联系电话
001,东村,村,张三,0000-0001
002,西村,村,李四,0000-0002
003,水务站,事业单位,王五,0000-0003
"""

#: Amounts in 万元, all of them 当年财政拨款; the budget did not change during the year.
PROJECTS = """\
编码  名称          单位  支出类型  功能     预算    执行    自评  未自评原因      重点  涉密
P1    村道硬化      001   项目支出  2130126  100     95      是    .               是    否
P2    垃圾清运      001   项目支出  2120501  20.5    20.5    是    .               否    否
P3    村道硬化二期  002   项目支出  2130126  50      40      是    .               否    否
P4    河道清淤      003   项目支出  2130305  30      30      是    .               否    是
P5    应急物资      002   项目支出  2240106  8.25    0       否    年底下达未安排  否    否
B1    人员经费      003   基本支出  2010301  60      59.5    否    .               否    否
"""

LEDGER_HEADER = (
    "项目编码,项目名称,单位编码,支出类型,功能分类编码,"
    "年初预算数-当年财政拨款,年初预算数-上年结转资金,年初预算数-其他资金,"
    "全年预算数-当年财政拨款,全年预算数-上年结转资金,全年预算数-其他资金,"
    "全年执行数-当年财政拨款,全年执行数-上年结转资金,全年执行数-其他资金,"
    "是否自评,未自评原因,是否重点,是否涉密"
)


def ledger(projects: str = PROJECTS) -> str:
    """The ledger file of a table like :data:`PROJECTS`; ``.`` is a blank."""
    lines = [LEDGER_HEADER]
    for line in projects.strip().splitlines()[1:]:
        code, name, unit, kind, function, budget, actual, evaluate, reason, key, secret = (
            "" if word == "." else word for word in line.split()
        )
        lines.append(
            f"{code},{name},{unit},{kind},{function},{budget},,,{budget},,,{actual},,,"
            f"{evaluate},{reason},{key},{secret}"
        )
    return "\n".join(lines) + "\n"


#: Every project has the same four indicators; with 预算执行率 they weigh 100.
TARGETS = "项目编码,一级指标,二级指标,三级指标,指标性质,指标值,度量单位,分值\n" + "".join(
    f"P{number},产出指标,数量指标,完成数量,≥,10,处,30\n"
    f"P{number},产出指标,时效指标,完工时间,≤,{YEAR}年11月底前,,20\n"
    f"P{number},效益指标,社会效益指标,生活便利,定性,明显改善,,30\n"
    f"P{number},满意度指标,服务对象满意度指标,群众满意度,≥,90,%,10\n"
    for number in range(1, 5)
)

REASON = "土地未平整；改进措施：年内补齐。"


def answer(quantity: str = "10", score: str = "28", reason: str = "") -> Answer:
    """A unit's answer about one project; the rate of P1 is 95 %, so that it comes to 97.5 as it stands."""
    return Answer(
        goal="完成全年建设任务，方便群众生产生活。",
        goal_done=f"全年完成{quantity}处，按期通过验收，群众反映良好。",
        indicators={
            "完成数量": {"actual": quantity, "reason": reason},
            "完工时间": {"actual": f"{YEAR}年10月", "score": "20"},
            "生活便利": {
                "actual": "达成年度指标",
                "score": score,
                "reason": "受益面不广；改进措施：扩大宣传。",
            },
            "群众满意度": {"actual": "95"},
        },
    )


#: P3 reached 8 of 10.
ANSWERS: Mapping[str, Answer] = {
    "P1": answer(),
    "P2": answer(),
    "P3": answer("8", reason=REASON),
    "P4": answer(),
}


def write_files(folder: Path, **texts: str | bytes | None) -> dict[str, Path]:
    """Write the input files; ``texts`` replace units, ledger, targets or execution, None leaves one out."""
    given: dict[str, str | bytes | None] = {"units": UNITS, "ledger": ledger(), "targets": TARGETS, **texts}
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for name, text in given.items():
        if text is not None:
            paths[name] = folder / f"{name}.csv"
            paths[name].write_bytes(text if isinstance(text, bytes) else text.encode())
    return paths


def new(root: Path, *options: str | Path, **texts: str | bytes | None) -> Outcome:
    """``xlperf new`` with the input files of :func:`write_files`, written beside the round's folder."""
    files = write_files(root.parent / f"{root.name}-数据", **texts)
    named = [part for name, path in files.items() for part in (f"--{name}", path)]
    return xlperf("new", root, "--town", TOWN, "--year", str(YEAR), *named, *options)


def issue(root: Path, *options: str | Path, **texts: str | bytes | None) -> Path:
    """A new round whose workbooks lie in 下发/; returns its folder."""
    outcome = new(root, *options, **texts)
    assert outcome.code == 0, outcome.err
    outcome = xlperf("distribute", root)
    assert outcome.code == 0, outcome.err
    return root


def send_back(
    root: Path,
    unit: str,
    name: str = "",
    *mistakes: Mistake,
    answers: Mapping[str, Answer] = ANSWERS,
    saved: str = SAVED,
) -> Path:
    """A unit fills in its workbook, mistakes included, and puts it into 回收/ under a name of its own."""
    (issued,) = (root / "下发").glob(f"{unit}_*.xlsx")
    returned = root / "回收" / (name or issued.name)
    fill_in(issued, returned, answers, mistakes, saved)
    return returned


def finish(root: Path) -> Path:
    """A round that everybody has answered and that ran to its end; returns its folder."""
    return_all(root)
    outcome = xlperf("run", root)
    assert outcome.code == 0, outcome.out + outcome.err
    return root


def rows(root: Path, table: str) -> list[dict[str, object]]:
    """A table of the control workbook as another program reads it; blank rows are left out."""
    book = opened(root / CONTROL, data_only=True)
    sheet = next(sheet for sheet in book.worksheets if table in sheet.tables)
    header, *lines = sheet[sheet.tables[table].ref]
    names = [str(cell.value) for cell in header]
    found = [dict(zip(names, (cell.value for cell in line), strict=True)) for line in lines]
    return [row for row in found if any(value is not None for value in row.values())]


def opened(path: Path, *, data_only: bool = False, keep_vba: bool = False) -> Workbook:
    """A workbook in openpyxl, which warns of what it would lose on saving."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return load_workbook(path, data_only=data_only, keep_vba=keep_vba)


def edit(root: Path, table: str, key: tuple[str, str], header: str, value: object) -> None:
    """A clerk changes one cell of the control workbook, in the row where a column holds a certain text."""
    path = root / CONTROL
    book = opened(path, keep_vba=True)
    sheet = next(sheet for sheet in book.worksheets if table in sheet.tables)
    assert isinstance(sheet, Worksheet)
    names, *lines = sheet[sheet.tables[table].ref]
    columns = [str(cell.value) for cell in names]
    (row,) = (line for line in lines if str(line[columns.index(key[0])].value) == key[1])
    row[columns.index(header)].value = value
    book.save(path)


def retype(path: Path, values: dict[str, str | None]) -> None:
    """Type over cells of a returned form."""
    book = load_workbook(path)
    sheet = next(sheet for sheet in book.worksheets if Name.INDICATORS in sheet.defined_names)
    for name, value in values.items():
        sheet[sheet.defined_names[name].attr_text.rpartition("!")[2].replace("$", "")] = value
    book.save(path)


def type_in(root: Path, table: str, *lines: Mapping[str, CellValue]) -> None:
    """A clerk fills a table of the control workbook from its first row on."""
    book = FileBook(root / CONTROL)
    book.write_table(table, lines)
    book.save()


def return_all(root: Path) -> None:
    """Every unit sends its workbook back, without a mistake."""
    for unit in ("001", "002", "003"):
        send_back(root, unit)


def collect(root: Path) -> Outcome:
    """``xlperf collect``, which must have been possible."""
    outcome = xlperf("collect", root)
    assert outcome.code in {0, 1}, outcome.err
    return outcome


def findings(root: Path, *codes: str) -> list[dict[str, object]]:
    """The findings in 校验结果, of some rules only where they are named."""
    return [row for row in rows(root, "校验结果") if not codes or row["规则"] in codes]


def intake(root: Path) -> dict[str, dict[str, object]]:
    """收件登记 by 文件名."""
    return {str(row["文件名"]): row for row in rows(root, "收件登记")}


def state(root: Path) -> dict[str, object]:
    """What 操作台 shows."""
    names = ("应报单位", "已收单位", "应报项目", "已通过", "需修改", "未报")
    return {name: named(root, f"状态_{name}") for name in names}


def named(root: Path, name: str) -> object:
    """What a named cell of the control workbook shows."""
    book = opened(root / CONTROL, data_only=True)
    sheet, address = book.defined_names[name].attr_text.split("!")
    value: object = book[sheet.strip("'")][address.replace("$", "")].value
    return value


def total_row(root: Path, table: str) -> list[object]:
    """What stands right under a table of the control workbook."""
    book = opened(root / CONTROL, data_only=True)
    sheet = next(sheet for sheet in book.worksheets if table in sheet.tables)
    first, last = sheet.tables[table].ref.split(":")
    row = sheet[last].row + 1
    return [sheet.cell(row, column).value for column in range(sheet[first].column, sheet[last].column + 1)]


def report_text(root: Path) -> str:
    """All words of the report, tables included."""
    document = Document(str(root / REPORT))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
