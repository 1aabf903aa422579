"""What the log says of the clerical queue: who looked at which pair, who proposed and decided what, who drew a sample.

Numbers of pairs, codes and pseudonyms only. No entry, no look, no decision.
"""

import secrets
from collections.abc import Mapping

from audit.events import Entry, EventType, Operation
from audit.receipt import Receipt
from service.clerical.desk import Desk
from service.clerical.reviewers import DUTY
from service.clerical.weighing import Weighed
from service.entries import actor_of, append_entry
from service.identity.principal import Principal


async def note_listing(shown: int, principal: Principal, desk: Desk) -> Receipt:
    """Somebody reads which pairs wait."""
    return await _append(EventType.PAIR_LISTED, Operation.CONSULTATION, principal, {"pairs": shown}, desk)


async def note_look(weighed: Weighed, fields: tuple[str, ...], principal: Principal, desk: Desk) -> Receipt:
    """Somebody sees both records of a pair: a disclosure of each agency's to the other's reviewer."""
    details = _of(weighed) | {"state": weighed.pair.state, "round": weighed.pair.round}
    return await _append(EventType.PAIR_SHOWN, Operation.DISCLOSURE, principal, details, desk, weighed, fields)


async def note_verdict(
    kind: EventType,
    weighed: Weighed,
    verdict: Mapping[str, object],
    relates_to: int | None,
    principal: Principal,
    desk: Desk,
) -> Receipt:
    """Somebody proposes (another person must confirm it) or decides. Written before it holds."""
    details = _of(weighed) | dict(verdict)
    return await _append(kind, Operation.ALTERATION, principal, details, desk, weighed, relates_to=relates_to)


async def note_draw(details: Mapping[str, object], principal: Principal, desk: Desk) -> Receipt:
    """Somebody draws a sample; the seed is in the entry, so the sample can be drawn again."""
    return await _append(EventType.PAIR_SAMPLED, Operation.CONSULTATION, principal, details, desk)


def _of(weighed: Weighed) -> dict[str, object]:
    pair = weighed.pair
    return {"pair": pair.id, "because": pair.because, "band": pair.band, "model": pair.model}


async def _append(
    kind: EventType,
    operation: Operation,
    principal: Principal,
    details: Mapping[str, object],
    desk: Desk,
    weighed: Weighed | None = None,
    fields: tuple[str, ...] = (),
    relates_to: int | None = None,
) -> Receipt:
    subjects = await _subjects(weighed, desk) if weighed else ()
    entry = Entry(
        type=kind,
        request_id=secrets.token_hex(16),
        actor=actor_of(principal),
        operation=operation,
        subject=subjects[0] if subjects else "",
        providers=tuple(sorted({each.provider for each in weighed.holdings})) if weighed else (),
        recipients=(principal.agency,),
        fields=fields,
        relates_to=relates_to,
        details={"duty": DUTY, **details, **({"subjects": list(subjects)} if len(subjects) > 1 else {})},
    )
    return await append_entry(entry, None, desk.runtime)


async def _subjects(weighed: Weighed, desk: Desk) -> tuple[str, ...]:
    """The pseudonyms of the people on both sides; a record that is held belongs to nobody yet."""
    goldens = sorted({golden for golden in weighed.goldens if golden is not None})
    known = await desk.runtime.store.pseudonyms(goldens)
    return tuple(known[golden] for golden in goldens if golden in known)
