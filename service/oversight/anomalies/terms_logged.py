"""The thresholds in the log: an entry whenever the file says something else, so that which held when can be proved."""

import json
from hashlib import sha256
from typing import Final

import orjson

from audit.events import Actor, Entry, EventType
from service.entries import append_entry
from service.oversight.anomalies.terms import AllTerms, read_terms, terms_of
from service.runtime import Runtime
from service.store import watching
from service.store.database import Reader, Transaction

WHAT: Final = "review_terms"
_FACT: Final = "watching_terms"
_SAID_IN: Final = "watching_terms_said_in"
"""The shard that says last which thresholds hold."""
_ACTOR: Final = Actor(staff="operator", agency="partnership", role="operator")
"""Whoever may write into the service's directory."""


async def note_terms(runtime: Runtime) -> bool:
    """Write the file's thresholds into the log, where others hold; whether there was anything to write.

    Each shard of the log says for itself what holds, the usual ones aside: whoever draws again has that shard alone.
    Two processes that do so at once write one entry: its id follows from what it says and from where the log stood.

    Raises:
        Misconfigured: the file cannot be used.
        Unavailable: the log did not take the entry, or the store does not answer.
    """
    database, shard = runtime.store.database, runtime.log.numbering.serving
    wanted, held = read_terms(runtime.settings.review_terms_path), await terms_kept(database)
    if wanted != held:
        await append_entry(terms_entry(wanted, await watching.position(database)), None, runtime)
    elif shard.first and wanted != AllTerms() and await watching.fact(database, _SAID_IN) != shard.origin.encode():
        await append_entry(terms_entry(wanted, shard.first + 1), None, runtime)
    else:
        return False
    async with database.transaction() as transaction:
        await watching.keep_fact(transaction, _SAID_IN, shard.origin.encode())
    return True


def terms_entry(terms: AllTerms, since: int) -> Entry:
    """What brings these thresholds into force; `since` is the number of entries that it follows, for its id."""
    digest = sha256(json.dumps(terms.document(), sort_keys=True).encode()).hexdigest()
    return Entry(
        type=EventType.POLICY_CHANGED,
        request_id=f"{WHAT}-{since}-{digest[:32]}",
        actor=_ACTOR,
        details={"what": WHAT, "terms": terms.document()},
    )


def terms_in(body: bytes) -> AllTerms | None:
    """The thresholds that an entry brings into force; None for any other entry."""
    if b'"review_terms"' not in body:
        return None
    details = orjson.loads(body).get("details", {})
    return terms_of(details["terms"]) if details.get("what") == WHAT else None


async def terms_kept(reader: Reader) -> AllTerms:
    """The thresholds that hold after the last entry that was read; the defaults before any."""
    kept = await watching.fact(reader, _FACT)
    return terms_of(orjson.loads(kept)) if kept else AllTerms()


async def keep_terms(transaction: Transaction, terms: AllTerms) -> None:
    """Keep the thresholds that hold from here on."""
    await watching.keep_fact(transaction, _FACT, orjson.dumps(terms.document()))
