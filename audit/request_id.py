"""New request ids: unique, and in the order of time, so that the newest stand together in the database's index.

With ids that are random from their first digit every entry touches another page of that index, and a commit of a large
log writes four times as much. Ids of any form are accepted; these are what the service makes for itself.
"""

import secrets
import time


def new_request_id() -> str:
    """32 hex digits: the milliseconds since 1970, UTC, in 12, and 80 random bits (as UUID version 7 orders them)."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"
