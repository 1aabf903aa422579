"""Lots: each cosignature draws by itself: leaving some out, or making some up, undoes nothing that others drew."""

import math
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.key_chain import TrustedKey
from audit.merkle import leaf_hash
from audit.note import Checkpoint, NoteRefused, Secret, secret_from_seed
from audit.tree import Tree, grow
from audit.witness.cosignature import CosigningKey, cosigning_key_from_seed
from audit.witness.lots import BLOCK, Lot, draws, read_lot, share_of
from audit.witness.policy import Policy, Witness, parse_policy, policy_text

ORIGIN = "goldenthread.test/audit"
NAMES = ("police", "council", "health")
LOG: Secret = secret_from_seed(ORIGIN, bytes(range(32)))
KEYS = {name: cosigning_key_from_seed(f"{name}.test/witness", name.encode().ljust(32)) for name in NAMES}
TRUSTED = (TrustedKey(LOG.verifier),)
TIMES = st.integers(1_700_000_000, 1_900_000_000)
SUBSETS = st.sets(st.sampled_from(NAMES), min_size=2)


def policy(threshold: int = 2) -> Policy:
    return parse_policy(policy_text(LOG.verifier, [Witness(name, KEYS[name].cosigner) for name in NAMES], threshold))


def root(salt: int = 0, size: int = BLOCK) -> bytes:
    return grow(Tree(), [leaf_hash(b"%d %d" % (salt, n)) for n in range(size)]).tree.root


def note(
    names: tuple[str, ...] = NAMES, size: int = BLOCK, salt: int = 0, time: int = 1_800_000_000, extra: str = ""
) -> str:
    text = Checkpoint(ORIGIN, size, root(salt, size)).text() + extra
    return LOG.sign(text) + "".join(f"{KEYS[name].cosign(text, time)}\n" for name in names)


def lot(*given: object, **changes: object) -> Lot:
    found = read_lot(note(*given, **changes), TRUSTED, policy())
    assert found is not None
    return found


def drawn(found: Lot, one_in: int = 4) -> set[int]:
    return {entry for entry in range(BLOCK) if found.drawn_by(entry, one_in)}


