"""功能分类: codes and names of the functional classes."""

import pytest

from xlperf.rules.functions import (
    class_code,
    find_function,
    function_classes,
    function_name,
    suggest_function,
)

# As 王平镇 printed them in 2021, spaces and the lost character included.
PRINTED = {
    "　一般公共服务支出": "201",
    "　国防支出": "203",
    "　文化旅游体育与传媒支出": "207",
    "社会保障和就业支出": "208",
    " 生健康支出": "210",
    "  节能环保支出": "211",
    "  城乡社区支出": "212",
    "  农林水支出": "213",
    "  交通运输支出": "214",
    "  国有资本经营预算支出": "223",
    "  灾害防治及应急管理支出": "224",
    "  其他支出": "229",
}


@pytest.mark.parametrize(("name", "code"), PRINTED.items())
def test_the_classes_that_a_town_prints_are_found(name: str, code: str) -> None:
    assert find_function(name) == code


@pytest.mark.parametrize(
    ("code", "of_class"),
    [
        ("2130126", "213"),
        ("213", "213"),
        (" 21301 ", "213"),
        ("２１３０１２６", "213"),
        ("21", "21"),
        ("", ""),
    ],
)
def test_a_class_is_the_first_three_digits(code: str, of_class: str) -> None:
    assert class_code(code) == of_class


def test_a_code_has_its_present_name() -> None:
    assert function_name("213") == "农林水支出"
    assert function_name("215") == "资源勘探工业信息等支出"
    assert function_name("227") == "预备费"


@pytest.mark.parametrize("code", ["218", "225", "226", "228", "999", "21", ""])
def test_codes_that_are_not_in_use_have_no_name(code: str) -> None:
    assert function_name(code) is None


def test_the_ending_may_be_left_out() -> None:
    assert find_function("城乡社区") == "212"
    assert find_function("商业服务业等") == "216"


@pytest.mark.parametrize(
    ("former", "code"),
    [
        ("医疗卫生与计划生育支出", "210"),
        ("文化体育与传媒", "207"),
        ("资源勘探信息等支出", "215"),
        ("商业服务业支出", "216"),
        ("国土海洋气象等支出", "220"),
    ],
)
def test_former_names_are_found(former: str, code: str) -> None:
    assert find_function(former) == code


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("卫生建康支出", "卫生健康支出"),
        ("农林水利支出", "农林水支出"),
        ("城乡社区事务", "城乡社区支出"),
        ("灾害防治及应急支出", "灾害防治及应急管理支出"),
    ],
)
def test_a_slip_is_not_found_but_suggested(slip: str, meant: str) -> None:
    assert find_function(slip) is None
    suggested = suggest_function(slip)
    assert suggested is not None
    assert suggested.name == meant


@pytest.mark.parametrize("name", ["", "支出", "等支出", "民防指挥中心", "2130126"])
def test_what_is_no_class_is_neither_found_nor_suggested(name: str) -> None:
    assert find_function(name) is None
    assert suggest_function(name) is None


def test_codes_are_in_order_and_names_unambiguous() -> None:
    classes = function_classes()
    codes = [each.code for each in classes]
    assert len(classes) == 30
    assert codes == sorted(set(codes))
    for each in classes:
        assert each.evidence in {"决算代码表", "旧名核对", "通行叫法"}
        for word in (each.name, *each.aliases):
            assert find_function(word) == each.code
