"""No disclosure without an entry, made structural: sealed bytes that only the receipt of their own entry releases."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import NoReturn

from audit.errors import ReleaseRefused
from audit.events import Actor, Commitment
from audit.receipt import Receipt


@dataclass(frozen=True, slots=True)
class SealedPayload:
    """What the log keeps beside an entry: ciphertext, and its wrapped key, which shredding drops. Opaque here."""

    ciphertext: bytes
    wrapped_key: bytes
    alg: str = "A256GCM"

    def commitment(self) -> Commitment:
        """What the entry must hold to commit to this payload."""
        return Commitment(self.alg, sha256(self.ciphertext).hexdigest(), len(self.ciphertext))


class Sealed:
    """An answer that may not leave yet. It has no serialiser, no text form and no way to its bytes but `release`."""

    __slots__ = ("__actor", "__content", "__digest", "__request_id")

    def __init__(self, content: bytes, request_id: str, commitment: Commitment, actor: Actor) -> None:
        self.__content = content
        self.__request_id = request_id
        self.__digest = commitment.digest
        self.__actor = actor

    def __repr__(self) -> str:
        return "<Sealed: not released>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a sealed answer cannot be copied out or stored")

    def _open(self, receipt: Receipt) -> bytes:
        said = json.loads(receipt.entry)
        actor = said.get("actor", {})
        if said.get("request_id") != self.__request_id:
            raise ReleaseRefused("The receipt is of another request: nothing was disclosed.")
        if said.get("payload", {}).get("digest") != self.__digest:
            raise ReleaseRefused("The receipt's entry does not commit to this answer: nothing was disclosed.")
        if (actor.get("staff"), actor.get("agency")) != (self.__actor.staff, self.__actor.agency):
            raise ReleaseRefused("The receipt is of another person's request: nothing was disclosed.")
        return self.__content


def release(sealed: Sealed, receipt: Receipt) -> bytes:
    """The answer's bytes, if the log itself issued this receipt for this request, payload and actor.

    Raises ReleaseRefused otherwise, and for a receipt that was read from text instead of issued.
    """
    if type(receipt) is not Receipt:
        raise ReleaseRefused("Only a receipt that the log has just issued releases an answer.")
    return sealed._open(receipt)
