"""Can the log prove itself? What it last signed, who witnessed that, by which keys; and whether a given receipt holds.

The checkpoint and the public key are public. Whoever looks at more, or has a receipt held against the log, is an entry.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.errors import AuditError
from audit.events import EventType
from audit.key_chain import ChainBroken, follow, open_with, read_chain
from audit.note import NoteRefused, Verifier, open_checkpoint, parse_vkey
from audit.receipt import ReceiptDocument, ReceiptMalformed, read_receipt
from audit.report import Outcome, Report
from audit.verify import verify_content
from audit.whole_log import WholeLog
from audit.witness.policy import Policy, read_policy
from service.emergency.entries import note
from service.entries import log_unavailable
from service.identity.principal import Principal
from service.log_shards import first_place, later_places, place_of
from service.oversight.leads import check_lead
from service.oversight.noting import note_query
from service.readiness import new_shard_due
from service.runtime import Runtime

MOST_ROTATIONS = 50


@dataclass(frozen=True, slots=True)
class WitnessRow:
    """One witness: what it cosigned of the newest checkpoint that enough of them have, and what hinders it."""

    name: str
    key: str
    cosigned_at: int | None
    """Unix seconds by the witness's own clock; None where its cosignature is not on that checkpoint."""
    behind: int | None
    """Entries that came since; None where that cannot be told."""
    fault: str


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What the log's witnesses have seen, by the policy that the service was given."""

    quorum: str
    size: int
    """Of the newest checkpoint that enough of them cosigned; 0 before the first."""
    behind: int
    alarm: str
    rows: tuple[WitnessRow, ...]


@dataclass(frozen=True, slots=True)
class Rotation:
    """One step of a change of the log's signing key."""

    index: int
    at: int
    step: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class EarlierLog:
    """A closed log before the one that serves."""

    name: str
    size: int
    key: str
    """The public key that signed its last checkpoint."""


@dataclass(frozen=True, slots=True)
class LogState:
    """The log as it stands."""

    name: str
    size: int
    root: str
    """64 hexadecimal digits."""
    checkpoint: str
    signed_at: int
    """Unix seconds, UTC: when the newest entry was taken in and signed."""
    keys: tuple[str, ...]
    rotations: tuple[Rotation, ...]
    """Newest first."""
    witnessed: Witnessed | None
    """None where no policy names witnesses."""
    frozen: str
    """Why the log takes no more entries; empty while it does."""
    earlier: tuple[EarlierLog, ...] = ()
    """The closed logs of earlier years, newest first."""
    due: str = ""
    """Why a new log should be begun; empty while none is due."""


@dataclass(frozen=True, slots=True)
class ReceiptCheck:
    """What came of a receipt."""

    outcome: Outcome
    report: Report
    here: bool | None
    """Whether this service's log holds that very entry; None where it could not be asked."""
    witnessed: bool | None
    """Whether enough witnesses cosigned the receipt's checkpoint; None where nobody is asked to."""
    entry: int | None = None
    """The number of the entry, where this service's log holds it."""


async def log_state(principal: Principal, runtime: Runtime) -> LogState:
    """The state of the log, with the entry of this reading in it.

    Raises:
        NotPermitted: the principal is no IG lead.
        Unavailable: the log does not answer.
    """
    check_lead(principal)
    if not runtime.log.frozen:
        await note(EventType.OVERSIGHT_READ, {"what": "proofs"}, principal, runtime)
    log = runtime.log
    checkpoint = log.checkpoint
    signed = open_checkpoint(checkpoint, log.verifier) if checkpoint else None
    size = signed.size if signed else 0
    try:
        newest = await log.entries(limit=1) if size else []
        rotated = await log.entries(limit=MOST_ROTATIONS, type_=EventType.KEY_ROTATED)
    except AuditError:
        raise log_unavailable() from None
    return LogState(
        name=log.verifier.name,
        size=size,
        root=signed.root.hex() if signed else "",
        checkpoint=checkpoint,
        signed_at=json.loads(newest[0].body)["time"] // 1_000_000 if newest else 0,
        keys=tuple(key.vkey for key in log.verifiers),
        rotations=tuple(_rotation(one.index, one.body) for one in rotated),
        witnessed=_witnessed(_policy(runtime), size, runtime),
        frozen=log.frozen,
        earlier=tuple(_earlier(log)),
        due=new_shard_due(runtime),
    )


