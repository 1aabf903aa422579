"""Step 3: gather the involvements of the person, and of the family where it was asked for. All of it stays sealed.

Family is what a source declared, never everyone at an address.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from service.enquiry.shapes import Scope
from service.matching.person import Person
from service.runtime import Runtime
from service.sealing.keys import CannotOpen
from service.store.rows import FamilyTie, SealedInvolvement, SealedPerson

LARGEST_FAMILY = 24


class Held(NamedTuple):
    """One agency's record of a person, opened."""

    provider: str
    person: Person


@dataclass(frozen=True, slots=True)
class Member:
    """The person asked about (without ties), or one member of the declared family."""

    golden: int
    subject: str
    """The pseudonym by which the log knows them."""
    ties: tuple[FamilyTie, ...]
    """What each source declares of them and the person asked about, the newest declaration first."""
    people: tuple[Held, ...]
    """Their records that open."""
    involvements: tuple[SealedInvolvement, ...]
    age: int | None
    shielded: bool


async def gather(golden: int, scope: Scope, opened: Mapping[int, Person], runtime: Runtime) -> tuple[Member, ...]:
    """The person first, then the family that sources declared, the newest declaration first.

    `opened` holds records that the match has opened already.
    """
    ties = await _ties(golden, runtime) if scope == "family" else {}
    goldens = [golden, *ties]
    records = await runtime.store.people(goldens)
    involvements = await runtime.store.involvements([record.record for record in records])
    members = [_member(one, tuple(ties.get(one, ())), records, involvements, opened, runtime) for one in goldens]
    return tuple(member for member in members if _may_be_looked_at(member, members[0]))


async def _ties(golden: int, runtime: Runtime) -> dict[int, list[FamilyTie]]:
    """The ties to each relative, the newest declaration first."""
    ties: dict[int, list[FamilyTie]] = {}
    for tie in sorted(await runtime.store.family([golden]), key=lambda tie: (-tie.as_of, not tie.stated)):
        if tie.other in ties or (tie.other != golden and len(ties) < LARGEST_FAMILY):
            ties.setdefault(tie.other, []).append(tie)
    return ties


def _may_be_looked_at(member: Member, asked_about: Member) -> bool:
    """Nobody comes to a shielded person by way of a relative, nor to relatives by way of a shielded person."""
    return member is asked_about or not (member.shielded or asked_about.shielded)


def _member(
    golden: int,
    ties: tuple[FamilyTie, ...],
    records: Sequence[SealedPerson],
    involvements: Sequence[SealedInvolvement],
    opened: Mapping[int, Person],
    runtime: Runtime,
) -> Member:
    own = [record for record in records if record.golden == golden]
    ids = {record.record for record in own}
    people = _people(own, opened, runtime)
    return Member(
        golden=golden,
        subject=next((record.pseudonym.hex() for record in own), ""),
        ties=ties,
        people=people,
        involvements=tuple(one for one in involvements if one.record in ids),
        age=_youngest([one.person for one in people], runtime.clock.today()),
        shielded=any(record.shielded for record in own),
    )


def _people(records: Sequence[SealedPerson], opened: Mapping[int, Person], runtime: Runtime) -> tuple[Held, ...]:
    """The records that open: an agency that has withdrawn its keys has nothing to say."""
    people: list[Held] = []
    for record in records:
        with suppress(CannotOpen):
            people.append(Held(record.provider, opened.get(record.record) or runtime.opener.person(record)))
    return tuple(people)


def _youngest(people: Sequence[Person], today: date) -> int | None:
    """Where records differ, the youngest age that one of them gives: a child is never taken for an adult."""
    ages = [years_since(p.year, p.month, p.day, today) for p in people if not p.placeholder]
    return min((age for age in ages if age is not None), default=None)


def years_since(year: int | None, month: int | None, day: int | None, today: date) -> int | None:
    """Whole years since a date of birth; one that is known in part counts as the latest day that it can be.

    A year is reached when its anniversary begins (Family Law Reform Act 1969, section 9). Who was born on 29 February
    reaches it, in a year without that day, on 1 March.
    """
    if year is None:
        return None
    last = (month or 12, day or monthrange(year, month or 12)[1])
    return today.year - year - ((today.month, today.day) < last)
