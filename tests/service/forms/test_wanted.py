"""The words of a search: pseudonyms and dates as FHIR writes them, nothing else; what is refused is not said back."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import MAX_INTEGER
from service.errors import NotAcceptable
from service.forms.wanted import FOREVER, Wanted, read_wanted

SUBJECT = "5f0c9e7b1d3a42868c0f7e6d5a4b3c2d"
STAFF = "staff-7q4mzk2pd5w6x3vyn2b4cef2ga"


def micros(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp()) * 1_000_000


def stretch(*dates: str) -> tuple[int, int]:
    wanted = read_wanted("", "", dates)
    return wanted.since, wanted.until


def test_nothing_said_wants_everything() -> None:
    assert read_wanted("", "", []) == Wanted()
    assert stretch() == (-FOREVER, FOREVER)


@pytest.mark.parametrize("written", [SUBJECT, f"urn:golden-thread:subject|{SUBJECT}"])
def test_a_subject_is_a_pseudonym_with_or_without_its_system(written: str) -> None:
    assert read_wanted(written, "", []) == Wanted(subject=SUBJECT)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (STAFF, Wanted(staff=STAFF)),
        (f"urn:golden-thread:staff|{STAFF}", Wanted(staff=STAFF)),
        ("match:link", Wanted(staff="match:link")),
        ("urn:golden-thread:agency|gss:E06000009", Wanted(agency="gss:E06000009")),
    ],
)
def test_whoever_acted_is_a_pseudonym_or_an_agency(written: str, wanted: Wanted) -> None:
    assert read_wanted("", written, []) == wanted


@pytest.mark.parametrize(
    ("subject", "agent"),
    [
        ("Jordan Synth", ""),
        ("9434765919", ""),
        (SUBJECT.upper(), ""),
        (f"|{SUBJECT}", ""),
        (f"urn:golden-thread:staff|{SUBJECT}", ""),
        (f"https://fhir.nhs.uk/Id/nhs-number|{SUBJECT}", ""),
        ("", "Robin Ashdown"),
        ("", f"urn:golden-thread:subject|{STAFF}"),
        ("", f"https://example.org|{STAFF}"),
        ("", "urn:golden-thread:agency|a b"),
    ],
)
def test_what_is_no_pseudonym_is_refused_and_not_repeated(subject: str, agent: str) -> None:
    with pytest.raises(NotAcceptable) as refused:
        read_wanted(subject, agent, [])
    assert (subject or agent) not in refused.value.advice
    assert (subject or agent).split("|")[-1] not in refused.value.advice


@pytest.mark.parametrize("year", ["1900", "2199"])
def test_the_first_and_the_last_year_fit_into_an_entry(year: str) -> None:
    assert all(abs(bound) <= MAX_INTEGER for bound in stretch(year))


@pytest.mark.parametrize(
    ("written", "since", "until"),
    [
        ("2026", micros(2026, 1, 1), micros(2027, 1, 1)),
        ("2026-12", micros(2026, 12, 1), micros(2027, 1, 1)),
        ("2028-02", micros(2028, 2, 1), micros(2028, 3, 1)),
        ("2026-11-20", micros(2026, 11, 20), micros(2026, 11, 21)),
        ("eq2026-11-20", micros(2026, 11, 20), micros(2026, 11, 21)),
        ("ge2026-11-20", micros(2026, 11, 20), FOREVER),
        ("gt2026-11-20", micros(2026, 11, 21), FOREVER),
        ("sa2026-11-20", micros(2026, 11, 21), FOREVER),
        ("lt2026-11-20", -FOREVER, micros(2026, 11, 20)),
        ("eb2026-11-20", -FOREVER, micros(2026, 11, 20)),
        ("le2026-11-20", -FOREVER, micros(2026, 11, 21)),
        ("2026-11-20T12:30", micros(2026, 11, 20, 12, 30), micros(2026, 11, 20, 12, 31)),
        ("2026-11-20T12:30:15", micros(2026, 11, 20, 12, 30, 15), micros(2026, 11, 20, 12, 30, 16)),
        (
            "2026-11-20T12:30:15.25Z",
            micros(2026, 11, 20, 12, 30, 15) + 250_000,
            micros(2026, 11, 20, 12, 30, 15) + 260_000,
        ),
        ("2026-06-20T00:30+01:00", micros(2026, 6, 19, 23, 30), micros(2026, 6, 19, 23, 31)),
        ("2026-06-20T00:30-03:30", micros(2026, 6, 20, 4, 0), micros(2026, 6, 20, 4, 1)),
    ],
)
def test_a_date_is_a_stretch_as_long_as_it_is_vague(written: str, since: int, until: int) -> None:
    assert stretch(written) == (since, until)


def test_two_dates_leave_what_both_leave() -> None:
    assert stretch("ge2026-11-01", "lt2026-11-20") == (micros(2026, 11, 1), micros(2026, 11, 20))


@given(st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 30)))  # noqa: DTZ001 - written without a zone on purpose
def test_an_instant_that_we_write_finds_itself(at: datetime) -> None:
    written = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    since, until = stretch(written)
    assert until == since + 1
    assert stretch(f"ge{written}") == (since, FOREVER)
    assert stretch(f"le{written}") == (-FOREVER, until)


@pytest.mark.parametrize(
    "written",
    ["today", "20-11-2026", "2026-13", "2026-02-30", "2026-11-20T25:00", "ne2026", "ap2026", "2026-11-20T12", "2026-1",
     "1899", "2200",
     "٢٠٢٦", ""],
)  # fmt: skip
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(NotAcceptable):
        read_wanted("", "", [written])
