"""``xlperf distribute``: a workbook for each unit."""

from argparse import Namespace

from xlperf.commands.words import bar
from xlperf.steps.distribute import distribute
from xlperf.steps.office import open_office


def run(arguments: Namespace) -> int:
    """Issue the workbooks, and say which are new, which have changed, and what the office should do."""
    result = distribute(open_office(arguments.dir), bar)
    for label, names in (("新下发", result.created), ("有变化，已重新下发", result.changed)):
        for name in names:
            print(f"{label}：{name}")
    print(
        f"新下发 {len(result.created)} 本，重新下发 {len(result.changed)} 本，"
        f"没有变化 {len(result.unchanged)} 本。"
    )
    for old, new in result.renamed:
        print(f"注意：{old} 已由 {new} 代替（单位改了名），请删去旧表，通知该单位用新表。")
    for name in result.obsolete:
        print(f"注意：{name} 以前下发过，台账里这个单位已没有要自评的项目，请删去它，通知该单位不必填报。")
    for sentence in result.advice:
        print(f"注意：{sentence}")
    return 0
