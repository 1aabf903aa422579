"""A sealed answer leaves only against the receipt of its own entry."""

import copy
import json
import pickle

import pytest

from audit.errors import ReleaseRefused
from audit.events import Actor
from audit.receipt import ReceiptDocument
from audit.release import Sealed, SealedPayload, release

ASKER = Actor("staff:7f3a", "blackpool-children", "social_worker", "mfa")
PAYLOAD = SealedPayload(b"the sealed answer", b"wrapped")
ANSWER = b'{"services":["early help"]}'


@pytest.fixture
async def receipt(sqlite_place, make_entry):
    log = await sqlite_place.open()
    yield await log.append(make_entry("ask-1", payload=PAYLOAD), PAYLOAD)
    await log.close()


async def test_the_receipt_of_the_entry_releases_the_answer(receipt):
    assert release(Sealed(ANSWER, "ask-1", PAYLOAD.commitment(), ASKER), receipt) == ANSWER


@pytest.mark.parametrize(
    ("request_id", "payload", "actor", "reason"),
    [
        ("ask-2", PAYLOAD, ASKER, "another request"),
        ("ask-1", SealedPayload(b"another answer", b"wrapped"), ASKER, "does not commit"),
        ("ask-1", PAYLOAD, Actor("staff:0000", "blackpool-children"), "another person"),
        ("ask-1", PAYLOAD, Actor("staff:7f3a", "lancashire-police"), "another person"),
    ],
)
async def test_any_other_receipt_releases_nothing(receipt, request_id, payload, actor, reason):
    with pytest.raises(ReleaseRefused, match=reason):
        release(Sealed(ANSWER, request_id, payload.commitment(), actor), receipt)


async def test_a_receipt_that_was_only_written_down_releases_nothing(receipt):
    sealed = Sealed(ANSWER, "ask-1", PAYLOAD.commitment(), ASKER)
    with pytest.raises(ReleaseRefused, match="just issued"):
        release(sealed, ReceiptDocument.from_json(receipt.to_json()))


def test_a_sealed_answer_has_no_other_way_out():
    sealed = Sealed(ANSWER, "ask-1", PAYLOAD.commitment(), ASKER)
    assert "early" not in repr(sealed) + str(sealed)
    for way in (json.dumps, pickle.dumps, copy.copy, copy.deepcopy, bytes, list, vars):
        with pytest.raises(TypeError):
            way(sealed)
