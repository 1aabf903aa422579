"""From a skeleton to signatures, as people do it at terminals of their own: nothing is written unless all holds."""

import json
import stat
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from isa.jws import sign_as
from isa.signing import sign
from isa.vocabulary import load_vocabulary

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = ROOT / "isa" / "agreements" / "lancs-isa-0042-police-council.json"
PEOPLE = {
    ("police:04", "SIRO"): "Demo SIRO, Lancashire Constabulary",
    ("gss:E06000009", "SIRO"): "Demo SIRO, Blackpool Council",
    ("gss:E06000009", "CaldicottGuardian"): "Demo Caldicott Guardian, Blackpool Council",
}
HERE = "tests.service.cli.test_agreements_signing"
PASSPHRASE = "correct horse battery"
CARD = Ed25519PrivateKey.generate()


class Card:
    """A smart card: it shows its public key and signs, and that is all it does."""

    def public_key(self) -> Ed25519PublicKey:
        return CARD.public_key()

    def sign(self, data: bytes) -> bytes:
        return CARD.sign(data)


class BrokenCard(Card):
    """One that signs with nonsense."""

    def sign(self, data: bytes) -> bytes:
        return b"\x00" * 64


@dataclass(frozen=True)
class Office:
    """The partnership's office: root key, trust list, and everybody's keys."""

    folder: Path
    keys: dict[tuple[str, str], Path]

    @property
    def trusted(self) -> tuple[str, ...]:
        return "--trust-list", str(self.folder / "trust.json"), "--root-key", str(self.folder / "root.pub")


@pytest.fixture
def office(do, tmp_path: Path) -> Office:
    folder = tmp_path / "office"
    folder.mkdir()
    assert do("key", "root", "--out", folder / "root.pem", "--public", folder / "root.pub").code == 0
    keys = {}
    entries: list[str | Path] = []
    for (party, title), person in PEOPLE.items():
        path = folder / f"{party.replace(':', '-')}-{title}.pem"
        made = do("key", "new", "--out", path, "--party", party, "--office", title, "--person", person)
        assert made.code == 0, made.err
        path.with_suffix(".json").write_text(made.out)
        keys[party, title] = path
        entries += ["--entry", path.with_suffix(".json")]
    added = do(
        "trust",
        "add",
        "--key",
        folder / "root.pem",
        "--trust-list",
        folder / "trust.json",
        "--partnership",
        "Test",
        *entries,
    )
    assert added.code == 0, added.err
    return Office(folder, keys)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_people_sign_one_by_one_and_verify_says_who_is_missing(do, office: Office, tmp_path: Path) -> None:
    envelope = tmp_path / "signed.jws.json"
    awaited = set(PEOPLE)
    for signatory, key in office.keys.items():
        assert do("sign", DOCUMENT, "--key", key, "--into", envelope, *office.trusted).code == 0
        awaited.discard(signatory)
        found = do("verify", envelope, "--json", *office.trusted)
        assert {(one["party"], one["office"]) for one in found.json["awaits"]} == awaited
        assert found.code == (1 if awaited else 0)
    assert found.json["whole"]
    assert {one["person"] for one in found.json["signatures"]} == set(PEOPLE.values())
    assert "Everybody has signed." in do("verify", envelope, *office.trusted).out


