"""How is a Question put to an engine, and when is its reply a Decision? Strictly: what is not one is a refusal."""

import msgspec

from policies.decision import REFUSED, Decision, Ruling
from policies.engine import PolicyUnavailable
from policies.question import Question
from policies.reasons import Reason

MOST_LEVEL = 4
_KNOWN = frozenset(Reason)


class _StrictRuling(Ruling, frozen=True, forbid_unknown_fields=True):
    """A ruling as an engine writes it: nothing besides."""


class _StrictDecision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    bundle: str
    rulings: tuple[_StrictRuling, ...]


def put(question: Question) -> dict[str, object]:
    """The question as JSON values."""
    built: dict[str, object] = msgspec.to_builtins(question)
    return built


def take(reply: object, question: Question, digest: str) -> Decision:
    """The Decision in an engine's reply.

    Args:
        reply: JSON values, as the engine gave them.
        question: what it was asked.
        digest: the bundle that must have decided.

    Raises:
        PolicyUnavailable: malformed, by another bundle, of another length, or contradicting itself.
    """
    try:
        found = msgspec.convert(reply, _StrictDecision)
    except msgspec.ValidationError as fault:
        raise PolicyUnavailable("the policy engine's reply is no decision") from fault
    if found.bundle != digest:
        raise PolicyUnavailable("the policy engine decided by another bundle than the one in force")
    if len(found.rulings) != len(question.candidates):
        raise PolicyUnavailable("the policy engine did not rule on every candidate")
    return Decision(found.bundle, tuple(_ruling(ruling, question) for ruling in found.rulings))


def _ruling(ruling: _StrictRuling, question: Question) -> Ruling:
    allowed = ruling.effect == "allow"
    sound = (
        (0 < ruling.level <= min(MOST_LEVEL, question.level) and ruling.fields and ruling.agreement and ruling.rules)
        if allowed
        else (ruling.effect == "deny" and ruling.level == 0 and not ruling.fields)
    )
    if not sound or not _KNOWN.issuperset(ruling.reasons):
        raise PolicyUnavailable("the policy engine's ruling contradicts itself")
    plain = Ruling(**{name: getattr(ruling, name) for name in Ruling.__struct_fields__})
    return plain if plain != REFUSED else REFUSED
