"""What a refused attempt at golden nominals hears: one sentence for each code, and an entry of the log before it.

Why exactly a rule refuses is a fact about people's records, often another agency's: whoever runs the service can say,
and the log knows the code. Only the kind of refusal is told.
"""

from collections.abc import Awaitable, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

from service.clerical.refused import KEPT_APART
from service.entries import actor_of
from service.errors import GoldenThreadError, NotAcceptable, NotFound, ReasonCode
from service.identity.principal import Principal
from service.nominals.refusing import note_refused
from service.runtime import Runtime

T = TypeVar("T")
_SAME_TWICE: Final = "Give two records: one cannot be linked with itself, nor kept apart from itself."
_NOT_TOGETHER: Final = "Give records that belong to one golden nominal now, and not all of them."
_STANDS: Final = "What was decided before stands against this. Whoever runs the service can say what."
_MOVED: Final = (
    "This was done already, or something was decided since that must be undone first. "
    "Whoever runs the service can say what."
)
_SENTENCES: Final[Mapping[ReasonCode, str]] = {
    ReasonCode.LINK_REFUSED: KEPT_APART,
    ReasonCode.OVERRIDE_STANDS: _STANDS,
    ReasonCode.MEMBERSHIP_CHANGED: _MOVED,
}
_NO_RECORD: Final = "There is no record of this number that can be linked or parted."
_NOT_FOUND: Final[Mapping[str, str]] = {
    "withdraw": "There is no override of this number that stands.",
    "take_back": "There is no change of this number that was made.",
    "history_of_record": "There is no record of this number.",
    "history_of_golden": "There is no golden nominal of this number.",
}


class Attempt(NamedTuple):
    """What somebody tries, as a code, and the numbers that they gave."""

    what: str
    numbers: Sequence[int]


async def attempted(attempt: Attempt, outcome: Awaitable[T], principal: Principal, runtime: Runtime) -> T:
    """What came of it.

    Raises:
        NotFound, NotAcceptable: as the use case, in words that say nothing of any record; it is in the log by then.
        Unavailable: the log did not take the refusal, which is not told then.
    """
    try:
        return await outcome
    except (NotFound, NotAcceptable) as refused:
        if refused.code is ReasonCode.FIELD_INVALID:
            raise
        await note_refused(attempt.what, attempt.numbers, refused.code, actor_of(principal), runtime)
        raise _told(attempt, refused) from None


def _told(attempt: Attempt, refused: GoldenThreadError) -> GoldenThreadError:
    if isinstance(refused, NotFound):
        return NotFound(ReasonCode.NOT_FOUND, _NOT_FOUND.get(attempt.what, _NO_RECORD))
    if attempt.what == "link" and refused.code is ReasonCode.OVERRIDE_STANDS:
        return NotAcceptable(ReasonCode.LINK_REFUSED, KEPT_APART)
    return NotAcceptable(refused.code, _sentence(attempt, refused))


def _sentence(attempt: Attempt, refused: GoldenThreadError) -> str:
    if refused.code is ReasonCode.LINK_REFUSED and attempt.what in ("link", "never"):
        return _SAME_TWICE if len(set(attempt.numbers)) < len(attempt.numbers) else KEPT_APART
    if refused.code is ReasonCode.LINK_REFUSED and attempt.what == "part":
        return _NOT_TOGETHER
    return _SENTENCES.get(refused.code, refused.advice)
