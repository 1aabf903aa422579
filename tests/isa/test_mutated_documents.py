"""Whatever is changed in a valid document, it is read as it stands or refused where it stands; never as another."""

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isa.agreement import Agreement, AgreementRefused, Fault
from isa.lines import path_of
from isa.reading import read_agreement
from isa.vocabulary import Vocabulary, load_vocabulary

Steps = tuple[str | int, ...]

SOURCES = sorted((Path(__file__).parents[2] / "isa" / "agreements").glob("*.json"))
DOCUMENTS = [json.loads(source.read_text("utf-8")) for source in SOURCES]


def _parts(value: Any, path: Steps = ()) -> Iterator[Steps]:
    yield path
    for step, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _parts(part, (*path, step))


def _at(value: Any, path: Steps) -> Any:
    for step in path:
        value = value[step]
    return value


def _words(vocabulary: Vocabulary) -> list[str]:
    """What somebody could write by mistake: other words of the vocabulary and of the documents, and near misses."""
    lists = (part for part in vocabulary.model_dump(mode="json").values() if isinstance(part, (dict, list)))
    known = sorted({str(word) for part in lists for word in part})
    texts = sorted({text for one in DOCUMENTS for path in _parts(one) if isinstance(text := _at(one, path), str)})
    near = [
        "",
        " ",
        "*",
        "deny",
        "allow",
        "2026-13-01",
        "2031-01-01",
        "1.0",
        "9.9.9",
        "police:о4",
        "ods:",
        "R 1",
        "nul\x00",
    ]
    return [*known, *(text for text in texts if len(text) < 60), *near, "expire_after(1h)", "onward(allow)", "priority"]


VOCABULARY = load_vocabulary()
WORDS = _words(VOCABULARY)
ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    1,
    4,
    -1,
    2**60,
    1.5,
    2.0,
    "2",
    [],
    {},
    [[]],
    [{}],
    ["*"],
    {"default": "deny"},
)


@dataclass
class Changed:
    """A changed document, and what was changed; only that is printed."""

    document: dict[str, Any] = field(repr=False)
    changes: list[str]


@st.composite
def mutated(draw: st.DrawFn) -> Changed:
    """A document of the demo with one or two changes: a name dropped, added or changed, a word, a type."""
    which = draw(st.sampled_from(range(len(DOCUMENTS))))
    document: dict[str, Any] = copy.deepcopy(DOCUMENTS[which])
    changes = [SOURCES[which].stem]
    for _ in range(draw(st.integers(1, 2))):
        places = [path for path in _parts(document) if path]
        path = draw(st.sampled_from(places))
        around, step = _at(document, path[:-1]), path[-1]
        change = draw(st.sampled_from(["drop", "word", "word", "odd", "twin", "name", "swap"]))
        changes.append(f"{change} {path}")
        if change == "drop":
            del around[step]
        elif change == "word":
            around[step] = draw(st.sampled_from(WORDS))
        elif change == "odd":
            around[step] = copy.deepcopy(draw(st.sampled_from(ODD)))
        elif change == "swap":
            around[step] = copy.deepcopy(_at(document, draw(st.sampled_from(places))))
        elif isinstance(around, list):
            around.append(copy.deepcopy(around[step]))
        else:
            around[draw(st.sampled_from(WORDS))] = around.pop(step) if change == "name" else around[step]
    return Changed(document, changes)


@given(changed=mutated())
@settings(max_examples=600, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_changed_document_is_read_as_it_stands_or_refused_where_it_stands(
    changed: Changed, refused_by_schema: Callable[[object], list[str]]
) -> None:
    document = changed.document
    text = json.dumps(document, indent=2, ensure_ascii=False)
    try:
        agreement = read_agreement(text, VOCABULARY)
    except AgreementRefused as refused:
        assert refused.faults
        for fault in refused.faults:
            _stands_there(fault, document, text)
    else:
        assert _as_said(agreement) == document
        assert refused_by_schema(document) == []


def _as_said(agreement: Agreement) -> object:
    return json.loads(agreement.model_dump_json(exclude_unset=True))


def _stands_there(fault: Fault, document: Any, text: str) -> None:
    """The path leads to a part of the document, or to one that is missing in it; the line shows it."""
    path = path_of(fault.path)
    present = path if _leads(document, path) else path[:-1]
    assert _leads(document, present), fault
    assert fault.line is not None
    row = text.split("\n")[fault.line - 1]
    names = [step for step in present if isinstance(step, str)]
    if present and isinstance(present[-1], str):
        assert row.strip().startswith(json.dumps(names[-1])), (fault, row)
    assert fault.advice


def _leads(value: Any, path: Steps) -> bool:
    try:
        _at(value, path)
    except (KeyError, IndexError, TypeError):
        return False
    return True


@pytest.mark.parametrize("at", range(len(DOCUMENTS)), ids=[source.stem for source in SOURCES])
def test_an_unchanged_document_says_all_that_is_in_it(at: int) -> None:
    assert _as_said(read_agreement(json.dumps(DOCUMENTS[at]), VOCABULARY)) == DOCUMENTS[at]


@pytest.mark.parametrize("at", range(len(DOCUMENTS)), ids=[source.stem for source in SOURCES])
def test_no_required_part_of_a_document_can_be_left_out(at: int) -> None:
    optional = {name for name, field in Agreement.model_fields.items() if not field.is_required()}
    for name in DOCUMENTS[at].keys() - optional:
        less = {key: part for key, part in DOCUMENTS[at].items() if key != name}
        with pytest.raises(AgreementRefused, match=f"line 1, [$].{name}: is missing; add it"):
            read_agreement(json.dumps(less), VOCABULARY)
