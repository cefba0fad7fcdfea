"""In what kinds of file a form comes back."""

from enum import StrEnum


class Container(StrEnum):
    """The kind of a file by its content; the value is the ending that such a file has."""

    XLSX = ".xlsx"
    XLSM = ".xlsm"
    XLS = ".xls"
    ODS = ".ods"
    DOCX = ".docx"

    @property
    def can_be_marked(self) -> bool:
        """Whether findings can be put into a copy of it: into Open XML workbooks only."""
        return self in (Container.XLSX, Container.XLSM)

    @property
    def shows_formulas(self) -> bool:
        """Whether a formula is read as it was written, and not only that there is one."""
        return self.can_be_marked

    @property
    def label(self) -> str:
        """What people call it."""
        return _LABELS[self]


_LABELS = {
    Container.XLSX: "Excel 工作簿（.xlsx）",
    Container.XLSM: "带宏的 Excel 工作簿（.xlsm）",
    Container.XLS: "旧版 Excel 或 WPS 表格（.xls、.et）",
    Container.ODS: "OpenDocument 表格（.ods）",
    Container.DOCX: "Word 文档（.docx）",
}

#: The endings under which workbooks and forms come; what is in a file is told by its content alone.
ENDINGS = frozenset({*(container.value for container in Container), ".et"})
