"""Strict reading of TOML tables: every key known, present and of its kind, or a Chinese sentence."""

import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from re import search
from typing import TypeVar

from xlperf.model.errors import UserError

T = TypeVar("T")


class RuleSetError(UserError):
    """A rule set is unknown, cannot be read, or contradicts itself; a Chinese sentence says where."""


def parse_toml(text: str, origin: str) -> dict[str, object]:
    """TOML text as plain data, its numbers exact.

    Raises:
        RuleSetError: not TOML; the message names the line.
    """
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        place = search(r"line (\d+), column (\d+)", str(error))
        where = f"第 {place[1]} 行第 {place[2]} 列" if place else "文件末尾"
        raise RuleSetError(f"规则集 {origin}：{where}不符合 TOML 语法，请检查引号、括号和等号。") from error


class Section:
    """One TOML table, read key by key; ``close`` complains of the keys that nobody asked for."""

    def __init__(self, values: object, origin: str, path: str = "") -> None:
        self._origin = origin
        self._path = path
        self._seen: list[str] = []
        if not isinstance(values, Mapping):
            raise self.error(f"{path} 应为一个表，实际为 {_shown(values)}")
        self._values: Mapping[str, object] = values

    def error(self, sentence: str) -> RuleSetError:
        """An error that names the file."""
        return RuleSetError(f"规则集 {self._origin}：{sentence}。")

    def text(self, key: str) -> str:
        """A text that is not blank."""
        value = self._required(key)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(key, "文字", value)
        return value.strip()

    def number(self, key: str) -> Decimal:
        """An exact number, written as 0.8 or "0.8"."""
        return self._number(key, self._required(key))

    def optional_number(self, key: str) -> Decimal | None:
        """An exact number, or None where the key is left out."""
        self._seen.append(key)
        return self._number(key, self._values[key]) if key in self._values else None

    def count(self, key: str) -> int:
        """A whole number from 0 to 99."""
        value = self._required(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 99:
            raise self._wrong(key, "整数（0 到 99）", value)
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self._required(key)
        if not isinstance(value, bool):
            raise self._wrong(key, "是非值（true 或 false）", value)
        return value

    def choice(self, key: str, allowed: Sequence[T]) -> T:
        """One of a few texts."""
        return self._choice(key, self._required(key), allowed)

    def choices(self, key: str, allowed: Sequence[T]) -> tuple[T, ...]:
        """An array of some of a few texts."""
        return tuple(self._choice(key, value, allowed) for value in self._array(key, self._required(key)))

    def texts(self, key: str, *, optional: bool = False) -> tuple[str, ...]:
        """An array of texts, none blank; empty where the key is left out and may be."""
        self._seen.append(key)
        if optional and key not in self._values:
            return ()
        items = self._array(key, self._required(key))
        texts = tuple(item.strip() for item in items if isinstance(item, str) and item.strip())
        if len(texts) != len(items):
            raise self._wrong(key, "文字的数组", self._values[key])
        return texts

    def numbers(self, key: str) -> tuple[tuple[str, Decimal], ...]:
        """A table of numbers, in the order written."""
        value = self._required(key)
        if not isinstance(value, Mapping):
            raise self._wrong(key, "一个表", value)
        return tuple((name, self._number(f"{key}.{name}", item)) for name, item in value.items())

    def section(self, key: str) -> "Section":
        """The table under a key."""
        return Section(self._required(key), self._origin, self._name(key))

    def optional_section(self, key: str) -> "Section":
        """The table under a key; an empty one where the key is left out."""
        self._seen.append(key)
        return Section(self._values.get(key, {}), self._origin, self._name(key))

    def names(self) -> tuple[str, ...]:
        """The keys that are there, whatever they are."""
        return tuple(self._values)

    def sections(self, key: str, *, optional: bool = False) -> tuple["Section", ...]:
        """The tables of an array; none where the key is left out and may be."""
        self._seen.append(key)
        if optional and key not in self._values:
            return ()
        return tuple(
            Section(item, self._origin, f"{self._name(key)}[{number}]")
            for number, item in enumerate(self._array(key, self._required(key)), 1)
        )

    def close(self) -> None:
        """Complain of unknown keys.

        Raises:
            RuleSetError: there is one; the message lists those that are allowed.
        """
        unknown = [key for key in self._values if key not in self._seen]
        if unknown:
            allowed = "、".join(dict.fromkeys(self._seen))
            raise self.error(f"不认识的键 {'、'.join(map(self._name, unknown))}，这里可用的键有：{allowed}")

    def _required(self, key: str) -> object:
        self._seen.append(key)
        if key not in self._values:
            present = "、".join(self._values) or "（空）"
            raise self.error(f"缺少 {self._name(key)}，这里现有的键是：{present}")
        return self._values[key]

    def _number(self, key: str, value: object) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            raise self._wrong(key, "数字", value)
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise self._wrong(key, "数字", value) from None
        if not number.is_finite():
            raise self._wrong(key, "数字", value)
        return number

    def _choice(self, key: str, value: object, allowed: Sequence[T]) -> T:
        for item in allowed:
            if item == value:
                return item
        raise self._wrong(key, f"以下之一（{'、'.join(map(str, allowed))}）", value)

    def _array(self, key: str, value: object) -> Sequence[object]:
        if not isinstance(value, list):
            raise self._wrong(key, "数组", value)
        return value

    def _name(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _wrong(self, key: str, wanted: str, value: object) -> RuleSetError:
        return self.error(f"{self._name(key)} 应为{wanted}，实际为 {_shown(value)}")


def _shown(value: object) -> str:
    """A value as somebody who writes TOML would know it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"“{value}”"
    if isinstance(value, Mapping):
        return "一个表"
    if isinstance(value, list):
        return f"[{'、'.join(map(_shown, value))}]"
    return str(value)
