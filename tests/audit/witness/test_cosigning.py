"""A witness answers every submission as C2SP tlog-witness says, and remembers before it tells."""

import pytest

from audit.merkle import EMPTY_ROOT
from audit.note import Checkpoint, parse_checkpoint, secret_from_seed, split_note
from audit.witness.cosignature import cosignatures
from audit.witness.cosigning import WitnessOf
from audit.witness.memory import Memory, MemoryUnusable
from audit.witness.wire import MAX_PROOF, Submission, latest_path, parse_submission, submission_body

ORIGIN = "goldenthread.test/audit"


@pytest.fixture
def submit(paper_log, witness_of):
    """Submit a checkpoint of the log, unless told otherwise from the size `old` with its proof."""

    def ask(old: int, size: int, **other):
        proof = other["proof"] if "proof" in other else paper_log.proof(old, size)
        note = other.get("note") or paper_log.note(size)
        return witness_of.add_checkpoint(submission_body(Submission(old, proof, note)))

    return ask


def test_a_first_checkpoint_is_cosigned_and_so_is_one_that_continues_it(submit, paper_log, cosigning_key):
    for old, size in ((0, 5), (5, 130), (130, 130), (130, 131)):
        reply = submit(old, size)
        assert reply.status == 200
        (found,) = cosignatures(paper_log.note(size) + reply.body, [cosigning_key.cosigner])
        assert found.time == 1_800_000_000


def test_an_unknown_log_is_404(submit):
    other = secret_from_seed("somebody.else/log", b"x" * 32)
    assert submit(0, 1, note=other.sign(Checkpoint("somebody.else/log", 1, b"r" * 32).text())).status == 404


def test_a_checkpoint_without_a_trusted_signature_is_403(submit, paper_log):
    impostor = secret_from_seed(ORIGIN, b"x" * 32)
    assert submit(0, 5, note=impostor.sign(Checkpoint(ORIGIN, 5, paper_log.tree(5).root).text())).status == 403


def test_a_broken_signature_of_the_trusted_key_is_403(submit, paper_log):
    text, _ = split_note(paper_log.note(5))
    assert submit(0, 5, note=paper_log.note(6).replace(split_note(paper_log.note(6))[0], text)).status == 403


@pytest.mark.parametrize("told", [0, 4, 6])
def test_another_old_size_than_the_remembered_one_is_409_with_the_size(submit, told):
    submit(0, 5)
    reply = submit(told, 9)
    assert (reply.status, reply.body, reply.kind) == (409, "5\n", "text/x.tlog.size")


def test_a_wrong_proof_is_422_and_changes_nothing(submit, paper_log):
    submit(0, 5)
    assert submit(5, 9, proof=paper_log.proof(4, 9)).status == 422
    assert submit(5, 9, proof=()).status == 422
    assert submit(5, 9).status == 200


def test_a_proof_for_a_first_checkpoint_is_422(submit, paper_log):
    assert submit(0, 5, proof=paper_log.proof(4, 5)).status == 422


def test_an_empty_log_has_the_empty_root(submit, paper_log):
    def empty(root: bytes) -> str:
        return paper_log.secret.sign(Checkpoint(ORIGIN, 0, root).text())

    assert submit(0, 0, note=empty(b"r" * 32), proof=()).status == 409
    assert submit(0, 0, note=empty(EMPTY_ROOT), proof=()).status == 200


def test_an_old_size_beyond_the_checkpoint_is_400(submit):
    submit(0, 5)
    assert submit(6, 5, proof=()).status == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 0",
        b"old 00\n\n",
        b"old -1\n\n",
        b"old 0\nnot base64\n\n",
        b"old 0\nAAAA\n\n",
        b"new 0\n\n",
        b"\xff\xfe",
        b"old 0\n" + (b"A" * 43 + b"=\n") * (MAX_PROOF + 1) + b"\n",
    ],
)
def test_what_is_no_submission_is_400(witness_of, body, paper_log):
    assert witness_of.add_checkpoint(body).status == 400
    assert witness_of.add_checkpoint(body + paper_log.note(5).encode()).status == 400


def test_a_submission_is_read_as_it_was_written(paper_log):
    for old, size in ((0, 7), (3, 200), (7, 7)):
        submission = Submission(old, paper_log.proof(old, size), paper_log.note(size))
        assert parse_submission(submission_body(submission)) == submission


