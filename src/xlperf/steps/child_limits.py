"""What the system itself holds a child process to: memory, time, and no life after its parent.

On Linux a child limits its own address space and sets itself an alarm, which the kernel keeps even where
Python does not come to its turn. On Windows the parent puts its children into one job object. macOS has no
limit of the address space that counts; there time is all that is limited.
"""

import os
import signal
import sys
from importlib import import_module
from multiprocessing import connection, parent_process
from pathlib import Path
from threading import Thread
from typing import Any, Final

_MEGABYTE: Final = 1024 * 1024
#: What Python and our own modules take before a file is looked at, where it cannot be asked (Windows).
_AT_START: Final = 200


def limit_memory(megabytes: int) -> None:
    """Let this process take so much more address space than it has now; a C library's threads included."""
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - there is none on Windows

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * os.sysconf("SC_PAGE_SIZE") + megabytes * _MEGABYTE
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def set_alarm(seconds: float) -> None:
    """Let the system end this process after so long, whatever it is doing then; 0 calls the alarm off."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)


def end_with_parent() -> None:
    """End this process as soon as the one that started it is gone."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_await_end, args=(parent.sentinel,), daemon=True).start()


def _await_end(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


class Job:
    """Windows: a process put in here ends with this one and takes at most so much memory. Elsewhere: nothing.

    A system too old for nested jobs refuses to take a process in; then the parent alone watches over it.
    """

    def __init__(self, megabytes: int) -> None:
        self._job: Any = _job(megabytes) if sys.platform == "win32" else None

    def take(self, pid: int) -> None:
        """Put a running process into the job."""
        if self._job is None:
            return
        api, con, job = import_module("win32api"), import_module("win32con"), import_module("win32job")
        rights = con.PROCESS_SET_QUOTA | con.PROCESS_TERMINATE
        try:
            job.AssignProcessToJobObject(self._job, api.OpenProcess(rights, False, pid))
        except api.error:
            return


def _job(megabytes: int) -> Any:  # noqa: ANN401 - a handle of Windows
    job = import_module("win32job")
    made = job.CreateJobObject(None, "")
    limits = job.QueryInformationJobObject(made, job.JobObjectExtendedLimitInformation)
    limits["BasicLimitInformation"]["LimitFlags"] |= (
        job.JOB_OBJECT_LIMIT_PROCESS_MEMORY | job.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
    )
    limits["ProcessMemoryLimit"] = (megabytes + _AT_START) * _MEGABYTE
    job.SetInformationJobObject(made, job.JobObjectExtendedLimitInformation, limits)
    return made
