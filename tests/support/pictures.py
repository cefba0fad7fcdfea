"""Makes the pictures of the documentation from the example round; run by ``python run.py pictures``."""

import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageOps

from support.demo_states import FINISHED, ROUND, play
from support.office import Office
from support.tools import LIVE_TOOLS, OFFICE_TOOLS, SCREEN_TOOLS, missing

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
#: Pictures are read between paragraphs: no larger than a page of text, and light enough to load at once.
MAX_SIDE, MAX_BYTES = 1200, 150_000
DPI = 150
#: White left around what is drawn, and the line around that; in pixels before scaling.
MARGIN, LINE = 36, 2
GREY = (190, 190, 190)
#: The share of a page's height, from its lower edge, in which the workbooks print page numbers.
FOOTER = 0.06


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: the pages of one file on which these words stand, side by side.

    ``state`` is one of the round's two states in :mod:`support.demo_states`; ``file`` is a pattern below
    its folder; ``words`` are compared without spaces. ``whole`` keeps the page's footer; ``colours`` is how
    many different ones are enough.
    """

    name: str
    state: str
    file: str
    words: tuple[str, ...]
    whole: bool = False
    colours: int = 48


UNIT, PROJECT = "*_西王平村_*.xlsx", "西王平村自来水管线改造"
CONTROL, SUMMARY, REPORT = "绩效评价.xlsm", "成果/*.xlsx", "成果/*.docx"
PICTURES = (
    Picture("form.png", FINISHED, f"下发/{UNIT}", (f"项目名称{PROJECT}",)),
    Picture("form-filled.png", FINISHED, f"回收/更正/{UNIT}", (f"项目名称{PROJECT}",)),
    Picture("self-check.png", FINISHED, "回收/微信/451112_*.xlsx", ("自检：还有哪里要改",)),
    Picture("summary.png", FINISHED, CONTROL, ("年度项目支出绩效自评汇总表",)),
    Picture("rates.png", FINISHED, CONTROL, ("年度预算执行率汇总表",)),
    Picture("chart.png", FINISHED, SUMMARY, ("年度绩效自评图表",)),
    Picture("report.png", FINISHED, REPORT, ("部门绩效评价情况", "（二）未纳入"), whole=True, colours=16),
)
#: Windows as they stand on a screen (:mod:`support.shots`): 操作台, 校验结果, a workbook to send back.
WINDOWS = ("console.png", "findings.png", "marked.png")
WINDOW_COLOURS = 64
#: All of them.
NAMES = (*(picture.name for picture in PICTURES), *WINDOWS)


class PictureError(Exception):
    """A picture cannot be made as described."""


class Drawer:
    """Turns files into pages once, and pages into pictures.

    Args:
        rounds: where the example round has been played.
        work: a folder for what is made on the way.
        office: the program that draws.
    """

    def __init__(self, rounds: Path, work: Path, office: Office) -> None:
        self._rounds = rounds
        self._work = work
        self._office = office
        self._pdfs: dict[Path, Path] = {}

    def draw(self, picture: Picture, path: Path) -> None:
        """Make one picture, cut out, scaled and packed.

        Raises:
            PictureError: the file or page is not there, or the picture comes out too heavy.
            OfficeError: LibreOffice could not draw the file.
        """
        pdf = self._pdf(picture)
        texts = page_texts(pdf)
        pages = [self._page(pdf, page_with(texts, words)) for words in picture.words]
        save(side_by_side([cut_out(page, whole=picture.whole) for page in pages]), path, picture.colours)

    def _pdf(self, picture: Picture) -> Path:
        found = sorted((self._rounds / picture.state / ROUND).glob(picture.file))
        if len(found) != 1:
            raise PictureError(f"{picture.name}: {picture.file} is {len(found)} files")
        source = found[0]
        if source not in self._pdfs:
            folder = self._work / f"pdf{len(self._pdfs)}"
            self._pdfs[source] = self._office.convert(source, "pdf", folder)
        return self._pdfs[source]

    def _page(self, pdf: Path, number: int) -> Image.Image:
        page = pdf.with_suffix(f".{number}")
        only = ["-f", str(number), "-l", str(number), "-singlefile"]
        _run(["pdftoppm", "-r", str(DPI), *only, "-png", str(pdf), str(page)])
        with Image.open(f"{page}.png") as image:
            return image.convert("RGB")


def page_texts(pdf: Path) -> list[str]:
    """The words of each page, without spaces and line breaks."""
    text = _run(["pdftotext", "-enc", "UTF-8", str(pdf), "-"])
    return ["".join(page.split()) for page in text.split("\f")]


def page_with(texts: Sequence[str], words: str) -> int:
    """The number, from 1, of the first page that has these words.

    Raises:
        PictureError: no page has them.
    """
    for number, text in enumerate(texts, 1):
        if words in text:
            return number
    raise PictureError(f"no page says {words}")


def cut_out(page: Image.Image, *, whole: bool = False) -> Image.Image:
    """What is drawn on a page, with an even margin and a fine line around it."""
    height = page.height if whole else round(page.height * (1 - FOOTER))
    body = page.crop((0, 0, page.width, height))
    box = ImageChops.difference(body, Image.new("RGB", body.size, "white")).getbbox()
    if box is None:
        raise PictureError("the page is blank")
    return ImageOps.expand(ImageOps.expand(body.crop(box), MARGIN, "white"), LINE, GREY)


def side_by_side(pieces: Sequence[Image.Image]) -> Image.Image:
    """Pieces from left to right, their upper edges level."""
    width = sum(piece.width for piece in pieces) + MARGIN * (len(pieces) - 1)
    joined = Image.new("RGB", (width, max(piece.height for piece in pieces)), "white")
    left = 0
    for piece in pieces:
        joined.paste(piece, (left, 0))
        left += piece.width + MARGIN
    return joined


def save(image: Image.Image, path: Path, colours: int) -> None:
    """Scale to the size of a page, reduce to a few colours, and write.

    Raises:
        PictureError: the file would be heavier than ``MAX_BYTES``.
    """
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    image.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > MAX_BYTES:
        raise PictureError(f"{path.name} has {path.stat().st_size} bytes")


def _run(command: Iterable[str]) -> str:
    result = subprocess.run(list(command), capture_output=True, check=True)
    return result.stdout.decode("utf-8")


def main(arguments: Sequence[str]) -> int:
    """Draw into the folder given, else where the documentation looks for its pictures."""
    absent = missing((*OFFICE_TOOLS, *LIVE_TOOLS[1:], *SCREEN_TOOLS))
    if absent:
        print("missing:", ", ".join(tool.name for tool in absent), file=sys.stderr)
        return 2
    folder = Path(arguments[0]) if arguments else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        rounds = Path(name)
        play(rounds)
        drawer = Drawer(rounds, rounds / "pages", Office(rounds / "office"))
        for picture in PICTURES:
            drawer.draw(picture, folder / picture.name)
        draw_windows(rounds, folder)
    return 0


def draw_windows(rounds: Path, folder: Path) -> None:
    """Take the pictures of ``WINDOWS`` into a folder."""
    from support.shots import Shots  # noqa: PLC0415 - cannot be imported without its tools

    screens = rounds / "screens"
    screens.mkdir()
    for name, image in Shots(rounds, screens).take().items():
        save(image, folder / name, WINDOW_COLOURS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
