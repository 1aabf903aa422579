"""In which ways can one kind of question differ, as far as the agreements can tell? Askers and candidates, drawn up.

Words that the data treats alike (`policies.alike`) stand in one variation, so that the whole space is covered by few
questions.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import Final

import msgspec

from isa.vocabulary import Vocabulary
from policies.alike import classes_of, named_in
from policies.layout import Place
from policies.question import Candidate, Question

ASKED: Final = ("act", "relationship", "case_reference", "assurance", "training", "forum", "emergency")
HELD: Final = ("regime", "sensitivity", "subject_role", "age_band", "area")
NONE: Final = ""
"""No training, no meeting, no emergency, no class, no area."""
ATTENDING: Final = "+attending"
SECOND: Final = "+second"
_MOST_TRAININGS: Final = 2
Values = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Universe:
    """Every value of each respect at one place: what a row need not say where it holds for all."""

    asked: Values
    held: Values


@dataclass(frozen=True, slots=True)
class Asker:
    """One way of asking: a question without candidates, and the values that it stands for (in the order `ASKED`)."""

    question: Question
    values: Values


@dataclass(frozen=True, slots=True)
class Held:
    """One kind of record, and the values that it stands for (in the order `HELD`)."""

    candidate: Candidate
    values: Values


class Variations:
    """All that can matter to decisions at one place."""

    def __init__(self, place: Place, data: object, day: int, vocabulary: Vocabulary) -> None:
        """Find what matters.

        Args:
            place: recipient, role, purpose, provider and record type.
            data: everything that decisions at this place look up, before and after, as JSON values.
            day: days since 1970-01-01.
            vocabulary: the words to vary.
        """
        self._place = place
        self._day = day
        kind = vocabulary.record_types.get(place.record_type)
        regimes = [regime.value for regime in kind.regimes] if kind else vocabulary.choices("regimes")
        classes = [name.value for name in vocabulary.sensitivities]
        self._asked = (
            classes_of(vocabulary.acts, data),
            classes_of(vocabulary.choices("relationships"), data),
            (("no",), ("yes",)),
            classes_of(vocabulary.assurances, data),
            _trainings(named_in(vocabulary.training, data)),
            ((NONE,), *_with_and_without(named_in(vocabulary.forums, data), ATTENDING, data)),
            ((NONE,), *_with_and_without(named_in(vocabulary.break_glass_grounds, data), SECOND, data)),
        )
        self._held = (
            classes_of(regimes, data),
            ((NONE,), *classes_of(classes, data)),
            classes_of(vocabulary.choices("subject_roles"), data),
            classes_of(vocabulary.age_bands, data),
            classes_of((NONE, *vocabulary.jurisdictions), data),
        )

    @property
    def universe(self) -> Universe:
        """Every value of each respect."""
        return Universe(tuple(map(_all, self._asked)), tuple(map(_all, self._held)))

    def askers(self) -> Iterator[Asker]:
        """Every way of asking that the data can tell from another."""
        for chosen in product(*self._asked):
            yield Asker(self._question(*(one[0] for one in chosen)), tuple(map(frozenset, chosen)))

    def held(self) -> tuple[Held, ...]:
        """Every kind of record at the place that the data can tell from another."""
        found = []
        for chosen in product(*self._held):
            regime, sensitivity, role, age, area = (one[0] for one in chosen)
            classes = (sensitivity,) if sensitivity else ()
            candidate = Candidate(self._place.provider, self._place.record_type, regime, classes, role, age, area)
            found.append(Held(candidate, tuple(map(frozenset, chosen))))
        return tuple(found)

    def _question(
        self, act: str, relationship: str, case: str, assurance: str, training: str, forum: str, emergency: str
    ) -> Question:
        return Question(
            agency=self._place.recipient,
            role=self._place.role,
            assurance=assurance,
            training=tuple(training.split("+")) if training else (),
            act=act,
            level=4,
            purpose=self._place.purpose,
            relationship=relationship,
            case_reference=case == "yes",
            day=self._day,
            candidates=(),
            forum=forum.partition("+")[0],
            attends=forum.endswith(ATTENDING),
            break_glass=emergency.partition("+")[0],
            second_person=emergency.endswith(SECOND),
        )


def put(asker: Asker, held: Iterable[Held]) -> Question:
    """The question of one asker about several kinds of record."""
    return msgspec.structs.replace(asker.question, candidates=tuple(one.candidate for one in held))


def _all(classes: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    return frozenset().union(*classes)


def _trainings(named: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """No training, every sum of few; of many, all of them and each left out in turn."""
    sizes = range(len(named) + 1) if len(named) <= _MOST_TRAININGS else (0, len(named) - 1, len(named))
    return tuple(("+".join(chosen),) for size in sizes for chosen in combinations(named, size))


def _with_and_without(named: tuple[str, ...], mark: str, data: object) -> Iterator[tuple[str, ...]]:
    for alike in classes_of(named, data):
        yield alike
        yield tuple(word + mark for word in alike)
