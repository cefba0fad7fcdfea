"""Builds ``workbooks/report.docx``: the report's standing text with a placeholder for every datum.

The placeholders are those of :data:`xlperf.steps.report_context.SAMPLE`; an office may edit a copy of
the template (fonts, logo, standing sentences) as long as they stay.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import docx
from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Cm
from docx.table import Table, _Cell, _Row

from xlperf.build.report_styles import (
    BODY,
    CELL,
    CELL_HEADER,
    GRID,
    LABEL,
    LEVEL_1,
    LEVEL_2,
    LEVEL_3,
    TITLE,
    apply_official_look,
)
from xlperf.ooxml.archive import deflate, read_entries, write_entries

_LEFT, _CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the template."""

    style: str
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its header, the placeholder of a row and of the total row ("" merges left)."""

    header: str
    width: float
    align: WD_ALIGN_PARAGRAPH
    row: str
    total: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with one row per item of ``items`` and a total row."""

    items: str
    columns: tuple[Column, ...]


def _each(item: str, items: str, *lines: Line) -> tuple[Line, ...]:
    return (Line(BODY, f"{{%p for {item} in {items} %}}"), *lines, Line(BODY, "{%p endfor %}"))


def _when(condition: str, *lines: Line | Grid, otherwise: Line) -> tuple[Line | Grid, ...]:
    return (
        Line(BODY, f"{{%p if {condition} %}}"),
        *lines,
        Line(BODY, "{%p else %}"),
        otherwise,
        Line(BODY, "{%p endif %}"),
    )


_FUNCTIONS: Final = Grid(
    "功能分类表",
    (
        Column("序号", 1.2, _CENTRE, "{{ 行.序号 }}", "合计"),
        Column("功能分类科目编码", 2.0, _CENTRE, "{{ 行.编码 }}", ""),
        Column("功能分类", 4.8, _LEFT, "{{ 行.名称 }}", ""),
        Column("全年预算数（{{ 金额单位 }}）", 2.6, _RIGHT, "{{ 行.预算 }}", "{{ 功能分类合计.预算 }}"),
        Column("全年执行数（{{ 金额单位 }}）", 2.6, _RIGHT, "{{ 行.执行 }}", "{{ 功能分类合计.执行 }}"),
        Column("执行率", 2.2, _RIGHT, "{{ 行.执行率 }}", "{{ 功能分类合计.执行率 }}"),
    ),
)
_UNEVALUATED: Final = Grid(
    "未纳入项目",
    (
        Column("序号", 1.2, _CENTRE, "{{ 行.序号 }}", "合计"),
        Column("单位名称", 3.0, _LEFT, "{{ 行.单位名称 }}", ""),
        Column("项目名称", 4.4, _LEFT, "{{ 行.项目名称 }}", ""),
        Column("预算金额（元）", 2.8, _RIGHT, "{{ 行.预算金额 }}", "{{ 未纳入金额 }}"),
        Column("未开展绩效自评的原因", 4.2, _LEFT, "{{ 行.原因 }}", " "),
    ),
)

