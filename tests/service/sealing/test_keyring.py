"""The keyring: what it refuses, and what becomes of sealed values when keys go."""

import json
import os
from pathlib import Path

import pytest

from service.errors import Misconfigured, ReasonCode
from service.sealing.keyfile import create_keyring, read_keyring, write_keyring
from service.sealing.keyring import Keyring
from service.sealing.keys import CannotOpen, Kek, Purpose

POLICE = Kek("police:04", Purpose.MATCH)
KEY, TOKEN = bytes(range(32)), b"t" * 16


@pytest.fixture
def keyring() -> Keyring:
    return Keyring.fresh(["police:04", "ods:RXL"])


def test_a_wrapped_key_opens_again_from_the_file_that_was_written(keyring: Keyring, tmp_path: Path) -> None:
    write_keyring(tmp_path / "keys.json", keyring)
    assert read_keyring(tmp_path / "keys.json").unwrap(POLICE, keyring.wrap(POLICE, KEY, TOKEN), TOKEN) == KEY


def test_the_file_is_for_its_owner_only_and_refused_when_others_can_read_it(keyring: Keyring, tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    write_keyring(path, keyring)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(Misconfigured, match="chmod 600") as caught:
        read_keyring(path)
    assert caught.value.code is ReasonCode.KEY_FILE_REFUSED


def test_every_truncation_and_every_altered_byte_of_the_file_is_refused(keyring: Keyring) -> None:
    raw = json.dumps(json.loads(keyring.exported())).encode()
    assert Keyring.parse(raw).exported() == keyring.exported()
    for cut in range(0, len(raw), 7):
        with pytest.raises(Misconfigured):
            Keyring.parse(raw[:cut])
    for position in range(0, len(raw), 3):
        if chr(raw[position]) in ' {}[]",:':
            continue
        altered = raw[:position] + bytes([raw[position] ^ 4]) + raw[position + 1 :]
        with pytest.raises(Misconfigured):
            Keyring.parse(altered)


def test_a_file_that_is_no_keyring_is_refused_in_a_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(b'{"some": "json"}')
    path.chmod(0o600)
    with pytest.raises(Misconfigured, match="restore it from your backup"):
        read_keyring(path)
    with pytest.raises(Misconfigured, match="cannot be read"):
        read_keyring(tmp_path / "absent.json")


def test_a_keyring_is_never_replaced_by_a_new_one(keyring: Keyring, tmp_path: Path) -> None:
    create_keyring(tmp_path / "keys.json", keyring)
    with pytest.raises(Misconfigured, match="already"):
        create_keyring(tmp_path / "keys.json", Keyring.fresh())
    assert read_keyring(tmp_path / "keys.json").fingerprint == keyring.fingerprint


def test_a_wrapped_key_opens_only_for_its_own_agency_purpose_and_row(keyring: Keyring) -> None:
    wrapped = keyring.wrap(POLICE, KEY, TOKEN)
    for kek, token in (
        (Kek("ods:RXL", Purpose.MATCH), TOKEN),
        (Kek("police:04", Purpose.DETAIL), TOKEN),
        (POLICE, b"u" * 16),
    ):
        with pytest.raises(CannotOpen):
            keyring.unwrap(kek, wrapped, token)


def test_withdrawing_an_agency_shuts_its_keys_and_nobody_elses(keyring: Keyring) -> None:
    health = Kek("ods:RXL", Purpose.MATCH)
    ours, theirs = keyring.wrap(POLICE, KEY, TOKEN), keyring.wrap(health, KEY, TOKEN)
    after = Keyring.parse(keyring.without_agency("police:04").exported())
    assert after.unwrap(health, theirs, TOKEN) == KEY
    with pytest.raises(CannotOpen):
        after.unwrap(POLICE, ours, TOKEN)
    with pytest.raises(CannotOpen):
        after.wrap(POLICE, KEY, TOKEN)


def test_an_agency_that_comes_back_cannot_open_what_was_sealed_before_it_left(keyring: Keyring) -> None:
    wrapped = keyring.wrap(POLICE, KEY, TOKEN)
    with pytest.raises(CannotOpen):
        keyring.without_agency("police:04").with_agency("police:04").unwrap(POLICE, wrapped, TOKEN)


def test_after_rotation_the_old_version_opens_until_it_is_retired(keyring: Keyring) -> None:
    old = keyring.wrap(POLICE, KEY, TOKEN)
    rotated = keyring.rotated(POLICE)
    new = rotated.wrap(POLICE, KEY, TOKEN)
    assert (old[:2], new[:2]) == (b"\0\1", b"\0\2")
    assert rotated.unwrap(POLICE, old, TOKEN) == rotated.unwrap(POLICE, new, TOKEN) == KEY
    retired = Keyring.parse(rotated.retired(POLICE).exported())
    assert retired.unwrap(POLICE, new, TOKEN) == KEY
    with pytest.raises(CannotOpen):
        retired.unwrap(POLICE, old, TOKEN)


def test_a_key_cannot_be_passed_off_as_another_version(keyring: Keyring) -> None:
    rotated = keyring.rotated(POLICE)
    wrapped = rotated.wrap(POLICE, KEY, TOKEN)
    with pytest.raises(CannotOpen):
        rotated.unwrap(POLICE, b"\0\1" + wrapped[2:], TOKEN)


def test_the_fingerprint_follows_the_keys_of_the_partnership_and_survives_agencies_and_rotation(
    keyring: Keyring,
) -> None:
    assert keyring.with_agency("gss:E06000009").rotated(POLICE).fingerprint == keyring.fingerprint
    assert Keyring.fresh(["police:04"]).fingerprint != keyring.fingerprint


def test_a_keyring_shows_none_of_its_keys(keyring: Keyring) -> None:
    assert keyring.index_key.hex() not in repr(keyring)
    assert len({keyring.index_key, keyring.reference_key, keyring.pseudonym_key, os.urandom(32)}) == 4
