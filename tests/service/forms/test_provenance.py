"""The PROV-JSON is what its specification allows, hangs together, and says what the entries say."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.events import Entry
from service.forms.provenance import provenance

SCHEMA = json.loads((Path(__file__).parent / "published" / "prov-json.schema").read_text(encoding="utf-8"))
KINDS = {"object": dict, "array": list, "string": str, "boolean": bool, "number": (int, float)}
ORIGIN = "fylde.example/log/2026"
REFERS = {
    "entity": "entity", "activity": "activity", "agent": "agent", "plan": "entity", "delegate": "agent",
    "responsible": "agent", "influencee": "entity",
}  # fmt: skip
"""What each part of a statement refers to; an influencer is an earlier entry, which may be in another document."""
Document = dict[str, dict[str, Any]]


def faults(value: Any, schema: dict[str, Any] = SCHEMA, where: str = "") -> Iterator[str]:
    """What is wrong with a value, by a JSON Schema of the words that ours uses."""
    if "$ref" in schema:
        schema = SCHEMA["definitions"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema and all(any(faults(value, one)) for one in schema["anyOf"]):
        yield f"{where}: is none of what it may be"
    kinds = schema.get("type", [])
    if kinds and not any(of_kind(value, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        yield f"{where}: is no {kinds}"
        return
    if isinstance(value, str):
        if not re.search(schema.get("pattern", ""), value) or (schema.get("format") and not is_time(value)):
            yield f"{where}: is not written as it must be"
    elif isinstance(value, list):
        for one in value:
            yield from faults(one, schema.get("items", {}), where)
        if len(value) < schema.get("minItems", 0):
            yield f"{where}: is empty"
    elif isinstance(value, dict):
        yield from faults_of_members(value, schema, where)


def faults_of_members(value: dict[str, Any], schema: dict[str, Any], where: str) -> Iterator[str]:
    for name in schema.get("required", []):
        if name not in value:
            yield f"{where}: has no {name}"
    for name, member in value.items():
        own = [schema["properties"][name]] if name in schema.get("properties", {}) else []
        own += [one for pattern, one in schema.get("patternProperties", {}).items() if re.search(pattern, name)]
        if not own and schema.get("additionalProperties") is False:
            yield f"{where}: may not have {name}"
        for one in own:
            yield from faults(member, one, f"{where}/{name}")


def of_kind(value: Any, kind: str) -> bool:
    return isinstance(value, KINDS[kind]) and (kind != "number" or not isinstance(value, bool))


def is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def several(records: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(records, max_size=3, unique_by=lambda one: one.index)


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_every_document_is_what_the_specification_allows(data, records) -> None:
    assert list(faults(provenance(data.draw(several(records)), ORIGIN))) == []


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_every_name_has_its_prefix_and_whatever_is_referred_to_is_there(data, records) -> None:
    document = provenance(data.draw(several(records)), ORIGIN)
    for name in names_in(document):
        assert name.partition(":")[0] in {*document["prefix"], "prov", "_"}, name
    for kind, statements in document.items():
        if kind not in ("prefix", "entity", "activity", "agent"):
            for statement in statements.values():
                for part, of in REFERS.items():
                    assert statement.get(f"prov:{part}") in (None, *document.get(of, {})), (kind, part)


def names_in(document: Document) -> Iterator[str]:
    for kind, statements in document.items():
        if kind == "prefix":
            continue
        for name, statement in statements.items():
            yield name
            yield from statement
            yield from (v["$"] for v in statement.values() if isinstance(v, dict))
            yield from (v for k, v in statement.items() if k.removeprefix("prov:") in REFERS or k == "prov:influencer")


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_nothing_that_an_entry_says_is_lost(data, records) -> None:
    some = data.draw(several(records))
    document = provenance(some, ORIGIN)
    assert len(document.get("activity", {})) == len(some)
    for recorded in some:
        assert said_by(document, recorded.index) == said_in(recorded.entry)
        assert document["activity"][f"activity:{recorded.index}"]["prov:startTime"] == recorded.instant


@given(data=st.data())
@settings(max_examples=50, deadline=None)
def test_the_text_and_the_leaf_of_the_entry_go_with_it_so_that_a_receipt_proves_it(data, records) -> None:
    recorded = data.draw(records)
    entry = provenance([recorded], ORIGIN)["entity"][f"entry:{recorded.index}"]
    assert entry["prov:value"].encode() == recorded.body
    assert entry["gt:leafHash"] == hashlib.sha256(b"\x00" + entry["prov:value"].encode()).hexdigest()


def test_an_agreement_is_the_plan_by_which_somebody_acted_for_their_agency(recorded) -> None:
    document = provenance([recorded()], ORIGIN)
    plan = f"agreement:LANCS-ISA-0042%401.3.0%40{'ab' * 32}"
    assert document["entity"][plan]["prov:type"] == {"$": "prov:Plan", "type": "prov:QUALIFIED_NAME"}
    who = "staff:staff-7q4mzk2pd5w6x3v8n9b1c0f2ga"
    associations = document["wasAssociatedWith"].values()
    assert [one["prov:agent"] for one in associations if one.get("prov:plan") == plan] == [who]
    assert [one["prov:responsible"] for one in document["actedOnBehalfOf"].values()] == ["agency:gss%3AE06000009"]


def test_an_erasure_is_told_of_the_entry_that_it_is_about(recorded) -> None:
    document = provenance([recorded(relates_to=7)], ORIGIN)
    assert list(document["wasInfluencedBy"].values()) == [{"prov:influencee": "entry:41", "prov:influencer": "entry:7"}]


def test_a_document_of_nothing_is_a_document(recorded) -> None:
    assert list(faults(provenance([], ORIGIN))) == []


@pytest.mark.parametrize(
    ("kind", "statement", "fault"),
    [
        ("used", {"prov:entity": "a:b"}, "has no prov:activity"),
        ("used", {"prov:activity": "nameless"}, "is not written as it must be"),
        ("wasGeneratedBy", {"prov:entity": "a:b", "prov:time": "2026-11-20T12:00:00"}, "is not written as it must be"),
        ("wasAttributedTo", {"prov:entity": "a:b", "prov:agent": "c:d", "prov:plan": "e:f"}, "may not have prov:plan"),
        ("entity", {"gt:several": []}, "is none of what it may be"),
        ("entity", {"gt:what": {"value": 1}}, "is none of what it may be"),
        ("wasKnownBy", {}, "may not have wasKnownBy"),
    ],
)
def test_the_checker_finds_what_is_wrong(kind: str, statement: dict[str, Any], fault: str) -> None:
    assert any(found.endswith(fault) for found in faults({kind: {"x:y": statement}}))


def said_by(document: Document, index: int) -> dict[str, object]:
    """What a reader of the document alone learns of one entry, without its copy of the entry's text."""
    name = f"activity:{index}"
    activity = document["activity"][name]
    linked = [one for one in document["wasAssociatedWith"].values() if one["prov:activity"] == name]
    acted = next(one for one in document["actedOnBehalfOf"].values() if one["prov:activity"] == name)
    own = [one for one in linked if one["prov:agent"].startswith("staff:")]
    payload = document["entity"].get(f"payload:{index}", {})
    influences = [
        local(one["prov:influencer"])
        for one in document.get("wasInfluencedBy", {}).values()
        if one["prov:influencee"] == f"entry:{index}"
    ]
    return {
        "who": (local(acted["prov:delegate"]), local(acted["prov:responsible"])),
        "role": {local(one["prov:role"]["$"]) for one in own if "prov:role" in one},
        "agreements": [
            tuple(document["entity"][one["prov:plan"]][f"gt:{part}"] for part in ("agreement", "version", "digest"))
            for one in own
            if "prov:plan" in one
        ],
        "providers": [local(one["prov:agent"]) for one in linked if one.get("prov:role", {}).get("$") == "gt:provider"],
        "recipients": [
            local(one["prov:agent"]) for one in linked if one.get("prov:role", {}).get("$") == "gt:recipient"
        ],
        "subject": [
            local(one["prov:entity"]) for one in document.get("used", {}).values() if one["prov:activity"] == name
        ],
        "event": local(activity["prov:type"]["$"]),
        "relates to": influences,
        "payload": [payload.get(f"gt:{part}") for part in ("algorithm", "digest", "length")],
        **{name: activity.get(f"gt:{name}", "") for name in TEXTS},
        **{name: activity.get(f"gt:{name}", []) for name in LISTS},
        "breakGlass": activity["gt:breakGlass"],
    }


