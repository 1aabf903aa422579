"""What lies in the folder of signed agreements, and whose signatures count? Read again when it has changed.

A trust list that does not verify, or is older than the one in use, replaces nothing; nor does a signed file that does
not. Files that were verified before are not verified again.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from isa.register import Held, read_signed
from isa.signing import SignatureRefused
from isa.trust import TrustList, read_newest, refuse_older
from isa.vocabulary import Vocabulary
from service.settings import Settings

Stamp = tuple[int, ...]
"""What changes when a folder or a file does."""

TICK_NS = 50_000_000
"""Two changes within one tick of the file system's clock leave the same stamp: one so fresh is looked at again."""


@dataclass(frozen=True, slots=True)
class Given:
    """The trust list and every signed file, as they were at one look."""

    stamp: Stamp
    settled: bool
    """Whether nothing could have changed since under the same stamp."""
    trust: TrustList
    held: tuple[Held, ...]
    refused: str = ""
    """Why the trust list that lies there is not the one in use; empty where it is."""

    def same_as(self, other: "Given") -> bool:
        """Whether both say the same, whenever they were read."""
        return (self.trust.digest, self.held) == (other.trust.digest, other.held)


class AgreementFiles:
    """The folder of signed agreements and the trust list beside it."""

    def __init__(self, settings: Settings, words: Vocabulary) -> None:
        """Name the files.

        Raises:
            OSError: the root key cannot be read.
            ValueError: it is no key.
        """
        self._directory = settings.agreements_directory
        self._trust_list = settings.trust_list_path
        self._seen = settings.newest_trust_path
        self._words = words
        self._root = Ed25519PublicKey.from_public_bytes(bytes.fromhex(settings.root_key_path.read_text().strip()))

    def changed(self, given: Given) -> bool:
        """Whether there may be something else than at that look: two `stat`s."""
        return not given.settled or self._stamp() != given.stamp

    def changed_at(self) -> float:
        """When something was last changed there, in Unix seconds by the file system's clock."""
        directory, _, _, trust, *_ = self._stamp()
        return max(directory, trust) / 1e9

    def first(self) -> Given:
        """The first look.

        Raises:
            SignatureRefused: the trust list does not verify, or is older than the one that was in use.
            OSError: a file cannot be read.
        """
        stamp = self._stamp()
        trust = read_newest(self._trust_list.read_bytes(), self._root, self._seen)
        return Given(stamp, _settled(stamp), trust, read_signed(self._directory, trust, self._words))

    def next(self, last: Given) -> Given:
        """Another look. It never fails: what cannot be used leaves what was in use."""
        stamp = self._stamp()
        trust, refused = self._next_trust(last.trust)
        known = last.held if trust.digest == last.trust.digest else ()
        held = read_signed(self._directory, trust, self._words, known)
        return Given(stamp, _settled(stamp), trust, held, refused)

    def _next_trust(self, last: TrustList) -> tuple[TrustList, str]:
        try:
            trust = read_newest(self._trust_list.read_bytes(), self._root, self._seen)
            refuse_older(trust, last)
        except SignatureRefused as fault:
            return last, fault.advice
        except OSError:
            return last, "the trust list cannot be read: restore it"
        return trust, ""

    def _stamp(self) -> Stamp:
        return (*_stat(self._directory), *_stat(self._trust_list))


def _stat(path: Path) -> Stamp:
    try:
        seen = os.stat(path)  # noqa: PTH116 - three times as fast, and asked before every decision
    except OSError:
        return 0, 0, 0
    return seen.st_mtime_ns, seen.st_size, seen.st_ino


def _settled(stamp: Stamp) -> bool:
    now = time.time_ns()
    return all(abs(now - changed) > TICK_NS for changed in (stamp[0], stamp[3]))
