"""What the documentation says is so: its commands, screens, tables, links and pictures."""

import argparse
import re
import shlex
import shutil
from pathlib import Path

import pytest
from PIL import Image

from support import pictures
from support.demo_states import FINISHED, FIRST, ROUND, play
from support.gate import require
from support.markdown import commands, fences, files_linked, first_column, screens
from support.office import Office
from support.tools import LIVE_TOOLS, SCREEN_TOOLS
from xlperf.books.result_tables import INTAKE
from xlperf.books.sheets import control_sheets
from xlperf.cli import _parser, main
from xlperf.rules.catalogue import Rule, load_catalogue
from xlperf.rules.expressions.vocabulary import Group
from xlperf.rules.own import OwnLine, own_rule
from xlperf.steps.collecting import USE
from xlperf.steps.folder import CONTROL, FORM_TEMPLATE, REPORT_TEMPLATE, RoundFolder
from xlperf.steps.journal import NAME as JOURNAL
from xlperf.steps.manifest import MANIFEST
from xlperf.steps.round_tables import INPUT_HEADERS

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
README, GUIDE = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/guide.md"))
DATA = ROOT / "src" / "xlperf" / "demo" / "data"
PICTURES = ROOT / "docs" / "pictures"
#: The input files of the guide, and what stands behind them in the example.
INPUT = {"单位.csv": "units.csv", "台账.csv": "ledger.csv", "目标.csv": "targets.csv"}
#: In which state of the example the guide runs a command.
STATES = {"new": "empty", "distribute": "empty", "collect": FIRST}

every_page = pytest.mark.parametrize(
    "page", [pytest.param(page, id=str(page.relative_to(ROOT))) for page in PAGES]
)


def accepted_commands() -> dict[str, argparse.ArgumentParser]:
    """The program's commands with their own parsers."""
    actions = _parser()._actions
    (found,) = (action for action in actions if isinstance(action, argparse._SubParsersAction))
    return dict(found.choices)


def refused(command: str) -> bool:
    """Whether the program would not take this command line; a command's bare name is only its name."""
    _, *words = shlex.split(command)
    if not words or (len(words) == 1 and words[0] in accepted_commands()):
        return False
    try:
        _parser().parse_args(words)
    except SystemExit as stop:
        return stop.code != 0
    return False


def dead_links(page: Path, text: str) -> list[str]:
    """The files that a page links to and that are not there."""
    return [target for target in files_linked(text) if not (page.parent / target).exists()]


