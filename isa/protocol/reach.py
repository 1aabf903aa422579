"""What does each rule really open, to whom? The rule, held to its lawful basis and to the bars of its gateways.

The same bounds are enforced by the policy (`policies.terms`, `guards.rego`); a test asks the engine about each.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from isa.agreement import Agreement, LawfulBasis, Rule
from isa.effective import agreed_fields, bases, data_sets
from isa.vocabulary import Vocabulary


@dataclass(frozen=True)
class Opening:
    """One rule for one role, purpose, provider and kind of record."""

    recipient: str
    role: str
    purpose: str
    provider: str
    record_type: str
    rule: str
    level: int
    """The most that may be told; 0 where the law keeps it shut."""
    fields: tuple[str, ...]
    shut_by: tuple[str, ...] = ()
    """The gateways whose bars keep it shut, or `confidence`."""
    limited_by: tuple[str, ...] = ()
    """The deny rules that speak of it too."""


def openings(agreement: Agreement, words: Vocabulary) -> Iterator[Opening]:
    """Every opening of every allow rule, in the order of the rules."""
    for rule in agreement.rules:
        if rule.effect == "allow":
            yield from _of_rule(agreement, rule, words)


def field_levels(agreement: Agreement, record_type: str, words: Vocabulary) -> dict[str, int]:
    """The fields of a kind of record that the agreement knows, in its order, and from which level each may be told."""
    known = words.record_types[record_type].fields
    return {
        name: one.level_min(name, known[name].level) for one in data_sets(agreement, record_type) for name in one.names
    }


def _of_rule(agreement: Agreement, rule: Rule, words: Vocabulary) -> Iterator[Opening]:
    for recipient in rule.recipient:
        for role in rule.recipient_roles:
            for purpose in rule.purposes:
                for provider in rule.provider:
                    for record_type in rule.record_types:
                        yield _opening(agreement, rule, (recipient, role, purpose, provider, record_type), words)


def _opening(agreement: Agreement, rule: Rule, place: tuple[str, str, str, str, str], words: Vocabulary) -> Opening:
    recipient, _, purpose, provider, record_type = place
    giving = bases(agreement, purpose, "provider", provider)
    taking = bases(agreement, purpose, "recipient", recipient)
    shut = (*_barred(agreement, provider, record_type, (*giving, *taking), words), *_kept(record_type, giving, words))
    level = 0 if shut else _level(rule, giving, words)
    told = agreed_fields(agreement, rule, record_type, level, words)
    fields = tuple(name for name in field_levels(agreement, record_type, words) if name in told)
    return Opening(*place, rule.id, level, fields, shut, _limits(agreement, place))


def _level(rule: Rule, giving: tuple[LawfulBasis, ...], words: Vocabulary) -> int:
    """The rule's level, no higher than a basis in confidence allows."""
    caps = [words.confidentiality_bases[code].cap for basis in giving for code in basis.confidentiality_basis]
    return min([rule.max_level or 0, *caps])


def _barred(
    agreement: Agreement, provider: str, record_type: str, relied_on: tuple[LawfulBasis, ...], words: Vocabulary
) -> tuple[str, ...]:
    """The gateways that bar what this provider holds: PCSC Act 2022 s.16 and patient information, for one."""
    kind = words.record_types[record_type]
    controller = {party.org_id: party.controller_type for party in agreement.parties}[provider]
    carried = {
        "patient_information": kind.patient_information,
        "social_care_information": kind.social_care_information,
        "health_or_social_care_authority": words.controller_types[controller].health_or_social_care_authority,
    }
    codes = sorted({code for basis in relied_on for code in basis.gateway_codes})
    return tuple(code for code in codes if any(carried.get(bar, True) for bar in words.gateways[code].bars))


def _kept(record_type: str, giving: tuple[LawfulBasis, ...], words: Vocabulary) -> tuple[str, ...]:
    """Confidential information stays shut without a recorded reason that lifts the duty of confidence."""
    reasons = [words.confidentiality_bases[code] for basis in giving for code in basis.confidentiality_basis]
    lifted = any(reason.lifts_confidence for reason in reasons)
    return ("confidence",) if words.record_types[record_type].confidential and not lifted else ()


def _limits(agreement: Agreement, place: tuple[str, str, str, str, str]) -> tuple[str, ...]:
    recipient, role, purpose, provider, record_type = place
    return tuple(
        rule.id
        for rule in agreement.rules
        if rule.effect == "deny"
        and record_type in rule.record_types
        and _speaks(rule.recipient, recipient)
        and _speaks(rule.recipient_roles, role)
        and _speaks(rule.purposes, purpose)
        and _speaks(rule.provider, provider)
    )


def _speaks(words: tuple[str, ...], word: str) -> bool:
    return "*" in words or word in words
