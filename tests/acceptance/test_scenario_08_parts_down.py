"""Scenario 8: the policy engine, the log, the keys or the store is down: closed, said plainly, no partial answer.

Nothing of the person is in the error, and where the log is up it has the entry that somebody asked and got no answer.
"""

import asyncio
import json
import sqlite3
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from service.errors import Misconfigured, ReasonCode
from service.sealing.keyfile import read_keyring

pytestmark = pytest.mark.asyncio(loop_scope="module")

PERSONAL = ("Jordan", "Synth", "2011", "FY1", "9990000018", "Hartley", "Morgan", "Kelly", "SC-20418")


def check_closed(reply: httpx.Response, code: str, sentence: str) -> None:
    assert reply.status_code == 503
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["retry-after"] == "5"
    problem = reply.json()
    assert set(problem) == {"type", "title", "status", "detail", "code"}
    assert problem["code"] == code
    assert sentence in problem["detail"]
    assert "answer" not in problem
    assert not [word for word in PERSONAL if word in reply.text]


class FakeOpa:
    """A server where OPA should be, which misbehaves as told."""

    def __init__(self) -> None:
        self.reply: bytes | None = b""
        self.asked = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(length)
        self.asked += 1
        if self.reply is None:
            await asyncio.sleep(1)
        else:
            writer.write(self.reply)
        writer.close()


def http(body: object, status: str = "200 OK") -> bytes:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


ALLOW_ALL = {"effect": "allow", "level": 4, "fields": ["contact_card"], "agreement": "X", "version": "1",
             "agreement_digest": "sha256:0", "rules": ["R1"]}  # fmt: skip
MISBEHAVING = {
    "hangs up": b"",
    "does not answer in time": None,
    "answers with noise": b"\x00\xff\x16\x03 not http at all\r\n\r\n",
    "answers with something that is not JSON": http(b"<html>proxy error</html>"),
    "answers with an error": http({"code": "internal_error"}, "500 Internal Server Error"),
    "has no decision": http({}),
    "has another bundle": http({"result": {"bundle": "sha256:another", "rulings": [ALLOW_ALL] * 9}}),
    "rules on nothing": http({"result": {"bundle": "BUNDLE", "rulings": []}}),
    "allows more than was asked": http({"result": {"bundle": "BUNDLE", "rulings": [ALLOW_ALL] * 9}}),
    "says yes": http({"result": True}),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opa():
    fake = FakeOpa()
    server = await asyncio.start_server(fake.answer, "127.0.0.1", 0)
    fake.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield fake
    server.close()
    await server.wait_closed()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def over_opa(houses, opa):
    async with houses(policy_engine="opa", opa_url=opa.url) as house:
        yield house


@pytest.mark.parametrize("how", MISBEHAVING)
async def test_the_policy_engine_misbehaves(over_opa, opa, how: str) -> None:
    reply = MISBEHAVING[how]
    bundle = over_opa.runtime.agreements.bundle_digest.encode()
    opa.reply = http(reply.split(b"\r\n\r\n")[1].replace(b"BUNDLE", bundle)) if reply and b"BUNDLE" in reply else reply
    before = opa.asked
    check_closed(await over_opa.post("social-worker"), "policy_unavailable", "The agreements cannot be asked just now")
    assert opa.asked > before
    logged = await over_opa.newest()
    assert (logged["type"], logged["details"]) == ("enquiry.failed", {"code": "policy_unavailable"})
    assert logged["actor"]["role"] == "social_worker"


async def test_nobody_listens_where_the_policy_engine_should_be(houses) -> None:
    async with houses(policy_engine="opa", opa_url="http://127.0.0.1:9") as house:
        check_closed(await house.post("social-worker"), "policy_unavailable", "Try again in a minute")
        ready = await house.api.get("/readyz")
        assert (ready.status_code, ready.json()["policy"]) == (503, "unavailable")


async def test_with_no_engine_somebody_who_is_not_known_gives_the_same_error(houses) -> None:
    nobody = {"family_name": "Unheardof", "given_name": "Quentin", "date_of_birth": "2013-05-17"}
    async with houses(policy_engine="opa", opa_url="http://127.0.0.1:9") as house:
        known, unknown = await house.post("social-worker"), await house.post("social-worker", person=nobody)
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())
    assert known.status_code == 503


async def test_the_log_is_closed(houses) -> None:
    async with houses() as house:
        await house.runtime.log.close()
        check_closed(await house.post("social-worker"), "log_unavailable", "The disclosure log cannot be used just now")


async def test_the_log_is_not_what_was_signed_and_takes_no_entry(houses, copied) -> None:
    with sqlite3.connect(copied / "log.db") as log:
        log.execute("DROP TRIGGER entry_keeps")
        log.execute("UPDATE entry SET body = replace(body, 'police:04', 'police:05') WHERE seq = 0")
    log.close()
    async with houses(directory=copied) as house:
        check_closed(await house.post("social-worker"), "log_unavailable", "Tell whoever runs this service")
        assert (await house.get("ig-lead", "/v1/disclosures")).status_code == 503
        assert (await house.api.get("/readyz")).json()["log"] == "unavailable"


def withdraw(directory: Path, *agencies: str) -> None:
    path = directory / "keys" / "keyring.json"
    keyring = read_keyring(path)
    for agency in agencies:
        keyring = keyring.without_agency(agency)
    path.write_bytes(keyring.exported())


async def test_the_keys_are_missing(houses, copied) -> None:
    withdraw(copied, "police:04", "gss:E06000009", "ods:RXL", "ods:RW5")
    async with houses(directory=copied) as house:
        check_closed(await house.post("social-worker"), "keys_unavailable", "nothing of it was used")
        logged = await house.newest()
        assert (logged["type"], logged["details"]) == ("enquiry.failed", {"code": "keys_unavailable"})


async def test_an_agency_that_was_withdrawn_is_not_even_another_service(houses, copied, services, people, known_of):
    """Michael Rigby is known to the police, by name, and to two sensitive services of one health trust."""
    withdraw(copied, "ods:RXL")
    known = known_of(people["michael-junior"])
    async with houses(directory=copied) as house:
        cards = services(await house.ask("social-worker", person=known, relationship="referral_received"))
    assert [card.get("agency") for card in cards] == ["police:04"]


async def test_the_keyring_is_missing(houses, copied) -> None:
    (copied / "keys" / "keyring.json").unlink()
    with pytest.raises(Misconfigured) as refused:
        async with houses(directory=copied):
            pass
    assert refused.value.code is ReasonCode.KEY_FILE_REFUSED
    assert "keyring.json cannot be read" in refused.value.advice


async def test_the_store_is_down_and_comes_back(either, no_store) -> None:
    async with no_store(either) as house:
        check_closed(await house.post("social-worker"), "store_unavailable", "The record store does not answer")
        assert (await house.api.get("/readyz")).json()["store"] == "unavailable"
        logged = await house.newest()
        assert (logged["type"], logged["details"]) == ("enquiry.failed", {"code": "store_unavailable"})
    assert (await either.ask("social-worker"))["answer"]["outcome"] == "found"
