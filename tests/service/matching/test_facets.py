"""Each field is compared by what it says it reads and nothing else, and the fast path says the same as the facets."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.matching.comparison import FACETS, FIELDS, NAME_SWAPPED, levels, swapped
from service.matching.person import Person

NAME = st.sampled_from(("jordan", "jordyn", "bob", "robert", "synth", "smith", "smithjones", "muhammad", "ali", "j"))
PLACE = st.tuples(
    st.sampled_from(("FY1", "FY2", "")),
    st.sampled_from(("3XX", "3XY", "")),
    st.sampled_from(("22", "2", "")),
    st.sampled_from(("windsorrd", "windsrrd", "highst", "")),
    st.sampled_from(("", "1001")),
)
IDENTIFIER = st.tuples(
    st.sampled_from(("nhs", "pnc", "nino", "local")), st.sampled_from(("9990000018", "9990000028")), st.booleans()
)
ATTRIBUTES: dict[str, st.SearchStrategy[Any]] = {
    "forenames": st.lists(NAME, max_size=2).map(tuple),
    "middles": st.lists(NAME, max_size=2).map(tuple),
    "families": st.lists(NAME, max_size=2).map(tuple),
    "parts": st.lists(NAME, max_size=2).map(tuple),
    "year": st.none() | st.sampled_from((1980, 1981, 2011)),
    "month": st.none() | st.integers(1, 4),
    "day": st.none() | st.integers(1, 4),
    "placeholder": st.booleans(),
    "sex": st.sampled_from(("m", "f", "")),
    "places": st.lists(PLACE, max_size=2).map(tuple),
    "phones": st.lists(st.sampled_from(("7700900123", "7700900124")), max_size=1).map(tuple),
    "identifiers": st.lists(IDENTIFIER, max_size=2).map(tuple),
    "deceased": st.none() | st.just(730_000),
    "shielded": st.booleans(),
    "localities": st.lists(st.sampled_from(("blackpool", "blackpol", "lytham")), max_size=2).map(tuple),
    "provider": st.sampled_from(("police:04", "ods:RXL")),
}
PEOPLE = st.builds(Person, **ATTRIBUTES)


def test_every_attribute_of_a_person_is_drawn_here() -> None:
    assert set(ATTRIBUTES) == set(Person.__struct_fields__)


def test_the_facets_are_the_fields_in_their_order() -> None:
    assert list(FACETS) == list(FIELDS)


@pytest.mark.parametrize("field", FACETS)
@given(a=PEOPLE, b=PEOPLE, other=PEOPLE)
def test_the_level_of_a_field_depends_on_what_it_reads_alone(field: str, a: Person, b: Person, other: Person) -> None:
    facet = FACETS[field]
    kept = {name: getattr(a, name) for name in facet.reads}
    assert facet.level(msgspec.structs.replace(other, **kept), b) == facet.level(a, b)


@given(a=PEOPLE, b=PEOPLE)
def test_the_fast_path_says_what_the_facets_say(a: Person, b: Person) -> None:
    by_facet = [facet.level(a, b) for facet in FACETS.values()]
    if swapped(a, b):
        by_facet[:2] = [NAME_SWAPPED, NAME_SWAPPED]
    assert levels(a, b) == tuple(by_facet)


@given(a=PEOPLE, b=PEOPLE, other=PEOPLE)
def test_swapped_names_depend_on_the_names_alone(a: Person, b: Person, other: Person) -> None:
    bare = msgspec.structs.replace(other, forenames=a.forenames, families=a.families)
    assert swapped(bare, b) == swapped(a, b) == swapped(b, a)


@given(a=PEOPLE, b=PEOPLE)
def test_a_level_is_the_same_both_ways_and_one_digit_long(a: Person, b: Person) -> None:
    assert levels(a, b) == levels(b, a)
    assert all(0 <= level < len(known) <= 10 for level, known in zip(levels(a, b), FIELDS.values(), strict=True))
