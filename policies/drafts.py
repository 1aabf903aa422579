"""What would agreements decide that nobody has signed? An engine for simulation, which no service can decide by.

A Draft is no VerifiedAgreement: `policies.bundle.build` refuses it, and the digest of everything decided here begins
with `draft:`, which no service expects.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from isa.agreed import Agreed
from isa.agreement import Agreement
from isa.canonical import digest
from isa.vocabulary import Vocabulary
from policies.bundle import DRAFT, build_for_simulation
from policies.decision import Decision
from policies.embedded import EmbeddedEngine
from policies.explained import Explanation
from policies.explanation import Explainer
from policies.layout import Layout, Place
from policies.question import Question

_REASONS: Final = "reasons.rego"
_SILENT: Final = "package golden_thread.reasons\n\nagainst(candidate, holding) := []\n"
"""In place of the module that says why a candidate was refused, where nobody asks why."""


@dataclass(frozen=True)
class Draft:
    """An agreement as it is written, signed or not, taken as if it were in force."""

    agreement: Agreement

    @property
    def digest(self) -> str:
        """`draft:sha256:...` of the canonical document."""
        return DRAFT + digest(self.agreement.model_dump(mode="json"))


class SimulatedEngine:
    """Decides as the embedded engine would if these agreements, and no others, were in force."""

    def __init__(self, agreements: Iterable[Agreed], day: date, vocabulary: Vocabulary) -> None:
        """Make the bundle that they would come to; it is compiled when something is asked.

        Raises:
            BundleRefused: the Rego is not what it may be.
        """
        found = tuple(agreements)
        self._bundle = build_for_simulation(found, day, vocabulary)
        self._explainer = Explainer(self._bundle, found, vocabulary)
        self._engine: EmbeddedEngine | None = None
        self.day = self._bundle.day
        self.layout = Layout(self._bundle)
        """The data that it decides by."""

    async def decide(self, question: Question) -> Decision:
        """One ruling per candidate, in order, under a digest that begins with `draft:`.

        Raises:
            PolicyUnavailable: as every engine.
        """
        if self._engine is None:
            self._engine = EmbeddedEngine(self._bundle)
        return await self._engine.decide(question)

    def only(self, places: Iterable[Place]) -> EmbeddedEngine:
        """An engine that decides alike on questions about these places, knows no others, and gives no reasons.

        To say why something is refused takes far longer than to refuse it, and decides nothing.

        Raises:
            PolicyUnavailable: as every engine.
        """
        bundle = self.layout.only(places)
        modules = tuple((name, _SILENT if name == _REASONS else source) for name, source in bundle.modules)
        return EmbeddedEngine(replace(bundle, modules=modules))

    async def explain(self, question: Question) -> Explanation:
        """Why it would decide so.

        Raises:
            PolicyUnavailable: as `decide`.
        """
        return await self._explainer.explain(question, await self.decide(question))
