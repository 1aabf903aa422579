"""The cosignature vectors that this project publishes (tests/vectors/cosignatures.json), held to their seeds.

Everything in them follows from the seeds, so the file is made again here and compared byte for byte; then each case is
read as a stranger's verifier would read it.
"""

import json
from pathlib import Path

import pytest

from audit.merkle import leaf_hash
from audit.note import Checkpoint, NoteRefused, secret_from_seed
from audit.tree import Tree, grow
from audit.witness.cosignature import cosignatures, cosigning_key_from_seed, parse_cosigner
from audit.witness.policy import parse_policy

VECTORS = Path(__file__).resolve().parents[2] / "vectors" / "cosignatures.json"
ORIGIN = "goldenthread.example/log/2026"
NAMES = ("police", "council", "health")
TIME = 1_795_000_000


def made() -> dict[str, object]:
    """The vectors: three witnesses, a log of five entries, and cases with what a verifier must find."""
    log = secret_from_seed(ORIGIN, bytes([100]) * 32)
    keys = {name: cosigning_key_from_seed(f"{name}.example/witness", bytes([n]) * 32) for n, name in enumerate(NAMES)}
    tree = grow(Tree(), [leaf_hash(b'{"entry":%d}' % n) for n in range(5)]).tree
    text = Checkpoint(ORIGIN, tree.size, tree.root).text()
    note = log.sign(text)
    lines = {name: key.cosign(text, TIME + n) for n, (name, key) in enumerate(keys.items())}
    other = keys["health"].cosign(Checkpoint(ORIGIN, 6, tree.root).text(), TIME)
    far = keys["health"].cosign(text, 1 << 63)
    by_log = log.sign(text).rsplit("\n", 2)[1].replace(ORIGIN, "health.example/witness")
    police, council, health = (lines[name] for name in NAMES)
    cases = [
        ("nobody", note, [], False),
        ("one of three", f"{note}{police}\n", ["police"], False),
        ("two of three", f"{note}{police}\n{council}\n", ["police", "council"], True),
        (
            "all three, in another order",
            f"{note}{health}\n{police}\n{council}\n",
            ["police", "council", "health"],
            True,
        ),
        ("one of them twice", f"{note}{police}\n{police}\n", ["police"], False),
        ("a signature of the log under a witness's name", f"{note}{by_log}\n{police}\n", ["police"], False),
        ("a cosignature of another checkpoint", f"{note}{police}\n{other}\n", None, False),
        ("a time beyond 63 bits", f"{note}{police}\n{far}\n", None, False),
        ("a cosignature with its time changed", f"{note}{police}\n{_moved(council)}\n", None, False),
    ]
    policy = [f"log {log.verifier.vkey}", *(f"witness {n} {k.cosigner.vkey}" for n, k in keys.items())]
    return {
        "about": "C2SP tlog-cosignature (Ed25519) under a C2SP tlog-policy; `cosigned` is null where a line of a known "
        "witness is wrong and the note must be refused. Ed25519 seeds are 32 equal bytes, here as that byte.",
        "log": {"vkey": log.verifier.vkey, "seed_byte": 100},
        "witnesses": [
            {"name": name, "vkey": key.cosigner.vkey, "seed_byte": n} for n, (name, key) in enumerate(keys.items())
        ],
        "policy": "\n".join([*policy, f"group partners 2 {' '.join(NAMES)}", "quorum partners", ""]),
        "cases": [{"desc": d, "note": n, "cosigned": c, "quorum": q} for d, n, c, q in cases],
    }


def _moved(line: str) -> str:
    """A cosignature line whose last letter of the time is another."""
    place = line.rindex(" ") + 15
    return line[:place] + ("A" if line[place] != "A" else "B") + line[place + 1 :]


def test_the_published_file_follows_from_its_seeds():
    assert VECTORS.read_text("utf-8") == json.dumps(made(), indent=1, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("case", json.loads(VECTORS.read_text("utf-8"))["cases"], ids=lambda case: case["desc"])
def test_each_case_is_found_as_published(case):
    published = json.loads(VECTORS.read_text("utf-8"))
    policy = parse_policy(published["policy"])
    assert [w["vkey"] for w in published["witnesses"]] == [w.cosigner.vkey for w in policy.witnesses]
    if case["cosigned"] is None:
        with pytest.raises(NoteRefused):
            policy.standing(case["note"])
        return
    standing = policy.standing(case["note"])
    assert (list(standing.cosigned), standing.met) == (case["cosigned"], case["quorum"])
    assert len(cosignatures(case["note"], [parse_cosigner(w["vkey"]) for w in published["witnesses"]])) == len(
        case["cosigned"]
    )
