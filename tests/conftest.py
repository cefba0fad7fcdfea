"""Fixtures that every test may ask for; a test that asks for an office tool is an office test."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.clicking import calls
from support.gate import NOT_RUN, require
from support.office import Office
from support.tools import LIVE_TOOLS, OFFICE_TOOLS, VALIDATOR_TOOLS
from support.validator import Validator, read_allowances
from xlperf.steps.kept_answers import SETTING as KEPT

if TYPE_CHECKING:
    from support.calc_engine.office import CalcOffice

pytest_plugins = ["support.demo"]

#: A process for each of hundreds of commands takes minutes; the tests of the processes set it otherwise.
os.environ.setdefault("XLPERF_WORKERS", "0")

OFFICE_FIXTURES = frozenset({"office", "validator", "live_office"})


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is kept between steps is kept among what the tests leave, not in the home of whoever runs them."""
    os.environ[KEPT] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A headless LibreOffice; the test is not run where there is none, and fails where CI=true."""
    require(OFFICE_TOOLS)
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="session")
def live_office(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[CalcOffice]":
    """A LibreOffice that stays open and that xlwings takes for Excel; without it as for ``office``."""
    require(LIVE_TOOLS)
    from support.calc_engine.office import CalcOffice  # noqa: PLC0415 - cannot be imported without its tools

    folder = tmp_path_factory.mktemp("live_office")
    office = CalcOffice(folder, environment=calls.variables(folder))
    yield office
    office.close()


@pytest.fixture(scope="session")
def validator() -> Validator:
    """The Open XML SDK validator; the test is not run where it is missing, and fails where CI=true."""
    require(VALIDATOR_TOOLS)
    return Validator(read_allowances())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as ``office`` whatever asks for an office fixture, so that ``-m office`` misses nothing."""
    for item in items:
        if OFFICE_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.office)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end how many tests were not run for want of a tool, and which tool."""
    reasons = [
        report.longrepr[2]
        for report in terminalreporter.stats.get("skipped", ())
        if isinstance(report.longrepr, tuple) and NOT_RUN in report.longrepr[2]
    ]
    if reasons:
        terminalreporter.section("office tests not run", sep="-", yellow=True)
        for reason in sorted(set(reasons)):
            terminalreporter.line(f"{reasons.count(reason)} tests {reason.removeprefix('Skipped: ')}")
