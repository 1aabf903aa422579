"""One bundle has one digest and the same bytes; its Rego is formatted, tested, covered, and calls nothing forbidden."""

import gzip
import json
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from isa.register import Register, Suspended
from isa.vocabulary import Vocabulary
from policies.bundle import Bundle, build
from policies.modules import CAPABILITIES, REGO, BundleRefused, refuse_forbidden_builtins
from policies.reasons import SENTENCES, Reason


def test_the_same_agreements_on_the_same_day_have_the_same_bytes(register: Register, bundle: Bundle) -> None:
    again = build(reversed(register.in_force), (), register.day)
    assert again == bundle
    assert again.tar() == bundle.tar()


@pytest.mark.parametrize("changed", ["day", "agreement", "suspension"])
def test_a_change_of_anything_changes_the_digest(changed: str, register: Register, bundle: Bundle) -> None:
    stop = Suspended(subject="user", name="staff-1", since=1, by="siro", reason="incident")
    other = build(
        register.in_force[1:] if changed == "agreement" else register.in_force,
        (stop,) if changed == "suspension" else (),
        bundle.day + (1 if changed == "day" else 0),
    )
    assert other.digest != bundle.digest


def test_the_digest_is_in_the_data_and_in_the_manifest(bundle: Bundle, tmp_path: Path) -> None:
    bundle.write(tmp_path)
    assert json.loads((tmp_path / "data.json").read_text())["golden_thread"]["agreed"]["digest"] == bundle.digest
    assert json.loads((tmp_path / ".manifest").read_text())["revision"] == bundle.digest
    assert bundle.digest.encode() in gzip.decompress(bundle.tar())


@pytest.mark.parametrize(
    "source",
    [
        "a := time.now_ns()",
        "a := opa.runtime()",
        'a := http.send({"url": "http://x"})',
        'a := rand.intn("x", 3)',
        "a := io.jwt.decode(input)",
        "a := walk(input)",
        "a if b with input as {}",
    ],
)
def test_a_forbidden_call_is_refused(source: str) -> None:
    with pytest.raises(BundleRefused, match=r"take (it|that) out"):
        refuse_forbidden_builtins("x.rego", f"package x\n\n{source}\n", frozenset())


def test_no_rego_knows_a_partner_a_role_a_purpose_or_a_field(vocabulary: Vocabulary) -> None:
    fields: Iterable[str] = {name for kind in vocabulary.record_types.values() for name in kind.fields}
    words = {
        *vocabulary.purposes,
        *vocabulary.roles,
        *vocabulary.gateways,
        *vocabulary.record_types,
        *(name.value for name in vocabulary.sensitivities),
        *(field for field in fields if field not in {"status", "service", "detail", "events", "ties"}),
    }
    for path in REGO.glob("*.rego"):
        if not path.name.endswith("_test.rego"):
            texts = set(re.findall(r'"([^"]*)"', path.read_text("utf-8")))
            assert not texts & words, path.name


def test_every_code_that_the_rego_gives_has_its_sentence() -> None:
    given = set()
    for path in REGO.glob("*.rego"):
        if not path.name.endswith("_test.rego"):
            given |= set(re.findall(r'\{"([a-z_]+)"(?: \||\})', path.read_text("utf-8")))
    known = {reason.value for reason in Reason}
    assert given <= known
    assert known - given == {"flow_suspended", "agency_suspended", "connector_suspended"}
    assert set(SENTENCES) == set(Reason)


def _opa(binary: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([binary, *arguments], capture_output=True, text=True, timeout=120, check=False)


def test_the_rego_is_formatted_and_needs_only_the_allowed_built_ins(opa_binary: str) -> None:
    formatted = _opa(opa_binary, "fmt", "--list", "--fail", str(REGO))
    assert formatted.returncode == 0, formatted.stdout
    sources = [str(path) for path in REGO.glob("*.rego") if not path.name.endswith("_test.rego")]
    checked = _opa(opa_binary, "check", "--strict", "--capabilities", str(CAPABILITIES), *sources)
    assert checked.returncode == 0, checked.stderr


def test_the_rego_passes_its_own_tests_and_they_cover_it(opa_binary: str) -> None:
    ran = _opa(opa_binary, "test", str(REGO))
    assert ran.returncode == 0, ran.stdout
    covered = json.loads(_opa(opa_binary, "test", "--coverage", str(REGO)).stdout)
    assert covered["coverage"] >= 95


def test_every_policy_has_its_tests_beside_it() -> None:
    policies = {path.stem for path in REGO.glob("*.rego") if not path.stem.endswith("_test")}
    assert policies == {path.stem.removesuffix("_test") for path in REGO.glob("*_test.rego")}
