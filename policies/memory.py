"""Which rulings are known already? A bounded memory in front of any engine, keyed by question, bundle and day.

A question holds only categories, so families share its answers. Each candidate's ruling is remembered apart: rulings do
not depend on one another, and the kinds of record are few. Another bundle or another day remembers nothing of the last.
"""

from collections import OrderedDict
from collections.abc import Mapping
from operator import attrgetter

import msgspec

from policies.decision import Decision, Ruling
from policies.engine import PolicyEngine, PolicyUnavailable
from policies.question import Candidate, Question

MOST_REMEMBERED = 50_000

_Asker = tuple[object, ...]
_Known = dict[Candidate, Ruling]

ASKER_FIELDS = tuple(name for name in Question.__struct_fields__ if name != "candidates")
"""Drawn from the question itself, so that a field which is added later cannot be left out of the key."""
_asker = attrgetter(*ASKER_FIELDS)


class RememberingEngine:
    """Asks the engine only about kinds of record that it has not ruled on for this asker, purpose and day."""

    def __init__(self, engine: PolicyEngine, digest: str, most: int = MOST_REMEMBERED) -> None:
        self.digest = digest
        self._engine = engine
        self._most = most
        self._day = -1
        self._held = 0
        self._askers: OrderedDict[_Asker, _Known] = OrderedDict()

    async def decide(self, question: Question) -> Decision:
        """One ruling per candidate, in order.

        Raises:
            PolicyUnavailable: the engine failed on a candidate that is not remembered. Nothing failed is remembered.
        """
        if question.day != self._day:
            self._forget()
            self._day = question.day
        asker: _Asker = _asker(question)
        known: Mapping[Candidate, Ruling] = self._askers.get(asker, {})
        try:
            return Decision(self.digest, tuple([known[one] for one in question.candidates]))
        except KeyError:
            missing = tuple(one for one in dict.fromkeys(question.candidates) if one not in known)
        known = {**known, **await self._ask(question, asker, missing)}
        return Decision(self.digest, tuple([known[one] for one in question.candidates]))

    async def close(self) -> None:
        """Close the engine behind, where it holds something open."""
        close = getattr(self._engine, "close", None)
        if close is not None:
            await close()

    async def _ask(self, question: Question, asker: _Asker, missing: tuple[Candidate, ...]) -> _Known:
        decision = await self._engine.decide(msgspec.structs.replace(question, candidates=missing))
        if decision.bundle != self.digest or len(decision.rulings) != len(missing):
            raise PolicyUnavailable("the policy engine decided by another bundle than the one in force")
        found = dict(zip(missing, decision.rulings, strict=True))
        self._keep(asker, found)
        return found

    def _keep(self, asker: _Asker, found: _Known) -> None:
        """Remember; when it is too much, the askers that were met first are forgotten first."""
        known = self._askers.setdefault(asker, {})
        self._held -= len(known)
        known.update(found)
        self._held += len(known)
        while self._held > self._most:
            self._held -= len(self._askers.popitem(last=False)[1])

    def _forget(self) -> None:
        self._askers.clear()
        self._held = 0
