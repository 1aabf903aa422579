"""Stage three: what was decided to be told leaves, as one document with the receipt of each entry; it is an entry too.

The document is sealed and leaves only with the receipt of its own entry, as an answer does. Whether it says that
something is withheld is decided here: "neither confirm nor deny" is an answer that does not.
"""

import secrets
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import msgspec
import orjson

from audit.errors import AuditError
from audit.events import Commitment, Entry, EventType, Operation
from audit.release import Sealed, SealedPayload, release
from service.entries import actor_of, append_entry, log_unavailable
from service.errors import NotAcceptable, Overtaken, ReasonCode
from service.identity.principal import Principal
from service.oversight.access.contents import Content, open_content
from service.oversight.access.reviewing import waiting
from service.oversight.access.words import EXEMPTIONS
from service.oversight.leads import check_lead
from service.runtime import Runtime
from service.store import access
from service.store.access_rows import DISCLOSE, RELEASED, WITHHOLD, ItemRow, RequestRow

PAD_TO: Final = 4096
FORMAT: Final = "golden-thread-access-pack/1"
CHECK: Final = "Each receipt can be checked without us: python3 -m audit verify RECEIPT --key KEY (see docs/audit.md)."
LIMITS: Final = (
    "This lists what this service told of you, not what the agencies themselves hold or have said. Ask each of them "
    "for that. You may complain to the agency, and to the Information Commissioner."
)


class Disclosure(msgspec.Struct, frozen=True):
    """One disclosure that the person is told of, with the receipt of its entry."""

    number: int
    entry: int
    content: Content
    receipt: Any = None
    """None where the entry is of an enquiry about somebody else."""


class Recipient(msgspec.Struct, frozen=True):
    """An agency that was told something, how often, and from when until when."""

    agency: str
    times: int
    first: str
    last: str
    highest_level: int


class Withheld(msgspec.Struct, frozen=True):
    """How much is left out, and why; not what."""

    items: int
    exemptions: tuple[str, ...]


class Pack(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the person is given."""

    request: int
    received: str
    released: str
    as_of_entry: int
    recipients: tuple[Recipient, ...]
    disclosures: tuple[Disclosure, ...]
    withheld: Withheld | None = None
    check: str = CHECK
    limits: str = LIMITS
    format: str = FORMAT


async def release_pack(
    number: int, version: int, says_withheld: bool, principal: Principal, runtime: Runtime
) -> bytes:  # fmt: skip
    """Release a request of which every item is decided. The pack as JSON; it leaves with the receipt of its entry.

    Raises:
        NotPermitted: the principal is no IG lead.
        NotFound, Overtaken: as `decide`.
        NotAcceptable: SECOND_PERSON_NEEDED as `decide`; or an item is not decided yet.
        Unavailable: store or log is down; nothing was released.
    """
    check_lead(principal)
    async with runtime.store.database.transaction() as transaction:
        row = await waiting(number, version, principal, transaction)
        items = await access.items(transaction, number)
        _check_decided(items)
        pack = await _pack(row, items, says_withheld, runtime)
        content = msgspec.json.encode(pack)
        released, index = await _through_the_log(row, items, content, principal, runtime)
        after = row._replace(state=RELEASED, released_by=principal.staff, released_at=runtime.clock.now(), entry=index)
        if not await access.move_on(transaction, row, after):
            raise Overtaken(ReasonCode.REVIEW_MOVED_ON, "Somebody else was first. Look at the request again.")
        await access.forget_texts(transaction, number)
    return released


async def _through_the_log(
    row: RequestRow, items: Sequence[ItemRow], content: bytes, principal: Principal, runtime: Runtime
) -> tuple[bytes, int]:
    request, actor = secrets.token_hex(16), actor_of(principal)
    payload = SealedPayload(*runtime.sealer.seal_payload(request.encode(), content, PAD_TO))
    commitment = payload.commitment()
    sealed = Sealed(content, request, commitment, actor)
    receipt = await append_entry(_entry(row, items, request, commitment, principal), payload, runtime)
    return release(sealed, receipt), runtime.log.number_of(receipt)


def _entry(
    row: RequestRow, items: Sequence[ItemRow], request: str, commitment: Commitment, principal: Principal
) -> Entry:
    counts = Counter(item.decision for item in items)
    return Entry(
        type=EventType.ACCESS_RELEASED,
        request_id=request,
        actor=actor_of(principal),
        operation=Operation.DISCLOSURE,
        subject=row.subject,
        recipients=("data_subject",),
        payload=commitment,
        details={"request": row.id, "disclosed": counts[DISCLOSE], "withheld": counts[WITHHOLD], "route": row.route},
    )


async def _pack(row: RequestRow, items: Sequence[ItemRow], says_withheld: bool, runtime: Runtime) -> Pack:
    told = [await _disclosure(item, runtime) for item in items if item.decision == DISCLOSE]
    withheld = [item for item in items if item.decision == WITHHOLD]
    return Pack(
        request=row.id,
        received=row.received,
        released=runtime.clock.today().isoformat(),
        as_of_entry=row.size,
        recipients=tuple(_recipients([one.content for one in told])),
        disclosures=tuple(told),
        withheld=_withheld(withheld) if says_withheld and withheld else None,
    )


async def _disclosure(item: ItemRow, runtime: Runtime) -> Disclosure:
    content = open_content(item, runtime)
    if content is None:
        advice = "What an item says cannot be opened any more. Gather the request again."
        raise NotAcceptable(ReasonCode.REVIEW_MOVED_ON, advice)
    if item.told_as != "subject":
        return Disclosure(item.number, item.entry, content)
    try:
        receipt = await runtime.log.receipt(item.entry)
    except AuditError:
        raise log_unavailable() from None
    return Disclosure(item.number, item.entry, content, orjson.loads(receipt.to_json()) if receipt else None)


def _recipients(contents: Sequence[Content]) -> list[Recipient]:
    found: dict[str, list[Content]] = {}
    for content in contents:
        found.setdefault(content.agency, []).append(content)
    return [
        Recipient(agency, len(of), min(one.at for one in of), max(one.at for one in of), max(one.level for one in of))
        for agency, of in sorted(found.items())
    ]


def _withheld(items: Sequence[ItemRow]) -> Withheld:
    return Withheld(len(items), tuple(sorted({EXEMPTIONS[item.exemption] for item in items})))


def _check_decided(items: Sequence[ItemRow]) -> None:
    undecided = [item.number for item in items if not item.decision]
    if undecided:
        numbers = ", ".join(map(str, undecided[:10]))
        raise NotAcceptable(
            ReasonCode.VERDICT_REFUSED, f"Decide every item first. Not decided: {len(undecided)} ({numbers})."
        )
