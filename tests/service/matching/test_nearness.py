"""Leaving out whoever is far off never changes what is chosen."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.matching.linking import choose
from service.matching.model import shipped_model
from service.matching.nearness import FAR, Nearness
from service.matching.person import Person
from service.matching.ranking import scored

MODEL = shipped_model().scaled(5_000)
NEAR = Nearness(MODEL)
MOTHER = Person(forenames=("amina",), families=("khan",), year=1985, month=7, day=30, provider="ods:RXL")
CHILD = Person(forenames=("yusuf",), families=("khan",), year=2011, month=4, day=2, provider="gss:E06000009")
NAMES = ("amina", "aminah", "yusuf", "joseph", "j", "mohammed", "ann", "anne", "jordan", "casey")
FAMILIES = ("khan", "kahn", "smith", "smithjones", "jordan", "xylander")
PLACE = ("FY1", "3XX", "22", "windsorrd", "")
PLACES = (
    PLACE,
    ("FY1", "3XX", "24", "windsorrd", ""),
    ("FY1", "4AA", "22", "windsorrd", ""),
    ("LA1", "1AA", "1", "", ""),
)
IDENTIFIERS = (
    ("nhs", "9990000018", True),
    ("nhs", "9990000018", False),
    ("nhs", "9990000026", True),
    ("nhs", "9990000019", False),
    ("upn", "A123456789012", False),
    ("local", "7", False),
)


def some(values: tuple[object, ...], most: int) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple)


people = st.builds(
    Person,
    forenames=some(NAMES, 2),
    middles=some(NAMES, 1),
    families=some(FAMILIES, 2),
    parts=some(("smith", "jones"), 2),
    year=st.sampled_from((None, 1985, 1986, 2011)),
    month=st.sampled_from((None, 4, 7)),
    day=st.sampled_from((None, 2, 7, 4)),
    placeholder=st.sampled_from((False, False, True)),
    sex=st.sampled_from(("", "m", "f")),
    places=some(PLACES, 2),
    phones=some(("7700900123", "7700900124"), 1),
    identifiers=some(IDENTIFIERS, 2),
    deceased=st.sampled_from((None, None, 730_000, 737_000)),
    shielded=st.sampled_from((False, False, True)),
    provider=st.sampled_from(("ods:RXL", "police:04", "gss:E06000009")),
)


@settings(max_examples=1500, deadline=None)
@given(person=people, others=st.lists(st.tuples(st.sampled_from("abc"), people), max_size=5))
def test_the_choice_is_the_same_without_whoever_is_far_off(person: Person, others: list[tuple[str, Person]]) -> None:
    candidates = [(str(number), golden, other) for number, (golden, other) in enumerate(others)]
    every = scored(person, candidates, MODEL)
    near = [known._replace(score=FAR) if NEAR.far(person, known.person) else known for known in every]
    assert choose(person, near, MODEL) == choose(person, every, MODEL)


@settings(max_examples=1500, deadline=None)
@given(person=people, other=people)
def test_nobody_who_is_left_out_has_the_bits_of_a_band_or_of_holding(person: Person, other: Person) -> None:
    if NEAR.far(person, other):
        bits = MODEL.score(person, other).bits
        assert bits < MODEL.thresholds["possible"].bits
        assert not other.shielded or bits < MODEL.thresholds["hold"].bits


def test_mother_and_child_are_far_apart() -> None:
    assert NEAR.far(MOTHER, CHILD)
    assert NEAR.far(CHILD, MOTHER)


@pytest.mark.parametrize(
    "changed",
    [{"forenames": ("yusuf",), "year": 2011}, {"year": 2011, "month": 4, "day": 2}, {"identifiers": IDENTIFIERS[:1]}],
)
def test_whoever_might_be_the_one_is_not(changed: dict[str, object]) -> None:
    child = msgspec.structs.replace(CHILD, identifiers=IDENTIFIERS[1:2])
    assert not NEAR.far(msgspec.structs.replace(MOTHER, **changed), child)


def test_a_shielded_candidate_is_let_through_at_fewer_bits() -> None:
    child = msgspec.structs.replace(CHILD, sex="f", places=(PLACE,))
    mother = msgspec.structs.replace(MOTHER, sex="f", places=(PLACE,))
    assert NEAR.far(child, mother)
    assert not NEAR.far(child, msgspec.structs.replace(mother, shielded=True))
