"""Stand-ins for the fonts that Chinese office files name, so that every machine draws the same pages."""

from pathlib import Path
from xml.sax.saxutils import escape

SERIF = "Noto Serif CJK SC"
SANS = "Noto Sans CJK SC"

#: The font a file names -> the font that stands in for it. Without this, fontconfig takes a Latin one.
STAND_INS = {
    "宋体": SERIF,
    "SimSun": SERIF,
    "仿宋": SERIF,
    "仿宋_GB2312": SERIF,
    "FangSong": SERIF,
    "楷体": SERIF,
    "楷体_GB2312": SERIF,
    "KaiTi": SERIF,
    "方正小标宋简体": SERIF,
    "黑体": SANS,
    "SimHei": SANS,
    "微软雅黑": SANS,
    "Microsoft YaHei": SANS,
    "等线": SANS,
    "DengXian": SANS,
}

#: Only these folders: with other Chinese fonts about, LibreOffice mixes them in and loses bold.
FOLDERS = (
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/truetype/dejavu",
    "/usr/share/fonts/truetype/liberation",
)

HEAD = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<cachedir>/var/cache/fontconfig</cachedir>
<cachedir prefix="xdg">fontconfig</cachedir>
<include ignore_missing="yes">/etc/fonts/conf.d</include>
"""


def _stand_in(named: str, font: str) -> str:
    test = f'<test name="family" qual="any"><string>{escape(named)}</string></test>'
    edit = f'<edit name="family" mode="assign" binding="same"><string>{escape(font)}</string></edit>'
    return f'<match target="pattern">{test}{edit}</match>\n'


def write_configuration(path: Path) -> Path:
    """Write a fontconfig file for ``FONTCONFIG_FILE``."""
    folders = "".join(f"<dir>{folder}</dir>\n" for folder in FOLDERS)
    matches = "".join(_stand_in(named, font) for named, font in STAND_INS.items())
    path.write_text(f"{HEAD}{folders}{matches}</fontconfig>\n", encoding="utf-8")
    return path
