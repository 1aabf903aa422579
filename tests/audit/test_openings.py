"""What was disclosed can be read by the one recipient that it was sealed to, and only as what the entry commits to."""

import base64
import json
import os
import runpy
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from audit.openings.__main__ import main
from audit.openings.document import (
    Opening,
    OpeningRefused,
    open_payload,
    read_openings,
    read_recipient,
    recipient_text,
    seal_openings,
    secret_text,
)
from audit.release import SealedPayload

MADE = runpy.run_path(str(Path(__file__).parents[1] / "vectors" / "make.py"))
KEY = bytes(range(32))
BOUND = b"audit/payload\0\0\1request-0001"
PLAIN = b'{"answer":"told"}'


def sealed() -> SealedPayload:
    nonce = os.urandom(12)
    padded = (len(PLAIN).to_bytes(4, "big") + PLAIN).ljust(64, b"\0")
    return SealedPayload(nonce + AESGCM(KEY).encrypt(nonce, padded, BOUND), b"wrapped")


@pytest.fixture
def exported(tmp_path) -> tuple[Path, X25519PrivateKey, Opening]:
    """An export of three entries, the second with a payload, and its opening for one recipient."""
    payload = sealed()
    log = MADE["Kept"]([MADE["body"](n, payload if n == 1 else None) for n in range(3)], {1: payload})
    for path, content in log.export().items():
        (tmp_path / "export" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "export" / path).write_bytes(content)
    private, opening = X25519PrivateKey.generate(), Opening(1, payload.commitment().digest, KEY, BOUND)
    (tmp_path / "secret").write_text(secret_text(private))
    (tmp_path / "openings.json").write_text(seal_openings(MADE["ORIGIN"], recipient_text(private), [opening]))
    return tmp_path, private, opening


def run(folder: Path) -> int:
    arguments = ["open", folder / "export", folder / "openings.json", "--secret", folder / "secret"]
    return main([*map(str, arguments), "--to", str(folder / "opened")])


def test_the_recipient_reads_what_was_disclosed(exported, capsys):
    folder, _, _ = exported
    assert run(folder) == 0
    assert (folder / "opened" / "1.json").read_bytes() == PLAIN
    assert (folder / "opened" / "1.json").stat().st_mode & 0o077 == 0
    assert "1 opened" in capsys.readouterr().out


def test_nobody_else_does(exported):
    folder, _, _ = exported
    (folder / "secret").write_text(secret_text(X25519PrivateKey.generate()))
    assert run(folder) == 1
    assert not (folder / "opened").exists()


@pytest.mark.parametrize("change", [{"index": 0}, {"digest": "0" * 64}, {"sealed": "AAAA" * 40}, {"sealed": ""}])
def test_an_opening_that_was_moved_or_altered_does_not_open(exported, change):
    folder, private, _ = exported
    members = json.loads((folder / "openings.json").read_text())
    members["openings"][0] |= change
    with pytest.raises(OpeningRefused):
        read_openings(json.dumps(members), private)


def test_an_opening_of_another_log_does_not_open(exported):
    folder, private, _ = exported
    text = (folder / "openings.json").read_text().replace(MADE["ORIGIN"], "another.example/log")
    with pytest.raises(OpeningRefused, match="entry 1"):
        read_openings(text, private)


def test_a_payload_to_which_the_entry_does_not_commit_is_not_passed_off_as_it(exported, capsys):
    folder, private, opening = exported
    other = sealed()
    forged = Opening(1, other.commitment().digest, opening.key, opening.bound_to)
    (folder / "openings.json").write_text(seal_openings(MADE["ORIGIN"], recipient_text(private), [forged]))
    (folder / "export" / "payload" / "1").write_bytes(other.ciphertext)
    assert run(folder) == 1
    assert "does not commit" in capsys.readouterr().err
    with pytest.raises(OpeningRefused, match="not the one"):
        open_payload(opening, other.ciphertext)


def test_the_file_of_openings_holds_no_key_in_the_clear(exported):
    folder, private, _ = exported
    text = (folder / "openings.json").read_text()
    for secret in (KEY, BOUND, private.private_bytes_raw()):
        assert secret.hex() not in text
        assert base64.b64encode(secret).decode() not in text


def test_a_recipients_key_is_made_once_and_for_its_owner_alone(tmp_path, capsys):
    assert main(["key", str(tmp_path / "key")]) == 0
    read_recipient(capsys.readouterr().out)
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    assert main(["key", str(tmp_path / "key")]) == 1


@pytest.mark.parametrize("text", ["", "nonsense", "golden-thread-recipient:AAAA", "golden-thread-recipient:é"])
def test_what_is_no_recipients_key_is_refused(text):
    with pytest.raises(OpeningRefused, match="32 bytes"):
        read_recipient(text)
