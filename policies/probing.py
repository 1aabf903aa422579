"""What would each rule give if it stood alone? The engine itself is asked, so that no second reading can disagree.

The bundle's index says which terms speak of a place. Here every term gets a place of its own, under the provider's id
and its own name; the same Rego then rules on each term apart, with its own reasons.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec

from isa.vocabulary import Level
from policies.bundle import Bundle
from policies.decision import Ruling
from policies.embedded import EmbeddedEngine
from policies.question import Candidate, Question

_APART: Final = " | "
"""Between a provider and the name of a term; no id holds a space."""


class Probe:
    """Asks about the terms of one bundle, one at a time."""

    def __init__(self, bundle: Bundle) -> None:
        """Read the bundle's data; nothing is compiled before it is needed.

        Args:
            bundle: what decides.
        """
        self.agreed: Mapping[str, Any] = json.loads(bundle.agreed)
        self._bundle = bundle
        self._engine: EmbeddedEngine | None = None

    def names(self, question: Question, candidate: Candidate) -> tuple[str, ...]:
        """The terms that speak of a candidate, for who asks and why."""
        at: Any = self.agreed["index"]
        place = (question.agency, question.role, question.purpose, candidate.provider, candidate.record_type)
        for step in place:
            at = at.get(step, {}) if isinstance(at, dict) else {}
        return tuple(sorted(at))

    async def alone(
        self, question: Question, asked: Iterable[tuple[Candidate, str]]
    ) -> dict[tuple[Candidate, str], Ruling]:
        """The most that each term alone gives of its candidate, whatever level was asked.

        Raises:
            PolicyUnavailable: the engine gave no well-formed decision.
        """
        pairs = tuple(dict.fromkeys(asked))
        if not pairs:
            return {}
        candidates = tuple(
            msgspec.structs.replace(candidate, provider=_placed(candidate.provider, name)) for candidate, name in pairs
        )
        decision = await self._compiled().decide(
            msgspec.structs.replace(question, candidates=candidates, level=int(Level.DETAIL))
        )
        return dict(zip(pairs, decision.rulings, strict=True))

    def _compiled(self) -> EmbeddedEngine:
        if self._engine is None:
            apart = {**self.agreed, "index": _index_apart(self.agreed["index"])}
            self._engine = EmbeddedEngine(replace(self._bundle, agreed=json.dumps(apart)))
        return self._engine


def _index_apart(index: Mapping[str, Any]) -> dict[str, Any]:
    return {
        agency: {
            role: {purpose: _providers_apart(providers) for purpose, providers in purposes.items()}
            for role, purposes in roles.items()
        }
        for agency, roles in index.items()
    }


def _providers_apart(providers: Mapping[str, Any]) -> dict[str, dict[str, list[str]]]:
    apart: dict[str, dict[str, list[str]]] = {}
    for provider, record_types in providers.items():
        for record_type, names in record_types.items():
            for name in names:
                apart.setdefault(_placed(provider, name), {})[record_type] = [name]
    return apart


def _placed(provider: str, name: str) -> str:
    return f"{provider}{_APART}{name}"
