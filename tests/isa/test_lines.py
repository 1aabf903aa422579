"""The line of every part is found, and of every name that stands twice."""

import json

from hypothesis import given
from hypothesis import strategies as st

from isa.lines import Lines, path_of

TEXT = """{
  "a": [

    1,
    {"b": "x, } ] \\" : {",
     "c": [[], [2,
       3]]}
  ],
  "d": null
}
"""

_NAMES = st.text(alphabet='ab"\\,:{}[]é\n', max_size=4)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | _NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=12,
)


def test_each_part_is_found_on_its_line() -> None:
    lines = Lines(TEXT)
    assert lines.of(()) == 1
    assert lines.of(("a",)) == 2
    assert lines.of(("a", 0)) == 4
    assert lines.of(("a", 1, "b")) == 5
    assert lines.of(("a", 1, "c")) == 6
    assert lines.of(("a", 1, "c", 1, 1)) == 7
    assert lines.of(("d",)) == 9


def test_what_is_missing_is_on_the_line_of_the_part_around_it() -> None:
    assert Lines(TEXT).of(("a", 1, "nothing", 3, "here")) == 5


def test_a_name_that_stands_twice_is_found_with_both_lines() -> None:
    (twice,) = Lines('{"a": {\n"b": 1,\n"c": 2,\n"\\u0062": 3}}').repeated
    assert (twice.path, twice.first, twice.line) == (("a", "b"), 2, 4)


def test_the_same_name_in_two_items_of_a_list_is_no_repetition() -> None:
    assert Lines('[{"a": 1}, {"a": 2}]').repeated == []


def test_a_written_path_is_read_back() -> None:
    assert path_of("$.rules[3].applies_when.level_gte") == ("rules", 3, "applies_when", "level_gte")


def test_what_is_no_json_ends_and_raises_nothing() -> None:
    for text in ('"' + '\\"' * 200_000, "[" * 300_000, "}" * 10, '{"a"', ",,,", "\\" * 1000):
        assert Lines(text).of(()) == 1


@given(_VALUES)
def test_every_part_of_any_document_is_found_where_the_text_has_it(value: object) -> None:
    text = json.dumps(value, indent=1, ensure_ascii=False)
    lines, rows = Lines(text), text.split("\n")
    waiting: list[tuple[tuple[str | int, ...], object]] = [((), value)]
    while waiting:
        path, part = waiting.pop()
        row = rows[lines.of(path) - 1].strip()
        named = path and isinstance(path[-1], str)
        assert row.startswith(
            json.dumps(path[-1], ensure_ascii=False) if named else json.dumps(part, ensure_ascii=False)[:1]
        )
        if isinstance(part, dict):
            waiting.extend(((*path, name), inner) for name, inner in part.items())
        elif isinstance(part, list):
            waiting.extend(((*path, at), inner) for at, inner in enumerate(part))
    assert lines.repeated == []
