"""Reads an entry of the log as a detector sees it: how an enquiry ended, in truth, stands in its sealed payload."""

from collections.abc import Collection

import msgspec
import orjson

from audit.log import Logged
from audit.storage.port import PayloadRow
from isa.vocabulary import RelationshipKind
from service.emergency.declaring import asked_digest
from service.errors import ReasonCode
from service.identity.claims import SYSTEM_ROLE
from service.leaf import AFTER_ANSWERS, Leaf, read_leaf
from service.matching.sought import Sought
from service.oversight.anomalies.seen import Outcome, Seen
from service.runtime import Runtime
from service.sealing.keys import CannotOpen

_REFUSED = "enquiry.refused"


class Kept(msgspec.Struct, frozen=True):
    """Of an enquiry's payload (`service.enquiry.append.Kept`), what detectors and reviewers need. Personal."""

    sought: Sought = Sought()
    case_reference: str = ""
    match: str = "none"
    subject: str = ""
    own: tuple[str, ...] = ()
    alert: str = ""


def seen_of(logged: Logged, payload: PayloadRow | None, delivering: Collection[str], runtime: Runtime) -> Seen | None:
    """The enquiry of an entry; None for an entry of something else.

    Args:
        logged: the entry.
        payload: what it committed to. One that was shredded says no more than the entry.
        delivering: the agencies that deliver records: of them alone an open case can be checked.
        runtime: what opens the payload.
    """
    leaf = read_leaf(logged)
    if leaf.type == _REFUSED:
        return _row(leaf, Outcome.DENIED) if _for_want_of_a_role(logged) else None
    if leaf.type not in AFTER_ANSWERS:
        return None
    kept = _opened(leaf, payload, runtime)
    row = _row(leaf, _outcome(leaf, kept))
    if kept is None:
        return row._replace(about=leaf.subject)
    return row._replace(
        about=kept.subject or asked_digest(kept.sought, runtime).hex(),
        self_claimed=leaf.relationship != RelationshipKind.OPEN_CASE or leaf.agency not in delivering,
        own=kept.own,
    )


async def kept_of(leaf: Leaf, runtime: Runtime) -> Kept | None:
    """What the sealed payload of an enquiry says; None where there is none that opens.

    Raises:
        AuditError: the log cannot be read.
    """
    return _opened(leaf, await runtime.log.payload(leaf.index), runtime)


def _opened(leaf: Leaf, payload: PayloadRow | None, runtime: Runtime) -> Kept | None:
    if payload is None:
        return None
    try:
        plain = runtime.sealer.open_payload(leaf.request.encode(), payload.ciphertext, payload.wrapped_key)
    except CannotOpen:
        return None
    return msgspec.json.decode(plain, type=Kept)


def _row(leaf: Leaf, outcome: Outcome) -> Seen:
    return Seen(
        leaf.index, leaf.time // 1_000_000, leaf.staff, leaf.agency, leaf.role, leaf.purpose, leaf.relationship,
        outcome, system=leaf.role == SYSTEM_ROLE,
    )  # fmt: skip


def _outcome(leaf: Leaf, kept: Kept | None) -> Outcome:
    """Somebody was found and nothing of them was shown: that is a refusal, whatever it looked like."""
    if leaf.type == "enquiry.answered":
        return Outcome.SHOWN
    refused = kept is not None and (kept.match == "one" or bool(kept.alert))
    return Outcome.DENIED if refused else Outcome.NOTHING


def _for_want_of_a_role(logged: Logged) -> bool:
    """Not where a second person is awaited, a time ran out, or an agreement was changed meanwhile."""
    code = orjson.loads(logged.body).get("details", {}).get("code")
    return bool(code == ReasonCode.ROLE_NOT_PERMITTED.value)
