"""Why may this be told? Sentences for a practitioner, made from the signed document's own words.

The first says the rule; the second what had to hold for it, on which legal gateway it rests, and when it ends.
"""

from collections.abc import Iterable
from typing import Final

from isa.agreement import Agreement, BreakGlass, Rule
from isa.clauses import read_condition
from isa.in_words import LEARN, RELATIONSHIPS, condition_in_words, day_in_words, gateways_in_words, listed
from isa.vocabulary import Vocabulary

BREAK_GLASS: Final = "BREAKGLASS"
"""The id under which a ruling names the emergency section of an agreement, beside the ids of rules."""


def sentence(agreement: Agreement, rule_id: str, vocabulary: Vocabulary, purpose: str | None = None) -> str:
    """Say a rule in plain words, naming its agreement and version.

    Args:
        agreement: the agreement that holds the rule.
        rule_id: such as `R1`, or `BREAKGLASS` for its emergency section.
        vocabulary: the words that give the titles.
        purpose: the one purpose to speak of; all the rule's purposes when not given.

    Raises:
        KeyError: the agreement has no such rule.
    """
    if rule_id == BREAK_GLASS and agreement.break_glass is not None:
        return _emergency(agreement, agreement.break_glass, vocabulary)
    rule = _rule(agreement, rule_id)
    head = f"{_head(agreement)}, rule {rule.id}:"
    purposes = [purpose] if purpose is not None else list(rule.purposes)
    why = listed([vocabulary.purposes[code].title if code != "*" else "any purpose" for code in purposes])
    if rule.effect == "deny":
        return f"{head} no one may learn more of {_what(rule, vocabulary)} than {_denied(rule)}."
    told = f"{_who(rule.recipient_roles, vocabulary)} may learn {LEARN[rule.max_level or 1]} at"
    return f"{head} {told} {_providers(agreement, rule)}{_case(rule, vocabulary)}, for {why}."


def grounds(agreement: Agreement, rule_id: str, gateways: Iterable[str], vocabulary: Vocabulary) -> str:
    """Say what had to hold for a rule, the legal gateways that it rests on here, and when the agreement ends.

    `It asks for a case reference and training in information governance, level 2. Legal gateway: Children Act 2004,
    section 10. The agreement ends on 30 September 2027.`

    Raises:
        KeyError: the agreement has no such rule.
    """
    found = [f"It asks for {asked}." if (asked := _asked(agreement, rule_id, vocabulary)) else ""]
    codes = list(gateways)
    if codes:
        found.append(f"Legal gateway{'s' if len(codes) > 1 else ''}: {gateways_in_words(codes, vocabulary)}.")
    found.append(f"The agreement ends on {day_in_words(agreement.effective_to)}.")
    return " ".join(part for part in found if part)


def _asked(agreement: Agreement, rule_id: str, vocabulary: Vocabulary) -> str:
    if rule_id == BREAK_GLASS and agreement.break_glass is not None:
        second = "a second person's agreement" if agreement.break_glass.second_person else ""
        return listed([part for part in ("a ground and a written reason", second) if part], "and")
    conditions = [condition_in_words(text, vocabulary) for text in _rule(agreement, rule_id).conditions]
    return listed(conditions, "and")


def _emergency(agreement: Agreement, section: BreakGlass, vocabulary: Vocabulary) -> str:
    who = _who(section.allowed_roles, vocabulary)
    opens = f"{who} may learn {LEARN[section.max_level]} for {section.max_minutes} minutes"
    after = f"Its owner and the information governance leads are told, and it is reviewed within {_hours(section)}"
    return f"{_head(agreement)}, emergencies: where an emergency was declared, {opens}. {after}."


def _hours(section: BreakGlass) -> str:
    return f"{section.review_within_h} hour{'s' if section.review_within_h > 1 else ''}"


def _rule(agreement: Agreement, rule_id: str) -> Rule:
    rule = next((rule for rule in agreement.rules if rule.id == rule_id), None)
    if rule is None:
        raise KeyError(rule_id)
    return rule


def _head(agreement: Agreement) -> str:
    return f"Agreement {agreement.isa_id} v{agreement.version}"


def _who(roles: Iterable[str], vocabulary: Vocabulary) -> str:
    return listed([vocabulary.roles[role].title if role != "*" else "anyone" for role in roles])


def _providers(agreement: Agreement, rule: Rule) -> str:
    names = {party.org_id: party.name for party in agreement.parties}
    return listed([names.get(org, "any party") for org in rule.provider])


def _case(rule: Rule, vocabulary: Vocabulary) -> str:
    clauses = [read_condition(text, vocabulary) for text in rule.conditions]
    kinds = [
        RELATIONSHIPS[kind] for clause in clauses if clause.word == "requires_relationship" for kind in clause.named
    ]
    return f" for {listed(kinds)}" if kinds else ""


def _what(rule: Rule, vocabulary: Vocabulary) -> str:
    return listed([vocabulary.record_types[name].title for name in rule.record_types])


def _denied(rule: Rule) -> str:
    return LEARN.get(rule.applies_when.level_gte - 1, "nothing")


__all__ = ["BREAK_GLASS", "LEARN", "grounds", "sentence"]
