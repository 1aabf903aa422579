"""What a receipt says, in the few words that fit under an answer. Only `python -m audit verify` verifies it.

Format: `golden-thread-receipt/1`, whose checkpoint is a C2SP signed note (tlog-checkpoint): origin, size, root.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ReceiptWords:
    """The entry number, the log it is in and the start and end of the root that the log signed."""

    entry: str
    log: str
    root: str


def receipt_words(receipt: bytes) -> ReceiptWords:
    """The words of a receipt as JSON; what it does not say stays empty."""
    try:
        found: Any = json.loads(receipt)
    except ValueError:
        return ReceiptWords("", "", "")
    if not isinstance(found, dict):
        return ReceiptWords("", "", "")
    index = found.get("index")
    lines = str(found.get("checkpoint", "")).split("\n")
    log, root = (lines[0], lines[2]) if len(lines) > 2 else ("", "")
    return ReceiptWords(f"{index:,}" if isinstance(index, int) else "", log, short(root))


def short(root: str) -> str:
    """`7f3a1c22…c91e0b7d` of a base64 root hash."""
    try:
        digest = base64.b64decode(root, validate=True).hex()
    except (binascii.Error, ValueError):
        return ""
    return f"{digest[:8]}…{digest[-8:]}" if digest else ""
