"""``xlperf rules``: the catalogue of checks, and the rule sets."""

from argparse import Namespace

from xlperf.model.errors import UserError
from xlperf.rules.catalogue import load_catalogue
from xlperf.rules.loading import load_ruleset, ruleset_ids


def run(arguments: Namespace) -> int:
    """List everything, or print the one rule or rule set that was named."""
    if arguments.id is None:
        _list()
    elif arguments.id in load_catalogue():
        rule = load_catalogue()[arguments.id]
        print(f"{rule.id}  {rule.severity.label}\n检查：{rule.title}\n提示：{rule.message}\n修改：{rule.fix}")
    elif arguments.id in ruleset_ids():
        rules = load_ruleset(arguments.id)
        print(f"{rules.id}  {rules.title}\n来源：{rules.source}")
    else:
        raise UserError(f"没有编号为“{arguments.id}”的规则或规则集。用 xlperf rules 列出全部。")
    return 0


def _list() -> None:
    for rule in load_catalogue().values():
        print(f"{rule.id}  {rule.severity.label}  {rule.title}")
    print("\n规则集：")
    for name in ruleset_ids():
        print(f"{name}  {load_ruleset(name).title}")
