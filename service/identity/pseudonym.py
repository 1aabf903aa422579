"""The staff id that stands for a person in the audit log: stable, and meaningless without the partnership's key.

A provider's `sub` may be a pairwise pseudonym (OpenID Connect Core 1.0, 8.1) or as plain as an email address; we cannot
know which, so it is always keyed. The same key, issuer and `sub` give the same id for ever, so that one person's
enquiries can be followed through the log; an IG lead who must name somebody runs the same function over the
staff list of their own agency. Changing the key would cut every person in the log in two.
"""

import base64
import hashlib
import hmac


def pseudonym(key: bytes, issuer: str, subject: str) -> str:
    """Return `staff-` and 26 lower-case letters and digits: HMAC-SHA-256 of issuer and subject, cut to 128 bits."""
    message = b"\x00".join((b"golden-thread staff id v1", issuer.encode(), subject.encode()))
    digest = hmac.new(key, message, hashlib.sha256).digest()[:16]
    return "staff-" + base64.b32encode(digest).decode().rstrip("=").lower()
