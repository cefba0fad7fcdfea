"""``xlperf rules``: the catalogue of checks, and the rule sets."""

from argparse import Namespace

from xlperf.model.errors import UserError
from xlperf.model.money import plain
from xlperf.rules.catalogue import Rule, load_catalogue
from xlperf.rules.catalogue_page import fate_text
from xlperf.rules.loading import load_ruleset, ruleset_ids
from xlperf.rules.reference import Fate, Reference, reference


def run(arguments: Namespace) -> int:
    """List everything, or print the one rule or rule set that was named."""
    if arguments.id is None:
        _list()
    elif arguments.id in load_catalogue():
        _show(load_catalogue()[arguments.id])
    elif arguments.id in _unruly():
        check = _unruly()[arguments.id]
        print(f"{check.id}  {check.title}\n{fate_text(check)}")
    elif arguments.id in ruleset_ids():
        rules = load_ruleset(arguments.id)
        print(f"{rules.id}  {rules.title}\n来源：{rules.source}")
    else:
        raise UserError(f"没有编号为“{arguments.id}”的规则或规则集。用 xlperf rules 列出全部。")
    return 0


def _unruly() -> dict[str, Reference]:
    """The checks of the field's reference list that are no rules of their own."""
    return {check.id: check for check in reference() if check.fate is not Fate.RULE}


def _show(rule: Rule) -> None:
    print(f"{rule.id}  {rule.severity.label}\n检查：{rule.title}")
    if rule.condition:
        print(f"条件：{rule.condition}")
    if rule.threshold is not None:
        print(f"阈值：{plain(rule.threshold)}（{rule.threshold_name}）")
    print(f"提示：{rule.message}\n修改：{rule.fix}")


def _list() -> None:
    for rule in load_catalogue().values():
        print(f"{rule.id}  {rule.severity.label}  {rule.title}")
    print("\n没有单独成为规则的检查：")
    for check in _unruly().values():
        print(f"{check.id}  {check.title}：{fate_text(check)}")
    print("\n规则集：")
    for name in ruleset_ids():
        print(f"{name}  {load_ruleset(name).title}")
