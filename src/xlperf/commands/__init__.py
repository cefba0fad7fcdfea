"""What each command of the terminal does: one module each, imported when it is asked for.

Some of them need libraries that take a quarter of a second to load; the others do not wait for those.
"""

from argparse import Namespace
from importlib import import_module


def perform(command: str, arguments: Namespace) -> int:
    """Run a command; returns the exit code (0 done, 1 findings that are errors).

    Raises:
        UserError: the command cannot do its work; nothing has been printed on stdout.
    """
    module = import_module(f"{__name__}.{command}")
    code: int = module.run(arguments)
    return code
