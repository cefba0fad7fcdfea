"""The steps of a round for a terminal (DESIGN §4.2)."""

import argparse
import os
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from xlperf import __version__, commands
from xlperf.model.errors import UserError
from xlperf.model.money import MoneyUnit
from xlperf.model.text import seen

#: Exit codes beside those of the commands: cannot.
CANNOT: Final = 2
#: Set to anything, it lets a mistake of the program's own through as a traceback, for developers.
DEBUG: Final = "XLPERF_DEBUG"

#: What argparse says, in Chinese; in the wordings of Python 3.11 and later.
_MESSAGES: Final = (
    (r"the following arguments are required: (.*)", r"缺少 \1"),
    (r"one of the arguments (.*) is required", r"要写明其中一个：\1"),
    (r"unrecognized arguments: (.*)", r"多出了 \1"),
    (r"argument (.*): not allowed with argument (.*)", r"\1 不能和 \2 一起用"),
    (r"argument (.*): expected (?:one|at least one) argument", r"\1 后面没有写内容"),
    (r"argument (.*): invalid choice: '?(.*?)'? \(choose from (.*)\)", r"\1 不能是 \2，只能是 \3"),
    (r"argument (.*): invalid int value: '(.*)'", r"\1 要写数字，现在是 \2"),
    (r"argument (.*): ignored explicit argument '(.*)'", r"\1 后面不能写 \2"),
)

_STEPS: Final = {
    "distribute": "下发模板：每个单位一本预填好的工作簿",
    "collect": "收集回收：归档、识别、重算、校验、列出催报清单",
    "fill": "计算执行率与得分，填自评汇总和未纳入自评项目",
    "summarise": "生成汇总表和带图表的汇总工作簿",
    "report": "生成可公开的部门绩效评价情况报告",
    "run": "从收集回收到生成报告，一次做完",
}


