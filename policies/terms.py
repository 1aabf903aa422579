"""What do the agreements in force come to? Each rule as the flat terms that Rego reads, indexed by who asks and why.

Nothing is decided here. `*` is spelled out, conditions become the sets of words that they accept, and fields are listed
level by level, so that the Rego looks words up and knows none of them.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypedDict

from isa.agreement import Agreement, Rule
from isa.clauses import read_condition, strictness
from isa.effective import ORDINARY_ACTS, age_bands, agreed_fields, bases, opens, subject_roles
from isa.register import Suspended
from isa.signing import VerifiedAgreement
from isa.vocabulary import Level, Vocabulary

Accepted = dict[str, bool]
"""A set of words, as JSON has it."""


class Term(TypedDict):
    """One rule, for one purpose and one record type, between one provider and one recipient."""

    flow: str
    level: int
    """The most that the rule gives, and its lawful basis with it; 0 for a deny."""
    leaves: int
    """The most that may be told where the rule holds: all for an allow rule, less for a deny."""
    until: int
    askers: dict[str, dict[str, dict[str, list[bool]]]]
    """By act, relationship and assurance: whether a case reference may or must stand."""
    acts: Accepted
    relationships: Accepted
    assurances: Accepted
    cases: list[bool]
    subjects: dict[str, dict[str, Accepted]]
    """By regime, age band and subject role."""
    obligations: list[str]


class Extras(TypedDict, total=False):
    """What few terms have. Each part is a table of its own in the bundle, empty parts left out."""

    answers: list[dict[str, object]]
    """What an allow rule gives when a level from 0 to 4 is asked, as a ruling says it; never above its own level."""
    training: list[str]
    areas: list[str]
    redact: list[str]
    bars: list[str]
    """What the statutes behind its gateways keep shut."""
    carries: list[str]
    """What a statute may shut a gateway to, of what this provider holds."""
    lifts_confidence: bool
    """Only where the record type is confidential."""
    stopped: list[str]


Place = tuple[str, str, str, str, str]
"""Where a term stands in the index: recipient, role, purpose, provider, record type."""

Placed = tuple[Place, Term, Extras]


def terms(verified: VerifiedAgreement, suspended: Iterable[Suspended], vocabulary: Vocabulary) -> Iterator[Placed]:
    """Every term of one agreement, with its place in the index."""
    stopped = tuple(suspended)
    for rule in verified.agreement.rules:
        if rule.effect == "allow" and not opens(verified.agreement, rule):
            continue
        for place in _places(verified.agreement, rule, vocabulary):
            if rule.effect == "deny":
                yield place, _common(verified, rule, place, vocabulary, vocabulary.choices("regimes")), Extras()
            else:
                term, extras = _allow(verified, rule, place, vocabulary)
                yield place, term, Extras(**extras, stopped=_stops(verified, rule, place, stopped))


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


def _places(agreement: Agreement, rule: Rule, vocabulary: Vocabulary) -> Iterator[Place]:
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


def _stops(verified: VerifiedAgreement, rule: Rule, place: Place, suspended: tuple[Suspended, ...]) -> list[str]:
    """The codes of every suspension that stops this rule for this place. A deny rule is never stopped."""
    recipient, _, _, provider, record_type = place
    stops: dict[str, tuple[str, ...]] = {
        "flow": (f"{verified.agreement.isa_id}/{rule.id}",),
        "agency": (recipient, provider),
        "connector": (provider, f"{provider}/{record_type}"),
    }
    return sorted({f"{one.subject}_suspended" for one in suspended if one.name in stops.get(one.subject, ())})


def _allow(verified: VerifiedAgreement, rule: Rule, place: Place, vocabulary: Vocabulary) -> tuple[Term, Extras]:
    recipient, _, purpose, provider, record_type = place
    providing = bases(verified.agreement, purpose, "provider", provider)
    receiving = bases(verified.agreement, purpose, "recipient", recipient)
    grounds = [vocabulary.confidentiality_bases[code] for basis in providing for code in basis.confidentiality_basis]
    gateways = sorted({code for basis in (*providing, *receiving) for code in basis.gateway_codes})
    accepted = _Accepted(rule, vocabulary)
    term = _common(verified, rule, place, vocabulary, {basis.regime.partition("->")[0] for basis in providing})
    most = Level(min([rule.max_level or 0, *(ground.cap for ground in grounds)]))
    term["level"] = int(most)
    term["obligations"] = sorted(rule.obligations)
    extras = Extras(
        answers=[
            _answer(verified, rule, record_type, min(asked, most), vocabulary=vocabulary, gateways=gateways)
            for asked in Level
        ],
        training=list(accepted.words("requires_training", ())),
        areas=list(accepted.words("within_area", ())),
        redact=sorted(rule.field_redact),
        bars=sorted({bar for code in gateways for bar in vocabulary.gateways[code].bars}),
        carries=_carries(verified.agreement, provider, record_type, vocabulary),
    )
    if vocabulary.record_types[record_type].confidential:
        extras["lifts_confidence"] = any(ground.lifts_confidence for ground in grounds)
    return term, extras


def _common(
    verified: VerifiedAgreement, rule: Rule, place: Place, vocabulary: Vocabulary, regimes: Iterable[str]
) -> Term:
    """What allow and deny share. A deny bites whatever the act, the relationship or the sign-in."""
    accepted = _Accepted(rule, vocabulary)
    acts = accepted.words("during", vocabulary.acts if rule.effect == "deny" else ORDINARY_ACTS)
    relationships = accepted.words("requires_relationship", vocabulary.choices("relationships"))
    assurances = accepted.words("min_assurance", vocabulary.assurances)
    cases = [True] if accepted.named("requires_case_ref") else [False, True]
    roles = _set(accepted.roles(verified.agreement, place[-1]))
    ages = accepted.ages(verified.agreement, place[-1])
    return Term(
        flow=f"{verified.agreement.isa_id}/{rule.id}",
        level=0,
        leaves=rule.applies_when.level_gte - 1 if rule.effect == "deny" else int(Level.DETAIL),
        until=day_number(verified.agreement.effective_to),
        askers={act: {kind: dict.fromkeys(assurances, cases) for kind in relationships} for act in acts},
        acts=_set(acts),
        relationships=_set(relationships),
        assurances=_set(assurances),
        cases=cases,
        subjects={regime: dict.fromkeys(ages, roles) for regime in sorted(regimes)},
        obligations=[],
    )


def _answer(
    verified: VerifiedAgreement,
    rule: Rule,
    record_type: str,
    level: Level,
    *,
    vocabulary: Vocabulary,
    gateways: list[str],
) -> dict[str, object]:
    """What the rule gives at one level, in the words of a ruling."""
    weaker = weaker_obligations(rule.obligations, vocabulary)
    return {
        "effect": "allow",
        "level": int(level),
        "fields": sorted(agreed_fields(verified.agreement, rule, record_type, level, vocabulary)),
        "obligations": sorted(set(rule.obligations).difference(*weaker.values())),
        "agreement": verified.agreement.isa_id,
        "version": verified.agreement.version,
        "agreement_digest": verified.digest,
        "rules": [rule.id],
        "gateways": gateways,
        "reasons": [],
    }


def _carries(agreement: Agreement, provider: str, record_type: str, vocabulary: Vocabulary) -> list[str]:
    """What a statute may shut a gateway to, of what this provider holds in this record type."""
    kind = vocabulary.record_types[record_type]
    controller = next(party.controller_type for party in agreement.parties if party.org_id == provider)
    carried = {
        "patient_information": kind.patient_information,
        "social_care_information": kind.social_care_information,
        "health_or_social_care_authority": vocabulary.controller_types[controller].health_or_social_care_authority,
    }
    return sorted(name for name, true in carried.items() if true)


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

    def ages(self, agreement: Agreement, record_type: str) -> tuple[str, ...]:
        """A deny about people under 18 bites on those of unknown age too."""
        if self.rule.effect == "allow":
            return age_bands(agreement, self.rule, record_type, self.vocabulary)
        if self.rule.applies_when.subject_age_lt is not None:
            return ("under18", "unknown")
        return self.vocabulary.age_bands

    def roles(self, agreement: Agreement, record_type: str) -> tuple[str, ...]:
        """A deny that names no part in a record bites on everybody."""
        if self.rule.effect == "allow":
            return subject_roles(agreement, self.rule, record_type, self.vocabulary)
        return self.rule.applies_when.subject_role_in or self.vocabulary.choices("subject_roles")


def _set(words: Iterable[str]) -> Accepted:
    return dict.fromkeys(sorted(words), True)
