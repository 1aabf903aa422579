"""The conditions of a Splink settings file as functions of two records: the part of SQL that its levels are made of.

Splink writes a level's condition in the SQL of its backend. Understood here, in the dialect of DuckDB: columns with
`_l` or `_r`, text, numbers, comparison, AND, OR, NOT, IS NULL, brackets, minus, and the functions of `FUNCTIONS`; a
condition holds only where it is true, never where it is null (SQL's three values). Text distances count the bytes of
UTF-8, as DuckDB does. Anything else is refused by name.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from rapidfuzz.distance import DamerauLevenshtein, Jaro, JaroWinkler, Levenshtein

Record = Mapping[str, str | None]
Term = Callable[[Record, Record], Any]
"""A term of a condition, given the left and the right record. None is SQL's null."""


class NotSupported(Exception):
    """Something in a condition that is not understood here; the message names it."""


def condition(text: str) -> Term:
    """A condition as a function of two records, which gives True, False or None. Raises NotSupported.

    >>> alike = condition('levenshtein("name_l", "name_r") <= 1')
    >>> alike({"name": "ann"}, {"name": "anne"}), alike({"name": "ann"}, {"name": None})
    (True, None)
    """
    reading = _Reading(_words(text))
    term = reading.either()
    if reading.word:
        raise NotSupported(f"what stands after a whole condition: {reading.word}")
    return term


def is_exact(text: str) -> str:
    """The column of which a condition says that both sides are the same; empty for any other condition.

    >>> is_exact('"surname_l" = "surname_r"'), is_exact('"surname_l" = "forename_r"')
    ('surname', '')
    """
    words = _words(text)
    if len(words) != 3 or words[1] != "=":
        return ""
    (one, left), (other, right) = _column(words[0]), _column(words[2])
    return one if one == other and {left, right} == {"l", "r"} else ""


def columns_of(text: str) -> set[str]:
    """The columns that a condition reads. Raises NotSupported.

    >>> sorted(columns_of('"surname_l" = forename_r'))
    ['forename', 'surname']
    """
    return {name for word in _words(text) if word[0] != "'" for name, side in [_column(word)] if name and side}


_WORD: Final = re.compile(r"""\s*("[^"]+"|'(?:[^']|'')*'|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\w+|<=|>=|<>|!=|[=<>(),\-])""")
_SIGNS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": lambda one, other: bool(one == other),
    "<>": lambda one, other: bool(one != other),
    "!=": lambda one, other: bool(one != other),
    "<": lambda one, other: bool(one < other),
    ">": lambda one, other: bool(one > other),
    "<=": lambda one, other: bool(one <= other),
    ">=": lambda one, other: bool(one >= other),
}


def _words(text: str) -> list[str]:
    found, at = [], 0
    while text[at:].strip():
        word = _WORD.match(text, at)
        if word is None:
            raise NotSupported(f"the sign {text[at:].strip()[0]}")
        found.append(word[1])
        at = word.end()
    return found


def _column(word: str) -> tuple[str, str]:
    """A column's name and side; a side of "" where it has none."""
    plain = word.strip('"').lower()
    return (plain[:-2], plain[-1]) if plain.endswith(("_l", "_r")) else (plain, "")


