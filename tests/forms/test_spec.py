"""The form's spec: what it promises for every rule set, before any workbook is built."""

from itertools import chain
from typing import get_type_hints

import pytest

from xlperf.forms import validation
from xlperf.forms.areas import absolute, cell, cells_of, column_of, row_of, rows_of, sliding
from xlperf.forms.fields import INDICATOR_KEYS, NOT_APPLICABLE, Kind, Owner
from xlperf.forms.guide import Style, guide
from xlperf.forms.heights import line_count, row_height, text_width
from xlperf.forms.layout import LAST_COLUMN, WIDTHS, Layout, height_of, indicator_cells
from xlperf.forms.names import CONTRACT_NAMES, FORM_SHEET, IDENTITY_SHEET, Identity, Name
from xlperf.forms.spec import FormSpec
from xlperf.forms.validation import Check, input_cells, list_source, validations
from xlperf.model.evaluation import IndicatorLine, SelfEvaluation
from xlperf.model.money import MoneyUnit
from xlperf.ooxml.refs import Range
from xlperf.rules.loading import load_ruleset, ruleset_ids

every_ruleset = pytest.mark.parametrize("ruleset", ruleset_ids())


def spec_of(ruleset: str, unit: MoneyUnit = MoneyUnit.WAN) -> FormSpec:
    return FormSpec.from_rules(load_ruleset(ruleset), unit)


def printed(spec: FormSpec) -> str:
    """The whole guide as one text."""
    return "\n".join(chain.from_iterable(line.cells for line in guide(spec)))


# -- the contract ----------------------------------------------------------------------------------


def test_the_names_are_those_that_were_promised_to_everybody() -> None:
    assert " ".join(CONTRACT_NAMES) == (
        "年度 项目名称 项目编码 主管部门 实施单位 资金 执行率 执行率得分 "
        "预期目标 实际完成情况 绩效指标 总分 等级"
    )
    assert " ".join(name.key for name in Identity) == "模板 版本 规则集 金额单位 镇 年度 单位编码 单位名称"


def test_the_columns_of_the_central_form_are_those_of_the_contract_in_its_order() -> None:
    assert " ".join(column.header for column in spec_of("central_2020").indicator_columns) == (
        "一级指标 二级指标 三级指标 指标性质 指标值 度量单位 实际完成值 分值 得分 偏差原因分析及改进措施"
    )


@every_ruleset
def test_every_form_has_the_ten_columns_of_an_indicator_line(ruleset: str) -> None:
    keys = tuple(column.key for column in spec_of(ruleset).indicator_columns)
    assert keys == INDICATOR_KEYS == tuple(get_type_hints(IndicatorLine))


@every_ruleset
def test_every_field_is_an_attribute_of_the_form_as_read(ruleset: str) -> None:
    attributes = get_type_hints(SelfEvaluation)
    keys = {field.key for field in spec_of(ruleset).fields} - {"weight_total"}
    assert keys <= attributes.keys()


def test_an_unknown_field_is_not_found() -> None:
    spec = spec_of("central_2020")
    assert spec.field(Name.GOAL).label == "预期目标"
    assert spec.column("reason").kind is Kind.LONG_TEXT
    with pytest.raises(KeyError):
        spec.field(Name.INDICATORS)


# -- the rule set decides the words ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ruleset", "levels"),
    [
        ("central_2020", ["产出指标", "效益指标", "满意度指标"]),
        ("central_2021_cost", ["成本指标", "产出指标", "效益指标", "满意度指标"]),
        ("beijing_2021_town", ["产出指标", "效果指标", "满意度指标"]),
        ("beijing_2016", ["产出指标（50分）", "效益指标（30分）", "满意度指标（10分）"]),
        # Hubei gives 效益 and 满意度 forty points together: neither has a figure of its own to print.
        ("hubei", ["产出指标（40分）", "效益指标", "满意度指标"]),
    ],
)
def test_first_level_indicators_follow_the_rule_set(ruleset: str, levels: list[str]) -> None:
    rows = spec_of(ruleset).indicator_rows
    assert list(dict.fromkeys(row.level1 for row in rows)) == levels


def test_a_blank_form_offers_the_rows_that_the_rule_set_asks_for() -> None:
    rows = spec_of("beijing_2021_town").indicator_rows
    assert [(row.level2, row.words) for row in rows] == [
        *[("数量指标", False)] * 3,
        *[("质量指标", False)] * 2,
        ("进度指标", False),
        ("成本指标", False),
        ("经济效益指标", False),
        *[("社会效益指标", True)] * 2,
        ("环境效益指标", True),
        ("可持续影响指标", True),
        *[("服务对象满意度指标", False)] * 2,
    ]


