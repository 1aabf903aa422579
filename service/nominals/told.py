"""Who was told of one person what was another's: disclosures of the log within the stretches of a wrong link.

UK GDPR Art 19 asks for every recipient. An answer names its subject in its leaf; relatives stand only in the sealed
payload, so that family answers of that time are opened to see whether they told of these records too.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from audit.errors import AuditError
from audit.events import EventType
from audit.log import Logged
from service.entries import log_unavailable
from service.leaf import Leaf, read_leaf
from service.nominals.together import Stretch
from service.runtime import Runtime
from service.sealing.keys import CannotOpen

_SCAN: Final = 1000
_FAMILY: Final = b'"scope":"family"'


class _Payload(msgspec.Struct):
    """Of an answer's payload (`service.enquiry.append.Kept`), which cards were shown: subject, agency, kind, level…"""

    disclosed: tuple[tuple[str, str, str, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """One disclosure of which somebody must hear that it was not all of one person."""

    leaf: Leaf
    subject: str
    """The pseudonym under which they were told."""
    told_as: str
    """`subject` or `relative`."""
    level: int


async def told_within(named: Sequence[tuple[str, Stretch]], runtime: Runtime) -> tuple[list[Told], int]:
    """Every disclosure within these stretches, each with its golden nominal's pseudonym; oldest first.

    Returns the disclosures, and how many family answers of that time could not be opened any more.

    Raises:
        Unavailable: the log does not answer.
    """
    found: list[Told] = []
    unreadable = 0
    async for logged in _answers(named, runtime):
        leaf = read_leaf(logged)
        within = {subject for subject, stretch in named if stretch.holds(leaf.index, leaf.time)}
        if leaf.subject in within:
            found.append(Told(leaf, leaf.subject, "subject", leaf.level))
        elif within and _FAMILY in logged.body:
            cards = await _cards(leaf, runtime)
            unreadable += cards is None
            found += _as_relative(leaf, within, cards or ())
    return found[::-1], unreadable


async def _answers(named: Sequence[tuple[str, Stretch]], runtime: Runtime) -> AsyncIterator[Logged]:
    """Answers that showed something, newest first, back to where the first stretch begins."""
    before: int | None = None
    while named:
        try:
            page = await runtime.log.entries(limit=_SCAN, before=before, type_=EventType.ENQUIRY_ANSWERED)
        except AuditError:
            raise log_unavailable() from None
        for logged in page:
            yield logged
        if len(page) < _SCAN or not _reaches_back(named, page[-1]):
            return
        before = page[-1].index


def _reaches_back(named: Iterable[tuple[str, Stretch]], oldest: Logged) -> bool:
    time = read_leaf(oldest).time
    return any(stretch.since.before(oldest.index, time) for _, stretch in named)


def _as_relative(leaf: Leaf, within: set[str], cards: Sequence[tuple[str, str, str, int, str]]) -> list[Told]:
    levels: dict[str, int] = {}
    for subject, _, _, level, _ in cards:
        if subject in within:
            levels[subject] = max(level, levels.get(subject, 0))
    return [Told(leaf, subject, "relative", level) for subject, level in sorted(levels.items())[:1]]


async def _cards(leaf: Leaf, runtime: Runtime) -> Sequence[tuple[str, str, str, int, str]] | None:
    """The cards of an answer, or None where its payload was shredded."""
    try:
        sealed = await runtime.log.payload(leaf.index)
        if sealed is None:
            return None
        plain = runtime.sealer.open_payload(leaf.request.encode(), sealed.ciphertext, sealed.wrapped_key)
    except AuditError:
        raise log_unavailable() from None
    except CannotOpen:
        return None
    return msgspec.json.decode(plain, type=_Payload).disclosed
