"""No rule cries wolf: the whole catalogue over the mended forms of the demo round, and over its report."""

from collections import Counter
from pathlib import Path

import pytest

from demo_round.reading import problem_reasons
from support.demo import DemoRound
from xlperf.model.finding import Finding, Severity
from xlperf.steps.assessing import Assessment, assess
from xlperf.steps.office import open_office
from xlperf.steps.report import render_report
from xlperf.steps.tabulating import publishable, tabulate

#: Warnings and hints by rule in 120 clean forms, and why they are rightly told.
EXPECTED = {
    ("F13", Severity.WARNING): 5,  # forms whose mended version says something else than the first
    ("R04", Severity.WARNING): 14,  # the published report prints these causes without a remedy
    ("S14", Severity.WARNING): 1,  # the key project claims 100 points, as published
    ("X11", Severity.WARNING): 2,  # projects that the published list names after other years
}


@pytest.fixture(scope="module")
def assessment(demo_round: DemoRound) -> Assessment:
    return assess(open_office(Path(demo_round.root)))


@pytest.fixture(scope="module")
def about_the_report(assessment: Assessment) -> tuple[Finding, ...]:
    """What is found in the report that the round ends with."""
    office = assessment.office
    shown = publishable(tabulate(assessment), office.round)
    template = office.folder.report_template.read_bytes()
    return render_report(template, shown, office.settings, office.rules)[1]


def test_every_project_has_a_clean_form(assessment: Assessment) -> None:
    assert len(tuple(assessment.accepted())) == len(assessment.expected()) == 120


def test_there_is_not_one_error(assessment: Assessment, about_the_report: tuple[Finding, ...]) -> None:
    found = (*assessment.findings, *about_the_report)
    assert [item for item in found if item.severity is Severity.ERROR] == []


def test_warnings_and_hints_are_few_and_each_has_its_reason(assessment: Assessment) -> None:
    assert Counter((item.code, item.severity) for item in assessment.findings) == EXPECTED


def test_the_report_has_nothing_to_be_mended(about_the_report: tuple[Finding, ...]) -> None:
    assert Counter(item.code for item in about_the_report) == {}


def test_the_causes_without_a_remedy_are_those_that_were_published(assessment: Assessment) -> None:
    told = {item.value for item in assessment.findings if item.code == "R04"}
    assert told <= set(problem_reasons().values())
