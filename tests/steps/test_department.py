"""部门整体: scored by the round's rules; what the clerk typed is kept, what is not understood is named."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from support.small_town import finish, issue, named, opened, report_text, rows, type_in
from support.terminal import xlperf
from xlperf.books.port import CellValue
from xlperf.steps.folder import CONTROL


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return finish(issue(tmp_path_factory.mktemp("小河镇") / "2022年度"))


@pytest.fixture
def root(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "2022年度"))


_HEADERS = (
    "一级指标",
    "二级指标",
    "三级指标",
    "指标性质",
    "指标值",
    "度量单位",
    "实际完成值",
    "分值",
    "得分",
)
_LINES: tuple[tuple[CellValue, ...], ...] = (
    ("产出指标", "数量指标", "完成项目数", "≥", Decimal(5), "个", Decimal(4), Decimal(50), None),
    (
        "效益指标",
        "社会效益指标",
        "群众受益",
        "定性",
        "明显改善",
        None,
        "达成年度指标",
        Decimal(30),
        Decimal(28),
    ),
    ("满意度指标", "满意度指标", "群众满意度", "≥", Decimal(90), "%", Decimal(95), Decimal(10), None),
)
#: With the execution rate (245 of 268.75, 9.12 points) these weigh 100.
INDICATORS = tuple(dict(zip(_HEADERS, line, strict=True)) for line in _LINES)


def department(root: Path) -> tuple[object, ...]:
    """部门_执行率得分, 部门_总分, 部门_等级 as the file shows them."""
    return tuple(named(root, f"部门_{name}") for name in ("执行率得分", "总分", "等级"))


def test_is_scored_by_the_same_rules(root: Path) -> None:
    type_in(root, "部门指标", *INDICATORS)
    assert xlperf("run", root).code == 0
    assert [row["得分"] for row in rows(root, "部门指标")] == [40, 28, 10]
    assert department(root) == (9.12, 87.12, "良")
    assert "87.12" in report_text(root)


def test_without_indicators_has_no_score(root: Path) -> None:
    assert department(root) == (9.12, None, None)


def test_a_score_that_nobody_gave_is_marked_and_never_a_zero(root: Path) -> None:
    open_, *others = INDICATORS[1], INDICATORS[0], INDICATORS[2]
    type_in(root, "部门指标", {**open_, "得分": None}, *others)
    outcome = xlperf("run", root)
    assert [row["得分"] for row in rows(root, "部门指标")] == [None, 40, 10]
    assert department(root) == (9.12, None, None)
    assert "得【待补充：得分】分（满分30分）" in report_text(root)
    assert "里“群众受益”缺少得分" in outcome.out


def test_a_percentage_typed_as_one_is_one(root: Path) -> None:
    first, second, third = INDICATORS
    type_in(root, "部门指标", first, second, {**third, "指标值": "90%", "度量单位": None})
    typed_as_percent(root, "群众满意度", 0.855)
    xlperf("run", root)
    assert rows(root, "部门指标")[2]["得分"] == 9.5


@pytest.mark.parametrize(
    ("header", "value", "sentence"),
    [
        ("指标性质", "大于", None),
        ("指标性质", "大概", "（指标性质）：“大概”认不出来，只能填：≥ > = ≤ < 定性。"),
        ("分值", "三十", None),
        ("分值", "若干", "（分值）：“若干”不是数字，请填数字。"),
        ("分值", None, "（分值）：没有填写，这一项必须填。"),
        ("得分", "满分", "（得分）：“满分”不是数字，请填数字。"),
        ("三级指标", None, "（三级指标）：没有填写，这一项必须填。"),
    ],
)
def test_what_cannot_be_understood_is_named_with_its_cell(
    root: Path, header: str, value: CellValue, sentence: str | None
) -> None:
    first, *others = INDICATORS
    type_in(root, "部门指标", {**first, header: value}, *others)
    outcome = xlperf("run", root)
    if sentence is None:
        assert outcome.code == 0
        return
    assert outcome.code == 2
    assert outcome.complaints[0] == "xlperf：工作表“部门整体”里有读不懂的内容，请先改正："
    (detail,) = outcome.complaints[1:]
    assert detail.startswith("部门指标 工作表“部门整体” ")
    assert detail.endswith(sentence)


def test_what_the_clerk_typed_stays_formulas_too(root: Path) -> None:
    type_in(root, "部门指标", *INDICATORS)
    book = opened(root / CONTROL, keep_vba=True)
    sheet = book["部门整体"]
    cells = [cell for line in sheet[sheet.tables["部门指标"].ref] for cell in line]
    (weight,) = (cell for cell in cells if cell.value == 50)
    weight.value = "=25*2"
    book.save(root / CONTROL)
    before = opened(root / CONTROL, keep_vba=True)["部门整体"]
    xlperf("run", root)
    outcome = xlperf("run", root)
    assert outcome.code == 2, "openpyxl stored no result, and a guess would be none"
    after = opened(root / CONTROL, keep_vba=True)["部门整体"]
    assert after[weight.coordinate].value == before[weight.coordinate].value == "=25*2"


def typed_as_percent(root: Path, indicator: str, value: float) -> None:
    book = opened(root / CONTROL, keep_vba=True)
    sheet = book["部门整体"]
    header, *lines = sheet[sheet.tables["部门指标"].ref]
    names = [cell.value for cell in header]
    (line,) = (line for line in lines if line[names.index("三级指标")].value == indicator)
    cell = line[names.index("实际完成值")]
    cell.value, cell.number_format = value, "0.0%"
    book.save(root / CONTROL)
