"""The parts that belong to one sheet, copied for another: drawings, charts, notes, controls, tables."""

import re
import uuid

from xlperf.ooxml import formulas
from xlperf.ooxml.anchors import rewrite_vml
from xlperf.ooxml.markup import XR, decode, drop_attribute, whole_number
from xlperf.ooxml.package import Package
from xlperf.ooxml.part_names import relationships_name
from xlperf.ooxml.spots import raw_mentions, rewrite_tree

#: What copies share with the source: contents without a tie to a sheet.
_SHARED = frozenset(
    {"image", "media", "video", "audio", "theme", "person", "pivotCacheDefinition", "connections"}
)
_GUID = r"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}"
_THREAD_ID = re.compile(rf'((?:tc=|\bid="|\bparentId="|:uid="))({_GUID})')
SHAPE_ID = re.compile(r"_x0000_s(\d+)")
_ID_MAP = re.compile(r'(<o:idmap\b[^>]*\bdata=")([\d, ]+)(")')
_DRAWN_ID = re.compile(r'(cNvPr id=")(\d+)(")')
_TRAILING_NUMBER = re.compile(r"\d*$")
SHAPES_PER_BLOCK = 1024


def free_part_name(package: Package, like: str) -> str:
    """A part name nobody has, numbered on from ``like`` (``sheet1.xml``: ``sheet7.xml``)."""
    stem, dot, extension = like.rpartition(".")
    return package.free_name(_TRAILING_NUMBER.sub("", stem) + "{}" + dot + extension)


class PartCopies:
    """Copies, made for one clone. ``tables`` tells the copied tables' new names by casefolded old name."""

    def __init__(self, package: Package, old_title: str, new_title: str) -> None:
        self.tables: dict[str, str] = {}
        self._package = package
        self._old_title = old_title
        self._new_title = new_title
        self._copied: dict[str, str] = {}
        self._blocks: dict[int, int] = {}

    def copy_related(self, source: str, target: str) -> None:
        """Give ``target`` the relationships of ``source``, with copies of the parts that are its own."""
        package = self._package
        if relationships_name(source) not in package:
            return
        package.copy(relationships_name(source), relationships_name(target))
        targets = {
            relation.id: self._copy(relation.target, relation.kind)
            for relation in package.relationships(source).values()
            if not relation.external and relation.kind not in _SHARED and relation.target in package
        }
        if targets:
            package.retarget(target, targets)

    def shape_id(self, number: int) -> int:
        """The copy's number of a legacy shape: every sheet has its own blocks of 1024."""
        block, within = divmod(number, SHAPES_PER_BLOCK)
        if block not in self._blocks:
            highest = max(self._blocks.values(), default=0) or highest_block(self._package)
            self._blocks[block] = highest + 1
        return self._blocks[block] * SHAPES_PER_BLOCK + within

    def _copy(self, part: str, kind: str) -> str:
        if part not in self._copied:
            new = self._copied[part] = free_part_name(self._package, part)
            self._package.copy(part, new)
            self.copy_related(part, new)
            self._adapt(new, kind)
        return self._copied[part]

    def _adapt(self, part: str, kind: str) -> None:
        if kind == "vmlDrawing":
            text = decode(self._package.read(part), part)
            self._package.write(part, self._renumbered(rewrite_vml(text, self._renamed)).encode())
        elif kind in {"comments", "threadedComment"}:
            text = decode(self._package.read(part), part)
            self._package.write(part, _THREAD_ID.sub(self._new_guid, text).encode())
        elif kind == "table":
            self._adapt_table(part)
        elif kind in {"drawing", "chart", "chartEx", "ctrlProp"}:
            self._adapt_formulas(part, has_shapes=kind == "drawing")

    def _adapt_formulas(self, part: str, *, has_shapes: bool) -> None:
        data = self._package.read(part)
        if has_shapes and b"_x0000_s" in data:
            self._package.write(part, self._renumbered(decode(data, part)).encode())
        if raw_mentions(self._package, part, self._old_title):
            rewrite_tree(self._package.xml(part), self._renamed)
            self._package.touch(part)

    def _adapt_table(self, part: str) -> None:
        root = self._package.xml(part)
        others = [
            self._package.xml(other) for other in self._package.parts_of_type("spreadsheetml.table+xml")
        ]
        taken = {(other.get("displayName", "")).casefold() for other in others}
        old = root.get("displayName", root.get("name", ""))
        number = 2
        while f"{old}_{number}".casefold() in taken:
            number += 1
        new = self.tables[old.casefold()] = f"{old}_{number}"
        root.set("id", str(max(whole_number(other, "id") for other in others) + 1))
        root.set("name", new)
        root.set("displayName", new)
        for element in root.iter():
            drop_attribute(element, f"{{{XR}}}uid")
        rewrite_tree(root, lambda text: formulas.rename_tables(self._renamed(text), self.tables))
        self._package.touch(part)

    def _renamed(self, formula: str) -> str:
        return formulas.rename_sheet(formula, self._old_title, self._new_title)

    def _renumbered(self, text: str) -> str:
        """A drawing's text with new shape numbers, where they are those that a sheet's shapes share."""
        old = {int(match[1]) for match in SHAPE_ID.finditer(text)}
        new = {number: self.shape_id(number) for number in sorted(old)}

        def drawn(match: re.Match[str]) -> str:
            return f"{match[1]}{new.get(int(match[2]), int(match[2]))}{match[3]}"

        def mapped(match: re.Match[str]) -> str:
            blocks = [int(block) for block in re.findall(r"\d+", match[2])]
            return match[1] + ",".join(str(self._blocks.get(block, block)) for block in blocks) + match[3]

        text = SHAPE_ID.sub(lambda match: f"_x0000_s{new[int(match[1])]}", text)
        return _ID_MAP.sub(mapped, _DRAWN_ID.sub(drawn, text))

    def _new_guid(self, match: re.Match[str]) -> str:
        """An id that depends on the clone and the old id only, so that the same copy has the same bytes."""
        new = uuid.uuid5(uuid.NAMESPACE_OID, f"{self._new_title}/{match[2].upper()}")
        return f"{match[1]}{{{str(new).upper()}}}"


def highest_block(package: Package) -> int:
    """The highest block of legacy shape numbers that a drawing of the package uses."""
    highest = 0
    for name in package.names():
        if name.endswith(".vml"):
            text = decode(package.read(name), name)
            numbers = [int(match[1]) // SHAPES_PER_BLOCK for match in SHAPE_ID.finditer(text)]
            maps = [
                int(block)
                for match in _ID_MAP.finditer(text)
                for block in match[2].split(",")
                if block.strip()
            ]
            highest = max(highest, *numbers, *maps, 0)
    return highest
