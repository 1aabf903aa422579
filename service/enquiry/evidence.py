"""What the match may rest on: only records that the asker may know of.

Candidates are scored on every agency's records, but neither the band nor its reasons may speak of a record whose agency
the asker may know nothing of: *address agrees* would confirm an address that only that agency holds, and being found at
all by an alias that only it has would tell that it knows the person. So once the agreements have ruled, the match is
judged again on what is left.
"""

from typing import NamedTuple

from isa.vocabulary import Level
from service.enquiry.decide import Rulings
from service.enquiry.gather import Member
from service.matching.bands import Band
from service.matching.explain import Why, explain
from service.matching.person import Person
from service.matching.ranking import Known, best_of
from service.matching.sought import Sought
from service.runtime import Runtime


class Evidence(NamedTuple):
    """How sure the asker may be told to be, and why."""

    band: Band
    why: tuple[Why, ...]


def evident(typed: Sought, sought: Person, asked_about: Member, rulings: Rulings, runtime: Runtime) -> Evidence | None:
    """The band and reasons that stand on records that the asker may know of; None where they do not suffice.

    Records of services that may not be named can show that another service is involved, and no more: they give no
    reasons, and nothing above `likely`.
    """
    judged = _judge(typed, sought, asked_about, _agencies(asked_about, rulings, Level.CONTACT), runtime)
    if judged is not None:
        return judged
    unnamed = _judge(typed, sought, asked_about, _agencies(asked_about, rulings, Level.EXISTS), runtime)
    if unnamed is None:
        return None
    return Evidence(Band.LIKELY, ())


def _agencies(member: Member, rulings: Rulings, least: Level) -> frozenset[str]:
    """The agencies of which something may be told at this level."""
    ruled = ((one.provider, rulings.of(one)) for one in member.involvements)
    return frozenset(agency for agency, ruling in ruled if ruling.effect == "allow" and ruling.level >= least)


def _judge(
    typed: Sought, sought: Person, member: Member, agencies: frozenset[str], runtime: Runtime
) -> Evidence | None:
    golden, score = str(member.golden), runtime.model.score
    records = [
        Known("", golden, held.provider, held.person, score(sought, held.person))
        for held in member.people
        if held.provider in agencies
    ]
    ranked = best_of(sought, records, runtime.model) if records else None
    if ranked is None or ranked.band not in (Band.CONFIRMED, Band.LIKELY):
        return None
    why = explain(typed, sought, ranked.best.score, ranked.best.person)
    return Evidence(ranked.band, why)
