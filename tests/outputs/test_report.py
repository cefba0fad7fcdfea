"""The published report says what the tables say, in the order and the words of the official document."""

import io
import re
from dataclasses import replace
from decimal import Decimal

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from outputs_documents import NUMERALS, TEMPLATE, after, cells, highlighted, report, texts
from outputs_tables import (
    KEY_PROJECT,
    NASTY,
    RULES,
    SETTINGS,
    empty_tables,
    example_tables,
    nasty_tables,
)

from xlperf.model.finding import Severity
from xlperf.model.tables import MissingRow, NarrativeRow, ProblemRow
from xlperf.rules.loading import load_ruleset, ruleset_ids
from xlperf.steps.report import render_report
from xlperf.steps.report_text import paragraphs, sentence

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
#: Heading levels of an official document, outermost first.
LEVELS = (
    re.compile(rf"([{NUMERALS}])、"),
    re.compile(rf"（([{NUMERALS}])）"),
    re.compile(r"(\d+)\."),
    re.compile(r"（(\d+)）"),
    re.compile(f"([{CIRCLED}])"),
)


@pytest.fixture(scope="module")
def example() -> Document:
    return report(example_tables())


class TestStructure:
    """Sections as published, numbered without gaps, repeats or leaps."""

    def test_the_title_names_year_and_government(self, example: Document) -> None:
        assert texts(example)[0] == "2021年度王平镇人民政府部门绩效评价情况"
        assert example.core_properties.title == texts(example)[0]

    def test_the_sections_are_those_of_the_published_report(self, example: Document) -> None:
        headings = [
            p.text for p in example.paragraphs if p.style and p.style.name in ("Heading 1", "Heading 2")
        ]
        assert headings == [
            "一、部门整体绩效评价报告",
            "（一）主要工作任务",
            "（二）部门整体绩效目标设立情况",
            "（三）整体绩效目标实现情况",
            "（四）总体评价结论",
            "（五）存在的问题及改进措施",
            "二、项目支出绩效自评情况",
            "（一）绩效自评开展情况",
            "（二）未纳入年度绩效自评的项目情况说明",
            "（三）重点支出项目绩效自评情况",
        ]

    def test_every_level_counts_from_one_without_gaps(self, example: Document) -> None:
        counters = [0] * len(LEVELS)
        seen = set()
        for text in texts(example)[1:]:
            for level, pattern in enumerate(LEVELS):
                match = pattern.match(text)
                if match:
                    mark = match[1]
                    number = int(mark) if mark.isdecimal() else (NUMERALS + CIRCLED).index(mark) % 10 + 1
                    assert number == counters[level] + 1, text
                    counters[level] = number
                    counters[level + 1 :] = [0] * (len(LEVELS) - level - 1)
                    path = tuple(counters)
                    assert path not in seen, text
                    seen.add(path)
        assert len(seen) > 40

    def test_tasks_are_numbered_by_the_report_not_by_the_clerk(self, example: Document) -> None:
        assert after(example, "（一）主要工作任务") == [
            "一年来，我镇坚持“以收定支，量力而行”的原则，持续强化预算执行管理。",
            "1.践行绿色发展理念，助推生态环境改善",
            "一是全方位强化生态保护；二是多维度做好环境整治。",
            "2.支持产业转型升级，构建绿色产业格局",
            "一是深绘规划引领发展。",
            "二是加快基础设施提升；三是深入推动产业振兴。",
            "3.全面落实惠民政策",
            "一是积极促进稳就业保就业；二是全面落实社会保障政策。",
        ]

    @pytest.mark.parametrize(
        ("typed", "printed"),
        [
            ("（三）生态", "1.生态"),
            ("三、生态", "1.生态"),
            ("12.生态。", "1.生态"),
            ("3.5公里步道", "1.3.5公里步道"),
            ("2021年防汛", "1.2021年防汛"),
        ],
    )
    def test_a_number_typed_before_a_heading_goes_but_a_figure_stays(self, typed: str, printed: str) -> None:
        tables = example_tables()
        department = replace(tables.department, narrative=(NarrativeRow("主要工作任务", typed, "文字"),))
        found = after(report(replace(tables, department=department)), "（一）主要工作任务")
        assert found == [printed, "文字。"]


class TestNames:
    """Whose report it is."""

    def test_a_sub_district_has_an_office_not_a_government(self) -> None:
        street = replace(SETTINGS, town="大峪街道", year=2023)
        data, _ = render_report(TEMPLATE, example_tables(), street, RULES)
        found = texts(docx.Document(io.BytesIO(data)))
        assert found[0] == "2023年度大峪街道办事处部门绩效评价情况"
        assert any(text.startswith("2024年，大峪街道办事处对2023年度本部门") for text in found)


