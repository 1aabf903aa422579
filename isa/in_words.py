"""What do the codes of an agreement mean, in words? Levels, relationships, conditions, obligations, gateways, classes.

A sentence is made of these wherever one is needed: on a card, in an explanation, in a comparison. A test holds that
every word of the vocabulary has its words here or in the vocabulary itself.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from isa.clauses import Clause, read_condition, read_obligation
from isa.vocabulary import Gateway, Vocabulary

LEARN: Final[Mapping[int, str]] = MappingProxyType(
    {
        1: "that a service is involved",
        2: "who to contact",
        3: "who to contact and a summary",
        4: "the listed details",
    }
)
RELATIONSHIPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "open_case": "an open case",
        "referral_received": "a referral",
        "meeting": "a meeting",
        "visit": "a visit",
        "emergency": "an emergency",
    }
)
ACTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "find": "finding",
        "fetch": "fetching",
        "push": "being sent it",
        "export": "exporting",
        "forum": "preparing a meeting",
    }
)
ASSURANCES: Final[Mapping[str, str]] = MappingProxyType(
    {"mfa": "two factors", "password": "a password", "key": "a system's key"}
)
AGES: Final[Mapping[str, str]] = MappingProxyType({"under18": "under 18", "adult": "18 or over", "unknown": "unknown"})
_ONWARD: Final = MappingProxyType(
    {
        "deny": "it must not be passed on",
        "ask": "the agency it came from must be asked before it is passed on",
        "allow": "it may be passed on as the agreement says",
    }
)
_OBLIGATIONS: Final = MappingProxyType(
    {
        "broker_contact": "the service is not named; the partnership's desk asks it to make contact",
        "watermark": "the asker and the time stand on every copy",
        "notify_owner": "the agency whose record it is, is told",
        "notify_ig": "the information governance lead is told",
        "post_review": "the disclosure is reviewed afterwards",
        "read_only": "it may be read and not changed",
        "no_export": "it must not be exported",
    }
)


def condition_in_words(text: str, vocabulary: Vocabulary) -> str:
    """What a condition asks for, as a noun: `an open case or a referral`, `a case reference`.

    Raises:
        UnknownClause: the vocabulary knows no such condition.
    """
    clause = read_condition(text, vocabulary)
    named = [named_in_words(clause.word, name, vocabulary) for name in clause.named]
    if clause.word == "requires_training":
        return f"training in {listed(named, 'and')}"
    opening = _CONDITIONS.get(clause.word)
    if opening is None:
        return _otherwise(clause)
    return f"{opening} {listed(named)}".strip() if named else opening


_CONDITIONS: Final = MappingProxyType(
    {
        "requires_relationship": "",
        "requires_case_ref": "a case reference",
        "within_area": "a record of",
        "subject_age": "a person whose age is",
        "subject_role": "a person recorded as",
        "min_assurance": "a sign-in by",
        "during": "an enquiry for",
        "requires_forum_membership": "membership of",
        "requires_attendance": "attendance at",
    }
)


def obligation_in_words(text: str, vocabulary: Vocabulary) -> str:
    """What an obligation binds the asker or the service to, as a clause: `it must not be exported`.

    Raises:
        UnknownClause: the vocabulary knows no such obligation.
    """
    clause = read_obligation(text, vocabulary)
    named = clause.named[0] if clause.named else ""
    if clause.word == "expire_after":
        return f"the answer can be read for {named} hours"
    if clause.word == "onward":
        return _ONWARD.get(named, _otherwise(clause))
    if clause.word == "marking":
        return f"it is marked {named}"
    return _OBLIGATIONS.get(clause.word, _otherwise(clause))


def named_in_words(word: str, name: str, vocabulary: Vocabulary) -> str:
    """One word that a condition names, in words."""
    if word == "requires_training":
        return vocabulary.training.get(name, name)
    if word == "within_area":
        return vocabulary.jurisdictions.get(name, name)
    if word in ("requires_forum_membership", "requires_attendance"):
        return forum_in_words(name, vocabulary)
    known = {
        "requires_relationship": RELATIONSHIPS,
        "during": ACTS,
        "min_assurance": ASSURANCES,
        "subject_age": AGES,
    }.get(word, {})
    return known.get(name, name.replace("_", " "))


def forum_in_words(code: str, vocabulary: Vocabulary) -> str:
    """What a meeting is called; its code where the vocabulary does not name it."""
    forum = vocabulary.forums.get(code)
    return forum.title if forum else f"the meeting {code}"


def class_in_words(code: str, vocabulary: Vocabulary) -> str:
    """What a sensitivity class stands for; its code where nobody knows it."""
    titles = {name.value: cap.title for name, cap in vocabulary.sensitivities.items()}
    return titles.get(code) or code


def gateways_in_words(codes: Iterable[str], vocabulary: Vocabulary) -> str:
    """The legal gateways by their titles: `Children Act 2004, section 10 and Children Act 1989, section 17`."""
    known: Mapping[str, Gateway] = vocabulary.gateways
    titles = [known[code].title if code in known else code for code in codes]
    return "; ".join(titles)


def day_in_words(day: str) -> str:
    """`30 September 2027` of `2027-09-30`."""
    on = date.fromisoformat(day)
    return f"{on.day} {on:%B %Y}"


def listed(words: Iterable[str], joining: str = "or") -> str:
    """`a`, `a or b`, `a, b or c`; empty for no words."""
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {joining} {found[-1]}"


def _otherwise(clause: Clause) -> str:
    return " ".join([clause.word.replace("_", " "), *clause.named])