def agencies(linked: list[dict[str, Any]], role: str) -> list[str]:
    return [local(one["prov:agent"]) for one in linked if one.get("prov:role", {}).get("$") == role]


TEXTS = ("request", "operation", "purpose", "relationship", "assurance", "effect", "bundle", "question")
LISTS = ("lawfulBasis", "field", "rule", "obligation", "reason")


def local(name: str) -> str:
    return unquote(name.partition(":")[2])


def said_in(entry: Entry) -> dict[str, object]:
    """The same, of the entry itself."""
    one, ruled = entry.payload, entry.decision
    return {
        "who": (entry.actor.staff, entry.actor.agency),
        "role": {entry.actor.role} - {""},
        "agreements": [(a.id, a.version, a.digest) for a in entry.agreements],
        "providers": list(entry.providers),
        "recipients": list(entry.recipients),
        "subject": [entry.subject] if entry.subject else [],
        "event": entry.type.value,
        "relates to": [] if entry.relates_to is None else [str(entry.relates_to)],
        "payload": [one.alg, one.digest, one.length] if one else [None] * 3,
        "request": entry.request_id,
        "operation": entry.operation.value if entry.operation else "",
        "purpose": entry.purpose,
        "relationship": entry.relationship,
        "assurance": entry.actor.assurance,
        "effect": ruled.effect if ruled else "",
        "bundle": ruled.bundle if ruled else "",
        "question": ruled.question if ruled else "",
        "lawfulBasis": list(entry.lawful_basis),
        "field": list(entry.fields),
        "rule": list(ruled.rules) if ruled else [],
        "obligation": list(ruled.obligations) if ruled else [],
        "reason": list(ruled.reasons) if ruled else [],
        "breakGlass": entry.break_glass,
    }
