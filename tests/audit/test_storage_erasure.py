"""In the SQLite file too, a payload loses its key only in the commit of the entry that says so."""

import hashlib

import pytest

from audit.storage.port import Addition, Head, PayloadRow, Row, StorageFailed
from audit.storage.sqlite import SqliteStorage

SAYS_SO = b'{"relates_to":0,"type":"payload.shredded"}'


def row(seq: int, body: bytes) -> Row:
    return Row(seq, f"r{seq}", body, hashlib.sha256(b"\0" + body).digest())


@pytest.fixture
def storage(tmp_path):
    opened = SqliteStorage(tmp_path / "log.db")
    opened.open()
    head = opened.begin()
    opened.append(head, Addition([row(0, b"one")], Head(1, (b"p" * 32,)), payloads=[PayloadRow(0, "alg", b"c", b"k")]))
    opened.commit()
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "body", [b"two", SAYS_SO.replace(b":0", b":1"), SAYS_SO.replace(b"payload.shredded", b"log.queried")]
)
def test_no_other_entry_will_do(storage, body):
    head = storage.begin()
    with pytest.raises(StorageFailed, match="only beside the entry"):
        storage.append(head, Addition([row(1, body)], Head(2, (b"p" * 32,)), shredded=[0]))
    storage.rollback()
    assert storage.payload(0).wrapped_key == b"k"


def test_an_entry_that_said_so_earlier_will_not_do(storage):
    head = storage.begin()
    storage.append(head, Addition([row(1, SAYS_SO)], Head(2, (b"p" * 32,))))
    storage.commit()
    head = storage.begin()
    with pytest.raises(StorageFailed, match="only beside the entry"):
        storage.append(head, Addition([row(2, b"two")], Head(3, (b"p" * 32,)), shredded=[0]))
    storage.rollback()


def test_its_own_entry_does(storage):
    head = storage.begin()
    storage.append(head, Addition([row(1, SAYS_SO)], Head(2, (b"p" * 32,)), shredded=[0]))
    storage.commit()
    assert storage.payload(0) == PayloadRow(0, "alg", b"c", None)
    assert storage.keyed_payloads(0, 9) == []
