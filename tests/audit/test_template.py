"""An entry is written out member by member, and comes to the same bytes as the general encoder of RFC 8785."""

import json
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import MAX_BYTES, encode
from audit.errors import EntryRefused
from audit.events import (
    Actor,
    AgreementVersion,
    Commitment,
    Entry,
    EventType,
    MatchSummary,
    Operation,
    Verdict,
)
from audit.template import template

ACTOR = Actor("staff:1", "agency")
texts = st.text(st.characters(codec="ascii"), max_size=12)
some = st.text(st.characters(codec="ascii"), min_size=1, max_size=12)
lists = st.lists(texts, max_size=3).map(tuple)
numbers = st.integers(0, 2**53 - 1)
entries = st.builds(
    Entry,
    type=st.sampled_from(EventType),
    request_id=st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=1, max_size=20),
    actor=st.builds(Actor, some, some, texts, texts),
    operation=st.none() | st.sampled_from(Operation),
    purpose=texts,
    lawful_basis=lists,
    agreements=st.lists(st.builds(AgreementVersion, some, some, some), max_size=2).map(tuple),
    decision=st.none() | st.builds(Verdict, some, lists, texts, texts, lists, lists),
    subject=texts,
    relationship=texts,
    break_glass=st.booleans(),
    match=st.none() | st.builds(MatchSummary, numbers, some, numbers, texts),
    fields=lists,
    recipients=lists,
    providers=lists,
    payload=st.none() | st.builds(Commitment, some, st.binary(min_size=32, max_size=32).map(bytes.hex), numbers),
    relates_to=st.none() | numbers,
    details=st.dictionaries(some, texts | numbers | lists, max_size=3),
)


def filled(value: object) -> object:
    """The same without what is empty, at every level of an entry's own members."""
    if isinstance(value, dict):
        pairs = ((key, filled(item)) for key, item in value.items())
        return {key: item for key, item in pairs if item or type(item) is int}
    return [filled(item) for item in value] if isinstance(value, tuple) else value


@given(entries, st.integers(0, 2**53 - 1))
def test_an_entry_written_member_by_member_is_its_canonical_json(entry, time):
    members = asdict(entry)
    details = members.pop("details")
    document = filled(members) | ({"details": details} if details else {})
    document |= {"time": time, "type": entry.type.value, "version": 1}
    if "operation" in document:
        document["operation"] = entry.operation.value
    assert template(entry).at(time) == encode(document)


@given(st.text(st.characters(codec="ascii"), max_size=40), st.integers(0, 2**52))
def test_the_time_is_put_in_its_own_place_whatever_the_texts_say(text, time):
    tricky = {"time": 9_000_000_000_000_000, "type": text, "version": 1, "zz": '"time":9000000000000000,"type":'}
    entry = Entry(EventType.SIGN_IN, "r1", ACTOR, purpose=text, details=tricky)
    body = template(entry).at(time)
    assert json.loads(body)["time"] == time
    assert template(entry).same_but_for_time(body)


@pytest.mark.parametrize("request_id", ["", "x" * 129, "é", "line\nbreak"])
def test_a_request_id_is_short_and_plain(request_id):
    with pytest.raises(EntryRefused, match="request id"):
        template(Entry(EventType.SIGN_IN, request_id, ACTOR))


@pytest.mark.parametrize(
    "member",
    [
        {"purpose": 7},
        {"fields": ("phone", None)},
        {"lawful_basis": (b"bytes",)},
        {"match": MatchSummary(0.5, "model", 1)},
        {"match": MatchSummary(True, "model", 1)},
        {"match": MatchSummary(1, "model", 2**53)},
        {"relates_to": "3"},
        {"payload": Commitment("A256GCM", "0" * 63, 1)},
        {"payload": Commitment("A256GCM", "G" * 64, 1)},
        {"details": {"score": 0.5}},
        {"purpose": "e\u0301"},
        {"subject": "\ud800"},
    ],
)
def test_a_member_that_has_no_one_form_is_refused(member):
    with pytest.raises(EntryRefused):
        template(Entry(EventType.SIGN_IN, "r1", ACTOR, **member))


def test_an_entry_is_as_long_as_the_limit_at_any_time_and_no_longer():
    empty = len(template(Entry(EventType.SIGN_IN, "r1", ACTOR, details={"x": ""})).at(9_000_000_000_000_000))
    fits = Entry(EventType.SIGN_IN, "r1", ACTOR, details={"x": "x" * (MAX_BYTES - empty)})
    assert len(template(fits).at(9_000_000_000_000_000)) == MAX_BYTES
    with pytest.raises(EntryRefused, match="64 KiB"):
        template(Entry(EventType.SIGN_IN, "r1", ACTOR, details={"x": "x" * (MAX_BYTES - empty + 1)}))


def test_a_zero_is_not_empty():
    entry = Entry(EventType.SIGN_IN, "r1", ACTOR, match=MatchSummary(0, "m", 0), relates_to=0)
    written = json.loads(template(entry).at(1))
    assert written["relates_to"] == 0
    assert written["match"] == {"candidates": 0, "model": "m", "score": 0}
