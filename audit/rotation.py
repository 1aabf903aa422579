"""Replacing the log's signing key, with a time in which the outgoing and the incoming key both sign.

1. `make_incoming_key`: the new key stands beside the old one, and every process that opens the log signs with both.
2. `begin_overlap` appends `key.rotated`: under the old key's signature the log itself names the new one. Its receipt is
   a link of the chain (`audit.key_chain`) that leads whoever knows the old key to the new one.
3. Everybody who checks receipts is given the new key or the chain, and every process is started again.
4. `end_overlap` appends the end of it; then `retire_outgoing_key` puts the new key in the old one's place.

Both receipts are kept in the chain beside the key (`keep_link`): by it the log knows what its earlier keys signed.

Each step can be run again after a fault: the entries have request ids of their own.
"""

import os
from pathlib import Path

from audit.errors import KeyRefused
from audit.events import Actor, Entry, EventType
from audit.key_chain import ENDED, OVERLAP
from audit.log import AuditLog
from audit.note import Verifier
from audit.receipt import Receipt
from audit.signer import Signer, chain_beside, create_key, incoming_key, read_key


def make_incoming_key(key: Path) -> Verifier:
    """The key that shall replace the one in `key`: made beside it, unless it is there. Raises KeyRefused."""
    name = read_key(key).verifier.name
    path = incoming_key(key)
    return read_key(path).verifier if path.exists() else create_key(path, name)


async def begin_overlap(log: AuditLog, actor: Actor) -> Receipt:
    """Let the log say which key comes next. Raises KeyRefused unless it was opened with both keys, and as `append`."""
    return await log.append(_entry(log, actor, OVERLAP))


async def end_overlap(log: AuditLog, actor: Actor) -> Receipt:
    """Let the log say that the outgoing key signs no more. Raises as `begin_overlap`."""
    outgoing, incoming = _both(log)
    if await log.find(_request_id(OVERLAP, outgoing, incoming)) is None:
        raise KeyRefused("The incoming key is not in the log yet: begin the overlap first.")
    return await log.append(_entry(log, actor, ENDED))


def retire_outgoing_key(key: Path) -> Verifier:
    """Put the incoming key in the place of the outgoing one, which is gone then. The log must be closed.

    Raises KeyRefused when there is no incoming key, or the chain beside the key does not say that the outgoing one has
    ended: what was signed and cosigned before would count for nothing then.
    """
    verifier = read_key(incoming_key(key)).verifier
    ended = [known.verifier for known in Signer.load(key).keys if known.until is not None]
    if read_key(key).verifier not in ended:
        raise KeyRefused(f"{chain_beside(key)} does not say that the outgoing key has ended: end the overlap first.")
    incoming_key(key).replace(key)
    folder = os.open(key.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return verifier


def keep_link(chain: Path, receipt: Receipt) -> None:
    """Add the receipt of a change of key to the chain's file, unless that entry's is there."""
    line = receipt.to_json()
    held = chain.read_text(encoding="utf-8") if chain.exists() else ""
    if f'"index":{receipt.index},' in held:
        return
    with chain.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def _entry(log: AuditLog, actor: Actor, step: str) -> Entry:
    outgoing, incoming = _both(log)
    return Entry(
        type=EventType.KEY_ROTATED,
        request_id=_request_id(step, outgoing, incoming),
        actor=actor,
        details={"from": outgoing.vkey, "to": incoming.vkey, "step": step},
    )


def _both(log: AuditLog) -> tuple[Verifier, Verifier]:
    if len(log.verifiers) != 2:
        raise KeyRefused("There is no incoming key beside the log's own: make it first, then open the log again.")
    outgoing, incoming = log.verifiers
    return outgoing, incoming


def _request_id(step: str, outgoing: Verifier, incoming: Verifier) -> str:
    return f"key-rotated-{outgoing.key_id.hex()}-{incoming.key_id.hex()}-{step}"
