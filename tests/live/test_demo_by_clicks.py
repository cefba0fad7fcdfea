"""The example round of 王平镇 2021, from the first button to the last, with nothing but clicks."""

import json
import re
import shutil
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.demo import DemoRound
from support.small_town import opened
from support.terminal import xlperf
from xlperf.books.console import LAST_RUN, MESSAGE, STEPS
from xlperf.demo.round import prepared_round
from xlperf.steps.folder import CONTROL

if TYPE_CHECKING:
    from support.calc_engine.office import CalcOffice
    from support.clicking.clicker import Pressed

#: What the villages send first, and after mending (the folders in which the demo's villages put it).
FIRST, MENDED = ("微信", "邮箱"), ("更正",)
#: When a file was received.
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
#: The cells that only a button fills.
TOLD_BY_BUTTONS = {run for last in LAST_RUN.values() for run in last} | {MESSAGE}


@dataclass(frozen=True, slots=True)
class ClickedRound:
    """The round's folder, and by step what each press came to and which sheet it left in front."""

    root: Path
    pressed: dict[str, "list[Pressed]"]
    fronts: dict[str, str]


@pytest.fixture(scope="module")
def clicked(
    live_office: "CalcOffice", demo_round: DemoRound, tmp_path_factory: pytest.TempPathFactory
) -> ClickedRound:
    """Everything done by clicking; between the clicks files come in, as the demo's villages send them."""
    from support.clicking.clicker import Clicker  # noqa: PLC0415 - cannot be imported without UNO
    from support.clicking.rounds import clickable  # noqa: PLC0415

    root = tmp_path_factory.mktemp("点击") / "王平镇"
    with resources.as_file(resources.files("xlperf.demo") / "data") as data:
        prepared_round(root, data, say=lambda _: None)
    clicker = Clicker(live_office, clickable(root))
    done = ClickedRound(root, {step.id: [] for step in STEPS}, {})

    def press(*steps: str) -> None:
        for step in steps:
            done.pressed[step].append(clicker.press(step))
            assert not str(clicker.value(LAST_RUN[step].result)).startswith("没有做完"), done.pressed[step]
            done.fronts[step] = clicker.front

    press("distribute")
    send_back(demo_round.root, root, FIRST)
    press("collect", "check")
    send_back(demo_round.root, root, MENDED)
    press("collect", "fill", "unevaluated", "summarise", "report", "undo", "undo", "run")
    clicker.close()
    return done


def send_back(played: Path, root: Path, folders: tuple[str, ...]) -> None:
    for folder in folders:
        shutil.copytree(played / "回收" / folder, root / "回收" / folder)


def files(root: Path, folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((root / folder).iterdir())}


def told(root: Path) -> dict[str, object]:
    """``xlperf export --json``."""
    outcome = xlperf("export", root, "--json")
    assert outcome.code == 0, outcome.err
    data: dict[str, object] = json.loads(outcome.out)
    return data


def sheets(root: Path) -> dict[str, dict[str, object]]:
    """What each cell of each sheet shows, as exactly as both programs write numbers (15 digits).

    Left out are what only buttons tell, and the moment of receipt.
    """
    book = opened(root / CONTROL, data_only=True)
    left_out = {
        book.defined_names[name].attr_text.replace("$", "").replace("'", "") for name in TOLD_BY_BUTTONS
    }
    return {
        sheet.title: {
            cell.coordinate: shown(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value not in (None, "") and f"{sheet.title}!{cell.coordinate}" not in left_out
        }
        for sheet in book.worksheets
        if sheet.sheet_state == "visible"
    }


def shown(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.12g}"
    return MOMENT.sub("(moment)", value) if isinstance(value, str) else value


def test_what_is_issued_is_the_same_to_the_byte(clicked: ClickedRound, demo_round: DemoRound) -> None:
    assert files(clicked.root, "下发") == files(demo_round.root, "下发")
    assert clicked.pressed["distribute"][0].message.startswith("新下发 26 本")


def test_the_round_ends_with_the_same_export(clicked: ClickedRound, demo_round: DemoRound) -> None:
    assert told(clicked.root) == told(demo_round.root)


def test_every_sheet_shows_the_same(clicked: ClickedRound, demo_round: DemoRound) -> None:
    assert sheets(clicked.root) == sheets(demo_round.root)


def test_the_mistakes_of_the_villages_are_seen_and_then_gone(clicked: ClickedRound) -> None:
    first, mended = (pressed.message for pressed in clicked.pressed["collect"])
    received = "应报项目 120 个：已收 120 个，"
    assert first.startswith(f"{received}通过 112 个，需修改 8 个，未报 0 个。\n发现问题：错误 8 条")
    assert mended.startswith(f"{received}通过 120 个，需修改 0 个，未报 0 个。\n发现问题：错误 0 条")
    assert clicked.pressed["check"][0].message == first


def test_every_press_shows_its_result(clicked: ClickedRound) -> None:
    assert clicked.fronts == {
        "distribute": "操作台",
        "collect": "收件登记",
        "check": "校验结果",
        "fill": "自评汇总",
        "unevaluated": "未纳入自评项目",
        "summarise": "执行率汇总",
        "undo": "操作台",
        "report": "操作台",
        "run": "操作台",
    }
    for pressed in (each for presses in clicked.pressed.values() for each in presses):
        assert pressed.status == pressed.message.splitlines()[0]


def test_taking_back_goes_back_step_by_step(clicked: ClickedRound) -> None:
    report, summary = (pressed.message for pressed in clicked.pressed["undo"])
    assert report.startswith("已撤销“⑦ 生成报告”，")
    assert summary.startswith("已撤销“⑥ 生成汇总表”，恢复了：")
    assert "执行率_功能分类" in summary
