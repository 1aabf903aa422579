"""One bundle has one digest and the same bytes; its Rego is formatted, tested, covered, and calls nothing forbidden."""

import gzip
import json
import re
import subprocess
from pathlib import Path

import pytest

from isa.reading import read_agreement
from isa.register import Register, Suspended
from isa.vocabulary import Vocabulary
from policies.bundle import Bundle, Known, build
from policies.modules import CAPABILITIES, REGO, BundleRefused, read_modules, refuse_forbidden_builtins, refuse_unsound
from policies.question import Candidate
from policies.reasons import SENTENCES, Reason

AGREEMENTS = Path(__file__).parents[2] / "isa" / "agreements"


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


@pytest.mark.parametrize(
    ("rules", "advice"),
    [
        ("a := b\n\nb := a", "x.a uses x.b uses x.a"),
        ("f(y) := f(y)", "x.f uses x.f"),
        ("a contains y if some y in data.x.a", "x.a uses x.a"),
        ("import data.x\n\na if x.b\n\nb if a", "uses"),
        ("default a := 1\n\na := 2 if { a }", "x.a uses x.a"),
        ("a := 1\n\na := 2", "gives a a value twice"),
        ("f(y) := 1 if y\n\nf(y) := 2 if not y", "gives f a value twice"),
        ("a = 1\n\na = 2", "gives a a value twice"),
        ('a["y"] := 1\n\na["y"] := 2', "gives a a value twice"),
    ],
)
def test_rego_that_comes_back_to_itself_or_says_two_things_is_refused(rules: str, advice: str) -> None:
    with pytest.raises(BundleRefused, match=advice):
        refuse_unsound([("x.rego", f"package x\n\n{rules}\n")])


def test_recursion_through_several_modules_is_found() -> None:
    one = ("one.rego", "package one\n\nimport data.two\n\na := two.b\n")
    other = ("two.rego", "package two\n\nimport data.one\n\nb := one.a\n")
    with pytest.raises(BundleRefused, match=r"one.a uses two.b uses one.a"):
        refuse_unsound([one, other])


@pytest.mark.parametrize(
    "rules",
    [
        "a := input.a",
        'a := "a"',
        "# a := a\na := 1",
        "f(y) if y\n\nf(y) if not y",
        "default a := 1\n\na := 2 if input.y",
        "a := 1 if { input.y } else := 2",
    ],
)
def test_sound_rego_is_not_refused(rules: str) -> None:
    sound = ("x.rego", f"package x\n\n{rules}\n")
    refuse_unsound([sound])
    with pytest.raises(BundleRefused):  # it was looked at, and nothing but what is added makes it unsound
        refuse_unsound([sound, ("y.rego", "package y\n\na := y.a\n\nb := http.send({})\n")])


def test_the_policies_that_ship_are_sound() -> None:
    assert [name for name, _ in read_modules()] == [path.name for path in sorted(REGO.glob("*[!t].rego"))]


def test_no_rego_knows_a_partner_a_role_a_purpose_or_a_field(vocabulary: Vocabulary) -> None:
    """Neither the policies nor their tests: what is written like a code stands nowhere, a plain word in no text."""
    documents = [read_agreement(path.read_bytes(), vocabulary) for path in AGREEMENTS.glob("*.json")]
    words = {
        *vocabulary.purposes,
        *vocabulary.roles,
        *vocabulary.gateways,
        *vocabulary.record_types,
        *vocabulary.forums,
        *(name for kind in vocabulary.record_types.values() for name in kind.fields),
        *(party.org_id for one in documents for party in one.parties),
        *(one.isa_id for one in documents),
    } - set(Candidate.__struct_fields__)
    assert len(words) > 60
    for path in sorted(REGO.glob("*.rego")):
        source = path.read_text("utf-8")
        texts = set(re.findall(r'"([^"]*)"', source))
        assert not texts & words, path.name
        coded = {word for word in words if re.search(r"[:._0-9-]", word)}
        assert not {word for word in coded if re.search(rf"(?<![\w.]){re.escape(word)}(?!\w)", source)}, path.name


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
    formatted = _opa(opa_binary, "fmt", "--diff", "--fail", str(REGO))
    assert (formatted.returncode, formatted.stdout) == (0, "")
    strict = _opa(opa_binary, "check", "--strict", str(REGO))
    assert strict.returncode == 0, strict.stderr
    sources = [str(path) for path in REGO.glob("*.rego") if not path.name.endswith("_test.rego")]
    checked = _opa(opa_binary, "check", "--strict", "--capabilities", str(CAPABILITIES), *sources)
    assert checked.returncode == 0, checked.stderr


def test_the_rego_passes_its_own_tests_and_they_cover_it(opa_binary: str) -> None:
    ran = _opa(opa_binary, "test", str(REGO))
    assert ran.returncode == 0, ran.stdout
    covered = json.loads(_opa(opa_binary, "test", "--coverage", str(REGO)).stdout)
    files = {Path(name).name: one["coverage"] for name, one in covered["files"].items()}
    assert set(files) == {path.name for path in REGO.glob("*.rego")}
    assert not {name: share for name, share in files.items() if share < 95}


def test_every_policy_has_its_tests_beside_it() -> None:
    policies = {path.stem for path in REGO.glob("*.rego") if not path.stem.endswith("_test")}
    assert policies == {path.stem.removesuffix("_test") for path in REGO.glob("*_test.rego")}


def test_what_the_last_bundle_was_made_of_changes_nothing_in_the_next(register: Register) -> None:
    known: Known = {}
    day = register.day
    stop = Suspended(subject="flow", name="LANCS-ISA-0042/R1", since=1, by="SIRO", reason="test")
    for suspended in ((), (stop,), (stop,), ()):
        assert build(register.in_force, suspended, day, known=known) == build(register.in_force, suspended, day)
        assert len(known) == len(register.in_force)
    fewer = register.in_force[1:]
    assert build(fewer, (), day, known=known) == build(fewer, (), day)
