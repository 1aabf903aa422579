"""A whole model from unlabelled people: what to compare, EM, name frequencies and prior, as a model file.

Fields that the people have not are kept as `assumed` has them, and the file says so.
Thresholds come from `calibration`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice
from typing import Any, Final

from service.matching.blocks import Pattern, meeting
from service.matching.chance import Bearers, Drawn, Shares, counted, drawn, levels_of
from service.matching.comparison import BIRTH_PARTIAL, EXACT, FIELDS, NAME_SWAPPED, levels
from service.matching.model_file import LEAST_SHARE, MOST_COVERAGE, SCHEMA, FieldWeights, Frequencies, ModelFile
from service.matching.person import Person
from service.matching.training import (
    BORN,
    HOUSEHOLD,
    MATCH,
    NEAR,
    ROUNDS,
    Report,
    Trained,
    expectation_maximisation,
    strangeness,
)

REFINED: Final = 2
"""How often u is worked out again without those who turned out to be one person or one household."""
FEWEST_COMPARED: Final = 200
"""A field that fewer pairs compare is not trained."""
SHARING: Final = 2
"""Tokens that a pair must share for m to be learnt from it: one alone is mostly a stranger's, the more the larger the
sample. h and the size of the classes are learnt from all pairs."""
FEWEST_MATCHES: Final = 50
"""Pairs of one person below which EM has learnt from chance."""
MOST_NAMES: Final = 4_000
_MOSTLY: Final = 0.5
LEAST_BEARERS: Final = 10
"""A name of fewer people is not listed: its share would be chance, and a model file names nobody. See `counted`."""


class CannotLearn(ValueError):
    """The people teach nothing: the message says why and what to do."""


@dataclass(frozen=True)
class Material:
    """What a model is learnt from: counts alone, no person."""

    patterns: Counter[Pattern]
    """Of pairs that share a selective token."""
    closer: Counter[Pattern]
    """Of those among them that share two at least."""
    random: Drawn
    names: Mapping[str, Bearers]
    asked: int
    """How many records the pairs were sought for; half of them where both are of one source."""
    held: int
    """How many records there were to find."""


@dataclass(frozen=True)
class Learnt:
    """A model file, and how EM came to it."""

    source: ModelFile
    trained: Trained
    patterns: Counter[Pattern]


def material_of(sources: Sequence[Sequence[Person]]) -> Material:
    """What people in memory teach: pairs across sources, or within the only one. Raises CannotLearn."""
    held = [source for source in sources if source]
    if sum(map(len, held)) < 2:
        raise CannotLearn("There are not two people to compare. Load at least two sources, then train.")
    sizes = sorted(map(len, held))
    seen, closer = counted_patterns(_pairs(held))
    return Material(
        patterns=seen,
        closer=closer,
        random=drawn(held),
        names={field: counted(held, field) for field in ("given", "family")},
        asked=sum(sizes[:-1]) or sizes[0] // 2,
        held=sizes[-1],
    )


def counted_patterns(pairs: Iterable[tuple[Person, Person, int]]) -> tuple[Counter[Pattern], Counter[Pattern]]:
    """Level patterns of all pairs, and of those that share enough tokens; each pair with how many it shares."""
    seen, closer = Counter[Pattern](), Counter[Pattern]()
    for one, other, shared in pairs:
        pattern = levels(one, other)
        seen[pattern] += 1
        if shared >= SHARING:
            closer[pattern] += 1
    return seen, closer


def _pairs(sources: Sequence[Sequence[Person]]) -> Iterator[tuple[Person, Person, int]]:
    if len(sources) == 1:
        [people] = sources
        yield from (
            (people[one], people[other], shared) for one, other, shared in meeting(people, people) if one < other
        )
    for a, b in combinations(sources, 2):
        yield from ((a[one], b[other], shared) for one, other, shared in meeting(a, b))


def learnt(
    material: Material,
    assumed: ModelFile,
    *,
    name: str,
    about: Mapping[str, Any],
    rounds: int = ROUNDS,
    report: Report | None = None,
) -> Learnt:
    """Train a model. `assumed` gives the weights of fields that the material lacks; `about` says where it is from.

    Raises:
        CannotLearn: no two records share a token, or none of those that do are one person.
    """
    trained = trained_on(material, rounds, report)
    matches = trained.classes[MATCH] * trained.pairs
    if matches < FEWEST_MATCHES or not _looks_like_one_person(trained):
        raise CannotLearn(
            "Too few of the records seem to be of one person, so there is nothing to learn from."
            " Load two sources that know some of the same people, or one that holds people twice."
        )
    source = ModelFile(
        schema=SCHEMA,
        name=name,
        population=material.held,
        coverage=min(MOST_COVERAGE, matches / material.asked),
        household_others=min(19.0, max(0.01, trained.classes[HOUSEHOLD] * trained.pairs / material.asked)),
        household_class=trained.household_class,
        fields={field: _weights(field, trained, assumed) for field in FIELDS},
        frequencies={field: shares_of(material.names[field], assumed.frequencies[field]) for field in material.names},
        thresholds=assumed.thresholds,
        training={**about, **_told(trained)},
        errors={},
    )
    return Learnt(source, trained, material.patterns)


def trained_on(material: Material, rounds: int = ROUNDS, report: Report | None = None) -> Trained:
    """Fit the classes, then u again without the pairs that turned out to be no strangers. Raises CannotLearn."""
    if not material.patterns:
        raise CannotLearn(
            "No two records share a token, so there is nothing to learn from."
            " Load two sources that overlap, or one that holds people twice."
        )
    u = levels_of(material.random)
    m: Shares | None
    m = expectation_maximisation(material.closer or material.patterns, u, rounds=rounds, report=report).m
    found = expectation_maximisation(material.patterns, u, m=m, rounds=rounds, report=report)
    if found.classes[NEAR] + found.classes[BORN] < found.classes[MATCH]:
        m = None  # one token is trusted too, where fewer strangers than matches share one
        found = expectation_maximisation(material.patterns, u, rounds=rounds, report=report)
    for _ in range(REFINED):
        strange = strangeness(material.random.patterns, found, material.random.pairs)
        u = levels_of(material.random, strange, _twice(material, found))
        found = expectation_maximisation(material.patterns, u, start=found, m=m, rounds=rounds, report=report)
    return replace(found, u=_changed_about(found.u, found), h=_changed_about(found.h, found))


def _looks_like_one_person(found: Trained) -> bool:
    """Whether the first class agrees on forename and birth, where compared: else EM took another class for it."""
    agreeing = {"given": range(NAME_SWAPPED), "birth": range(BIRTH_PARTIAL)}
    shares = [sum(found.m[name][at] for at in wanted) for name, wanted in agreeing.items() if found.compared[name]]
    return bool(shares) and min(shares) >= _MOSTLY


def _twice(material: Material, found: Trained) -> dict[str, float]:
    """How often a value agrees within the only source because it has a person twice."""
    if material.random.sources > 1:
        return {}
    share = found.classes[MATCH] * found.pairs / material.random.pairs
    return {name: share * found.m[name][0] for name in material.random.exact}


def _changed_about(shares: Shares, found: Trained) -> Shares:
    """Swapped names weigh as much as the two names do: a stranger whose names are swapped has to bear them first."""
    fixed = dict(shares)
    for name in ("given", "family"):
        at, exact = NAME_SWAPPED - 1, EXACT - 1
        level = max(LEAST_SHARE, found.m[name][at] * shares[name][exact] / found.m[name][exact])
        rest = (1 - level) / (1 - shares[name][at])
        fixed[name] = tuple(level if one == at else share * rest for one, share in enumerate(shares[name]))
    return fixed


def _weights(field: str, trained: Trained, assumed: ModelFile) -> FieldWeights:
    pairs = trained.compared[field]
    if pairs >= FEWEST_COMPARED:
        return FieldWeights(
            FIELDS[field][1:], trained.m[field], trained.h[field], trained.u[field], f"em, {pairs} pairs"
        )
    kept = assumed.fields[field]
    why = "no pair compared it" if not pairs else f"only {pairs} pairs compared it"
    return FieldWeights(kept.levels, kept.m, kept.h, kept.u, f"assumed as {assumed.name} has it: {why}")


def shares_of(bearers: Bearers, assumed: Frequencies) -> Frequencies:
    """Shares of names, the commonest listed; the share of any other is what such a name has on average."""
    counts, whole = bearers.records, bearers.records.total()
    if whole < FEWEST_COMPARED:
        return assumed
    borne = (name for name, _ in counts.most_common() if bearers.people[name] >= LEAST_BEARERS)
    listed = {str(name): counts[name] / whole for name in islice(borne, MOST_NAMES)}
    rest = [count for name, count in counts.items() if str(name) not in listed]
    default = sum(count * count for count in rest) / sum(rest) / whole if rest else 1 / whole
    return Frequencies(min(default, 0.5), {name: min(share, 0.99) for name, share in listed.items()}, "counted")


def _told(trained: Trained) -> dict[str, Any]:
    return {
        "method": "three-class EM over level patterns of blocked pairs, unlabelled; u of random pairs",
        "pairs": trained.pairs,
        "rounds": trained.rounds,
        "last_change": trained.change,
        "converged": trained.converged,
        "class_shares": trained.classes,
        "compared": trained.compared,
    }
