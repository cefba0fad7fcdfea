"""Cleaning what people type: full-width forms, invisible characters, odd spaces.

Chinese punctuation is kept as typed: “2021年底指标到达，未来得及支出” is printed in a public report,
so only digits, letters and signs are brought to half width. For comparing names there is
:func:`match_key`, which is free to go further because nobody ever sees its result.
"""

import re
import unicodedata
from functools import lru_cache

#: Full-width forms that are ordinary Chinese punctuation, not a slip of the input method.
_CHINESE_PUNCTUATION = "！（），：；？～"

_FULL_WIDTH = [chr(code) for code in range(0xFF01, 0xFF5F) if chr(code) not in _CHINESE_PUNCTUATION]
_SMALL_SIGNS = [chr(code) for code in range(0xFE62, 0xFE6C)]
#: 年 copied out of a PDF is often the radical U+2F25 and its like, which look the same.
_RADICALS = [chr(code) for code in range(0x2F00, 0x2FD6)]
_HALF_WIDTH = str.maketrans(
    {char: unicodedata.normalize("NFKC", char) for char in (*_FULL_WIDTH, *_SMALL_SIGNS, *_RADICALS)}
)

#: Control, format (zero-width, BOM, soft hyphen, direction marks) and lone surrogates.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})

_ORDINARY_SPACING = re.compile(r"[ \t\r\n]+")

#: What is not seen in a line, steers a terminal or turns the reading direction; halves of letters too.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")

#: Words put into a cell to say that there is nothing to say. “不适用” is not one of them: an
#: indicator that does not apply is scored differently from one that was left open.
NOTHING_WORDS = frozenset(
    {
        "无",
        "没有",
        "暂无",
        "空",
        "/",
        "\\",
        "-",
        "、",
        ".",
        "。",
        "*",
        "约",
        "不等",
        "若干",
        "n/a",
        "na",
        "none",
        "null",
    }
)

_KEY_SIGNS = str.maketrans(
    {
        **dict.fromkeys("[{〔【〖〈《", "("),
        **dict.fromkeys("]}〕】〗〉》", ")"),
        **dict.fromkeys("“”„‟‘’‚‛'`「」『』", '"'),
        **dict.fromkeys("‐‑‒–—―−─", "-"),
        **dict.fromkeys("•・‧∙", "·"),
        "∶": ":",
    }
)

_SIGNS_OF_NUMBERS = str.maketrans("，：；（）～−", ",:;()~-")


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """A one-line value without what nobody meant to type.

    Digits, letters and signs become half width, invisible characters go, every run of white space
    (also U+3000 and no-break spaces, line breaks too) becomes one space, none at the ends.
    Chinese punctuation, ①, ㎡ and the like stay as they are. Cleaning twice changes nothing.
    """
    return " ".join(_tidy(text).split())


@lru_cache(maxsize=8192)
def clean_text(text: str) -> str:
    """Narrative of several lines, each line cleaned, blank lines dropped, one line break between lines."""
    lines = (clean(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def seen(text: str) -> str:
    """A text as one line that shows all it holds: for names of files, and for a terminal.

    What is not seen, or would do something there (colour it, turn its reading direction so that an .exe
    reads as an .xlsx), is shown as ``_``. All else stays as it is.
    """
    return _UNSEEN.sub("_", text) if not text.isprintable() else text


def is_dirty(text: str) -> bool:
    """Whether a value holds full-width digits, letters or signs, odd spaces or invisible characters.

    Chinese punctuation and ordinary spaces and line breaks are not dirt (check N02).
    """
    return _ORDINARY_SPACING.sub(" ", text).strip(" ") != clean(text)


@lru_cache(maxsize=4096)
def match_key(text: str) -> str:
    """A key under which two spellings of one name are equal; never to be printed.

    White space, width, case, and the kind of brackets, quotes and dashes do not count.
    """
    folded = unicodedata.normalize("NFKC", _tidy(text)).casefold()
    signs = "".join(unicodedata.normalize("NFKC", folded).split()).translate(_KEY_SIGNS)
    return re.sub("-{2,}", "-", signs)


def is_nothing_word(text: str) -> bool:
    """Whether a value only says that there is nothing: 无, /, —, —— (checks N03, R02). Blank is not."""
    key = match_key(text)
    return (key.rstrip("。.") or key) in NOTHING_WORDS


@lru_cache(maxsize=8192)
def compact(text: str) -> str:
    """A value made ready for reading a number or a day out of it.

    Cleaned, number punctuation half width, no spaces except between two digits: “2 000” is not
    taken for 2000, while “2000 万元” is 2000万元.
    """
    return re.sub("(?<![0-9]) | (?![0-9])", "", clean(text).translate(_SIGNS_OF_NUMBERS))


def _tidy(text: str) -> str:
    """Half width, invisible characters dropped, composed; white space as it was."""
    if not text.isprintable():
        text = "".join(
            char for char in text if char.isspace() or unicodedata.category(char) not in _INVISIBLE
        )
    return unicodedata.normalize("NFC", text.translate(_HALF_WIDTH))
