"""What a decision about a pair is worth: in which order the queue is worked through.

    worth = doubt * (1 + reach) * care * patience

doubt     How unsure the model is: the entropy of its probability, 1 where both answers are as likely, 0 where one is
          certain. Where the bits alone would have confirmed the pair, a hard rule or a rival stands against it and the
          probability says nothing: doubt is then 1.
reach     What becomes visible: log2(1 + a * b), where a and b count the involvements of the person on either side, an
          open one as 1 and any other as a quarter, and each record as a quarter, because a record alone may gain one.
care      2 where either side has children's social care or another confidential kind of record that counts as
          safeguarding, a sensitivity class, a child of the household or a victim; otherwise 1.
patience  1 + days waited / 30, at most 4: nothing waits for ever behind newer pairs.

Held records come first, whatever their worth: until somebody decides, nobody can find that person at all. Equal worth:
the older ask, then the lower number, so that the order is the same every time. Nothing of who the people are comes in:
no name, age, sex, place or ethnicity, only counts and codes that stand in the clear.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import exp2, log2
from typing import Final

from isa.vocabulary import SubjectRole, Vocabulary
from service.clerical.words import Because
from service.matching.model import Model
from service.matching.waterfall import entropy
from service.store.clerical_rows import Fact, PairState
from service.store.rows import State

_QUARTER: Final = 0.25
_CARE: Final = 2.0
_PATIENCE_DAYS: Final = 30
_MOST_PATIENCE: Final = 4.0
_DAY: Final = 86_400
_AT_RISK: Final = frozenset({SubjectRole.CHILD_IN_HOUSEHOLD.value, SubjectRole.VICTIM.value})


@dataclass(frozen=True, slots=True)
class Cautions:
    """The words of the vocabulary that ask for care, taken out once."""

    record_types: frozenset[str]
    """Known kinds of record that hold no social care information: any other counts as child protection."""
    barred: frozenset[str]
    """Sensitivity classes of which nothing may ever be told."""

    @classmethod
    def of(cls, words: Vocabulary) -> "Cautions":
        """The cautions of a vocabulary."""
        plain = (name for name, kind in words.record_types.items() if not kind.social_care_information)
        barred = (name.value for name, cap in words.sensitivities.items() if cap.cap == 0)
        return cls(frozenset(plain), frozenset(barred))


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a pair: the person to whom the record belongs, or the record alone where it belongs to nobody yet."""

    records: int
    open: int
    other: int
    """Involvements that are closed, or of which the source does not say."""
    shielded: bool
    held: bool
    protected: bool
    """Child protection (children's social care) or a sensitivity class: one person alone does not decide."""
    at_risk: bool
    """A child of the household, or a victim."""

    @property
    def weight(self) -> float:
        """How much stands on this side."""
        return self.open + _QUARTER * (self.other + self.records)


@dataclass(frozen=True, slots=True)
class Worth:
    """The worth of a decision with what it is made of."""

    value: float
    doubt: float
    reach: float
    care: float
    patience: float


def side_of(facts: Iterable[Fact], cautions: Cautions) -> Side:
    """Add up one side. Facts are of every record of one person; an unknown kind of involvement counts as grave."""
    known = list(facts)
    kinds = [fact for fact in known if fact.position is not None]
    is_open = [fact.status == "open" for fact in kinds]
    return Side(
        records=len({fact.record for fact in known}),
        open=sum(is_open),
        other=len(is_open) - sum(is_open),
        shielded=any(fact.shielded for fact in known),
        held=any(fact.state == State.HELD for fact in known),
        protected=any(fact.classes or fact.record_type not in cautions.record_types for fact in kinds),
        at_risk=any(fact.subject_role in _AT_RISK for fact in kinds),
    )


def worth(pair: PairState, sides: Sequence[Side], model: Model, now: int) -> Worth:
    """Weigh one pair. `now` is in Unix seconds, UTC."""
    doubt = _doubt(pair.bits, model)
    reach = log2(1 + sides[0].weight * sides[1].weight)
    care = _CARE if any(side.protected or side.at_risk for side in sides) else 1.0
    patience = min(_MOST_PATIENCE, 1 + max(0, now - pair.since) / (_PATIENCE_DAYS * _DAY))
    return Worth(doubt * (1 + reach) * care * patience, doubt, reach, care, patience)


def _doubt(bits: float, model: Model) -> float:
    if bits >= model.thresholds["confirmed"].bits:
        return 1.0
    return entropy(1 / (1 + exp2(-bits)))


def needs_second(pair: PairState, sides: Collection[Side]) -> bool:
    """Whether one person alone may not decide: shielded, held as perhaps shielded, child protection, or sensitive."""
    return pair.because == Because.PERHAPS_SHIELDED or any(map(grave, sides))


def grave(side: Side) -> bool:
    """Whether nothing about this side is decided by one person alone, pair or no pair."""
    return side.shielded or side.held or side.protected


def order(pair: PairState, weighed: Worth, sides: Collection[Side]) -> tuple[bool, float, int, int]:
    """The sort key of the queue, first to last."""
    return not any(side.held for side in sides), -round(weighed.value, 9), pair.since, pair.id
