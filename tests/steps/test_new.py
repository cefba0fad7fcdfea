"""``xlperf new``: all or nothing, and one sentence for every cell that is not understood."""

from pathlib import Path

import pytest

from support import small_town as town
from support.small_town import LEDGER_HEADER, PROJECTS, TARGETS, UNITS, ledger, new, rows
from support.terminal import xlperf
from xlperf.steps import new as step


def refused(root: Path, *options: str, **texts: str | bytes | None) -> list[str]:
    """What ``xlperf new`` complains about; it must have written nothing."""
    outcome = new(root, *options, **texts)
    assert (outcome.code, outcome.out) == (2, "")
    assert not root.exists()
    return outcome.complaints


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "2022年度"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("小河镇") / "2022年度"
    assert new(folder).code == 0
    return folder


def test_the_folder_has_everything_in_its_place(made: Path) -> None:
    assert sorted(path.relative_to(made).as_posix() for path in made.rglob("*")) == [
        "下发",
        "回收",
        "归档",
        "成果",
        "模板",
        "模板/部门绩效评价情况.docx",
        "模板/项目支出绩效自评表.xlsx",
        "绩效评价.xlsm",
        "退回",
    ]


def test_the_tables_say_what_the_files_said(made: Path) -> None:
    first = rows(made, "项目台账")[0]
    assert (first["项目编码"], first["全年执行数-当年财政拨款"], first["全年执行数-其他资金"]) == (
        "P1",
        95,
        0,
    )
    assert [row["单位名称"] for row in rows(made, "单位名录")] == ["东村", "西村", "水务站"]
    assert len(rows(made, "绩效目标")) == 16
    assert rows(made, "功能分类执行") == []


def test_the_same_files_give_the_same_bytes(made: Path, tmp_path: Path) -> None:
    again = tmp_path / "2022年度"
    assert new(again).code == 0
    files = [path.relative_to(made) for path in made.rglob("*") if path.is_file()]
    assert [(again / name).read_bytes() for name in files] == [(made / name).read_bytes() for name in files]


def test_leading_zeros_of_a_code_stay(root: Path) -> None:
    assert (
        new(
            root, units=UNITS.replace("001,", "00123,"), ledger=ledger(PROJECTS.replace("001 ", "00123 "))
        ).code
        == 0
    )
    assert rows(root, "单位名录")[0]["单位编码"] == "00123"
    assert rows(root, "项目台账")[0]["单位编码"] == "00123"


def test_text_that_looks_like_a_formula_stays_text(root: Path) -> None:
    assert new(root, ledger=ledger(PROJECTS.replace("垃圾清运    ", "=1+1        "))).code == 0
    sheet = town.opened(root / "绩效评价.xlsm", keep_vba=True)["项目台账"]
    (cell,) = (cell for line in sheet.iter_rows() for cell in line if cell.value == "=1+1")
    assert cell.data_type == "s"


@pytest.mark.parametrize(
    ("printed", "unit", "stored"),
    [
        ("2000万", "万元", 2000),
        ("2000万", "元", 20_000_000),
        ("96元", "万元", 0.0096),
        ("1,200.5", "万元", 1200.5),
        ("７００", "万元", 700),
        ("—", "万元", 0),
        ("无", "万元", 0),
    ],
)
def test_amounts_mean_what_they_say(root: Path, printed: str, unit: str, stored: float) -> None:
    texts = ledger(PROJECTS.replace(" 20.5 ", " @@@@ ")).replace("@@@@", f'"{printed}"')
    assert new(root, "--money-unit", unit, ledger=texts).code == 0
    assert rows(root, "项目台账")[1]["全年预算数-当年财政拨款"] == stored


def test_amounts_of_a_round_in_yuan_are_in_yuan(root: Path) -> None:
    assert new(root, "--money-unit", "元", ledger=ledger(PROJECTS.replace(" 100 ", " 1000000.55 "))).code == 0
    assert rows(root, "项目台账")[0]["全年预算数-当年财政拨款"] == 1_000_000.55


