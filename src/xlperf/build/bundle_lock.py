"""What an office PC needs, by ``uv.lock``: exact versions, and the digests that pip holds downloads to."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

_TERM: Final = re.compile(r"(\w+) (==|!=|<=|>=|<|>) '([^']*)'")


@dataclass(frozen=True, slots=True)
class Target:
    """The computer for which packages are chosen: ``python`` is its version, as (3, 11)."""

    python: tuple[int, int]
    platform: str = "win_amd64"
    sys_platform: str = "win32"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One package at one version, with the digests of its wheels (``sha256:…``)."""

    name: str
    version: str
    hashes: tuple[str, ...]

    def __str__(self) -> str:
        """A line of a requirements file in pip's hash-checking mode."""
        return " ".join([f"{self.name}=={self.version}", *(f"--hash={digest}" for digest in self.hashes)])


class LockError(Exception):
    """The lock says something that is not understood here."""


def requirements(lock: str, root: str, target: Target) -> tuple[Requirement, ...]:
    """Everything that the package ``root`` is installed with on the target, itself left out, by name.

    Raises:
        LockError: a package is missing, ambiguous, has no wheel, or depends under a condition that is not
            understood.
    """
    packages: list[dict[str, Any]] = tomllib.loads(lock)["package"]
    found: dict[str, dict[str, Any]] = {}
    waiting: list[Mapping[str, Any]] = [{"name": root}]
    while waiting:
        link = waiting.pop()
        if link["name"] not in found and holds(link.get("marker", ""), target):
            found[link["name"]] = _package(packages, link)
            waiting += found[link["name"]].get("dependencies", [])
    del found[root]
    return tuple(_requirement(found[name]) for name in sorted(found))


def holds(marker: str, target: Target) -> bool:
    """Whether an environment marker holds on the target: comparisons joined by ``and`` and ``or``.

    Raises:
        LockError: it is built otherwise.
    """
    if not marker:
        return True
    return any(
        all(_term_holds(term, target) for term in clause.split(" and ")) for clause in marker.split(" or ")
    )


def _term_holds(term: str, target: Target) -> bool:
    match = _TERM.fullmatch(term)
    if match is None or match[1] not in {"sys_platform", "python_full_version"}:
        raise LockError(f"condition not understood: {term}")
    name, operator, value = match.groups()
    if name == "sys_platform":
        return (target.sys_platform == value) == (operator == "==")
    other = tuple(int(part) for part in value.split(".")[:2])
    comparisons = {
        "<": target.python < other,
        "<=": target.python <= other,
        ">": target.python > other,
        ">=": target.python >= other,
        "==": target.python == other,
        "!=": target.python != other,
    }
    return comparisons[operator]


def _package(packages: list[dict[str, Any]], link: Mapping[str, Any]) -> dict[str, Any]:
    matching = [
        package
        for package in packages
        if package["name"] == link["name"] and link.get("version") in {None, package.get("version")}
    ]
    if len(matching) != 1:
        raise LockError(f"{link['name']}: {len(matching)} entries in the lock")
    return matching[0]


def _requirement(package: Mapping[str, Any]) -> Requirement:
    hashes = tuple(_hashes(package))
    if not hashes:
        raise LockError(f"{package['name']} has no wheel in the lock")
    return Requirement(package["name"], package["version"], hashes)


def _hashes(package: Mapping[str, Any]) -> Iterator[str]:
    for wheel in package.get("wheels", ()):
        yield wheel["hash"]
