"""Words are alike where they can change places in the data; boxes are joined and cover what went in, once."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from policies.alike import classes_of, named_in
from policies.boxes import Box, joined


def test_words_that_stand_in_the_same_sets_are_alike() -> None:
    data = {"relationships": {"visit": True, "meeting": True}, "areas": ["BWD", "LANCS12"]}
    assert classes_of(["visit", "open_case", "meeting", "referral"], data) == (
        ("visit", "meeting"),
        ("open_case", "referral"),
    )


def test_a_word_in_another_place_of_a_list_of_values_is_not_alike() -> None:
    assert classes_of(["a", "b"], [{"x": "a"}, {"x": "b"}]) == (("a",), ("b",))
    assert classes_of(["a", "b"], {"caps": {"a": 1, "b": 2}}) == (("a",), ("b",))
    assert classes_of(["a", "b"], {"caps": {"a": 1, "b": 1}}) == (("a", "b"),)


def test_only_words_that_the_data_has_are_named() -> None:
    assert named_in(["a", "b", "c"], {"a": ["c"]}) == ("a", "c")


def test_cells_that_differ_in_one_respect_become_one() -> None:
    cells = [Box((frozenset(a), frozenset(b)), "open") for a, b in product("xy", "12")]
    assert joined(cells) == [Box((frozenset("xy"), frozenset("12")), "open")]


@given(st.dictionaries(st.tuples(*[st.sampled_from("abc")] * 3), st.sampled_from([1, 2]), max_size=27))
def test_joined_boxes_cover_the_same_cells_once(cells: dict[tuple[str, str, str], int]) -> None:
    boxes = joined([Box(tuple(map(frozenset, cell)), outcome) for cell, outcome in cells.items()])
    covered = [(cell, box.outcome) for box in boxes for cell in product(*box.respects)]
    assert len(covered) == len(cells)
    assert dict(covered) == cells
