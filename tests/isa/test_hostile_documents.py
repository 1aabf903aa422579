"""What nobody means well: looked at for a bounded time, refused with a line, and never repeated."""

import json
import time
import tracemalloc
from typing import Any

import pytest

from isa.agreement import AgreementRefused, Fault
from isa.reading import LARGEST_BYTES, MOST_FAULTS, read_agreement
from isa.vocabulary import Vocabulary

Document = dict[str, Any]
SECONDS = 3.0
"""Of CPU time: ten times what the slowest of these takes."""


def _refused(text: str | bytes, vocabulary: Vocabulary) -> tuple[Fault, ...]:
    with pytest.raises(AgreementRefused) as refused:
        read_agreement(text, vocabulary)
    return refused.value.faults


def test_ten_megabytes_cost_no_memory_and_no_time(document: Document, vocabulary: Vocabulary) -> None:
    text = json.dumps({**document, "legal_review": "x" * 10_000_000}).encode()
    tracemalloc.start()
    began = time.process_time()
    (fault,) = _refused(text, vocabulary)
    taken, (_, most) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "larger than" in fault.advice
    assert taken < 0.1
    assert most < LARGEST_BYTES


@pytest.mark.parametrize(
    "text",
    [
        "[" * 800 + "1," * 400_000 + "1" + "]" * 800,
        "[" * 900_000,
        '{"a":' * 150_000,
        "[" * 100 + "]" * 100,
        '"' + '\\"' * 400_000,
    ],
)
def test_what_nests_too_deeply_or_never_ends_is_refused_in_time(text: str, vocabulary: Vocabulary) -> None:
    began = time.process_time()
    tracemalloc.start()
    (fault,) = _refused(text, vocabulary)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.process_time() - began < SECONDS
    assert most < 100 * LARGEST_BYTES
    assert "deeply" in fault.advice or "not JSON" in fault.advice


def test_a_document_of_every_bound_at_once_is_checked_in_time(document: Document, vocabulary: Vocabulary) -> None:
    """As many rules and bases as the models allow, each with as many words as there are."""
    purposes = [{**document["purposes"][0], "code": code} for code in vocabulary.purposes]
    basis = document["lawful_basis"][0]
    document["purposes"] = purposes
    document["lawful_basis"] = [{**basis, "purpose": code} for code in [*vocabulary.purposes] * 40][:400]
    rule = {**document["rules"][0], "recipient_roles": [*vocabulary.roles] * 2, "purposes": [*vocabulary.purposes] * 3}
    rule = {name: part[:60] if isinstance(part, list) else part for name, part in rule.items()}
    document["rules"] = [{**rule, "id": f"R{at}"} for at in range(300)]
    text = json.dumps(document)
    assert len(text) < LARGEST_BYTES
    began = time.process_time()
    faults = _refused(text, vocabulary)
    assert time.process_time() - began < SECONDS
    assert len(faults) <= MOST_FAULTS + 1


def test_a_hundred_thousand_unknown_names_are_told_by_the_hundred(document: Document, vocabulary: Vocabulary) -> None:
    document.update({f"x{at}": 1 for at in range(60_000)})
    began = time.process_time()
    faults = _refused(json.dumps(document), vocabulary)
    assert time.process_time() - began < SECONDS
    assert len(faults) == MOST_FAULTS


def test_a_name_that_stands_twice_is_shown_with_both_lines(document: Document, vocabulary: Vocabulary) -> None:
    text = json.dumps(document, indent=2).replace('"version"', '"title": "Another",\n  "version"', 1)
    (fault,) = _refused(text, vocabulary)
    first, second = [at for at, row in enumerate(text.split("\n"), 1) if row.startswith('  "title"')]
    assert (fault.path, fault.line) == ("$.title", second)
    assert f"on line {first}" in fault.advice


@pytest.mark.parametrize(
    ("name", "lookalike"),
    [
        ("isa_id", "LАNCS-ISA-0042"),
        ("isa_id", "LANCS‐ISA‐0042"),
        ("version", "1.٣.0"),
        ("effective_to", "2027-09-٣0"),
        ("isa_id", "ＬANCS-ISA-0042"),
        ("isa_id", "LANCS-ISA-0042\u200b"),
        ("isa_id", "LANCS-ISA-0042\n"),
    ],
)
def test_an_id_that_only_looks_right_is_refused(
    name: str, lookalike: str, document: Document, vocabulary: Vocabulary
) -> None:
    document[name] = lookalike
    (fault,) = _refused(json.dumps(document, ensure_ascii=False), vocabulary)
    assert fault.path == f"$.{name}"
    assert "is not written as this part must be" in fault.advice


