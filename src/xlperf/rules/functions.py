"""功能分类: the functional classes (类, three digits) of the government's expenditure accounts."""

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from xlperf.model.text import match_key

#: How like a known name an unknown one must be to be taken for a slip of it.
_LIKENESS = 0.6


@dataclass(frozen=True, slots=True)
class FunctionClass:
    """One 类: its code, its present name, former and misprinted names, how the name was verified."""

    code: str
    name: str
    aliases: tuple[str, ...]
    evidence: str


@cache
def function_classes() -> tuple[FunctionClass, ...]:
    """All classes, by code."""
    text = (files("xlperf.rules") / "functions.toml").read_text(encoding="utf-8")
    return tuple(
        FunctionClass(row["code"], row["name"], tuple(row.get("aliases", ())), row["evidence"])
        for row in tomllib.loads(text)["functions"]
    )


def class_code(code: str) -> str:
    """The class of a functional code: 2130126 → 213. A code too short for a class comes back as it is."""
    return match_key(code)[:3]


def function_name(code: str) -> str | None:
    """The name of a class by its three digits, None where there is no such class."""
    return next((each.name for each in function_classes() if each.code == code), None)


def find_function(name: str) -> str | None:
    """The code of a class by its present, former or shortened name; None where it is not known."""
    return _codes_by_key().get(_key(name))


def suggest_function(name: str) -> FunctionClass | None:
    """The class that an unknown name was probably meant for, None where none is like it."""
    close = get_close_matches(_key(name), _codes_by_key(), n=1, cutoff=_LIKENESS)
    if not close:
        return None
    code = _codes_by_key()[close[0]]
    return next(each for each in function_classes() if each.code == code)


@cache
def _codes_by_key() -> dict[str, str]:
    return {_key(word): each.code for each in function_classes() for word in (each.name, *each.aliases)}


def _key(name: str) -> str:
    """A name without its ending: 国防支出 and 国防 are one class."""
    return match_key(name).removesuffix("支出").removesuffix("等")
