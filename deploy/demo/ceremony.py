"""Who signs the demo partnership's agreements? The demo's own signatories, with keys made when it is set up.

Nothing here is a shortcut: the documents are signed and the trust list is issued by the calls that a partnership uses.
The keys stay in the data directory, readable by their owner alone, and never go into git.
"""

import os
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from isa.agreement import Agreement
from isa.jws import Envelope, together
from isa.reading import read_agreement
from isa.signing import issue_trust_list, sign, trust_entry
from isa.vocabulary import Vocabulary, load_vocabulary

PARTNERSHIP = "Golden Thread demonstration partnership"

Office = tuple[str, str]
"""A party and an office, such as `("police:04", "SIRO")`."""


REHEARSED = date(2026, 11, 20)
"""The day on which the documents that show a state, such as an overdue review, are in that state."""


def hold_signing_ceremony(directory: Path, sources: Path, today: date | None = None, shown: Path | None = None) -> None:
    """Make the keys, sign every source document, and issue the trust list.

    Writes, under `directory`: `root.pub` (the root's public key, hexadecimal), `trust-list.jws.json`,
    `agreements/*.jws.json` and `signing-keys/*.key` (mode 600).

    Args:
        directory: the demo's data directory; made if it is not there.
        sources: the folder of source documents, such as `isa/agreements`.
        today: the day of the ceremony; documents that would not be in force on it are dated anew, by whole years.
        shown: a folder of documents that show a state of the register, moved by days so that they are in it today.

    Raises:
        AgreementRefused: a source document does not hold together.
    """
    on = today or date.today()  # noqa: DTZ011 - a signing date is a calendar day of the place
    vocabulary = load_vocabulary()
    texts = {path.stem: _dated(path.read_text("utf-8"), on) for path in sorted(sources.glob("*.json"))}
    if shown is not None:
        texts |= {path.stem: _moved(path.read_text("utf-8"), on) for path in sorted(shown.glob("*.json"))}
    documents = {stem: read_agreement(text, vocabulary) for stem, text in texts.items()}
    keys = _make_keys(directory / "signing-keys", documents.values())
    root = _make_key(directory / "signing-keys" / "root.key")
    (directory / "agreements").mkdir(parents=True, exist_ok=True)
    for stem, text in texts.items():
        signed = _signed_by_all(text, documents[stem], keys, on, vocabulary)
        (directory / "agreements" / f"{stem}.jws.json").write_text(signed.model_dump_json(), "utf-8")
    (directory / "trust-list.jws.json").write_text(_trusted(root, documents.values(), keys, on), "utf-8")
    (directory / "root.pub").write_text(root.public_key().public_bytes_raw().hex() + "\n", "ascii")


def _signed_by_all(
    text: str, document: Agreement, keys: dict[Office, Ed25519PrivateKey], on: date, vocabulary: Vocabulary
) -> Envelope:
    offices = [(signatory.party, signatory.office) for signatory in document.signatories]
    return together(tuple(sign(text, keys[office], on, vocabulary) for office in offices))


def _trusted(
    root: Ed25519PrivateKey, documents: Iterable[Agreement], keys: dict[Office, Ed25519PrivateKey], on: date
) -> str:
    people = {(one.party, one.office): one.person for document in documents for one in document.signatories}
    entries = tuple(
        trust_entry(
            keys[party, office].public_key(),
            party=party,
            office=office,
            person=person,
            valid_from=on,
            valid_to=date(on.year + 3, 12, 31),
        )
        for (party, office), person in sorted(people.items())
    )
    return issue_trust_list(root, PARTNERSHIP, entries, on).model_dump_json()


def _make_keys(directory: Path, documents: Iterable[Agreement]) -> dict[Office, Ed25519PrivateKey]:
    offices = {(one.party, one.office) for document in documents for one in document.signatories}
    return {
        (party, office): _make_key(directory / f"{party.replace(':', '-')}-{office}.key")
        for party, office in sorted(offices)
    }


def _make_key(path: Path) -> Ed25519PrivateKey:
    """A new key, or the one that an earlier ceremony made."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text("ascii")))
    key = Ed25519PrivateKey.generate()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.write(key.private_bytes_raw().hex())
    return key


def _moved(text: str, on: date) -> str:
    """The document with every date as far from the day as it is from the day of the rehearsal."""
    days = on - REHEARSED
    return re.sub(r'": "(\d{4}-\d\d-\d\d)"', lambda found: f'": "{date.fromisoformat(found[1]) + days}"', text)


def _dated(text: str, on: date) -> str:
    """The document as it is, or moved by the whole years that put the day between its first and its last."""
    first, last = (date.fromisoformat(found) for found in re.findall(r'"effective_(?:from|to)": "([^"]+)"', text))
    years = on.year - first.year - (1 if on.replace(year=2000) < first.replace(year=2000) else 0)
    if first <= on <= last or years == 0:
        return text
    return re.sub(r'": "(\d{4})(-\d\d-\d\d)"', lambda found: f'": "{int(found[1]) + years}{found[2]}"', text)
