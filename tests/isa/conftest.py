"""A small agreement that holds together, its signatories' keys, and the way to sign it."""

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from isa.schema import schema
from isa.signing import TrustList, issue_trust_list, read_trust_list, trust_entry
from isa.vocabulary import Vocabulary, load_vocabulary

REPOSITORY = Path(__file__).parents[2]
SOURCES = REPOSITORY / "isa" / "agreements"
SIGNED_ON = date(2026, 9, 21)


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="session")
def refused_by_schema(vocabulary: Vocabulary) -> Callable[[object], list[str]]:
    """Where a document breaks the published schema. Knows every keyword that the schema uses, and no other."""
    whole = schema(vocabulary)
    return lambda document: list(_broken(document, whole, whole, "$"))


_SAYS_NOTHING = {"$schema", "$id", "$defs", "title", "description", "default", "required"}
_TYPES: dict[str, type | tuple[type, ...]] = {"object": dict, "array": list, "string": str, "null": type(None)}


def _broken(value: Any, node: dict[str, Any], whole: dict[str, Any], path: str) -> Iterator[str]:
    for keyword, says in node.items():
        match keyword:
            case "$ref":
                yield from _broken(value, whole["$defs"][says.rpartition("/")[2]], whole, path)
            case "anyOf":
                if all(list(_broken(value, inner, whole, path)) for inner in says):
                    yield f"{path}: {keyword}"
            case "type":
                if not _is(value, says):
                    yield f"{path}: {keyword}"
            case "properties" if isinstance(value, dict):
                for name in value.keys() & says.keys():
                    yield from _broken(value[name], says[name], whole, f"{path}.{name}")
                yield from (f"{path}: lacks {name}" for name in set(node.get("required", ())) - value.keys())
            case "additionalProperties" if isinstance(value, dict):
                assert says is False
                yield from (f"{path}: {keyword}" for _ in value.keys() - node["properties"].keys())
            case "items" if isinstance(value, list):
                for at, item in enumerate(value):
                    yield from _broken(item, says, whole, f"{path}[{at}]")
            case "properties" | "additionalProperties" | "items":
                pass
            case _ if keyword not in _SAYS_NOTHING:
                if not _holds(value, keyword, says):
                    yield f"{path}: {keyword}"


def _is(value: object, says: str) -> bool:
    if says == "boolean":
        return isinstance(value, bool)
    if says == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, _TYPES[says])


def _holds(value: Any, keyword: str, says: Any) -> bool:
    """The keywords that bound a value; one that is not known here is an error, never a pass."""
    number = isinstance(value, int) and not isinstance(value, bool)
    return {
        "enum": lambda: value in says,
        "const": lambda: value == says,
        "pattern": lambda: not isinstance(value, str) or re.search(says, value) is not None,
        "minLength": lambda: not isinstance(value, str) or len(value) >= says,
        "maxLength": lambda: not isinstance(value, str) or len(value) <= says,
        "minItems": lambda: not isinstance(value, list) or len(value) >= says,
        "maxItems": lambda: not isinstance(value, list) or len(value) <= says,
        "minimum": lambda: not number or value >= says,
        "maximum": lambda: not number or value <= says,
    }[keyword]()


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