@pytest.mark.parametrize(
    ("ruleset", "unit", "label"),
    [("central_2020", MoneyUnit.WAN, "项目资金（万元）"), ("yunnan_gk14", MoneyUnit.YUAN, "项目资金（元）")],
)
def test_the_funds_block_names_the_unit_of_money(ruleset: str, unit: MoneyUnit, label: str) -> None:
    assert spec_of(ruleset, unit).funds_label == label


@every_ruleset
def test_qualitative_choices_are_the_three_labels_and_not_applicable(ruleset: str) -> None:
    bands = load_ruleset(ruleset).qualitative
    assert spec_of(ruleset).qualitative_choices == (*(band.label for band in bands), NOT_APPLICABLE)


# -- where things stand ------------------------------------------------------------------------------


def test_areas_spell_themselves_as_formulas_names_and_rules_need_them() -> None:
    block = Range(7, 6, 9, 8)
    assert (block.ref, absolute(block), sliding(block)) == ("F7:H9", "$F$7:$H$9", "$F7")
    assert (absolute(cell(2, 1)), cell(13, 27).ref) == ("$A$2", "AA13")
    assert [row_of(block, 1).ref, rows_of(block, 1, 2).ref, column_of(block, 2).ref] == [
        "F8:H8",
        "F8:H9",
        "H7:H9",
    ]
    assert [each.ref for each in cells_of(row_of(block, 0))] == ["F7", "G7", "H7"]


@every_ruleset
def test_no_two_names_share_a_cell_and_all_lie_on_the_printed_page(ruleset: str) -> None:
    layout = Layout.of(spec_of(ruleset))
    cells = [each.ref for area in layout.places.values() for each in cells_of(area)]
    assert len(cells) == len(set(cells))
    assert set(cells) <= {each.ref for each in cells_of(layout.whole)}
    assert layout.places.keys() == set(Name)


@every_ruleset
def test_labels_stand_beside_the_named_cells_never_on_them(ruleset: str) -> None:
    layout = Layout.of(spec_of(ruleset))
    named = {each.ref for area in layout.places.values() for each in cells_of(area)}
    labels = [each.ref for label in layout.labels() for each in cells_of(label.area)]
    assert len(labels) == len(set(labels))
    assert not named & set(labels)


@every_ruleset
def test_the_printed_page_has_no_hole(ruleset: str) -> None:
    layout = Layout.of(spec_of(ruleset))
    filled = {each.ref for label in layout.labels() for each in cells_of(label.area)}
    filled |= {each.ref for area in layout.places.values() for each in cells_of(area)}
    assert {each.ref for each in cells_of(layout.whole)} == filled


def test_a_row_gives_its_cells_by_key() -> None:
    layout = Layout.of(spec_of("central_2020"))
    cells = indicator_cells(row_of(layout.indicators, 2))
    assert (cells["level1"].ref, cells["actual"].ref, cells["reason"].ref) == ("B15", "H15", "K15")
    assert len(WIDTHS) == LAST_COLUMN == 11


# -- what may be typed ---------------------------------------------------------------------------------


@every_ruleset
def test_every_input_cell_has_one_validation_and_no_other_cell_has_any(ruleset: str) -> None:
    layout = Layout.of(spec_of(ruleset))
    areas = [area for rule in validations(layout) for area in rule.areas]
    validated = [each.ref for area in areas for each in cells_of(area)]
    merged = {
        each.ref
        for field in layout.spec.fields
        for each in list(cells_of(layout.place(field.name)))[1:]
        if field.is_input
    }
    assert len(validated) == len(set(validated))
    assert set(validated) == input_cells(layout) - merged


@every_ruleset
@pytest.mark.parametrize("unit", MoneyUnit)
def test_messages_are_chinese_and_fit_what_excel_can_show(ruleset: str, unit: MoneyUnit) -> None:
    for rule in validations(Layout.of(spec_of(ruleset, unit))):
        assert 0 < len(rule.title) <= validation.MAX_TITLE
        for message in (rule.prompt, rule.error):
            assert 0 < len(message) <= validation.MAX_MESSAGE
            assert message.endswith(("。", "？"))
        assert len(rule.formula) <= validation.MAX_MESSAGE
        if rule.check is Check.LIST:
            assert list_source(rule.choices) == ",".join(rule.choices)


