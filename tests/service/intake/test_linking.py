"""Who is not even scored: plainly two people, and never anyone who might be shielded."""

import msgspec
import pytest

from service.intake.linking import hopeless
from service.matching.person import Person

MOTHER = Person(forenames=("amina",), families=("khan",), year=1985, month=7, day=30, provider="ods:RXL")
CHILD = Person(forenames=("yusuf",), families=("khan",), year=2011, month=4, day=2, provider="gss:E06000009")


def test_mother_and_child_are_plainly_two() -> None:
    assert hopeless(MOTHER, CHILD)
    assert hopeless(CHILD, MOTHER)


@pytest.mark.parametrize(
    "changed",
    [
        {"year": 2011},
        {"month": 4, "day": 2},
        {"month": 2, "day": 4},
        {"forenames": ("yuusuf",)},
        {"middles": ("yusuf",)},
        {"shielded": True},
        {"year": None},
        {"forenames": ()},
    ],
)
def test_whatever_could_make_them_one_has_them_scored(changed: dict[str, object]) -> None:
    perhaps = msgspec.structs.replace(MOTHER, **changed)
    assert not hopeless(perhaps, CHILD)
    assert not hopeless(CHILD, perhaps)


def test_a_shared_identifier_has_them_scored_whatever_its_status() -> None:
    one = msgspec.structs.replace(MOTHER, identifiers=(("nhs", "9990000018", True),))
    other = msgspec.structs.replace(CHILD, identifiers=(("nhs", "9990000018", False),))
    assert not hopeless(one, other)