def _earlier(log: WholeLog) -> Iterator[EarlierLog]:
    """Newest first."""
    closed = zip(log.numbering.shards, log.closed_verifiers, strict=False)
    for shard, verifier in reversed(list(closed)):
        yield EarlierLog(shard.origin, shard.size or 0, verifier.vkey)


async def check_receipt(content: bytes, principal: Principal, runtime: Runtime) -> ReceiptCheck:
    """Verify a receipt or an extract as `python -m audit verify` does, and ask this log whether it holds the entry.

    For anybody who is signed in: who has a receipt has its entry already. That they ask is an entry.

    Raises:
        Unavailable: the log did not take the entry of this question, or does not answer.
    """
    known = (*runtime.log.verifiers, *runtime.log.closed_verifiers)
    report = verify_content(content, _key_for(content, _chains(runtime), known))
    try:
        receipt = read_receipt(content)
    except ReceiptMalformed:
        return ReceiptCheck(report.outcome, report, None, None)
    number = _number(receipt, runtime.log)
    await note_query("receipt", principal, runtime, relates_to=number)
    try:
        held = await runtime.log.entry(number) if number is not None else None
    except AuditError:
        raise log_unavailable() from None
    here = held is not None and held.body == receipt.entry
    witnessed = _is_witnessed(receipt.checkpoint, report, _policy(runtime))
    return ReceiptCheck(report.outcome, report, here, witnessed, number if here else None)


def _number(receipt: ReceiptDocument, log: WholeLog) -> int | None:
    """The number of the entry that a receipt claims to be of; None where no shard of this log has such a one."""
    try:
        number = log.number_of(receipt)
    except KeyError:
        return None
    shard = log.numbering.shard_of(number)
    return number if receipt.index >= 0 and number < log.size and receipt.index == number - shard.first else None


def chain_file(runtime: Runtime) -> Path:
    """The links that lead from the serving log's first key to the one in use; there once a key was replaced."""
    return place_of(runtime.log.verifier.name, runtime.settings).public_chain


def _chains(runtime: Runtime) -> list[Path]:
    """Of every shard of the log."""
    settings = runtime.settings
    return [place.public_chain for place in (first_place(settings), *later_places(settings))]


def _key_for(content: bytes, chains: Sequence[Path], verifiers: tuple[Verifier, ...]) -> Verifier:
    """The key of this log that signed it, be it retired; the one in use where none did."""
    try:
        checkpoint = str(json.loads(content)["checkpoint"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return verifiers[0]
    for verifier in verifiers:
        try:
            open_checkpoint(checkpoint, verifier)
        except NoteRefused:
            continue
        return verifier
    retired = (found for chain in chains if (found := _retired_key(checkpoint, chain)))
    return next(retired, verifiers[0])


def _retired_key(checkpoint: str, chain: Path) -> Verifier | None:
    try:
        links = read_chain(chain)
        first = parse_vkey(str(json.loads(links[0].entry)["details"]["from"]))
        return open_with(checkpoint, follow(first, links))[1].verifier
    except (OSError, ChainBroken, NoteRefused, IndexError, KeyError, TypeError, ValueError):
        return None


def _rotation(index: int, body: bytes) -> Rotation:
    said = json.loads(body)
    details = said.get("details", {})
    return Rotation(
        index, said["time"] // 1_000_000, str(details.get("step", "")), str(details.get("from", "")),
        str(details.get("to", "")),
    )  # fmt: skip


def _policy(runtime: Runtime) -> Policy | None:
    """The policy was read when the service started; whoever broke its file since is told by the next start."""
    path = runtime.settings.witness_policy
    return read_policy(path) if path is not None else None


def _witnessed(policy: Policy | None, size: int, runtime: Runtime) -> Witnessed | None:
    if policy is None:
        return None
    cosigned, faults = runtime.log.cosigned, runtime.log.witness_faults
    by_name = policy.standing(cosigned.note).cosigned if cosigned.note else {}
    rows = []
    for one in policy.witnesses:
        given = by_name.get(one.name)
        behind = max(0, size - cosigned.size) if given else None
        rows.append(
            WitnessRow(one.name, one.cosigner.vkey, given.time if given else None, behind, faults.get(one.name, ""))
        )
    behind = max(0, size - cosigned.size)
    return Witnessed(policy.in_words(), cosigned.size, behind, runtime.log.witness_alarm, tuple(rows))


def _is_witnessed(checkpoint: str, report: Report, policy: Policy | None) -> bool | None:
    if policy is None or report.outcome is not Outcome.SOUND:
        return None
    try:
        return policy.standing(checkpoint).met
    except NoteRefused:
        return False
