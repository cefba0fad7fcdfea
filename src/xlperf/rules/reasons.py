"""偏差原因分析及改进措施: cause and remedy, written into one cell, told apart."""

import re
from typing import Final

_NUMBER: Final = r"(?:[（(]?[0-9一二三四五][)）.、．]\s*)?"
_REMEDY_WORDS: Final = "(?:整改|改进)?(?:措施|意见|建议)|整改|改进|下一步(?:打算|措施|工作)?"
#: 改进措施： and the like, at the beginning of a clause: “采取防控措施，” is no such mark.
_MARK: Final = re.compile(rf"(?:^|[，,；;。\s]){_NUMBER}(?:{_REMEDY_WORDS})\s*[：:]")
#: A sentence that says what will be done without such a mark. The first sentence is the cause.
_PLAN: Final = re.compile(
    rf"(?<=[。；;！!\n])\s*{_NUMBER}(?="
    "下一步|今后|以后|明年|次年|下一?年|后续|为此|(?:[我本](?:镇|村|单位|社区|办|局|街道))?[拟将]"
    "|加强|强化|提高|完善|加快|督促|优化|规范|严格|改进|落实|尽快|继续|进一步)"
)
_CAUSE_MARK: Final = re.compile(
    rf"^{_NUMBER}(?:(?:主要|存在的?)?(?:问题|原因)|(?:偏差|未完成)原因(?:分析)?)\s*[：:]"
)
_PUNCTUATION: Final = "，,；;。 \t\n"


def split_reason(text: str) -> tuple[str, str]:
    """(cause, remedy), "" where there is none, their marks (原因：, 改进措施：) taken off.

    The remedy begins at its mark, else at the first sentence that announces one (下一步……, 加强……).
    """
    whole = text.strip()
    found = _MARK.search(whole) or _PLAN.search(whole)
    if found is None:
        return _unmarked(whole), ""
    return _unmarked(whole[: found.start()].rstrip(_PUNCTUATION)), whole[found.end() :].strip()


def _unmarked(cause: str) -> str:
    return _CAUSE_MARK.sub("", cause).strip()
