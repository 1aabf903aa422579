"""What would each rule give if it stood alone? The engine itself is asked, so that no second reading can disagree.

Every term gets a place of its own in the data (`policies.layout`); the same Rego then rules on each term apart, with
its own reasons.
"""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

import msgspec

from isa.vocabulary import Level
from policies.bundle import Bundle
from policies.decision import Ruling
from policies.embedded import EmbeddedEngine
from policies.layout import Layout, Place, TermId, apart_at
from policies.question import Candidate, Question

MOST_KEPT: Final = 16
"""Engines kept for the next explanation of the same asker and purpose."""


class Probe:
    """Asks about the terms of one bundle, one at a time."""

    def __init__(self, bundle: Bundle) -> None:
        """Read the bundle's data; an engine is compiled for each asker and purpose that is explained."""
        self.layout = Layout(bundle)
        self._engines: OrderedDict[frozenset[Place], EmbeddedEngine] = OrderedDict()

    def terms(self, question: Question, candidate: Candidate) -> tuple[TermId, ...]:
        """The terms that speak of a candidate, for who asks and why."""
        return self.layout.ids(_place(question, candidate), question.break_glass)

    async def alone(
        self, question: Question, asked: Iterable[tuple[Candidate, TermId]]
    ) -> dict[tuple[Candidate, TermId], Ruling]:
        """The most that each term alone gives of its candidate, whatever level was asked.

        Raises:
            PolicyUnavailable: the engine gave no well-formed decision.
        """
        pairs = tuple(dict.fromkeys(asked))
        if not pairs:
            return {}
        engine = self._engine(frozenset(_place(question, candidate) for candidate, _ in pairs))
        candidates = tuple(
            msgspec.structs.replace(candidate, provider=apart_at(candidate.provider, term)) for candidate, term in pairs
        )
        decision = await engine.decide(
            msgspec.structs.replace(question, candidates=candidates, level=int(Level.DETAIL))
        )
        return dict(zip(pairs, decision.rulings, strict=True))

    def _engine(self, places: frozenset[Place]) -> EmbeddedEngine:
        if places not in self._engines:
            self._engines[places] = EmbeddedEngine(self.layout.only(places, apart=True))
            if len(self._engines) > MOST_KEPT:
                self._engines.popitem(last=False)
        return self._engines[places]


def _place(question: Question, candidate: Candidate) -> Place:
    return Place(question.agency, question.role, question.purpose, candidate.provider, candidate.record_type)
