"""Who may use a rule, and how must they ask? Its conditions on the asker as the sets of words that they accept.

Few rules differ in this, so a bundle holds each set of terms once, and an engine settles it once for a whole question.
"""

from collections.abc import Iterable
from typing import NotRequired, TypedDict

from isa.agreement import Agreement, Rule
from isa.clauses import Clause, read_condition
from isa.effective import ORDINARY_ACTS
from isa.vocabulary import Vocabulary

Accepted = dict[str, bool]
"""A set of words, as JSON has it."""


class Asking(TypedDict):
    """The terms of asking. What few rules have is left out of the others."""

    until: int
    """The last day, in days since 1970-01-01."""
    askers: dict[str, dict[str, dict[str, list[bool]]]]
    """By act, relationship and assurance: whether a case reference may or must stand."""
    acts: Accepted
    relationships: Accepted
    assurances: Accepted
    cases: list[bool]
    training: NotRequired[list[str]]
    forums: NotRequired[list[str]]
    """The meetings for which alone it may be used."""
    attendance: NotRequired[bool]
    """Whether the asker must be on the meeting's list of attendance."""
    second_person: NotRequired[bool]
    """Whether somebody else must agree to the emergency."""
    stopped: NotRequired[list[str]]
    """The codes of every suspension."""
    bars: NotRequired[list[str]]
    """What the statutes behind the rule's gateways keep shut."""
    carries: NotRequired[list[str]]
    """What a statute may shut a gateway to, of what this provider holds."""
    lifts_confidence: NotRequired[bool]
    """Only where the record type is confidential: whether the provider recorded a basis in the law of confidence."""


def ordinarily(agreement: Agreement, rule: Rule, purpose: str, until: int, vocabulary: Vocabulary) -> Asking:
    """How an allow rule may be used. Conditions that leave nothing leave nobody."""
    said = _Said(rule, vocabulary)
    acts = said.words("during", ORDINARY_ACTS)
    relationships = said.words("requires_relationship", vocabulary.choices("relationships"))
    cases = [True] if said.named("requires_case_ref") else [False, True]
    forums = _forums(agreement, said, purpose)
    if forums is not None and not forums:
        acts = ()
    asking = _asking(acts, relationships, said.words("min_assurance", vocabulary.assurances), cases, until)
    if training := said.gathered("requires_training"):
        asking["training"] = training
    if forums:
        asking["forums"] = forums
    if said.named("requires_attendance"):
        asking["attendance"] = True
    return asking


def is_asked_alone(agreement: Agreement, rule: Rule, purpose: str, vocabulary: Vocabulary) -> bool:
    """Whether somebody may find out under the rule by asking, outside every meeting."""
    asking = ordinarily(agreement, rule, purpose, 0, vocabulary)
    return "find" in asking["acts"] and not asking.get("forums")


def whatever(until: int, vocabulary: Vocabulary) -> Asking:
    """How a deny rule bites: whatever the act, the relationship, the sign-in or the meeting."""
    return _asking(vocabulary.acts, vocabulary.choices("relationships"), vocabulary.assurances, [False, True], until)


def in_an_emergency(ordinary: Asking, second_person: bool, vocabulary: Vocabulary) -> Asking:
    """The same terms without the relationship and the case reference."""
    relationships = vocabulary.choices("relationships")
    lifted = _asking(ordinary["acts"], relationships, ordinary["assurances"], [False, True], ordinary["until"])
    asking: Asking = {**ordinary, **lifted}
    if second_person:
        asking["second_person"] = True
    return asking


def within_areas(rule: Rule, vocabulary: Vocabulary) -> list[str] | None:
    """The areas that every condition allows; None where none names one."""
    named = [set(clause.named) for clause in _Said(rule, vocabulary).clauses if clause.word == "within_area"]
    return sorted(set.intersection(*named)) if named else None


def _asking(
    acts: Iterable[str], relationships: Iterable[str], assurances: Iterable[str], cases: list[bool], until: int
) -> Asking:
    signed = dict.fromkeys(sorted(assurances), cases)
    return Asking(
        until=until,
        askers={act: dict.fromkeys(sorted(relationships), signed) for act in sorted(acts)},
        acts=words(acts),
        relationships=words(relationships),
        assurances=words(assurances),
        cases=cases,
    )


def words(accepted: Iterable[str]) -> Accepted:
    """A set of words as Rego looks it up."""
    return dict.fromkeys(sorted(accepted), True)


def _forums(agreement: Agreement, said: "_Said", purpose: str) -> list[str] | None:
    """The meetings that the purpose and every condition allow; None where none of them names a meeting."""
    named = [{one.forum_id} for one in agreement.purposes if one.code == purpose and one.forum_id is not None]
    for word in ("requires_forum_membership", "requires_attendance"):
        named += [set(clause.named) for clause in said.clauses if clause.word == word]
    return sorted(set.intersection(*named)) if named else None


class _Said:
    """What a rule's conditions accept, read once."""

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        self.clauses: list[Clause] = [read_condition(text, vocabulary) for text in rule.conditions]

    def named(self, word: str) -> bool:
        return any(clause.word == word for clause in self.clauses)

    def words(self, word: str, otherwise: Iterable[str]) -> tuple[str, ...]:
        """The words that every condition of that kind accepts."""
        found = [set(clause.named) for clause in self.clauses if clause.word == word]
        return tuple(sorted(set.intersection(*found))) if found else tuple(otherwise)

    def gathered(self, word: str) -> list[str]:
        """All that conditions of that kind ask for together."""
        return sorted({name for clause in self.clauses if clause.word == word for name in clause.named})
