"""Whose signatures count is said by the root key, and never by an older list."""

import json
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from isa.jws import SignatureRefused
from isa.trust import TrustEntry, issue_trust_list, read_newest, read_trust_entry, refuse_older, trust_entry


@pytest.fixture
def seen(tmp_path: Path) -> Path:
    return tmp_path / "newest.json"


def entry_of(key: Ed25519PrivateKey) -> TrustEntry:
    return trust_entry(
        key.public_key(),
        party="police:04",
        office="SIRO",
        person="A",
        valid_from=date(2026, 1, 1),
        valid_to=date(2028, 1, 1),
    )


def issued(root: Ed25519PrivateKey, on: str, number: int = 1, *entries: TrustEntry) -> str:
    return issue_trust_list(root, "Test", entries, date.fromisoformat(on), number).model_dump_json()


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (("2026-10-01", 1), ("2026-09-30", 1)),
        (("2026-10-01", 4), ("2026-10-01", 3)),
        (("2026-10-01", 1), ("2026-09-30", 9)),
    ],
    ids=["an earlier day", "an earlier number of the day", "an earlier day with a higher number"],
)
def test_an_older_list_never_comes_back(root, seen: Path, first: tuple[str, int], then: tuple[str, int]) -> None:
    newest = read_newest(issued(root, *first), root.public_key(), seen)
    before = seen.read_bytes()
    older = issued(root, *then)
    with pytest.raises(SignatureRefused, match="older than number"):
        read_newest(older, root.public_key(), seen)
    with pytest.raises(SignatureRefused, match="older than number"):
        refuse_older(read_newest(older, root.public_key(), seen.with_name("other"), remember=False), newest)
    assert seen.read_bytes() == before


def test_another_list_of_the_same_day_and_number_is_refused(root, seen: Path) -> None:
    read_newest(issued(root, "2026-10-01", 2), root.public_key(), seen)
    with pytest.raises(SignatureRefused, match="another trust list with number 2"):
        read_newest(issued(root, "2026-10-01", 2, entry_of(root)), root.public_key(), seen)


def test_the_same_list_again_and_a_newer_one_are_taken(root, seen: Path) -> None:
    for on, number in (("2026-10-01", 1), ("2026-10-01", 1), ("2026-10-01", 2), ("2026-10-02", 1)):
        assert read_newest(issued(root, on, number), root.public_key(), seen).number == number


def test_what_was_in_use_and_cannot_be_read_is_never_taken_for_nothing(root, seen: Path) -> None:
    seen.write_text('{"issued_on": "2026')
    with pytest.raises(SignatureRefused, match="restore that file"):
        read_newest(issued(root, "2026-10-01"), root.public_key(), seen)


def test_only_who_uses_a_list_remembers_it(root, seen: Path) -> None:
    read_newest(issued(root, "2026-10-01"), root.public_key(), seen, remember=False)
    assert not seen.exists()


def test_an_entry_is_read_as_it_was_printed() -> None:
    entry = entry_of(Ed25519PrivateKey.generate())
    assert read_trust_entry(entry.model_dump_json()) == entry


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"kid": "A" * 43}, "under a wrong id"),
        ({"valid_to": "2025-12-31"}, "before its valid_from"),
        ({"party": "police:0\N{FULLWIDTH DIGIT FOUR}"}, "no trust entry"),
        ({"key": "00" * 31}, "no trust entry"),
        ({"extra": "x"}, "no trust entry"),
    ],
)
def test_an_entry_that_does_not_hold_is_refused(changes: dict[str, str], advice: str) -> None:
    document = {**entry_of(Ed25519PrivateKey.generate()).model_dump(mode="json"), **changes}
    with pytest.raises(SignatureRefused, match=advice):
        read_trust_entry(json.dumps(document))
