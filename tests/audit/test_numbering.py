"""An entry has one number through all shards, and a name that says its shard and its index there."""

import pytest

from audit.numbering import Numbering

WHOLE = Numbering([("a.example/log/2026", 300), ("a.example/log/2027", 5)], "a.example/log/2028")


@pytest.mark.parametrize(
    ("number", "name"),
    [(0, "2026-0"), (299, "2026-299"), (300, "2027-0"), (304, "2027-4"), (305, "2028-0"), (9000, "2028-8695")],
)
def test_a_number_is_written_with_its_shard_and_read_again(number: int, name: str) -> None:
    assert WHOLE.name(number) == name
    assert WHOLE.read(name) == WHOLE.read(str(number)) == number


@pytest.mark.parametrize(
    "text", ["2026-300", "2025-0", "2026-", "-1", "01", "2026-01", "2026-1-1", "", "٣", "2027-5 ", "1" * 19]
)
def test_what_names_no_entry_is_none(text: str) -> None:
    assert WHOLE.read(text) is None


def test_while_there_is_one_shard_a_number_is_its_index() -> None:
    one = Numbering([], "a.example/log/2026")
    assert (one.name(41), one.read("41"), one.read("2026-41")) == ("41", 41, 41)
    assert one.serving.first == 0


def test_each_shard_says_where_it_begins() -> None:
    assert [(shard.label, shard.first, shard.size) for shard in WHOLE.shards] == [
        ("2026", 0, 300), ("2027", 300, 5), ("2028", 305, None),
    ]  # fmt: skip
    assert WHOLE.firsts["a.example/log/2027"] == 300


def test_logs_whose_last_parts_are_alike_or_no_words_are_counted() -> None:
    alike = Numbering([("a.example/log", 2), ("b.example/log", 2)], "c.example/a b")
    assert [shard.label for shard in alike.shards] == ["shard1", "shard2", "shard3"]
