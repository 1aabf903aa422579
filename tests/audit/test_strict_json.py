"""JSON is read in the one way that every reader has, or not at all."""

import pytest

from audit.strict_json import DEEPEST, LARGEST, NotStrict, read_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b' {"a": [1, -2, true, null, "\\u00e9\\ud83d\\ude00"]}\n', {"a": [1, -2, True, None, "é\U0001f600"]}),
        ("9223372036854775807", LARGEST),
        ("-0", 0),
        ("[" * DEEPEST + "1" + "]" * DEEPEST, ...),
        ('"' + "[" * 1000 + '"', "[" * 1000),
    ],
)
def test_what_has_one_meaning_is_read(text, value):
    found = read_json(text)
    assert value is ... or found == value


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":1}',
        '[{"b":{"a":1,"a":2}}]',
        "NaN",
        "-Infinity",
        "1.0",
        "1e3",
        "9223372036854775808",
        "-9223372036854775808",
        "1" * 5000,
        "[" * (DEEPEST + 1) + "1" + "]" * (DEEPEST + 1),
        "[" * 100_000,
        '"\\ud800"',
        '{"\\udfff":1}',
        '"\x01"',
        "\ufeff1",
        b"\xef\xbb\xbf1",
        '"a"'.encode("utf-16"),
        b'"\xff"',
        "",
        "1 2",
    ],
)
def test_what_two_readers_could_take_differently_is_refused(text):
    with pytest.raises(NotStrict):
        read_json(text)


def test_no_number_is_further_from_zero_than_was_asked_for():
    assert read_json("[7, -7]", 7) == [7, -7]
    for text in ("8", "-8"):
        with pytest.raises(NotStrict):
            read_json(text, 7)
