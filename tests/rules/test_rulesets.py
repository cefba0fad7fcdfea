"""Rule sets: what comes with the program, how a file is read, and what is said of a broken one."""

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from xlperf.model.finding import Severity
from xlperf.model.ledger import Column, Source
from xlperf.model.money import MoneyUnit
from xlperf.rules.levels import canonical_level1, canonical_level2, expected_weights, label_weight
from xlperf.rules.loading import DEFAULT_RULESET, RuleSetError, load_ruleset, parse_ruleset, ruleset_ids
from xlperf.rules.page import documented_keys, render
from xlperf.rules.ruleset import RuleChange, RuleSet

ROOT = Path(__file__).parents[2]

# The ids that rounds are kept under: they must never change.
IDS = {
    "central_2020",
    "central_2021_cost",
    "beijing_2021_town",
    "beijing_2016",
    "hubei",
    "sichuan_2023",
    "sichuan_xianjie_2022",
    "yunnan_gk14",
    "hebei_2020",
    "platform_default",
    "guangxi_over130",
}


def weights(rules: RuleSet) -> dict[str, Decimal]:
    return {"+".join(group.levels): group.weight for group in rules.weights}


def present_weights(rules: RuleSet, *present: str) -> dict[str, int]:
    groups = expected_weights(rules, set(present))
    return {"+".join(group.levels): int(group.weight) for group in groups}


def variant(changes: str, origin: str = "试用.toml") -> RuleSet:
    """A rule set that differs from the central one by some lines of TOML."""
    return parse_ruleset(f'inherits = "central_2020"\n{changes}', origin)


# --- what comes with the program -------------------------------------------------------------


def test_the_known_rule_sets_are_all_there_and_the_default_comes_first() -> None:
    assert set(ruleset_ids()) == IDS
    assert ruleset_ids()[0] == DEFAULT_RULESET == "central_2020"


@pytest.mark.parametrize("ruleset_id", sorted(IDS))
def test_every_rule_set_loads_and_knows_its_id(ruleset_id: str) -> None:
    rules = load_ruleset(ruleset_id)
    assert rules.id == ruleset_id
    assert sum(group.weight for group in rules.weights) == rules.indicator_weight
    assert 12 <= sum(level2.rows for level1 in rules.level1 for level2 in level1.level2) <= 16


def test_the_central_rule_set_is_10_50_30_10_of_100_with_four_grades() -> None:
    rules = load_ruleset("central_2020")
    assert rules.execution.weight == 10
    assert weights(rules) == {"产出指标": 50, "效益指标": 30, "满意度指标": 10}
    assert {grade.label: grade.lower for grade in rules.grades} == {"优": 90, "良": 80, "中": 60, "差": 0}
    assert [str(band.low) for band in rules.qualitative] == ["0.8", "0.6", "0"]
    assert [str(band.high) for band in rules.qualitative] == ["1", "0.8", "0.6"]
    assert rules.labels.sources == ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金")


def test_numbers_are_exact_as_written() -> None:
    assert str(load_ruleset("central_2020").quantitative.over_target_threshold) == "1.3"


def test_with_cost_indicators_it_is_20_40_20_10() -> None:
    assert weights(load_ruleset("central_2021_cost")) == {
        "成本指标": 20,
        "产出指标": 40,
        "效益指标": 20,
        "满意度指标": 10,
    }


def test_beijing_towns_print_progress_results_and_environment() -> None:
    rules = load_ruleset("beijing_2021_town")
    names = [level2.name for level1 in rules.level1 for level2 in level1.level2]
    assert [level1.name for level1 in rules.level1] == ["产出指标", "效果指标", "满意度指标"]
    assert {"进度指标", "环境效益指标"} <= set(names)
    assert not {"时效指标", "生态效益指标"} & set(names)


def test_the_old_beijing_form_divides_by_the_initial_budget() -> None:
    rules = load_ruleset("beijing_2016")
    assert rules.execution.base is Column.INITIAL_BUDGET
    assert rules.quantitative.reverse == "ratio"


def test_hubei_gives_20_for_fiscal_funds_and_40_for_benefit_and_satisfaction_together() -> None:
    rules = load_ruleset("hubei")
    assert rules.execution.weight == 20
    assert rules.execution.sources == (Source.APPROPRIATION, Source.CARRYOVER)
    assert weights(rules) == {"产出指标": 40, "效益指标+满意度指标": 40}
    assert [band.low for band in rules.qualitative] == [Decimal("0.8"), Decimal("0.5"), 0]
    assert rules.qualitative[0].label == "达成预期指标"
    assert rules.labels.level1_weights


def test_sichuan_wants_a_reason_below_90_percent_and_leaves_90_points_free() -> None:
    rules = load_ruleset("sichuan_2023")
    assert rules.execution.explain_below == Decimal("0.9")
    assert weights(rules) == {"产出指标+效益指标+满意度指标": 90}
    assert rules.labels.columns == ("年初预算", "调整后预算数", "预算执行数")


