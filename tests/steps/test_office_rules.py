"""校验规则: the office turns the program's rules and adds its own, and a bad line says where and why."""

import shutil
from collections.abc import Mapping
from functools import reduce
from pathlib import Path

import pytest

from support.small_town import collect, edit, findings, issue, opened, return_all, rows, send_back, type_in
from support.terminal import Outcome, xlperf
from xlperf.books.file import FileBook
from xlperf.books.rule_table import RULES
from xlperf.demo.village import Mistake
from xlperf.rules.catalogue import load_catalogue
from xlperf.rules.effective import catalogue_of
from xlperf.rules.expressions.live import live_rules
from xlperf.rules.loading import load_ruleset
from xlperf.steps.folder import CONTROL
from xlperf.steps.office import open_office

WRONG_AMOUNT = Mistake("P1", "amount", "全年执行数-当年财政拨款", "", "90")
OWN = {
    "规则": "Z01",
    "范围": "每个指标",
    "条件": "分值 <= 25",
    "问题": "“{指标}”占 {分值} 分",
    "修改建议": "本镇规定单项不超过 25 分",
}


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = issue(tmp_path_factory.mktemp("小河镇") / "2022年度")
    return_all(root)
    send_back(root, "001", "", WRONG_AMOUNT)
    return root


@pytest.fixture
def root(returned: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(returned, tmp_path / "2022年度"))


def turn(root: Path, rule: str, header: str, value: str) -> None:
    """The clerk fills one cell of a rule's row."""
    edit(root, "校验规则", ("规则", rule), header, value)


def add(root: Path, **changes: str) -> None:
    """The clerk writes a rule of the office's own below the last row."""
    book = FileBook(root / CONTROL)
    before = [dict(row.values) for row in book.read_table("校验规则").rows]
    type_in(root, "校验规则", *before, OWN | changes)


def weights(root: Path, code: str) -> list[object]:
    """The 级别 of the findings of one rule."""
    return [row["级别"] for row in findings(root, code)]


def refused(root: Path) -> Outcome:
    """``xlperf collect``, which must have been impossible."""
    outcome = xlperf("collect", root)
    assert outcome.code == 2, outcome.out
    return outcome


class TestTheSheet:
    def test_lists_every_rule_of_the_catalogue_in_its_order(self, root: Path) -> None:
        listed = rows(root, "校验规则")
        assert [row["规则"] for row in listed] == list(load_catalogue())
        (row,) = (row for row in listed if row["规则"] == "I06")
        rule = load_catalogue()["I06"]
        assert (row["启用"], row["自检"], row["级别"], row["阈值"]) == ("是", "否", "警告", "30")
        assert (row["检查内容"], row["阈值说明"]) == (rule.title, rule.threshold_name)
        assert (row["问题"], row["修改建议"]) == (rule.message, rule.fix)

    def test_as_it_was_made_changes_nothing(self, root: Path) -> None:
        before = collect(root).out
        clear(root)
        assert collect(root).out == before

    def test_shows_how_the_rule_set_turns_a_rule(self, tmp_path: Path) -> None:
        root = issue(tmp_path / "2022年度", "--ruleset", "platform_default")
        shown = {row["规则"]: row["级别"] for row in rows(root, "校验规则")}
        assert shown["I02"] == "提示"


def clear(root: Path) -> None:
    """The clerk empties every cell that can be turned."""
    path = root / CONTROL
    book = opened(path, keep_vba=True)
    sheet = book["校验规则"]
    header, *lines = sheet[sheet.tables["校验规则"].ref]
    names = [cell.value for cell in header]
    for line in lines:
        for name in ("启用", "自检", "级别", "阈值"):
            line[names.index(name)].value = None
    book.save(path)


class TestTurning:
    def test_a_rule_off(self, root: Path) -> None:
        collect(root)
        assert weights(root, "B10") == ["错误"]
        for rule in ("B10", "F41"):  # the ledger's amount, and what was printed from it
            turn(root, rule, "启用", "否")
        assert xlperf("collect", root).code == 0
        assert weights(root, "B10") == []

    def test_what_a_rule_weighs(self, root: Path) -> None:
        turn(root, "B10", "级别", "提示")
        assert xlperf("collect", root).code == 0
        assert weights(root, "B10") == ["提示"]

    def test_the_number_in_a_rule(self, root: Path) -> None:
        turn(root, "I06", "阈值", "29")
        collect(root)
        assert len(findings(root, "I06")) == 4

    def test_also_a_rule_that_compares_with_the_ledger_as_a_whole(self, root: Path) -> None:
        for path in (root / "回收").glob("003*"):
            path.unlink()
        collect(root)
        assert weights(root, "B11") == ["错误"]
        turn(root, "B11", "级别", "警告")
        collect(root)
        assert weights(root, "B11") == ["警告"]
        turn(root, "B11", "启用", "否")
        collect(root)
        assert weights(root, "B11") == []

    def test_counts_in_every_later_step_too(self, root: Path) -> None:
        turn(root, "B10", "级别", "提示")
        assert xlperf("run", root).code == 0
        assert "村道硬化" in [row["项目名称"] for row in rows(root, "自评汇总")]


