"""An OPC package: parts by name, content types, relationships; what was not changed is written as it came."""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote

from lxml import etree

from xlperf.ooxml.archive import Entry, deflate, deflate_pieces, file_pieces, read_entries
from xlperf.ooxml.guard import DEFAULT_LIMITS, Limits, damaged, not_a_workbook
from xlperf.ooxml.markup import DECLARATION, Element, parse_xml, to_xml
from xlperf.ooxml.part_names import relationships_name, relative, source_name

_CONTENT_TYPES = "[Content_Types].xml"
_CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
#: Bytes of a part that is worth reading twice rather than keeping.
_LARGE = 1024 * 1024
_NO_RELATIONSHIPS = DECLARATION + f'<Relationships xmlns="{_REL[1:-1]}"/>'.encode()


@dataclass(frozen=True, slots=True)
class Relationship:
    """One edge of the package. ``target`` is a part's name, or a foreign address where ``external``."""

    id: str
    type: str
    target: str
    external: bool = False

    @property
    def kind(self) -> str:
        """The last word of the type, such as ``worksheet``, ``table`` or ``vmlDrawing``."""
        return self.type.rpartition("/")[2]


class Package:
    """The parts of a workbook file.

    Names have no leading slash and are matched as written, else without regard to case. Parts are inflated
    when first read and deflated only where they changed.
    """

    def __init__(
        self,
        entries: Mapping[str, Entry],
        original: bytes | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self.limits = limits
        self._entries = dict(entries)
        self._folded = {name.lower(): name for name in self._entries}
        self._data: dict[str, bytes] = {}
        self._trees: dict[str, Element] = {}
        self._changed: set[str] = set()
        self._facts: dict[tuple[str, str], bool] = {}
        self._relationships: dict[str, dict[str, Relationship]] = {}
        self._overrides: list[tuple[str, str]] | None = None
        self._original = original

    @classmethod
    def load(cls, data: bytes, limits: Limits = DEFAULT_LIMITS) -> "Package":
        """The package in ``data``; PackageError where there is none within ``limits``."""
        return cls.of(read_entries(data, limits), data, limits)

    @classmethod
    def of(cls, entries: Iterable[Entry], data: bytes, limits: Limits = DEFAULT_LIMITS) -> "Package":
        """The same of entries that have been read from ``data``."""
        package = cls({entry.name: entry for entry in entries}, data, limits)
        if _CONTENT_TYPES not in package or "_rels/.rels" not in package:
            raise not_a_workbook(package.names())
        return package

    def names(self) -> tuple[str, ...]:
        """All part names, in the file's order; new parts last."""
        return tuple(self._folded.values())

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._folded

    def read(self, name: str) -> bytes:
        """A part's bytes; PackageError where there is no such part or it is damaged."""
        name = self._stored(name)
        if name in self._trees and name in self._changed:
            return to_xml(self._trees[name])
        if name not in self._data:
            self._data[name] = self._entries[name].inflate()
        return self._data[name]

    def glance(self, name: str) -> bytes:
        """A part's bytes for once: a large one that was not read before is not kept."""
        stored = self._stored(name)
        kept = stored in self._data or stored in self._trees
        data = self.read(stored)
        if not kept and len(data) > _LARGE:
            self.forget(stored)
        return data

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part's bytes for once: a large one that was not read before piece by piece, and not kept."""
        stored = self._stored(name)
        if stored in self._data or stored in self._trees or self._entries[stored].size <= _LARGE:
            return iter((self.read(stored),))
        return self._entries[stored].inflate_pieces()

    def remember(self, name: str, fact: str, find: Callable[[Iterator[bytes]], bool]) -> bool:
        """What ``find`` says of a part's pieces, asked once as long as the part stays as it is."""
        key = self._stored(name), fact
        if key[0] in self._changed or key not in self._facts:
            self._facts[key] = find(self.pieces(name))
        return self._facts[key]

    def forget(self, name: str) -> None:
        """Let go of a part's bytes where the file still holds them."""
        name = self._stored(name)
        if name in self._entries:
            self._data.pop(name, None)
            self._trees.pop(name, None)

    def write(self, name: str, data: bytes) -> None:
        """Set a part's bytes. Bytes equal to those stored leave the part as it came."""
        if name in self and self.read(name) == data:
            return
        name = self._folded.setdefault(name.lower(), name)
        self._trees.pop(name, None)
        self._changed.discard(name)
        self._data[name] = data
        self._forget(name)

    def write_pieces(self, name: str, pieces: Iterable[bytes | memoryview]) -> None:
        """The same of a part that is there, and so large that it is deflated at once and not kept."""
        stored = self._stored(name)
        entry, old = deflate_pieces(stored, pieces), self._entries.get(stored)
        if old is None or (old.crc, old.size) != (entry.crc, entry.size):
            self._forget(stored)
            self._entries[stored] = entry
        self._changed.discard(stored)
        self.forget(stored)

    def remove(self, name: str) -> None:
        """Take a part out, with its relationships and its content type."""
        name = self._stored(name)
        for gone in (name, relationships_name(name)):
            if gone in self:
                stored = self._folded.pop(gone.lower())
                self._data.pop(stored, None)
                self._trees.pop(stored, None)
                self._changed.discard(stored)
                self._forget(stored)
        self._set_override(name, None)

    def remove_tree(self, name: str) -> None:
        """Take a part out, and with it every part that nothing else refers to."""
        targets = [r.target for r in self.relationships(name).values() if not r.external and r.target in self]
        self.remove(name)
        for target in targets:
            if target in self and not self._referred(target):
                self.remove_tree(target)

    def _referred(self, name: str) -> bool:
        sources = [source_name(rels) for rels in self.names() if rels.endswith(".rels")]
        wanted = name.lower()
        return any(
            relation.target.lower() == wanted and not relation.external
            for source in sources
            for relation in self.relationships(source).values()
        )

    def free_name(self, pattern: str) -> str:
        """The first name that no part has, of a pattern such as ``xl/worksheets/sheet{}.xml``."""
        number = 1
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)

    def xml(self, name: str) -> Element:
        """A part's root, parsed once. Say :meth:`touch` after changing it."""
        name = self._stored(name)
        if name not in self._trees:
            self._trees[name] = parse_xml(self.read(name), name, self.limits)
        return self._trees[name]

    def touch(self, name: str) -> None:
        """The tree that :meth:`xml` gave for this part has been changed."""
        name = self._stored(name)
        self._changed.add(name)
        self._forget(name)

    def _forget(self, name: str) -> None:
        """A part is no longer what the file held."""
        self._entries.pop(name, None)
        self._facts = {key: said for key, said in self._facts.items() if key[0] != name}
        self._relationships.pop(name.lower(), None)
        self._overrides = None if name == _CONTENT_TYPES else self._overrides
        self._original = None

    def to_bytes(self) -> bytes:
        """The file: untouched parts copied as they lay, in their order, new parts after them."""
        return self._original if self._original is not None else b"".join(self.file_pieces())

    def file_pieces(self) -> Iterator[bytes | memoryview]:
        """The same piece by piece, for a file so large that nobody needs it in one."""
        return iter((self._original,)) if self._original is not None else file_pieces(self._packed())

    def packed(self) -> "Package":
        """The package as it stands, nothing of it inflated or parsed."""
        return Package({entry.name: entry for entry in self._packed()}, limits=self.limits)

    def _packed(self) -> Iterator[Entry]:
        for name in self.names():
            yield self._entries.get(name) or deflate(name, self.read(name))

    # -- content types ---------------------------------------------------------------------------

    def content_type(self, name: str) -> str | None:
        """The content type of a part, by its name or else by its extension."""
        root = self.xml(_CONTENT_TYPES)
        wanted = "/" + name.lower()
        for override in root.iter(_CT + "Override"):
            if override.get("PartName", "").lower() == wanted:
                return override.get("ContentType")
        extension = name.rpartition(".")[2].lower()
        for default in root.iter(_CT + "Default"):
            if default.get("Extension", "").lower() == extension:
                return default.get("ContentType")
        return None

    def parts_of_type(self, *endings: str) -> list[str]:
        """The parts whose own content type ends in one of ``endings``, in the order of the type list."""
        if self._overrides is None:
            elements = self.xml(_CONTENT_TYPES).iter(_CT + "Override")
            self._overrides = [(o.get("ContentType", ""), o.get("PartName", "")[1:]) for o in elements]
        return [
            self._stored(name) for type_, name in self._overrides if type_.endswith(endings) and name in self
        ]

    def add(self, name: str, data: bytes, content_type: str | None) -> None:
        """A new part with its content type."""
        self.write(name, data)
        if content_type is not None and self.content_type(name) != content_type:
            self._set_override(name, content_type)

    def copy(self, source: str, name: str) -> None:
        """A new part with the bytes of another, still compressed where they are, and its content type."""
        stored = self._stored(source)
        if stored in self._entries:
            self._folded[name.lower()] = name
            self._entries[name] = replace(self._entries[stored], name=name)
            self._original = None
        else:
            self.write(name, self.read(stored))
        type_ = self.content_type(stored)
        if type_ is not None and self.content_type(name) != type_:
            self._set_override(name, type_)

    def _set_override(self, name: str, content_type: str | None) -> None:
        root = self.xml(_CONTENT_TYPES)
        part = f"/{name.lower()}"
        found = [o for o in root.iter(_CT + "Override") if o.get("PartName", "").lower() == part]
        for override in found:
            root.remove(override)
        if content_type is not None:
            etree.SubElement(root, _CT + "Override", PartName=f"/{name}", ContentType=content_type)
        if found or content_type is not None:
            self.touch(_CONTENT_TYPES)

    # -- relationships ---------------------------------------------------------------------------

    def relationships(self, source: str) -> Mapping[str, Relationship]:
        """The relationships of a part by id; ``""`` is the package itself."""
        name = relationships_name(source)
        if name not in self:
            return {}
        known = self._relationships.get(name.lower())
        if known is not None:
            return known
        found = self._relationships[name.lower()] = {}
        for element in self.xml(name).iter(_REL + "Relationship"):
            external = element.get("TargetMode") == "External"
            target = element.get("Target", "")
            resolved = target if external else self._resolve(source, target)
            id_ = element.get("Id", "")
            found[id_] = Relationship(id_, element.get("Type", ""), resolved, external)
        return found

    def related(self, source: str, kind: str) -> Iterator[Relationship]:
        """The inner relationships of a part whose type ends in ``kind`` and whose target is there."""
        for relation in self.relationships(source).values():
            if relation.kind == kind and not relation.external and relation.target in self:
                yield relation

    def relate(self, source: str, type_: str, target: str) -> str:
        """A new inner relationship from ``source``; its id."""
        name = relationships_name(source)
        if name not in self:
            self.write(name, _NO_RELATIONSHIPS)
        root = self.xml(name)
        taken = {element.get("Id") for element in root}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        path = relative(source, target)
        etree.SubElement(root, _REL + "Relationship", Id=f"rId{number}", Type=type_, Target=path)
        self.touch(name)
        return f"rId{number}"

    def retarget(self, source: str, targets: Mapping[str, str]) -> None:
        """Point relationships of ``source``, by id, at other parts."""
        name = relationships_name(source)
        for element in self.xml(name).iter(_REL + "Relationship"):
            if element.get("Id") in targets:
                element.set("Target", relative(source, targets[element.get("Id", "")]))
                self.touch(name)

    def unrelate(self, source: str, *ids: str) -> None:
        """Drop relationships of ``source`` by id; their targets stay. A list left empty goes too."""
        name = relationships_name(source)
        root = self.xml(name)
        for element in [element for element in root if element.get("Id") in ids]:
            root.remove(element)
            self.touch(name)
        if len(root) == 0:
            self.remove(name)

    def _resolve(self, source: str, target: str) -> str:
        path = posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).lstrip("/")
        # Targets are URIs: a name outside ASCII may be percent-encoded there and plain in the archive.
        return path if path in self else unquote(path) if unquote(path) in self else path

    def _stored(self, name: str) -> str:
        stored = self._folded.get(name.lower())
        if stored is None:
            raise damaged(f"缺少部件“{name}”")
        return stored