@pytest.mark.parametrize(
    ("title", "advice"),
    [
        ("Family \u202etcatnoc", "a character that nobody sees"),
        ("Family\u200b contact", "a character that nobody sees"),
        ("Family\x00contact", "a character that nobody sees"),
        ("Cafe\u0301", "form NFC"),
        ("   ", "is blank"),
        ("", "is empty"),
    ],
)
def test_prose_shows_a_signatory_everything_that_it_says(
    title: str, advice: str, document: Document, vocabulary: Vocabulary
) -> None:
    document["title"] = title
    (fault,) = _refused(json.dumps(document), vocabulary)
    assert fault.path == "$.title"
    assert advice in fault.advice


@pytest.mark.parametrize("text", ['"\\ud800"', "1e400", "9007199254740993", "NaN", "﻿{}", "", "{'a': 1}", "{} {}"])
def test_what_is_not_json_of_one_meaning_is_refused(text: str, vocabulary: Vocabulary) -> None:
    assert _refused(text, vocabulary)


def test_half_a_surrogate_pair_and_bytes_that_are_not_utf8_are_refused(vocabulary: Vocabulary) -> None:
    assert _refused('{"title": "\ud800"}', vocabulary)
    assert _refused(b'{"title": "\xff"}', vocabulary)


def test_a_name_or_a_word_is_never_repeated(document: Document, vocabulary: Vocabulary) -> None:
    document["Jane Example 9434765919"] = 1
    document["parties"][0]["Jane Example"] = {"of": "9434765919"}
    document["rules"][0]["conditions"].append("Jane Example")
    document["status"] = "Jane Example"
    told = "; ".join(str(fault) for fault in _refused(json.dumps(document), vocabulary))
    assert told.count("line 1") == 4
    assert "Example" not in told
    assert "9434765919" not in told


def test_every_mark_of_a_skeleton_is_said_where_it_stands(document: Document, vocabulary: Vocabulary) -> None:
    document["title"] = "[WRITE: what it is called]"
    document["effective_to"] = "[WRITE]"
    document["purposes"][0]["necessity_statement"] = "Because [WRITE]"
    text = json.dumps(document, indent=2)
    faults = _refused(text, vocabulary)
    assert {fault.path for fault in faults} == {"$.title", "$.effective_to", "$.purposes[0].necessity_statement"}
    for fault in faults:
        assert "still to be written" in fault.advice
        assert "[WRITE" in text.split("\n")[(fault.line or 0) - 1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"lawfull_basis": []},
            "$.lawfull_basis: is not a part of an agreement; take it out or correct its spelling "
            "(did you mean lawful_basis?)",
        ),
        (
            {"review_grace_days": "30"},
            "$.review_grace_days: must be a whole number, without quotation marks (an integer)",
        ),
        ({"review_grace_days": 91}, "$.review_grace_days: must be 90 or less"),
        ({"jurisdiction": "BLACKPOOL"}, "$.jurisdiction: must be a list, in square brackets"),
        ({"retention": []}, "$.retention: must be an object, in braces"),
        ({"tier": "treaty"}, "$.tier: is not one of the words allowed here: 'charter', 'isa' or 'flow'"),
        (
            {"onward_sharing": "perhaps"},
            "$.onward_sharing: is not one of the words allowed here: 'deny', 'ask' or 'allow'",
        ),
        (
            {"onward_sharing": {"default": "perhaps"}},
            "$.onward_sharing.default: is not one of the words allowed here: 'deny', 'ask' or 'allow'",
        ),
        ({"jurisdiction": ["BLACKPOOL"] * 65}, "$.jurisdiction: names more than 64; split the document"),
    ],
)
def test_a_fault_of_shape_is_said_in_words(
    change: Document, said: str, document: Document, vocabulary: Vocabulary
) -> None:
    (fault,) = _refused(json.dumps({**document, **change}), vocabulary)
    assert str(fault) == f"line 1, {said}"


def test_a_priority_is_not_needed(document: Document, vocabulary: Vocabulary) -> None:
    document["rules"][0]["priority"] = 1
    (fault,) = _refused(json.dumps(document), vocabulary)
    assert "any deny wins" in fault.advice
