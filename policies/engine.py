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


MOST_CANDIDATES = 500
"""Kinds of record in one question: some fifty times what a family has."""
MOST_WORDS = 64
"""Classes of one kind of record, or pieces of training of one asker."""


def refuse_too_much(question: Question) -> None:
    """Refuse a question that no enquiry puts. An engine in process has no time limit, so its work is bounded here.

    Raises:
        PolicyUnavailable: too many kinds of record, or too many words to one.
    """
    most = max((len(one.classes) for one in question.candidates), default=0)
    if len(question.candidates) > MOST_CANDIDATES or max(most, len(question.training)) > MOST_WORDS:
        raise PolicyUnavailable("the policy engine was asked too much at once")
