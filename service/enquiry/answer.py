"""Step 7: the answer as the asker will read it, and when it may leave.

Refused and nothing held look the same: the same words, the same bytes but for the id, and the same time.
"""

import asyncio
import secrets
import time
from collections.abc import Sequence

from msgspec.structs import replace

from policies.decision import Ruling
from service.enquiry.cards import coverage
from service.enquiry.evidence import Evidence
from service.enquiry.minimise import Minimised
from service.enquiry.obligations import hours_to_live, strictest_marking
from service.enquiry.shapes import MORE_THAN_ONE, NOTHING_TO_SHOW, Answer, Asked, SourceNote, Why
from service.runtime import Runtime
from service.store.rows import SourceState

LATE_AFTER_SECONDS = 3 * 86_400


def new_enquiry_id() -> str:
    """128 random bits: nobody can guess the address of somebody else's answer."""
    return secrets.token_hex(16)


def make_answer(
    enquiry: str,
    asked: Asked,
    evidence: Evidence | None,
    told: Minimised,
    more_than_one: bool,
    sources: Sequence[SourceState],
    runtime: Runtime,
) -> Answer:
    """The answer. What it says of sources is the same whoever was asked about."""
    now = runtime.clock.now()
    answer = Answer(
        enquiry=enquiry,
        outcome="nothing_to_show",
        message=NOTHING_TO_SHOW,
        asked_at=now,
        purpose=asked.purpose,
        case_reference=asked.case_reference,
        relationship=asked.relationship,
        scope=asked.scope,
        not_covered=late_sources(sources, now, runtime),
        expires=now + runtime.settings.answer_hours * 3600,
        level_asked=asked.level,
    )
    if more_than_one:
        return replace(answer, outcome="more_than_one", message=MORE_THAN_ONE)
    if not told.people or evidence is None:
        return answer
    rulings = [row.ruling for row in told.rows]
    return replace(
        answer,
        outcome="found",
        message="",
        band=evidence.band.value,
        why=tuple(Why(w.field, w.verdict, w.how, w.sentence) for w in evidence.why),
        people=tuple(told.people),
        marking=strictest_marking(rulings, answer.marking),
        expires=_expires(now, rulings, asked, runtime),
        bases=told.bases,
    )


def _expires(now: int, rulings: Sequence[Ruling], asked: Asked, runtime: Runtime) -> int:
    """No later than any permission lets it be kept, nor than the emergency that it was asked in."""
    expires = now + 3600 * hours_to_live(rulings, runtime.settings.answer_hours)
    return min(expires, asked.emergency.until) if asked.emergency else expires


def late_sources(sources: Sequence[SourceState], now: int, runtime: Runtime) -> tuple[SourceNote, ...]:
    """Sources whose last update is old, so that silence is not read as nothing known."""
    return tuple(
        SourceNote(
            agency_name=runtime.agreements.agency_name(source.provider),
            note=f"last update {(now - source.as_of) // 86_400} days ago; covers {coverage(source, runtime)}".rstrip(),
        )
        for source in sources
        if now - source.as_of > LATE_AFTER_SECONDS
    )


async def wait_for_the_fixed_time(began: float, runtime: Runtime) -> None:
    """Wait until a fixed time after the question, so that the reason of an empty answer cannot be read from a clock.

    An answer that took longer waits for the next multiple. `began` is a reading of `time.monotonic`.
    """
    step = runtime.settings.empty_answer_ms / 1000
    if step <= 0:
        return
    taken = time.monotonic() - began
    await asyncio.sleep(step - taken % step)