class _Formatter(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """Speaks Chinese, also about what is wrong with the command line."""

    def __init__(self, prog: str, description: str) -> None:
        super().__init__(
            prog, description=description, formatter_class=_Formatter, add_help=False, allow_abbrev=False
        )
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示用法")

    def error(self, message: str) -> NoReturn:
        self.exit(CANNOT, f"xlperf：命令写得不对：{_in_chinese(message)}。用 {self.prog} --help 看用法。\n")


def _in_chinese(message: str) -> str:
    for pattern, words in _MESSAGES:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return found.expand(words).replace("'", "")
    return message


if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[_Parser]  # noqa: SLF001 - argparse has no other name for it


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. Users get a sentence, never a traceback."""
    _speak_utf8()
    parsed = _parser().parse_args(arguments)
    try:
        return commands.perform(parsed.command, parsed)
    except UserError as error:
        _complain(str(error), *(f"  · {detail}" for detail in error.details))
    except KeyboardInterrupt:
        _complain("已中断。已写好的文件都是完整的，重新运行同一条命令即可继续。")
    except BrokenPipeError:
        return _without_reader()
    except OSError as error:
        from xlperf.commands import crash  # noqa: PLC0415 - needed in misfortune only

        _complain(crash.refusal(error))
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        _complain(_internal(error, parsed))
    return CANNOT


def _complain(*lines: str) -> None:
    text = "\n".join(lines)
    print(*map(seen, f"xlperf：{text}".split("\n")), sep="\n", file=sys.stderr)


def _without_reader() -> int:
    """Whoever read our output has closed it (``| head``): that is no mistake. Nothing more can be said."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _internal(error: Exception, arguments: argparse.Namespace) -> str:
    from xlperf.commands import crash  # noqa: PLC0415 - needed in misfortune only

    sentence = f"程序内部出错（{type(error).__name__}），没有做完；已写好的文件都是完整的。"
    try:
        return f"{sentence}请把“{crash.write_log(error, arguments)}”发给维护人员。"
    except OSError:
        return f"{sentence}错误记录也写不下来：{error}"


def _speak_utf8() -> None:
    """A pipe or an old console must not turn Chinese into an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            tty = stream.isatty()
            reconfigure(errors="replace") if tty else reconfigure(encoding="utf-8")


def _parser() -> _Parser:
    parser = _Parser("xlperf", "乡镇预算绩效自评：从台账到公开报告。")
    parser.add_argument("--version", action="version", version=f"xlperf {__version__}", help="显示版本")
    steps = parser.add_subparsers(title="命令", metavar="命令", dest="command", required=True)
    _add_demo(steps)
    _add_new(steps)
    for name, text in _STEPS.items():
        step = _add(steps, name, text)
        _add_folder(step)
        if name == "collect":
            _add_scale(step)
    _add_files(steps)
    _add_export(steps)
    rules = _add(steps, "rules", "列出校验规则和规则集；带编号时只列一条")
    rules.add_argument("id", nargs="?", metavar="编号")
    doctor = _add(steps, "doctor", "检查这台电脑（和一个评价年度的文件夹）能做什么、缺什么")
    doctor.add_argument("dir", type=Path, nargs="?", metavar="文件夹")
    _add_setup(steps)
    return parser


def _add(steps: "Commands", name: str, text: str) -> _Parser:
    return steps.add_parser(name, help=text, prog=f"xlperf {name}", description=f"{text}。")


def _add_folder(step: _Parser) -> None:
    step.add_argument("dir", type=_place, metavar="文件夹", help="评价年度的文件夹")


def _place(text: str) -> Path | str:
    """A folder; an address such as s3://… stays as it is written."""
    return text if "://" in text else Path(text)


def _add_scale(collect: _Parser) -> None:
    """Options for more than a township's computer does alone (docs/scale.md)."""
    collect.add_argument("--out", metavar="位置", help="结果写成 Parquet，放到这个文件夹或 s3:// 等地址")
    collect.add_argument(
        "--scheduler", metavar="地址", help="Dask 调度器，例如 tcp://10.0.0.1:8786；要和 --out 一起用"
    )
    collect.add_argument(
        "--processes", type=int, metavar="个数", help="本机用几个进程，默认有几核用几个；要和 --out 一起用"
    )
    collect.add_argument(
        "--batch", type=int, metavar="个数", help="一批多少个文件，默认 400；要和 --out 一起用"
    )


def _add_demo(steps: "Commands") -> None:
    demo = _add(steps, "demo", "做一遍完整的示例（王平镇 2021 年度），从台账到报告")
    demo.add_argument(
        "dir", type=Path, nargs="?", default=Path("demo"), metavar="文件夹", help="放在哪里，默认 demo"
    )


def _add_new(steps: "Commands") -> None:
    new = _add(steps, "new", "新建一个评价年度")
    new.add_argument("dir", type=Path, metavar="文件夹", help="要新建的文件夹")
    new.add_argument("--town", required=True, metavar="名称", help="镇（乡、街道）名称，例如 王平镇")
    new.add_argument("--year", required=True, type=int, metavar="年度", help="评价年度，例如 2021")
    new.add_argument("--ruleset", metavar="规则集", help="xlperf rules 列出全部规则集；默认 central_2020")
    units = [unit.value for unit in MoneyUnit]
    new.add_argument("--money-unit", choices=units, help="金额单位，默认随规则集")
    for name, label in (
        ("units", "单位名录"),
        ("ledger", "项目台账"),
        ("targets", "绩效目标"),
        ("execution", "功能分类执行"),
    ):
        new.add_argument(f"--{name}", type=Path, metavar="文件", help=f"{label}（.csv 或 .xlsx）")


def _add_setup(steps: "Commands") -> None:
    setup = _add(steps, "setup", "让这台电脑的 Excel 能用按钮：指定 Python、装加载项、检查信任设置")
    setup.add_argument("dir", type=Path, nargs="?", metavar="文件夹", help="顺便解除这个评价年度工作簿的锁定")
    setup.add_argument("--copy-to", type=Path, metavar="文件夹", help="先把离线安装包里的程序复制到这里")
    setup.add_argument("--remove", action="store_true", help="撤销设置")


def _add_files(steps: "Commands") -> None:
    check = _add(steps, "check", "检查任意自评表，列出问题；有错误时退出码为 1")
    check.add_argument("files", type=Path, nargs="+", metavar="文件", help="工作簿，或者放工作簿的文件夹")
    read = _add(steps, "read", "读出自评表的内容")
    read.add_argument("file", type=Path, metavar="文件", help="工作簿")
    for command in (check, read):
        command.add_argument("--json", action="store_true", help="只输出 JSON")
        command.add_argument("--ruleset", metavar="规则集", help="按这个规则集检查；默认用表里登记的")


def _add_export(steps: "Commands") -> None:
    export = _add(steps, "export", "导出全部结果数据")
    _add_folder(export)
    kinds = export.add_mutually_exclusive_group(required=True)
    for kind, text in (("json", "输出到屏幕"), ("csv", "写到 成果/导出"), ("parquet", "写到 成果/导出")):
        kinds.add_argument(f"--{kind}", dest="kind", action="store_const", const=kind, help=text)


if __name__ == "__main__":
    sys.exit(main())
