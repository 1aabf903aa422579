"""The log shows its state and what was ever done with its key; a receipt that somebody chooses is held against it."""

import json
import re

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(autouse=True)
def lead(desk) -> None:
    desk.be("ig_lead")


async def a_receipt(desk) -> bytes:
    size = desk.house.runtime.log.size
    return (await desk.house.runtime.log.receipt(size - 1)).to_json().encode()


async def test_the_state_is_the_logs_own_and_reading_it_an_entry(desk) -> None:
    before = desk.house.runtime.log.size
    page = await desk.page("/proofs")
    log = desk.house.runtime.log
    assert log.size == before + 1
    assert (await desk.house.newest())["details"] == {"what": "proofs"}
    for shown in (log.root.hex(), f"{log.size:,}", log.verifier.vkey):
        assert shown in page


async def test_without_witnesses_the_page_says_what_that_means(desk) -> None:
    assert "No witness is set" in await desk.page("/proofs")


async def test_a_receipt_that_holds_is_said_to_hold(desk) -> None:
    reply = await desk.upload("/proofs/receipt", "receipt", await a_receipt(desk))
    assert reply.status_code == 200
    assert "This is what the log signed" in reply.text
    assert "log holds that very entry today" in reply.text
    assert "Jordan" not in reply.text, "a file may be named after somebody"
    entry = await desk.house.newest("log.queried")
    assert entry["details"]["what"] == "receipt"


async def test_a_receipt_that_holds_leads_an_ig_lead_to_its_entry(desk) -> None:
    reply = await desk.upload("/proofs/receipt", "receipt", await a_receipt(desk))
    entry = re.search(r'href="(/log/\d+)">read entry', reply.text)
    assert "What happened" in await desk.page(entry[1])
    assert "read entry" not in (await desk.upload("/proofs/receipt", "receipt", b"{}")).text


async def test_anybody_who_is_signed_in_may_check_one(desk) -> None:
    desk.be("worker")
    assert (
        "This is what the log signed" in (await desk.upload("/proofs/receipt", "receipt", await a_receipt(desk))).text
    )


@pytest.mark.parametrize(
    ("change", "heading"),
    [
        (lambda one: one | {"entry": one["entry"].replace('"time":1', '"time":2')}, "This was altered"),
        (lambda one: one | {"index": one["index"] - 1}, "This was altered"),
        (lambda one: {"format": one["format"]}, "This cannot be verified"),
    ],
)
async def test_what_was_altered_is_not_called_sound(desk, change, heading: str) -> None:
    altered = json.dumps(change(json.loads(await a_receipt(desk)))).encode()
    reply = await desk.upload("/proofs/receipt", "receipt", altered)
    assert reply.status_code == 200
    assert heading in reply.text and "This is what the log signed" not in reply.text


async def test_a_receipt_of_another_log_is_not_sound(desk) -> None:
    theirs = json.loads(await a_receipt(desk))
    theirs["checkpoint"] = theirs["checkpoint"].replace("demo.", "other.")
    reply = await desk.upload("/proofs/receipt", "receipt", json.dumps(theirs).encode())
    assert "This cannot be verified" in reply.text


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"<script>alert(1)</script>", b"[" * 10_000])
async def test_what_is_no_receipt_is_answered_in_words(desk, content: bytes) -> None:
    reply = await desk.upload("/proofs/receipt", "receipt", content)
    assert reply.status_code in (200, 422)
    assert "<script>alert" not in reply.text
    assert "Choose a receipt" in reply.text or "This cannot be verified" in reply.text


async def test_a_file_that_is_too_large_is_not_read_to_its_end(desk) -> None:
    reply = await desk.upload("/proofs/receipt", "receipt", b"x" * (1 << 20))
    assert reply.status_code == 400 and "larger than 1 MB" in reply.text


async def test_a_form_of_another_session_is_not_taken(desk) -> None:
    content = {"receipt": ("a.json", await a_receipt(desk))}
    reply = await desk.http.post("/proofs/receipt", data={"csrf_token": "another"}, files=content)
    assert reply.status_code == 403


async def test_a_form_that_is_none_is_refused(desk) -> None:
    assert (await desk.send("/proofs/receipt")).status_code == 400
    broken = {"content-type": "multipart/form-data"}
    assert (await desk.http.post("/proofs/receipt", content=b"--", headers=broken)).status_code == 400


async def test_the_files_are_those_that_the_verifier_takes(desk) -> None:
    log = desk.house.runtime.log
    key = await desk.http.get("/proofs/key")
    assert key.text.strip() == log.verifier.vkey
    assert "attachment" in key.headers["content-disposition"]
    checkpoint = await desk.http.get("/proofs/checkpoint")
    assert checkpoint.text == log.checkpoint
    verifier = await desk.http.get("/proofs/verifier")
    assert "attachment" in verifier.headers["content-disposition"] and "default-src 'none'" in verifier.text
    assert (await desk.http.get("/proofs/keys")).status_code == 404


@pytest.mark.parametrize("path", ["/proofs", "/proofs/checkpoint", "/proofs/key", "/proofs/keys"])
async def test_the_state_is_for_ig_leads(desk, path: str) -> None:
    desk.be("worker")
    assert (await desk.http.get(path)).status_code == 404