def test_yunnan_prints_yuan_and_the_grade() -> None:
    rules = load_ruleset("yunnan_gk14")
    assert rules.money_unit is MoneyUnit.YUAN
    assert rules.labels.show_grade


def test_guangxi_asks_why_from_30_on_where_the_target_is_zero() -> None:
    assert load_ruleset("guangxi_over130").quantitative.zero_target_threshold == 30
    assert load_ruleset("central_2020").quantitative.zero_target_threshold is None


def test_an_unknown_id_is_answered_with_the_known_ones() -> None:
    with pytest.raises(RuleSetError) as caught:
        load_ruleset("../central_2020")
    assert str(caught.value) == (
        "没有名为“../central_2020”的规则集，可用的有：central_2020、beijing_2016、beijing_2021_town、"
        "central_2021_cost、guangxi_over130、hebei_2020、hubei、platform_default、sichuan_2023、"
        "sichuan_xianjie_2022、yunnan_gk14。"
    )


# --- inheritance ------------------------------------------------------------------------------


def test_tables_are_merged_key_by_key_and_values_replaced() -> None:
    rules = variant('title = "试用"\n[execution]\nexplain_below = "0.85"\n')
    central = load_ruleset("central_2020")
    assert (rules.id, rules.title) == ("试用", "试用")
    assert rules.execution.explain_below == Decimal("0.85")
    assert rules.execution.weight == central.execution.weight
    assert rules.labels == central.labels


def test_arrays_replace_what_they_inherit() -> None:
    rules = variant('[[grades]]\nlabel = "合格"\nlower = 60\n[[grades]]\nlabel = "不合格"\nlower = 0\n')
    assert [grade.label for grade in rules.grades] == ["合格", "不合格"]


def test_a_complete_file_needs_no_parent() -> None:
    text = (files("xlperf.rules") / "rulesets" / "central_2020.toml").read_text(encoding="utf-8")
    assert parse_ruleset(text, "central_2020.toml") == load_ruleset("central_2020")


def test_a_file_cannot_inherit_from_one_that_inherits() -> None:
    with pytest.raises(RuleSetError) as caught:
        parse_ruleset('inherits = "hubei"', "武汉.toml")
    assert (
        str(caught.value) == "规则集 武汉.toml：inherits 只能指向完整的规则集，而“hubei”自己也有 inherits。"
    )


def test_a_file_cannot_inherit_from_nothing() -> None:
    with pytest.raises(RuleSetError) as caught:
        parse_ruleset('inherits = "湖北"', "武汉.toml")
    assert str(caught.value).startswith(
        "规则集 武汉.toml：inherits 指向不存在的规则集“湖北”，可用的有：central_2020、"
    )


# --- broken files -----------------------------------------------------------------------------

BROKEN = tomllib.loads((Path(__file__).parent / "broken_rulesets.toml").read_text(encoding="utf-8"))["broken"]


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case["message"])
def test_a_broken_file_is_answered_with_file_key_found_and_allowed(case: dict[str, str]) -> None:
    with pytest.raises(RuleSetError) as caught:
        variant(case["changes"])
    assert str(caught.value) == f"规则集 试用.toml：{case['message']}。"


# --- names of indicators ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ruleset_id", "printed", "name"),
    [
        ("central_2020", "产出指标", "产出指标"),
        ("central_2020", "产出指标(50分)", "产出指标"),
        ("central_2020", " 产 出\n指标（５０ 分）", "产出指标"),
        ("central_2020", "产出", "产出指标"),
        ("central_2020", "效果指标", "效益指标"),
        ("central_2020", "满意度", "满意度指标"),
        ("central_2020", "成本指标", None),
        ("central_2020", "", None),
        ("central_2021_cost", "成本指标（20分）", "成本指标"),
        ("beijing_2021_town", "效益指标", "效果指标"),
        ("beijing_2021_town", "效果指标(30分)", "效果指标"),
    ],
)
def test_a_first_level_indicator_is_known_by_what_forms_call_it(
    ruleset_id: str, printed: str, name: str | None
) -> None:
    assert canonical_level1(load_ruleset(ruleset_id), printed) == name


@pytest.mark.parametrize(
    ("ruleset_id", "above", "printed", "name"),
    [
        ("central_2020", "产出指标", "进度指标", "时效指标"),
        ("central_2020", "产出指标（50分）", "经济成本指标", "成本指标"),
        ("central_2020", "效果指标", "环境效益", "生态效益指标"),
        ("central_2020", "满意度指标", "满意度指标", "服务对象满意度指标"),
        ("central_2020", "产出指标", "社会效益指标", None),
        ("central_2020", "管理指标", "数量指标", None),
        ("beijing_2021_town", "产出指标", "时效指标", "进度指标"),
        ("beijing_2021_town", "效益指标", "生态\n效益指标", "环境效益指标"),
    ],
)
def test_a_second_level_indicator_is_looked_for_under_its_first_level(
    ruleset_id: str, above: str, printed: str, name: str | None
) -> None:
    assert canonical_level2(load_ruleset(ruleset_id), above, printed) == name


