"""``xlperf fill``: 自评汇总 and 未纳入自评项目."""

from argparse import Namespace

from xlperf.commands.words import bar, exit_code, say_orphans
from xlperf.steps.assessing import assess
from xlperf.steps.fill import fill
from xlperf.steps.office import open_office
from xlperf.steps.telling import counts


def run(arguments: Namespace) -> int:
    """Fill both sheets, and say how many projects are in each."""
    assessment = assess(open_office(arguments.dir), bar)
    result = fill(assessment)
    evaluated, left_out = len(result.tables.projects), len(result.tables.unevaluated)
    print(f"自评汇总：{evaluated} 个项目；未纳入自评：{left_out} 个项目。")
    print(f"校验结果：{counts(assessment.findings)}。")
    say_orphans(result.orphans)
    return exit_code(assessment.findings)
