"""A real scheduler and real workers, each a process of its own on this computer, and a local S3."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

#: Longer than any of it takes on a busy machine: seconds.
PATIENCE = 120
#: No web page for anybody to look at, on no fixed port.
_QUIET = ("--no-dashboard", "--dashboard-address", "127.0.0.1:0")


@dataclass(slots=True)
class Processes:
    """What was started; ``environment`` is what workers see besides ours."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def scheduler(self) -> None:
        """Start the scheduler and learn its address."""
        log = self._start(
            "scheduler", "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"
        )
        self.address = _found(log, r"tcp://127\.0\.0\.1:\d+")

    def worker(self, *, nanny: bool) -> "subprocess.Popen[bytes]":
        """Start a worker, alone or under a nanny as is usual."""
        name = f"worker-{len(self.running)}"
        self._start(
            name, "dask_worker", self.address, "--host", "127.0.0.1", "--nthreads", "1", *_QUIET,
            "--nanny" if nanny else "--no-nanny", "--local-directory", str(self.folder),
        )  # fmt: skip
        return self.running[-1]

    def stop(self) -> None:
        """End everything, politely, then not."""
        for process in reversed(self.running):
            process.send_signal(signal.SIGTERM)
        for process in self.running:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, name: str, module: str, *options: str) -> Path:
        log = self.folder / f"{name}.log"
        command = [sys.executable, "-m", f"distributed.cli.{module}", *options]
        with log.open("wb") as file:
            environment = {**os.environ, **self.environment, "PYTHONWARNINGS": "default"}
            self.running.append(
                subprocess.Popen(command, stdout=file, stderr=file, stdin=subprocess.DEVNULL, env=environment)
            )
        return log


@contextmanager
def processes(folder: Path, **environment: str) -> Iterator[Processes]:
    """A scheduler without workers; everything ends with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    started = Processes(folder, environment)
    try:
        started.scheduler()
        yield started
    finally:
        started.stop()


def _found(log: Path, pattern: str) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        match = re.search(pattern, log.read_text(encoding="utf-8", errors="replace"))
        if match:
            return match[0]
        time.sleep(0.05)
    raise TimeoutError(log.read_text(encoding="utf-8", errors="replace"))


@contextmanager
def written_to(pipe: Path) -> Iterator[None]:
    """Hold a named pipe open for writing, from the moment on that somebody reads it."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            handle = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
            break
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
    try:
        yield
    finally:
        os.close(handle)
