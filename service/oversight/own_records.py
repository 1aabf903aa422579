"""What others were told of one agency's records: for its IG lead, whether or not it was named to the asker.

The leaf of an answer names only what the asker was named; what was told of whose record is in the sealed payload.
"""

from typing import NamedTuple

import msgspec

from audit.errors import AuditError
from service.entries import log_unavailable
from service.identity.principal import Principal
from service.leaf import Leaf
from service.oversight.disclosures import Filters, one_page, wanted_by
from service.oversight.leads import check_lead
from service.oversight.noting import note_query
from service.projection.bringing_up_to_date import bring_up_to_date
from service.projection.reading import Card, Kept
from service.runtime import Runtime
from service.sealing.keys import CannotOpen


class OwnTold(NamedTuple):
    """One answer that told of the agency's records, and what of them; no cards where its payload was destroyed."""

    leaf: Leaf
    cards: list[Card]


class OwnPage(NamedTuple):
    """Newest first, and below which entry to go on; None where that was all."""

    told: list[OwnTold]
    next: int | None


async def own_records(
    since: int, until: int, before: int | None, limit: int, principal: Principal, runtime: Runtime
) -> OwnPage:
    """The answers that told of records of the principal's agency, from `since` until `until` (Unix seconds; 0 for any).

    Raises:
        NotPermitted: the principal is no IG lead.
        Unavailable: store or log is down.
    """
    check_lead(principal)
    await note_query("own_records", principal, runtime)
    await bring_up_to_date(runtime)
    filters = Filters(provider=principal.agency, since=since)
    found = await one_page(await wanted_by(filters, principal, runtime), until, before, limit, runtime)
    told = []
    for leaf in found.leaves:
        cards = [card for card in await cards_of(leaf, runtime) if card.provider == principal.agency]
        told.append(OwnTold(leaf, cards))
    return OwnPage(told, found.next)


async def cards_of(leaf: Leaf, runtime: Runtime) -> tuple[Card, ...]:
    """The cards of an answer; none where its payload was destroyed.

    Raises:
        Unavailable: the log does not answer.
    """
    try:
        sealed = await runtime.log.payload(leaf.index)
        if sealed is None:
            return ()
        plain = runtime.sealer.open_payload(leaf.request.encode(), sealed.ciphertext, sealed.wrapped_key)
    except AuditError:
        raise log_unavailable() from None
    except CannotOpen:
        return ()
    return msgspec.json.decode(plain, type=Kept).disclosed
