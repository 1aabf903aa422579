"""RFC 8785: the published vectors, and what has no single meaning."""

import struct
from pathlib import Path

import pytest

from isa.canonical import NotCanonical, canonical, digest, parse

NUMBERS = {
    "4340000000000001": "9007199254740994",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "44b52d02c7e14af6": "1e+23",
    "becbf647612f3696": "-0.0000033333333333333333",
}


@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_a_published_vector_has_its_published_bytes(shared: Path, name: str) -> None:
    vectors = shared / "vectors" / "jcs-rfc8785" / "testdata"
    made = canonical(parse((vectors / "input" / f"{name}.json").read_bytes()))
    assert made == (vectors / "output" / f"{name}.json").read_bytes()
    assert made.hex() == "".join((vectors / "outhex" / f"{name}.txt").read_text().split())


@pytest.mark.parametrize(("bits", "text"), NUMBERS.items())
def test_a_number_is_written_as_ecmascript_writes_it(bits: str, text: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical(number).decode() == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b'{"a": 1, "a": 2}', "twice"),
        (b"[NaN]", "no JSON number"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"a": ', "line 1, column"),
        (b"[" * 100_000, "too deeply"),
        (b"[" + b"9" * 5_000 + b"]", "too large"),
        (b"-" + b"9" * 5_000, "too large"),
    ],
)
def test_text_of_two_meanings_is_refused(text: bytes, says: str) -> None:
    with pytest.raises(NotCanonical, match=says):
        parse(text)


@pytest.mark.parametrize("value", [2**53, float("inf"), "\ud800", {1: "a"}, object()])
def test_a_value_that_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


def test_the_digest_does_not_depend_on_the_order_of_names() -> None:
    assert digest({"b": 1, "a": [2.0]}) == digest({"a": [2], "b": 1.0})
