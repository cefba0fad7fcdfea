"""A clerk at a screen: a real window, a mouse on the buttons, a keyboard in the cells.

A press in the middle of typing is not tried here: LibreOffice, unlike Excel, lets macros work meanwhile, and
keeps or drops what was typed by chance. What Excel does is tried in ``test_awkward_workbooks``.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from support import small_town
from support.gate import require
from support.tools import LIVE_TOOLS, SCREEN_TOOLS
from xlperf.books.console import LAST_RUN
from xlperf.books.live import LiveBook
from xlperf.demo.village import Mistake
from xlperf.steps.folder import CONTROL

if TYPE_CHECKING:
    from support.clicking.clicker import Clicker
    from support.clicking.window import Window

MISTAKE = Mistake("P1", "score", "得分", "生活便利", "31")
pytestmark = pytest.mark.office


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Window]":
    require((*LIVE_TOOLS, *SCREEN_TOOLS))
    from support.clicking.window import window  # noqa: PLC0415 - cannot be imported without its tools

    with window(tmp_path_factory.mktemp("window")) as opened:
        yield opened


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """小河镇 before its first collection: 东村 made a mistake, 水务站 is late."""
    from support.clicking.rounds import clickable  # noqa: PLC0415 - as above

    root = small_town.issue(tmp_path_factory.mktemp("屏幕") / "小河镇")
    small_town.send_back(root, "001", "", MISTAKE)
    small_town.send_back(root, "002")
    clickable(root)
    return root


@pytest.fixture
def clerk(window: "Window", answered: Path, tmp_path: Path) -> "Iterator[Clicker]":
    root = shutil.copytree(answered, tmp_path / "小河镇")
    clicker = window.open(root / CONTROL)
    yield clicker
    clicker.close()


def rows(clerk: "Clicker", table: str) -> list[dict[str, object]]:
    return [dict(row.values) for row in LiveBook(clerk.book).read_table(table).rows]


def test_the_mouse_presses_the_second_and_the_third_button(
    window: "Window", clerk: "Clicker", tmp_path: Path
) -> None:
    before = window.screen.picture(tmp_path / "before.png")
    window.press(clerk, "collect")
    assert clerk.front == "收件登记"
    assert [row["文件名"] for row in rows(clerk, "收件登记")] == [small_town.EAST, small_town.WEST]
    window.press(clerk, "check")
    assert clerk.front == "校验结果"
    found = {(row["单位名称"], row["填报内容"]) for row in rows(clerk, "校验结果")}
    assert ("东村", MISTAKE.value) in found
    assert str(clerk.value(LAST_RUN["check"].result)).startswith("错误 ")
    after = window.screen.picture(tmp_path / "after.png")
    assert colours(after) > 50, "the screen is blank"
    assert after.read_bytes() != before.read_bytes()


def colours(picture: Path) -> int:
    with Image.open(picture) as image:
        return len(image.convert("RGB").getcolors(maxcolors=1 << 24) or [])


def test_what_was_typed_into_a_table_is_used_by_the_next_press(window: "Window", clerk: "Clicker") -> None:
    table = LiveBook(clerk.book).read_table("单位名录")
    (unit,) = (row for row in table.rows if row.values["单位编码"] == "003")
    window.go_to(clerk, table.sheet, unit.cells["联系电话"])
    window.screen.type("01012345678")
    window.screen.key("Return")
    window.press(clerk, "collect")
    (late,) = (row for row in rows(clerk, "催报清单") if row["单位名称"] == "水务站")
    assert late["联系电话"] == "01012345678"
