"""Starting one LibreOffice that stays open, and talking to it."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import xlwings as xw

from support.calc_engine.apps import Engine
from support.calc_engine.bridge import UNO, Untyped
from support.fonts import write_configuration
from support.office import PROFILE, OfficeError
from support.tools import soffice

#: The variable that tells what LibreOffice's macros start at which port it listens.
PORT = "XLPERF_TEST_PORT"
_SECONDS_TO_START = 60
_SECONDS_TO_END = 20
#: Macros run without asking, nothing greets, no lock files.
_SETTINGS = {
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel"): "0",
    ("org.openoffice.Office.Common/Misc", "FirstRun"): "false",
    ("org.openoffice.Office.Common/Misc", "UseDocumentOOoLockFile"): "false",
    ("org.openoffice.Office.Common/Misc", "ShowTipOfTheDay"): "false",
    ("org.openoffice.Setup/Product", "ooSetupLastVersion"): "7.4",
}


class CalcOffice:
    """A LibreOffice with its own profile and a socket; ``app`` is what xlwings sees of it.

    Args:
        folder: an empty folder for the profile.
        headless: without windows; else ``environment`` says where (``DISPLAY``).
        environment: more variables for LibreOffice and for what its macros start.
    """

    def __init__(
        self, folder: Path, *, headless: bool = True, environment: dict[str, str] | None = None
    ) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_profile(), encoding="utf-8")
        self.environment = {**(environment or {}), PORT: str(self.port)}
        self._process = _start(folder, profile, self.port, headless=headless, more=self.environment)
        try:
            self.desktop = connect(self.port, self._process)
        except BaseException:
            self._kill()
            raise
        self.engine = activate(self.desktop)

    @property
    def app(self) -> xw.App:
        """The running program."""
        app: xw.App = self.engine.apps[0]
        return app

    def close(self) -> None:
        """End LibreOffice and whatever it started."""
        with contextlib.suppress(Exception):  # the bridge goes down while it answers
            self.desktop.terminate()
        try:
            self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._kill()

    def _kill(self) -> None:
        """The soffice that we start is only a launcher: the whole session goes."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def connect(port: int, process: subprocess.Popen[bytes] | None = None) -> Untyped:
    """The desktop of the LibreOffice that listens at a port of this machine.

    Raises:
        OfficeError: nobody answers in time, or ``process`` has ended.
    """
    local = UNO.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            context = resolver.resolve(
                f"uno:socket,host=127.0.0.1,port={port},tcpNoDelay=1;urp;StarOffice.ComponentContext"
            )
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception as error:
            ended = process is not None and process.poll() is not None
            if ended or time.monotonic() > deadline:
                raise OfficeError("LibreOffice does not answer") from error
            time.sleep(0.05)


def activate(desktop: Untyped) -> xw.Engine:
    """Make a LibreOffice's desktop the program that xlwings talks to."""
    engine = xw.Engine(impl=Engine(desktop))
    xw.engines.add(engine)
    engine.activate()
    return engine


def _profile() -> str:
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for (path, name), value in _SETTINGS.items()
    )
    return PROFILE.replace("</oor:items>", f"{items}</oor:items>")


def _start(
    folder: Path, profile: Path, port: int, *, headless: bool, more: dict[str, str]
) -> subprocess.Popen[bytes]:
    fonts = write_configuration(folder / "fonts.conf")
    command = [
        str(soffice()),
        f"-env:UserInstallation={profile.as_uri()}",
        f"--accept=socket,host=127.0.0.1,port={port},tcpNoDelay=1;urp;",
        *("--norestore", "--nologo", "--nodefault", "--nofirststartwizard", "--nolockcheck"),
        *(["--headless"] if headless else []),
    ]
    environment = {**os.environ, "HOME": str(folder), "FONTCONFIG_FILE": str(fonts), "LC_ALL": "C.UTF-8"}
    return subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**environment, **more},
        start_new_session=True,
    )
