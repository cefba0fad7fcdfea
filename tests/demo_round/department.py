"""部门整体: its indicators and its narrative."""

from demo_round.indicators import LEVELS
from demo_round.notation import parse_line
from demo_round.source import read_toml


def indicator_rows() -> list[list[str]]:
    """一级指标, 二级指标, 三级指标, 指标性质, 指标值, 度量单位, 实际完成值, 分值, 得分, 偏差原因."""
    rows = []
    for each in read_toml("department.toml")["indicator"]:
        line = parse_line(each["line"])
        judged = each.get("score", each["weight"]) if line.judged else ""
        rows.append(
            [
                *LEVELS[each["level"]],
                line.name,
                line.relation,
                line.target,
                line.unit,
                each.get("actual", line.actual),
                each["weight"],
                judged,
                each.get("reason", ""),
            ]
        )
    return rows


def narrative_rows() -> list[list[str]]:
    """章节, 标题, 内容."""
    return [
        [each["section"], each.get("heading", ""), each["text"]]
        for each in read_toml("narrative.toml")["paragraph"]
    ]