class _Reading:
    """Reads words from left to right, the weakest binding first (recursive descent)."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._at = 0

    @property
    def word(self) -> str:
        """The word to be read next; empty at the end."""
        return self._words[self._at] if self._at < len(self._words) else ""

    def take(self, *wanted: str) -> bool:
        """Read one of these words if it comes next."""
        if self.word.upper() not in wanted:
            return False
        self._at += 1
        return True

    def must(self, wanted: str) -> None:
        """Read a word that has to come next."""
        if not self.take(wanted):
            raise NotSupported(f"{self.word or 'the end'} where {wanted} belongs")

    def either(self) -> Term:
        """Read terms joined by OR."""
        terms = [self.both()]
        while self.take("OR"):
            terms.append(self.both())
        return terms[0] if len(terms) == 1 else _any(terms)

    def both(self) -> Term:
        """Read terms joined by AND."""
        terms = [self.negation()]
        while self.take("AND"):
            terms.append(self.negation())
        return terms[0] if len(terms) == 1 else _all(terms)

    def negation(self) -> Term:
        """Read a term that NOT may stand before."""
        return _called(lambda value: not value, [self.negation()]) if self.take("NOT") else self.comparison()

    def comparison(self) -> Term:
        """Read two terms compared, or one that is (not) null."""
        one = self.difference()
        if self.take("IS"):
            wanted = not self.take("NOT")
            self.must("NULL")
            return lambda left, right: (one(left, right) is None) is wanted
        sign = _SIGNS.get(self.word)
        if sign is None:
            return one
        self.take(self.word)
        return _called(sign, [one, self.difference()])

    def difference(self) -> Term:
        """Read values joined by minus."""
        term = self.value()
        while self.take("-"):
            term = _called(lambda one, other: one - other, [term, self.value()])
        return term

    def value(self) -> Term:
        """Read one value: bracketed, written out, a column or a function."""
        word = self.word
        self._at += 1
        if word == "(":
            term = self.either()
            self.must(")")
            return term
        if word[:1] == "'":
            return _always(word[1:-1].replace("''", "'"))
        if word[:1].isdigit():
            return _always(float(word))
        if self.word == "(" and word.isidentifier():
            return self.function(word.lower())
        return _read(word)

    def function(self, name: str) -> Term:
        """Read a function's arguments, its name being read."""
        if name not in FUNCTIONS:
            raise NotSupported(f"the function {name}")
        self.must("(")
        terms = [self.either()]
        while self.take(","):
            terms.append(self.either())
        self.must(")")
        known, counts = FUNCTIONS[name]
        if len(terms) not in counts:
            raise NotSupported(f"the function {name} with {len(terms)} arguments")
        return _called(known, terms)


def _always(value: Any) -> Term:
    return lambda left, right: value


def _read(word: str) -> Term:
    name, side = _column(word)
    if not side or not name:
        raise NotSupported(f"the word {word or 'that is missing at the end'}")
    return (lambda left, right: left.get(name)) if side == "l" else (lambda left, right: right.get(name))


def _called(known: Callable[..., Any], terms: Sequence[Term]) -> Term:
    """A function of terms; null where any of them is."""

    def call(left: Record, right: Record) -> Any:
        values = [term(left, right) for term in terms]
        return None if None in values else known(*values)

    return call


def _any(terms: Sequence[Term]) -> Term:
    """OR of SQL: true if any is, else null if any is."""

    def either(left: Record, right: Record) -> bool | None:
        values = [term(left, right) for term in terms]
        return True if True in values else None if None in values else False

    return either


def _all(terms: Sequence[Term]) -> Term:
    """AND of SQL: false if any is, else null if any is."""

    def both(left: Record, right: Record) -> bool | None:
        values = [term(left, right) for term in terms]
        return False if False in values else None if None in values else True

    return both


def _similarity(measure: Callable[..., float]) -> Callable[[str, str], float]:
    """DuckDB finds nothing alike in two empty texts; rapidfuzz finds them the same."""
    return lambda one, other: float(measure(one.encode(), other.encode())) if one and other else 0.0


def _distance(measure: Callable[..., int]) -> Callable[[str, str], int]:
    return lambda one, other: int(measure(one.encode(), other.encode()))


def _date(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form).replace(tzinfo=UTC)
    except ValueError:
        return None


def _extracted(text: str, pattern: str, group: float = 0) -> str:
    found = re.search(pattern, text)
    return found[int(group)] or "" if found else ""


def _part(text: str, first: float, length: float | None = None) -> str:
    begin = max(0, int(first) - 1)
    return text[begin:] if length is None else text[begin : int(first) - 1 + int(length)]


FUNCTIONS: Final[dict[str, tuple[Callable[..., Any], frozenset[int]]]] = {
    "levenshtein": (_distance(Levenshtein.distance), frozenset({2})),
    "damerau_levenshtein": (_distance(DamerauLevenshtein.distance), frozenset({2})),
    "jaro_similarity": (_similarity(Jaro.similarity), frozenset({2})),
    "jaro_winkler_similarity": (_similarity(JaroWinkler.similarity), frozenset({2})),
    "try_strptime": (_date, frozenset({2})),
    "epoch": (lambda moment: moment.timestamp(), frozenset({1})),
    "abs": (abs, frozenset({1})),
    "regexp_extract": (_extracted, frozenset({2, 3})),
    "nullif": (lambda one, other: None if one == other else one, frozenset({2})),
    "lower": (str.lower, frozenset({1})),
    "upper": (str.upper, frozenset({1})),
    "length": (len, frozenset({1})),
    "substr": (_part, frozenset({2, 3})),
    "substring": (_part, frozenset({2, 3})),
}
"""Each function that is understood, and how many arguments it may have."""
