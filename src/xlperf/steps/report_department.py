"""The report's part 一, 部门整体绩效评价报告: tasks, goals reached, problems and measures."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from xlperf.forms.spec import NOT_APPLICABLE
from xlperf.model.printing import score_short
from xlperf.model.tables import Department, DepartmentIndicator, NarrativeRow, ProblemRow
from xlperf.model.text import match_key
from xlperf.rules.levels import canonical_level1, canonical_level2, level_key
from xlperf.rules.ruleset import RuleSet
from xlperf.steps.report_text import (
    Gaps,
    Place,
    clause,
    join_paragraphs,
    paragraphs,
    plain_text,
    sentence,
    with_unit,
)

TASKS: Final = "主要工作任务"
SHEET: Final = "部门整体"
_TASKS_PLACE: Final = Place("一、（一）主要工作任务", SHEET)
_GOALS_PLACE: Final = Place("一、（三）整体绩效目标实现情况", SHEET)
_PROBLEMS_PLACE: Final = Place("一、（五）存在的问题及改进措施", "问题与措施")
_ELSEWHERE: Final = "其他方面"

#: A number that a clerk typed before a heading: the report numbers its headings itself.
_TYPED_NUMBER = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、](?!\d))\s*"
)
#: Signs that are worth printing; “=” is said in words.
_SIGNS: Final = ("≥", ">", "≤", "<")
_NUMBER = re.compile(r"\d[\d,.]*[%‰]?")

Item = dict[str, str]


def task_items(narrative: Iterable[NarrativeRow], gaps: Gaps) -> list[Item]:
    """主要工作任务: one item per heading (序号, 标题, 正文); text before the first heading has no 标题."""
    items: list[tuple[str, list[str]]] = []
    for row in narrative:
        if match_key(row.section) != match_key(TASKS):
            continue
        heading = clause(_TYPED_NUMBER.sub("", plain_text(row.heading)))
        if not items or (heading and heading != items[-1][0]):
            items.append((heading, []))
        items[-1][1].extend(paragraphs(row.text))
    return [
        {"序号": str(number), "标题": heading, "正文": _body(texts, heading or TASKS, gaps)}
        for number, (heading, texts) in _numbered(items or [("", [])])
    ]


def _numbered(items: Sequence[tuple[str, list[str]]]) -> Iterator[tuple[int, tuple[str, list[str]]]]:
    number = 0
    for item in items:
        number += bool(item[0])
        yield number, item


def _body(texts: Sequence[str], what: str, gaps: Gaps) -> str:
    return join_paragraphs(sentence(text) for text in texts) or gaps.mark(what, _TASKS_PLACE)


@dataclass(slots=True)
class _Topic:
    """What there is to say about one 二级指标."""

    texts: list[str] = field(default_factory=list)
    indicators: list[DepartmentIndicator] = field(default_factory=list)


#: 一级指标 → 二级指标 → topic, in the rule set's order and words.
_Outline = dict[str, dict[str, _Topic]]


def goal_items(department: Department, rules: RuleSet, gaps: Gaps) -> list[Item]:
    """整体绩效目标实现情况: one item per 一级指标 (序号, 标题, 正文), in the rule set's words.

    A 二级指标 is printed where it has indicators, or where 部门叙述 has a row for it.
    """
    outline = _outline(department, rules, gaps)
    return [
        {
            "序号": str(number),
            "标题": level1 if level1 == _ELSEWHERE else f"{level1}完成情况分析",
            "正文": _topics_text(level1, topics, gaps),
        }
        for number, (level1, topics) in enumerate(outline.items(), start=1)
    ]


def _outline(department: Department, rules: RuleSet, gaps: Gaps) -> _Outline:
    outline: _Outline = {level.name: {} for level in rules.level1}
    for row in department.narrative:
        if match_key(row.section) == match_key(TASKS):
            continue
        place = _section_place(row.section, rules)
        texts = [_headed(row.heading, text) for text in paragraphs(row.text)]
        if place or texts:
            level1, level2 = place or (_ELSEWHERE, plain_text(row.section))
            _topic(outline, level1, level2).texts.extend(texts)
        if texts and not place:
            _report_stray(row, gaps)
    for indicator in department.indicators:
        _topic(outline, *_indicator_place(indicator, rules)).indicators.append(indicator)
    return {level1: _in_order(level1, topics, rules) for level1, topics in outline.items()}


def _topic(outline: _Outline, level1: str, level2: str) -> _Topic:
    return outline.setdefault(level1, {}).setdefault(level2, _Topic())


def _in_order(level1: str, topics: dict[str, _Topic], rules: RuleSet) -> dict[str, _Topic]:
    order = [level2.name for level in rules.level1 if level.name == level1 for level2 in level.level2]
    ranked = sorted(topics, key=lambda name: order.index(name) if name in order else len(order))
    return {name: topics[name] for name in ranked}


def _report_stray(row: NarrativeRow, gaps: Gaps) -> None:
    gaps.warn(
        "P06",
        _GOALS_PLACE,
        f"“部门叙述”里的章节“{plain_text(row.section)}”不是本规则集的指标名称，已印在“{_ELSEWHERE}”下面",
        "请改成报告里有的章节名称，再重新生成报告",
    )


def _headed(heading: str, text: str) -> str:
    title = plain_text(heading)
    return f"{title}：{text}" if title else text


def _section_place(section: str, rules: RuleSet) -> tuple[str, str] | None:
    """The 一级指标 and 二级指标 that a section of 部门叙述 (产出数量) is about; None where there is none."""
    key = level_key(section)
    word = key.removeprefix("产出") or key
    for level in rules.level1:
        level2 = canonical_level2(rules, level.name, word)
        if level2:
            return level.name, level2
    level1 = canonical_level1(rules, word)
    return (level1, level1) if level1 else None


def _indicator_place(indicator: DepartmentIndicator, rules: RuleSet) -> tuple[str, str]:
    level1 = canonical_level1(rules, indicator.level1) or plain_text(indicator.level1)
    return level1, canonical_level2(rules, level1, indicator.level2) or plain_text(indicator.level2) or level1


def _topics_text(level1: str, topics: dict[str, _Topic], gaps: Gaps) -> str:
    if not topics:
        return gaps.mark(f"{level1}完成情况", _GOALS_PLACE)
    parts = (
        _topic_paragraphs(number, name, topic, gaps)
        for number, (name, topic) in enumerate(topics.items(), start=1)
    )
    return join_paragraphs(paragraph for part in parts for paragraph in part)


def _topic_paragraphs(number: int, name: str, topic: _Topic, gaps: Gaps) -> list[str]:
    texts = [sentence(text) for text in topic.texts]
    if topic.indicators:
        texts.append(f"{'；'.join(_indicator_text(each, gaps) for each in topic.indicators)}。")
    if not texts:
        texts.append(gaps.mark(name, _GOALS_PLACE))
    return [f"（{number}）{name}：{texts[0]}", *texts[1:]]


def _indicator_text(indicator: DepartmentIndicator, gaps: Gaps) -> str:
    name, unit = plain_text(indicator.level3), plain_text(indicator.unit)
    place = replace(_GOALS_PLACE, about=name)
    actual = plain_text(indicator.actual) or gaps.mark("实际完成值", place)
    if actual == NOT_APPLICABLE:
        return f"{name}，不涉及"
    score = indicator.score
    points = gaps.mark("得分", place) if score is None else score_short(score)
    text = (
        f"{name}，年度指标值{_target(indicator)}，实际{'完成' if actual[0].isdigit() else ''}"
        f"{with_unit(actual, unit)}，得{points}分（满分{score_short(indicator.weight)}分）"
    )
    reason = clause("".join(sentence(part) for part in paragraphs(indicator.reason)))
    fell_short = score is not None and score < indicator.weight
    return f"{text}，{reason}" if reason and fell_short else text


def _target(indicator: DepartmentIndicator) -> str:
    """≥20件, but 为验收合格 and 为2021年12月底前: a sign says something only before a number."""
    value, relation = plain_text(indicator.target), plain_text(indicator.relation)
    target = with_unit(value, plain_text(indicator.unit))
    return f"{relation}{target}" if relation in _SIGNS and _NUMBER.fullmatch(value) else f"为{target}"


def problem_items(problems: Iterable[ProblemRow], gaps: Gaps) -> list[Item]:
    """存在的问题及改进措施: one item per project (序号, 项目名称, 正文)."""
    projects: dict[str, list[ProblemRow]] = {}
    for row in problems:
        projects.setdefault(row.code, []).append(row)
    return [
        {
            "序号": str(number),
            "项目名称": plain_text(rows[0].name),
            "正文": join_paragraphs(_problem_texts(rows, gaps)),
        }
        for number, rows in enumerate(projects.values(), start=1)
    ]


def _problem_texts(rows: Sequence[ProblemRow], gaps: Gaps) -> list[str]:
    """What one project says, each thing once, however many indicators it says it of.

    Several things are numbered below the project's name, on lines of their own.
    """
    said: dict[tuple[str, str], list[ProblemRow]] = {}
    for row in rows:
        said.setdefault((_inline(row.problem), _inline(row.measure)), []).append(row)
    texts = [_problem_text(problem, measure, about[0], gaps) for (problem, measure), about in said.items()]
    if len(texts) == 1:
        return texts
    names = ["、".join(plain_text(row.indicator) for row in about) for about in said.values()]
    numbered = zip(names, texts, strict=True)
    return ["", *(f"（{number}）{name}：{text}" for number, (name, text) in enumerate(numbered, start=1))]


def _problem_text(problem: str, measure: str, row: ProblemRow, gaps: Gaps) -> str:
    """A cause without a measure stays one: R04 of 校验结果 asks its unit for the measure."""
    place = replace(_PROBLEMS_PLACE, project_code=row.code, about=plain_text(row.name))
    problem = problem or sentence(gaps.mark("存在的问题", place, "R01"))
    return f"{problem}改进措施：{measure}" if measure else problem


def _inline(text: str) -> str:
    return "".join(sentence(part) for part in paragraphs(text))
