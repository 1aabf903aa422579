"""What does a rule say, to a practitioner? One sentence made from the signed document's own words."""

from collections.abc import Iterable

from isa.agreement import Agreement, Rule
from isa.clauses import read_condition
from isa.vocabulary import Vocabulary

LEARN = {
    1: "that a service is involved",
    2: "who to contact",
    3: "who to contact and a summary",
    4: "the listed details",
}
_RELATIONSHIPS = {
    "open_case": "an open case",
    "referral_received": "a referral",
    "meeting": "a meeting",
    "visit": "a visit",
    "emergency": "an emergency",
}


def sentence(agreement: Agreement, rule_id: str, vocabulary: Vocabulary, purpose: str | None = None) -> str:
    """Say a rule in plain words, naming its agreement and version.

    Args:
        agreement: the agreement that holds the rule.
        rule_id: such as `R1`.
        vocabulary: the words that give the titles.
        purpose: the one purpose to speak of; all the rule's purposes when not given.

    Raises:
        KeyError: the agreement has no such rule.
    """
    rule = next((rule for rule in agreement.rules if rule.id == rule_id), None)
    if rule is None:
        raise KeyError(rule_id)
    head = f"Agreement {agreement.isa_id} v{agreement.version}, rule {rule.id}:"
    purposes = [purpose] if purpose is not None else list(rule.purposes)
    why = _or([vocabulary.purposes[code].title if code != "*" else "any purpose" for code in purposes])
    if rule.effect == "deny":
        return f"{head} no one may learn more of {_what(rule, vocabulary)} than {_denied(rule)}."
    who = _or([vocabulary.roles[role].title for role in rule.recipient_roles])
    told = f"{who} may learn {LEARN[rule.max_level or 1]} at {_providers(agreement, rule)}"
    return f"{head} {told}{_case(rule, vocabulary)}, for {why}."


def _providers(agreement: Agreement, rule: Rule) -> str:
    names = {party.org_id: party.name for party in agreement.parties}
    return _or([names[org] for org in rule.provider])


def _case(rule: Rule, vocabulary: Vocabulary) -> str:
    clauses = [read_condition(text, vocabulary) for text in rule.conditions]
    kinds = [
        _RELATIONSHIPS[kind] for clause in clauses if clause.word == "requires_relationship" for kind in clause.named
    ]
    return f" for {_or(kinds)}" if kinds else ""


def _what(rule: Rule, vocabulary: Vocabulary) -> str:
    return _or([vocabulary.record_types[name].title for name in rule.record_types])


def _denied(rule: Rule) -> str:
    return LEARN.get(rule.applies_when.level_gte - 1, "nothing")


def _or(words: Iterable[str]) -> str:
    found = list(words)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} or {found[-1]}"
