"""The boxes of notes in a legacy drawing (VML), which is not always well-formed XML and is kept as text.

Buttons, pictures and the boxes of other people's notes stay exactly as they are. Excel shows a note only
where it has a box.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from xlperf.ooxml.guard import damaged
from xlperf.ooxml.part_copies import SHAPE_ID, SHAPES_PER_BLOCK

_V, _O, _X = (f"urn:schemas-microsoft-com:{name}" for name in ("vml", "office:office", "office:excel"))
_SPACES = f'xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}"'
_BOX_TYPE = "_x0000_t202"
#: What a drawing has to say once of the kind of box that notes have.
_SHAPE_TYPE = (
    f'<v:shapetype {_SPACES} id="{_BOX_TYPE}" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = re.compile(r"<(?P<prefix>\w+:|)shape(?=[\s>/])[^<>]*(?:/>|>.*?</(?P=prefix)shape>)", re.DOTALL)
_DRAWN = re.compile(r"<(?:\w+:|)(?:shape|group|rect|roundrect|oval|line|polyline|curve|arc|image)(?=[\s>/])")
_ROW = re.compile(r"<(?:\w+:|)Row>\s*(\d+)\s*<")
_COLUMN = re.compile(r"<(?:\w+:|)Column>\s*(\d+)\s*<")
_END = "</xml>"


@dataclass(frozen=True, slots=True)
class Box:
    """A note's box: the cell it belongs to, counted from 1, where it hangs, and its size in pixels.

    ``anchor`` is left column, offset, top row, offset, right column, offset, bottom row, offset: cells
    counted from 0, offsets in pixels.
    """

    row: int
    col: int
    anchor: tuple[int, ...]
    width: int
    height: int


def new_drawing(block: int) -> str:
    """A drawing without shapes; ``block`` is its own block of 1024 shape numbers in the workbook."""
    return (
        f'<xml {_SPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{block}"/>'
        f"</o:shapelayout>{_END}"
    )


def with_boxes(drawing: str, boxes: Sequence[Box], block: int) -> str:
    """The drawing with boxes behind its other shapes. ``block`` counts where it has no numbers yet.

    Raises:
        PackageError: where the text is no legacy drawing.
    """
    head, end, foot = drawing.rpartition(_END)
    if not end:
        raise damaged("旧式绘图没有写完整")
    taken = [int(match[1]) for match in SHAPE_ID.finditer(drawing)]
    first = max(taken, default=block * SHAPES_PER_BLOCK) + 1
    kind = "" if f'id="{_BOX_TYPE}"' in drawing else _SHAPE_TYPE
    drawn = "".join(_shape(number, box) for number, box in enumerate(boxes, first))
    return f"{head}{kind}{drawn}{end}{foot}"


def without_boxes(drawing: str, cells: Collection[tuple[int, int]]) -> str:
    """The drawing without the boxes of the notes at these cells, (row, column) counted from 1."""
    kept = "".join(_kept(drawing, frozenset(cells)))
    return kept if f'"#{_BOX_TYPE}"' in kept else kept.replace(_SHAPE_TYPE, "")


def is_empty(drawing: str) -> bool:
    """Whether nothing is drawn."""
    return _DRAWN.search(drawing) is None


def _kept(drawing: str, cells: frozenset[tuple[int, int]]) -> Iterator[str]:
    end = 0
    for shape in _SHAPE.finditer(drawing):
        yield drawing[end : shape.start() if _cell(shape[0]) in cells else shape.end()]
        end = shape.end()
    yield drawing[end:]


def _cell(shape: str) -> tuple[int, int] | None:
    """The cell whose note a shape is the box of; None for any other shape."""
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    if 'ObjectType="Note"' not in shape or row is None or column is None:
        return None
    return int(row[1]) + 1, int(column[1]) + 1


def _shape(number: int, box: Box) -> str:
    return (
        f'<v:shape {_SPACES} id="_x0000_s{number}" type="#{_BOX_TYPE}" style="position:absolute;'
        f'width:{box.width * 0.75:g}pt;height:{box.height * 0.75:g}pt;z-index:1;visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{', '.join(map(str, box.anchor))}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{box.row - 1}</x:Row><x:Column>{box.col - 1}</x:Column></x:ClientData></v:shape>"
    )
