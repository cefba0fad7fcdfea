"""Every distinct value of seven forms that governments published (池州 2022, 廊坊 2019, 鄂州 2021,
临沧 2023, 青神 2023, 衡山 2020, 海淀 2016), and what it reads as."""

from datetime import date
from decimal import Decimal

import pytest

from xlperf.model.amounts import read_amount, read_number
from xlperf.model.evaluation import Measure, Relation
from xlperf.model.money import MoneyUnit
from xlperf.model.percents import read_percent
from xlperf.model.reading import NoteKind
from xlperf.model.targets import TargetText, read_measure, read_target

GE, EQ, LE, WORDS = Relation.GE, Relation.EQ, Relation.LE, Relation.QUALITATIVE


@pytest.mark.parametrize(
    ("printed", "yuan"),
    [
        ("0", "0"),
        ("0.00", "0"),
        ("90", "900000"),
        ("89.974", "899740"),
        ("43.2", "432000"),
        ("37.24", "372400"),
        ("150万", "1500000"),
        ("125.25万", "1252500"),
        ("32.4", "324000"),
        ("31.69", "316900"),
        ("238.93", "2389300"),
        ("251.89", "2518900"),
        ("194.9", "1949000"),
        ("310.2", "3102000"),
        ("154.74", "1547400"),
    ],
)
def test_the_amounts_of_forms_in_ten_thousand_yuan(printed: str, yuan: str) -> None:
    assert read_amount(printed, MoneyUnit.WAN).value == Decimal(yuan)


@pytest.mark.parametrize(
    ("printed", "points"),
    [
        ("0", "0"),
        ("0.00%", "0"),
        ("50%", "50"),
        ("83.5%", "83.5"),
        ("86%", "86"),
        ("97.80%", "97.8"),
        ("100%", "100"),
        ("100.00%", "100"),
    ],
)
def test_the_execution_rates(printed: str, points: str) -> None:
    reading = read_percent(printed)
    assert (reading.value, [note.kind for note in reading.notes]) == (
        Decimal(points),
        [NoteKind.TEXT_NUMBER],
    )


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("10", "10"),
        ("100", "100"),
        ("98", "98"),
        ("9", "9"),
        ("12.5", "12.5"),
        ("0", "0"),
        ("—", None),
        ("/", None),
    ],
)
def test_the_weights_and_scores(printed: str, number: str | None) -> None:
    reading = read_number(printed)
    assert reading.value == (Decimal(number) if number else None)
    assert reading.notes


@pytest.mark.parametrize(
    ("printed", "target"),
    [
        ("≥50个", TargetText(GE, Decimal(50), "个")),
        ("≥100百分比", TargetText(GE, Decimal(100), "%")),
        ("严格执行相关制度规定", TargetText(WORDS, "严格执行相关制度规定")),
        ("在项目计划完成时间内完成", TargetText(WORDS, "在项目计划完成时间内完成")),
        ("≤90万元", TargetText(LE, Decimal(90), "万元")),
        ("符合相关规定", TargetText(WORDS, "符合相关规定")),
        ("效果明显", TargetText(WORDS, "效果明显")),
        ("43.2", TargetText(None, Decimal("43.2"))),
        ("100", TargetText(None, Decimal(100))),
        ("12.5", TargetText(None, Decimal("12.5"))),
        ("100%", TargetText(None, Decimal(100), "%")),
        ("= 100%", TargetText(EQ, Decimal(100), "%")),
        ("≥90%", TargetText(GE, Decimal(90), "%")),
        ("150万", TargetText(None, Decimal(150), "万")),
        ("≥200平方米", TargetText(GE, Decimal(200), "平方米")),
        ("≥120米", TargetText(GE, Decimal(120), "米")),
        ("2023年12月", TargetText(LE, date(2023, 12, 31))),
        ("≥8400元", TargetText(GE, Decimal(8400), "元")),
        ("≥5个", TargetText(GE, Decimal(5), "个")),
        ("≥15年", TargetText(GE, Decimal(15), "年")),
        ("0", TargetText(None, Decimal(0))),
        ("0起", TargetText(None, Decimal(0), "起")),
    ],
)
def test_the_targets(printed: str, target: TargetText) -> None:
    assert read_target(printed, year=2023).value == target


@pytest.mark.parametrize(
    ("target", "printed", "actual"),
    [
        ("≥50个", "50", Decimal(50)),
        ("≥100百分比", "100", Decimal(100)),
        ("严格执行相关制度规定", "达成预期指标", "达成预期指标"),
        ("≤90万元", "90", Decimal(90)),
        ("43.2", "37.24", Decimal("37.24")),
        ("100%", "83.5%", Decimal("83.5")),
        ("150万", "150万", Decimal(150)),
        ("≥200平方米", "204.46平方米", Decimal("204.46")),
        ("≥120米", "121.5米", Decimal("121.5")),
        ("2023年12月", "2023年10月", date(2023, 10, 31)),
        ("≥8400元", "8400元", Decimal(8400)),
        ("≥5个", "5个", Decimal(5)),
        ("≥15年", "15年", Decimal(15)),
        ("0", "0", Decimal(0)),
        ("0起", "0起", Decimal(0)),
        ("≥90%", "100%", Decimal(100)),
        ("100%", "无", None),
    ],
)
def test_the_actual_values_are_comparable_with_their_targets(
    target: str, printed: str, actual: Measure | None
) -> None:
    asked = read_target(target, year=2023).value
    assert asked is not None
    assert read_measure(printed, asked.unit, asked.relation, year=2023).value == actual
