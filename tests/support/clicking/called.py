"""The Python that a press of a button starts: ``python called.py COMMAND --wb=NAME --from_xl=1``."""

import json
import os
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from support.clicking.calls import Answer, Said, Typing, now, send, typing_file


class Log(list[object]):
    """The texts of the status bar, each with its moment."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[Said] = []

    def append(self, text: object) -> None:
        self.said.append(Said(now(), text))


def main(command: str) -> None:
    """Do what ``RunPython`` was asked, in the office that asked, and tell how it went."""
    log, error = Log(), ""
    try:
        _join(log)
        exec(command, {})  # noqa: S102 - what python -c does
    except BaseException:  # whatever ends a Python ends it with a message
        error = traceback.format_exc()
    send(Answer(error, tuple(log.said)))


def _join(log: Log) -> None:
    from xlperf.addin.calling import without_unneeded  # noqa: PLC0415 - its failure, too, is told

    with without_unneeded():
        from support.calc_engine.office import PORT, activate, connect  # noqa: PLC0415

    engine = activate(connect(int(os.environ[PORT])))
    engine.apps[0].impl.status_texts = log
    announced = typing_file(os.environ)
    if announced.exists():
        _type(Typing(**json.loads(announced.read_text(encoding="ascii"))))


def _type(typing: Typing) -> None:
    from support.calc_engine.apps import AppApi  # noqa: PLC0415 - see above
    from support.calc_engine.boundary import BOUNDARY  # noqa: PLC0415
    from xlperf.books import live_app  # noqa: PLC0415

    looks = iter(range(typing.looks))

    def ready(_: AppApi) -> bool:
        BOUNDARY.editing = next(looks, None) is not None
        return not BOUNDARY.editing

    BOUNDARY.editing = True
    AppApi.Ready = property(ready)  # type: ignore[assignment, method-assign]
    if typing.impatient:
        live_app.PATIENCE = -1.0  # type: ignore[misc]


if __name__ == "__main__":
    main(sys.argv[1])