def test_the_execution_file_goes_into_its_table(root: Path) -> None:
    assert (
        new(root, execution="功能分类编码,全年预算数,全年执行数\n213,200,190\n卫生健康支出,10,9.5\n").code
        == 0
    )
    assert rows(root, "功能分类执行") == [
        {"功能分类编码": "213", "全年预算数": 200, "全年执行数": 190},
        {"功能分类编码": "210", "全年预算数": 10, "全年执行数": 9.5},
    ]


def test_without_files_the_tables_are_empty_for_the_clerk(root: Path) -> None:
    assert new(root, units=None, ledger=None, targets=None).code == 0
    assert rows(root, "项目台账") == []


def test_a_ledger_without_units_is_taken_as_it_is(root: Path) -> None:
    assert new(root, units=None).code == 0


class TestEachMistakeIsOneSentenceWithFileAndCell:
    @pytest.mark.parametrize(
        ("old", "wrong", "sentence"),
        [
            (
                "P2    垃圾清运      001",
                "P2    垃圾清运      009",
                "C3（单位编码）：“009”不在单位名录里，请补上或改正。",
            ),
            ("P2    垃圾", "P1    垃圾", "A3（项目编码）：“P1”重复了，每个编码只能有一行。"),
            ("P2    垃圾", ".     垃圾", "A3（项目编码）：没有填写，这一项必须填。"),
            ("垃圾清运    ", ".           ", "B3（项目名称）：没有填写，这一项必须填。"),
            (
                " 20.5    20.5",
                " 二十来万 20.5",
                "I3（全年预算数-当年财政拨款）：“二十来万”不是金额，请填数字（单位：万元）。",
            ),
            (
                " 20.5    20.5",
                " 20.5    约20",
                "L3（全年执行数-当年财政拨款）：“约20”不是金额，请填数字（单位：万元）。",
            ),
            ("基本支出", "工资支出", "D7（支出类型）：是“工资支出”，只能填：项目支出、基本支出。"),
            ("基本支出", ".      ", "D7（支出类型）：是空白，只能填：项目支出、基本支出。"),
            (
                "2120501",
                "2180501",
                "E3（功能分类编码）：“2180501”不在类级科目表里，请填科目编码，例如 213 或 2130126。",
            ),
            (
                "2120501",
                "城乡社区事务支",
                "E3（功能分类编码）：“城乡社区事务支”不在类级科目表里，请填科目编码，例如 213 或 2130126。是不是 212（城乡社区支出）？",  # noqa: E501
            ),
            ("年底下达未安排  否", "年底下达未安排  Y ", "Q6（是否重点）：是“Y”，只能填：是、否。"),
        ],
        ids=lambda text: text[:16],
    )
    def test_in_the_ledger(self, root: Path, old: str, wrong: str, sentence: str) -> None:
        assert old in PROJECTS
        text = ledger(PROJECTS.replace(old, wrong, 1))
        complaints = refused(root, ledger=text, targets=None)
        assert complaints[0] == "xlperf：提供的表里有读不懂的内容，请先改正："
        assert f"ledger.csv {sentence}" in complaints
        assert len([line for line in complaints[1:] if sentence[:2] in line]) == 1

    @pytest.mark.parametrize(
        ("old", "wrong", "sentence"),
        [
            ("P1,产出指标,数量", "P9,产出指标,数量", "A2（项目编码）：“P9”不在项目台账里，请补上或改正。"),
            ("完成数量,≥,", "完成数量,大概,", "E2（指标性质）：“大概”认不出来，只能填：≥ > = ≤ < 定性。"),
            ("完成数量,≥,", "完成数量,,", "E2（指标性质）：没有填写，这一项必须填。"),
            (
                "完成数量,≥,10,",
                "完成数量,≥,≤10,",
                "F2（指标值）：“≤10”与“指标性质”的“≥”不一致，请改其中一处。",
            ),
            ("10,处,30", "10,处,三成", "H2（分值）：“三成”不是数字，请填数字。"),
            ("数量指标,完成数量", "数量指标,", "D2（三级指标）：没有填写，这一项必须填。"),
        ],
    )
    def test_in_the_targets(self, root: Path, old: str, wrong: str, sentence: str) -> None:
        assert refused(root, targets=TARGETS.replace(old, wrong, 1))[1:] == [f"targets.csv {sentence}"]

    def test_in_the_directory_of_units(self, root: Path) -> None:
        text = UNITS.replace("003,水务站", "002,水务站")
        complaints = refused(root, units=text, ledger=None, targets=None)
        assert complaints[1:] == ["units.csv A4（单位编码）：“002”重复了，每个编码只能有一行。"]

    def test_every_mistake_is_told_at_once(self, root: Path) -> None:
        text = ledger(
            PROJECTS.replace(" 100 ", " 一百多 ").replace("2130305", "2189999").replace("B1 ", "P1 ")
        )
        assert [line.split("）")[0] for line in refused(root, ledger=text)[1:]] == [
            "ledger.csv F2（年初预算数-当年财政拨款",
            "ledger.csv I2（全年预算数-当年财政拨款",
            "ledger.csv E5（功能分类编码",
            "ledger.csv A7（项目编码",
        ]


