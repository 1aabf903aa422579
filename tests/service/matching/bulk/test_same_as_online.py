"""Bulk and online say the same of a pair: its levels, its bits, its band, and what the hard rules see."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.matching.bands import (
    RANK,
    band,
    deaths_conflict,
    may_be_one,
    two_verified_nhs_numbers,
    verified_identifier_agrees,
)
from service.matching.bulk.columns import of_persons
from service.matching.bulk.judged import Judge
from service.matching.bulk.pairs import Shared
from service.matching.comparison import FACETS
from service.matching.model import Model
from service.matching.nearness import Nearness
from service.matching.person import Person

NAME = st.sampled_from(
    ("jordan", "jordyn", "bob", "robert", "synth", "smith", "smithjones", "muhammad", "ali", "j", "millie", "lillie")
)
PLACE = st.tuples(
    st.sampled_from(("FY1", "FY2", "")),
    st.sampled_from(("3XX", "3XY", "")),
    st.sampled_from(("22", "2", "")),
    st.sampled_from(("windsorrd", "windsrrd", "highst", "")),
    st.sampled_from(("", "1001")),
)
IDENTIFIER = st.tuples(
    st.sampled_from(("nhs", "nhs", "pnc", "nino", "local")),
    st.sampled_from(("9990000018", "9990000028", "9434765919")),
    st.booleans(),
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
    "phones": st.lists(st.sampled_from(("7700900123", "7700900124")), max_size=2).map(tuple),
    "identifiers": st.lists(IDENTIFIER, max_size=3).map(tuple),
    "deceased": st.none() | st.sampled_from((723_000, 730_000, 730_020)),
    "shielded": st.booleans(),
    "localities": st.lists(st.sampled_from(("blackpool", "blackpol", "lytham")), max_size=2).map(tuple),
    "provider": st.sampled_from(("police:04", "ods:RXL")),
}
PEOPLE = st.lists(st.builds(Person, **ATTRIBUTES), min_size=2, max_size=6)
_TOLERANCE = 1e-9


def _everyone(people: list[Person]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    low, high = np.triu_indices(len(people), 1)
    return low.astype(np.int32), high.astype(np.int32)


def test_every_attribute_of_a_person_is_drawn_here() -> None:
    assert set(ATTRIBUTES) == set(Person.__struct_fields__)


@given(people=PEOPLE)
@settings(max_examples=300)
def test_levels_and_bits_are_those_of_online_scoring(people: list[Person], model: Model) -> None:
    judged = Judge(of_persons(people), model).pairs(*_everyone(people))
    for at, (a, b) in enumerate(combinations(people, 2)):
        score = model.score(a, b)
        assert tuple(judged.levels[at].tolist()) == score.levels
        assert judged.bits[at] == pytest.approx(score.bits, abs=_TOLERANCE)


@given(people=PEOPLE)
@settings(max_examples=300)
def test_bands_and_hard_rules_are_those_of_online_matching(people: list[Person], model: Model) -> None:
    judge = Judge(of_persons(people), model)
    one, other = _everyone(people)
    judged = judge.pairs(one, other)
    two, dead = judge.banded.two_verified(one, other), judge.banded.deaths_conflict(one, other)
    for at, (a, b) in enumerate(combinations(people, 2)):
        score = model.score(a, b)
        assert judged.rank[at] == RANK[band(score, a, b, model)]
        assert judged.sure[at] == verified_identifier_agrees(a, b)
        assert judged.may_be_one[at] == may_be_one(score.levels)
        assert two[at] == two_verified_nhs_numbers(a, b)
        assert dead[at] == deaths_conflict(a, b)


@given(people=PEOPLE)
@settings(max_examples=300)
def test_nobody_who_might_be_chosen_is_left_out_unseen(people: list[Person], model: Model) -> None:
    """The bound is looser than online's or equal: whoever online compares in full, bulk compares too, or is sure."""
    judge = Judge(of_persons(people), model)
    one, other = _everyone(people)
    near = judge.reach.near(Shared(one, other, np.ones(one.size, np.uint8)))
    least = Nearness(model).bits
    for at, (a, b) in enumerate(combinations(people, 2)):
        score = model.score(a, b)
        matters = RANK[band(score, a, b, model)] > 0 or score.bits >= least
        held = (a.shielded or b.shielded) and score.bits >= model.thresholds["hold"].bits and may_be_one(score.levels)
        if matters or held:
            assert near[at], (a, b)


def test_a_person_is_cut_into_everything_that_any_field_reads() -> None:
    person = Person(("jo",), ("ann",), ("synth",), (), 2011, 4, 2, False, "f", phones=("7700900123",))
    columns = of_persons([person, Person()])
    for field, facet in FACETS.items():
        if facet.reads != ("identifiers",):
            look = columns.look(field)
            found = look.persons(look.numbers)
            for name in facet.reads:
                assert [getattr(each, name) for each in found] == [getattr(person, name), getattr(Person(), name)]
