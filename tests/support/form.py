"""Templates as they are built, and the central form as a unit would fill it in with openpyxl."""

import io
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlperf.build.template import build_template
from xlperf.forms.layout import Layout
from xlperf.forms.names import FORM_SHEET
from xlperf.forms.spec import FormSpec
from xlperf.rules.loading import load_ruleset

CENTRAL = "central_2020"


@cache
def template(ruleset: str) -> bytes:
    """The blank template of a rule set, in its own unit of money."""
    rules = load_ruleset(ruleset)
    return build_template(rules, rules.money_unit)


@cache
def layout_of(ruleset: str) -> Layout:
    """Where things stand on it."""
    rules = load_ruleset(ruleset)
    return Layout.of(FormSpec.from_rules(rules, rules.money_unit))


def book_of(ruleset: str, *, values: bool = False) -> Workbook:
    """It, as openpyxl reads it: formulas, or with ``values`` what they show."""
    return openpyxl.load_workbook(io.BytesIO(template(ruleset)), data_only=values)


def form_of(ruleset: str) -> Worksheet:
    """Its sheet with the form."""
    sheet = book_of(ruleset)[FORM_SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


#: What a test types into a cell.
Entry = str | float | None

#: A project as a village would type it: cell and text, then one indicator a line from D on.
HEADING: Mapping[str, Entry] = {
    "A2": 2021,
    "C3": "王平镇2021年农村人居环境整治和美丽乡村建设（东王平村等16个村）项目",
    "H3": "0012",
    "C4": "王平镇人民政府",
    "H4": "东王平村村民委员会",
    "B11": "完成16个村道路硬化3.5公里，新建公共卫生厕所4座，建立长效管护机制。" * 4,
    "G11": "道路硬化3.5公里全部完工并通过验收，建成厕所3座，1座因用地手续延误结转次年。" * 4,
}
AMOUNTS = ((300, 310.25, 300.123456), (0, 10.5, 10.5), (20, 20, 20))
INDICATORS = """
道路硬化里程        ≥     3.5       公里  3.5                             10  .    .
新建公共厕所数量    =     4         座    3                               10  .    次年建成
整治覆盖行政村数量  ≥     16        个    16                              5   .    .
工程质量验收合格率  =     100       %     100                             8   .    .
垃圾分类设施完好率  ≥     95        %     96.2                            7   .    .
竣工验收时间        ≤     11月底前  .     11月20日                        5   5    .
项目总成本          ≤     350       万元  318.2                           5   .    .
带动村民就业增收    ≥     50        万元  42.35                           8   .    多用本村劳力
改善人居环境        定性  明显改善  .     达成年度指标                    8   7.5  加强管护
.                   .     .         .     .                               .   .    .
减少生活污水直排    定性  有效减少  .     部分达成年度指标并具有一定效果  7   5    次年续建
管护机制健全程度    定性  健全      .     达成年度指标                    7   7    .
受益村民满意度      ≥     90        %     93.5                            10  .    .
"""


def filled(path: Path, changes: Mapping[str, Entry] | None = None) -> Path:
    """The central form as filled in by a unit; ``changes`` replace single cells afterwards."""
    book = book_of(CENTRAL)
    sheet = book[FORM_SHEET]
    assert isinstance(sheet, Worksheet)
    entries: dict[str, Entry] = dict(HEADING)
    for row, amounts in enumerate(AMOUNTS, 7):
        entries |= {f"{column}{row}": amount for column, amount in zip("FGH", amounts, strict=True)}
    for row, line in enumerate(INDICATORS.strip().splitlines(), 13):
        texts = zip("DEFGHIJK", line.split(), strict=True)
        entries |= {f"{column}{row}": typed(text) for column, text in texts if text != "."}
    for ref, value in {**entries, **(changes or {})}.items():
        sheet[ref] = value
        if value in {"=", "<", ">"}:
            sheet[ref].data_type = "s"
    book.save(path)
    return path


def typed(text: str) -> float | str | None:
    """A word of a table as it is typed: a number, a text, or nothing for "-"."""
    if text == "-":
        return None
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text