def test_key_files_are_their_owners_alone_and_encrypted(office: Office) -> None:
    for path in (*office.keys.values(), office.folder / "root.pem"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert b"ENCRYPTED PRIVATE KEY" in path.read_bytes()


def test_a_signer_of_ones_own_signs_like_a_file(do, office: Office, tmp_path: Path) -> None:
    done = do("sign", DOCUMENT, "--signer", f"{HERE}:Card", "--into", tmp_path / "one.jws.json")
    assert done.code == 0, done.err
    assert "nobody checked whose key it is" in done.err
    found = do("verify", tmp_path / "one.jws.json", "--json", *office.trusted).json
    assert [one["code"] for one in found["signatures"]] == ["key_not_trusted"]


REFUSED_SIGNERS = [
    (f"{HERE}:BrokenCard", "no signature by the key that it names"),
    (f"{HERE}:Nobody", "cannot be used (AttributeError)"),
    ("no_such_module:Card", "cannot be used (ModuleNotFoundError)"),
    (f"{HERE}:dict", "cannot be used"),
]


@pytest.mark.parametrize(("signer", "advice"), REFUSED_SIGNERS)
def test_a_signer_that_does_not_sign_is_refused(do, tmp_path: Path, signer: str, advice: str) -> None:
    done = do("sign", DOCUMENT, "--signer", signer, "--into", tmp_path / "one.jws.json")
    assert (done.code, list(tmp_path.iterdir())) == (1, [])
    assert advice in done.err


def test_nobody_signs_twice(do, office: Office, tmp_path: Path) -> None:
    envelope, key = tmp_path / "signed.jws.json", office.keys["police:04", "SIRO"]
    assert do("sign", DOCUMENT, "--key", key, "--into", envelope).code == 0
    before = envelope.read_bytes()
    for trusted in ((), office.trusted):
        done = do("sign", DOCUMENT, "--key", key, "--into", envelope, *trusted)
        assert (done.code, envelope.read_bytes()) == (1, before)
        assert "signed the document already" in done.err


def test_one_signatory_with_two_keys_is_still_one(do, office: Office, tmp_path: Path) -> None:
    second = tmp_path / "second.pem"
    given = ("--party", "police:04", "--office", "SIRO", "--person", PEOPLE["police:04", "SIRO"])
    (tmp_path / "second.json").write_text(do("key", "new", "--out", second, *given).out)
    add = ("--key", office.folder / "root.pem", "--trust-list", office.folder / "trust.json")
    assert do("trust", "add", *add, "--entry", tmp_path / "second.json").code == 0
    envelope = tmp_path / "signed.jws.json"
    assert (
        do("sign", DOCUMENT, "--key", office.keys["police:04", "SIRO"], "--into", envelope, *office.trusted).code == 0
    )
    done = do("sign", DOCUMENT, "--key", second, "--into", envelope, *office.trusted)
    assert "The SIRO of police:04 has signed the document already" in done.err
    assert do("sign", DOCUMENT, "--key", second, "--into", envelope).code == 0  # where no trust list is at hand
    found = do("verify", envelope, "--json", *office.trusted)
    assert [one["code"] for one in found.json["signatures"]] == ["good", "signed_twice"]


def test_who_signs_another_document_than_the_others_is_refused(do, office: Office, tmp_path: Path) -> None:
    envelope, other = tmp_path / "signed.jws.json", tmp_path / "other.json"
    assert do("sign", DOCUMENT, "--key", office.keys["police:04", "SIRO"], "--into", envelope).code == 0
    other.write_bytes(DOCUMENT.read_bytes().replace(b'"audit_years": 7', b'"audit_years": 8'))
    before = bytes_of(tmp_path)
    done = do("sign", other, "--key", office.keys["gss:E06000009", "SIRO"], "--into", envelope)
    assert "the others signed another document" in done.err.lower()
    assert bytes_of(tmp_path) == before


def test_the_same_document_in_another_layout_is_the_same_document(do, office: Office, tmp_path: Path) -> None:
    envelope, other = tmp_path / "signed.jws.json", tmp_path / "other.json"
    assert do("sign", DOCUMENT, "--key", office.keys["police:04", "SIRO"], "--into", envelope).code == 0
    other.write_text(json.dumps(json.loads(DOCUMENT.read_text("utf-8")), indent=7, sort_keys=True))
    assert do("sign", other, "--key", office.keys["gss:E06000009", "SIRO"], "--into", envelope).code == 0


def test_a_document_with_faults_is_signed_by_nobody(do, office: Office, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_bytes(DOCUMENT.read_bytes().replace(b'"audit_years": 7', b'"audit_years": 0'))
    done = do("sign", bad, "--key", office.keys["police:04", "SIRO"], "--into", tmp_path / "signed.jws.json")
    assert done.code == 1
    assert "line " in done.err and "$.retention.audit_years" in done.err
    assert not (tmp_path / "signed.jws.json").exists()


@pytest.mark.parametrize(
    ("office_of", "person", "advice"),
    [
        ("ChiefOfficer", PEOPLE["police:04", "SIRO"], "is no signatory of this document"),
        ("SIRO", "Somebody else", "is not the one whom the document names"),
    ],
)
def test_the_wrong_office_or_person_is_refused_at_signing_and_at_verifying(
    do, office: Office, tmp_path: Path, office_of: str, person: str, advice: str
) -> None:
    key = tmp_path / "other.pem"
    made = do("key", "new", "--out", key, "--party", "police:04", "--office", office_of, "--person", person)
    (tmp_path / "other.json").write_text(made.out)
    add = ("--key", office.folder / "root.pem", "--trust-list", office.folder / "trust.json")
    assert do("trust", "add", *add, "--entry", tmp_path / "other.json").code == 0
    into = tmp_path / "signed.jws.json"
    assert advice in do("sign", DOCUMENT, "--key", key, "--into", into, *office.trusted).err
    assert not into.exists()
    assert do("sign", DOCUMENT, "--key", key, "--into", into).code == 0  # where no trust list is at hand
    found = do("verify", into, "--json", *office.trusted)
    assert (found.code, found.json["signatures"][0]["code"]) == (1, "not_a_signatory")
    assert advice in found.json["signatures"][0]["advice"]


def test_a_key_past_its_last_day_is_refused(do, office: Office, tmp_path: Path) -> None:
    key = tmp_path / "old.pem"
    given = ("--party", "police:04", "--office", "SIRO", "--person", PEOPLE["police:04", "SIRO"])
    dated = ("--valid-from", "2024-01-01", "--valid-to", "2024-12-31")
    (tmp_path / "old.json").write_text(do("key", "new", "--out", key, *given, *dated).out)
    add = ("--key", office.folder / "root.pem", "--trust-list", office.folder / "trust.json")
    assert do("trust", "add", *add, "--entry", tmp_path / "old.json").code == 0
    done = do("sign", DOCUMENT, "--key", key, "--into", tmp_path / "signed.jws.json", *office.trusted)
    assert "was not valid on" in done.err
    assert not (tmp_path / "signed.jws.json").exists()


def test_a_key_withdrawn_from_the_list_counts_no_longer(do, office: Office, tmp_path: Path) -> None:
    envelope = tmp_path / "signed.jws.json"
    for key in office.keys.values():
        assert do("sign", DOCUMENT, "--key", key, "--into", envelope).code == 0
    listed = do("trust", "list", "--json", *office.trusted).json
    add = ("--key", office.folder / "root.pem", "--trust-list", office.folder / "trust.json")
    done = do("trust", "withdraw", *add, f"--kid={listed['entries'][0]['kid']}", "--json")
    assert (done.code, done.json["number"], len(done.json["entries"])) == (0, listed["number"] + 1, 2)
    found = do("verify", envelope, "--json", *office.trusted).json
    assert [one["code"] for one in found["signatures"]].count("key_not_trusted") == 1
    assert do("trust", "withdraw", *add, "--kid", "nobody").code == 1


BAD_KEYS = [
    ("the wrong passphrase", "does not open; check the passphrase"),
    ("readable by others", "chmod 600"),
    ("not encrypted", "no encrypted key"),
    ("not there", "There is no file"),
]


@pytest.mark.parametrize(("how", "advice"), BAD_KEYS)
def test_a_key_file_that_cannot_be_used_says_why(do, office: Office, tmp_path: Path, how: str, advice: str) -> None:
    path = office.keys["police:04", "SIRO"]
    if how == "readable by others":
        path.chmod(0o640)
    elif how == "not encrypted":
        plain = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.write_bytes(plain)
    elif how == "not there":
        path.unlink()
    given = "not this one, surely" if how == "the wrong passphrase" else PASSPHRASE
    done = do("sign", DOCUMENT, "--key", path, "--into", tmp_path / "signed.jws.json", passphrase=given)
    assert done.code == 1
    assert advice in done.err
    assert given not in done.err + done.out
    assert not (tmp_path / "signed.jws.json").exists()


def test_a_short_passphrase_makes_no_key(do, tmp_path: Path) -> None:
    given = ("--out", tmp_path / "a.pem", "--party", "police:04", "--office", "SIRO", "--person", "A")
    assert "shorter than 12" in do("key", "new", *given, passphrase="short").err
    assert list(tmp_path.iterdir()) == []


def test_no_key_is_ever_replaced(do, office: Office) -> None:
    before = bytes_of(office.folder)
    given = ("--out", office.keys["police:04", "SIRO"], "--party", "police:04", "--office", "SIRO", "--person", "A")
    assert do("key", "new", *given).code == 1
    assert do("key", "root", "--out", office.folder / "root.pem", "--public", office.folder / "other.pub").code == 1
    assert bytes_of(office.folder) == before


def test_only_the_root_key_issues_a_trust_list(do, office: Office) -> None:
    before = bytes_of(office.folder)
    entry = office.keys["police:04", "SIRO"].with_suffix(".json")
    other = office.keys["gss:E06000009", "SIRO"]
    done = do("trust", "add", "--key", other, "--trust-list", office.folder / "trust.json", "--entry", entry)
    assert done.code == 1
    assert bytes_of(office.folder) == before


def test_verify_without_a_trust_list_says_which_to_name(do, tmp_path: Path) -> None:
    signed = sign(DOCUMENT.read_bytes(), CARD, date(2026, 9, 21), load_vocabulary())
    (tmp_path / "one.jws.json").write_text(signed.model_dump_json())
    assert "--trust-list FILE and --root-key FILE" in do("verify", tmp_path / "one.jws.json").err


def test_another_kind_of_document_in_an_envelope_is_no_agreement(do, office: Office, tmp_path: Path) -> None:
    wrong = sign_as("trust-list+jws", json.loads(DOCUMENT.read_bytes()), CARD, date(2026, 9, 21))
    (tmp_path / "one.jws.json").write_text(wrong.model_dump_json())
    assert do("verify", tmp_path / "one.jws.json", *office.trusted).code == 1
