"""Messages one by one: several share a commit, each is answered for itself, and a failure is told to all it met."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from audit.errors import LogUnavailable
from audit.events import Actor
from service.errors import NotAcceptable, NotPermitted, ReasonCode, Unavailable
from service.intake.one_by_one import OneByOne, Taken
from service.intake.sent import Reading, Sent
from service.sealing.keyring import Keyring
from service.store.database import store_down
from service.store.store import Store

pytestmark = pytest.mark.asyncio(loop_scope="module")

HUB = Actor("blackpool-hubs-connector", "gss:E06000009", "agency_system", "key")
POLICE = Actor("police-04-connector", "police:04", "agency_system", "key")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reading(either) -> Reading:
    return Reading(either.runtime.keyring)


def message(number: int, **changed: Any) -> bytes:
    letters = "".join("abcdefghiklmnoprstuw"[int(digit)] for digit in str(number * 7919))
    plain = {
        "provider": "gss:E06000009",
        "record_type": "familyhub.early_help",
        "provider_ref": f"EHM-MANY-{number}",
        "names": [{"family": letters, "given": [letters[::-1]]}],
        "dob": f"{1950 + number % 50}-03-17",
    }
    return json.dumps(plain | changed).encode()


def sent(reading: Reading, number: int, **changed: Any) -> Sent:
    return reading.read("family_hubs", message(number, **changed), HUB, "BLACKPOOL")


class Watched:
    """A store's database that counts transactions, and fails those that a test wants to fail."""

    def __init__(self, database: Any) -> None:
        self._database = database
        self.transactions = 0
        self.fails = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        self.transactions += 1
        async with self._database.transaction() as transaction:
            yield transaction
            if self.fails:
                raise store_down()


class NoLog:
    """A log that cannot be written."""

    async def append(self, *_: object) -> None:
        raise LogUnavailable("the disk is full")


async def words(taking: Any) -> list[str]:
    taken: Taken = await taking
    return [one.value for one in taken.became]


async def test_messages_that_come_together_share_a_transaction_and_an_entry(either, reading) -> None:
    watched = Watched(either.runtime.store.database)
    receiving = OneByOne(replace(either.runtime, store=Store(watched)))
    await receiving.take(sent(reading, 1))
    begun, entries = watched.transactions, either.runtime.log.size
    became = await asyncio.gather(*(words(receiving.take(sent(reading, number))) for number in range(2, 22)))
    assert became == [["new"]] * 20
    assert (watched.transactions - begun, either.runtime.log.size - entries) == (1, 1)
    assert (await either.newest("record.loaded"))["details"]["new"] == 20


async def test_the_second_message_of_one_record_finds_what_became_of_the_first(either, reading) -> None:
    receiving = OneByOne(either.runtime)
    messages = [sent(reading, 30), sent(reading, 31), sent(reading, 30, dob="1990-01-02"), sent(reading, 30)]
    became = await asyncio.gather(*(words(receiving.take(one)) for one in messages))
    assert became == [["new"], ["new"], ["changed"], ["changed"]]


async def test_senders_of_two_agencies_each_have_an_entry_of_their_own(either, reading) -> None:
    receiving = OneByOne(either.runtime)
    rows = await asyncio.to_thread((either.files / "police.csv").read_bytes)
    police = reading.read("police", b"\n".join(rows.split(b"\n")[:2]) + b"\n", POLICE, "LANCASHIRE")
    entries = either.runtime.log.size
    await asyncio.gather(receiving.take(police), receiving.take(sent(reading, 40)))
    assert either.runtime.log.size - entries == 2
    newest = [json.loads(one.body)["actor"] for one in await either.runtime.log.entries(limit=2)]
    assert {each["agency"] for each in newest} == {"police:04", "gss:E06000009"}


async def test_a_store_that_fails_is_told_to_each_and_nothing_of_the_group_is_kept(either, reading) -> None:
    watched = Watched(either.runtime.store.database)
    receiving = OneByOne(replace(either.runtime, store=Store(watched)))
    await receiving.take(sent(reading, 49))
    before = await either.runtime.store.counts()
    watched.fails = True
    failed = await asyncio.gather(
        *(receiving.take(sent(reading, number)) for number in range(50, 53)), return_exceptions=True
    )
    assert [getattr(each, "code", each) for each in failed] == [ReasonCode.STORE_UNAVAILABLE] * 3
    assert await either.runtime.store.counts() == before
    watched.fails = False
    assert await words(receiving.take(sent(reading, 50))) == ["new"]


async def test_a_record_whose_entry_the_log_did_not_take_is_not_acknowledged_and_can_be_sent_again(
    either, reading
) -> None:
    receiving = OneByOne(replace(either.runtime, log=NoLog()))
    with pytest.raises(Unavailable) as caught:
        await receiving.take(sent(reading, 60))
    assert caught.value.code is ReasonCode.LOG_UNAVAILABLE
    assert await words(OneByOne(either.runtime).take(sent(reading, 60))) == ["unchanged"]
    assert (await either.newest("record.loaded"))["details"]["unchanged"] == 1


async def test_a_caller_who_goes_away_holds_nobody_up(either, reading) -> None:
    receiving = OneByOne(either.runtime)
    gone = asyncio.create_task(receiving.take(sent(reading, 70)))
    stays = asyncio.create_task(words(receiving.take(sent(reading, 71))))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays == ["new"]
    with pytest.raises(asyncio.CancelledError):
        await gone


async def test_a_record_sent_singly_links_to_the_person_of_another_agency(either, reading) -> None:
    first = (await asyncio.to_thread((either.files / "family-hubs.jsonl").read_bytes)).split(b"\n")[0]
    renamed = json.loads(first) | {"provider_ref": "EHM-MANY-80"}
    receiving, before = OneByOne(either.runtime), await either.runtime.store.counts()
    body = json.dumps(renamed).encode()
    taken = await receiving.take(reading.read("family_hubs", body, HUB, "BLACKPOOL"))
    assert [one.value for one in taken.became] == ["new"]
    entry = (await either.newest("record.loaded"))["details"]
    assert entry["linked"] + entry["asked"] == 1
    assert (await either.runtime.store.counts()).records == before.records + 1


async def test_an_agency_without_keys_is_refused() -> None:
    with pytest.raises(NotAcceptable, match="no keys"):
        Reading(Keyring.fresh()).read("family_hubs", message(1), HUB, "")


async def test_a_patient_whom_another_trust_works_with_is_not_this_trusts_to_send(reading) -> None:
    """A bundle may name several organisations: each record belongs to its own."""
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"resource": {"resourceType": "Patient", "id": "H1", "name": [{"family": "Synth", "given": ["Jo"]}]}},
            {
                "resource": {
                    "resourceType": "CareTeam",
                    "status": "active",
                    "category": [{"text": "0-19 school nursing"}],
                    "managingOrganization": [{"identifier": {"value": "RW5"}}],
                }
            },
        ],
    }
    trust = Actor("bth-connector", "ods:RXL", "agency_system", "key")
    with pytest.raises(NotPermitted):
        reading.read("health", json.dumps(bundle).encode(), trust, "")
