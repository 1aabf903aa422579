"""The memory answers as the engine would, asks only what it does not know, and forgets with the day and the bundle."""

from collections.abc import Callable

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


@pytest.mark.parametrize(
    "changes",
    [
        {"agency": "police:04"},
        {"role": "team_manager"},
        {"assurance": "key"},
        {"training": ()},
        {"act": "fetch"},
        {"level": 1},
        {"purpose": "child_in_need"},
        {"relationship": "visit"},
        {"case_reference": False},
        {"day": 20_778},
        {"user": "staff-1"},
    ],
)
async def test_every_part_of_the_question_matters(
    changes: dict[str, object], remembering: RememberingEngine, counting: _Counting, embedded: EmbeddedEngine, ask: Ask
) -> None:
    await remembering.decide(ask(POLICE))
    assert await remembering.decide(ask(POLICE, **changes)) == await embedded.decide(ask(POLICE, **changes))
    assert len(counting.asked) == 2


async def test_it_keeps_no_more_than_it_may(counting: _Counting, bundle: Bundle, ask: Ask) -> None:
    remembering = RememberingEngine(counting, bundle.digest, most=1)
    await remembering.decide(ask(POLICE, HUB))
    await remembering.decide(ask(POLICE))
    assert len(counting.asked) == 2


async def test_an_engine_with_another_bundle_is_refused(counting: _Counting, ask: Ask) -> None:
    with pytest.raises(PolicyUnavailable, match="another bundle"):
        await RememberingEngine(counting, "sha256:newer").decide(ask(POLICE))
