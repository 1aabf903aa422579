"""The memory answers as the engine would, asks only what it does not know, and forgets with the day and the bundle."""

import asyncio
from collections.abc import Callable
from datetime import date

import msgspec
import pytest

from policies.bundle import Bundle
from policies.decision import Decision
from policies.embedded import EmbeddedEngine
from policies.engine import PolicyUnavailable
from policies.memory import RememberingEngine
from policies.question import Candidate, Question

POLICE = Candidate("police:04", "police.family_involvement", "part3", subject_role="victim", age_band="adult")
HUB = Candidate("gss:E06000009", "familyhub.early_help", "part2", age_band="under18")
Ask = Callable[..., Question]
DAY = (date(2026, 11, 20) - date(1970, 1, 1)).days


class _Counting:
    def __init__(self, engine: EmbeddedEngine) -> None:
        self.engine = engine
        self.asked: list[Question] = []

    async def decide(self, question: Question) -> Decision:
        self.asked.append(question)
        return await self.engine.decide(question)


@pytest.fixture
def counting(embedded: EmbeddedEngine) -> _Counting:
    return _Counting(embedded)


@pytest.fixture
def remembering(counting: _Counting, bundle: Bundle) -> RememberingEngine:
    return RememberingEngine(counting, bundle.digest)


async def test_it_answers_as_the_engine_does_and_asks_once(
    remembering: RememberingEngine, counting: _Counting, embedded: EmbeddedEngine, ask: Ask
) -> None:
    question = ask(POLICE, HUB)
    expected = await embedded.decide(question)
    assert [await remembering.decide(question) for _ in range(3)] == [expected] * 3
    assert len(counting.asked) == 1


async def test_only_the_kinds_that_are_new_are_asked_about(
    remembering: RememberingEngine, counting: _Counting, embedded: EmbeddedEngine, ask: Ask
) -> None:
    await remembering.decide(ask(POLICE))
    assert await remembering.decide(ask(HUB, POLICE)) == await embedded.decide(ask(HUB, POLICE))
    assert counting.asked[-1].candidates == (HUB,)


def _other(value: object) -> object:
    """Another value of the same type."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case tuple():
            return (*value, "another")
        case _:
            return f"{value}another"


@pytest.mark.parametrize("field", [field for field in Question.__struct_fields__ if field != "candidates"])
async def test_every_part_of_the_question_matters(
    field: str, remembering: RememberingEngine, counting: _Counting, embedded: EmbeddedEngine, ask: Ask
) -> None:
    """A field that is added to the question is here at once, and in the key."""
    question = ask(POLICE)
    changed = msgspec.structs.replace(question, **{field: _other(getattr(question, field))})
    await remembering.decide(question)
    assert await remembering.decide(changed) == await embedded.decide(changed)
    assert counting.asked == [question, changed]


async def test_another_of_each_part_of_a_candidate_is_another_candidate(
    remembering: RememberingEngine, counting: _Counting, ask: Ask
) -> None:
    for field in Candidate.__struct_fields__:
        changed = msgspec.structs.replace(POLICE, **{field: _other(getattr(POLICE, field))})
        await remembering.decide(ask(POLICE, changed))
        assert counting.asked[-1].candidates[-1] == changed


async def test_a_kind_that_is_named_twice_is_asked_about_once_and_answered_twice(
    remembering: RememberingEngine, counting: _Counting, embedded: EmbeddedEngine, ask: Ask
) -> None:
    assert await remembering.decide(ask(POLICE, HUB, POLICE)) == await embedded.decide(ask(POLICE, HUB, POLICE))
    assert counting.asked[0].candidates == (POLICE, HUB)


async def test_questions_at_once_and_on_two_days_do_not_mix(
    remembering: RememberingEngine, embedded: EmbeddedEngine, ask: Ask
) -> None:
    asked = [ask(POLICE, HUB, day=DAY + turn % 2, level=turn % 4 + 1) for turn in range(40)]
    answered = await asyncio.gather(*(remembering.decide(one) for one in asked))
    assert list(answered) == [await embedded.decide(one) for one in asked]


async def test_it_keeps_no_more_than_it_may(counting: _Counting, bundle: Bundle, ask: Ask) -> None:
    remembering = RememberingEngine(counting, bundle.digest, most=1)
    await remembering.decide(ask(POLICE, HUB))
    await remembering.decide(ask(POLICE))
    assert len(counting.asked) == 2


async def test_whom_it_met_first_it_forgets_first(counting: _Counting, bundle: Bundle, ask: Ask) -> None:
    remembering = RememberingEngine(counting, bundle.digest, most=3)
    for level in (1, 2, 3):
        await remembering.decide(ask(POLICE, level=level))
    await remembering.decide(ask(HUB, level=1))
    await remembering.decide(ask(POLICE, level=3))
    assert len(counting.asked) == 4
    await remembering.decide(ask(POLICE, level=1))
    assert len(counting.asked) == 5


async def test_an_engine_with_another_bundle_is_refused(counting: _Counting, ask: Ask) -> None:
    with pytest.raises(PolicyUnavailable, match="another bundle"):
        await RememberingEngine(counting, "sha256:newer").decide(ask(POLICE))
