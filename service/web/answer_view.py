"""An answer arranged for reading: the person asked about first, their household next, separated households apart.

Only arrangement and words; what may be told was decided before, and everything here is escaped by the template.
"""

from dataclasses import dataclass, field

from service.enquiry.shapes import Answer, Person, Service, Why
from service.web import content

BANDS = {
    "confirmed": ("Confirmed", "govuk-tag--green"),
    "likely": ("Likely", "govuk-tag--light-blue"),
    "possible": ("Possible", "govuk-tag--yellow"),
}
ASKED_ABOUT = "asked about"
NOT_KNOWN_TO_LIVE_THERE = "Not known whether they live together"
APART = ("separate", "unknown")
ACCUSED = ("suspect", "convicted")
HARM = frozenset({"domestic_abuse", "forced_marriage", "honour_based_abuse", "child_to_parent_violence", "stalking"})
"""What is done to people of one's own family: to show who is accused of it as one home with them could do harm."""
AGENCY_KINDS = {"police": "police", "gss": "council", "ods": "health"}


@dataclass(frozen=True, slots=True)
class Card:
    """One contact card."""

    service: Service
    title: str
    kind: str
    """Which stripe it wears: `police`, `council`, `health`, `other` or `unnamed`."""
    period: str
    fresh: str
    place: str = ""
    """Where it stands in the answer, `0-1`: the second service of the first person."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person with their cards."""

    person: Person
    title: str
    about: str
    household: str
    """Where a source does not say that they live together: that this is not known."""
    cards: list[Card]
    apart: bool = False
    """Whether they are to be shown as linked, and never as of the household of the person asked about."""


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What the answer page shows."""

    heading: str
    band: str
    band_class: str
    reasons: str
    person: Member | None
    household: list[Member] = field(default_factory=list)
    separate: list[Member] = field(default_factory=list)
    unnamed: bool = False
    """Whether any card may not name its service."""

    @property
    def members(self) -> list[Member]:
        """Everybody, in the order in which they are shown."""
        return [*([self.person] if self.person else []), *self.household, *self.separate]

    @property
    def services(self) -> int:
        """How many cards there are."""
        return sum(len(one.cards) for one in self.members)


def answer_view(answer: Answer, now: float) -> AnswerView:
    """Arrange an answer that found somebody."""
    members = [member(person, number, now) for number, person in enumerate(answer.people)]
    person = next((one for one in members if one.person.relation == ASKED_ABOUT), None)
    others = [one for one in members if one is not person]
    band, band_class = BANDS.get(answer.band, (answer.band.capitalize(), "govuk-tag--grey"))
    return AnswerView(
        heading=heading(answer, person),
        band=band,
        band_class=band_class,
        reasons=in_words(answer.why),
        person=person,
        household=[one for one in others if not one.apart],
        separate=[one for one in others if one.apart],
        unnamed=any(one_card.kind == "unnamed" for one in members for one_card in one.cards),
    )


def heading(answer: Answer, person: Member | None) -> str:
    """`Who is working with Jordan Synth’s family`."""
    if person is None or not person.person.name:
        return f"Who is working with this {answer.scope}"
    if answer.scope == "person":
        return f"Who is working with {person.person.name}"
    return f"Who is working with {person.person.name}’s family"


def member(person: Person, number: int, now: float) -> Member:
    """The answer's person of this number, with named services before unnamed ones and the lead professional first."""
    relation = content.RELATIONS.get(person.relation, content.words(person.relation).capitalize())
    shown = relation if person.name and person.relation != ASKED_ABOUT else ""
    placed = [(service, f"{number}-{at}") for at, service in enumerate(person.services)]
    placed.sort(key=lambda one: (one[0].brokered or not one[0].agency_name, not one[0].lead_professional))
    return Member(
        person=person,
        title=person.name or relation,
        about=", ".join(part for part in (shown, born(person)) if part),
        household=NOT_KNOWN_TO_LIVE_THERE if person.household == "unknown" else "",
        cards=[card(service, place, now) for service, place in placed],
        apart=is_apart(person),
    )


def is_apart(person: Person) -> bool:
    """Whoever lives elsewhere or may do so, a former partner, and whoever is accused of harm within the family."""
    accused = any(one.subject_role in ACCUSED and HARM.intersection(one.categories) for one in person.services)
    return person.household in APART or person.relation == "former_partner" or accused


def born(person: Person) -> str:
    """`born 2 April 2011 (15)`, or as much of it as may be told."""
    age = "" if person.age is None else str(person.age)
    if not person.born:
        return f"aged {age}" if age else ""
    return f"born {content.written_date(person.born)}" + (f" ({age})" if age else "")


def card(service: Service, place: str, now: float) -> Card:
    """One card. Of a service that may not be named, only what asking it to ring back needs."""
    if service.brokered or not (service.service or service.agency_name):
        unnamed = Service(level=service.level, brokered=service.brokered, reference=service.reference)
        return Card(unnamed, "Another service is involved", kind="unnamed", period="", fresh="", place=place)
    return Card(
        service=service,
        title=service.service or f"{service.agency_name} is involved",
        kind=AGENCY_KINDS.get(service.agency.partition(":")[0], "other"),
        period=period(service),
        fresh=content.freshness(service.updated, now) if service.updated else "",
        place=place,
    )


def period(service: Service) -> str:
    """`Open since October 2026`, and in what part this person stands where that may be told: `, as victim`."""
    status = content.STATUSES.get(service.status, "")
    since = content.written_date(service.since)
    if since:
        status = f"{status} since {since}" if service.status == "open" else f"{status or 'Involved'}, began {since}"
    part = "" if service.subject_role in {"", "service_user"} else f"as {content.words(service.subject_role)}"
    return ", ".join(piece for piece in (status, part) if piece)


def in_words(why: tuple[Why, ...]) -> str:
    """`First name agrees. Date of birth matches with day and month changed about.`: only what was typed."""
    return " ".join(one.sentence for one in why if one.outcome != "not_compared")
