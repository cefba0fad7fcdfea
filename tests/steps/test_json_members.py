"""A long JSON object member by member says what ``json`` says of it as a whole."""

import io
import json
from typing import Any

import pytest

from xlperf.steps import json_members
from xlperf.steps.json_members import members, pieces

OBJECTS: list[dict[str, Any]] = [
    {},
    {"a": {"x": [], "y": {}}},
    {'甲\n"': {"x": ["一\n二", {"r": "\u2028"}]}, "b": "text", "c": [1, 2.5, None, True]},
    {str(number): {"cells": {f"A{number}": "值" * number}} for number in range(40)},
]


@pytest.fixture(params=[1, 7, 1_000_000])
def _window(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows that cut a text anywhere, and one that holds it all."""
    monkeypatch.setattr(json_members, "_CHUNK", request.param)


@pytest.mark.parametrize("data", OBJECTS)
def test_what_is_written_is_the_text_of_json(data: dict[str, Any]) -> None:
    text = b"".join(pieces("files", data.items())).decode()
    assert text == json.dumps({"files": data}, ensure_ascii=False, indent=1)


@pytest.mark.usefixtures("_window")
@pytest.mark.parametrize("indent", [None, 1, 4])
@pytest.mark.parametrize("data", OBJECTS)
def test_every_layout_and_every_cut_is_read(data: dict[str, Any], indent: int | None) -> None:
    text = json.dumps({"files": data}, indent=indent) + "\n \n"
    assert list(members(io.StringIO(text), "files")) == list(data.items())


@pytest.mark.usefixtures("_window")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"others": {}}',
        '{"files": []}',
        '{"files": {"a": {}}',
        '{"files": {"a": {"b": }}}',
        '{"files": {"a": {} "b": {}}}',
        '{"files": {"a": {},}}',
        '{"files": {"a": 12}}',
        '{"files": {["a"]: {}}}',
        '{"files": {}} more',
        '{"files": {}, "others": {}}',
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        list(members(io.StringIO(text), "files"))


def test_a_member_is_given_before_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_members, "_CHUNK", 10)
    file = io.StringIO('{"files": {"a": {}, "b": {}, "c": {"long": "' + "x" * 1000 + '"}}}')
    assert next(members(file, "files")) == ("a", {})
    assert file.tell() <= 20
