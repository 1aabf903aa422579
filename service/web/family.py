"""The family as it is drawn and listed: who sources say belongs to it, in which month, and how far they agree.

A link is somebody's statement, so each comes with its sources. Whoever lives apart, or should not be taken for one of
the household, stands in a frame of their own. Only arrangement: what may be told was decided before.
"""

from service.enquiry.shapes import Declaration, Person
from service.web import content
from service.web.answer_view import AnswerView, Member
from service.web.charts.family_map import Relative, Tie, family_map
from service.web.charts.figure import Figure

TOGETHER, SEPARATE, NOT_KNOWN = "Same household", "Linked, separate", "Linked, household not known"
SAID_TO_LIVE_THERE = "A source says that they live together. "
GENERATIONS = {
    "grandparent": -2,
    "parent": -1,
    "step_parent": -1,
    "carer": -1,
    "child": 1,
    "step_child": 1,
    "grandchild": 2,
}
ASKED_ABOUT = "asked-about"


def family_figure(view: AnswerView) -> Figure | None:
    """The map and its table; None where nobody else may be shown."""
    others = [*view.household, *view.separate]
    if not others:
        return None
    people = [_asked_about(view.person), *(_relative(one, f"relative-{at}") for at, one in enumerate(others))]
    ties = [Tie(ASKED_ABOUT, one.key, apart=one.household != TOGETHER) for one in people[1:]]
    return family_map("family-map", "Family, as sources say", people, ties)


def _asked_about(member: Member | None) -> Relative:
    relation = content.RELATIONS["asked about"]
    return Relative(ASKED_ABOUT, member.title if member else relation, relation, 0, TOGETHER)


def _relative(member: Member, key: str) -> Relative:
    person = member.person
    household = _household(member)
    return Relative(
        key=key,
        name=member.title,
        relation=content.RELATIONS.get(person.relation, content.words(person.relation).capitalize()),
        generation=GENERATIONS.get(person.relation, 0),
        household=household,
        declared=sources(person),
        sure=(SAID_TO_LIVE_THERE if member.apart and person.household == "same" else "") + how_sure(person),
        home=key if household == SEPARATE else "",
    )


def _household(member: Member) -> str:
    if not member.apart:
        return TOGETHER
    return NOT_KNOWN if member.person.household == "unknown" else SEPARATE


def sources(person: Person) -> str:
    """`Blackpool Council, November 2026; Lancashire Constabulary, May 2026`: each as of its month."""
    return "; ".join(
        ", ".join(part for part in (one.agency_name, content.month(one.as_of) if one.as_of else "") if part)
        for one in statements(person)
    )


def how_sure(person: Person) -> str:
    """Whether one source says so, several agree, or they differ and how: in words, never as a score."""
    said = statements(person)
    if not said:
        return "No source is named"
    if len({one.relation for one in said}) > 1:
        told = "; ".join(f"{one.agency_name} says {relation(one)}" for one in said)
        return f"Sources differ: {told}"
    homes = {one.household for one in said if one.household}
    if len(homes) > 1:
        return "Sources differ on whether they live together"
    return "One source says so" if len(said) == 1 else f"{len(said)} sources agree"


def relation(said: Declaration) -> str:
    """What one source calls them, in the middle of a sentence."""
    return content.RELATIONS.get(said.relation, content.words(said.relation)).lower()


def statements(person: Person) -> tuple[Declaration, ...]:
    """What each source says; of an answer kept from before there were several, the one that it names."""
    if person.declarations or not person.declared_by:
        return person.declarations
    return (Declaration(person.declared_by, person.relation, person.declared_as_of),)
