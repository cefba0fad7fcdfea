"""The worksheet functions under names that VBA text can hold, which is ASCII; the add-in calls these."""

from xlperf.addin import functions

XlperfRate = functions.绩效执行率
XlperfScore = functions.绩效指标得分
XlperfGrade = functions.绩效等级
XlperfAmount = functions.绩效金额
