"""The workbook's table of shared texts: read on demand, appended to, never reordered."""

import re

from xlperf.ooxml.cellxml import inline_text, write_text
from xlperf.ooxml.guard import damaged
from xlperf.ooxml.markup import DECLARATION, MAIN, Q, decode, parse_xml
from xlperf.ooxml.normal import plain
from xlperf.ooxml.package import Package
from xlperf.ooxml.refusals import too_many

_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_ROOT = re.compile(r'<sst xmlns="[^"]*"([^<>]*?)(/?)>')
_COUNTS = re.compile(r' (?:count|uniqueCount)="[^"]*"')
_ITEM = re.compile(r"<si>.*?</si>|<si/>", re.DOTALL)
_EMPTY = f'{DECLARATION.decode()}<sst xmlns="{MAIN}"/>'.encode()

#: What one cell can hold (Excel specifications and limits), in UTF-16 units. Excel declares a file damaged
#: whose cell holds more.
MAX_TEXT = 32_767


def fitting(text: str, mark: str = "") -> str:
    """A text that a cell can hold; one that is too long ends in ``mark`` where it was cut."""
    if len(text) <= MAX_TEXT // 2:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * MAX_TEXT:
        return text
    return units[: 2 * (MAX_TEXT - len(mark))].decode("utf-16-le", "ignore") + mark


class SharedStrings:
    """Texts by index. The part is made when the first text is added to a workbook without one."""

    def __init__(self, package: Package, workbook_part: str) -> None:
        self._package = package
        self._workbook_part = workbook_part
        relation = next(package.related(workbook_part, "sharedStrings"), None)
        self._part = relation.target if relation is not None else None
        self._items: list[str] | None = None
        self._head = self._foot = ""
        self._texts: dict[int, str] = {}
        self._index: dict[str, int] | None = None
        self._added = False

    def text(self, index: int) -> str:
        """The text with that index; PackageError where there is none."""
        found = self._texts.get(index)
        if found is None:
            items = self._load()
            if not 0 <= index < len(items):
                raise damaged(f"引用了不存在的共享文本 {index}")
            found = inline_text(items[index])
            most = self._package.limits.text
            if len(found) > most:
                raise too_many("text", f"第 {index + 1} 条共享文本", "个字", len(found), most)
            self._texts[index] = found
        return found

    def add(self, text: str) -> int:
        """The index of ``text``, appended where new; ValueError where no cell could hold it."""
        if len(text) > MAX_TEXT // 2 and len(text.encode("utf-16-le", "surrogatepass")) > 2 * MAX_TEXT:
            raise ValueError(f"文本超过单元格上限 {MAX_TEXT} 个字符")
        items = self._load()
        if self._index is None:
            self._index = {item: number for number, item in enumerate(items)}
        written = write_text(text)
        space = ' xml:space="preserve"' if text != text.strip() or "\n" in text or "  " in text else ""
        item = f"<si><t{space}>{written}</t></si>"
        index = self._index.get(item)
        if index is None:
            index = self._index[item] = len(items)
            items.append(item)
            self._added = True
        return index

    def flush(self) -> None:
        """Write the part, where a text was added."""
        if not self._added or self._items is None:
            return
        if self._part is None:
            name = "xl/sharedStrings.xml"
            self._part = self._package.free_name("xl/sharedStrings{}.xml") if name in self._package else name
            self._package.add(self._part, b"", _CONTENT_TYPE)
            self._package.relate(self._workbook_part, _TYPE, self._part)
        head = _COUNTS.sub("", self._head)
        count = f' uniqueCount="{len(self._items)}">'
        self._package.write(self._part, "".join([head[:-1], count, *self._items, self._foot]).encode())

    def _load(self) -> list[str]:
        if self._items is None:
            data = _EMPTY if self._part is None else self._package.read(self._part)
            self._items = self._cut(data, self._part or "")
        return self._items

    def _cut(self, data: bytes, name: str) -> list[str]:
        text = decode(data, name) if b"utf-16" not in data[:80].lower() and data[:1] != b"\xff" else ""
        root = _ROOT.search(text)
        if root is not None and "<!" not in text:
            end = root.end() if root[2] else text.find("</sst>", root.end())
            count = text.count("<si")
            if count > self._package.limits.cells:
                raise too_many("cells", "文件", "条共享文本", count, self._package.limits.cells)
            items = _ITEM.findall(text, root.end(), end)
            extra = text[root.end() : end] if end >= 0 else " "
            if sum(map(len, items)) == len(extra):
                self._head = text[: root.start()] + root[0].replace("/>", ">")
                self._foot = "</sst>" if root[2] else text[end:]
                return items
        return self._normalise(data, name)

    def _normalise(self, data: bytes, name: str) -> list[str]:
        root = parse_xml(data, name, self._package.limits)
        if root.tag != Q + "sst":
            raise damaged(f"部件“{name}”不是共享文本表")
        self._head, self._foot = f'{DECLARATION.decode()}<sst xmlns="{MAIN}">', "</sst>"
        return [plain(item) for item in root.iterchildren(Q + "si")]
