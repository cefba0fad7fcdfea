"""``xlperf read``: what the forms of a workbook say."""

from argparse import Namespace
from decimal import Decimal

from xlperf.commands.words import exit_code, print_groups, told
from xlperf.model.evaluation import Entry, SelfEvaluation
from xlperf.model.printing import number_text, rate_text
from xlperf.model.text import seen
from xlperf.steps.export import finding_data, json_text
from xlperf.steps.reading import FileReading, form_data, read_apart


def run(arguments: Namespace) -> int:
    """Print every form, as data with ``--json``; 1 where the file itself is no workbook with a form."""
    (reading,) = read_apart([arguments.file], arguments.ruleset)
    if arguments.json:
        print(json_text(_data(reading)))
    else:
        for number, form in enumerate(reading.forms):
            print(end="\n" if number else "")
            _print_form(form.form)
        print_groups(told(reading.findings))
    return exit_code(reading.findings)


def _data(reading: FileReading) -> dict[str, object] | list[dict[str, object]]:
    """One form as DESIGN §4.6 has it; several as a list; none as the findings that say why."""
    forms = [form_data(form) for form in reading.forms]
    if not forms:
        return {"form": None, "findings": finding_data(reading.findings)}
    return forms[0] if len(forms) == 1 else forms


def _print_form(form: SelfEvaluation) -> None:
    heading: tuple[tuple[str, Entry[object]], ...] = (
        ("年度", form.year),
        ("项目名称", form.project_name),
        ("项目编码", form.project_code),
        ("主管部门", form.department),
        ("实施单位", form.unit),
    )
    print(f"工作表：{seen(form.sheet)}")
    for label, entry in heading:
        print(f"{label}：{_shown(entry)}")
    rate = seen(form.rate.text) or rate_text(form.rate.value)
    print(f"执行率：{rate}\n执行率得分：{_shown(form.rate_score)}")
    for line in form.indicators:
        sign = line.relation.text
        target = f"{sign}{'：' if sign == '定性' else ''}{line.target.text}{line.unit.text}"
        print(
            seen(f"  {line.level1.text} {line.level2.text} {line.level3.text}（{target}）：")
            + seen(f"完成 {line.actual.text}，分值 {line.weight.text}，得分 {_shown(line.score)}")
        )
    print(f"总分：{_shown(form.total_score)}\n等级：{_shown(form.grade)}")


def _shown(entry: Entry[object]) -> str:
    """What is printed there; where a formula has not been calculated, what it comes to."""
    if entry.text or entry.value is None:
        return seen(entry.text)
    return number_text(entry.value) if isinstance(entry.value, Decimal) else seen(str(entry.value))