class TestDepartment:
    """一、部门整体绩效评价报告."""

    def test_the_table_by_functional_class_has_its_right_headers_and_a_total(self, example: Document) -> None:
        header, first, *_, last, total = cells(example.tables[0])
        assert header == [
            "序号",
            "功能分类科目编码",
            "功能分类",
            "全年预算数（万元）",
            "全年执行数（万元）",
            "执行率",
        ]
        assert first == ["1", "201", "一般公共服务支出", "4712.95", "4458.30", "94.60%"]
        assert last == ["12", "229", "其他支出", "2538.02", "2488.02", "98.03%"]
        assert total == ["合计", "合计", "合计", "14066.33", "11632.73", "82.70%"]
        assert len(example.tables[0].rows) == 14

    def test_amounts_are_printed_in_the_unit_of_the_round(self) -> None:
        yuan = replace(SETTINGS, money_unit="元")
        data, _ = render_report(TEMPLATE, example_tables(), yuan, RULES)
        document = docx.Document(io.BytesIO(data))
        assert cells(document.tables[0])[0][3] == "全年预算数（元）"
        assert cells(document.tables[0])[1][3] == "47129500.00"
        assert "涉及金额3765000.00元（按全年预算数统计）" in "".join(texts(document))

    def test_goals_join_what_was_written_to_what_was_measured(self, example: Document) -> None:
        assert after(example, "（三）整体绩效目标实现情况") == [
            "1.产出指标完成情况分析",
            "（1）数量指标：围绕全镇重点任务，年初确定的各项工作按计划推进。",
            (
                "民生实事完成数，年度指标值≥20件，实际完成21件，得20分（满分20分）；"
                "村庄环境整治覆盖率，年度指标值为100%，实际完成92%，得9.2分（满分10分），两个村工期顺延。"
            ),
            "（2）质量指标：各项工程验收合格率100%。",
            (
                "（3）进度指标：年度任务完成时间，年度指标值为2021年12月底前，"
                "实际完成2021年12月20日，得10分（满分10分）。"
            ),
            "（4）成本指标：支出控制在预算内，年度指标值为不超预算，实际达成年度指标，得9.5分（满分10分）。",
            "2.效果指标完成情况分析",
            "（1）经济效益指标：完成税收任务，促进农村经济发展。",
            (
                "（2）社会效益指标：办事群众便利程度，年度指标值为明显提高，实际达成年度指标，"
                "得25分（满分30分），线上办理尚未全覆盖。"
            ),
            "（3）环境效益指标：农村脏乱差现状得到改善。",
            "（4）可持续影响指标：村庄人居环境得到进一步改善。",
            "3.满意度指标完成情况分析",
            (
                "（1）服务对象满意度指标：群众满意度，年度指标值≥90%，实际完成93%，"
                "得8.03分（满分10分），样本200份。"
            ),
        ]

    @pytest.mark.parametrize("name", ruleset_ids())
    def test_the_words_for_goals_are_those_of_the_rule_set(self, name: str) -> None:
        rules = load_ruleset(name)
        found = after(report(example_tables(), rules), "（三）整体绩效目标实现情况")
        numbered = [text for text in found if re.match(r"\d+\.", text)]
        names = [level.name for level in rules.level1]
        assert numbered[: len(names)] == [f"{n}.{name}完成情况分析" for n, name in enumerate(names, 1)]

    def test_an_indicator_that_does_not_apply_has_no_figures(self) -> None:
        tables = example_tables()
        first, *rest = tables.department.indicators
        department = replace(tables.department, indicators=(replace(first, actual="不适用"), *rest))
        found = after(report(replace(tables, department=department)), "（三）整体绩效目标实现情况")
        assert found[2].startswith("民生实事完成数，不涉及；村庄环境整治覆盖率，")

    def test_a_section_that_the_rule_set_does_not_know_is_printed_and_reported(self) -> None:
        tables = example_tables()
        stray = NarrativeRow("党建工作", "", "支部作用得到发挥")
        department = replace(tables.department, narrative=(*tables.department.narrative, stray))
        data, findings = render_report(TEMPLATE, replace(tables, department=department), SETTINGS, RULES)
        found = texts(docx.Document(io.BytesIO(data)))
        assert found[found.index("4.其他方面") + 1] == "（1）党建工作：支部作用得到发挥。"
        assert [finding.code for finding in findings] == ["P06"]
        assert "党建工作" in findings[0].message

    def test_the_conclusion_gives_score_grade_and_rate(self, example: Document) -> None:
        assert after(example, "（四）总体评价结论") == [
            (
                "绩效自评总分：90分，评价等级：优。其中，部门整体预算执行率82.70%，"
                "预算执行率指标得8.27分（满分10分）。"
            )
        ]

    def test_problems_are_gathered_by_project_and_said_once(self, example: Document) -> None:
        assert after(example, "（五）存在的问题及改进措施") == [
            "绩效自评反映存在偏差的项目2个，问题及改进措施如下：",
            "1.水务工作经费：",
            "（1）工程完成时间、管网维修长度：今年降水增多且频繁，维修清掏工作滞后。改进措施：汛期前完成管网排查。",
            "（2）资金支付及时率：年底封账，工程款未能支付。改进措施：预计三月底完成支付。",
            "2.美丽休闲乡村项目：工程进度缓慢，年底完工后尚未验收。改进措施：加快验收。",
        ]

    def test_no_problem_is_said_in_words(self) -> None:
        found = after(report(replace(example_tables(), problems=())), "（五）存在的问题及改进措施")
        assert found == ["各项目绩效自评未反映偏差。"]


