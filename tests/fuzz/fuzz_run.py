"""Let atheris (libFuzzer for Python) feed the fuzz targets, outside CI and for as long as one likes.

Usage, in an environment that has atheris beside the project::

    python tests/fuzz/fuzz_run.py guard|reader|amounts SEEDS [--from FOLDER] [libFuzzer options]
    python tests/fuzz/fuzz_run.py reader seeds --from workbooks -max_total_time=1200 -max_len=8192 -timeout=10

SEEDS is the folder in which libFuzzer keeps what covered something new; ``--from`` fills it first with what
suits the target out of a folder of workbooks: small files, their parts, their texts. A failure does not end
the run: each kind (exception and line) is written once, with the input that caused it, into the folder beside
SEEDS whose name ends in ``.found``. ``python tests/fuzz/fuzz_run.py TARGET --again FILE…`` plays such inputs
again, without atheris.
"""

import hashlib
import random
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final

TESTS: Final = Path(__file__).resolve().parents[1]
#: No seed is larger: a short input is tried more often, and tells more. An .xls file is never short.
LARGEST: Final = {"guard": 32_768, "reader": 8192, "amounts": 64}
LARGEST_FILE: Final = 131_072
#: Texts of one workbook taken as seeds.
TEXTS: Final = 20

Target = Callable[[bytes], None]


def seeds(target: str, targets: Any, data: bytes) -> Iterator[bytes]:  # noqa: ANN401 - imported late
    """What of one workbook suits a target."""
    if target == "guard":
        yield data
        return
    try:
        book = targets.Workbook.load(data)
        if target == "reader":
            yield from _parts(book.package, targets.PARTS)
        else:
            texts = (str(cell.value) for sheet in book.sheets for cell in sheet.cells() if cell.value)
            yield from (text.encode("utf-8", "replace") for text, _ in zip(texts, range(TEXTS), strict=False))
    except targets.PackageError:
        return


def _parts(package: Any, wanted: Iterable[str]) -> Iterator[bytes]:  # noqa: ANN401 - imported late
    for number, name in enumerate(wanted):
        if name in package:
            yield bytes([number]) + package.read(name)


def plant(target: str, targets: Any, source: Path, folder: Path) -> int:  # noqa: ANN401 - imported late
    """Write the seeds out of every file below ``source`` into ``folder``; how many there are."""
    for path in sorted(source.rglob("*")):
        if path.is_file() and path.stat().st_size <= LARGEST_FILE:
            for seed in seeds(target, targets, path.read_bytes()):
                if len(seed) <= LARGEST[target]:
                    (folder / hashlib.sha256(seed).hexdigest()[:20]).write_bytes(seed)
    return sum(1 for _ in folder.iterdir())


class Recorder:
    """A target that writes down its failures, once each, and goes on."""

    def __init__(self, target: Target, folder: Path) -> None:
        self._target = target
        self._folder = folder
        self._seen: set[str] = set()

    def __call__(self, data: bytes) -> None:
        """Run the target; whatever it raises is kept."""
        try:
            self._target(data)
        except Exception as error:
            self._keep(data, error)

    def _keep(self, data: bytes, error: Exception) -> None:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        kind = f"{type(error).__name__}-{Path(frame.filename).stem}-{frame.lineno}"
        if kind in self._seen:
            return
        self._seen.add(kind)
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / kind).write_bytes(data)
        (self._folder / f"{kind}.txt").write_text("".join(traceback.format_exception(error)), "utf-8")
        print(f"FOUND {kind}: {error}"[:300], flush=True)


def mutator(atheris: Any, targets: Any) -> Callable[[bytes, int, int], bytes]:  # noqa: ANN401 - imported late
    """A mutator for packages: half of the time a part is changed inside, and the package stays sound."""

    def mutated(data: bytes, size: int, seed: int) -> bytes:
        dice = random.Random(seed)  # noqa: S311 - no secret
        whole = b""
        with suppress(targets.PackageError, IndexError):
            entry = dice.choice(targets.read_entries(data))
            if dice.random() < 0.5:
                whole = targets.with_part(data, entry.name, atheris.Mutate(entry.inflate(), size))
        whole = whole or atheris.Mutate(data, size)
        return whole if len(whole) <= size else data

    return mutated


def replay(target: Target, files: Iterable[str]) -> None:
    """Play inputs again; the first failure is shown whole."""
    for name in files:
        print(name)
        target(Path(name).read_bytes())


def run(name: str, folder: Path, source: str, options: list[str]) -> None:
    """Fuzz one target; libFuzzer ends the process itself."""
    atheris = import_module("atheris")
    with atheris.instrument_imports(include=["xlperf"]):
        targets = import_module("fuzz_targets")
    folder.mkdir(parents=True, exist_ok=True)
    if source:
        print(plant(name, targets, Path(source), folder), "seeds")
    target = Recorder(getattr(targets, name), folder.with_suffix(".found"))
    more = {"custom_mutator": mutator(atheris, targets)} if name == "guard" else {}
    atheris.Setup([sys.argv[0], str(folder), *options], target, **more)
    atheris.Fuzz()


def main(arguments: list[str]) -> None:
    """Read the command line."""
    name, *rest = arguments
    sys.path[:0] = [str(TESTS), str(TESTS / "fuzz")]
    if rest[0] == "--again":
        replay(getattr(import_module("fuzz_targets"), name), rest[1:])
        return
    folder, *options = rest
    source = ""
    if "--from" in options:
        place = options.index("--from")
        source = options[place + 1]
        del options[place : place + 2]
    run(name, Path(folder), source, options)


if __name__ == "__main__":
    main(sys.argv[1:])
