"""Microsoft's Open XML SDK validator: what Excel or Word would call damaged, found without either."""

import json
import shutil
import subprocess
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from support.tools import VALIDATOR_SCRIPT

ALLOWED_ERRORS = Path(__file__).with_name("allowed_errors.toml")


@dataclass(frozen=True, slots=True)
class PackageError:
    """One complaint: the SDK's id of the rule, the part, the element, and the text."""

    id: str
    part: str
    xpath: str
    description: str

    def __str__(self) -> str:
        return f"{self.id} {self.part} {self.xpath}: {self.description}"


@dataclass(frozen=True, slots=True)
class Allowance:
    """A complaint known to be harmless: patterns for id, part and description, and why it is."""

    id: str
    part: str
    description: str
    reason: str

    def covers(self, error: PackageError) -> bool:
        """Whether the complaint is of this kind."""
        return (
            error.id == self.id
            and fnmatchcase(error.part, self.part)
            and fnmatchcase(error.description, self.description)
        )


def read_allowances(path: Path = ALLOWED_ERRORS) -> tuple[Allowance, ...]:
    """The written allow-list; every entry has all four fields."""
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("allow", [])
    return tuple(Allowance(**entry) for entry in entries)


class Validator:
    """The installed validator, with the allow-list applied."""

    def __init__(self, allowances: tuple[Allowance, ...]) -> None:
        self._allowances = allowances
        self._node = shutil.which("node") or "node"

    def all_errors(self, path: Path) -> list[PackageError]:
        """Every complaint about one file, the allowed ones too.

        Raises:
            RuntimeError: the validator itself could not be run.
        """
        command = [self._node, str(VALIDATOR_SCRIPT), str(path)]
        done = subprocess.run(command, capture_output=True, check=False, timeout=120)
        if done.returncode not in {0, 1}:
            raise RuntimeError(f"the validator could not run: {done.stderr.decode(errors='replace').strip()}")
        return [
            PackageError(
                id=error["id"] or error["errorType"],
                part=error["path"] or "",
                xpath=error["xPath"] or "",
                description=error["description"],
            )
            for error in json.loads(done.stdout)["errors"]
        ]

    def errors(self, path: Path) -> list[PackageError]:
        """Every complaint about one file that the allow-list does not cover."""
        return [
            error
            for error in self.all_errors(path)
            if not any(allowance.covers(error) for allowance in self._allowances)
        ]

    def assert_valid(self, *paths: Path) -> None:
        """Fail, naming file and complaint, unless every file is free of complaints not allowed."""
        found = [f"{path.name}: {error}" for path in paths for error in self.errors(path)]
        assert not found, "\n".join(found)
