"""What do a rule's conditions and obligations ask, in a sentence each? The short forms of `isa.clauses`, in full."""

from isa.agreement import Rule
from isa.clauses import Clause, read_condition, read_obligation
from isa.protocol import words as say
from isa.vocabulary import Vocabulary

RELATIONSHIPS = {
    "open_case": "an open case with the family",
    "referral_received": "a referral that they received",
    "meeting": "a meeting about the family that they are preparing",
    "visit": "a visit that they are about to make",
    "emergency": "an emergency",
}
ASSURANCES = {
    "mfa": "a second factor",
    "key": "a system’s own key",
    "password": "a password",
}
AGES = {"under18": "under 18", "adult": "18 or over", "unknown": "of unknown age"}
ACTS = {
    "find": "ask who is involved",
    "fetch": "read an answer again",
    "push": "be sent it unasked",
    "export": "take it into another system",
    "forum": "prepare or hold a meeting",
}
CONDITIONS = {
    "requires_relationship": "It is for {}.",
    "requires_case_ref": "They give the reference of a case or referral.",
    "requires_training": "They have been trained in {}.",
    "within_area": "The person lives in {}.",
    "subject_age": "The person is {}.",
    "subject_role": "The person is recorded as {}.",
    "min_assurance": "They signed in with {}.",
    "during": "What they do is to {}.",
    "requires_forum_membership": "They belong to {}.",
    "requires_attendance": "They are on the list of attendance of {}.",
}
OBLIGATIONS = {
    "expire_after": "What is learnt is no longer shown after {}.",
    "onward(deny)": "Nothing may be passed on.",
    "onward(ask)": "Nothing may be passed on without asking the agency that it came from.",
    "onward(allow)": "It may be passed on.",
    "marking": "It is marked {}.",
    "broker_contact": "The service is not named: it is asked to make contact itself.",
    "watermark": "Each page carries who asked, and when.",
    "notify_owner": "The agency that holds the record is told that it was disclosed.",
    "notify_ig": "The information governance lead is told.",
    "post_review": "The disclosure is reviewed afterwards.",
    "read_only": "It may be read and not copied.",
    "no_export": "It may not be put into another system.",
}


def conditions(rule: Rule, words: Vocabulary) -> list[str]:
    """The conditions of a rule, in its own order; each must hold. A rule without `during` covers asking only."""
    read = [read_condition(text, words) for text in rule.conditions]
    said = [condition(clause, words) for clause in read]
    if rule.effect == "allow" and not any(clause.word == "during" for clause in read):
        said.append("What they do is to ask who is involved, or to read an answer again; nothing is sent unasked.")
    return said


def obligations(rule: Rule, words: Vocabulary) -> list[str]:
    """The obligations of a rule, in its own order."""
    return [obligation(text, words) for text in rule.obligations]


def condition(clause: Clause, words: Vocabulary) -> str:
    """One condition as a sentence."""
    named = [_named(clause.word, name, words) for name in clause.named]
    word = "and" if clause.word == "requires_training" else "or"
    known = CONDITIONS.get(clause.word)
    if known is not None:
        return known.format(say.joined(named, word))
    says = words.conditions[clause.word].says or say.opened(clause.word)
    return f"{say.opening(says.format(say.joined(named, word)))}."


def obligation(text: str, words: Vocabulary) -> str:
    """One obligation as a sentence."""
    clause = read_obligation(text, words)
    named = [_named(clause.word, name, words) for name in clause.named]
    known = OBLIGATIONS.get(text) or OBLIGATIONS.get(clause.word)
    if known is not None:
        return known.format(say.joined(named))
    told = f": {say.joined(named)}" if named else ""
    return f"{say.opening(say.opened(clause.word))}{told}."


def _named(word: str, name: str, words: Vocabulary) -> str:
    """The parameter of a clause, in words."""
    match word:
        case "requires_relationship":
            return RELATIONSHIPS.get(name, say.opened(name))
        case "requires_training":
            return words.training.get(name, name)
        case "within_area":
            return say.area(name, words)
        case "subject_age":
            return AGES.get(name, name)
        case "min_assurance":
            return ASSURANCES.get(name, name)
        case "requires_forum_membership" | "requires_attendance":
            return say.forum(name, words)
        case "during":
            return ACTS.get(name, name)
        case "expire_after":
            return say.counted(int(name), "hour")
        case "marking":
            return name
    return say.opened(name)