class TestCommands:
    """The terminal's commands."""

    @pytest.mark.parametrize("text", [README, GUIDE], ids=["README", "guide"])
    def test_every_command_line_shown_is_one_that_the_program_takes(self, text: str) -> None:
        assert [line for line in commands(text) if refused(line)] == []

    @pytest.mark.parametrize(
        "command",
        ["xlperf gather 2021年度", "xlperf run", "xlperf export 2021年度", "xlperf new x --town 王平镇"],
    )
    def test_a_command_line_that_the_program_does_not_take_is_noticed(self, command: str) -> None:
        for text in (
            f"先运行 `{command}`。",
            f"```\n{command}   # 说明\n```\n",
            f"```console\n> {command}\n```\n",
        ):
            (found,) = commands(text)
            bare = found.split()[1] in accepted_commands() and len(found.split()) == 2
            assert bare or refused(found)

    def test_every_command_and_option_is_shown_in_the_readme_or_the_guide(self) -> None:
        shown = [shlex.split(line) for line in commands(README + GUIDE)]
        for name, parser in accepted_commands().items():
            lines = [words for words in shown if words[1:2] == [name]]
            assert lines, f"xlperf {name} is shown nowhere"
            options = {action.option_strings[-1] for action in parser._actions if action.option_strings}
            seen = {word for words in lines for word in words}
            assert options - {"--help"} <= seen, f"xlperf {name}"

    def test_the_guide_shows_what_the_program_answers(
        self, rounds: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        shown = screens(GUIDE)
        assert len(shown) >= len(STATES)
        for screen in shown:
            _, *words = shlex.split(screen.command)
            monkeypatch.chdir(rounds / STATES.get(words[0], FINISHED))
            capsys.readouterr()
            assert main(words) in {0, 1}
            answers = iter(capsys.readouterr().out.splitlines())
            missing = [line for line in screen.answers if line not in answers]
            assert missing == [], screen.command


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example round in both states, and a folder with nothing but its input files."""
    base = tmp_path_factory.mktemp("手册")
    play(base)
    (base / "empty").mkdir()
    for name, source in INPUT.items():
        (base / "empty" / name).write_bytes((DATA / source).read_bytes())
    return base


class TestWhatIsLost:
    """The guide's advice for mishaps: afterwards the round stands where it stood."""

    STANDING = "应报项目 120 个：已收 120 个，通过 112 个，需修改 8 个，未报 0 个。"

    @pytest.fixture
    def office(self, rounds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """The folder of an office after the first collection, on another disk, with its input files."""
        shutil.copytree(rounds / "empty", tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns(ROUND))
        shutil.copytree(rounds / FIRST / ROUND, tmp_path / ROUND)
        monkeypatch.chdir(tmp_path)
        return tmp_path / ROUND

    def run(self, capsys: pytest.CaptureFixture[str], command: str) -> list[str]:
        capsys.readouterr()
        assert main(shlex.split(command)) in {0, 1}
        return capsys.readouterr().out.splitlines()

    @pytest.mark.parametrize("lost", ["下发", "回收", "归档"])
    def test_a_folder_is_made_again(
        self, office: Path, capsys: pytest.CaptureFixture[str], lost: str
    ) -> None:
        issued = {path.name: path.read_bytes() for path in (office / "下发").iterdir()}
        shutil.rmtree(office / lost)
        self.run(capsys, f"distribute {ROUND}")
        assert self.run(capsys, f"collect {ROUND}")[0] == self.STANDING
        assert {path.name: path.read_bytes() for path in (office / "下发").iterdir()} == issued

    def test_the_control_workbook_is_taken_from_a_new_round(
        self, office: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (office / CONTROL).unlink()
        first = next(screen.command for screen in screens(GUIDE) if " new " in screen.command)
        self.run(capsys, first.removeprefix("xlperf ").replace(ROUND, "临时"))
        shutil.copyfile(office.parent / "临时" / CONTROL, office / CONTROL)
        assert self.run(capsys, f"collect {ROUND}")[0] == self.STANDING


class TestNames:
    """What the guide calls sheets, folders, files, headers and families of rules."""

    def test_the_guide_lists_the_sheets_of_the_control_workbook_in_their_order(self) -> None:
        assert list(first_column(GUIDE, "工作表")) == [sheet.name for sheet in control_sheets(())]

    def test_the_guide_lists_every_folder_and_file_of_a_round(self) -> None:
        (tree,) = (fence.lines for fence in fences(GUIDE) if fence.lines[0] == f"{ROUND}/")
        folders = {f"{path.name}/" for path in RoundFolder(Path(ROUND)).folders()}
        files = {CONTROL, MANIFEST, JOURNAL, FORM_TEMPLATE, REPORT_TEMPLATE}
        assert {line.split()[0] for line in tree[1:]} == folders | files

    def test_the_guide_gives_every_header_of_the_files_that_come_in(self) -> None:
        words = set(re.split(r"[^\w-]+", GUIDE))
        sources = {"当年财政拨款", "上年结转资金", "其他资金"}
        for headers in INPUT_HEADERS.values():
            plain = {header for header in headers if header.rpartition("-")[2] not in sources}
            assert plain <= words
        given = {header for header in INPUT_HEADERS["项目台账"] if header in words}
        assert {header.rpartition("-")[2] for header in given} >= sources

    def test_the_guide_explains_every_family_of_rules(self) -> None:
        assert list(first_column(GUIDE, "类别")) == list(dict.fromkeys(rule[0] for rule in load_catalogue()))

    def test_every_rule_that_the_guide_names_exists(self) -> None:
        named = set(re.findall(r"\b[A-Y]\d{2}\b", GUIDE))  # Z is the office's own
        assert named
        assert named <= set(load_catalogue())

    def test_every_rule_that_the_guide_offers_to_write_can_be_read(self) -> None:
        groups = "|".join(group.value for group in Group)
        offered = re.findall(
            rf"^\| (Z\d\d) \| ({groups}) \| `(.+?)` \| (.+?) \| (.+?) \|$", GUIDE, re.MULTILINE
        )
        assert [line[0] for line in offered] == ["Z01", "Z02", "Z03"]
        for line in offered:
            assert isinstance(own_rule(OwnLine(*line)), Rule), line

    def test_what_the_guide_lets_the_clerk_choose_is_what_the_program_heeds(self) -> None:
        (column,) = (column for column in INTAKE.columns if column.header == "人工指定")
        assert f"“{column.header}”选“{USE}”" in GUIDE
        assert USE in column.choices

    def test_the_architecture_names_every_room(self) -> None:
        text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
        rooms = {path.parent.name for path in (ROOT / "src" / "xlperf").glob("*/__init__.py")}
        assert rooms == set(re.findall(r"`(\w+)/`", " ".join(first_column(text, "room"))))


class TestLinksAndPictures:
    """What a page points to."""

    @every_page
    def test_every_file_that_a_page_links_to_is_there(self, page: Path) -> None:
        assert dead_links(page, page.read_text(encoding="utf-8")) == []

    def test_a_dead_link_is_noticed(self) -> None:
        text = "[a](guide.md) ![b](pictures/none.png) [c](https://example.org/x) [d](rules.md#F) `[e](f)`"
        assert files_linked(text) == ["guide.md", "pictures/none.png", "rules.md"]
        assert "pictures/none.png" in dead_links(ROOT / "docs" / "x.md", text)

    def test_every_picture_is_shown_and_made_by_the_program(self) -> None:
        there = {path.name for path in PICTURES.iterdir()}
        shown = {Path(target).name for target in files_linked(README + GUIDE) if target.endswith(".png")}
        assert there == shown == set(pictures.NAMES)

    @pytest.mark.parametrize("name", pictures.NAMES)
    def test_a_picture_is_no_larger_than_a_page_of_text(self, name: str) -> None:
        path = PICTURES / name
        assert path.stat().st_size <= pictures.MAX_BYTES
        with Image.open(path) as image:
            assert max(image.size) <= pictures.MAX_SIDE

    @pytest.mark.slow
    def test_every_picture_can_be_drawn_again(self, rounds: Path, office: Office, tmp_path: Path) -> None:
        drawer = pictures.Drawer(rounds, tmp_path / "pages", office)
        for picture in pictures.PICTURES:
            drawer.draw(picture, tmp_path / picture.name)
            with Image.open(tmp_path / picture.name) as new, Image.open(PICTURES / picture.name) as old:
                shares = [now / before for now, before in zip(new.size, old.size, strict=True)]
            assert shares == pytest.approx([1, 1], abs=0.1), f"{picture.name}: run python run.py pictures"

    @pytest.mark.slow
    @pytest.mark.office
    def test_every_window_can_be_photographed_again(self, rounds: Path, tmp_path: Path) -> None:
        require((*LIVE_TOOLS, *SCREEN_TOOLS))
        pictures.draw_windows(rounds, tmp_path)
        for name in pictures.WINDOWS:
            with Image.open(tmp_path / name) as new, Image.open(PICTURES / name) as old:
                assert new.size == old.size


class TestPictureMaker:
    """Cutting, scaling and refusing."""

    def test_what_is_drawn_is_cut_out_of_its_page_without_the_footer(self) -> None:
        page = Image.new("RGB", (400, 1000), "white")
        page.paste("black", (100, 200, 150, 260))
        page.paste("black", (180, 980, 220, 990))
        frame = 2 * (pictures.MARGIN + pictures.LINE)
        assert pictures.cut_out(page).size == (50 + frame, 60 + frame)
        assert pictures.cut_out(page, whole=True).size == (120 + frame, 790 + frame)

    def test_a_blank_page_is_no_picture(self) -> None:
        with pytest.raises(pictures.PictureError, match="blank"):
            pictures.cut_out(Image.new("RGB", (400, 1000), "white"))

    def test_a_page_is_found_by_its_words(self) -> None:
        assert pictures.page_with(["填报说明", "自评表甲", "自评表甲乙"], "自评表甲") == 2
        with pytest.raises(pictures.PictureError, match="没有的字"):
            pictures.page_with(["填报说明"], "没有的字")

    def test_a_picture_that_comes_out_too_heavy_is_refused(self, tmp_path: Path) -> None:
        noise = Image.effect_noise((1200, 1200), 120).convert("RGB")
        with pytest.raises(pictures.PictureError, match="bytes"):
            pictures.save(noise, tmp_path / "noise.png", 256)
