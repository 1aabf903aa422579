"""What do the agreements in force come to? Each rule as the flat terms that Rego reads, indexed by who asks and why.

Nothing is decided here. `*` is spelled out, conditions become the sets of words that they accept, and fields are listed
level by level, so that the Rego looks words up and knows none of them.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypedDict

from isa.agreement import Agreement, Rule
from isa.checks import bases
from isa.clauses import read_condition, strictness
from isa.register import Suspended
from isa.signing import VerifiedAgreement
from isa.vocabulary import Level, Vocabulary

Accepted = dict[str, bool]
"""A set of words, as JSON has it."""

ORDINARY_ACTS = ("find", "fetch")
"""What a rule without `during(...)` covers: an export or a push must be agreed in words."""


class Term(TypedDict):
    """One rule, for one purpose and one record type, between one provider and one recipient."""

    rule: str
    flow: str
    agreement: str
    version: str
    digest: str
    effect: str
    level: int
    leaves: int
    since: int
    until: int
    acts: Accepted
    assurances: Accepted
    relationships: Accepted
    case_reference: bool
    training: list[str]
    regimes: Accepted
    age_bands: Accepted
    subject_roles: Accepted
    within_area: bool
    areas: Accepted
    fields: list[list[str]]
    redact: list[str]
    obligations: list[str]
    gateways: list[str]
    lifts_confidence: bool
    stopped: list[str]


Placed = tuple[tuple[str, str, str, str, str], Term]
"""Where a term stands in the index: recipient, role, purpose, provider, record type."""


def terms(verified: VerifiedAgreement, suspended: Iterable[Suspended], vocabulary: Vocabulary) -> Iterator[Placed]:
    """Every term of one agreement, with its place in the index."""
    stopped = {one.name for one in suspended if one.subject == "flow"}
    agreement = verified.agreement
    for rule in agreement.rules:
        flow_stopped = f"{agreement.isa_id}/{rule.id}" in stopped
        for place in _places(agreement, rule, vocabulary):
            yield place, _term(verified, rule, place, flow_stopped, vocabulary)


def day_number(text: str) -> int:
    """Days since 1970-01-01 of a date `YYYY-MM-DD`."""
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def weaker_obligations(every: Iterable[str], vocabulary: Vocabulary) -> dict[str, list[str]]:
    """For each obligation, those of its kind that it makes superfluous."""
    ranked = {text: strictness(text, vocabulary) for text in set(every)}
    found = {
        text: sorted(
            other for other, (word, rank) in ranked.items() if word == ranked[text][0] and rank < ranked[text][1]
        )
        for text in ranked
    }
    return {text: lesser for text, lesser in sorted(found.items()) if lesser}


def _places(agreement: Agreement, rule: Rule, vocabulary: Vocabulary) -> Iterator[tuple[str, str, str, str, str]]:
    parties = [party.org_id for party in agreement.parties]
    for recipient in _spelled(rule.recipient, parties):
        for role in _spelled(rule.recipient_roles, vocabulary.roles):
            for purpose in _spelled(rule.purposes, [purpose.code for purpose in agreement.purposes]):
                for provider in _spelled(rule.provider, parties):
                    for record_type in rule.record_types:
                        yield recipient, role, purpose, provider, record_type


def _spelled(words: Iterable[str], everyone: Iterable[str]) -> tuple[str, ...]:
    named = tuple(words)
    return tuple(everyone) if "*" in named else named


def _term(
    verified: VerifiedAgreement,
    rule: Rule,
    place: tuple[str, str, str, str, str],
    flow_stopped: bool,
    vocabulary: Vocabulary,
) -> Term:
    agreement = verified.agreement
    recipient, _, purpose, provider, record_type = place
    sides = bases(agreement, purpose, "provider", provider), bases(agreement, purpose, "recipient", recipient)
    reasons = [vocabulary.confidentiality_bases[code] for basis in sides[0] for code in basis.confidentiality_basis]
    caps = [rule.max_level or 0, *(reason.cap for reason in reasons)]
    accepted = _Accepted(rule, vocabulary)
    if rule.effect == "deny":
        regimes = vocabulary.choices("regimes")
    else:
        regimes = tuple(sorted({basis.regime.partition("->")[0] for basis in sides[0]}))
    return Term(
        rule=rule.id,
        flow=f"{agreement.isa_id}/{rule.id}",
        agreement=agreement.isa_id,
        version=agreement.version,
        digest=verified.digest,
        effect=rule.effect,
        level=min(caps),
        leaves=rule.applies_when.level_gte - 1,
        since=day_number(agreement.effective_from),
        until=day_number(agreement.effective_to),
        acts=_set(accepted.words("during", vocabulary.acts if rule.effect == "deny" else ORDINARY_ACTS)),
        assurances=_set(accepted.words("min_assurance", vocabulary.assurances)),
        relationships=_set(accepted.words("requires_relationship", vocabulary.choices("relationships"))),
        case_reference=accepted.named("requires_case_ref"),
        training=list(accepted.words("requires_training", ())),
        regimes=_set(regimes),
        age_bands=_set(accepted.ages()),
        subject_roles=_set(accepted.roles()),
        within_area=accepted.named("within_area"),
        areas=_set(accepted.words("within_area", ())),
        fields=_fields(agreement, rule, record_type, vocabulary),
        redact=sorted(rule.field_redact),
        obligations=sorted(rule.obligations),
        gateways=sorted({code for side in sides for basis in side for code in basis.gateway_codes}),
        lifts_confidence=any(reason.lifts_confidence for reason in reasons),
        stopped=["flow_suspended"] if flow_stopped else [],
    )


class _Accepted:
    """What a rule's conditions, or a deny rule's `applies_when`, accept."""

    def __init__(self, rule: Rule, vocabulary: Vocabulary) -> None:
        self.rule = rule
        self.vocabulary = vocabulary
        self.clauses = [read_condition(text, vocabulary) for text in rule.conditions]

    def named(self, word: str) -> bool:
        return any(clause.word == word for clause in self.clauses)

    def words(self, word: str, otherwise: Iterable[str]) -> tuple[str, ...]:
        """The words that every condition of that kind accepts; `requires_training` gathers instead."""
        found = [set(clause.named) for clause in self.clauses if clause.word == word]
        if not found:
            return tuple(otherwise)
        joined = set.union(*found) if word == "requires_training" else set.intersection(*found)
        return tuple(sorted(joined))

    def ages(self) -> tuple[str, ...]:
        """A deny about people under 18 bites on those of unknown age too."""
        if self.rule.applies_when.subject_age_lt is not None:
            return ("under18", "unknown")
        return self.words("subject_age", self.vocabulary.age_bands)

    def roles(self) -> tuple[str, ...]:
        if self.rule.applies_when.subject_role_in:
            return self.rule.applies_when.subject_role_in
        return self.words("subject_role", self.vocabulary.choices("subject_roles"))


def _fields(agreement: Agreement, rule: Rule, record_type: str, vocabulary: Vocabulary) -> list[list[str]]:
    """At each level from 0 to 4, the agreed fields that it may show."""
    listed = {
        name for data_set in agreement.data_sets if data_set.record_type == record_type for name in data_set.fields
    }
    allowed = listed & set(rule.field_allow) if rule.field_allow else listed
    known = vocabulary.record_types[record_type].fields
    return [sorted(name for name in allowed if known[name].level <= level) for level in Level]


def _set(words: Iterable[str]) -> Accepted:
    return dict.fromkeys(sorted(words), True)