class TestProjects:
    """二、项目支出绩效自评情况."""

    def test_the_six_figures_are_counted_and_the_year_of_the_work_is_the_next(
        self, example: Document
    ) -> None:
        assert after(example, "（一）绩效自评开展情况") == [
            (
                "2022年，王平镇人民政府对2021年度本部门及所属单位项目支出实施了绩效自评，"
                "评价项目5个，涉及金额376.50万元（按全年预算数统计）。"
                "评价得分在90分（含90分）以上的3个，评价得分在80-90分（含80分）的1个，"
                "评价得分在60-80分（含60分）的1个，评价得分在60分以下的0个。"
            )
        ]

    def test_unevaluated_projects_have_their_unit_in_every_row_and_a_total(self, example: Document) -> None:
        header, *rows, total = cells(example.tables[1])
        assert header == ["序号", "单位名称", "项目名称", "预算金额（元）", "未开展绩效自评的原因"]
        assert [row[0] for row in rows] == [str(number) for number in range(1, 14)]
        assert {row[1] for row in rows} == {"王平镇人民政府"}
        assert rows[1][2:] == [
            "2020年镇街招商引资收入贡献奖励",
            "79876.97",
            "2021年底指标到达，未安排",
        ]
        assert total == ["合计", "合计", "合计", "6196319.02", ""]
        assert "未纳入绩效自评的项目13个，预算金额6196319.02元" in "".join(texts(example))

    def test_without_unevaluated_projects_there_is_a_sentence_and_no_table(self) -> None:
        document = report(replace(example_tables(), unevaluated=()))
        assert len(document.tables) == 1
        found = after(document, "（二）未纳入年度绩效自评的项目情况说明")
        assert found == ["2021年度无未纳入绩效自评的项目。"]

    def test_a_key_project_has_its_seven_parts_and_its_score(self, example: Document) -> None:
        found = after(example, "（三）重点支出项目绩效自评情况")
        assert found[:4] == [
            "1.王平镇民防指挥中心",
            "（1）项目名称：王平镇民防指挥中心",
            "（2）项目概况：民防指挥中心建设内容：大屏拼接显示系统、视频会议系统等。",
            "用途：日常会议、战时指挥中心储备。",
        ]
        assert [text for text in found if re.match(r"（\d）|[①-⑩]", text)][2:] == [
            "（3）项目绩效目标、绩效指标设定情况",
            "（4）项目资金到位及执行情况",
            "（5）绩效目标完成情况",
            "①产出指标完成情况分析",
            "②效果指标完成情况分析",
            "③满意度指标完成情况分析",
            "④自评结果：绩效自评得分98.5分，评价等级：优。",
            "（6）存在的主要问题：无。",
            "（7）改进措施：无。",
        ]

    def test_several_key_projects_are_numbered(self) -> None:
        second = replace(KEY_PROJECT, code="P002", name="水务工作经费")
        document = report(replace(example_tables(), key_projects=(KEY_PROJECT, second)))
        found = after(document, "（三）重点支出项目绩效自评情况")
        names = [text for text in found if re.match(r"\d\.", text)]
        assert names == ["1.王平镇民防指挥中心", "2.水务工作经费"]

    def test_no_key_project_is_said_in_words(self) -> None:
        document = report(replace(example_tables(), key_projects=()))
        assert after(document, "（三）重点支出项目绩效自评情况") == ["2021年度无重点支出项目。"]

    def test_forms_that_are_still_out_are_reported(self) -> None:
        missing = (MissingRow("101", "东王平村", "", "", "P009", "村庄亮化", "未报"),)
        _, findings = render_report(TEMPLATE, replace(example_tables(), missing=missing), SETTINGS, RULES)
        assert [(finding.code, finding.sheet) for finding in findings] == [("P09", "催报清单")]
        assert "1个项目没有收到合格的自评表" in findings[0].message