class TestTheOfficesOwnRule:
    def test_finds_what_it_was_written_to_find(self, root: Path) -> None:
        add(root)
        said = collect(root).out
        found = findings(root, "Z01")
        assert {(row["级别"], row["修改建议"]) for row in found} == {("警告", "本镇规定单项不超过 25 分")}
        assert "“完成数量、生活便利”占 30 分" in [row["问题"] for row in found]
        assert "“完成数量、生活便利”占 30 分" in said
        assert {row["字段"] for row in found} == {"分值"}

    def test_can_be_an_error_and_have_a_number_of_its_own(self, root: Path) -> None:
        add(root, 条件="分值 <= 阈值", 阈值="29", 级别="错误", 检查内容="单项得分过高")
        assert collect(root).code == 1
        assert set(map(str, weights(root, "Z01"))) == {"错误"}
        (row,) = (row for row in rows(root, "问题_规则") if row["规则"] == "Z01")
        assert row["检查内容"] == "单项得分过高"

    def test_may_quote_its_number_and_the_cell_also_where_there_is_none(self, root: Path) -> None:
        add(root, 范围="整张表", 条件="应得总分 >= 阈值", 阈值="101", 问题="{应得总分}<{阈值}（{字段}{值}）")
        collect(root)
        assert "97.5<101（——）" in [row["问题"] for row in findings(root, "Z01")]

    def test_can_rest(self, root: Path) -> None:
        add(root, 启用="否")
        collect(root)
        assert findings(root, "Z01") == []

    @pytest.mark.parametrize(
        ("changes", "cell", "reason"),
        [
            ({"条件": "得份 <= 25"}, "I（条件）", "第 1 个字处：没有“得份”这个字段，是不是“得分”"),
            ({"条件": "得分 <="}, "I（条件）", "第"),
            ({"条件": "得分"}, "I（条件）", "现在是数字"),
            ({"条件": "得分 <= 阈值"}, "I（条件）", "第 7 个字处：用了“阈值”，可是没有填阈值是多少"),
            ({"条件": "有内容(本格)"}, "I（条件）", "“本格”只在程序自带的规则里能用"),
            ({"条件": ""}, "I（条件）", "没有填写，这一项必须填"),
            ({"范围": "每一行"}, "H（范围）", "“每一行”认不出来，只能填：整张表、每个指标"),
            ({"问题": "“{指标}得了”{"}, "J（问题）", "花括号不成对"),
            ({"问题": "得了 {得份} 分"}, "J（问题）", "花括号里的“得份”"),
            ({"问题": "得了 {} 分"}, "J（问题）", "花括号里只能写一个栏目的名字"),
            ({"修改建议": "{指标.__class__}"}, "K（修改建议）", "花括号里只能写一个栏目的名字"),
            ({"修改建议": "{指标!r}"}, "K（修改建议）", "花括号里只能写一个栏目的名字"),
            ({"修改建议": ""}, "K（修改建议）", "没有填写，这一项必须填"),
            ({"规则": "A1"}, "A（规则）", "“A1”不能用，自己加的规则编号用 Z01、Z02"),
            ({"规则": "S01"}, "A（规则）", "“S01”重复了"),
            ({"级别": "严重"}, "E（级别）", "是“严重”，只能填：错误、警告、提示"),
            ({"自检": "开"}, "D（自检）", "是“开”，只能填：是、否"),
            ({"启用": "开"}, "C（启用）", "是“开”，只能填：是、否"),
            ({"阈值": "很多"}, "F（阈值）", "“很多”不是数字"),
        ],
    )
    def test_is_refused_with_its_cell_and_the_reason_where_it_cannot_be_read(
        self, root: Path, changes: Mapping[str, str], cell: str, reason: str
    ) -> None:
        add(root, **changes)
        outcome = refused(root)
        assert outcome.complaints[0] == "xlperf：“校验规则”里有读不懂的内容，请先改正："
        (detail,) = outcome.complaints[1:]
        column, header = cell.split("（")
        row = 4 + len(load_catalogue()) + 1
        assert detail.startswith(f"校验规则 工作表“校验规则” {column}{row}（{header}：")
        assert reason in detail

    @pytest.mark.parametrize(
        ("rule", "header", "value", "reason"),
        [
            ("F01", "启用", "否", "F01 说的是不能用或不能公开的内容，不能关"),
            ("S16", "级别", "提示", "S16 说的是不能用或不能公开的内容，不能关"),
            ("S14", "阈值", "3", "S14 没有阈值，不能填"),
            ("I06", "阈值", "-3", "I06 阈值不能小于 0"),
            ("R09", "自检", "是", "R09 不是用条件写的，自检查不了"),
        ],
    )
    def test_neither_can_one_of_the_program_be_turned_in_any_way(
        self, root: Path, rule: str, header: str, value: str, reason: str
    ) -> None:
        turn(root, rule, header, value)
        (detail,) = refused(root).complaints[1:]
        assert f"（{header}）：{reason}" in detail


