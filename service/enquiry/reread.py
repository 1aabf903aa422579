"""Reading an answer again: only for the one who asked, only until it expires, and that too is an entry.

An answer from before a change of the agreements is not shown again: what was suspended since might be in it.
"""

import msgspec

from audit.errors import AuditError
from audit.events import Entry, EventType, Operation
from audit.release import Sealed, SealedPayload, release
from service.enquiry.answer import new_enquiry_id
from service.enquiry.append import PAD_TO, Kept
from service.enquiry.shapes import Answer, Disclosed
from service.entries import actor_of, append_entry, log_unavailable
from service.errors import NotFound, ReasonCode
from service.identity.principal import Principal
from service.leaf import Leaf, read_leaf
from service.runtime import Runtime


async def reread(enquiry: str, principal: Principal, runtime: Runtime) -> Disclosed:
    """The answer again, with the receipt of this reading.

    Raises:
        NotFound: there is no such answer, it was somebody else's, it has expired, or the agreements have changed.
        Unavailable: the log does not answer.
    """
    index, kept = await own_answer(enquiry, principal, runtime)
    answer = msgspec.json.decode(kept.answer, type=Answer)
    return await _disclose_again(index, bytes(kept.answer), answer, principal, runtime)


async def own_answer(enquiry: str, principal: Principal, runtime: Runtime) -> tuple[int, Kept]:
    """The index of one's own answer and what the log keeps of it, to act on: whoever shows any of it appends an entry.

    Raises:
        NotFound, Unavailable: as `reread`.
    """
    try:
        logged = await runtime.log.find(enquiry)
        if logged is None or not _is_theirs(read_leaf(logged), principal, runtime):
            raise _nothing()
        kept = msgspec.json.decode(await open_payload(logged.index, enquiry, runtime), type=Kept)
    except AuditError:
        raise log_unavailable() from None
    if msgspec.json.decode(kept.answer, type=Answer).expires <= runtime.clock.now():
        raise _nothing()
    return logged.index, kept


async def receipt_of(enquiry: str, principal: Principal, runtime: Runtime) -> bytes:
    """The receipt of one's own answer as JSON. It holds pseudonyms and codes only, so that reading it is no entry.

    Raises:
        NotFound: there is no such answer, or it was somebody else's.
        Unavailable: the log does not answer.
    """
    try:
        logged = await runtime.log.find(enquiry)
        theirs = logged is not None and _was_asked_by(read_leaf(logged), principal)
        receipt = await runtime.log.receipt(logged.index) if logged is not None and theirs else None
    except AuditError:
        raise log_unavailable() from None
    if receipt is None:
        raise _nothing()
    return receipt.to_json().encode()


async def open_payload(index: int, request: str, runtime: Runtime) -> bytes:
    """The sealed payload of an entry, opened.

    Raises:
        NotFound: it has none, or it was shredded.
    """
    sealed = await runtime.log.payload(index)
    if sealed is None or not sealed.wrapped_key:
        raise _nothing()
    return runtime.sealer.open_payload(request.encode(), sealed.ciphertext, sealed.wrapped_key)


def _is_theirs(leaf: Leaf, principal: Principal, runtime: Runtime) -> bool:
    return _was_asked_by(leaf, principal) and leaf.bundle in ("", runtime.agreements.bundle_digest)


def _was_asked_by(leaf: Leaf, principal: Principal) -> bool:
    same = (leaf.staff, leaf.agency) == (principal.staff, principal.agency)
    return same and leaf.type in ("enquiry.answered", "enquiry.empty")


async def _disclose_again(
    index: int, content: bytes, answer: Answer, principal: Principal, runtime: Runtime
) -> Disclosed:
    request = new_enquiry_id()
    payload = SealedPayload(*runtime.sealer.seal_payload(request.encode(), content, PAD_TO))
    actor = actor_of(principal)
    entry = Entry(
        type=EventType.ENQUIRY_REREAD,
        request_id=request,
        actor=actor,
        operation=Operation.CONSULTATION,
        purpose=answer.purpose,
        relationship=answer.relationship,
        recipients=(actor.agency,),
        payload=payload.commitment(),
        relates_to=index,
    )
    sealed = Sealed(content, request, payload.commitment(), actor)
    receipt = await append_entry(entry, payload, runtime)
    return Disclosed(release(sealed, receipt), receipt.to_json().encode(), answer.outcome != "found")


def _nothing() -> NotFound:
    return NotFound(ReasonCode.NOT_FOUND, "There is no answer here that you may read. It may have expired: ask again.")
