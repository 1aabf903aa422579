"""One card of one's own answer: whose record it shows, and what more the agreements would let its asker be told.

A card is known by its place in the answer, `0-1`: the second service of the first person. Of a service that was not
named we know which it is from what the log keeps sealed; the asker does not learn it.
"""

import re
from dataclasses import dataclass

import msgspec

from service.enquiry.append import Kept, Shown
from service.enquiry.reread import own_answer
from service.enquiry.shapes import Answer, Person, Service
from service.errors import NotFound, ReasonCode
from service.follow_up.agreed import Place, agreed_fields_at
from service.identity.principal import Principal
from service.runtime import Runtime

_PLACE = re.compile(r"(\d{1,2})-(\d{1,2})\Z")


@dataclass(frozen=True, slots=True)
class Card:
    """A card, whose it is, and the answer that it stands in."""

    place: str
    enquiry: str
    entry: int
    """The index of the log's entry of that answer."""
    answer: Answer
    person: Person
    service: Service
    provider: str
    record_type: str
    subject: str
    born: str
    """Of the person asked about as it was typed, `2011-04-02`; of a relative as the answer says."""

    @property
    def named(self) -> bool:
        """Whether the asker was told which service it is."""
        return bool(self.service.agency)


async def card_of(enquiry: str, place: str, principal: Principal, runtime: Runtime) -> Card:
    """A card of the principal's own answer. Nothing of it may be shown before an entry.

    Raises:
        NotFound: there is no such card, or the answer is not theirs, or has expired.
        Unavailable: the log does not answer.
    """
    entry, kept = await own_answer(enquiry, principal, runtime)
    answer = msgspec.json.decode(kept.answer, type=Answer)
    person, service = _at(place, answer)
    row = _row(kept, answer, person, service)
    return Card(
        place=place,
        enquiry=enquiry,
        entry=entry,
        answer=answer,
        person=person,
        service=service,
        provider=row.provider,
        record_type=row.record_type,
        subject=row.subject,
        born=person.born or (_typed_birth(kept) if person is answer.people[0] else ""),
    )


def more_fields(card: Card, principal: Principal, runtime: Runtime) -> tuple[str, ...]:
    """The fields beyond the card that an agreement in force would let this asker be told of such a record."""
    place = Place(principal.agency, principal.role, card.answer.purpose, card.provider, card.record_type)
    known = runtime.agreements.words.record_types[card.record_type].fields
    agreed = agreed_fields_at(place, runtime)
    return tuple(name for name, one in known.items() if name in agreed and one.level > card.service.level)


def _at(place: str, answer: Answer) -> tuple[Person, Service]:
    found = _PLACE.match(place)
    try:
        if found is None:
            raise IndexError
        person = answer.people[int(found[1])]
        return person, person.services[int(found[2])]
    except IndexError:
        advice = "There is no such card in your answer. Go back to the answer and choose it again."
        raise NotFound(ReasonCode.NOT_FOUND, advice) from None


def _row(kept: Kept, answer: Answer, person: Person, service: Service) -> Shown:
    """The card as the log keeps it: cards are kept in the order of the people, and known by whose they are."""
    subjects = list(dict.fromkeys(one.subject for one in kept.disclosed))
    with_cards = [one for one in answer.people if one.services]
    subject = subjects[next(at for at, one in enumerate(with_cards) if one is person)]
    theirs = [one for one in kept.disclosed if one.subject == subject and one.level == service.level]
    if not service.agency:
        return next(one for one in theirs if one.reference == service.reference)
    by_agency = [one for one in theirs if one.provider == service.agency]
    rules = answer.bases[service.basis].rules
    by_rule = {ruled.kind.record_type for ruled in kept.rulings if ruled.rules == rules}
    return next((one for one in by_agency if one.record_type in by_rule), by_agency[0])


def _typed_birth(kept: Kept) -> str:
    born = kept.sought.date_of_birth
    if born is None or born.year is None:
        return ""
    parts = [f"{born.year:04}", *([f"{born.month:02}"] if born.month else [])]
    return "-".join([*parts, *([f"{born.day:02}"] if born.month and born.day else [])])
