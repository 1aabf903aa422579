"""The published JSON Schema is the models', and every agreement of the demo holds to it."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from isa.clauses import UnknownClause, read_condition, read_obligation
from isa.schema import PUBLISHED, published, schema
from isa.vocabulary import Vocabulary

Document = dict[str, Any]
Refused = Callable[[object], list[str]]
SOURCES = Path(__file__).parents[2] / "isa" / "agreements"


def test_the_published_file_is_what_the_models_say(vocabulary: Vocabulary) -> None:
    assert PUBLISHED.read_text("utf-8") == published(vocabulary), "write it again: python -m isa.schema"


@pytest.mark.parametrize("source", sorted(SOURCES.glob("*.json")), ids=lambda path: path.stem)
def test_every_agreement_of_the_demo_holds_to_the_schema(source: Path, refused_by_schema: Refused) -> None:
    assert refused_by_schema(json.loads(source.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda one: one.update(lawfull_basis=[]), "$: additionalProperties"),
        (lambda one: one.pop("dpia"), "$: lacks dpia"),
        (lambda one: one["parties"][0].update(org_id="police:о4"), "$.parties[0].org_id: pattern"),
        (lambda one: one["purposes"][0].update(code="curiosity"), "$.purposes[0].code: enum"),
        (lambda one: one["rules"][0].update(max_level=5), "$.rules[0].max_level: anyOf"),
        (lambda one: one["rules"][0].update(recipient=[]), "$.rules[0].recipient: minItems"),
        (lambda one: one["rules"][0].update(conditions=["max_per_day"]), "$.rules[0].conditions[0]: pattern"),
        (lambda one: one["rules"][0].update(obligations=["expire_after(0h)"]), "$.rules[0].obligations[0]: pattern"),
        (lambda one: one["retention"].update(audit_years="7"), "$.retention.audit_years: type"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_schema_refuses_what_an_editor_should_show(
    change: Callable[[Document], None], path: str, document: Document, refused_by_schema: Refused
) -> None:
    change(document)
    assert path in refused_by_schema(document)


def test_the_schema_and_the_reader_agree_on_every_clause(vocabulary: Vocabulary) -> None:
    rule = schema(vocabulary)["$defs"]["Rule"]["properties"]
    for part, words, read in (
        ("conditions", vocabulary.conditions, read_condition),
        ("obligations", vocabulary.obligations, read_obligation),
    ):
        expression = re.compile(rule[part]["items"]["pattern"])
        for word in words.values():
            choices = ["24h", "0h"] if word.of in (None, "hours") else [*vocabulary.choices(word.of), "nobody"]
            for name in words:
                for written in (name, *(form for one in choices for form in (f"{name}({one})", f"{name}:{one}"))):
                    assert bool(expression.search(written)) == _reads(read, written, vocabulary), written


def _reads(read: Callable[[str, Vocabulary], object], text: str, vocabulary: Vocabulary) -> bool:
    try:
        read(text, vocabulary)
    except UnknownClause:
        return False
    return True
