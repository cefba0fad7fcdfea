"""The first-round mistakes: which cell of which form goes wrong, and what stands there then."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from demo_round.amounts import plain
from demo_round.forms import Form
from demo_round.indicators import Indicator
from demo_round.source import read_toml

_WAN = 10_000


def mistake_rows(forms: Iterable[Form], unit_codes: Mapping[str, str]) -> list[list[str]]:
    """单位编码, 项目编码, 类别, 三级指标, 字段, 错误值, 说明.

    Raises:
        ValueError: a mistake names an indicator that the form does not have.
    """
    by_name = {form.entry.name: form for form in forms}
    rows = []
    for each in read_toml("mistakes.toml")["mistake"]:
        form = by_name[each["project"]]
        row = _find(form, each["indicator"]) if "indicator" in each else None
        value = _WRONG[each["kind"]](form, row, each["field"])
        code = form.entry.code
        name = row.line.name if row else ""
        rows.append(
            [unit_codes[form.entry.unit], code, each["kind"], name, each["field"], value, each["note"]]
        )
    return rows


def _find(form: Form, what: str) -> Indicator:
    """The indicator of this name or level; "qualitative" is the first one met in words."""
    for row in form.rows:
        if what in (row.line.name, row.level) or (what == "qualitative" and row.line.qualitative):
            return row
    raise ValueError(f"{form.entry.name} has no indicator {what}")


def _text_amount(form: Form, row: Indicator | None, _: str) -> str:
    return f"{row.line.actual}万元" if row else f"{plain(form.entry.sources[0].actual)}万"


def _yuan_for_wan(form: Form, _row: Indicator | None, _: str) -> str:
    return str(int(form.entry.sources[0].actual * _WAN))


def _pasted(form: Form, _row: Indicator | None, field: str) -> str:
    """The rate cut to two digits, or a total of full marks."""
    total = form.entry.total
    return "100" if field == "总分" else str((total.actual / total.budget).quantize(Decimal("0.01")))


def _renamed(_form: Form, _row: Indicator | None, _: str) -> str:
    return "Sheet1 (2)"


def _nothing(_form: Form, _row: Indicator | None, _: str) -> str:
    return ""


def _above_weight(_form: Form, row: Indicator | None, _: str) -> str:
    return str(row.weight + 2) if row else ""


def _older(_form: Form, row: Indicator | None, _: str) -> str:
    """An earlier count, a tenth lower."""
    return str(int(Decimal(row.line.actual) * 9 / 10)) if row else ""


_WRONG: dict[str, Callable[[Form, Indicator | None, str], str]] = {
    "text_amount": _text_amount,
    "yuan_for_wan": _yuan_for_wan,
    "pasted_formula": _pasted,
    "renamed_sheet": _renamed,
    "missing_reason": _nothing,
    "score_above_weight": _above_weight,
    "two_versions": _older,
}
