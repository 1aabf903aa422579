"""Step 5: open only what the rulings allow, at the level that they allow, field by field.

A likely match is told at level 1 at the most. A shielded person's services, and a sensitive service, are never named.
What the rulings refuse leaves no trace here: refused and nothing held look the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from connectors.records import PartialDate
from isa.vocabulary import Level
from policies.decision import Ruling
from service.enquiry.decide import Rulings, kind_of
from service.enquiry.gather import Member, years_since
from service.enquiry.obligations import BROKER, can_be_fulfilled
from service.enquiry.shapes import Basis, Person, Service
from service.matching.bands import Band
from service.runtime import Runtime
from service.store.rows import SealedInvolvement, SealedName, SourceState

STALE_AFTER_SECONDS = 7 * 86_400


@dataclass(slots=True)
class Minimised:
    """What may be told, and what of it the log keeps."""

    people: list[Person] = field(default_factory=list)
    bases: list[Basis] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    """The rulings that let something out, in the order of `bases`."""
    rows: list[tuple[int, str, str, int]] = field(default_factory=list)
    """(golden nominal, provider, record type, level) of each card."""


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
    for involvement in member.involvements:
        ruling = rulings[kind_of(involvement, member)]
        level = ruling.level if band is Band.CONFIRMED else min(ruling.level, int(Level.EXISTS))
        if ruling.effect != "allow" or level < Level.EXISTS or not can_be_fulfilled(ruling):
            continue
        card = _card(involvement, level, ruling, sources.get(involvement.provider), told, runtime)
        if card not in cards:
            cards.append(card)
            told.rows.append((member.golden, involvement.provider, involvement.record_type, level))
    return sorted(cards, key=_contact_first)


def _contact_first(card: Service) -> tuple[bool, bool, bool, str]:
    """Whom to ring comes first: open cases, the lead professional, then the rest; unnamed services last."""
    return card.level < Level.CONTACT, card.status == "closed", not card.lead_professional, card.agency_name


def _card(
    involvement: SealedInvolvement,
    level: int,
    ruling: Ruling,
    source: SourceState | None,
    told: Minimised,
    runtime: Runtime,
) -> Service:
    basis = _basis(ruling, told, runtime)
    if level == Level.EXISTS:
        return Service(level=int(Level.EXISTS), brokered=BROKER in ruling.obligations, basis=basis)
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
        covers=coverage(source),
        basis=basis,
    )


def coverage(source: SourceState | None) -> str:
    """What a source covers, in words, such as `BLACKPOOL from 2023-01-01`."""
    if source is None:
        return ""
    since = f" from {source.covers_from}" if source.covers_from else ""
    until = f" to {source.covers_to}" if source.covers_to else ""
    return f"{source.covers_area}{since}{until}".strip()


def _basis(ruling: Ruling, told: Minimised, runtime: Runtime) -> int:
    """The place of this ruling's reason among the answer's reasons, added when it is new."""
    basis = Basis(
        agreement=ruling.agreement,
        version=ruling.version,
        rules=ruling.rules,
        gateways=ruling.gateways,
        sentence=runtime.agreements.sentence(ruling),
        obligations=ruling.obligations,
    )
    if basis not in told.bases:
        told.bases.append(basis)
        told.rulings.append(ruling)
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
        separate_household=member.tie.lives_with is False or member.tie.kind == "former_partner",
        declared_by=runtime.agreements.agency_name(member.tie.provider),
        declared_as_of=member.tie.as_of,
        services=cards,
    )


def _age(born: PartialDate | None, today: date) -> int | None:
    return years_since(born.year, born.month, born.day, today) if born else None


def _iso(born: PartialDate | None) -> str:
    """`2011-04-02`, or as much of it as is known from the year on."""
    if born is None or born.year is None:
        return ""
    if not born.month:
        return f"{born.year:04}"
    return f"{born.year:04}-{born.month:02}" + (f"-{born.day:02}" if born.day else "")