def test_a_fork_of_the_same_size_is_409_and_kept_as_evidence(submit, paper_log, tmp_path, witness_of):
    submit(0, 5)
    fork = paper_log.secret.sign(Checkpoint(ORIGIN, 5, b"f" * 32).text())
    assert submit(5, 5, note=fork).status == 409
    assert Memory(tmp_path / "memory").contradictions(ORIGIN) == [fork]
    assert witness_of.latest(latest_path(ORIGIN)).body.startswith(paper_log.note(5))


def test_what_was_cosigned_once_is_told_again_and_never_cosigned_anew(submit, paper_log, cosigning_key, tmp_path):
    """Whoever could ask for another cosignature of one size would ask until it draws what they like."""
    first = submit(0, 64)
    later = WitnessOf(cosigning_key, [paper_log.secret.verifier], Memory(tmp_path / "memory"), lambda: 1_900_000_000)
    again = later.add_checkpoint(submission_body(Submission(64, (), paper_log.note(64))))
    assert (again.status, again.body) == (200, first.body)
    told = paper_log.note(65)
    (found,) = cosignatures(
        told + later.add_checkpoint(submission_body(Submission(64, paper_log.proof(64, 65), told))).body,
        [cosigning_key.cosigner],
    )
    assert found.time == 1_900_000_000  # its clock is another: what it told before was not made anew


def test_another_text_of_a_size_that_was_cosigned_is_403(submit, paper_log, witness_of):
    submit(0, 64)
    text = Checkpoint(ORIGIN, 64, paper_log.tree(64).root).text() + "an extension\n"
    assert submit(64, 64, note=paper_log.secret.sign(text)).status == 403
    assert witness_of.latest(latest_path(ORIGIN)).body.startswith(paper_log.note(64))


def test_a_larger_fork_is_422_and_kept_as_evidence(submit, paper_log, tmp_path):
    submit(0, 5)
    fork = paper_log.secret.sign(Checkpoint(ORIGIN, 9, b"f" * 32).text())
    assert submit(5, 9, note=fork).status == 422
    assert Memory(tmp_path / "memory").contradictions(ORIGIN) == [fork]


def test_what_is_remembered_is_shown_with_both_signatures_and_no_others(witness_of, paper_log, cosigning_key):
    stranger = secret_from_seed("stranger.test", b"x" * 32)
    note = paper_log.note(5)
    more = note + stranger.sign(split_note(note)[0]).split("\n\n")[1]
    assert witness_of.latest(latest_path(ORIGIN)).status == 404
    reply = witness_of.add_checkpoint(submission_body(Submission(0, (), more)))
    shown = witness_of.latest(latest_path(ORIGIN))
    assert (shown.status, shown.body) == (200, note + reply.body)
    assert witness_of.latest("/checkpoint/" + "0" * 64).status == 404


def test_the_next_witness_on_this_memory_goes_on_from_it(submit, witness_of, paper_log, cosigning_key, tmp_path):
    submit(0, 5)
    again = WitnessOf(cosigning_key, [paper_log.secret.verifier], Memory(tmp_path / "memory"), lambda: 1_700_000_000)
    again.check_memory()
    reply = again.add_checkpoint(submission_body(Submission(5, paper_log.proof(5, 6), paper_log.note(6))))
    (found,) = cosignatures(paper_log.note(6) + reply.body, [cosigning_key.cosigner])
    assert found.time == 1_800_000_000  # the clock went back: the cosignature does not


def test_a_damaged_memory_stops_the_witness(submit, witness_of, tmp_path):
    submit(0, 5)
    (kept,) = (tmp_path / "memory").glob("*.checkpoint")
    kept.write_bytes(kept.read_bytes().replace(b"\n5\n", b"\n4\n"))
    with pytest.raises(MemoryUnusable, match="damaged"):
        witness_of.check_memory()
    assert submit(5, 9).status == 500


def test_two_witnesses_cannot_share_a_memory(witness_of, tmp_path):
    with pytest.raises(MemoryUnusable, match="Another witness"):
        Memory(tmp_path / "memory").open()


def test_a_cosignature_that_cannot_be_remembered_is_not_given(submit, tmp_path, witness_of):
    submit(0, 5)
    (kept,) = (tmp_path / "memory").glob("*.checkpoint")
    kept.with_suffix(".checkpoint.new").mkdir()  # the new file cannot be made
    reply = submit(5, 9)
    assert (reply.status, "—" in reply.body) == (500, False)
    assert parse_checkpoint(split_note(kept.read_text())[0]).size == 5
