"""Scenario 17: on the 18th birthday, at 00:00 in England, a rule for children lapses; a basis for adults is needed.

The birthday is in summer time, so that midnight in England is an hour before that of UTC. One officer asks about one
young person, with one agreement whose rule for safeguarding is narrowed to people under 18.
"""

import json
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from deploy.demo.ceremony import hold_signing_ceremony
from deploy.demo.partnership import SOURCES

pytestmark = pytest.mark.asyncio(loop_scope="module")

TAMSIN = {"family_name": "Wrenfield", "given_name": "Tamsin", "date_of_birth": "2008-10-10", "postcode": "FY1 4DQ"}
SAFEGUARDING = {
    "purpose": "safeguard_child",
    "relationship": "referral_received",
    "case_reference": "SC-1",
    "person": TAMSIN,
}
VISIT = {"purpose": "welfare_visit", "relationship": "visit", "case_reference": "LOG-1", "person": TAMSIN}
A_MINUTE_BEFORE = int(datetime(2026, 10, 9, 22, 59, tzinfo=UTC).timestamp())
MIDNIGHT = int(datetime(2026, 10, 9, 23, 0, tzinfo=UTC).timestamp())


def _sources_with_a_rule_for_children(directory: Path) -> Path:
    """The demo's documents, where what police may learn to safeguard somebody is about people under 18."""
    shutil.copytree(SOURCES, directory)
    path = directory / "lancs-isa-0042-police-council.json"
    document = json.loads(path.read_text("utf-8"))
    for rule in document["rules"]:
        if "safeguard_child" in rule["purposes"] and rule["recipient"] == ["police:04"]:
            rule["conditions"].append("subject_age(under18)")
    path.write_text(json.dumps(document), "utf-8")
    return directory


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def given(houses, made, hub_case, tmp_path_factory) -> AsyncIterator[object]:
    """Given a young person with an open case of children's social care, a minute before their 18th birthday."""
    place = tmp_path_factory.mktemp("birthday") / "kept"
    shutil.copytree(made.demo.directory, place, ignore=shutil.ignore_patterns("sign-in", "*.lock", "agreements"))
    made.settings.model_copy(update={"directory": place}).newest_trust_path.unlink(missing_ok=True)
    sources = _sources_with_a_rule_for_children(place.with_name("sources"))
    hold_signing_ceremony(place, sources, date(2026, 10, 5))
    async with houses(directory=place) as house:
        house.clock.at = A_MINUTE_BEFORE
        line = hub_case("EHM-71801", "Wrenfield", "Tamsin", TAMSIN["date_of_birth"], "FY1 4DQ")
        assert (await house.load("family_hubs", line, "gss:E06000009")).tally.new == 1
        yield house


async def test_at_23_59_the_rule_for_children_tells(given, services) -> None:
    given.clock.at = A_MINUTE_BEFORE
    reply = await given.ask("police-officer", **SAFEGUARDING)
    assert reply["answer"]["outcome"] == "found"
    assert services(reply)[0]["level"] == 2


async def test_at_00_00_in_england_it_tells_nothing_though_it_was_asked_a_minute_before(given, services) -> None:
    """What was decided at 23:59 is remembered then, and forgotten at midnight."""
    given.clock.at = A_MINUTE_BEFORE
    for _ in range(2):
        assert services(await given.ask("police-officer", **SAFEGUARDING))[0]["level"] == 2
    given.clock.at = MIDNIGHT
    reply = await given.ask("police-officer", **SAFEGUARDING)
    assert reply["answer"]["outcome"] == "nothing_to_show"


async def test_why_it_tells_nothing_is_kept_for_the_ig_lead(given) -> None:
    given.clock.at = MIDNIGHT
    reply = await given.ask("police-officer", **SAFEGUARDING)
    kept = await given.runtime.log.payload(reply["receipt"]["index"])
    opened = given.runtime.sealer.open_payload(reply["answer"]["enquiry"].encode(), kept.ciphertext, kept.wrapped_key)
    assert b"adult_basis_required" in opened


async def test_a_rule_that_is_not_for_children_alone_still_tells_its_level(given, services) -> None:
    given.clock.at = MIDNIGHT
    reply = await given.ask("police-officer", **VISIT)
    assert services(reply)[0]["level"] == 1
