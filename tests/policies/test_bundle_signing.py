"""The real OPA takes a bundle that this service signed, and none that was changed, added to or signed by others."""

import base64
import json
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from policies.bundle import Bundle, packed
from policies.bundle_signing import (
    KEY_ID,
    SCOPE,
    SIGNATURES,
    BundleKey,
    BundleKeyRefused,
    read_bundle_key,
    signatures,
    signed_tar,
)

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def key() -> BundleKey:
    return BundleKey.fresh()


@pytest.fixture
def verified(opa_binary: str, key: BundleKey, tmp_path: Path) -> Callable[..., str]:
    """What the real OPA has against a bundle; empty for nothing."""

    def told(content: bytes, public: bytes | None = None, scope: str = SCOPE) -> str:
        (tmp_path / "key.pem").write_bytes(public or key.public)
        (tmp_path / "bundle.tar.gz").write_bytes(content)
        ran = subprocess.run(
            [
                opa_binary, "build", "--output", str(tmp_path / "out.tar.gz"),
                "--bundle", str(tmp_path / "bundle.tar.gz"),
                "--verification-key", str(tmp_path / "key.pem"), "--verification-key-id", KEY_ID,
                "--signing-alg", "ES256", "--scope", scope,
            ],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        said = ran.stdout + ran.stderr
        assert (ran.returncode == 0) is (said == ""), said
        return said

    return told


@pytest.fixture
def files(bundle: Bundle, key: BundleKey) -> Files:
    plain = dict(bundle.files())
    return {**plain, SIGNATURES: signatures(plain, key)}


def _tar(files: Files) -> bytes:
    return packed(files.items())


def test_opa_takes_what_this_service_signed(verified: Callable[..., str], bundle: Bundle, key: BundleKey) -> None:
    assert verified(signed_tar(bundle, key)) == ""


def _changed_data(files: Files) -> Files:
    return {**files, "data.json": files["data.json"].replace(b'"level":1', b'"level":4', 1)}


def _changed_manifest(files: Files) -> Files:
    return {**files, ".manifest": files[".manifest"].replace(b"golden_thread", b"golden_threat")}


def _changed_rego(files: Files) -> Files:
    return {**files, "guards.rego": files["guards.rego"] + b"\n# one more line\n"}


def _added(files: Files) -> Files:
    return {**files, "more.rego": b"package golden_thread.more\n\nallow := true\n"}


def _cut(files: Files) -> Files:
    return {name: content for name, content in files.items() if name != "reasons.rego"}


def _unsigned(files: Files) -> Files:
    return {name: content for name, content in files.items() if name != SIGNATURES}


def _by_another_key(files: Files) -> Files:
    return {**files, SIGNATURES: signatures(_unsigned(files), BundleKey.fresh())}


def _by_no_algorithm(files: Files) -> Files:
    _, claims, _ = json.loads(files[SIGNATURES])["signatures"][0].split(".")
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none", "kid": KEY_ID}).encode()).rstrip(b"=").decode()
    return {**files, SIGNATURES: json.dumps({"signatures": [f"{header}.{claims}."]}).encode()}


def _no_signature_in_it(files: Files) -> Files:
    return {**files, SIGNATURES: b'{"signatures":[]}'}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (_changed_data, "data.json: digest mismatch"),
        (_changed_manifest, "manifest: digest mismatch"),
        (_changed_rego, "guards.rego: digest mismatch"),
        (_added, "more.rego not included in bundle signature"),
        (_cut, "reasons.rego] specified in bundle signatures but not found"),
        (_unsigned, "bundle missing .signatures.json"),
        (_by_another_key, "failed to verify JWT signature"),
        (_by_no_algorithm, "VerifyECDSA"),
        (_no_signature_in_it, "signatures"),
    ],
)
def test_opa_refuses_every_other(
    change: Callable[[Files], Files], why: str, verified: Callable[..., str], files: Files
) -> None:
    changed = change(files)
    assert changed != files
    assert why in verified(_tar(changed))


def test_opa_refuses_it_for_another_purpose(verified: Callable[..., str], files: Files) -> None:
    assert "scope" in verified(_tar(files), scope="write")


def test_text_that_encoders_write_differently_has_the_hash_that_opa_expects(
    verified: Callable[..., str], key: BundleKey
) -> None:
    """Escapes of HTML, of line separators and of control characters, names in order, and numbers."""
    odd = {"b<&>": '\u2028\u2029\u007f\t\n\r\b\f\x01é😀\\"/', "a": [1, -7, 0, True, None, {}], "Z": "part3->part2"}
    data = json.dumps({"golden_thread": odd}, ensure_ascii=False).encode()
    plain = {".manifest": b'{"revision": "x", "roots": ["golden_thread"]}', "data.json": data}
    assert verified(_tar({**plain, SIGNATURES: signatures(plain, key)})) == ""


def test_the_key_is_kept_from_everybody_else_and_read_again(key: BundleKey, tmp_path: Path) -> None:
    path = tmp_path / "bundle.key"
    key.save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_bundle_key(path).public == key.public
    with pytest.raises(BundleKeyRefused, match="left as it is"):
        BundleKey.fresh().save(path)


@pytest.mark.parametrize("wrong", ["missing", "readable by others", "no key", "another curve"])
def test_a_key_that_cannot_be_used_is_refused_with_what_to_do(wrong: str, key: BundleKey, tmp_path: Path) -> None:
    path = tmp_path / "bundle.key"
    if wrong == "no key":
        path.write_text("-----BEGIN NOTHING-----")
    elif wrong == "another curve":
        other = generate_private_key(SECP384R1())
        path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    elif wrong == "readable by others":
        key.save(path)
    if wrong != "missing":
        path.chmod(0o644 if wrong == "readable by others" else 0o600)
    with pytest.raises(BundleKeyRefused, match=r"service init|chmod 600|right key file"):
        read_bundle_key(path)
