"""The port to a policy engine, and the rule that it fails closed."""

from typing import Protocol

from policies.decision import Decision
from policies.question import Question


class PolicyUnavailable(Exception):
    """The engine is down, slow, stale or answered nonsense: nothing may be disclosed."""


class PolicyEngine(Protocol):
    """Decides a Question. Anything but exactly one well-formed Decision is `PolicyUnavailable`."""

    async def decide(self, question: Question) -> Decision:
        """Return one ruling per candidate, in order.

        Raises:
            PolicyUnavailable: the engine gave no well-formed decision in time.
        """
        ...
