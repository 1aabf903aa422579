"""The lots of a log: of 64 entries each, what nobody could know or choose while the entries were written.

The log is cut into blocks of 64 entries, and its checkpoints at the ends of blocks are cosigned. An Ed25519 signature
(RFC 8032) cannot be told beforehand by anyone but its key's holder, so each cosignature under the end of a block is a
lot of its own: an entry is drawn where any one of them draws it. So whoever can leave cosignatures out, or make some of
their own (a witness that is of a mind with the host), can never undo what the cosignature of another draws.
Standard library and `cryptography` alone: whoever draws again needs nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from audit.key_chain import TrustedKey, open_with
from audit.note import NoteRefused, split_note
from audit.witness.cosignature import Cosignature
from audit.witness.policy import NOBODY, Policy

BLOCK = 64
_WHOLE = 1 << 64
_DOMAIN = b"golden-thread lot v1\0"


@dataclass(frozen=True, slots=True)
class Lot:
    """What draws: the cosignatures of a quorum under the first entries of a log, a whole number of blocks of them."""

    size: int
    root: bytes
    """32 bytes."""
    cosigned: Mapping[str, Cosignature]
    """By the witness's name in the policy."""
    witnesses: int
    """How many the policy has, whether or not they cosigned."""

    def drawn_by(self, entry: int, one_in: int) -> tuple[str, ...]:
        """The witnesses whose cosignatures draw an entry; none where it is not drawn.

        Where all witnesses of the policy cosigned, one entry in `one_in` is drawn, and fewer where fewer did.
        """
        share = share_of(one_in, self.witnesses)
        return tuple(name for name, found in self.cosigned.items() if _falls(_seed(found), entry) < share)


def read_lot(note: str, keys: tuple[TrustedKey, ...], policy: Policy) -> Lot | None:
    """The lot of a cosigned checkpoint; None where it is not the end of a block, or too few witnesses cosigned it.

    Raises NoteRefused when the log or a witness did not sign it so, or its text is not that of a bare checkpoint: an
    extension line would give whoever writes it as many cosignatures of one size as they like.
    """
    checkpoint, _ = open_with(note, keys)
    if split_note(note)[0] != checkpoint.text():
        raise NoteRefused("a checkpoint that draws lots has three lines and no more")
    standing = policy.standing(note)
    if checkpoint.size % BLOCK or not checkpoint.size or not standing.met or not standing.cosigned:
        return None
    return Lot(checkpoint.size, checkpoint.root, standing.cosigned, len(policy.witnesses))


def draws(policy: Policy | None) -> bool:
    """Whether there are witnesses whose cosignatures can draw lots."""
    return policy is not None and policy.quorum != NOBODY and bool(policy.witnesses)


@lru_cache(maxsize=64)
def share_of(one_in: int, witnesses: int) -> int:
    """Of 2^64, for how many values one cosignature draws, so that all witnesses together draw one in `one_in`.

    The smallest `q` with `one_in * (2^64 - q)^witnesses <= (one_in - 1) * 2^(64 * witnesses)`: in whole numbers, so
    that everyone comes to the same.
    """
    low, high = 0, _WHOLE
    while low < high:
        middle = (low + high) // 2
        if one_in * (_WHOLE - middle) ** witnesses <= (one_in - 1) * _WHOLE**witnesses:
            high = middle
        else:
            low = middle + 1
    return low


def _seed(found: Cosignature) -> bytes:
    """The witness's key (32 bytes), its time (8 bytes, big-endian) and its signature (64), under a domain."""
    return sha256(_DOMAIN + found.cosigner.public + found.time.to_bytes(8, "big") + found.signature).digest()


def _falls(seed: bytes, entry: int) -> int:
    return int.from_bytes(sha256(seed + entry.to_bytes(8, "big")).digest()[:8], "big")
