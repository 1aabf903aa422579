"""What people write of an emergency, sealed: the reason, the text of a notice, the note of a review.

Each is bound to its place by a token of 16 bytes that names it, and opens with the partnership's key for the log.
"""

from hashlib import sha256
from typing import Final, NamedTuple

from service.runtime import Runtime
from service.sealing.keys import PARTNERSHIP, CannotOpen, Purpose
from service.sealing.seal import Place

REASON: Final = Place(b"emergency/reason\0", Purpose.AUDIT)
TEXT: Final = Place(b"lead_notice/text\0", Purpose.AUDIT)
NOTE: Final = Place(b"review/note\0", Purpose.AUDIT)


class Sealed(NamedTuple):
    """A wrapped key and what it seals; nothing of either for an empty text."""

    key: bytes | None
    sealed: bytes


def seal_text(place: Place, about: str, text: str, runtime: Runtime) -> Sealed:
    """Seal a text. `about` names what it belongs to: the same name opens it again."""
    if not text:
        return Sealed(None, b"")
    token = _token(about)
    key = runtime.sealer.fresh_key(PARTNERSHIP, place.purpose, token)
    return Sealed(key.wrapped, runtime.sealer.seal(key, place, token, text.encode()))


def open_text(place: Place, about: str, key: bytes | None, sealed: bytes, runtime: Runtime) -> str:
    """The text; nothing where there is none, or where its key was destroyed."""
    if key is None:
        return ""
    try:
        return runtime.sealer.open_one(PARTNERSHIP, place, _token(about), key, sealed).decode()
    except CannotOpen:
        return ""


def _token(about: str) -> bytes:
    return sha256(about.encode()).digest()[:16]