class TestSelfCheck:
    """Which rules the issued workbooks ask: the column 自检."""

    def test_goes_by_the_catalogue_as_long_as_nobody_says_otherwise(self, root: Path) -> None:
        packaged = catalogue_of(load_ruleset("central_2020"))
        assert live(root) == {rule.id for rule in packaged.values() if rule.live}

    def test_an_own_line_is_asked_where_a_formula_can(self, root: Path) -> None:
        add(root)
        assert "Z01" in live(root)

    @pytest.mark.parametrize("condition", ["too long", "too deep"])
    def test_an_own_line_is_not_where_no_formula_can(self, root: Path, condition: str) -> None:
        add(root, 条件={"too long": NESTED, "too deep": DEEP}[condition])
        assert "Z01" not in live(root)
        collect(root)

    def test_whoever_insists_is_told_why_it_cannot_be(self, root: Path) -> None:
        add(root, 条件=NESTED, 自检="是")
        (detail,) = refused(root).complaints[1:]
        assert "（自检）：Z01 写成公式太长，自检查不了，请拆成几条。" in detail

    @pytest.mark.parametrize(("rule", "word", "asked"), [("R07", "否", False), ("I06", "是", True)])
    def test_a_rule_of_the_program_can_be_taken_out_and_put_in(
        self, root: Path, rule: str, word: str, asked: bool
    ) -> None:
        turn(root, rule, "自检", word)
        assert (rule in live(root)) is asked
        collect(root)

    def test_the_workbook_then_shows_it(self, root: Path) -> None:
        add(root)
        assert xlperf("distribute", root).code == 0
        (issued,) = (root / "下发").glob("003_*.xlsx")
        shown = [str(cell.value) for row in opened(issued, data_only=True)["自检"] for cell in row]
        assert any("“完成数量”占 30 分" in text for text in shown)


#: Each level stands twice in a formula.
NESTED = reduce(lambda inner, _: f"if({inner}, 得分, 分值) > 1", range(12), "得分 > 1")


#: Excel takes functions within functions to a depth of 64.
DEEP = reduce(lambda inner, _: f"round({inner}, 1)", range(29), "得分") + " <= 分值"


def live(root: Path) -> set[str]:
    """The rules that the next workbooks issued will ask."""
    return {rule.id for rule in live_rules(open_office(root).catalogue)}


class TestAnotherVersionsWorkbook:
    def test_without_the_sheet_goes_by_the_catalogue(self, root: Path) -> None:
        before = collect(root).out
        path = root / CONTROL
        book = opened(path, keep_vba=True)
        del book["校验规则"]
        book.save(path)
        assert collect(root).out == before

    def test_without_rows_for_newer_rules_uses_them_and_says_so(self, root: Path) -> None:
        type_in(root, "校验规则", *(dict.fromkeys(RULES.headers, None) | {"规则": "I06", "启用": "否"},))
        outcome = collect(root)
        assert weights(root, "B10") == ["错误"]
        assert "注意：“校验规则”里没有 F01、F02、F03" in outcome.out

    def test_with_rules_that_this_program_does_not_have_says_so(self, root: Path) -> None:
        add(root, 规则="S99")
        assert "注意：“校验规则”里的 S99 程序里没有，不检查。" in collect(root).out
