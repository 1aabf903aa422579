"""Bulk and online say the same of a pair: its levels, its bits, its band, and what the hard rules see."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import msgspec
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
    st.sampled_from(("nhs", "pnc", "local")),
    st.sampled_from(("9990000018", "9990000028")),
    st.booleans(),
)
ATTRIBUTES: dict[str, st.SearchStrategy[Any]] = {
    "forenames": st.lists(NAME, max_size=2).map(tuple),
    "middles": st.lists(NAME, max_size=2).map(tuple),
    "families": st.lists(NAME, max_size=2).map(tuple),
    "parts": st.lists(NAME, max_size=2).map(tuple),
    "year": st.sampled_from((None, 1980, 1981, 2011, 2012)),
    "month": st.sampled_from((None, 1, 2, 3, 4, 12)),
    "day": st.sampled_from((None, 1, 2, 3, 4, 21)),
    "placeholder": st.sampled_from((False, False, True)),
    "sex": st.sampled_from(("m", "f", "")),
    "places": st.lists(PLACE, max_size=2).map(tuple),
    "phones": st.lists(st.sampled_from(("7700900123", "7700900124")), max_size=2).map(tuple),
    "identifiers": st.lists(IDENTIFIER, max_size=3).map(tuple),
    "deceased": st.none() | st.sampled_from((723_000, 730_000, 730_020)),
    "shielded": st.booleans(),
    "localities": st.lists(st.sampled_from(("blackpool", "blackpol", "lytham")), max_size=2).map(tuple),
    "provider": st.sampled_from(("police:04", "ods:RXL")),
}


@st.composite
def _alike(draw: st.DrawFn) -> list[Person]:
    """A few people who are one another but for some attributes: rules are met where most else agrees."""
    person = draw(st.builds(Person, **ATTRIBUTES))
    often = ("identifiers", "year", "month", "day", "places")
    changes = st.lists(st.sampled_from(often) | st.sampled_from(sorted(ATTRIBUTES)), max_size=3, unique=True)
    drawn = [{name: draw(ATTRIBUTES[name]) for name in draw(changes)} for _ in range(draw(st.integers(1, 4)))]
    return [person, *(msgspec.structs.replace(person, **each) for each in drawn)]


PEOPLE = _alike()
_TOLERANCE = 1e-9


def _everyone(people: list[Person]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    low, high = np.triu_indices(len(people), 1)
    return low.astype(np.int32), high.astype(np.int32)


def test_every_attribute_of_a_person_is_drawn_here() -> None:
    assert set(ATTRIBUTES) == set(Person.__struct_fields__)


@given(people=PEOPLE)
@settings(max_examples=100)
def test_levels_and_bits_are_those_of_online_scoring(people: list[Person], the_model: Callable[[], Model]) -> None:
    model = the_model()
    judged = Judge(of_persons(people), model).pairs(*_everyone(people))
    for at, (a, b) in enumerate(combinations(people, 2)):
        score = model.score(a, b)
        assert tuple(judged.levels[at].tolist()) == score.levels
        assert judged.bits[at] == pytest.approx(score.bits, abs=_TOLERANCE)


@given(people=PEOPLE)
@settings(max_examples=100)
def test_bands_and_hard_rules_are_those_of_online_matching(
    people: list[Person], the_model: Callable[[], Model]
) -> None:
    model = the_model()
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
@settings(max_examples=100)
def test_nobody_who_might_be_chosen_is_left_out_unseen(people: list[Person], the_model: Callable[[], Model]) -> None:
    """The bound is looser than online's or equal: whoever online compares in full, bulk compares too, or is sure."""
    model = the_model()
    judge = Judge(of_persons(people), model)
    one, other = _everyone(people)
    judged = judge.judged(Shared(one, other, np.ones(one.size, np.uint8)))
    near = set(zip(judged.one.tolist(), judged.other.tolist(), strict=True))
    least = Nearness(model).bits
    for at, (a, b) in enumerate(combinations(people, 2)):
        score = model.score(a, b)
        matters = RANK[band(score, a, b, model)] > 0 or score.bits >= least
        held = (a.shielded or b.shielded) and score.bits >= model.thresholds["hold"].bits and may_be_one(score.levels)
        if matters or held:
            assert (one[at], other[at]) in near


def test_a_person_is_cut_into_everything_that_any_field_reads() -> None:
    person = Person(("jo",), ("ann",), ("synth",), (), 2011, 4, 2, False, "f", phones=("7700900123",))
    columns = of_persons([person, Person()])
    for field, facet in FACETS.items():
        if facet.reads != ("identifiers",):
            look = columns.look(field)
            found = look.persons(look.numbers)
            for name in facet.reads:
                assert [getattr(each, name) for each in found] == [getattr(person, name), getattr(Person(), name)]


@pytest.mark.parametrize("scheme", ["nhs", "pnc"])
@pytest.mark.parametrize("sure", [(True, True), (True, False), (False, True), (False, False)])
def test_an_identifier_that_one_side_verified_is_enough(
    scheme: str, sure: tuple[bool, bool], the_model: Callable[[], Model]
) -> None:
    people = [Person(identifiers=((scheme, "9990000018", each),)) for each in sure]
    judged = Judge(of_persons(people), the_model()).pairs(*_everyone(people))
    assert judged.sure[0] == any(sure) == verified_identifier_agrees(*people)
