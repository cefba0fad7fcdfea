"""``xlperf demo``: the round of 王平镇 2021 comes out as published, after every mistake was found.

The published figures are those in tests/demo_round/published. What the program made is looked at from
outside: through ``xlperf export``, with openpyxl and with python-docx.
"""

import json
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import docx
import openpyxl
import pytest
from docx.document import Document

from demo_round.corrections import slips
from demo_round.reading import (
    mended_report,
    problem_projects,
    problem_reasons,
    published,
    published_bands,
    published_key_project,
    published_rows,
    rows,
)
from support.demo import DemoRound, command, play
from xlperf.rules.reasons import split_reason

Json = dict[str, Any]

#: What is found in the files that came back first: the kind of mistake, the rule, and where.
FOUND: Final = """\
text_amount|N04|微信/451101_东王平村_2021绩效自评.xlsx|2.东王平村街坊路硬化工程|H7
text_amount|N04|微信/451022_市民活动中心_2021绩效自评.xlsx|4.全民健身器材更新维护|H17
yuan_for_wan|N05|微信/451103_南港村_2021绩效自评.xlsx|1.南港村食用菌大棚维修|H7
pasted_formula|B03|邮箱/两个单位.zip!451202_河北社区_2021绩效自评.xlsx|2.河北社区雨污管网疏通|J6
pasted_formula|S09|微信/451012_城乡建设办公室_2021绩效自评.xlsx|9.创建全国文明城区点位整治|J21
missing_reason|R01|微信/451102_西王平村_2021绩效自评.xlsx|1.西王平村自来水管线改造|K14
missing_reason|R01|微信/451013_民生保障办公室_2021绩效自评.xlsx|3.临时救助与困难家庭帮扶|K14
score_above_weight|S01|微信/451112_东石古岩村_2021绩效自评.xlsx|1.东石古岩村民俗文化展陈|J20
two_versions|F13|微信/最终版2-451107_色书坟村_2021绩效自评.xlsx|1.色书坟村林下经济种植示范|
"""
#: A renamed sheet is no mistake for the office: its form is known by what it says.
RENAMED: Final = "微信/451108_韭园村_2021绩效自评.xlsx"

Place = tuple[str, str, str, str]
PLACES: Final = [tuple(line.split("|")) for line in FOUND.splitlines()]
ERRORS: Final = [place for place in PLACES if place[0] != "two_versions"]
MISTAKES: Final = rows("mistakes.csv")


def exported(root: Path) -> Json:
    code, lines = command("export", str(root), "--json")
    assert code == 0
    data: Json = json.loads("\n".join(lines))
    return data


def place(finding: Json) -> Place:
    return finding["code"], finding["file"], finding["sheet"], finding["cell"]


def yuan(wan: str) -> Decimal:
    return Decimal(wan) * 10_000


@pytest.fixture(scope="module")
def first(demo_round: DemoRound, tmp_path_factory: pytest.TempPathFactory) -> Json:
    """What is known when the first files have come back and nothing has been mended yet."""
    root = tmp_path_factory.mktemp("第一轮") / "demo"
    shutil.copytree(demo_round.root, root, ignore=shutil.ignore_patterns("更正", "归档"))
    (root / "归档").mkdir()
    shutil.copy(demo_round.root / "归档" / "下发清单.json", root / "归档")
    assert command("collect", str(root))[0] == 1
    return exported(root)


@pytest.fixture(scope="module")
def final(demo_round: DemoRound) -> Json:
    """The figures of the finished round."""
    return exported(demo_round.root)


class TestTheCommand:
    def test_ends_well(self, demo_round: DemoRound) -> None:
        assert demo_round.code == 0

    def test_says_last_where_control_workbook_findings_summary_and_report_are(
        self, demo_round: DemoRound
    ) -> None:
        done, control, findings, summary, report = demo_round.lines[-5:]
        results = demo_round.root / "成果"
        assert done == "完成。"
        assert control == f"控制工作簿：{demo_round.root / '绩效评价.xlsm'}"
        assert re.fullmatch(r"校验结果：控制工作簿的“校验结果”工作表（\d+ 条）", findings)
        assert summary == f"汇总工作簿：{results / '2021年度王平镇绩效自评汇总.xlsx'}"
        assert report == f"公开报告：{results / '2021年度王平镇人民政府部门绩效评价情况.docx'}"
        for line in (control, summary, report):
            assert Path(line.partition("：")[2]).is_file()

    def test_says_where_each_mistake_stands(self, demo_round: DemoRound) -> None:
        for _, _, *where in ERRORS:
            assert [line for line in demo_round.lines if line.startswith(f"   · {' '.join(where)}：")], where

    def test_changes_not_a_byte_when_run_again(self, demo_round: DemoRound, tmp_path: Path) -> None:
        root = tmp_path / "demo"
        shutil.copytree(demo_round.root, root)
        before = snapshot(root)
        assert len(before) > 100
        assert play(root).code == 0
        assert snapshot(root) == before


