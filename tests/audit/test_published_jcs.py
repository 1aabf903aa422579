"""The six published documents of RFC 8785: each text of them as published, and what an entry may not hold refused."""

import json
import unicodedata

import pytest

from audit.canonical import encode
from audit.errors import EntryRefused


def document(vectors, name: str):
    return json.loads((vectors / "jcs-rfc8785" / "testdata" / "input" / f"{name}.json").read_text(encoding="utf-8"))


def test_there_are_six(vectors):
    assert len(list((vectors / "jcs-rfc8785" / "testdata" / "input").iterdir())) == 6


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("arrays", "something other"),  # null
        ("french", "ASCII"),  # keys with accents
        ("structures", "something other"),  # a fraction
        ("unicode", "normal form C"),
        ("values", "something other"),  # fractions
        ("weird", "ASCII"),
    ],
)
def test_what_an_entry_may_not_hold_is_refused_and_not_repaired(vectors, name, why):
    with pytest.raises(EntryRefused, match=why):
        encode({"found": document(vectors, name)})


def strings(value) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(text for inner in value.values() for text in strings(inner))]
    if isinstance(value, list):
        return [text for inner in value for text in strings(inner)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_every_text_in_them_is_written_as_published(vectors, name):
    published = (vectors / "jcs-rfc8785" / "testdata" / "output" / f"{name}.json").read_bytes()
    for text in strings(document(vectors, name)):
        try:
            written = encode({"t": text})
        except EntryRefused:
            assert not unicodedata.is_normalized("NFC", text)
            continue
        assert written[5:-1] in published, text