_DEPARTMENT: Final[tuple[Line | Grid, ...]] = (
    Line(LEVEL_1, "一、部门整体绩效评价报告"),
    Line(LEVEL_2, "（一）主要工作任务"),
    *_each(
        "项",
        "主要工作任务",
        Line(BODY, "{%p if 项.标题 %}"),
        Line(LEVEL_3, "{{ 项.序号 }}.{{ 项.标题 }}"),
        Line(BODY, "{%p endif %}"),
        Line(BODY, "{{ 项.正文 }}"),
    ),
    Line(LEVEL_2, "（二）部门整体绩效目标设立情况"),
    Line(
        LABEL,
        "{{ 年度 }}年度，{{ 单位全称 }}全年预算数{{ 功能分类合计.预算 }}{{ 金额单位 }}，"
        "全年执行数{{ 功能分类合计.执行 }}{{ 金额单位 }}，预算执行率{{ 功能分类合计.执行率 }}。"
        "按支出功能分类列示如下：",
    ),
    _FUNCTIONS,
    Line(LEVEL_2, "（三）整体绩效目标实现情况"),
    *_each(
        "项",
        "整体绩效目标",
        Line(LEVEL_3, "{{ 项.序号 }}.{{ 项.标题 }}"),
        Line(BODY, "{{ 项.正文 }}"),
    ),
    Line(LEVEL_2, "（四）总体评价结论"),
    Line(
        BODY,
        "绩效自评总分：{{ 自评总分 }}分，评价等级：{{ 自评等级 }}。"
        "其中，部门整体预算执行率{{ 功能分类合计.执行率 }}，"
        "预算执行率指标得{{ 执行率得分 }}分（满分{{ 执行率分值 }}分）。",
    ),
    Line(LEVEL_2, "（五）存在的问题及改进措施"),
    Line(BODY, "{{ 问题综述 }}"),
    *_each("项", "问题及措施", Line(BODY, "{{ 项.序号 }}.{{ 项.项目名称 }}：{{ 项.正文 }}")),
)
_PROJECTS: Final[tuple[Line | Grid, ...]] = (
    Line(LEVEL_1, "二、项目支出绩效自评情况"),
    Line(LEVEL_2, "（一）绩效自评开展情况"),
    Line(
        BODY,
        "{{ 开展年 }}年，{{ 单位全称 }}对{{ 年度 }}年度本部门及所属单位项目支出实施了绩效自评，"
        "评价项目{{ 评价项目个数 }}个，涉及金额{{ 评价金额 }}{{ 金额单位 }}"
        "（按全年预算数统计）。{{ 分档情况 }}",
    ),
    Line(LEVEL_2, "（二）未纳入年度绩效自评的项目情况说明"),
    *_when(
        "未纳入项目",
        Line(
            LABEL,
            "{{ 年度 }}年度未纳入绩效自评的项目{{ 未纳入个数 }}个，预算金额{{ 未纳入金额 }}元，具体如下：",
        ),
        _UNEVALUATED,
        otherwise=Line(BODY, "{{ 年度 }}年度无未纳入绩效自评的项目。"),
    ),
    Line(LEVEL_2, "（三）重点支出项目绩效自评情况"),
)
_KEY_PROJECT: Final = (
    Line(LEVEL_3, "{{ 项.序号 }}.{{ 项.项目名称 }}"),
    Line(BODY, "（1）项目名称：{{ 项.项目名称 }}"),
    Line(BODY, "（2）项目概况：{{ 项.概况 }}"),
    Line(LABEL, "（3）项目绩效目标、绩效指标设定情况"),
    Line(BODY, "{{ 项.目标 }}"),
    Line(LABEL, "（4）项目资金到位及执行情况"),
    Line(BODY, "{{ 项.资金 }}"),
    Line(LABEL, "（5）绩效目标完成情况"),
    Line(LABEL, "①{{ 指标名称.产出 }}完成情况分析"),
    Line(BODY, "{{ 项.产出 }}"),
    Line(LABEL, "②{{ 指标名称.效益 }}完成情况分析"),
    Line(BODY, "{{ 项.效益 }}"),
    Line(LABEL, "③{{ 指标名称.满意度 }}完成情况分析"),
    Line(BODY, "{{ 项.满意度 }}"),
    Line(BODY, "④自评结果：绩效自评得分{{ 项.得分 }}分，评价等级：{{ 项.等级 }}。"),
    Line(BODY, "（6）存在的主要问题：{{ 项.问题 }}"),
    Line(BODY, "（7）改进措施：{{ 项.措施 }}"),
)
_CONTENT: Final[tuple[Line | Grid, ...]] = (
    Line(TITLE, "{{ 标题 }}"),
    *_DEPARTMENT,
    *_PROJECTS,
    *_when(
        "重点项目",
        *_each("项", "重点项目", *_KEY_PROJECT),
        otherwise=Line(BODY, "{{ 年度 }}年度无重点支出项目。"),
    ),
)


def build_report_template() -> bytes:
    """The report template as a .docx file; the same bytes at every call."""
    document = docx.Document()
    apply_official_look(document)
    for block in _CONTENT:
        if isinstance(block, Line):
            document.add_paragraph(block.text, style=block.style)
        else:
            _add_grid(document, block)
    _set_properties(document)
    stream = io.BytesIO()
    document.save(stream)
    return write_entries(deflate(entry.name, entry.inflate()) for entry in read_entries(stream.getvalue()))


def _set_properties(document: Document) -> None:
    """Who made a published file, and when, is not the public's business; nor may it change the bytes."""
    properties = document.core_properties
    properties.title = "部门绩效评价情况（模板）"
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.language = "zh-CN"
    properties.revision = 1
    properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC)


def _add_grid(document: Document, grid: Grid) -> None:
    table = document.add_table(rows=0, cols=len(grid.columns), style=GRID)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, spec in zip(table.columns, grid.columns, strict=True):
        column.width = Cm(spec.width)
    header = _add_row(table, grid, [column.header for column in grid.columns], CELL_HEADER)
    _flag(header, "w:tblHeader")
    _add_loop_tag(table, grid, f"{{%tr for 行 in {grid.items} %}}")
    _add_row(table, grid, [column.row for column in grid.columns], CELL)
    _add_loop_tag(table, grid, "{%tr endfor %}")
    _merge_caption(_add_row(table, grid, [column.total for column in grid.columns], CELL), grid)


def _add_row(table: Table, grid: Grid, texts: Sequence[str], style: str) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    _flag(row, "w:cantSplit")
    row.height, row.height_rule = Cm(0.8), WD_ROW_HEIGHT_RULE.AT_LEAST
    for cell, column, text in zip(row.cells, grid.columns, texts, strict=True):
        _fill(cell, column, text, style)
    return row


def _fill(cell: _Cell, column: Column, text: str, style: str) -> None:
    cell.width = Cm(column.width)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.add_run(text.strip())
    if style == CELL:
        paragraph.alignment = column.align


def _add_loop_tag(table: Table, grid: Grid, tag: str) -> None:
    row = _add_row(table, grid, [tag, *[""] * (len(grid.columns) - 1)], CELL)
    _merge(row, len(grid.columns) - 1)


def _merge_caption(row: _Row, grid: Grid) -> None:
    """Spread 合计 over the columns that have no total of their own."""
    _merge(row, next(index for index, column in enumerate(grid.columns[1:]) if column.total))


def _merge(row: _Row, last: int) -> None:
    merged = row.cells[0].merge(row.cells[last])
    for paragraph in merged.paragraphs[1:]:
        merged._tc.remove(paragraph._p)  # noqa: SLF001 - merging leaves empty paragraphs behind


def _flag(row: _Row, name: str) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - no public property for it
    properties.append(OxmlElement(name))
