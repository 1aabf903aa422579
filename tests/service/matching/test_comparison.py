"""Levels: symmetric, and saying what a person would say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.records import Identifier, Name
from service.matching import comparison as c
from service.matching.normalise import person_from_record
from service.matching.person import Person

NAME = st.sampled_from(("jordan", "jordyn", "bob", "robert", "synth", "smith", "smithjones", "j", "mia"))
PART = st.none() | st.integers(1, 12)
PLACE = st.tuples(
    st.sampled_from(("FY1", "FY2", "")),
    st.sampled_from(("3XX", "3XY", "")),
    st.sampled_from(("22", "2", "")),
    st.sampled_from(("windsorrd", "")),
    st.sampled_from(("", "1001")),
)
PEOPLE = st.builds(
    Person,
    forenames=st.lists(NAME, max_size=2).map(tuple),
    middles=st.lists(NAME, max_size=2).map(tuple),
    families=st.lists(NAME, max_size=2).map(tuple),
    parts=st.lists(NAME, max_size=2).map(tuple),
    year=st.none() | st.integers(2000, 2012),
    month=PART,
    day=PART,
    placeholder=st.booleans(),
    sex=st.sampled_from(("m", "f", "")),
    places=st.lists(PLACE, max_size=2).map(tuple),
    phones=st.lists(st.sampled_from(("7700900123", "7700900124")), max_size=1).map(tuple),
    identifiers=st.lists(
        st.tuples(
            st.sampled_from(("nhs", "pnc", "local")), st.sampled_from(("9990000018", "9990000026")), st.booleans()
        ),
        max_size=2,
    ).map(tuple),
)


@given(PEOPLE, PEOPLE)
def test_levels_are_symmetric_and_within_their_fields(a: Person, b: Person) -> None:
    found = c.levels(a, b)
    assert found == c.levels(b, a)
    assert all(0 <= level < len(known) for level, known in zip(found, c.FIELDS.values(), strict=True))


@given(PEOPLE)
def test_a_person_never_differs_from_themselves(a: Person) -> None:
    assert all(c.FIELDS[name][level] != "differs" for name, level in zip(c.ORDER, c.levels(a, a), strict=True))


@pytest.mark.parametrize(
    ("given", "family", "level"),
    [
        ("Jordan", "Synth", ("exact", "exact")),
        ("Jordyn", "Synth", ("close", "exact")),
        ("J", "Synth", ("initial", "exact")),
        ("Synth", "Jordan", ("swapped", "swapped")),
        ("Casey", "Synth", ("differs", "exact")),
        ("Jordan", "Synth-Jones", ("exact", "part")),
        ("Jordan", "Sinth", ("exact", "close")),
        ("", "Synth", ("missing", "exact")),
    ],
)
def test_names_compare_as_a_person_would_say(record, given: str, family: str, level: tuple[str, str]) -> None:
    found = c.levels(person_from_record(record(given, family)), person_from_record(record()))
    assert (c.FIELDS["given"][found[c.GIVEN]], c.FIELDS["family"][found[c.FAMILY]]) == level


def test_a_previous_name_counts_as_another_name(record) -> None:
    married = record(family="Jones", other_names=(Name("Synth", (), "previous"),))
    assert c.levels(person_from_record(married), person_from_record(record()))[c.FAMILY] == c.NAME_OTHER


@pytest.mark.parametrize(
    ("dob", "level"),
    [
        ((2011, 4, 2), "exact"),
        ((2011, 2, 4), "swapped"),
        ((2011, 4, 3), "one_digit"),
        ((2010, 4, 2), "one_digit"),
        ((2017, 12, 2), "differs"),
        ((2011, 4, 29), "two_parts"),
        ((2011, 4, None), "partial"),
        ((2011, None, None), "year"),
        ((2011, 1, 1), "year"),
        ((1900, 1, 1), "missing"),
        ((2011, 9, 30), "year"),
        ((1984, 4, 2), "differs"),
        (None, "missing"),
    ],
)
def test_dates_of_birth_compare_as_a_person_would_say(record, dob, level: str) -> None:
    found = c.levels(person_from_record(record(dob=dob)), person_from_record(record()))
    assert c.FIELDS["birth"][found[c.BIRTH]] == level


@pytest.mark.parametrize(
    ("place", "level"),
    [
        (("FY1 3XX", "22", "Windsor Rd"), "house"),
        (("FY1 3XZ", "22", "Windsor Road"), "street"),
        (("FY1 3XX", "", ""), "postcode"),
        (("FY1 3XX", "24", "Windsor Road"), "neighbour"),
        (("FY1", "", ""), "outward"),
        (("PR4 2AB", "1", "High Street"), "differs"),
        (None, "missing"),
    ],
)
def test_addresses_compare_as_a_person_would_say(record, place, level: str) -> None:
    found = c.levels(person_from_record(record(place=place)), person_from_record(record()))
    assert c.FIELDS["address"][found[c.ADDRESS]] == level


def test_any_identifier_of_several_may_agree(record) -> None:
    one = record(identifiers=(Identifier("pnc", "2019/0048213U"), Identifier("pnc", "2002/0073319Z")))
    other = record(identifiers=(Identifier("pnc", "2002/0073319Z"),))
    found = c.levels(person_from_record(one), person_from_record(other))
    assert found[c.ORDER.index("pnc")] == c.EXACT


def test_a_different_local_reference_says_nothing(record) -> None:
    one, other = (person_from_record(record(identifiers=(Identifier("local", ref),))) for ref in ("a/1", "b/2"))
    assert c.levels(one, other)[c.ORDER.index("local")] == c.MISSING
