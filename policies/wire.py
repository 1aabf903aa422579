"""How is a Question put to an engine, and when is its reply a Decision? Strictly: what is not one is a refusal."""

import msgspec

from policies.decision import REFUSED, Decision, Ruling
from policies.engine import PolicyUnavailable
from policies.question import Question
from policies.reasons import Reason

MOST_LEVEL = 4
_KNOWN = frozenset(Reason)
_NUL = b"\\u0000"
"""U+0000 as JSON has it."""


class AnotherBundle(PolicyUnavailable):
    """A well-formed decision, by another bundle than the one in force. It counts for nothing."""


class _StrictRuling(Ruling, frozen=True, forbid_unknown_fields=True):
    """A ruling as an engine writes it: nothing besides."""


class _StrictDecision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    bundle: str
    rulings: tuple[_StrictRuling, ...]


class _ShortDecision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    bundle: str
    rulings: tuple[int | _StrictRuling, ...]


class _Table(msgspec.Struct, frozen=True):
    """What is needed here of a bundle's data."""

    answers: tuple[_StrictRuling, ...]


class _Asked(msgspec.Struct, frozen=True):
    input: Question


class _Reply(msgspec.Struct, frozen=True):
    """OPA's reply. Without `result` the decision was undefined."""

    result: _StrictDecision


_FIRST = ("candidates", "level", "day", "act", "relationship", "assurance", "case_reference", "user", "break_glass")
_IN_ORDER = tuple(dict.fromkeys((*_FIRST, *Question.__struct_fields__)))
"""What is looked up most stands first: rego-cpp searches in that order."""
_write = msgspec.json.Encoder()
_read = msgspec.json.Decoder(_Reply)


def put(question: Question) -> dict[str, object]:
    """The question as JSON values.

    Raises:
        PolicyUnavailable: as `put_json`.
    """
    put_json(question)
    built: dict[str, object] = msgspec.to_builtins(question)
    return {name: built[name] for name in _IN_ORDER}


def put_json(question: Question) -> bytes:
    """The question as the body of a request to OPA's data API.

    Raises:
        PolicyUnavailable: a text holds U+0000. regopy cuts a text there, so that `find` and what follows it would be
            `find`; no word that anybody agreed on holds one.
    """
    body = _write.encode(_Asked(question))
    if _NUL in body:
        raise PolicyUnavailable("the question holds a character that no word has")
    return body


class Answers:
    """The rulings that a bundle has ready, which an engine may name by number."""

    def __init__(self, agreed: str) -> None:
        """Read them from the bundle's data.

        Raises:
            PolicyUnavailable: there are none, or they are no rulings.
        """
        try:
            self._ready = msgspec.json.decode(agreed, type=_Table).answers
        except msgspec.DecodeError as fault:
            raise PolicyUnavailable("the policy bundle holds no answers") from fault

    def take(self, reply: object, question: Question, digest: str) -> Decision:
        """The Decision in an engine's short reply.

        Args:
            reply: JSON values, as the engine gave them.
            question: what it was asked.
            digest: the bundle that must have decided.

        Raises:
            PolicyUnavailable: malformed, by another bundle, of another length, or contradicting itself.
        """
        try:
            found = msgspec.convert(reply, _ShortDecision)
        except msgspec.ValidationError as fault:
            raise PolicyUnavailable("the policy engine's reply is no decision") from fault
        rulings = tuple([self._whole(one) if isinstance(one, int) else one for one in found.rulings])
        return _taken(_StrictDecision(found.bundle, rulings), question, digest)

    def _whole(self, number: int) -> _StrictRuling:
        found = self._ready[number] if 0 <= number < len(self._ready) else None
        if found is None:
            raise PolicyUnavailable("the policy engine named an answer that the bundle does not hold")
        return found


def take_json(reply: bytes, question: Question, digest: str) -> Decision:
    """The Decision in the body of OPA's reply.

    Raises:
        PolicyUnavailable: malformed, undefined, by another bundle, of another length, or contradicting itself.
    """
    try:
        found = _read.decode(reply)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise PolicyUnavailable("the policy engine's reply is no decision") from fault
    return _taken(found.result, question, digest)


def _taken(found: _StrictDecision, question: Question, digest: str) -> Decision:
    if found.bundle != digest:
        raise AnotherBundle("the policy engine decided by another bundle than the one in force")
    if len(found.rulings) != len(question.candidates):
        raise PolicyUnavailable("the policy engine did not rule on every candidate")
    return Decision(found.bundle, tuple([_ruling(ruling, question) for ruling in found.rulings]))


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