class TestWhatCannotBeDone:
    def test_a_header_is_missing(self, root: Path) -> None:
        (complaint,) = refused(root, ledger=ledger().replace("是否涉密", "涉密"))
        assert complaint.startswith("xlperf：“ledger.csv”里没有找到完整的表头，缺少：是否涉密。")
        assert all(header in complaint for header in LEDGER_HEADER.split(","))

    def test_a_file_is_missing(self, root: Path, tmp_path: Path) -> None:
        (complaint,) = refused(root, "--execution", str(tmp_path / "决算.csv"))
        assert "找不到文件" in complaint
        assert "决算.csv" in complaint

    def test_a_file_is_of_an_old_kind(self, root: Path, tmp_path: Path) -> None:
        (tmp_path / "决算.xls").write_bytes(b"\xd0\xcf\x11\xe0")
        (complaint,) = refused(root, "--execution", str(tmp_path / "决算.xls"))
        assert complaint == "xlperf：“决算.xls”不是 .csv 或 .xlsx 文件。请在 Excel 里另存为其中一种再用。"

    @pytest.mark.parametrize("year", ["21", "0", "20211", "1899"])
    def test_a_year_that_is_none(self, root: Path, year: str) -> None:
        outcome = xlperf("new", root, "--town", "小河镇", "--year", year)
        assert outcome.complaints == [f"xlperf：评价年度是“{year}”，请填四位数的年份，例如 2021。"]
        assert not root.exists()

    def test_a_town_without_a_name(self, root: Path) -> None:
        outcome = xlperf("new", root, "--town", " ", "--year", "2022")
        assert outcome.complaints == ["xlperf：没有写镇（乡、街道）的名称，请填写，例如 王平镇。"]

    def test_an_unknown_rule_set_is_answered_with_those_there_are(self, root: Path) -> None:
        (complaint,) = refused(root, "--ruleset", "hunan")
        assert complaint.startswith("xlperf：没有名为“hunan”的规则集，可用的有：central_2020、")

    def test_a_round_is_there_already(self, made: Path) -> None:
        before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
        outcome = new(made)
        assert outcome.complaints == [f"xlperf：“{made}”里已经有一个评价年度，不会覆盖它。请换一个文件夹名。"]
        assert {path: path.read_bytes() for path in made.rglob("*") if path.is_file()} == before

    def test_a_round_has_lost_its_control_workbook(self, root: Path) -> None:
        town.issue(root)
        (root / "绩效评价.xlsm").unlink()
        outcome = new(root)
        assert outcome.code == 2
        assert "请从备份恢复" in outcome.err

    def test_the_folder_is_a_file(self, root: Path) -> None:
        root.parent.mkdir(exist_ok=True)
        root.write_text("not a folder", encoding="utf-8")
        outcome = new(root)
        assert outcome.complaints == [
            f"xlperf：建不了文件夹“{root}”：已经有同名的文件。请换一个位置，或检查权限。"
        ]


def test_cut_off_half_way_it_can_be_done_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def power_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(step, "_write_control", power_off)
        assert new(root).code == 2
    assert new(root).code == 0
    assert len(rows(root, "项目台账")) == 6
