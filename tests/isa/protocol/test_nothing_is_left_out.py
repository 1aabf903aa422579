"""The page holds everything that the document says: whatever is changed in the document is seen on the page."""

import copy
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from isa.agreement import Agreement, AgreementRefused
from isa.protocol import clause_words, parts
from isa.protocol import words as say
from isa.protocol.edition import Edition
from isa.protocol.page import render
from isa.reading import read_agreement
from isa.vocabulary import Vocabulary

Path = tuple[str | int, ...]
DIGEST = "sha256:" + "0" * 64
ALONE = {
    "parties.org_id",
    "rules.applies_when.subject_age_lt",
    "security.hosting_region",
    "suspension.effect",
    "suspension.in_flight",
}
"""Terms that may say one thing only; and the id of a party, by which all else names it (another test finds it)."""


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every text, number and truth value of a document, with its path."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from leaves(one, (*path, name))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from leaves(one, (*path, at))
    else:
        yield path, value


def shape(path: Path) -> str:
    """The path without the places in lists."""
    return ".".join(step for step in path if isinstance(step, str))


def replaced(document: Any, path: Path, value: Any) -> Any:
    changed = copy.deepcopy(document)
    at = changed
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return changed


def others(value: Any, seen: list[Any]) -> Iterator[Any]:
    """Values that the same term has elsewhere, and the ones that are always to be had."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)
    elif re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)):
        yield from (str(date.fromisoformat(value) + timedelta(days=days)) for days in (1, -1))
    else:
        yield f"{value} and more"
        yield from (one for one in seen if one != value)


@pytest.fixture(scope="module")
def documents(sources: Mapping[str, str]) -> dict[str, Any]:
    return {name: json.loads(text) for name, text in sources.items()}


def test_a_change_anywhere_in_a_document_shows_on_its_page(documents: dict[str, Any], vocabulary: Vocabulary) -> None:
    seen: dict[str, list[Any]] = defaultdict(list)
    places: dict[str, list[tuple[str, Path, Any]]] = defaultdict(list)
    for name, document in documents.items():
        for path, value in leaves(document):
            seen[shape(path)] = list(dict.fromkeys([*seen[shape(path)], value]))
            places[shape(path)].append((name, path, value))
    pages = {name: page_of(document, vocabulary) for name, document in documents.items()}

    unseen, changed = [], set()
    for of_shape, found in places.items():
        for name, path, value in found[:: max(1, len(found) // 2)]:
            values = others(value, [*seen[of_shape], *also(of_shape, vocabulary)])
            page = changed_page(documents[name], path, list(values), vocabulary)
            if page is not None:
                changed.add(of_shape)
                if page == pages[name]:
                    unseen.append((name, path))
    assert unseen == []
    assert set(places) - changed == ALONE


def also(of_shape: str, words: Vocabulary) -> list[Any]:
    """Values that no document of the demo happens to have."""
    return {
        "status": ["suspended"],
        "opens_by": ["rules", "flows"],
        "security.min_transport": ["TLS1.2", "TLS1.3"],
        "security.markings": list(words.markings),
        "lawful_basis.article6": list(words.article6),
        "lawful_basis.article9": list(words.article9),
        "lawful_basis.part3_ground": list(words.part3_grounds),
        "purposes.forum_id": list(words.forums),
        "break_glass.excluded_classes": [name.value for name in words.sensitivities],
    }.get(of_shape, [])


def changed_page(document: Any, path: Path, values: list[Any], vocabulary: Vocabulary) -> str | None:
    """The page with the first other value that holds together; else with the first that has the right shape."""
    for read in (read_agreement, of_right_shape):
        for value in values:
            try:
                agreement = read(json.dumps(replaced(document, path, value)), vocabulary)
                return render(Edition(agreement, vocabulary, DIGEST))
            except (AgreementRefused, ValidationError):
                continue
            except KeyError:
                assert read is of_right_shape  # a word that nothing in the document stands behind
    return None


def of_right_shape(text: str, vocabulary: Vocabulary) -> Agreement:
    return Agreement.model_validate_json(text)


def page_of(document: Any, vocabulary: Vocabulary) -> str:
    """The page under one fixed digest, so that no change is seen by the digest alone."""
    return render(Edition(read_agreement(json.dumps(document), vocabulary), vocabulary, DIGEST))


def test_each_part_of_each_document_stands_on_its_page(
    editions: Mapping[str, Edition], vocabulary: Vocabulary, structure: Any
) -> None:
    for name, edition in editions.items():
        text = structure(render(edition)).text
        missing = [one for one in expected(edition, vocabulary) if " ".join(one.split()) not in text]
        assert missing == [], name


def expected(edition: Edition, words: Vocabulary) -> Iterator[str]:
    """What a partner looks for, in the document's own texts and the vocabulary's own titles."""
    agreement = edition.agreement
    yield from (agreement.title, agreement.isa_id, agreement.version, edition.digest, agreement.legal_review)
    for party in agreement.parties:
        yield from (party.name, party.org_id)
    for purpose in agreement.purposes:
        yield from (
            words.purposes[purpose.code].title[1:],
            purpose.necessity_statement,
            purpose.proportionality_statement,
        )
    for basis in agreement.lawful_basis:
        yield from (words.gateways[code].title for code in basis.gateway_codes)
    for one in agreement.data_sets:
        yield words.record_types[one.record_type].title[1:]
        yield from (say.field(field)[1:] for field in one.names)
    for rule in agreement.rules:
        yield f"Rule {rule.id}"
        yield from clause_words.obligations(rule, words)
        yield from clause_words.conditions(rule, words)
    for signatory in agreement.signatories:
        yield from (signatory.person, words.offices[signatory.office][1:])
    yield from (advice.ref for advice in agreement.dpo_advice)


@pytest.mark.parametrize("kind", ["conditions", "obligations"])
def test_every_clause_that_can_be_agreed_has_a_sentence_of_its_own(kind: str, vocabulary: Vocabulary) -> None:
    sentences = {"conditions": clause_words.CONDITIONS, "obligations": clause_words.OBLIGATIONS}[kind]
    agreed = {name for name, word in getattr(vocabulary, kind).items() if word.enforced}
    assert agreed - {name.partition("(")[0] for name in sentences} == set()


def test_every_choice_of_a_clause_has_words(vocabulary: Vocabulary) -> None:
    assert set(vocabulary.choices("relationships")) == set(clause_words.RELATIONSHIPS)
    assert set(vocabulary.assurances) == set(clause_words.ASSURANCES)
    assert set(vocabulary.acts) == set(clause_words.ACTS)
    assert set(vocabulary.age_bands) == set(clause_words.AGES)


def test_every_term_of_a_section_has_a_label(editions: Mapping[str, Edition]) -> None:
    for edition in editions.values():
        agreement = edition.agreement
        first = (agreement.retention, agreement.security, agreement.subject_rights, agreement.break_glass)
        sections = (
            *first,
            agreement.suspension,
            agreement.incident,
            agreement.quality,
            agreement.audit,
            agreement.dpia,
        )
        names = {name for one in sections if one is not None for name in type(one).model_fields}
        assert names - set(parts.LABELS) == set()
