"""How long a payload is kept: by the class of its entry, and never shorter than an agreement that it rests on."""

import json
from datetime import UTC, datetime

import pytest

from audit.events import AgreementVersion, Entry, EventType
from audit.retention import DEFAULT_YEARS, AgreementUnknown, RetentionClass, class_of, kept_until, years_of
from audit.template import template


def as_read(entry: Entry) -> dict:
    """The entry as it is read from the log."""
    return json.loads(template(entry).at(0))


@pytest.mark.parametrize(
    ("kind", "break_glass", "class_"),
    [
        (EventType.ENQUIRY_ANSWERED, False, RetentionClass.DISCLOSURE),
        (EventType.ENQUIRY_REREAD, False, RetentionClass.DISCLOSURE),
        (EventType.ENQUIRY_EMPTY, False, RetentionClass.NOTHING_SHOWN),
        (EventType.ENQUIRY_REFUSED, False, RetentionClass.NOTHING_SHOWN),
        (EventType.ENQUIRY_EMPTY, True, RetentionClass.EMERGENCY),
        (EventType.EMERGENCY_DECLARED, False, RetentionClass.EMERGENCY),
        (EventType.REVIEW_DECIDED, False, RetentionClass.OVERSIGHT),
    ],
)
def test_each_kind_of_entry_is_in_a_class(make_entry, kind, break_glass, class_):
    assert class_of(as_read(make_entry(type=kind, break_glass=break_glass))) is class_


def test_every_class_has_a_default():
    assert set(DEFAULT_YEARS) == set(RetentionClass)


def test_the_longest_of_the_class_and_its_agreements_counts(make_entry):
    resting = tuple(AgreementVersion(id_, "1.0.0", "sha256:" + "0" * 64) for id_ in ("A", "B"))
    document = as_read(make_entry(agreements=resting))
    assert years_of(document, DEFAULT_YEARS, {"A": 2, "B": 30}) == 30
    assert years_of(document, DEFAULT_YEARS, {"A": 2, "B": 3}) == DEFAULT_YEARS[RetentionClass.DISCLOSURE]


def test_nobody_guesses_for_an_agreement_that_is_not_known(make_entry):
    document = as_read(make_entry(agreements=(AgreementVersion("A", "1.0.0", "sha256:" + "0" * 64),)))
    with pytest.raises(AgreementUnknown, match="A"):
        years_of(document, DEFAULT_YEARS, {"B": 3})


def microseconds(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=UTC).timestamp() * 1_000_000)


def test_years_are_those_of_the_calendar_and_a_leap_day_ends_on_the_first_of_march():
    assert kept_until(microseconds(2026, 11, 20, 12), 7) == microseconds(2033, 11, 20, 12)
    assert kept_until(microseconds(2028, 2, 29), 7) == microseconds(2035, 3, 1)
