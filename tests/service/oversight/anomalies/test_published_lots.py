"""What whoever runs the service can still choose of a lot is told: a witness or an end left out, or asked for late."""

import pytest

from audit.key_chain import TrustedKey
from audit.note import Checkpoint, secret_from_seed
from audit.witness.cosignature import cosigning_key_from_seed
from audit.witness.lots import BLOCK
from audit.witness.policy import Witness, parse_policy, policy_text
from service.oversight.anomalies.published_lots import LATE_SECONDS, Lots, Witnessed

LOG = secret_from_seed("fylde.example/log/2026", b"l" * 32)
NAMES = ("police", "council", "health")
KEYS = {name: cosigning_key_from_seed(f"{name}.test/witness", name.encode().ljust(32)) for name in NAMES}
POLICY = parse_policy(policy_text(LOG.verifier, [Witness(name, key.cosigner) for name, key in KEYS.items()], 2))
AT = 1_800_000_000
ROOTS = {BLOCK * n: bytes([n]) * 32 for n in range(1, 5)}
TIMES = dict.fromkeys(ROOTS, AT)


def note(size: int, names: tuple[str, ...] = NAMES, root: bytes = b"", time: int = AT) -> str:
    text = Checkpoint(LOG.verifier.name, size, root or ROOTS[size]).text()
    return LOG.sign(text) + "".join(f"{KEYS[name].cosign(text, time)}\n" for name in names)


def lots(*notes: str, known: tuple[str, ...] = ()) -> Lots:
    return Lots(Witnessed(POLICY, notes, known), (TrustedKey(LOG.verifier),), ROOTS)


def told(*notes: str) -> list[str]:
    """The remarks once every block has been drawn from."""
    found = lots(*notes)
    for end in ROOTS:
        found.of(end)
    assert found.faults == []
    return list(found.remarks(TIMES))


def test_where_every_witness_cosigned_every_end_in_time_nothing_is_left_to_say() -> None:
    found = lots(*map(note, ROOTS))
    assert [found.of(end).size for end in ROOTS] == list(ROOTS)
    assert told(*map(note, ROOTS)) == []


def test_an_end_that_is_missing_is_named_and_the_next_one_draws_for_it() -> None:
    notes = [note(size) for size in ROOTS if size != 2 * BLOCK]
    assert lots(*notes).of(2 * BLOCK).size == 3 * BLOCK
    (said,) = told(*notes)
    assert said.startswith("The block that ends with entry 127 was not cosigned at the end")


def test_beyond_the_last_end_blocks_wait() -> None:
    assert lots(note(BLOCK)).of(2 * BLOCK) is None
    assert lots().of(BLOCK) is None


def test_a_witness_that_is_missing_is_named_with_how_often() -> None:
    notes = [note(BLOCK), *(note(size, ("police", "council")) for size in list(ROOTS)[1:])]
    assert told(*notes) == ["health cosigned 1 of 4 lots: it was down for the others, or left out."]


@pytest.mark.parametrize(("after", "count"), [(LATE_SECONDS, 0), (LATE_SECONDS + 1, 1)])
def test_a_cosignature_that_was_asked_for_late_is_told(after: int, count: int) -> None:
    assert len(told(*(note(size, time=AT + after) for size in ROOTS))) == count


def test_what_a_witness_remembers_and_the_lots_leave_out_is_a_fault() -> None:
    """The host may have looked at it, and thrown it away: the witness's own memory, or a receipt, shows it."""
    published = [note(BLOCK, ("police", "council")), note(3 * BLOCK)]
    said = {
        note(BLOCK, ("police",)): 0,
        note(BLOCK, ("health",)): 1,
        note(BLOCK, ("police",), time=AT + 1): 1,
        note(2 * BLOCK, ("police",)): 1,
        note(4 * BLOCK): 0,  # beyond what was published
        "no note": 1,
    }
    assert {one: len(lots(*published, known=(one,)).faults) for one in said} == said


def test_what_is_of_another_history_or_no_lot_is_a_fault_and_draws_nothing() -> None:
    for spoilt in (
        note(BLOCK, root=b"x" * 32),
        note(BLOCK, ("police",)),
        note(BLOCK).replace("\n64\n", "\n128\n"),
        "no note",
    ):
        found = lots(spoilt)
        assert (len(found.faults), found.of(BLOCK)) == (1, None), spoilt
