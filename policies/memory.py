"""Which rulings are known already? A bounded memory in front of any engine, keyed by question, bundle and day.

A question holds only categories, so families share its answers. Each candidate's ruling is remembered apart: rulings do
not depend on one another, and the kinds of record are few. Another bundle or another day remembers nothing of the last.
"""

from collections import OrderedDict

import msgspec

from policies.decision import Decision, Ruling
from policies.engine import PolicyEngine, PolicyUnavailable
from policies.question import Candidate, Question

MOST_REMEMBERED = 50_000

_Asker = tuple[object, ...]


class RememberingEngine:
    """Asks the engine only about kinds of record that it has not ruled on for this asker, purpose and day."""

    def __init__(self, engine: PolicyEngine, digest: str, most: int = MOST_REMEMBERED) -> None:
        self.digest = digest
        self._engine = engine
        self._most = most
        self._day = -1
        self._rulings: OrderedDict[tuple[_Asker, Candidate], Ruling] = OrderedDict()

    async def decide(self, question: Question) -> Decision:
        """One ruling per candidate, in order.

        Raises:
            PolicyUnavailable: the engine failed on a candidate that is not remembered. Nothing failed is remembered.
        """
        if question.day != self._day:
            self._rulings.clear()
            self._day = question.day
        asker = _asker(question)
        known = {one: self._rulings.get((asker, one)) for one in question.candidates}
        missing = tuple(one for one, ruling in known.items() if ruling is None)
        if missing:
            known.update(await self._ask(question, asker, missing))
        return Decision(self.digest, tuple(ruling for one in question.candidates if (ruling := known[one]) is not None))

    async def close(self) -> None:
        """Close the engine behind, where it holds something open."""
        close = getattr(self._engine, "close", None)
        if close is not None:
            await close()

    async def _ask(self, question: Question, asker: _Asker, missing: tuple[Candidate, ...]) -> dict[Candidate, Ruling]:
        decision = await self._engine.decide(msgspec.structs.replace(question, candidates=missing))
        if decision.bundle != self.digest or len(decision.rulings) != len(missing):
            raise PolicyUnavailable("the policy engine decided by another bundle than the one in force")
        found = dict(zip(missing, decision.rulings, strict=True))
        for one, ruling in found.items():
            self._rulings[asker, one] = ruling
        while len(self._rulings) > self._most:
            self._rulings.popitem(last=False)
        return found


def _asker(question: Question) -> _Asker:
    """Everything of the question but its candidates."""
    return (
        question.agency,
        question.role,
        question.assurance,
        question.training,
        question.act,
        question.level,
        question.purpose,
        question.relationship,
        question.case_reference,
        question.day,
        question.user,
        question.forum,
        question.attends,
        question.break_glass,
        question.second_person,
    )
