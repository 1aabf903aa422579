"""What would newly open or close, as a sentence: who, about what, where, why, how far, and under which conditions."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from isa.in_words import (
    ACTS,
    AGES,
    ASSURANCES,
    LEARN,
    RELATIONSHIPS,
    class_in_words,
    forum_in_words,
    listed,
    obligation_in_words,
)
from isa.vocabulary import Vocabulary
from policies.simulation import Change
from policies.variations import ATTENDING, NONE, SECOND

_ORDINARILY: Final = ("fetch", "find")
_OPENINGS: Final = MappingProxyType(
    {
        "act": "by",
        "relationship": "for",
        "assurance": "signed in by",
        "training": "with",
        "forum": "for",
        "emergency": "in",
        "regime": "held under",
        "sensitivity": "of",
        "subject_role": "about a person recorded as",
        "age_band": "about a person whose age is",
        "area": "in",
    }
)


def who_in_words(change: Change, names: Mapping[str, str], vocabulary: Vocabulary) -> str:
    """`family hub workers of Blackpool Council`."""
    roles = listed([vocabulary.roles[role].title for role in change.where["role"]])
    return f"{roles} of {listed([names.get(one, one) for one in change.where['recipient']])}"


def what_in_words(change: Change, names: Mapping[str, str], vocabulary: Vocabulary) -> str:
    """`police involvement at Lancashire Constabulary`."""
    kinds = listed([vocabulary.record_types[kind].title for kind in change.where["record_type"]])
    return f"{kinds} at {listed([names.get(one, one) for one in change.where['provider']])}"


def why_in_words(change: Change, vocabulary: Vocabulary) -> str:
    """`early help coordination or safeguarding a child`."""
    return listed([vocabulary.purposes[code].title for code in change.where["purpose"]])


def when_in_words(change: Change, vocabulary: Vocabulary) -> str:
    """The conditions under which it holds; empty where it holds whatever is asked. The ordinary acts are not said."""
    parts = [_respect(name, values, vocabulary) for name, values in change.when.items() if values != _ORDINARILY]
    return "; ".join(part for part in parts if part)


def how_in_words(change: Change, vocabulary: Vocabulary) -> str:
    """How far, before and after: `was nothing; would be who to contact`, and the duties that change."""
    found = change.difference
    said = [f"was {LEARN.get(found.before, 'nothing')}; would be {LEARN.get(found.after, 'nothing')}"]
    said += [f"newly {', '.join(found.opened)}"] if found.opened and found.before else []
    said += [f"no longer {', '.join(found.closed)}"] if found.closed and found.after else []
    said += [f"no longer: {obligation_in_words(duty, vocabulary)}" for duty in found.duties_dropped]
    said += [f"newly: {obligation_in_words(duty, vocabulary)}" for duty in found.duties_added]
    return "; ".join(said[1:] if found.before == found.after else said)


def change_in_words(change: Change, names: Mapping[str, str], vocabulary: Vocabulary) -> str:
    """The whole row as one sentence."""
    head = f"{who_in_words(change, names, vocabulary)}, {what_in_words(change, names, vocabulary)}"
    when = when_in_words(change, vocabulary)
    whole = f"{head}, for {why_in_words(change, vocabulary)}: {how_in_words(change, vocabulary)}"
    return f"{whole[:1].upper()}{whole[1:]}{f' ({when})' if when else ''}."


def _respect(name: str, values: Iterable[str], vocabulary: Vocabulary) -> str:
    if name == "case_reference":
        return " or ".join({"no": "without a case reference", "yes": "with a case reference"}[one] for one in values)
    return f"{_OPENINGS[name]} {listed([_value(name, value, vocabulary) for value in values])}"


def _value(name: str, value: str, vocabulary: Vocabulary) -> str:
    plain: dict[str, Mapping[str, str]] = {
        "act": ACTS,
        "relationship": RELATIONSHIPS,
        "assurance": ASSURANCES,
        "age_band": AGES,
        "area": vocabulary.jurisdictions,
    }
    if value == NONE:
        nothing = {"sensitivity": "no sensitive class", "training": "no training", "forum": "no meeting"}
        return nothing.get(name, "ordinary times" if name == "emergency" else "no area")
    if name == "sensitivity":
        return class_in_words(value, vocabulary)
    if name == "training":
        return f"training in {listed([vocabulary.training.get(one, one) for one in value.split('+')], 'and')}"
    if name == "forum":
        there = " (attending)" if value.endswith(ATTENDING) else " (not attending)"
        return forum_in_words(value.removesuffix(ATTENDING), vocabulary) + there
    if name == "emergency":
        agreed = " with a second person" if value.endswith(SECOND) else " alone"
        ground = vocabulary.break_glass_grounds.get(value.removesuffix(SECOND))
        return f"an emergency ({ground.title if ground else value}){agreed}"
    return plain.get(name, {}).get(value, value.replace("_", " "))
