"""What somebody should look at, from the enquiry to the outcome; scenarios 3 and 8 as the queue of reviews has them.

Each anomaly is shown by asking over HTTP as the demo's people would, and each by what is not one as well.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from service.oversight.anomalies.staff_list import take_staff_list
from service.oversight.anomalies.watching import watch

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROOT = Path(__file__).resolve().parents[2]
OWN_AGENCY = "gss:E06000009"
REFERRED = {"relationship": "referral_received", "scope": "person"}
DENIED = {"purpose": "prevent_crime_disorder", "relationship": "open_case"}
"""A purpose for which a school nurse may learn nothing of anybody."""
NOBODY = {"family_name": "Unheardof", "given_name": "Quentin", "date_of_birth": "2013-05-17", "postcode": "FY1 5DL"}
STAFF = """account,given_name,family_name,born,house,postcode
social-worker,Robin,Ashdown,1984,12,FY1 3XX
family-hub-worker,Sam,Thistle,,7,FY3 8AA
ig-lead,Chris,Marlow,1971,1,FY2 9ZZ
"""


@pytest_asyncio.fixture(loop_scope="module")
async def own(houses) -> AsyncIterator[Any]:
    async with houses() as house:
        await set_terms(house)
        yield house


async def set_terms(house, **default: object) -> None:
    """Out of hours is off: the log has the machine's own time, and a test must not depend on it."""
    document = {"default": {"off": ["out_of_hours"]} | default}
    house.runtime.settings.review_terms_path.write_text(json.dumps(document))
    await watch(house.runtime)


async def listed(house, who: str = "ig-lead", **query: str) -> list[dict]:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    found = await house.get(who, f"/v1/reviews?{asked}")
    assert found.status_code == 200, found.text
    return found.json()


async def kinds(house, who: str = "ig-lead") -> list[str]:
    return [one["kind"] for one in await listed(house, who)]


async def post(house, who: str, path: str, body: dict | None = None):
    return await house.api.post(path, json=body or {}, headers=house.token(who))


async def claimed(house, number: int, who: str = "ig-lead") -> dict:
    reply = await post(house, who, f"/v1/reviews/{number}/claim")
    assert reply.status_code == 200, reply.text
    return reply.json()


