"""Percentages, in percent points, however they are typed or stored (check N09)."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlperf.model.percents import read_percent, states_percent
from xlperf.model.reading import Note, NoteKind, Reading

quick = settings(max_examples=200, deadline=None)


def kinds(reading: Reading[Decimal]) -> dict[str, str]:
    """Each note's kind and detail."""
    return {note.kind.name: note.detail for note in reading.notes}


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("95%", "95"),
        ("95.5 %", "95.5"),
        ("0.00%", "0"),
        ("0.5%", "0.5"),
        ("102.59%", "102.59"),
        ("百分之九十五", "95"),
        ("百分之95", "95"),
        ("95百分比", "95"),
        ("5个百分点", "5"),
        ("95", "95"),
        ("0", "0"),
    ],
)
def test_a_percentage_in_words_or_signs_is_read_as_percent_points(text: str, points: str) -> None:
    assert read_percent(text) == Reading(Decimal(points), (Note(NoteKind.TEXT_NUMBER, points),))


def test_full_width_percentages_are_read_and_noted() -> None:
    reading = read_percent("９５％")
    assert (reading.value, kinds(reading)) == (Decimal(95), {"TEXT_NUMBER": "95", "FULL_WIDTH": "95%"})


def test_a_stored_number_shown_as_a_percentage_needs_no_note() -> None:
    assert read_percent(Decimal("0.95"), percent_format=True) == Reading(Decimal(95))
    assert read_percent(Decimal(1), percent_format=True) == Reading(Decimal(100))
    assert read_percent(Decimal("0.005"), percent_format=True) == Reading(Decimal("0.5"))


@pytest.mark.parametrize(("stored", "points"), [("0.86", "86"), ("1", "100"), ("-0.5", "-50")])
def test_a_bare_fraction_is_taken_as_a_percentage_and_noted(stored: str, points: str) -> None:
    note = Note(NoteKind.PERCENT_FORM, f"{points}%")
    assert read_percent(Decimal(stored)) == Reading(Decimal(points), (note,))
    assert read_percent(stored) == Reading(Decimal(points), (Note(NoteKind.TEXT_NUMBER, points), note))


def test_a_bare_number_that_can_only_be_points_needs_no_note() -> None:
    assert read_percent(Decimal(95)) == Reading(Decimal(95))
    assert read_percent(Decimal(0)) == Reading(Decimal(0))


def test_behind_a_less_than_sign_a_small_bare_number_is_in_points_already() -> None:
    note = Note(NoteKind.PERCENT_FORM, "0.5%")
    assert read_percent(Decimal("0.5"), points=True) == Reading(Decimal("0.5"), (note,))


@pytest.mark.parametrize("text", ["5‰", "千分之五"])
def test_per_mille_is_converted_and_noted(text: str) -> None:
    reading = read_percent(text)
    assert (reading.value, kinds(reading)) == (
        Decimal("0.5"),
        {"TEXT_NUMBER": "0.5", "PERCENT_FORM": "0.5%"},
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("—", NoteKind.NOT_A_NUMBER),
        ("%", NoteKind.NOT_A_NUMBER),
        ("已完成", NoteKind.NOT_A_NUMBER),
        ("约95%", NoteKind.NOT_A_NUMBER),
        ("95%%", NoteKind.MALFORMED),
        ("90%-95%", NoteKind.MALFORMED),
        ("百分之95%", NoteKind.MALFORMED),
        ("9,5%", NoteKind.MALFORMED),
    ],
)
def test_what_is_no_percentage_has_a_note_and_no_value(text: str, kind: NoteKind) -> None:
    assert read_percent(text) == Reading(None, (Note(kind),))


def test_a_blank_cell_says_nothing() -> None:
    assert read_percent("  ") == Reading(None)


def test_only_a_text_with_a_sign_or_word_for_it_states_a_percentage() -> None:
    assert states_percent("９５％")
    assert states_percent("百分之九十")
    assert not states_percent("95")
    assert not states_percent("完成率100%")


@quick
@given(st.decimals(-1000, 1000, places=4))
def test_a_percentage_printed_and_one_stored_say_the_same(points: Decimal) -> None:
    assert read_percent(f"{points:f}%").value == points
    assert read_percent(points / 100, percent_format=True).value == points


@quick
@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    reading = read_percent(text)
    assert reading.value is None or reading.value.is_finite()
