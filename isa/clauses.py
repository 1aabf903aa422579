"""What do the conditions and obligations of a rule say? Their short form, read against the vocabulary.

`requires_relationship(open_case|meeting)`, `requires_case_ref`, `requires_training:IG-L2`, `expire_after(24h)`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from isa.vocabulary import Vocabulary, Word

_FORM = re.compile(r"([a-z_]+)(?:\(([^()]*)\)|:([^():]+))?", re.ASCII)
_HOURS = re.compile(r"([1-9][0-9]{0,3})h", re.ASCII)


@dataclass(frozen=True)
class Clause:
    """One condition or obligation: its word, and the words or the number of hours that it names."""

    word: str
    named: tuple[str, ...] = ()


class UnknownClause(ValueError):
    """The text is no clause that the vocabulary knows; the message says what to write instead."""


def read_condition(text: str, vocabulary: Vocabulary) -> Clause:
    """Read one condition.

    Raises:
        UnknownClause: an unknown word, a missing or unknown parameter, or one that this service cannot hold to.
    """
    clause, word = _read(text, vocabulary.conditions)
    return _parameters(clause, word, vocabulary)


def read_obligation(text: str, vocabulary: Vocabulary) -> Clause:
    """Read one obligation.

    Raises:
        UnknownClause: an unknown word, or a missing or unknown parameter.
    """
    clause, word = _read(text, vocabulary.obligations)
    return _parameters(clause, word, vocabulary)


def read_exclusion(text: str, vocabulary: Vocabulary) -> Clause:
    """Read what a data set leaves out.

    Raises:
        UnknownClause: an unknown word, or a missing or unknown parameter.
    """
    clause, word = _read(text, vocabulary.exclusions)
    return _parameters(clause, word, vocabulary)


def strictness(text: str, vocabulary: Vocabulary) -> tuple[str, int]:
    """The obligation's word, and how strict it is among its kind: the greater, the stricter."""
    clause = read_obligation(text, vocabulary)
    word = vocabulary.obligations[clause.word]
    if word.of == "hours":
        return clause.word, -int(clause.named[0])
    if word.of is None:
        return clause.word, 0
    return clause.word, -vocabulary.choices(word.of).index(clause.named[0])


def _read(text: str, words: Mapping[str, Word]) -> tuple[Clause, Word]:
    form = _FORM.fullmatch(text)
    if form is None or form[1] not in words:
        usable = sorted(name for name, word in words.items() if word.enforced)
        raise UnknownClause(f"is not known here; use one of: {', '.join(usable)}")
    if not words[form[1]].enforced:
        raise UnknownClause(f"{form[1]} cannot be enforced by this service; {words[form[1]].reason}")
    named = form[2] if form[2] is not None else form[3]
    return Clause(form[1], tuple(named.split("|")) if named else ()), words[form[1]]


def _parameters(clause: Clause, word: Word, vocabulary: Vocabulary) -> Clause:
    if word.of is None:
        if clause.named:
            raise UnknownClause(f"{clause.word} takes nothing in brackets")
        return clause
    if word.of == "hours":
        return _hours(clause)
    choices = vocabulary.choices(word.of)
    if not choices:
        raise UnknownClause(f"{clause.word} cannot be met: the vocabulary names no {word.of}")
    if not clause.named or any(name not in choices for name in clause.named):
        raise UnknownClause(f"{clause.word} needs one of: {', '.join(choices)}")
    return clause


def _hours(clause: Clause) -> Clause:
    found = _HOURS.fullmatch(clause.named[0]) if len(clause.named) == 1 else None
    if found is None:
        raise UnknownClause(f"{clause.word} needs whole hours, as in {clause.word}(24h)")
    return Clause(clause.word, (found[1],))