@given(SUBSETS, TIMES, st.integers(0, 3), st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_a_draw_is_a_function_of_what_is_published_alone(names, time, salt, one_in) -> None:
    published = note(tuple(sorted(names)), time=time, salt=salt)
    shuffled = note(tuple(sorted(names, reverse=True)), time=time, salt=salt)
    one, other = (read_lot(text, TRUSTED, policy()) for text in (published, shuffled))
    assert one is not None and other is not None
    for entry in range(BLOCK):
        assert set(one.drawn_by(entry, one_in)) == set(other.drawn_by(entry, one_in))


@given(SUBSETS, TIMES, st.integers(0, 3), st.integers(2, 60))
@settings(max_examples=60, deadline=None)
def test_leaving_a_witness_out_only_takes_away_what_it_drew_and_is_seen_by_its_name(names, time, salt, one_in) -> None:
    """All that a host can choose of a lot: every quorum among those who cosigned. None of them draws anything new."""
    every = lot(NAMES, time=time, salt=salt)
    some = lot(tuple(sorted(names)), time=time, salt=salt)
    for entry in range(BLOCK):
        assert set(some.drawn_by(entry, one_in)) == set(every.drawn_by(entry, one_in)) & names
    assert set(NAMES) - set(some.cosigned) == set(NAMES) - names


@given(st.lists(TIMES, min_size=1, max_size=8))
@settings(max_examples=30, deadline=None)
def test_a_witness_of_one_mind_with_the_host_cannot_undo_what_an_honest_one_drew(tries) -> None:
    """It may sign last, and as often as it likes: the others' draws stay whatever it signs."""
    honest = note(("police", "council"))
    kept = drawn(lot(("police", "council")))
    text = Checkpoint(ORIGIN, BLOCK, root()).text()
    for time in tries:
        found = read_lot(honest + f"{KEYS['health'].cosign(text, time)}\n", TRUSTED, policy())
        assert found is not None
        assert kept <= drawn(found)


@given(st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_another_wording_of_an_entry_draws_anew_and_only_the_witnesses_can_say_what(salt) -> None:
    assert drawn(lot(salt=salt + 1)) != drawn(lot(salt=salt)) or drawn(lot(salt=salt + 2)) != drawn(lot(salt=salt))


@pytest.mark.parametrize("one_in", [1, 2, 50, 1_000_000])
@pytest.mark.parametrize("witnesses", [1, 2, 3, 7])
def test_all_witnesses_together_draw_one_in_so_many(one_in, witnesses) -> None:
    share = share_of(one_in, witnesses)
    chance = 1 - (1 - share / 2**64) ** witnesses
    assert math.isclose(chance, 1 / one_in, rel_tol=1e-6)
    assert 2**64 * one_in >= share * one_in >= 2**64 / witnesses * 0.99


def test_about_one_in_so_many_is_drawn_and_by_one_in_one_every_one() -> None:
    """Of 6,400, one in 4: 1,600, and 35 is one standard deviation."""
    found = lot()
    assert 1600 - 5 * 35 < sum(bool(found.drawn_by(entry, 4)) for entry in range(6400)) < 1600 + 5 * 35
    assert all(found.drawn_by(entry, 1) == NAMES for entry in range(100))


def test_the_published_rule_word_for_word() -> None:
    found = lot()
    seeds = {
        name: sha256(
            b"golden-thread lot v1\0" + KEYS[name].cosigner.public + one.time.to_bytes(8, "big") + one.signature
        ).digest()
        for name, one in found.cosigned.items()
    }
    for entry in range(BLOCK):
        by = tuple(
            name
            for name, seed in seeds.items()
            if int.from_bytes(sha256(seed + entry.to_bytes(8, "big")).digest()[:8], "big") < share_of(50, 3)
        )
        assert found.drawn_by(entry, 50) == by


def test_a_published_vector_so_that_anyone_can_write_it_again() -> None:
    assert share_of(50, 3) == SHARE
    assert {entry: found for entry in range(BLOCK) if (found := lot().drawn_by(entry, 8))} == VECTOR


def test_too_few_cosignatures_and_sizes_within_a_block_draw_nothing() -> None:
    assert read_lot(note(("police",)), TRUSTED, policy()) is None
    assert read_lot(note(size=BLOCK + 1), TRUSTED, policy()) is None


def test_a_line_that_nobody_knows_draws_nothing() -> None:
    """A key that the host makes up would be a cosignature that it chooses."""
    made_up: CosigningKey = cosigning_key_from_seed("made.up/witness", b"m" * 32)
    line = made_up.cosign(Checkpoint(ORIGIN, BLOCK, root()).text(), 1_800_000_000)
    found = read_lot(note() + line + "\n", TRUSTED, policy())
    assert found == lot()


@pytest.mark.parametrize(
    "spoilt",
    [
        note(extra="an extension\n"),
        note(("council", "health")) + note(("police",), salt=1).splitlines()[-1] + "\n",
        note().replace(f"\n{BLOCK}\n", f"\n{2 * BLOCK}\n"),
        "no note",
    ],
)
def test_what_was_not_signed_so_is_refused(spoilt) -> None:
    """An extension would give the host as many texts, and cosignatures, of one size as it likes."""
    with pytest.raises(NoteRefused):
        read_lot(spoilt, TRUSTED, policy())


def test_nobody_to_ask_is_no_lot() -> None:
    assert not draws(None)
    assert not draws(parse_policy("quorum none\n"))
    assert draws(policy())


SHARE = 123807381889765885
VECTOR: dict[int, tuple[str, ...]] = {
    2: ("council",),
    8: ("council",),
    22: ("health",),
    26: ("health",),
    32: ("health",),
    33: ("police",),
    35: ("council",),
    40: ("health",),
    46: ("health",),
    47: ("council",),
    48: ("police",),
    58: ("council",),
    59: ("health",),
}
