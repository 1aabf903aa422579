"""Step 5: open only what the rulings allow, at the level that they allow, field by field.

A likely match is told at level 1 at the most. A shielded person's services, and a sensitive service, are never named.
What the rulings refuse leaves no trace here: refused and nothing held look the same.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from connectors.records import PartialDate
from isa.vocabulary import Level
from policies.decision import Ruling
from service.enquiry.decide import Rulings, kind_of
from service.enquiry.gather import Member, years_since
from service.enquiry.obligations import BROKER, can_be_fulfilled
from service.enquiry.shapes import Basis, Person, Service
from service.matching.bands import Band
from service.runtime import Runtime
from service.store.rows import FamilyTie, SealedInvolvement, SealedName, SourceState

STALE_AFTER_SECONDS = 7 * 86_400


UNNAMED = Basis(
    agreement="",
    version="",
    rules=(),
    gateways=(),
    sentence="The agreements let you know that another service is involved, and no more.",
    obligations=(),
)
"""The reason that is given for a service that may not be named: its own agreement would name it."""


class Row(NamedTuple):
    """One card, as the log keeps it."""

    golden: int
    provider: str
    record_type: str
    level: int
    reference: str
    ruling: Ruling


@dataclass(slots=True)
class Minimised:
    """What may be told, and what of it the log keeps."""

    people: list[Person] = field(default_factory=list)
    bases: list[Basis] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    """Every ruling that let something out."""
    rows: list[Row] = field(default_factory=list)
    """One for each card."""

    @property
    def named(self) -> list[Row]:
        """The cards that name their service. What the others rest on would give their agency away."""
        return [row for row in self.rows if row.level >= Level.CONTACT]


async def minimise(
    members: Sequence[Member],
    rulings: Rulings,
    band: Band,
    typed_name: str,
    sources: Sequence[SourceState],
    runtime: Runtime,
) -> Minimised:
    """Make the people and cards of an answer; the person asked about is called what the asker typed."""
    told = Minimised()
    by_provider = {source.provider: source for source in sources}
    named = [member for member in members[1:] if _tie_may_be_told(member, members[0], rulings)]
    names = {(name.golden, name.provider): name for name in await runtime.store.names([m.golden for m in named])}
    cards = tuple(_cards(members[0], rulings, band, by_provider, told, runtime))
    if cards:
        told.people.append(Person(relation="asked about", name=typed_name, services=cards))
    for member in named if band is Band.CONFIRMED else ():
        cards = tuple(_cards(member, rulings, band, by_provider, told, runtime))
        told.people.append(_relative(member, cards, names, runtime))
    return told


def _cards(
    member: Member,
    rulings: Rulings,
    band: Band,
    sources: Mapping[str, SourceState],
    told: Minimised,
    runtime: Runtime,
) -> list[Service]:
    cards: list[Service] = []
    unnamed: set[str] = set()
    for involvement in member.involvements:
        ruling = rulings[kind_of(involvement, member)]
        level = ruling.level if band is Band.CONFIRMED else min(ruling.level, int(Level.EXISTS))
        if ruling.effect != "allow" or level < Level.EXISTS or not can_be_fulfilled(ruling):
            continue
        if level == Level.EXISTS and involvement.provider in unnamed:
            continue
        card = _card(involvement, level, ruling, sources, told, runtime)
        if level == Level.EXISTS:
            unnamed.add(involvement.provider)
        if card not in cards:
            cards.append(card)
            row = Row(member.golden, involvement.provider, involvement.record_type, level, card.reference, ruling)
            told.rows.append(row)
            told.rulings.append(ruling)
    return sorted(cards, key=_contact_first)


def _contact_first(card: Service) -> tuple[bool, bool, bool, str]:
    """Whom to ring comes first: open cases, the lead professional, then the rest; unnamed services last."""
    return card.level < Level.CONTACT, card.status == "closed", not card.lead_professional, card.agency_name


def _card(
    involvement: SealedInvolvement,
    level: int,
    ruling: Ruling,
    sources: Mapping[str, SourceState],
    told: Minimised,
    runtime: Runtime,
) -> Service:
    if level == Level.EXISTS:
        brokered = BROKER in ruling.obligations
        reference = secrets.token_hex(4).upper() if brokered else ""
        return Service(level=level, brokered=brokered, reference=reference, basis=_place(UNNAMED, told))
    allowed = frozenset(ruling.fields)
    contact = runtime.opener.contact(involvement)
    summary = runtime.opener.summary(involvement) if level >= Level.SUMMARY else None
    return Service(
        level=level,
        agency=involvement.provider,
        agency_name=runtime.agreements.agency_name(involvement.provider),
        service=contact.service if "service" in allowed else "",
        status=contact.status if "status" in allowed else "",
        since=contact.since_month if "since_month" in allowed else "",
        lead_professional=contact.lead_professional and "lead_professional" in allowed,
        contact=contact.contact if "contact_card" in allowed else None,
        subject_role=summary.subject_role if summary and "subject_role" in allowed else "",
        categories=summary.categories if summary and "categories" in allowed else (),
        last_contact_month=summary.last_contact_month if summary and "last_contact_month" in allowed else "",
        level_of_need=summary.level_of_need if summary and "level_of_need" in allowed else "",
        plan=summary.plan if summary and "plan" in allowed else "",
        events=summary.events if summary and "events" in allowed else (),
        brokered=BROKER in ruling.obligations,
        updated=involvement.as_of,
        stale=runtime.clock.now() - involvement.as_of > STALE_AFTER_SECONDS,
        covers=coverage(sources.get(involvement.provider), runtime),
        basis=_place(_basis_of(ruling, runtime), told),
    )


def coverage(source: SourceState | None, runtime: Runtime) -> str:
    """What a source covers, in words: `Blackpool, since January 2024`."""
    if source is None:
        return ""
    since = f"since {date.fromisoformat(source.covers_from):%B %Y}" if source.covers_from else ""
    return ", ".join(part for part in (runtime.agreements.area_name(source.covers_area), since) if part)


def _basis_of(ruling: Ruling, runtime: Runtime) -> Basis:
    return Basis(
        agreement=ruling.agreement,
        version=ruling.version,
        rules=ruling.rules,
        gateways=ruling.gateways,
        sentence=runtime.agreements.sentence(ruling),
        obligations=ruling.obligations,
    )


def _place(basis: Basis, told: Minimised) -> int:
    """The place of a reason among the answer's reasons; it is added when it is new."""
    if basis not in told.bases:
        told.bases.append(basis)
    return told.bases.index(basis)


