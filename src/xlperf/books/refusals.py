"""What every adapter says when the control workbook lacks something, or has something in the way."""

from collections.abc import Container, Iterable

from xlperf.books.port import BookError


def no_table(book: str, table: str) -> BookError:
    """The workbook called ``book`` has no such table."""
    return BookError(
        f"“{book}”里没有名为“{table}”的表格，可能被删除、改名或转换成了普通区域。"
        "请从备份恢复这张表，或者把表格名称改回来（“表设计”里的“表名称”）。"
    )


def no_name(book: str, name: str) -> BookError:
    """The workbook has no such named cell."""
    return BookError(
        f"“{book}”里没有名为“{name}”的单元格，它所在的行或工作表可能被删除了。"
        "请从备份恢复，或者用“公式”里的“名称管理器”重新定义这个名称。"
    )


def require_columns(
    book: str, sheet: str, table: str, present: Container[str], wanted: Iterable[str]
) -> None:
    """Say which of the ``wanted`` columns a table lacks.

    Raises:
        BookError: it lacks one or more.
    """
    missing = [header for header in dict.fromkeys(wanted) if header not in present]
    if missing:
        raise BookError(
            f"“{book}”工作表“{sheet}”的表格“{table}”缺少列："
            f"{'、'.join(missing)}。请把列名改回来，或者补上这一列。"
        )


def no_row(sheet: str, table: str) -> BookError:
    """The table has not even a blank row."""
    return BookError(f"工作表“{sheet}”的表格“{table}”一行也没有，请在表头下面留一个空行。")


def in_the_way(sheet: str, cell: str, found: str, table: str) -> BookError:
    """Rows would have to go in which something stands beside the table."""
    return BookError(
        f"工作表“{sheet}”的 {cell} 有内容“{found}”，它在表格“{table}”旁边、要删减的行里。"
        "请把它移到表格上方或别的工作表，再运行一次。"
    )
