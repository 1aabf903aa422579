"""Everything that was told of one person, to whom and when: through every link and parting of their records.

For an IG lead whose agency holds a record of the person, or has asked about them: either is asked for it by the person
(UK GDPR Art 15(1)(c), DPA 2018 s.45(2)(c): the recipients), and must answer.
"""

from typing import NamedTuple

from service.errors import NotFound, ReasonCode
from service.identity.principal import Principal
from service.leaf import Leaf
from service.oversight.disclosures import PSEUDONYM, leaves_of
from service.oversight.leads import check_lead
from service.oversight.names_over_time import Person, Span, person_of
from service.oversight.noting import note_query
from service.oversight.own_records import cards_of
from service.projection.bringing_up_to_date import bring_up_to_date
from service.projection.reading import Card
from service.runtime import Runtime
from service.store import projection
from service.store.nominals_reading import Membership
from service.store.projection_rows import About


class ToldOf(NamedTuple):
    """One answer that told something of the person."""

    leaf: Leaf
    told_as: str
    """`subject` or `relative`."""
    level: int
    corrected: bool
    """It was told under another person's golden nominal, under which a record of this one stood by mistake."""
    cards: list[Card]
    """None of them where the payload was destroyed."""


class SubjectHistory(NamedTuple):
    """What was told of a person, oldest first."""

    person: Person
    told: list[ToldOf]
    sought: list[Leaf]
    """Enquiries of people of the reader's own agency that found the person, and of which they were shown nothing."""


async def subject_history(pseudonym: str, principal: Principal, runtime: Runtime, why: str = "") -> SubjectHistory:
    """All that was told of whoever this pseudonym means today. `why` is a code of `why_look`.

    Raises:
        NotFound: nobody ever had it; or the principal's agency neither holds a record of them nor has asked about them.
        NotPermitted: the principal is no IG lead.
        Unavailable: store or log is down.
    """
    check_lead(principal)
    named = pseudonym if PSEUDONYM.match(pseudonym) else ""
    await note_query("subject_history", principal, runtime, subject=named, why=why)
    return await history_for(await person_of(pseudonym, runtime), principal, runtime)


async def history_for(person: Person, principal: Principal, runtime: Runtime) -> SubjectHistory:
    """The same, where the reading is an entry already.

    Raises:
        NotFound, Unavailable: as `subject_history`.
    """
    await bring_up_to_date(runtime)
    told: dict[int, ToldOf] = {}
    sought: dict[int, Leaf] = {}
    for span in person.spans:
        for leaf, level in await _within(About.PERSON, span, runtime):
            if leaf.index not in told or told[leaf.index].corrected:
                told[leaf.index] = await _told(leaf, level, span, principal, runtime)
        for leaf, _ in await _within(About.SOUGHT, span, runtime):
            if leaf.agency == principal.agency and leaf.type.startswith("enquiry."):
                sought[leaf.index] = leaf
    history = SubjectHistory(person, [told[one] for one in sorted(told)], [sought[one] for one in sorted(sought)])
    await _check_concerned(history, principal, runtime)
    return history


async def _within(kind: About, span: Span, runtime: Runtime) -> list[tuple[Leaf, int]]:
    found = await projection.entries_about(runtime.store.database, kind, span.pseudonym, span.start)
    levels = {entry: level for entry, level in found if span.end is None or entry < span.end}
    return [(leaf, levels[leaf.index]) for leaf in await leaves_of(list(levels), runtime)]


async def _told(leaf: Leaf, level: int, span: Span, principal: Principal, runtime: Runtime) -> ToldOf:
    cards = await cards_of(leaf, runtime)
    shown = [_unnamed_stays_so(card, principal) for card in cards if card.subject == span.pseudonym]
    told_as = "subject" if leaf.subject == span.pseudonym else "relative"
    return ToldOf(leaf, told_as, level, span.corrected, shown)


def _unnamed_stays_so(card: Card, principal: Principal) -> Card:
    """A service that was not named to the asker is named here to its own agency only."""
    hidden = card.level <= 1 and card.provider != principal.agency
    return card._replace(provider="", record_type="", reference="") if hidden else card._replace(reference="")


async def _check_concerned(history: SubjectHistory, principal: Principal, runtime: Runtime) -> None:
    """Whoever neither holds a record nor has asked is told what they would be told of nobody at all."""
    rows = await Membership(runtime.store.database).records(history.person.records)
    holds = any(row.provider == principal.agency for row in rows.values())
    asked = any(one.leaf.agency == principal.agency for one in history.told)
    if not (holds or asked):
        raise NotFound(ReasonCode.NOT_FOUND, "The log knows nobody by this pseudonym. Take it from an entry.")
