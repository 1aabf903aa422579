"""What would agreements decide that nobody has signed? An engine for simulation, which no service can decide by.

A Draft is no VerifiedAgreement: `policies.bundle.build` refuses it, and the digest of everything decided here begins
with `draft:`, which no service expects.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from isa.agreement import Agreement
from isa.canonical import digest
from isa.vocabulary import Vocabulary
from policies.bundle import DRAFT, build_for_simulation
from policies.decision import Decision
from policies.embedded import EmbeddedEngine
from policies.explanation import Explainer, Explanation
from policies.question import Question
from policies.terms import Agreed


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
        """Compile the bundle that they would come to.

        Raises:
            PolicyUnavailable, BundleRefused: it does not compile.
        """
        found = tuple(agreements)
        bundle = build_for_simulation(found, day, vocabulary)
        self.day = bundle.day
        self.agreed = bundle.agreed
        """The data that it decides by, as JSON."""
        self._engine = EmbeddedEngine(bundle)
        self._explainer = Explainer(bundle, found, vocabulary)

    async def decide(self, question: Question) -> Decision:
        """One ruling per candidate, in order, under a digest that begins with `draft:`.

        Raises:
            PolicyUnavailable: as every engine.
        """
        return await self._engine.decide(question)

    async def explain(self, question: Question) -> Explanation:
        """Why it would decide so.

        Raises:
            PolicyUnavailable: as `decide`.
        """
        return await self._explainer.explain(question, await self.decide(question))
