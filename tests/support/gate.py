"""What happens to a test whose tools are missing: it is not run and says so, or, where CI=true, it fails."""

import os

import pytest

from support.tools import Tool, missing

NOT_RUN = "NOT RUN"


def require(tools: tuple[Tool, ...]) -> None:
    """Let the calling test or fixture go on only where every one of ``tools`` is here."""
    absent = ", ".join(tool.name for tool in missing(tools))
    if not absent:
        return
    reason = f"{NOT_RUN}: {absent} missing; `python3 run.py test` says how to install it"
    if os.environ.get("CI", "").lower() in {"1", "true", "yes"}:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
