"""A small agreement that holds together, its signatories' keys, and the way to sign it."""

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from isa.signing import TrustList, issue_trust_list, read_trust_list, trust_entry
from isa.vocabulary import Vocabulary, load_vocabulary

REPOSITORY = Path(__file__).parents[2]
SOURCES = REPOSITORY / "isa" / "agreements"
SIGNED_ON = date(2026, 9, 21)


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="session")
def shared() -> Path:
    path = Path(os.environ.get("GOLDEN_THREAD_SHARED", REPOSITORY.parent / "shared"))
    if not path.is_dir():
        pytest.skip("the published vectors (../shared) are not here: this test did not run")
    return path


@pytest.fixture
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SOURCES / "lancs-isa-0042-police-council.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="session")
def root() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture(scope="session")
def keys() -> dict[tuple[str, str], Ed25519PrivateKey]:
    offices = [("police:04", "SIRO"), ("gss:E06000009", "SIRO"), ("gss:E06000009", "CaldicottGuardian")]
    return {office: Ed25519PrivateKey.generate() for office in offices}


@pytest.fixture
def trust_with(
    root: Ed25519PrivateKey, keys: dict[tuple[str, str], Ed25519PrivateKey], document: dict[str, Any]
) -> Callable[[date], TrustList]:
    people = {(one["party"], one["office"]): one["person"] for one in document["signatories"]}

    def issue(valid_to: date) -> TrustList:
        entries = tuple(
            trust_entry(
                key.public_key(),
                party=party,
                office=office,
                person=people[party, office],
                valid_from=date(2026, 1, 1),
                valid_to=valid_to,
            )
            for (party, office), key in keys.items()
        )
        issued = issue_trust_list(root, "Test partnership", entries, SIGNED_ON)
        return read_trust_list(issued.model_dump_json(), root.public_key())

    return issue


@pytest.fixture
def trust(trust_with: Callable[[date], TrustList]) -> TrustList:
    return trust_with(date(2028, 12, 31))
