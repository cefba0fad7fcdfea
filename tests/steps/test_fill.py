"""``xlperf fill``: who is evaluated with which score, who is not and why, and what clerks wrote beside it."""

import shutil
from pathlib import Path

import pytest

from support.small_town import SAVED_LATER, answer, edit, finish, issue, rows, send_back, total_row
from support.terminal import xlperf
from xlperf.demo.village import Mistake


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return finish(issue(tmp_path_factory.mktemp("小河镇") / "2022年度"))


@pytest.fixture
def root(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "2022年度"))


class TestFill:
    def test_every_accepted_project_stands_in_the_summary(self, finished: Path) -> None:
        shown = (
            "单位名称",
            "项目编码",
            "项目名称",
            "功能分类",
            "全年预算数",
            "全年执行数",
            "执行率",
            "执行率得分",
            "总分",
            "等级",
            "偏差项数",
            "重点项目",
        )
        assert [tuple(row[header] for header in shown) for row in rows(finished, "自评汇总")] == [
            ("东村", "P1", "村道硬化", "农林水支出", 100, 95, 0.95, 9.5, 97.5, "优", 1, "是"),
            ("东村", "P2", "垃圾清运", "城乡社区支出", 20.5, 20.5, 1, 10, 98, "优", 1, None),
            ("西村", "P3", "村道硬化二期", "农林水支出", 50, 40, 0.8, 8, 90, "优", 2, None),
            ("水务站", "P4", "河道清淤", "农林水支出", 30, 30, 1, 10, 98, "优", 1, None),
        ]

    def test_scores_stand_by_first_level_indicator(self, finished: Path) -> None:
        row = rows(finished, "自评汇总")[2]
        assert (row["产出指标"], row["效益指标"], row["满意度指标"]) == (44, 28, 10)

    def test_amounts_are_summed_and_the_rate_is_that_of_the_sums(self, finished: Path) -> None:
        total = total_row(finished, "自评汇总")
        assert total[5:9] == [200.5, 200.5, 185.5, pytest.approx(185.5 / 200.5, abs=1e-15)]

    def test_what_was_left_out_stands_with_unit_yuan_and_reason(self, finished: Path) -> None:
        assert rows(finished, "未纳入自评项目") == [
            {
                "序号": 1,
                "单位名称": "西村",
                "项目名称": "应急物资",
                "预算金额（元）": 82500,
                "未开展绩效自评的原因": "年底下达未安排",
                "项目编码": "P5",
            }
        ]
        assert total_row(finished, "未纳入自评项目")[3] == 82500

    def test_a_project_that_must_be_mended_is_among_them_until_it_is(self, root: Path) -> None:
        mistake = Mistake("P1", "amount", "全年执行数-当年财政拨款", "", "90")
        send_back(root, "001", "错.xlsx", mistake, saved=SAVED_LATER)
        assert xlperf("run", root).code == 1
        left_out = rows(root, "未纳入自评项目")
        assert [(row["项目名称"], row["单位名称"], row["预算金额（元）"]) for row in left_out] == [
            ("村道硬化", "东村", 1_000_000),
            ("应急物资", "西村", 82500),
        ]
        assert left_out[0]["未开展绩效自评的原因"] == "【待补充：未开展绩效自评的原因】"
        assert [row["项目编码"] for row in rows(root, "自评汇总")] == ["P2", "P3", "P4"]

    def test_a_reason_that_nobody_wrote_is_a_finding(self, root: Path) -> None:
        edit(root, "项目台账", ("项目编码", "P5"), "未自评原因", None)
        xlperf("fill", root)
        (row,) = (row for row in rows(root, "校验结果") if row["规则"] == "X10")
        assert (row["项目名称"], row["单位名称"], row["工作表"]) == ("应急物资", "西村", "项目台账")
        assert rows(root, "未纳入自评项目")[0]["未开展绩效自评的原因"] == "【待补充：未开展绩效自评的原因】"

    def test_what_the_clerk_wrote_beside_a_project_follows_it(self, root: Path) -> None:
        edit(root, "自评汇总", ("项目编码", "P3"), "备注", "已现场核实")
        edit(root, "项目台账", ("项目编码", "P1"), "是否自评", "否")
        edit(root, "项目台账", ("项目编码", "P1"), "未自评原因", "并入二期")
        xlperf("run", root)
        remarks = {row["项目编码"]: row["备注"] for row in rows(root, "自评汇总")}
        assert remarks["P3"] == "已现场核实"
        assert [remark for code, remark in remarks.items() if code != "P3"] == [None, None, None]

    def test_what_the_clerk_wrote_beside_a_project_that_is_gone_is_given_back(self, root: Path) -> None:
        edit(root, "自评汇总", ("项目编码", "P4"), "备注", "汛期停工两月")
        edit(root, "收件登记", ("单位名称", "水务站"), "人工指定", "否")
        outcome = xlperf("fill", root)
        assert "注意：这一行已不在新结果里，您写的内容请另存：" in outcome.out
        assert "“汛期停工两月”（P4）" in outcome.out

    def test_a_project_evaluated_though_it_need_not_be_counts_and_is_told(self, root: Path) -> None:
        edit(root, "项目台账", ("项目编码", "P2"), "是否自评", "否")
        outcome = xlperf("fill", root)
        assert outcome.code == 1
        assert [row["规则"] for row in rows(root, "校验结果") if row["项目名称"] == "垃圾清运"] == ["X03"]


class TestNothingIsScoredWithoutAReasonToMendIt:
    """A form that comes to no score is not accepted, and something says why."""

    @pytest.mark.parametrize(
        "mistake",
        [
            Mistake("P4", "blank", "得分", "生活便利", ""),
            Mistake("P4", "blank", "实际完成值", "完成数量", ""),
            Mistake("P4", "words", "实际完成值", "完成数量", "已完成"),
        ],
        ids=["no score", "no actual value", "words for a number"],
    )
    def test_one_indicator(self, root: Path, mistake: Mistake) -> None:
        send_back(root, "003", "缺.xlsx", mistake, saved=SAVED_LATER)
        assert xlperf("run", root).code == 1
        assert [row["项目编码"] for row in rows(root, "催报清单")] == ["P4"]
        found = [row for row in rows(root, "校验结果") if row["项目名称"] == "河道清淤"]
        assert "错误" in {row["级别"] for row in found}

    def test_all_indicators_do_not_apply(self, root: Path) -> None:
        names = ("完成数量", "完工时间", "生活便利", "群众满意度")
        mistakes = [Mistake("P4", "none", "实际完成值", name, "不适用") for name in names]
        send_back(root, "003", "缺.xlsx", *mistakes, saved=SAVED_LATER)
        outcome = xlperf("run", root)
        assert outcome.code == 1
        assert [row["项目编码"] for row in rows(root, "催报清单")] == ["P4"]
        found = [row for row in rows(root, "校验结果") if row["项目名称"] == "河道清淤"]
        assert "错误" in {row["级别"] for row in found}


def test_answers_are_what_the_small_town_says() -> None:
    """The figures above rest on these: 10 of 10, 28 of 30."""
    assert answer().indicators["完成数量"]["actual"] == "10"
    assert answer().indicators["生活便利"]["score"] == "28"
