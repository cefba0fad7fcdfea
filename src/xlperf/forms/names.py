"""The defined names, sheet names and identity of the issued form (DESIGN §4.5).

The names of the form are sheet-scoped, so that one workbook can hold many projects; those of the
identity sheet are global. Everything that reads or fills a form finds its cells by these names.
"""

from enum import StrEnum
from typing import Final

TEMPLATE_ID: Final = "xlperf-self-evaluation"
TEMPLATE_VERSION: Final = 1

GUIDE_SHEET: Final = "填报说明"
FORM_SHEET: Final = "项目支出绩效自评表"
IDENTITY_SHEET: Final = "_xlperf"
#: The sheet that says while people type what is still to be mended, and the very hidden one that computes it.
SELF_CHECK_SHEET: Final = "自检"
SELF_CHECK_HELPERS: Final = "_自检"
#: The global name of the first two lines of its list: that of a project, and that of a rule.
SELF_CHECK_LIST: Final = "自检_清单"


class Name(StrEnum):
    """A sheet-scoped defined name of the form."""

    YEAR = "年度"
    PROJECT_NAME = "项目名称"
    PROJECT_CODE = "项目编码"
    DEPARTMENT = "主管部门"
    UNIT = "实施单位"
    #: 4 rows (total and three sources) × 3 columns (年初预算数, 全年预算数, 全年执行数).
    FUNDS = "资金"
    RATE_WEIGHT = "执行率分值"
    RATE = "执行率"
    RATE_SCORE = "执行率得分"
    #: The rates of the three sources, 3 rows × 1 column; shown, never scored.
    SOURCE_RATES = "执行率_明细"
    GOAL = "预期目标"
    GOAL_DONE = "实际完成情况"
    #: One row per indicator × 10 columns (:data:`xlperf.forms.spec.INDICATOR_KEYS`).
    INDICATORS = "绩效指标"
    WEIGHT_TOTAL = "分值合计"
    TOTAL_SCORE = "总分"
    GRADE = "等级"


#: Names without which a form can be read all the same: what they show is computed anyway.
OPTIONAL_NAMES: Final = (Name.RATE_WEIGHT, Name.SOURCE_RATES, Name.WEIGHT_TOTAL)

#: The names that DESIGN §4.5 promises; a clerk's own edition of the template must keep them.
CONTRACT_NAMES: Final = tuple(name for name in Name if name not in OPTIONAL_NAMES)


class Identity(StrEnum):
    """A global defined name on the very hidden sheet: one value each, beside its key."""

    TEMPLATE = "标识_模板"
    VERSION = "标识_版本"
    RULESET = "标识_规则集"
    MONEY_UNIT = "标识_金额单位"
    TOWN = "标识_镇"
    YEAR = "标识_年度"
    UNIT_CODE = "标识_单位编码"
    UNIT_NAME = "标识_单位名称"

    @property
    def key(self) -> str:
        """What stands in column A of the identity sheet."""
        return self.value.removeprefix("标识_")
