"""A notice as plain text, to be pasted into WeChat."""

from collections.abc import Iterable, Iterator

from xlperf.steps.notice_content import Item, Notice


def notice_text(notice: Notice) -> bytes:
    """The notice as a text file for Windows: UTF-8 with a mark at its beginning, lines ending in CR LF.

    Without the mark the Notepad of older systems takes UTF-8 for GBK and shows nonsense.
    """
    return "".join(f"{line}\r\n" for line in _lines(notice)).encode("utf-8-sig")


def opening(notice: Notice) -> str:
    """How much is to be done."""
    projects = f" {notice.projects} 个项目、" if notice.projects else " "
    asked = f"，另有 {notice.warning_count} 处请核实" if notice.warning_count else ""
    return (
        f"你单位报送的{notice.year}年度项目支出绩效自评表，"
        f"有{projects}{notice.error_count} 处必须改正{asked}，现退回修改。"
    )


def left_out(notice: Notice) -> str:
    """Where to find what the page has no room for; "" where it has all."""
    return f"还有 {notice.more} 处这里列不下，见退回的自评表里的“修改意见”。" if notice.more else ""


def not_returned(notice: Notice) -> str:
    """The projects that are still missing; "" where none is."""
    return f"还没有报送的项目：{'、'.join(notice.missing)}，请一并报送。" if notice.missing else ""


def whom_to_ask(notice: Notice) -> str:
    """联系人：张三　电话：…; "" where nobody is named."""
    sender = notice.sender
    named = [f"联系人：{sender.contact}"] if sender.contact else []
    return "　".join([*named, *([f"电话：{sender.phone}"] if sender.phone else [])])


def _lines(notice: Notice) -> Iterator[str]:
    due = f"于{notice.sender.deadline}前" if notice.sender.deadline else "尽快"
    yield f"【退回修改】{notice.unit.name}：{opening(notice)}请在原文件上改好，{due}重新报送。"
    yield from _listed("必须改正", notice.errors)
    yield from _listed("请核实（没有错就不用改）", notice.warnings)
    yield from filter(None, (left_out(notice), not_returned(notice), whom_to_ask(notice)))
    yield notice.sender.name


def _listed(title: str, items: Iterable[Item]) -> Iterator[str]:
    for number, item in enumerate(items, 1):
        if number == 1:
            yield f"■ {title}"
        where, message, fix = item.cells()
        yield f"{number}. {where}：{message}。→ {fix}"
