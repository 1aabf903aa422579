"""kill -9 of a witness: it dies after it remembered and before it answered, and does not contradict itself later."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from audit.note import parse_checkpoint, split_note
from audit.witness.cosignature import cosigning_key_from_seed
from audit.witness.keyfile import create_cosigning_key, read_cosigning_key
from audit.witness.memory import Memory
from audit.witness.policy import Witness
from audit.witness.remote import RemoteWitness, WitnessFailed, WitnessRefused
from audit.witness.wire import ADD_CHECKPOINT, Submission, submission_body

ROOT = Path(__file__).resolve().parents[3]

DIES_BEFORE_IT_ANSWERS = """
import os, signal, sys
from pathlib import Path
from audit.note import parse_vkey
from audit.witness.cosigning import WitnessOf
from audit.witness.keyfile import read_cosigning_key
from audit.witness.memory import Memory
from audit.witness.server import WitnessServer

class Dying(Memory):
    def keep(self, origin, note):
        super().keep(origin, note)
        os.kill(os.getpid(), signal.SIGKILL)

key, vkey, folder = sys.argv[1:]
memory = Dying(Path(folder))
memory.open()
server = WitnessServer(WitnessOf(read_cosigning_key(Path(key)), [parse_vkey(vkey)], memory, lambda: 1), "127.0.0.1", 0)
print(server.url, flush=True)
server.serve_forever()
"""


@contextlib.contextmanager
def process(*arguments: str):
    child = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        yield child, child.stdout.readline().decode().split()[-1]
    finally:
        child.kill()
        child.wait(timeout=10)
        child.stdin.close()
        child.stdout.close()


@pytest.fixture
def key(tmp_path) -> Path:
    create_cosigning_key(tmp_path / "key", "police.test/witness")
    return tmp_path / "key"


def serving(key: Path, paper_log, folder: Path) -> tuple[str, ...]:
    return (
        "-m", "audit", "witness", "--key", str(key), "--log-key", paper_log.secret.verifier.vkey,
        "--state", str(folder), "--port", "0", "--while-stdin-is-open",
    )  # fmt: skip


def test_a_witness_that_died_before_it_answered_remembers_what_it_signed(paper_log, key, tmp_path):
    folder = tmp_path / "memory"
    cosigner = read_cosigning_key(key).cosigner
    with process("-c", DIES_BEFORE_IT_ANSWERS, str(key), paper_log.secret.verifier.vkey, str(folder)) as (child, url):
        with pytest.raises(WitnessFailed):
            RemoteWitness(Witness("w", cosigner, url), 5).add_checkpoint(Submission(0, (), paper_log.note(50)))
        assert child.wait(timeout=10) == -signal.SIGKILL
    with process(*serving(key, paper_log, folder)) as (_, url):
        remote = RemoteWitness(Witness("w", cosigner, url), 5)
        with pytest.raises(WitnessRefused) as refused:
            remote.add_checkpoint(Submission(0, (), paper_log.note(40)))
        assert refused.value.remembers == 50
        assert remote.add_checkpoint(Submission(50, (), paper_log.note(50)))
        assert remote.add_checkpoint(Submission(50, paper_log.proof(50, 60), paper_log.note(60)))
        remote.close()


def test_killed_at_any_moment_it_never_forgets_what_it_told(paper_log, key, tmp_path):
    """Twelve kills, each while submissions stream in: whatever was acknowledged is remembered, or more."""
    folder, size = tmp_path / "memory", 0
    for _ in range(12):
        acknowledged = size
        with process(*serving(key, paper_log, folder)) as (child, url):
            connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=5)
            for step in range(1, 8):
                body = submission_body(Submission(size, paper_log.proof(size, size + 1), paper_log.note(size + 1)))
                connection.request("POST", ADD_CHECKPOINT, body)
                if step == 7:
                    os.kill(child.pid, signal.SIGKILL)
                    break
                reply = connection.getresponse()
                reply.read()
                assert reply.status == 200
                size = acknowledged = size + 1
            connection.close()
        text, _ = split_note(Memory(folder).latest(paper_log.secret.verifier.name))
        size = parse_checkpoint(text).size
        assert size in (acknowledged, acknowledged + 1)


def test_a_witness_ends_when_its_starter_is_gone(paper_log, key, tmp_path):
    with process(*serving(key, paper_log, tmp_path / "memory")) as (child, _):
        child.stdin.close()
        assert child.wait(timeout=10) == -signal.SIGTERM


def test_a_witness_does_not_start_with_a_key_that_others_can_read(paper_log, key, tmp_path):
    key.chmod(0o644)
    done = subprocess.run(
        [sys.executable, *serving(key, paper_log, tmp_path / "memory")], cwd=ROOT, capture_output=True, text=True,
        stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert "chmod 600" in done.stderr
    assert "PRIVATE" not in done.stderr


def test_a_key_is_never_replaced(key):
    kept = key.read_text()
    done = subprocess.run(
        [sys.executable, "-m", "audit", "witness-key", "police.test/witness", str(key)], cwd=ROOT, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, key.read_text()) == (3, kept)
    assert cosigning_key_from_seed("x", b"s" * 32).skey != kept