@pytest.mark.parametrize(
    ("printed", "weight"),
    [
        ("产出指标(50分)", 50),
        ("产出指标（12.5 分）", Decimal("12.5")),
        ("效益指标【３０分】", 30),
        ("产出指标 70分", 70),
        ("产出指标", None),
        ("10分钟到达率", None),
        ("", None),
    ],
)
def test_a_label_may_print_its_weight(printed: str, weight: Decimal | None) -> None:
    assert label_weight(printed) == weight


# --- what the first level must weigh ----------------------------------------------------------


def test_with_every_first_level_the_weights_are_those_of_the_rule_set() -> None:
    rules = load_ruleset("central_2020")
    assert expected_weights(rules, {"产出指标", "效益指标", "满意度指标"}) == rules.weights


def test_without_satisfaction_its_10_points_go_to_benefit() -> None:
    rules = load_ruleset("central_2020")
    assert present_weights(rules, "产出指标", "效益指标") == {"产出指标": 50, "效益指标": 40}


def test_without_cost_the_2021_weights_fall_back_to_50_30_10() -> None:
    rules = load_ruleset("central_2021_cost")
    assert present_weights(rules, "产出指标", "效益指标", "满意度指标") == {
        "产出指标": 50,
        "效益指标": 30,
        "满意度指标": 10,
    }
    assert present_weights(rules, "产出指标", "效益指标") == {"产出指标": 50, "效益指标": 40}


def test_a_missing_first_level_that_nothing_makes_up_for_stays_expected() -> None:
    rules = load_ruleset("central_2020")
    assert present_weights(rules, "产出指标", "满意度指标") == {
        "产出指标": 50,
        "效益指标": 30,
        "满意度指标": 10,
    }


def test_weights_shared_by_two_stay_with_the_one_that_is_there() -> None:
    rules = load_ruleset("hubei")
    assert present_weights(rules, "产出指标", "效益指标") == {"产出指标": 40, "效益指标": 40}
    assert present_weights(rules, "产出指标") == {"产出指标": 40, "效益指标+满意度指标": 40}


@pytest.mark.parametrize("ruleset_id", sorted(IDS))
def test_whatever_is_missing_the_weights_still_add_up(ruleset_id: str) -> None:
    rules = load_ruleset(ruleset_id)
    names = [level.name for level in rules.level1]
    for missing in names:
        groups = expected_weights(rules, set(names) - {missing})
        assert sum(group.weight for group in groups) == rules.indicator_weight


# --- the page ---------------------------------------------------------------------------------


def test_the_page_in_docs_is_what_the_rule_sets_say() -> None:
    assert (ROOT / "docs" / "rulesets.md").read_text(encoding="utf-8") == render()


def test_the_page_names_every_rule_set_and_its_source() -> None:
    page = render()
    for ruleset_id in IDS:
        assert f"### `{ruleset_id}` {load_ruleset(ruleset_id).title}" in page
        assert load_ruleset(ruleset_id).source in page


def leaves(values: Mapping[str, object], path: str = "") -> Iterator[str]:
    """The dotted paths of a TOML file's values, without array positions."""
    for key, value in values.items():
        name = f"{path}{key}"
        items = value if isinstance(value, list) else [value]
        tables = [item for item in items if isinstance(item, dict)]
        if name == "reallocations.to" or len(tables) < len(items):
            yield name
            continue
        for table in tables:
            yield from leaves(table, f"{name}.")


def test_every_key_in_use_is_documented_and_every_documented_key_is_understood() -> None:
    folder = files("xlperf.rules") / "rulesets"
    texts = [(folder / f"{ruleset_id}.toml").read_text(encoding="utf-8") for ruleset_id in IDS]
    used = {key for text in texts for key in leaves(tomllib.loads(text))}
    assert used <= set(documented_keys())
    banded = variant("[execution]\nmode = 'bands'\nbands = [{ rate = 0, share = 1 }]\n")
    lined = variant("[execution]\nmode = 'pass_line'\npass_line = 0.6\n")
    assert banded.execution.bands == ((Decimal(0), Decimal(1)),)
    assert lined.execution.pass_line == Decimal("0.6")
    turned = variant(
        "[rules]\noff = ['S14']\nseverity = { V10 = 'hint', B10 = 'warning' }\nthreshold = { V10 = 150 }\n"
    )
    assert dict(turned.rule_changes) == {
        "S14": RuleChange(enabled=False),
        "V10": RuleChange(severity=Severity.HINT, threshold=Decimal(150)),
        "B10": RuleChange(severity=Severity.WARNING),
    }
    understood = used | {"execution.bands.rate", "execution.bands.share", "execution.pass_line"}
    understood |= {"rules.off", "rules.severity", "rules.threshold"}
    assert understood == set(documented_keys())


def test_a_departure_from_the_platforms_default_weights_is_only_a_hint() -> None:
    assert load_ruleset("platform_default").weights_severity is Severity.HINT
    assert load_ruleset("central_2020").weights_severity is Severity.WARNING
