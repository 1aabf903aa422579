"""Changing to a new shard of the log: the old one is closed for good, the new one begins with its last checkpoint.

The steps, each of which can be done again: a change that was broken off anywhere goes on where it was.

1. The new log's key, in a folder of its own, and its empty tables. From here on it can be published.
2. Where witnesses watch the log: their policy must name the new key too, or the change waits here.
3. The old log's last entry, which names the new key under the old log's signature.
4. The new log's first entry, which holds the old one's last checkpoint, cosigned where it is witnessed.
5. The thresholds of reviews, where they are not the usual ones: whoever draws the sample again has this log alone.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from audit.errors import AuditError, KeyRefused
from audit.events import Actor
from audit.note import Verifier
from audit.shards import ShardEnd, begin_shard, close_shard
from audit.signer import Signer, create_key
from audit.storage.port import StorageFailed
from audit.witness.policy import PolicyRefused, read_policy
from service.clock import Clock
from service.errors import Misconfigured, NotAcceptable, ReasonCode, Unavailable
from service.log_shards import ShardPlace, Shards, find_shards, later_place, open_shards, year_of
from service.oversight.anomalies.terms import AllTerms, read_terms
from service.oversight.anomalies.terms_logged import terms_entry
from service.settings import Settings


class Step(Enum):
    """How far the change is."""

    PREPARED = "prepared"
    WITNESSES_TO_TELL = "witnesses to tell"
    """Nothing was closed: the witness policy does not name the new key yet."""
    CLOSED = "closed"
    BEGUN = "begun"
    SERVES_ALREADY = "serves already"
    """The log of this year serves: there is nothing to do."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A step that is done, with the place and key of the new log."""

    step: Step
    place: ShardPlace
    verifier: Verifier
    end: ShardEnd | None = None
    """Where the old log ended, once it is closed."""


async def change_shard(name: str, actor: Actor, settings: Settings, clock: Clock) -> AsyncIterator[Progress]:
    """Do it step by step, and say so after each; `name` is the new log's, or nothing for the one of the year.

    Raises:
        NotAcceptable: the name is that of a log before, or another one is prepared already.
        Misconfigured, Unavailable: as `open_log`; what was done so far stays, and is gone on with.
    """
    shards = find_shards(settings)
    try:
        after, wanted = _after(shards, name, settings, clock)
        if not wanted:
            yield Progress(Step.SERVES_ALREADY, after, Signer.load(after.key).verifier)
            return
        read_terms(settings.review_terms_path)  # what cannot be used is said before anything is closed
        verifier = _prepare(after, wanted, settings)
        yield Progress(Step.PREPARED, after, verifier)
        if not _is_witnessed(after, settings):
            yield Progress(Step.WITNESSES_TO_TELL, after, verifier)
            return
        end = await _close(shards, verifier, actor, settings)
        yield Progress(Step.CLOSED, after, verifier, end)
        await _begin(shards, after, end, actor, settings)
        yield Progress(Step.BEGUN, after, verifier, end)
    except PolicyRefused as fault:
        raise Misconfigured(ReasonCode.SETTINGS_REFUSED, str(fault)) from None
    except KeyRefused as fault:
        raise Misconfigured(ReasonCode.KEY_FILE_REFUSED, fault.advice) from None
    except AuditError as fault:
        raise Unavailable(ReasonCode.LOG_UNAVAILABLE, fault.advice) from None


def _after(shards: Shards, name: str, settings: Settings, clock: Clock) -> tuple[ShardPlace, str]:
    """Where the new log is or will be, and its name; no name where there is nothing to do."""
    if shards.broken_off is not None:
        return shards.broken_off, Signer.load(shards.broken_off.key).origin
    if shards.prepared:
        place = shards.prepared[0]
        prepared = Signer.load(place.key).origin
        if name not in ("", prepared):
            advice = f"The log {prepared} is prepared already: finish that change, or take {place.key.parent} away."
            raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)
        return place, prepared
    serving = Signer.load(shards.serving.key).origin
    this_year = datetime.fromtimestamp(clock.now(), UTC).year
    year = year_of(serving)
    if (not name and year is not None and year >= this_year) or name == serving:
        return shards.serving, ""
    name = name or f"{serving.rpartition('/')[0] if year is not None else serving}/{this_year}"
    _check_name(name, shards)
    return later_place(settings, name.rpartition("/")[2]), name


def _check_name(name: str, shards: Shards) -> None:
    label = name.rpartition("/")[2]
    before = [place for place, _ in shards.closed] + [shards.serving]
    if name in [Signer.load(place.key).origin for place in before]:
        raise NotAcceptable(
            ReasonCode.FIELD_INVALID, f"The log {name} was there before: give the new one another name."
        )
    if not (label.isascii() and label.isalnum() and len(label) <= 32) or any(
        place.key.parent.name.lower() == label.lower()
        for place in before  # a schema's name has small letters only
    ):
        advice = (
            "The last part of the new log's name is of letters and digits, and its own: such as fylde.example/log/2027."
        )
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)


def _prepare(place: ShardPlace, name: str, settings: Settings) -> Verifier:
    """The key, and the tables: whatever may fail of them shall fail before anything is closed."""
    place.key.parent.mkdir(parents=True, exist_ok=True)
    if not place.key.exists():
        create_key(place.key, name)
    verifier = Signer.load(place.key).keys[0].verifier
    place.public.write_text(verifier.vkey + "\n", encoding="utf-8")
    storage = place.storage(settings)
    try:
        storage.open()
    except StorageFailed as fault:
        advice = "The new log's database cannot be written at the moment: nothing was changed. Try again later."
        raise Unavailable(ReasonCode.LOG_UNAVAILABLE, advice) from fault
    finally:
        storage.close()
    return verifier


def _is_witnessed(place: ShardPlace, settings: Settings) -> bool:
    if settings.witness_policy is None:
        return True
    return read_policy(settings.witness_policy).is_for(Signer.load(place.key).keys)


async def _close(shards: Shards, successor: Verifier, actor: Actor, settings: Settings) -> ShardEnd:
    log = await open_shards(shards.serving, shards.closed, settings)
    try:
        return await close_shard(log.serving, actor, successor)
    finally:
        await log.close()


async def _begin(shards: Shards, place: ShardPlace, end: ShardEnd, actor: Actor, settings: Settings) -> None:
    log = await open_shards(place, [*shards.closed, (shards.serving, end.note)], settings)
    try:
        await begin_shard(log.serving, actor, end)
        if (terms := read_terms(settings.review_terms_path)) != AllTerms():
            await log.append(terms_entry(terms, log.numbering.serving.first + 1))
        await log.cosigned_soon(1)
    finally:
        await log.close()
