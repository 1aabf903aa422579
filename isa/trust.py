"""Whose keys count? The signatories' keys stand in a list that the partnership's root key signed.

The root's public key is the one thing that a service is given by hand. A list never goes back: once a newer one was
seen, an older one is refused, because it may name a key that has been withdrawn since.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from isa.agreement import AgencyId, Code, Day
from isa.canonical import canonical, digest, parse
from isa.jws import Envelope, SignatureRefused, Signer, key_id, open_with, read_envelope, sign_as
from isa.placing import replace_file

_CHECKED = object()
"""Held by this module alone: what makes a TrustList cannot be had elsewhere."""

PublicKey = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
KeyId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class TrustEntry(BaseModel):
    """Whose key it is, for which office, and when it may sign. `key` is the raw Ed25519 public key in hexadecimal."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    kid: KeyId
    key: PublicKey
    party: AgencyId
    office: Code
    person: Name
    valid_from: Day
    valid_to: Day


class _TrustDocument(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    partnership: Name
    issued_on: Day
    number: Annotated[int, Field(ge=1)] = 1
    entries: tuple[TrustEntry, ...]


@dataclass(frozen=True)
class TrustList:
    """The signatories' keys that the partnership's root vouches for. Made by `read_trust_list` alone."""

    partnership: str
    entries: tuple[TrustEntry, ...]
    _seal: object = field(repr=False, compare=False)
    issued_on: str = "0001-01-01"
    number: int = 1
    """Which list of the partnership it is: each new one counts on."""
    digest: str = ""

    def __post_init__(self) -> None:
        if self._seal is not _CHECKED:
            raise TypeError("a TrustList comes from read_trust_list alone")

    def keys(self) -> dict[str, Ed25519PublicKey]:
        """The public keys, by key id."""
        return {entry.kid: Ed25519PublicKey.from_public_bytes(bytes.fromhex(entry.key)) for entry in self.entries}

    def entry(self, kid: str) -> TrustEntry:
        """Whose key that is."""
        return next(entry for entry in self.entries if entry.kid == kid)


def trust_entry(
    key: Ed25519PublicKey, *, party: str, office: str, person: str, valid_from: date, valid_to: date
) -> TrustEntry:
    """Describe a signatory's key for the trust list.

    Raises:
        SignatureRefused: a part of it is not as it must be.
    """
    try:
        return TrustEntry(
            kid=key_id(key),
            key=key.public_bytes_raw().hex(),
            party=party,
            office=office,
            person=person,
            valid_from=valid_from.isoformat(),
            valid_to=valid_to.isoformat(),
        )
    except ValidationError as fault:
        parts = ", ".join(sorted({str(error["loc"][0]) for error in fault.errors()}))
        raise SignatureRefused("trust_entry_invalid", f"mend this of the entry: {parts}") from fault


def read_trust_entry(text: str | bytes) -> TrustEntry:
    """Read what `key new` printed for the holder of the root key. Only the root's signature makes it count.

    Raises:
        SignatureRefused: it is no entry, or its key stands under a wrong id.
    """
    try:
        parse(text)
        entry = TrustEntry.model_validate_json(text)
        sound = key_id(Ed25519PublicKey.from_public_bytes(bytes.fromhex(entry.key))) == entry.kid
    except (ValueError, UnsupportedAlgorithm) as fault:
        advice = "the file is no trust entry; use what `service agreements key new` printed"
        raise SignatureRefused("trust_entry_invalid", advice) from fault
    if not sound:
        raise SignatureRefused(
            "trust_entry_invalid", "the entry's key is under a wrong id; have its owner send it anew"
        )
    if entry.valid_to < entry.valid_from:
        raise SignatureRefused("trust_entry_invalid", "the entry's valid_to is before its valid_from; mend one of them")
    return entry


def issue_trust_list(
    root: Signer, partnership: str, entries: Iterable[TrustEntry], on: date, number: int = 1
) -> Envelope:
    """Sign the list of signatories' keys with the partnership's root key."""
    document = _TrustDocument(partnership=partnership, issued_on=on.isoformat(), number=number, entries=tuple(entries))
    return sign_as("trust-list+jws", document.model_dump(mode="json"), root, on)


def read_trust_list(text: str | bytes, root: Ed25519PublicKey) -> TrustList:
    """Verify the trust list under the partnership's root key.

    Raises:
        SignatureRefused: it is not signed by that root, or does not hold together.
    """
    payload, _ = open_with("trust-list+jws", read_envelope(text), {key_id(root): root})
    try:
        document = _TrustDocument.model_validate_json(payload)
        trust = TrustList(
            document.partnership,
            document.entries,
            _CHECKED,
            document.issued_on,
            document.number,
            digest(parse(payload)),
        )
        sound = all(key_id(key) == kid for kid, key in trust.keys().items())
    except (ValidationError, ValueError, UnsupportedAlgorithm) as fault:
        raise SignatureRefused("trust_list_invalid", "the trust list does not hold together; issue it again") from fault
    if not sound or len(trust.keys()) != len(trust.entries):
        raise SignatureRefused("trust_list_invalid", "a key of the trust list is under a wrong id; issue it again")
    return trust


class _Seen(BaseModel):
    """The newest list that was in use here."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    issued_on: Day
    number: Annotated[int, Field(ge=1)]
    digest: str


def refuse_older(trust: TrustList, newest: TrustList) -> None:
    """Refuse to go back from one list to an older one, or to another one of the same number.

    Raises:
        SignatureRefused: it is older than the one in use.
    """
    _refuse_older(trust, _Seen(issued_on=newest.issued_on, number=newest.number, digest=newest.digest))


def read_newest(text: str | bytes, root: Ed25519PublicKey, seen: Path, *, remember: bool = True) -> TrustList:
    """Verify the trust list, hold it against the newest that was in use here, and remember it.

    Args:
        text: the signed list.
        root: the partnership's public root key.
        seen: the file that remembers which list was in use.
        remember: whether to write that file, which only the service that uses the list does.

    Raises:
        SignatureRefused: it does not verify, it is older than the one in use, or what was in use cannot be told.
        OSError: the file that remembers cannot be read or written.
    """
    trust = read_trust_list(text, root)
    newest = _read_seen(seen)
    if newest is not None:
        _refuse_older(trust, newest)
    now = _Seen(issued_on=trust.issued_on, number=trust.number, digest=trust.digest)
    if remember and now != newest:
        replace_file(seen, canonical(now.model_dump(mode="json")))
    return trust


def _read_seen(path: Path) -> _Seen | None:
    if not os.path.lexists(path):
        return None
    try:
        return _Seen.model_validate_json(path.read_bytes())
    except ValidationError as fault:
        advice = f"{path.name} cannot be read, so an older trust list could pass for the newest: restore that file"
        raise SignatureRefused("trust_list_unsure", advice) from fault


def _refuse_older(trust: TrustList, newest: _Seen) -> None:
    """Lists follow one another by day, and on one day by number."""
    this, last = (trust.issued_on, trust.number), (newest.issued_on, newest.number)
    if this < last:
        advice = f"the trust list is older than number {newest.number} of {newest.issued_on}, which was in use here"
        raise SignatureRefused("trust_list_older", f"{advice}: put the newest in its place")
    if this == last and trust.digest != newest.digest:
        advice = f"another trust list with number {newest.number} of {newest.issued_on} was in use here"
        raise SignatureRefused("trust_list_older", f"{advice}: issue a new one with `service agreements trust add`")
