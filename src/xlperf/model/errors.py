"""What stops a step: a plain Chinese sentence, never a traceback."""

import errno
from collections.abc import Sequence
from typing import Final

#: What the system says in its own language, in ours.
_REASONS: Final = {
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EACCES: "没有权限，或者文件正在 Excel 或 WPS 里打开",
    errno.EPERM: "没有权限，或者文件正在 Excel 或 WPS 里打开",
    errno.ENOENT: "找不到这个文件或文件夹",
    errno.EISDIR: "这是一个文件夹，不是文件",
    errno.ENOTDIR: "路径里有一段是文件，不是文件夹",
    errno.EEXIST: "已经有同名的文件",
}


class UserError(Exception):
    """A step cannot go on; the message says what, where and what to do, in Chinese.

    ``details`` are further sentences, one line each (e.g. every bad row of a ledger).
    """

    def __init__(self, message: str, details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.details = tuple(details)


def reason(error: OSError) -> str:
    """Why the system refused, in Chinese where the reason is a common one."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
