"""Reading entries quickly gives what reading them whole gives, whatever they say and however they were damaged."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.events import Actor, AgreementVersion, Commitment, Entry, EventType, Verdict
from audit.template import template
from audit.verify_contents import EntryReader, _read_whole

texts = st.text(st.characters(codec="ascii"), max_size=20)
digests = st.text("0123456789abcdef", min_size=64, max_size=64)
agreements = st.builds(AgreementVersion, texts, texts, digests.map("sha256:".__add__))
entries = st.builds(
    Entry,
    type=st.sampled_from(EventType),
    request_id=st.text(st.characters(codec="ascii", exclude_categories=["C"]), min_size=1, max_size=40),
    actor=st.builds(Actor, staff=texts, agency=texts),
    agreements=st.lists(agreements, max_size=2).map(tuple),
    decision=st.none() | st.builds(Verdict, texts, bundle=digests.map("sha256:".__add__)),
    subject=texts,
    payload=st.none() | st.builds(Commitment, texts, digests, st.integers(0, 2**31)),
    relates_to=st.none() | st.integers(0, 2**40),
    details=st.dictionaries(
        st.sampled_from(["payload", "request_id", "staff", "time", "note"]),
        texts | st.just({"alg": "cut", "digest": "out", "length": 0}) | st.just('"sha256:' + "0" * 64),
        max_size=2,
    ),
)


@given(st.lists(entries, min_size=1, max_size=4), st.integers(0, 2**52))
@settings(max_examples=300, deadline=None)
def test_every_entry_that_the_log_can_write_is_read_as_json_reads_it(tmp_path_factory, several, time):
    reader = EntryReader(tmp_path_factory.getbasetemp())
    for body in [template(entry).at(time) for entry in several] * 2:
        members = json.loads(body)
        payload = members.get("payload", {})
        told = reader.read(body)
        assert told == _read_whole(body)
        assert told is not None
        assert (told[0], told[1].decode(), told[2], told[3]) == (
            members["time"],
            members["request_id"],
            members["type"],
            members.get("relates_to"),
        )
        assert (told[4] or (None, None)) == (payload.get("digest"), payload.get("length"))


@given(entries, st.data())
@settings(max_examples=300, deadline=None)
def test_a_damaged_entry_is_read_as_json_reads_it_or_not_at_all(tmp_path_factory, entry, data):
    reader = EntryReader(tmp_path_factory.getbasetemp())
    body = template(entry).at(1_795_176_000_000_000)
    reader.read(body)  # its shape is remembered
    for _ in range(20):
        place = data.draw(st.integers(0, len(body) - 1))
        new = data.draw(st.sampled_from([b'"', b"\\", b"{", b"}", b",", b":", b"0", b"\x01", b"\xff", b"a", b""]))
        changed = body[:place] + new + body[place + 1 :]
        assert reader.read(changed) == _read_whole(changed), changed


def test_a_payload_that_is_not_the_entrys_own_is_not_taken_for_it(tmp_path):
    inner = '{"payload":{"alg":"x","digest":"%s","length":3}}' % ("0" * 64)
    tail = '"request_id":"r","time":1,"type":"sign_in","version":1}'
    body = f'{{"actor":{{}},"details":{inner.replace("{", "{", 1)},{tail}'.encode()
    nested = f'{{"actor":{{"a":1,"payload":{{"alg":"x","digest":"{"0" * 64}","length":3}}}},{tail}'.encode()
    for entry in (body, nested):
        said = EntryReader(tmp_path).read(entry)
        assert said is not None
        assert said[4] is None
