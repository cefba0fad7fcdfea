"""What one batch of files leaves behind, as tables: every form, before it is known which ones count.

These are xlperf's own; other programs read the tables of :mod:`xlperf.scale.schema`, which are made of them.
``file`` and ``position`` (from 0, in tab order) say which form a row belongs to.
"""

from typing import Final

from xlperf.scale.schema import FILES, FINDINGS, INDICATORS, Column, Kind, Table

#: Where parts go below a result's place, and where the tables that are made of them.
FOLDER: Final = "parts"
TABLES_FOLDER: Final = "tables"
#: The position of what is said of a file as a whole.
WHOLE_FILE: Final = -1

_FILE: Final = Column("file", Kind.TEXT, "files.name")
_POSITION: Final = Column("position", Kind.COUNT, "which form of the file")

FILE_PARTS: Final = Table(
    "files",
    "a file",
    ("sequence", "name"),
    (
        Column("sequence", Kind.COUNT, "the number of its receipt; 0 where there are no receipts"),
        *(column for column in FILES.columns if column.name not in ("number", "used")),
        Column("ours", Kind.TRUTH, "whether it is an edition of this round, or of none"),
        Column("decision", Kind.TEXT, "the clerk's word on it"),
    ),
)
FORM_PARTS: Final = Table(
    "forms",
    "a form",
    ("file", "position"),
    (
        _FILE,
        _POSITION,
        Column("sheet", Kind.TEXT, "its sheet"),
        Column("project_code", Kind.TEXT, "the ledger's project", nullable=True),
        Column("project_name", Kind.TEXT, "the name that it gives"),
        Column("goal_done", Kind.TEXT, "what was done, as it is compared with others"),
        Column("goal_done_cell", Kind.TEXT, "where that stands"),
        Column("goal_done_text", Kind.TEXT, "what was done, as printed"),
        Column("content", Kind.TEXT, "a digest of what it says, cells aside"),
        Column("rate", Kind.RATE, "projects.rate", nullable=True),
        Column("rate_score", Kind.POINTS, "projects.rate_score", nullable=True),
        Column("score", Kind.POINTS, "projects.score", nullable=True),
        Column("grade", Kind.TEXT, "projects.grade", nullable=True),
        Column("deviations", Kind.COUNT, "projects.deviations"),
    ),
)
LINE_PARTS: Final = Table(
    "lines",
    "a row of a form's indicators",
    ("file", "position", "line"),
    (
        _FILE,
        _POSITION,
        *(column for column in INDICATORS.columns if column.name not in ("row", "project_code")),
    ),
)
FINDING_PARTS: Final = Table(
    "findings",
    "a finding",
    ("file", "position", "ordinal"),
    (
        _POSITION,
        Column("ordinal", Kind.COUNT, "which finding of the form"),
        *(column for column in FINDINGS.columns if column.name != "number"),
    ),
)
PARTS: Final = (FILE_PARTS, FORM_PARTS, LINE_PARTS, FINDING_PARTS)