@pytest.mark.parametrize("choices", [("一" * 256,), ("达成,部分达成",)])
def test_a_list_that_excel_cannot_hold_is_refused(choices: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        list_source(choices)


# -- the guide -----------------------------------------------------------------------------------------


@every_ruleset
def test_the_guide_explains_every_field_and_column_and_names_its_source(ruleset: str) -> None:
    spec = spec_of(ruleset)
    text = printed(spec)
    helps = [field.help for field in spec.fields] + [column.help for column in spec.indicator_columns]
    words = [field.label for field in spec.fields] + [column.header for column in spec.indicator_columns]
    assert [item for item in (*helps, *words) if item not in text] == []
    assert spec.rules.source in text
    assert all(owner in text for owner in Owner)


#: Rule set, then what its guide must say, somewhere.
SENTENCES = """
central_2020       预算执行率＝全年执行数÷全年预算数（按年度资金总额计算），分值 10 分；
central_2020       得分＝分值×执行率，执行率最高按 100% 计；没有预算的不得分。
hubei              预算执行率＝执行数(B)÷预算数(A)（按当年财政拨款、上年结转资金计算），分值 20 分；
beijing_2016       预算执行率＝全年执行数(B)÷年初预算数(A)（按年度资金总额计算）
sichuan_2023       执行率低于 90% 的，在“年度目标完成情况”里写明原因。
central_2020       不超过指标值得满分，超过的得分＝分值×[1－（实际完成值－指标值）÷指标值]
hubei              不超过指标值得满分，超过的得分＝分值×指标值÷实际完成值。
central_2020       达成年度指标：得分值的 80% 至 100%（如分值 10 分，打 8 分到 10 分）。
hubei              具有一定效果：得分值的 50% 至 80%，不含 80%（如分值 10 分，打 5 分到 8 分，不含 8 分）。
hubei              未达成预期指标且效果较差：得分低于分值的 50%（如分值 10 分，打 5 分以下，不含 5 分）。
central_2020       没有满意度指标的，效益指标加 10 分。
central_2021_cost  没有成本指标的，产出指标加 10 分、效益指标加 10 分；
hubei              分值：产出指标 40 分，效益指标和满意度指标 40 分，预算执行率 20 分。
central_2020       90 分（含）以上为“优”，80（含）至 90 分为“良”，60（含）至 80 分为“中”，60 分以下为“差”。
central_2020       选“不适用”的指标剔除后按 100 分折算。
"""


@pytest.mark.parametrize(
    ("ruleset", "sentence"), [row.split(None, 1) for row in SENTENCES.strip().split("\n")]
)
def test_the_guide_says_how_this_rule_set_scores(ruleset: str, sentence: str) -> None:
    assert sentence in printed(spec_of(ruleset))


def test_the_guide_speaks_of_the_money_unit_of_the_form() -> None:
    assert "金额单位是元，只填数字" in printed(spec_of("central_2020", MoneyUnit.YUAN))
    assert "万元，只填" not in printed(spec_of("central_2020", MoneyUnit.YUAN))


@every_ruleset
def test_lines_of_the_guide_have_the_cells_of_their_style(ruleset: str) -> None:
    for line in guide(spec_of(ruleset)):
        assert len(line.cells) == (3 if line.style in {Style.HEAD, Style.ROW} else 1)
        assert all(line.cells)


# -- heights -------------------------------------------------------------------------------------------


def test_a_chinese_character_is_two_wide_and_a_digit_one() -> None:
    assert text_width("道路3.5公里") == 2 * 4 + 3


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        *(
            ("", 20, 1),
            ("道路", 20, 1),
            ("道路硬化里程数量", 9, 2),
            ("一\n二\n三", 20, 3),
            ("甲" * 100, 21, 10),
        ),
        *(("甲" * 10, 21, 1), ("甲" * 11, 21, 2), ("a" * 20, 21, 1), ("a" * 21, 21, 2)),
    ],
)
def test_lines_are_counted_by_the_width_of_the_column(text: str, width: float, lines: int) -> None:
    assert line_count(text, width, 10.5) == lines


def test_a_row_is_as_high_as_its_longest_cell_and_never_below_the_minimum() -> None:
    assert row_height([("短", 20)], 10.5, 36) == 36
    assert row_height([("短", 20), ("甲" * 100, 21)], 10.5, 36) > 100
    assert row_height([], 10.5) < 36


def test_an_indicators_row_is_as_high_as_the_text_that_needs_most_in_its_column() -> None:
    narrow, wide = ({key: "长效管护" * 50} for key in ("level1", "level3"))
    assert height_of(narrow, 10.5) > height_of(wide, 10.5) > height_of({"level3": "短"}, 10.5)
    assert height_of({**wide, **narrow}, 10.5) == height_of(narrow, 10.5)


def test_sheet_names_need_no_quotes_in_a_formula() -> None:
    assert FORM_SHEET.isidentifier()
    assert IDENTITY_SHEET.isidentifier()
