"""The workbook's table of shared texts: read on demand, appended to, never reordered."""

import re

from xlperf.ooxml.cellxml import inline_text, write_text
from xlperf.ooxml.guard import damaged
from xlperf.ooxml.markup import DECLARATION, MAIN, Q, decode, parse_xml
from xlperf.ooxml.normal import plain
from xlperf.ooxml.package import Package
from xlperf.ooxml.refusals import too_many
from xlperf.ooxml.string_items import Items, LongItems

_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_ROOT = re.compile(r'<sst xmlns="[^"]*"([^<>]*?)(/?)>')
_OPEN = re.compile(rb'<sst xmlns="[^"]*"[^<>]*?>')
_FOOT = "</sst>"
_COUNTS = re.compile(r' (?:count|uniqueCount)="[^"]*"')
_ITEM = re.compile(r"<si>.*?</si>|<si/>", re.DOTALL)
#: What Excel escapes or leaves out: where it stands, a part is read as a whole. (0x0D: line ends of XML.)
_UNUSUAL = re.compile(rb"[\x00-\x08\x0b-\x1f]|<!")
#: A part of more bytes is not taken apart where that can be avoided.
_LONG = 1024 * 1024
_EMPTY = f'{DECLARATION.decode()}<sst xmlns="{MAIN}"/>'.encode()

#: So many texts are remembered; a form has fewer, and those of a long table are seldom asked for twice.
_REMEMBERED = 20_000

#: What one cell can hold (Excel specifications and limits), in UTF-16 units. Excel declares a file damaged
#: whose cell holds more.
MAX_TEXT = 32_767
#: So many texts are known by their index without being written first.
_KNOWN = 1_000


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
        self._items: Items | LongItems | None = None
        self._head = self._foot = ""
        self._count = 0
        self._texts: dict[int, str] = {}
        self._added = False
        #: Some of the texts that were asked for: the same few stand in every row of a table.
        self._added_before: dict[str, int] = {}

    def text(self, index: int) -> str:
        """The text with that index; PackageError where there is none."""
        items = self._load() if self._items is None else self._items
        found = self._texts.get(index)
        if found is None:
            if not 0 <= index < self._count:
                raise damaged(f"引用了不存在的共享文本 {index}")
            found = inline_text(items[index])
            most = self._package.limits.text
            if len(found) > most:
                raise too_many("text", f"第 {index + 1} 条共享文本", "个字", len(found), most)
            if len(self._texts) == _REMEMBERED:
                self._texts.clear()
            self._texts[index] = found
        return found

    def add(self, text: str) -> int:
        """The index of ``text``, appended where new; ValueError where no cell could hold it."""
        known = self._added_before.get(text)
        if known is not None:
            return known
        if len(text) > MAX_TEXT // 2 and len(text.encode("utf-16-le", "surrogatepass")) > 2 * MAX_TEXT:
            raise ValueError(f"文本超过单元格上限 {MAX_TEXT} 个字符")
        items = self._load()
        written = write_text(text)
        space = ' xml:space="preserve"' if text != text.strip() or "\n" in text or "  " in text else ""
        item = f"<si><t{space}>{written}</t></si>"
        index = items.number(item)
        if index is None:
            index = items.append(item)
            self._count += 1
            self._added = True
        if len(self._added_before) < _KNOWN:
            self._added_before[text] = index
        return index

    def let_go(self) -> None:
        """Forget a long table to which nothing was added; it is read again when somebody asks."""
        if not self._added and isinstance(self._items, LongItems):
            self._items = None
            self._texts.clear()

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
        pieces = (f"{head[:-1]}{count}".encode(), *self._items.pieces(), self._foot.encode())
        if isinstance(self._items, LongItems):
            self._package.write_pieces(self._part, pieces)
        else:
            self._package.write(self._part, b"".join(pieces))
        self._added = False

    def _load(self) -> Items | LongItems:
        if self._items is None:
            data = _EMPTY if self._part is None else self._package.glance(self._part)
            self._items = self._spanned(data) or Items(self._cut(data, self._part or ""))
            self._count = len(self._items)
        return self._items

    def _spanned(self, data: bytes) -> LongItems | None:
        """The items of a long part as Excel writes it; None for any other."""
        long = len(data) > _LONG and _UNUSUAL.search(data) is None and data.endswith(_FOOT.encode())
        root = _OPEN.search(data) if long and b"utf-16" not in data[:80].lower() else None
        if root is None or data.count(b"<si") > self._package.limits.cells:
            return None
        end = len(data) - len(_FOOT)
        items = LongItems.of(data, root.end(), end)
        if items is not None:
            self._head, self._foot = data[: root.end()].decode("utf-8-sig"), _FOOT
        return items

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
