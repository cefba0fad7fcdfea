"""What is told about a file as such: why it was not let in, and what it brings along beside its forms."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final, Protocol

from xlperf.forms.reading import FormWorkbook, OtherTable
from xlperf.model.evaluation import RemarkKind
from xlperf.model.finding import Finding
from xlperf.ooxml.contents import NoteKind
from xlperf.ooxml.refusals import Limits
from xlperf.rules.catalogue import Rule, load_catalogue
from xlperf.rules.checking import finding

_MB: Final = 1024 * 1024
#: Cells and tags that one row may have on average: a form is some ten columns wide.
_CELLS, _TAGS = 10, 5


class Refused(Protocol):
    """Why a file was not let in: a stable English word, a Chinese sentence, and what to do about it."""

    @property
    def kind(self) -> str:
        """The word."""
        ...

    @property
    def message(self) -> str:
        """The sentence."""
        ...

    @property
    def fix(self) -> str:
        """What to do."""
        ...


def limits_of(catalogue: Mapping[str, Rule]) -> Limits:
    """How large a file may be: the thresholds of F21 to F25, which an office sets on 校验规则.

    One part may be half as large as all of them; a sheet may have ten cells a row on average.
    """

    def threshold(rule_id: str) -> Decimal:
        number = catalogue.get(rule_id, load_catalogue()[rule_id]).threshold
        return Decimal(0) if number is None else number

    total, rows = int(threshold("F22") * _MB), int(threshold("F25"))
    return Limits(
        file=int(threshold("F21") * _MB),
        part=total // 2,
        total=total,
        ratio=int(threshold("F23")),
        entries=int(threshold("F24")),
        rows=rows,
        cells=rows * _CELLS,
        tags=rows * _TAGS,
    )


def refusal_finding(refused: Refused, file_name: str, name: str) -> Finding:
    """Why a file is not read: by which limit, where one was exceeded, else F01 with what to do about it.

    Args:
        refused: why.
        file_name: the file's name, as people know it.
        name: the same with its folder, or the zip file that it was in.
    """
    reason = refused.message
    match refused.kind:
        case "size":
            found = finding("F21", 文件=file_name, 原因=reason)
        case "part" | "total":
            found = finding("F22", 文件=file_name, 原因=reason)
        case "ratio":
            found = finding("F23", 文件=file_name, 原因=reason)
        case "entries":
            found = finding("F24", 文件=file_name, 原因=reason)
        case "rows" | "cells" | "tags":
            found = finding("F25", 文件=file_name, 原因=reason)
        case _:
            found = replace(finding("F01", 文件=file_name, 原因=reason), fix=refused.fix)
    return replace(found, file=name)


def content_findings(workbook: FormWorkbook, file_name: str, name: str) -> Iterator[Finding]:
    """What a file brings along beside its forms: each kind told once, and once for each cell or table.

    Args:
        workbook: the file as it was read.
        file_name: its name, as people know it.
        name: the same with its folder, or the zip file that it was in.
    """
    whole: dict[NoteKind, list[str]] = defaultdict(list)
    for note in workbook.contents:
        if not note.cell:
            whole[note.kind].append(note.words)
    for kind in NoteKind:
        if kind in whole:
            words = ("；" if kind is NoteKind.CONTAINER else "、").join(whole[kind])
            yield replace(_told(kind, words, workbook, file_name), file=name)
    for note in workbook.contents:
        if note.cell:
            found = _told(note.kind, note.words, workbook, file_name)
            yield replace(found, file=name, sheet=note.sheet, cell=note.cell)
    for other in workbook.others:
        yield replace(_not_read(other), file=name, sheet=other.sheet, cell=other.remark.cell)


def _not_read(other: OtherTable) -> Finding:
    detail = other.remark.detail
    if other.remark.kind is RemarkKind.OTHER_TABLE:
        return finding("F34", 工作表=other.sheet, 情况=detail)
    return finding("F35", 工作表=other.sheet, 情况=detail)


def _told(kind: NoteKind, words: str, workbook: FormWorkbook, file_name: str) -> Finding:
    match kind:
        case NoteKind.MACROS:
            return finding("F26", 文件=file_name, 内容=words)
        case NoteKind.LINKS:
            return finding("F27", 文件=file_name, 内容=words)
        case NoteKind.EMBEDDED:
            return finding("F28", 文件=file_name, 内容=words)
        case NoteKind.HIDDEN_SHEET:
            return finding("F29", 文件=file_name, 内容=words)
        case NoteKind.CONTAINER:
            return finding("F30", 文件=file_name, 格式=workbook.container.label, 情况=words)
