"""What stands above every decision: two verified NHS numbers, deaths that contradict, and what a person ruled out."""

from collections.abc import Iterable, Sequence
from itertools import combinations

from service.errors import NotAcceptable, ReasonCode
from service.matching.bands import deaths_conflict, two_verified_nhs_numbers
from service.matching.person import Person
from service.nominals.shapes import ALWAYS, NEVER
from service.store.nominals_rows import MemberRow, OverrideRow


def check_hard_rules(people: Sequence[tuple[int, Person]]) -> None:
    """No two of these records may contradict each other.

    Raises:
        NotAcceptable: LINK_REFUSED, saying which rule and which records by number.
    """
    for (one, a), (other, b) in combinations(people, 2):
        if two_verified_nhs_numbers(a, b):
            raise _refused(f"Records {one} and {other} have different verified NHS numbers, so they are two people.")
        if deaths_conflict(a, b):
            raise _refused(f"Records {one} and {other} contradict each other about a death, so they are two people.")


def check_never(rows: Iterable[MemberRow], overrides: Iterable[OverrideRow]) -> None:
    """No two of these records may have a `never` between them.

    Raises:
        NotAcceptable: OVERRIDE_STANDS, with the numbers of the overrides to withdraw first.
    """
    together = {row.record for row in rows}
    standing = [each for each in overrides if each.kind == NEVER and {each.one, each.other} <= together]
    if standing:
        raise stands(standing)


def stands(overrides: Sequence[OverrideRow]) -> NotAcceptable:
    """The refusal where something that a person decided stands in the way."""
    numbers = ", ".join(str(each.id) for each in overrides[:20])
    advice = f"A person has decided otherwise (override {numbers}). If that was wrong, withdraw it first."
    return NotAcceptable(ReasonCode.OVERRIDE_STANDS, advice)


def bound_to(record: int, among: Iterable[int], overrides: Iterable[OverrideRow]) -> set[int]:
    """The records that a person's `always` holds together with this one, directly or through others."""
    pairs = [(each.one, each.other) for each in overrides if each.kind == ALWAYS]
    left, bound, new = set(among) - {record}, {record}, {record}
    while new:
        new = {end for pair in pairs for end in pair if new & set(pair)} & left
        left -= new
        bound |= new
    return bound


def _refused(why: str) -> NotAcceptable:
    return NotAcceptable(ReasonCode.LINK_REFUSED, f"{why} Nothing was linked.")