def snapshot(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


class TestTheFirstFiles:
    def test_have_every_mistake_that_was_made(self) -> None:
        made = [(row["类别"], row["单位编码"]) for row in MISTAKES]
        files = [*((kind, file) for kind, _, file, *_ in PLACES), ("renamed_sheet", RENAMED)]
        assert sorted(made) == sorted((kind, re.findall(r"\d{6}", file)[0]) for kind, file in files)

    @pytest.mark.parametrize(("kind", "where"), [(kind, where) for kind, *where in PLACES])
    def test_have_it_found_where_it_stands(self, first: Json, kind: str, where: list[str]) -> None:
        assert tuple(where) in {place(finding) for finding in first["findings"]}, kind

    def test_have_no_other_error(self, first: Json) -> None:
        errors = [place(finding) for finding in first["findings"] if finding["severity"] == "error"]
        assert sorted(errors) == sorted(tuple(where) for _, *where in ERRORS)

    def test_count_except_those_with_an_error(self, first: Json) -> None:
        wrong = {row["项目编码"] for row in MISTAKES if row["类别"] not in {"renamed_sheet", "two_versions"}}
        assert {row["code"] for row in first["missing"]} == wrong
        assert first["evaluated_count"] == 120 - len(wrong)

    def test_are_read_under_whatever_name_their_sheet_has(self, demo_round: DemoRound, first: Json) -> None:
        (renamed,) = (row for row in MISTAKES if row["类别"] == "renamed_sheet")
        assert renamed["错误值"] in openpyxl.load_workbook(demo_round.root / "回收" / RENAMED).sheetnames
        assert renamed["项目编码"] in {row["code"] for row in first["projects"]}
        assert not [finding for finding in first["findings"] if finding["file"] == RENAMED]


class TestTheFigures:
    def test_of_every_functional_class_are_as_published(self, final: Json) -> None:
        found = [
            (row["code"], row["name"], Decimal(row["budget"]), Decimal(row["actual"]), Decimal(row["rate"]))
            for row in final["functions"]
        ]
        assert found == [
            (
                row["class_code"],
                row["class_name"],
                yuan(row["budget_wan"]),
                yuan(row["exec_wan"]),
                Decimal(row["exec_rate_pct"]) / 100,
            )
            for row in published_rows("t1_function_class_execution")
        ]
        assert len(found) == 12

    def test_of_all_classes_together_are_their_sums(self, final: Json) -> None:
        table = published("t1_function_class_execution")
        assert {key: Decimal(value) for key, value in final["functions_total"].items()} == {
            "budget": yuan(table["computed_total_budget"]),
            "actual": yuan(table["computed_total_exec"]),
            "rate": Decimal(table["computed_rate_pct"]) / 100,
        }

    def test_of_the_grades_are_as_published(self, final: Json) -> None:
        bands = published_bands()
        assert tuple(final["bands"].items()) == tuple(zip("优良中差", bands.counts, strict=True))
        assert final["bands"] == {"优": 99, "良": 17, "中": 4, "差": 0}

    def test_of_the_evaluated_projects_are_as_published(self, final: Json) -> None:
        assert final["evaluated_count"] == published("t3_score_bands")["evaluated_projects"] == 120
        assert Decimal(final["evaluated_amount"]) == yuan(str(published_bands().amount)) == 112_085_000
        assert final["missing"] == []

    def test_of_the_unevaluated_projects_are_as_published(self, final: Json) -> None:
        found = [
            (row["name"], row["unit"], Decimal(row["budget"]), row["reason"]) for row in final["unevaluated"]
        ]
        table = published("t2_unevaluated_projects")
        assert found == [
            (row["project"], row["unit_name"], Decimal(row["budget_yuan"]), row["reason"])
            for row in table["rows"]
        ]
        assert len(found) == 13
        assert sum(budget for _, _, budget, _ in found) == Decimal(table["computed_total_yuan"])

    def test_of_the_key_project_are_as_published(self, final: Json) -> None:
        table = published_key_project()
        (key,) = (row for row in final["projects"] if row["key"])
        assert key["name"] == table["project"]
        assert Decimal(key["budget"]) == yuan(table["budget_wan"]) == 960_000
        assert Decimal(key["actual"]) == yuan(table["exec_wan"]) == 960_000
        assert Decimal(key["rate"]) == 1

    def test_come_without_an_error(self, final: Json) -> None:
        assert not [finding for finding in final["findings"] if finding["severity"] == "error"]

    @pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
    def test_of_the_department_stand_in_the_control_workbook(self, demo_round: DemoRound) -> None:
        book = openpyxl.load_workbook(demo_round.root / "绩效评价.xlsm", data_only=True, keep_vba=True)
        sheet, _, ref = book.defined_names["部门_总分"].attr_text.partition("!")
        assert book[sheet.strip("'")][ref.replace("$", "")].value == 90
        book.close()


@pytest.fixture(scope="module")
def report(demo_round: DemoRound) -> Document:
    return docx.Document(str(next((demo_round.root / "成果").glob("*.docx"))))


@pytest.fixture(scope="module")
def text(report: Document) -> str:
    """The paragraphs outside tables, a line each."""
    return "\n".join(paragraph.text for paragraph in report.paragraphs)


@pytest.fixture(scope="module")
def tables(report: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in report.tables]


class TestTheReport:
    def test_has_the_published_table_by_functional_class_and_its_sum(
        self, tables: list[list[list[str]]]
    ) -> None:
        table = published("t1_function_class_execution")
        *lines, total = tables[0][1:]
        assert lines == [
            [
                str(row["seq"]),
                row["class_code"],
                row["class_name"],
                f"{Decimal(row['budget_wan']):.2f}",
                f"{Decimal(row['exec_wan']):.2f}",
                f"{row['exec_rate_pct']}%",
            ]
            for row in table["rows"]
        ]
        assert total[-3:] == [
            table["computed_total_budget"],
            table["computed_total_exec"],
            f"{table['computed_rate_pct']}%",
        ]

    def test_has_the_published_table_of_what_was_not_evaluated_and_its_sum(
        self, tables: list[list[list[str]]]
    ) -> None:
        table = published("t2_unevaluated_projects")
        *lines, total = tables[1][1:]
        assert lines == [
            [
                str(row["seq"]),
                row["unit_name"],
                row["project"],
                f"{Decimal(row['budget_yuan']):.2f}",
                row["reason"],
            ]
            for row in table["rows"]
        ]
        assert table["computed_total_yuan"] in total

    @pytest.mark.parametrize(
        "sentence",
        [
            "绩效自评总分：90分",
            "2022年，王平镇人民政府对2021年度本部门及所属单位项目支出实施了绩效自评，评价项目120个，涉及金额11208.5",
            "评价得分在90分（含90分）以上的99个，评价得分在80-90分（含80分）的17个",
            "评价得分在80-90分（含80分）的17个，评价得分在60-80分（含60分）的4个，评价得分在60分以下的0个。",
            "本项目年度预算金额为96万元，其中：当年财政拨款96万元，其他资金0万元。",
        ],
    )
    def test_says_a_figure_in_the_published_words(self, text: str, sentence: str) -> None:
        assert sentence in mended_report()
        assert sentence in text

    @pytest.mark.parametrize("name", problem_projects())
    def test_says_what_was_published_about_each_problem(self, text: str, name: str) -> None:
        cause, _ = split_reason(problem_reasons()[name])
        assert re.search(rf"^\d+\.{re.escape(name)}：", text, re.MULTILINE)
        assert cause.rstrip("。，") in text

    def test_repeats_no_published_slip(self, text: str, tables: list[list[list[str]]]) -> None:
        printed = text + "\n".join(cell for table in tables for row in table for cell in row)
        assert slips(printed) == []

    def test_heads_the_table_by_what_is_in_it(self, tables: list[list[list[str]]]) -> None:
        wrong = set(published("t1_function_class_execution")["printed_headers"]) - {"序号"}
        assert wrong == {"职责", "年度任务", "绩效指标及指标值"}
        assert not wrong.intersection(tables[0][0])