def _tie_may_be_told(member: Member, asked_about: Member, rulings: Rulings) -> bool:
    """The tie is a field of the records of the source that declared it, at either end of the tie."""
    if member.tie is None:
        return False
    return any(
        ruling.effect == "allow" and "ties" in ruling.fields
        for end in (asked_about, member)
        for involvement in end.involvements
        if involvement.provider == member.tie.provider
        for ruling in (rulings[kind_of(involvement, end)],)
    )


def _relative(
    member: Member, cards: tuple[Service, ...], names: Mapping[tuple[int, str], SealedName], runtime: Runtime
) -> Person:
    """A relative, called what the source that declared the tie calls them: no other source's name for them."""
    assert member.tie is not None  # noqa: S101 - the caller has looked
    row = names.get((member.golden, member.tie.provider))
    shown = runtime.opener.shown(row) if row else None
    return Person(
        relation=member.tie.kind,
        name=shown.name if shown else "",
        born=_iso(shown.dob) if shown else "",
        age=_age(shown.dob, runtime.clock.today()) if shown else None,
        household=_household(member.tie),
        declared_by=runtime.agreements.agency_name(member.tie.provider),
        declared_as_of=member.tie.as_of,
        services=cards,
    )


def _household(tie: FamilyTie) -> Literal["same", "separate", "unknown"]:
    """What the source said; where it said nothing, nothing is assumed."""
    if tie.lives_with is None:
        return "separate" if tie.kind == "former_partner" else "unknown"
    return "same" if tie.lives_with else "separate"


def _age(born: PartialDate | None, today: date) -> int | None:
    return years_since(born.year, born.month, born.day, today) if born else None


def _iso(born: PartialDate | None) -> str:
    """`2011-04-02`, or as much of it as is known from the year on."""
    if born is None or born.year is None:
        return ""
    if not born.month:
        return f"{born.year:04}"
    return f"{born.year:04}-{born.month:02}" + (f"-{born.day:02}" if born.day else "")
