"""Compare Office files part by part, as bytes or as XML that means the same."""

import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from lxml import etree


def read_parts(path: Path) -> dict[str, bytes]:
    """Every part of a package by name, in the order in which the package holds them."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@dataclass(frozen=True, slots=True)
class PackageDiff:
    """The names of the parts in which two packages differ."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def touched(self) -> frozenset[str]:
        """Every part that is not the same in both."""
        return frozenset((*self.added, *self.removed, *self.changed))


def compare(before: Path, after: Path) -> PackageDiff:
    """Compare two packages byte for byte, part by part; the order of parts does not matter."""
    old, new = read_parts(before), read_parts(after)
    return PackageDiff(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(sorted(name for name in old.keys() & new.keys() if old[name] != new[name])),
    )


def assert_untouched(before: Path, after: Path, *, except_parts: Collection[str] = ()) -> None:
    """Fail unless every part but ``except_parts`` is byte for byte the same in both packages."""
    surprise = compare(before, after).touched - set(except_parts)
    assert not surprise, f"parts that should be untouched: {', '.join(sorted(surprise))}"


def canonical_xml(data: bytes) -> bytes:
    """One spelling for all XML that means the same: attribute order, prefixes of the declaration, quotes.

    Space between elements goes; space inside an element that holds text stays, for it is content.
    """
    parser = etree.XMLParser(remove_blank_text=True, resolve_entities=False)
    return etree.tostring(etree.fromstring(data, parser), method="c14n2")


def is_xml(name: str) -> bool:
    """Whether a part of this name holds XML."""
    return name.endswith((".xml", ".rels", ".vml"))


def assert_same_package(actual: Path, expected: Path) -> None:
    """Fail unless both packages have the same parts: XML the same in meaning, the rest in bytes."""
    diff = compare(expected, actual)
    assert not diff.added, f"parts not expected: {', '.join(diff.added)}"
    assert not diff.removed, f"parts missing: {', '.join(diff.removed)}"
    got, want = read_parts(actual), read_parts(expected)
    for name in diff.changed:
        assert is_xml(name), f"{name}: the bytes differ"
        assert canonical_xml(got[name]) == canonical_xml(want[name]), f"{name}: the XML differs"
