"""An error as sentences for the user."""

from pathlib import Path

from xlperf.model.errors import UserError
from xlperf.steps import crash


def explain(error: Exception, doing: str, root: Path | None) -> tuple[str, ...]:
    """What went wrong, the most important first; of a mistake of the program's own a log is kept.

    Args:
        error: what was raised.
        doing: what was asked for, for the log.
        root: the round's folder where there is one, for the log.
    """
    if isinstance(error, UserError):
        return (str(error), *error.details)
    if isinstance(error, OSError) and error.errno is not None:
        return (f"{crash.refusal(error)}请处理后再按一次按钮。",)
    sentence = f"程序内部出错（{type(error).__name__}），没有做完；已写好的文件都是完整的。"
    try:
        return (f"{sentence}请把“{crash.write_log(error, doing, root)}”发给维护人员。",)
    except OSError as failure:
        return (f"{sentence}错误记录也写不下来：{failure}",)
