"""``run.py`` as a module: it lies in the project's folder, outside every package."""

import importlib.util
from pathlib import Path
from types import ModuleType

RUN = Path(__file__).resolve().parents[2] / "run.py"


def load_runner() -> ModuleType:
    """A fresh ``run.py``, with nothing run yet."""
    spec = importlib.util.spec_from_file_location("run", RUN)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
