"""Cosignatures: made and read in the form of C2SP tlog-cosignature, and good only for what they were made for."""

import pytest

from audit.note import NoteRefused, secret_from_seed
from audit.witness.cosignature import cosignatures, cosigning_key_from_seed, parse_cosigner, parse_cosigning_key

TEXT = "goldenthread.test/audit\n3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"


@pytest.fixture
def note() -> str:
    return secret_from_seed("goldenthread.test/audit", b"l" * 32).sign(TEXT)


def test_a_cosignature_is_found_with_its_time(note, cosigning_key):
    (found,) = cosignatures(note + cosigning_key.cosign(TEXT, 1_679_315_147) + "\n", [cosigning_key.cosigner])
    assert (found.cosigner.name, found.time) == ("police.test/witness", 1_679_315_147)


def test_nobody_cosigned_a_note_that_only_the_log_signed(note, cosigning_key):
    assert cosignatures(note, [cosigning_key.cosigner]) == []


def test_a_cosignature_of_another_checkpoint_is_refused(note, cosigning_key):
    line = cosigning_key.cosign(TEXT.replace("\n3\n", "\n4\n"), 1_679_315_147)
    with pytest.raises(NoteRefused, match=r"police\.test/witness does not belong"):
        cosignatures(f"{note}{line}\n", [cosigning_key.cosigner])


def test_a_cosignature_moved_to_another_time_is_refused(note, cosigning_key):
    early, late = cosigning_key.cosign(TEXT, 1), cosigning_key.cosign(TEXT, 2)
    moved = early[: early.rindex(" ") + 17] + late[late.rindex(" ") + 17 :]
    assert moved != late
    with pytest.raises(NoteRefused):
        cosignatures(f"{note}{moved}\n", [cosigning_key.cosigner])


def test_a_time_beyond_63_bits_is_refused(note, cosigning_key):
    line = cosigning_key.cosign(TEXT, 1 << 63)
    with pytest.raises(NoteRefused):
        cosignatures(f"{note}{line}\n", [cosigning_key.cosigner])


def test_a_log_key_of_the_same_seed_and_name_is_no_witness_key():
    log, witness = secret_from_seed("same", b"s" * 32), cosigning_key_from_seed("same", b"s" * 32)
    assert log.verifier.key_id != witness.cosigner.key_id
    with pytest.raises(NoteRefused):
        parse_cosigner(log.verifier.vkey)
    with pytest.raises(NoteRefused):
        parse_cosigning_key(log.skey)


def test_both_keys_are_read_as_they_are_written(cosigning_key):
    assert parse_cosigner(cosigning_key.cosigner.vkey) == cosigning_key.cosigner
    assert parse_cosigning_key(cosigning_key.skey).cosigner == cosigning_key.cosigner
    assert "PRIVATE" not in repr(cosigning_key)


@pytest.mark.parametrize("place", [0, 4, 20, 24, 60])
def test_a_key_with_any_letter_changed_is_refused(cosigning_key, place):
    vkey = cosigning_key.cosigner.vkey
    changed = vkey[:place] + ("B" if vkey[place] != "B" else "C") + vkey[place + 1 :]
    with pytest.raises(NoteRefused):
        parse_cosigner(changed)