class TestPublishedMistakes:
    """What went wrong in 王平镇2021年度公开报告 does not come back."""

    @pytest.mark.parametrize(
        "mistake",
        [
            "打到",
            "职责",
            "年度任务及",
            "绩效指标及指标值",
            " 生健康支出",
            "进行分析说明",
            "整体预算执行情况。",
            "　",
        ],
    )
    def test_neither_misprint_nor_instruction_is_in_the_report(self, example: Document, mistake: str) -> None:
        whole = "\n".join([*texts(example), *("\t".join(row) for t in example.tables for row in cells(t))])
        assert mistake not in whole

    def test_no_bookmark_comment_field_or_hidden_text_is_in_the_body(self, example: Document) -> None:
        hidden = (
            "bookmarkStart",
            "fldSimple",
            "fldChar",
            "instrText",
            "commentReference",
            "vanish",
            "ins",
            "del",
        )
        for name in hidden:
            assert not list(example.element.body.iter(qn(f"w:{name}"))), name

    def test_units_stand_in_headers_and_figures_have_two_decimals(self, example: Document) -> None:
        for table, columns in ((example.tables[0], (3, 4)), (example.tables[1], (3,))):
            for row in cells(table)[1:]:
                assert all(re.fullmatch(r"\d+\.\d\d", row[column]) for column in columns), row

    def test_nobody_is_named_as_the_author(self, example: Document) -> None:
        properties = example.core_properties
        assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")


class TestGaps:
    """What nobody wrote is marked in the report and reported, never silently missing."""

    def test_an_empty_round_has_a_yellow_mark_and_a_finding_for_each_gap(self) -> None:
        data, findings = render_report(TEMPLATE, empty_tables(), SETTINGS, RULES)
        marks = highlighted(docx.Document(io.BytesIO(data)))
        assert marks == [
            "【待补充：主要工作任务】",
            "【待补充：产出指标完成情况】",
            "【待补充：效果指标完成情况】",
            "【待补充：满意度指标完成情况】",
            "【待补充：绩效自评总分】",
            "【待补充：评价等级】",
        ]
        assert [finding.code for finding in findings] == ["P08"] * 6
        for finding, mark in zip(findings, marks, strict=True):
            assert mark in finding.message
            assert finding.severity is Severity.WARNING
            assert finding.sheet == "部门整体"
            assert finding.field.startswith("一、（")

    def test_each_text_of_a_key_project_that_is_empty_is_marked(self) -> None:
        blank = replace(
            KEY_PROJECT, overview=" \n ", goal="", funds="", output="", effect="", satisfaction=""
        )
        tables = replace(example_tables(), key_projects=(replace(blank, problem="", measure=""),))
        data, findings = render_report(TEMPLATE, tables, SETTINGS, RULES)
        assert highlighted(docx.Document(io.BytesIO(data))) == [
            f"【待补充：{what}】"
            for what in (
                "项目概况",
                "项目绩效目标",
                "项目资金到位及执行情况",
                "产出指标完成情况",
                "效益指标完成情况",
                "满意度指标完成情况",
                "存在的主要问题",
                "改进措施",
            )
        ]
        assert {(finding.sheet, finding.project_code) for finding in findings} == {("重点项目", "P001")}
        assert all("“王平镇民防指挥中心”缺少" in finding.message for finding in findings)

    def test_a_project_without_reason_is_marked_in_its_row(self) -> None:
        tables = example_tables()
        first, *rest = tables.unevaluated
        data, findings = render_report(
            TEMPLATE, replace(tables, unevaluated=(replace(first, reason="\t"), *rest)), SETTINGS, RULES
        )
        document = docx.Document(io.BytesIO(data))
        assert cells(document.tables[1])[1][4] == "【待补充：未开展绩效自评的原因】"
        assert highlighted(document) == ["【待补充：未开展绩效自评的原因】"]
        assert [(f.code, f.sheet, f.project_code) for f in findings] == [("X10", "项目台账", "U01")]

    def test_a_problem_without_cause_is_marked_and_one_without_measure_stands_alone(self) -> None:
        problems = (
            ProblemRow("P1", "甲", "村", "数量", Decimal(1), "进度慢", ""),
            ProblemRow("P2", "乙", "村", "数量", Decimal(1), "", "加快"),
        )
        data, findings = render_report(
            TEMPLATE, replace(example_tables(), problems=problems), SETTINGS, RULES
        )
        document = docx.Document(io.BytesIO(data))
        assert after(document, "（五）存在的问题及改进措施")[1:] == [
            "1.甲：进度慢。",
            "2.乙：【待补充：存在的问题】。改进措施：加快。",
        ]
        assert highlighted(document) == ["【待补充：存在的问题】"]
        assert [(f.code, f.project_code) for f in findings] == [("R01", "P2")]

    def test_an_indicator_without_actual_value_is_marked_inside_its_sentence(self) -> None:
        tables = example_tables()
        first, *rest = tables.department.indicators
        department = replace(tables.department, indicators=(replace(first, actual=""), *rest))
        document = report(replace(tables, department=department))
        assert highlighted(document) == ["【待补充：实际完成值】"]
        assert "实际【待补充：实际完成值】，得20分" in "".join(texts(document))

    def test_a_row_of_the_narrative_left_empty_is_marked_unless_indicators_speak_for_it(self) -> None:
        tables = example_tables()
        narrative = (NarrativeRow("可持续影响", "", ""), NarrativeRow("产出进度", "", ""))
        department = replace(tables.department, narrative=(*tables.department.narrative[:5], *narrative))
        document = report(replace(tables, department=department))
        assert highlighted(document) == ["【待补充：可持续影响指标】"]

    def test_a_full_report_has_no_mark_and_no_finding(self) -> None:
        data, findings = render_report(TEMPLATE, example_tables(), SETTINGS, RULES)
        assert findings == ()
        assert highlighted(docx.Document(io.BytesIO(data))) == []


