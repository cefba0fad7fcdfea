"""``xlperf new``: the folder of a new round."""

from argparse import Namespace

from xlperf.rules.loading import DEFAULT_RULESET
from xlperf.steps.new import NewRound, new_round


def run(arguments: Namespace) -> int:
    """Make the folder, and say what is in it and what comes next."""
    wanted = NewRound(
        town=arguments.town,
        year=arguments.year,
        ruleset=arguments.ruleset or DEFAULT_RULESET,
        money_unit=arguments.money_unit,
        units=arguments.units,
        ledger=arguments.ledger,
        targets=arguments.targets,
        execution=arguments.execution,
    )
    made = new_round(arguments.dir, wanted)
    print(f"已新建 {made.settings.town} {made.settings.year} 年度绩效自评：{arguments.dir}")
    print(f"单位 {len(made.units)} 个，台账 {len(made.ledger)} 行，绩效目标 {len(made.targets)} 条。")
    print(f"下一步：xlperf distribute {arguments.dir}")
    return 0
