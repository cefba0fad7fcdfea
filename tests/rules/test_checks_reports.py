"""P and X families: the report before it is published."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.rule_pairs import ReportPair, Told, codes
from xlperf.model.ledger import Amounts
from xlperf.model.money import MoneyUnit
from xlperf.model.printing import amount_fixed
from xlperf.rules.personal import covered, personal_data
from xlperf.rules.report_case import Overview, Passage, ReportCase, Withheld

SECTION = "（三）重点支出项目绩效自评情况"
CLEAN = ReportCase(
    year=2021,
    money_unit=MoneyUnit.WAN,
    passages=(
        Passage("标题", "2021年度柳河镇人民政府部门绩效评价情况"),
        Passage("（一）绩效自评开展情况", "2022年，柳河镇人民政府对2021年度项目支出实施了绩效自评。"),
        Passage(SECTION, "本项目年度预算金额为96万元。"),
    ),
    narrative=(Passage("部门叙述“产出数量”", "一是修路；二是植树。“厕所革命”达到90%。"),),
    terms=(("进度指标", "时效指标"),),
    department_weight=Decimal(90),
)
OVERVIEW = Overview(
    "P1", "指挥中心", "项目概况", Amounts(Decimal(960_000), Decimal(960_000), Decimal(900_000))
)


def said(text: str) -> ReportCase:
    """The clean report with one more sentence among its passages."""
    return replace(CLEAN, passages=(*CLEAN.passages, Passage(SECTION, text)))


def written(text: str) -> ReportCase:
    """The clean report with another text of the office."""
    return replace(CLEAN, narrative=(Passage("部门叙述“产出数量”", text),))


def described(text: str) -> ReportCase:
    """The clean report with a key project that the office described so."""
    return replace(CLEAN, overviews=(replace(OVERVIEW, text=text),))


def told(code: str, field: str, message: str, fix: str) -> Told:
    return Told(code, "", field, message, fix)


PAIRS = (
    ReportPair(
        told(
            "P01",
            SECTION,
            f"报告“{SECTION}”里有手机号，已遮盖成“联系人电话138****1234”",
            "在写这段话的地方删去，再重新生成报告",
        ),
        caught=replace(CLEAN, withheld=(Withheld(SECTION, "联系人电话138****1234", ("手机号",)),)),
        passed=CLEAN,
    ),
    ReportPair(
        told(
            "P02",
            SECTION,
            f"报告“{SECTION}”里提到涉密项目“人防工事”，这一段没有印出",
            "在写这段话的地方改写或删去，再重新生成报告",
        ),
        caught=replace(CLEAN, withheld=(Withheld(SECTION, "【待补充：…】", (), "人防工事"),)),
        passed=CLEAN,
    ),
    ReportPair(
        told(
            "P03",
            SECTION,
            f"报告“{SECTION}”里的“围绕产出数量、质量等进行分析说明。”像是填写说明或没有填的空",
            "删去，或换成实际内容",
        ),
        caught=said("围绕产出数量、质量等进行分析说明。"),
        passed=said("围绕产出数量，全年修路20公里。"),
    ),
    ReportPair(
        told("P04", SECTION, f"报告“{SECTION}”里写着“2020年度”，本次是“2021年度”", "请核对是不是忘了改"),
        caught=said("2020年度各项任务全部完成。"),
        passed=said("2020年度结转资金12万元全部支出，纳入2022年度预算。"),
    ),
    ReportPair(
        told("P05", SECTION, f"报告“{SECTION}”写 2023 年对 2021 年度开展自评", "改成评价年度的下一年"),
        caught=said("2023年，我镇对2021年度项目支出开展了自评。"),
        passed=said("2022年，我镇对2021年度项目支出开展了自评。"),
    ),
    ReportPair(
        told(
            "P06",
            "部门叙述“产出数量”",
            "部门叙述“产出数量”里写“进度指标”，报告别处叫“时效指标”",
            "请统一写成“时效指标”",
        ),
        caught=written("进度指标全部完成。"),
        passed=written("时效指标全部完成，工程进度正常。"),
    ),
    ReportPair(
        told(
            "X14",
            "项目概况",
            "“指挥中心”的项目概况里预算写 69万元，台账是 96万元",
            "核对后改成一致",
        ),
        caught=described("建设应急指挥中心，年度预算69万元，实际支出90万元。"),
        passed=described("总投资300万元的应急指挥中心，年度预算96万元，实际支出900000元。"),
    ),
    ReportPair(
        told("X15", "分值", "部门指标的分值合计 80，应为 90", "在工作表“部门整体”里调整各指标的分值"),
        caught=replace(CLEAN, department_weight=Decimal(80)),
        passed=replace(CLEAN, department_weight=None),
    ),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("满意率打到90%。", ["R09"]), ("一是修路；三是植树。", ["R11"]), ("接诉即办”11月考核期。", ["R11"])],
)
def test_what_the_office_itself_wrote_is_read_like_a_unit_s_text(text: str, expected: list[str]) -> None:
    assert codes(written(text)) == expected


def test_a_year_in_the_name_of_a_project_is_the_project_s() -> None:
    name = "2018年造林工程2020年度养护费"
    assert codes(replace(said(f"{name}，预算96万元。"), project_names=(name,))) == []


@pytest.mark.parametrize("gap", ["XX镇全年完成", "投入××万元。", "完成______处。"])
def test_a_gap_that_nobody_filled_is_told(gap: str) -> None:
    assert codes(said(gap)) == ["P03"]


@pytest.mark.parametrize(
    ("text", "kinds", "shown"),
    [
        ("电话13812341234。", ("手机号",), "电话138****1234。"),
        ("张某（138 1234 1234）", ("手机号",), "张某（138 **** 1234）"),
        ("110109199003072316", ("身份证号",), "110***********2316"),
        ("账号：6222020200112233445", ("银行账号",), "账号：622************3445"),
        ("卡号 6222 0202 0011 2233", ("银行账号",), "卡号 622* **** **** 2233"),
        ("+86 13812341234", ("手机号",), "+86 138****1234"),
        ("008613812341234", ("手机号",), "0086138****1234"),
        ("１３８１２３４１２３４", ("手机号",), "１３８****１２３４"),
        ("138－1234－1234", ("手机号",), "138－****－1234"),
        ("138\u200b1234\u00ad1234", ("手机号",), "138\u200b****\u00ad1234"),
        ("Tel13812341234", ("手机号",), "Tel138****1234"),
        ("电话.13812341234", ("手机号",), "电话.138****1234"),
        ("110109 19900307 231X", ("身份证号",), "110*** ******** 231X"),
        ("１１０１０９１９９００３０７２３１Ｘ", ("身份证号",), "１１０***********２３１Ｘ"),
        ("110109900307231", ("身份证号",), "110********7231"),
        ("身份证编号110109199003072316", ("身份证号",), "身份证编号110***********2316"),
        ("账号0200001234567890", ("银行账号",), "账号020*********7890"),
        ("4111-1111-1111-1111", ("银行账号",), "411*-****-****-1111"),
    ],
)
def test_personal_data_are_covered_but_for_their_ends(text: str, kinds: tuple[str, ...], shown: str) -> None:
    assert personal_data(text) == kinds
    assert covered(text) == shown
    assert personal_data(covered(text)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "11010921T000001",
        "预算13812341234.56元",
        "编码110109199013072317",
        "51000021R000000019951-工资",
        "69842156",
        "1234567890123456",
        "2021-12-31",
        "13812341234元",
        "13812341234万元",
        "统一社会信用代码911101091990030723",
        "项目编码4111111111111111",
        "20210101-20211231",
        "150 20211231",
        "0311-12345678",
        "999999900307231",
    ],
)
def test_amounts_codes_and_days_are_no_personal_data(text: str) -> None:
    assert personal_data(text) == ()
    assert covered(text) == text


@given(
    st.decimals(0, 10**17, places=2),
    st.sampled_from(MoneyUnit),
    st.sampled_from(["{}", "预算{}万元", "共{}元", "{}，{}"]),
)
def test_no_amount_as_it_is_printed_is_covered(yuan: Decimal, unit: MoneyUnit, sentence: str) -> None:
    printed = amount_fixed(yuan, unit)
    text = sentence.format(printed, printed)
    assert covered(text) == text


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", " ", "-", "－", "\u200b"]))
def test_no_mobile_number_gets_through_in_any_grouping(number: str, gap: str) -> None:
    text = f"联系人{gap.join((number[:3], number[3:7], number[7:]))}。"
    assert len(covered(text)) == len(text)
    assert "****" in covered(text)
