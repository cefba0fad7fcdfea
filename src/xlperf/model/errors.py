"""What stops a step: a plain Chinese sentence, never a traceback."""

import errno
from collections.abc import Sequence
from typing import Final

_AWAY: Final = "网络连接断开了，或者共享文件夹所在的电脑已关机"
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
    errno.EDQUOT: "磁盘空间配额已用完",
    errno.EFBIG: "文件太大，磁盘或系统不让写",
    errno.EIO: "磁盘或网络读写出错，请检查磁盘、网线，或 U 盘是否已拔出",
    errno.ESTALE: _AWAY,
    errno.ENOTCONN: _AWAY,
    errno.ENETDOWN: _AWAY,
    errno.ENETUNREACH: _AWAY,
    errno.EHOSTDOWN: _AWAY,
    errno.EHOSTUNREACH: _AWAY,
    errno.ETIMEDOUT: _AWAY,
    errno.ECONNRESET: _AWAY,
    errno.ECONNABORTED: _AWAY,
    errno.EBUSY: "文件正被别的程序占用",
}
#: What Windows says by a number of its own, which Python turns into a vaguer one (winerror.h).
_WINDOWS_REASONS: Final = {
    21: "磁盘没有准备好，U 盘或光盘可能已取出",
    32: "文件正在 Excel、WPS 或别的程序里打开",
    33: "文件正被别的程序锁定",
    39: "磁盘已满",
    112: "磁盘已满",
    53: _AWAY,
    55: _AWAY,
    59: _AWAY,
    64: _AWAY,
    67: "网络上没有这个共享文件夹，可能已改名或停止共享",
    121: _AWAY,
    206: "路径或文件名太长",
    1225: _AWAY,
    1231: _AWAY,
    1450: "系统资源不足，请关掉一些程序",
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
    windows = _WINDOWS_REASONS.get(getattr(error, "winerror", None) or 0)
    return windows or _REASONS.get(error.errno or 0) or error.strerror or str(error)
