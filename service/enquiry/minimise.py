"""Step 5: open only what the rulings allow, at the level that they allow, field by field.

A likely match is told at level 1 at the most. A shielded person's services, and a sensitive service, are never named.
What the rulings refuse leaves no trace here: refused and nothing held look the same.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from connectors.records import PartialDate
from isa.vocabulary import Level
from service.enquiry.cards import Cards, Row
from service.enquiry.decide import Rulings
from service.enquiry.gather import Member, years_since
from service.enquiry.obligations import can_be_fulfilled
from service.enquiry.shapes import Asked, Basis, Declaration, Person, Service
from service.matching.bands import Band
from service.runtime import Runtime
from service.sealing.groups import ShownGroup
from service.sealing.keys import CannotOpen
from service.store.rows import FamilyTie, SealedInvolvement, SealedName, SourceState


class _Allowance(NamedTuple):
    """How far any ruling may be followed in this answer."""

    band: Band
    emergency: bool
    """Whether an emergency stands."""


class Minimised:
    """What may be told, and what of it the log keeps."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.bases: tuple[Basis, ...] = ()
        self.rows: list[Row] = []
        """One for each card."""

    @property
    def named(self) -> list[Row]:
        """The cards that name their service. What the others rest on would give their agency away."""
        return [row for row in self.rows if row.level >= Level.CONTACT]


async def minimise(
    members: Sequence[Member],
    rulings: Rulings,
    band: Band,
    asked: Asked,
    sources: Sequence[SourceState],
    runtime: Runtime,
) -> Minimised:
    """Make the people and cards of an answer; the person asked about is called what the asker typed."""
    told, cards = Minimised(), Cards(asked.purpose, sources, runtime)
    allowance = _Allowance(band, asked.emergency is not None)
    asked_about, family = members[0], members[1:] if band is Band.CONFIRMED else ()
    services = _services(asked_about, rulings, allowance, cards, told)
    if services:
        told.people.append(Person(relation="asked about", name=_as_typed(asked), services=services))
    named = [(member, ties) for member in family if (ties := _that_may_be_told(member, asked_about, rulings))]
    names = {(row.golden, row.provider): row for row in await runtime.store.names([m.golden for m, _ in named])}
    for member, ties in named:
        services = _services(member, rulings, allowance, cards, told)
        told.people.append(_relative(member, ties, services, names, runtime))
    told.bases = tuple(cards.bases)
    return told


def _as_typed(asked: Asked) -> str:
    return f"{asked.sought.given_name} {asked.sought.family_name}".strip()


def _services(
    member: Member, rulings: Rulings, allowance: _Allowance, cards: Cards, told: Minimised
) -> tuple[Service, ...]:
    """The cards of one person: no two alike, and one at most for the unnamed services of an agency."""
    services: list[Service] = []
    unnamed: set[str] = set()
    for involvement in member.involvements:
        level = _level(involvement, rulings, allowance)
        if level < Level.EXISTS or (level == Level.EXISTS and involvement.provider in unnamed):
            continue
        ruling = rulings.of(involvement)
        try:
            card = cards.card(involvement, level, ruling)
        except CannotOpen:
            continue  # its agency has withdrawn its keys
        if card in services:
            continue
        services.append(card)
        told.rows.append(
            Row(member.golden, involvement.provider, involvement.record_type, level, card.reference, ruling)
        )
        if level == Level.EXISTS:
            unnamed.add(involvement.provider)
    return tuple(sorted(services, key=_contact_first))


def _level(involvement: SealedInvolvement, rulings: Rulings, allowance: _Allowance) -> int:
    """How much of one involvement may be told; 0 where nothing, or where an obligation cannot be fulfilled."""
    ruling = rulings.of(involvement)
    if ruling.effect != "allow" or not can_be_fulfilled(ruling, emergency=allowance.emergency):
        return int(Level.NONE)
    return ruling.level if allowance.band is Band.CONFIRMED else min(ruling.level, int(Level.EXISTS))


def _contact_first(card: Service) -> tuple[bool, bool, bool, str]:
    """Whom to ring comes first: open cases, the lead professional, then the rest; unnamed services last."""
    return card.level < Level.CONTACT, card.status == "closed", not card.lead_professional, card.agency_name


def _that_may_be_told(member: Member, asked_about: Member, rulings: Rulings) -> list[FamilyTie]:
    """A tie is a field of the records of the source that declared it, at either end of the tie."""
    telling = {
        involvement.provider
        for end in (asked_about, member)
        for involvement in end.involvements
        for ruling in (rulings.of(involvement),)
        if ruling.effect == "allow" and "ties" in ruling.fields
    }
    return [tie for tie in member.ties if tie.provider in telling]


def _relative(
    member: Member,
    ties: Sequence[FamilyTie],
    services: tuple[Service, ...],
    names: Mapping[tuple[int, str], SealedName],
    runtime: Runtime,
) -> Person:
    """A relative, called what the source that declared the newest tie calls them: no other source's name for them."""
    tie = ties[0]
    row = names.get((member.golden, tie.provider))
    shown = _shown(row, runtime)
    return Person(
        relation=tie.kind,
        name=shown.name if shown else "",
        born=_iso(shown.dob) if shown else "",
        age=_age(shown.dob, runtime.clock.today()) if shown else None,
        household=_household(ties),
        declared_by=runtime.agreements.agency_name(tie.provider),
        declared_as_of=tie.as_of,
        declarations=_declarations(ties, runtime),
        since=tie.since,
        services=services,
    )


def _declarations(ties: Sequence[FamilyTie], runtime: Runtime) -> tuple[Declaration, ...]:
    """What each source says now: the newest of its ties, in the order in which they come."""
    newest = {tie.provider: tie for tie in reversed(ties)}
    return tuple(
        Declaration(runtime.agreements.agency_name(tie.provider), tie.kind, tie.as_of, _household_of(tie))
        for tie in ties
        if tie is newest[tie.provider]
    )


def _shown(row: SealedName | None, runtime: Runtime) -> ShownGroup | None:
    try:
        return runtime.opener.shown(row) if row else None
    except CannotOpen:
        return None


def _household(ties: Sequence[FamilyTie]) -> Literal["same", "separate", "unknown"]:
    """What the newest declaration that speaks of it says; where none does, nothing is assumed."""
    said = (_household_of(tie) for tie in ties)
    return next((one for one in said if one), "unknown")


def _household_of(tie: FamilyTie) -> Literal["", "same", "separate"]:
    """What one declaration says of it; a former partner lives apart unless their source says otherwise."""
    if tie.lives_with is not None:
        return "same" if tie.lives_with else "separate"
    return "separate" if tie.kind == "former_partner" else ""


def _age(born: PartialDate | None, today: date) -> int | None:
    return years_since(born.year, born.month, born.day, today) if born else None


def _iso(born: PartialDate | None) -> str:
    """`2011-04-02`, or as much of it as is known from the year on."""
    if born is None or born.year is None:
        return ""
    if not born.month:
        return f"{born.year:04}"
    return f"{born.year:04}-{born.month:02}" + (f"-{born.day:02}" if born.day else "")
