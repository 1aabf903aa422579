"""The bytes of an entry are RFC 8785, and what has no one canonical form is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import MAX_BYTES, encode
from audit.errors import EntryRefused

values = st.recursive(
    st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="ascii")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="ascii")), inner),
    max_leaves=10,
)


@pytest.mark.parametrize("name", ["structures", "arrays"])
def test_the_published_documents_without_fractions_or_foreign_keys_come_out_as_published(vectors, name):
    folder = vectors / "jcs-rfc8785" / "testdata"
    document = json.loads((folder / "input" / f"{name}.json").read_text(), parse_float=lambda text: int(float(text)))
    expected = (folder / "output" / f"{name}.json").read_bytes()
    if isinstance(document, dict):
        assert encode(document) == expected
    else:
        # null has no place in an entry: an empty field is left out
        with pytest.raises(EntryRefused):
            encode({"list": document})


@given(st.dictionaries(st.text(st.characters(codec="ascii")), values))
def test_encoding_reads_back_and_is_the_same_whatever_the_order(document):
    body = encode(document)
    assert json.loads(body) == document
    assert encode(dict(reversed(document.items()))) == body


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), None, b"bytes", {1: "a"}, {"é": 1}, "e\u0301", "\ud800", 2**53, -(2**53), {"a": {"b": [0.5]}}],
)
def test_what_could_be_written_in_two_ways_is_refused(value):
    with pytest.raises(EntryRefused):
        encode({"field": value})


def test_nesting_without_end_is_refused():
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(EntryRefused, match="deeply"):
        encode({"loop": loop})


def test_an_entry_of_more_than_64_kib_is_refused():
    assert len(encode({"a": "x" * (MAX_BYTES - 8)})) == MAX_BYTES
    with pytest.raises(EntryRefused, match="64 KiB"):
        encode({"a": "x" * (MAX_BYTES - 7)})
