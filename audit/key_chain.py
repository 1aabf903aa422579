"""Which keys a log may be verified with, from one that is known: the old key signed the entry that names the next.

A link is the receipt of a `key.rotated` entry (`audit.rotation` writes them, one a line). One of step `overlap` names
the outgoing and the incoming key, and is believed because the outgoing key signed it. One of step `ended` says up to
which size the outgoing key counts: what a retired key signs beyond it is refused, whoever holds that key by then.
Standard library and `cryptography` only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from audit.note import Checkpoint, NoteRefused, NotSigned, Verifier, open_checkpoint, parse_vkey
from audit.receipt import ReceiptDocument, ReceiptMalformed, ReceiptUnsound, read_receipt
from audit.strict_json import read_json

ROTATED = "key.rotated"
OVERLAP = "overlap"
ENDED = "ended"


class ChainBroken(Exception):
    """A link does not lead on from the keys before it; the message says which and why."""


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A key of the log, and the size of the log up to which its signature counts; None while it is in use."""

    verifier: Verifier
    until: int | None = None


def read_chain(path: Path) -> list[ReceiptDocument]:
    """The links in a file, one receipt a line. Raises ChainBroken."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ChainBroken(f"The changes of key in {path} cannot be read: put the log's file log.keys there.") from error
    links = []
    for number, line in enumerate(lines, 1):
        try:
            links.append(read_receipt(line))
        except ReceiptMalformed as error:
            raise ChainBroken(f"Line {number} of {path} is not a receipt: {error}.") from error
    return links


def keys_of(signing: Sequence[Verifier], links: Sequence[ReceiptDocument]) -> tuple[TrustedKey, ...]:
    """All keys of a log that signs with these now: those before them by the chain's links, oldest first.

    A log's own signer trusts the key with which its own chain begins. Raises ChainBroken.
    """
    if not links:
        return tuple(map(TrustedKey, signing))
    keys = follow(_first_key(links[0]), links)
    known = {key.verifier for key in keys}
    if known.isdisjoint(signing):
        raise ChainBroken("The chain of keys does not lead to the key that signs now.")
    return (*keys, *(TrustedKey(verifier) for verifier in signing if verifier not in known))


def _first_key(link: ReceiptDocument) -> Verifier:
    try:
        return parse_vkey(_members_of(link)["details"]["from"])
    except (NoteRefused, ValueError, KeyError, TypeError) as error:
        raise ChainBroken(f"Link 1 of the chain of keys does not hold: {error}.") from error


def follow(first: Verifier, links: Iterable[ReceiptDocument]) -> list[TrustedKey]:
    """All keys that `first` and the links lead to, oldest first. Raises ChainBroken."""
    keys = [TrustedKey(first)]
    for number, link in enumerate(links, 1):
        try:
            keys = _with_link(keys, link)
        except (ReceiptUnsound, NoteRefused, ValueError, KeyError, TypeError) as error:
            raise ChainBroken(f"Link {number} of the chain of keys does not hold: {error}.") from error
    return keys


def _members_of(link: ReceiptDocument) -> dict[str, Any]:
    said = read_json(link.entry)
    if not isinstance(said, dict):
        raise ValueError("its entry is not an object")
    return said


def _with_link(keys: list[TrustedKey], link: ReceiptDocument) -> list[TrustedKey]:
    said = _members_of(link)
    details = said["details"]
    if said["type"] != ROTATED:
        raise ValueError("it is not of a change of key")
    outgoing = next((key for key in keys if key.verifier.vkey == details["from"] and key.until is None), None)
    if outgoing is None:
        raise ValueError("the key that it replaces is not one that the chain has led to")
    link.verify(outgoing.verifier)
    incoming = parse_vkey(details["to"])
    known = any(key.verifier.vkey == incoming.vkey for key in keys)
    if details["step"] == ENDED and known:
        return [replace(key, until=link.index + 1) if key is outgoing else key for key in keys]
    if details["step"] != OVERLAP or incoming.name != outgoing.verifier.name:
        raise ValueError("it does not say which key of this log comes next")
    return keys if known else [*keys, TrustedKey(incoming)]


def open_with(note: str, keys: Sequence[TrustedKey]) -> tuple[Checkpoint, TrustedKey]:
    """The checkpoint in a note, and the newest of these keys that signed it while it counted.

    Raises NotSigned if none did, NoteRefused when a signature is wrong.
    """
    refusal = NotSigned("none of the log's keys signed this")
    for key in reversed(keys):
        try:
            checkpoint = open_checkpoint(note, key.verifier)
        except NotSigned:
            continue
        if key.until is None or checkpoint.size <= key.until:
            return checkpoint, key
        refusal = NotSigned(f"its key was retired at {key.until} entries, and this says {checkpoint.size}")
    raise refusal
