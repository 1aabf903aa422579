"""A mould reads what `json` reads, or nothing: whatever the entry that it was made of, and whatever is put to it."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.verify_contents import _read_whole
from audit.verify_moulds import Moulds, mould_of

DIGEST = "0123456789abcdef" * 4
words = st.sampled_from(
    ["r1", "azz", "azzzzzzz", "10zz", "sha256:" + DIGEST, "sha256:" + "b" * 64, DIGEST, 'a"b', "a\\", "é", "", "time"]
)
numbers = st.integers(0, 12) | st.sampled_from([107, 1077, 10777777, 1_795_176_000_000_000, -5, 2**60])
keys = st.sampled_from(["request_id", "time", "type", "payload", "digest", "length", "staff", "subject", "relates_to"])
values = st.recursive(
    words | numbers | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=5,
)
members = st.lists(st.tuples(keys, values), max_size=9).map(lambda several: [*several, ("version", 1)])
usual = st.tuples(words.filter(bool), numbers.map(abs), words, values).map(
    lambda drawn: [
        ("payload", {"alg": "x", "digest": DIGEST, "length": drawn[1]}),
        ("request_id", drawn[0]),
        ("staff", drawn[3]),
        ("time", drawn[1]),
        ("type", drawn[2]),
    ]
)


@st.composite
def written(draw) -> bytes:
    """JSON objects such as only somebody with the log's key could put in: members twice, nested, and spaced anyhow."""
    comma, colon = draw(st.sampled_from([(",", ":"), (", ", ": "), (",", " :")]))
    several = draw(usual) + draw(members) if draw(st.booleans()) else draw(members) + draw(usual)
    parts = [f'"{k}"{colon}{json.dumps(v, separators=(comma, colon), ensure_ascii=False)}' for k, v in several]
    return ("{" + comma.join(parts) + "}").encode()


@given(written(), st.data())
@settings(max_examples=400, deadline=None)
def test_a_mould_of_any_entry_reads_any_other_as_json_reads_it_or_not_at_all(entry, data):
    mould = mould_of(entry, _read_whole)
    if mould is None:
        return
    assert mould(entry) in (None, _read_whole(entry))
    for _ in range(20):
        changed = bytearray(entry)
        for _ in range(data.draw(st.integers(1, 3))):
            place = data.draw(st.integers(0, len(entry) - 1))
            changed[place] = data.draw(st.sampled_from(b'"\\{},:0190a z\x01\x80\xff\n'))
        said = mould(bytes(changed))
        assert said is None or said == _read_whole(bytes(changed)), changed


def entry_of(number: int, payload: str = "", staff: str = "staff:0001") -> bytes:
    digest = f"{number:064x}"
    return (
        f'{{"actor":{{"agency":"a","staff":"{staff}"}},"decision":{{"bundle":"sha256:{digest}"}}{payload},'
        f'"request_id":"r{number:07d}","subject":"gn:{digest}","time":{1_795_176_000_000_000 + number},'
        f'"type":"sign_in","version":1}}'
    ).encode()


def test_one_mould_reads_all_entries_that_differ_in_ids_digests_and_time():
    payload = ',"payload":{"alg":"A256GCM","digest":"%s","length":%d}'
    moulds = Moulds()
    moulds.learn(entry_of(1, payload % ("0" * 64, 100)), _read_whole)
    for number in range(2, 50):
        other = entry_of(number, payload % (f"{number:064x}", 100 + number))
        assert moulds.read(other) == _read_whole(other) is not None


def test_what_would_read_otherwise_is_not_read_by_a_mould():
    moulds = Moulds()
    moulds.learn(entry_of(1), _read_whole)
    sound = entry_of(2)
    assert moulds.read(sound) is not None
    for old, new in [
        (b"r0000002", b'r00"0002'),
        (b"r0000002", b"r000\\002"),
        (b"r0000002", b"r000\x01002"),
        (b"r0000002", "r0000é2".encode()),
        (b'"time":1795', b'"time":0795'),
        (b'"time":1795', b'"time": 795'),
        (b'"time":1795', b'"time":9995'),
        (b'"time":1795', b'"time":+795'),
        (b'"time":1795', b'"time":1_95'),
        (b'"type":"sign_in"', b'"type":"sign_up"'),
        (b'"version":1}', b'"version":2}'),
    ]:
        assert moulds.read(sound.replace(old, new)) is None, new


def test_a_request_id_that_cannot_vary_is_not_taken_from_another_place_that_can():
    nested = b'{"a":{"request_id":"azzzzzzz"},"request_id" : "azzzzzzz","time":1795176000,"type":"t","version":1}'
    assert mould_of(nested, _read_whole) is None


def test_a_log_where_every_entry_is_another_is_read_without_making_moulds_for_ever():
    asked = 0

    def counted(entry: bytes):
        nonlocal asked
        asked += 1
        return _read_whole(entry)

    moulds = Moulds()
    for number in range(2000):
        entry = entry_of(number, staff="s" * number)
        assert moulds.read(entry) is None
        moulds.learn(entry, counted)
    assert asked <= 200