async def with_staff(house, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(STAFF)
    taken = await take_staff_list(path, OWN_AGENCY, house.runtime)
    assert taken.members == 3


async def test_own_family_name_is_in_the_queue_whether_anybody_was_found_or_not(own) -> None:
    reply = await own.ask("social-worker", **REFERRED, person={**NOBODY, "family_name": "Ashdown"})
    assert reply["answer"]["outcome"] == "nothing_to_show"
    (review,) = await listed(own)
    assert (review["kind"], review["entry"]) == ("own_name", reply["receipt"]["index"])
    assert "Ashdown" not in json.dumps(review) and "Quentin" not in json.dumps(review)


async def test_own_address_by_the_record_of_the_person_found_though_it_was_not_typed(
    own, people, known_of, tmp_path
) -> None:
    await with_staff(own, tmp_path)
    known = known_of(people["jordan"], postcode=None)
    assert (await own.ask("social-worker", **REFERRED, person=known))["answer"]["outcome"] == "found"
    assert await kinds(own) == ["own_address"]


async def test_a_colleague_by_the_whole_name(own, tmp_path) -> None:
    await with_staff(own, tmp_path)
    await own.ask("social-worker", **REFERRED, person={**NOBODY, "family_name": "Thistle"})
    assert await kinds(own) == []
    await own.ask("social-worker", **REFERRED, person={**NOBODY, "family_name": "Thistle", "given_name": "Sam"})
    assert await kinds(own) == ["colleague"]


async def test_a_system_and_the_names_of_others_are_nobody_s_own_business(own, people, known_of, tmp_path) -> None:
    await with_staff(own, tmp_path)
    await own.ask("family-hub-worker", **REFERRED, person={**NOBODY, "family_name": "Ashdown"})
    await own.post("blackpool-hubs-connector", **REFERRED, person=known_of(people["zofia"]))
    assert await kinds(own) == []


async def test_the_asker_hears_nothing_of_it_in_body_or_receipt(houses, known_of, people) -> None:
    """Their own name and a stranger's, of whom nobody knows: the same bytes but for ids."""
    async with houses() as one, houses() as other:
        mine = await one.post("social-worker", **REFERRED, person={**NOBODY, "family_name": "Ashdown"})
        strange = await other.post("social-worker", **REFERRED, person={**NOBODY, "family_name": "Ashdowm"})
        sealed = [
            (await house.runtime.log.payload(reply.json()["receipt"]["index"])).ciphertext
            for house, reply in ((one, mine), (other, strange))
        ]
    assert len(mine.content) == len(strange.content)
    assert len(sealed[0]) == len(sealed[1])
    assert "own_name" not in mine.text


async def test_scenario_3_refused_again_and_again_is_seen_by_the_ig_lead_and_nobody_known_is_not(
    own, people, known_of
) -> None:
    """The asker's own answers are all alike; only the sealed payloads tell the two apart."""
    for _ in range(5):
        await own.ask("school-nurse", **DENIED, person=NOBODY)
    assert await kinds(own) == []
    for _ in range(5):
        await own.ask("social-worker-without-case", person=known_of(people["michael-junior"]))
    (review,) = await listed(own)
    assert review["kind"] == "denials"
    assert (await claimed(own, review["number"]))["why"] == "5 enquiries refused within 24 hours."


async def test_a_reason_that_changed_until_it_was_permitted_names_its_entries_to_whoever_claims_it(
    own, people, known_of
) -> None:
    person = known_of(people["michael-junior"])
    refused = await own.ask("social-worker-without-case", purpose="reoffending", person=person)
    shown = await own.ask("social-worker-without-case", relationship="referral_received", person=person)
    assert (refused["answer"]["outcome"], shown["answer"]["outcome"]) == ("nothing_to_show", "found")
    (review,) = await listed(own)
    assert review["kind"] == "purpose_changed"
    assert (review["entries"], review["why"], review["asked_about"]) == ([], "", "")
    full = await claimed(own, review["number"])
    assert full["entries"] == [refused["receipt"]["index"], shown["receipt"]["index"]]
    assert full["case_reference"] == "SC-20418"
    assert "Michael" in full["asked_about"]


async def test_many_people_in_a_short_time_and_on_the_asker_s_word(own, people, known_of) -> None:
    await set_terms(own, burst_people=4, self_claimed_people=3)
    for key in ("jordan", "zofia", "michael-junior", "darren"):
        await own.ask("social-worker", **REFERRED, person=known_of(people[key]))
    assert sorted(await kinds(own)) == ["burst", "self_claimed"]


async def test_nobody_reviews_what_bears_their_own_name(own) -> None:
    """Chris Marlow is the IG lead. Somebody else must look at an enquiry about a Chris Marlow."""
    await set_terms(own, sample_one_in=1)
    await own.ask("family-hub-worker", **REFERRED, person={**NOBODY, "family_name": "Marlow", "given_name": "Chris"})
    while own.runtime.log.size < 128:
        await own.get("ig-lead", "/v1/alerts")
    (review,) = await listed(own, kind="sample")
    refused = await post(own, "ig-lead", f"/v1/reviews/{review['number']}/claim")
    assert (refused.status_code, refused.json()["code"]) == (422, "second_person_needed")
    assert "Marlow" not in refused.text


async def test_an_ig_lead_who_tries_to_ask_is_reviewed_by_another_and_not_by_themselves(own) -> None:
    for _ in range(5):
        assert (await own.post("ig-lead")).status_code == 403
    (review,) = await listed(own)
    assert review["kind"] == "denials"
    refused = await post(own, "ig-lead", f"/v1/reviews/{review['number']}/claim")
    assert refused.json()["code"] == "second_person_needed"


async def test_only_the_ig_lead_of_the_asker_s_agency_knows_of_it(own) -> None:
    await own.ask("social-worker", **REFERRED, person={**NOBODY, "family_name": "Ashdown"})
    assert await kinds(own) == ["own_name"]
    assert await kinds(own, "police-ig-lead") == []
    assert (await post(own, "police-ig-lead", "/v1/reviews/1/claim")).status_code == 404
    assert await kinds(own, "team-manager") == []
    assert (await post(own, "team-manager", "/v1/reviews/1/claim")).status_code == 404
    for path in ("/v1/reviews/measure", "/v1/reviews/sample"):
        assert (await own.get("team-manager", path)).status_code == 403
    for who in ("social-worker", "blackpool-hubs-connector"):
        for path in ("/v1/reviews", "/v1/reviews/measure", "/v1/reviews/sample"):
            assert (await own.get(who, path)).status_code == 403


async def test_misuse_is_told_to_the_agency_with_the_offices_to_pass_it_on_to_and_stands_in_the_log(own) -> None:
    reply = await own.ask("social-worker", **REFERRED, person={**NOBODY, "family_name": "Ashdown"})
    (review,) = await listed(own)
    version = (await claimed(own, review["number"]))["version"]
    path = f"/v1/reviews/{review['number']}/decision"
    bare = await post(own, "ig-lead", path, {"verdict": "misuse", "version": version})
    assert bare.json()["faults"][0]["field"] == "note"
    finding = {"verdict": "misuse", "version": version, "note": "A cousin; there is no case."}
    assert (await post(own, "ig-lead", path, finding)).json()["verdict"] == "misuse"
    assert await kinds(own) == []
    told = [one for one in (await own.get("ig-lead", "/v1/notices")).json() if one["kind"] == "misuse"]
    assert [one["entry"] for one in told] == [reply["receipt"]["index"]]
    assert told[0]["pass_on_to"]
    assert "cousin" not in json.dumps(told)
    entry = await own.newest("review.decided")
    assert entry["details"] == {"review": review["number"], "kind": "own_name", "verdict": "misuse", "emergency": 0}
    assert entry["relates_to"] == reply["receipt"]["index"]
    measured = {one["kind"]: one for one in (await own.get("ig-lead", "/v1/reviews/measure?weeks=1")).json()}
    assert (measured["own_name"]["reviews"], measured["own_name"]["misuse"]) == (1, 1)


async def test_the_note_and_what_was_found_are_nowhere_in_the_clear(own) -> None:
    await own.ask("social-worker", **REFERRED, person={**NOBODY, "family_name": "Ashdown"})
    (review,) = await listed(own)
    version = (await claimed(own, review["number"]))["version"]
    finding = {"verdict": "concern", "version": version, "note": "Told to hand such cases over."}
    await post(own, "ig-lead", f"/v1/reviews/{review['number']}/decision", finding)
    for path in own.runtime.settings.directory.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"hand such cases" not in content, path
            assert b"own family name was asked" not in content, path
            assert b"Ashdown" not in content, path


async def test_scenario_8_with_the_log_down_the_queue_says_nothing_and_loses_nothing(houses) -> None:
    async with houses() as house:
        await set_terms(house)
        await house.ask("social-worker", **REFERRED, person={**NOBODY, "family_name": "Ashdown"})
        directory = house.runtime.settings.directory
        await house.runtime.log.close()
        reply = await house.get("ig-lead", "/v1/reviews")
        assert (reply.status_code, reply.json()["code"]) == (503, "log_unavailable")
        assert "own_name" not in reply.text
    async with houses(directory=directory) as again:
        assert await kinds(again) == ["own_name"]


async def test_two_leads_who_read_at_once_see_one_review(own) -> None:
    await own.ask("social-worker", **REFERRED, person={**NOBODY, "family_name": "Ashdown"})
    found = await asyncio.gather(*(listed(own) for _ in range(4)))
    assert [len(one) for one in found] == [1, 1, 1, 1]


async def test_scenario_15_the_sample_is_drawn_again_offline_and_an_export_that_was_altered_is_not_believed(
    own, tmp_path
) -> None:
    """With the export and the public key alone; and the lots depend on every entry of their block."""
    await set_terms(own, sample_one_in=3)
    while own.runtime.log.size < 140:
        await own.ask("family-hub-worker", **REFERRED, person=NOBODY)
    sampled = (await own.get("ig-lead", "/v1/reviews/sample")).json()
    export, key = tmp_path / "export", own.runtime.settings.verification_key_path
    await own.runtime.log.export(export)
    claims = tmp_path / "sample.json"
    claims.write_text(json.dumps(sampled))
    again = ("reviews", "sample", "--check", str(export), "--key", str(key), "--agency", OWN_AGENCY, "--json")
    code, report = await service(*again, "--against", str(claims))
    assert (code, report["sound"], report["size"]) == (0, True, 128)
    assert [one["entry"] for one in report["drawn"]] == sorted(one["entry"] for one in sampled)
    assert 10 < len(sampled) < report["enquiries"]
    assert report["drawn"][0]["root"] in sampled[0]["why"]
    claims.write_text(json.dumps(sampled[1:]))
    code, report = await service(*again, "--against", str(claims))
    assert (code, report["faults"]) == (1, [f"Entry {sampled[0]['entry']} was drawn, and the queue does not have it."])
    (bundle,) = [path for path in (export / "tile" / "entries").rglob("*") if path.is_file()]
    bundle.write_bytes(bundle.read_bytes().replace(b"family_hub_worker", b"family_hub_lurker", 1))
    code, report = await service(*again)
    assert (code, report["drawn"]) == (1, [])


async def service(*arguments: str) -> tuple[int, dict]:
    """Run `python -m service` with no setting at all, as an auditor would."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GOLDEN_THREAD_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "service", *arguments, cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    return process.returncode or 0, json.loads(out)