class TestTextStaysText:
    """Whatever a village typed is printed as it is, and does nothing."""

    def test_formulas_placeholders_and_markup_are_printed_literally(self) -> None:
        document = report(nasty_tables())
        first, second = paragraphs(NASTY)
        assert first == "=1+1{{ 标题 }}{% for %}{_{<b>&amp;"
        assert cells(document.tables[1])[1][1:3] == [f"{first} {second}"] * 2
        assert cells(document.tables[1])[1][4] == f"{first}\n{second}"
        assert f"（1）项目名称：{first} {second}" in texts(document)

    def test_nothing_but_text_is_added_to_the_body(self) -> None:
        tags = {element.tag for element in report(example_tables()).element.body.iter()}
        assert {element.tag for element in report(nasty_tables()).element.body.iter()} <= tags

    @settings(max_examples=25, deadline=None)
    @given(st.text(st.characters(codec=None), max_size=40))
    def test_any_text_at_all_comes_back_as_its_clean_paragraphs(self, text: str) -> None:
        tables = example_tables()
        row = replace(tables.unevaluated[0], reason=text)
        document = report(replace(tables, unevaluated=(row,)))
        expected = "\n".join(paragraphs(text)) or "【待补充：未开展绩效自评的原因】"
        assert cells(document.tables[1])[1][4] == expected

    def test_a_line_break_begins_a_new_paragraph_of_the_same_style(self) -> None:
        tables = example_tables()
        overview = replace(KEY_PROJECT, overview="第一段\r\n第二段\u2028第三段")
        document = report(replace(tables, key_projects=(overview,)))
        found = [p for p in document.paragraphs if re.search("第[一二三]段", p.text)]
        assert [p.text for p in found] == ["（2）项目概况：第一段。", "第二段。", "第三段。"]
        assert {p.style.name for p in found if p.style} == {"Normal"}


class TestWords:
    """The small words of the report."""

    @pytest.mark.parametrize(
        ("text", "ended"),
        [
            ("已完成", "已完成。"),
            ("已完成。", "已完成。"),
            ("已完成；", "已完成。"),
            ("完成了吗？", "完成了吗？"),
            ("称为“试点。”", "称为“试点。”"),
            ("称为“试点”", "称为“试点”。"),
            ("", ""),
        ],
    )
    def test_a_sentence_ends_once(self, text: str, ended: str) -> None:
        assert sentence(text) == ended
