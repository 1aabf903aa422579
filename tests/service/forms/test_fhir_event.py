"""An entry becomes an AuditEvent that FHIR R4 and IHE BALP take, that names nobody and loses nothing of the entry."""

import base64
import copy
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.events import Entry, EventType, Operation, Verdict
from service.forms import fhir_codes
from service.forms.fhir_codes import BALP, Code
from service.forms.fhir_event import audit_event

Event = dict[str, Any]
PROFILES = {
    Operation.COLLECTION: "Create",
    Operation.ALTERATION: "Update",
    Operation.CONSULTATION: "Query",
    Operation.DISCLOSURE: "Query",
    Operation.COMBINATION: "Update",
    Operation.ERASURE: "Delete",
}


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_every_entry_becomes_what_the_published_definitions_take(data, records, definitions) -> None:
    event = audit_event(data.draw(records))
    assert definitions.check(event) == []


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_nothing_that_an_entry_says_is_lost(data, records) -> None:
    recorded = data.draw(records)
    event = audit_event(recorded)
    assert said_by(event) == said_in(recorded.entry)
    assert (int(event["id"]), event["recorded"]) == (recorded.index, recorded.instant)


@given(data=st.data())
@settings(max_examples=50, deadline=None)
def test_the_text_and_the_leaf_of_the_entry_go_with_it_so_that_a_receipt_proves_it(data, records) -> None:
    recorded = data.draw(records)
    told = details(entity(audit_event(recorded), fhir_codes.LOG_ENTRY))
    text = base64.b64decode(told["entry"][0])
    assert text == recorded.body
    assert base64.b64decode(told["leaf-hash"][0]) == hashlib.sha256(b"\x00" + text).digest()


@pytest.mark.parametrize("subject", ["", "5f0c9e7b1d3a42868c0f7e6d5a4b3c2d"])
@pytest.mark.parametrize("operation", Operation)
def test_each_operation_fulfils_its_profile(recorded, definitions, operation: Operation, subject: str) -> None:
    """By an event of no kind of its own, so that the operation decides."""
    event = audit_event(recorded(type=EventType.RECORD_LINKED, operation=operation, subject=subject))
    assert event["meta"]["profile"] == [BALP + ("Patient" if subject else "") + PROFILES[operation]]
    assert definitions.check(event) == []


def test_an_answer_read_again_is_a_read(recorded, definitions) -> None:
    event = audit_event(recorded(type=EventType.ENQUIRY_REREAD, operation=Operation.CONSULTATION, relates_to=7))
    assert (event["action"], event["meta"]["profile"]) == ("R", [BALP + "PatientRead"])
    assert definitions.check(event) == []


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (EventType.ENQUIRY_ANSWERED, "0"),
        (EventType.ENQUIRY_EMPTY, "0"),
        (EventType.ENQUIRY_REFUSED, "4"),
        (EventType.ENQUIRY_FAILED, "8"),
    ],
)
def test_what_did_not_succeed_claims_no_profile_of_what_did(recorded, kind: EventType, outcome: str) -> None:
    event = audit_event(recorded(type=kind))
    assert event["outcome"] == outcome
    assert ("meta" in event) == (outcome == "0")


def test_a_ruling_that_is_no_permission_is_no_success(recorded) -> None:
    refused = audit_event(recorded(decision=Verdict("deny")))
    assert (refused["outcome"], "meta" in refused) == ("4", False)


def test_the_question_is_masked_and_never_told(recorded) -> None:
    event = audit_event(recorded())
    query = next(one for one in event["entity"] if one.get("role", {}).get("code") == "24")
    assert "query" not in query
    assert query["_query"]["extension"][0]["valueCode"] == "masked"


def test_an_emergency_is_told_as_break_glass(recorded) -> None:
    assert "purposeOfEvent" not in audit_event(recorded())
    event = audit_event(recorded(break_glass=True))
    assert event["purposeOfEvent"][0]["coding"][0]["code"] == "BTG"


def test_a_purpose_is_told_in_our_code_and_in_the_published_one_where_it_fits(recorded) -> None:
    known, unlike = (audit_event(recorded(purpose=purpose)) for purpose in ("early_help_coordination", "asb"))
    assert [c["code"] for c in known["agent"][0]["purposeOfUse"][0]["coding"]] == ["early_help_coordination", "COC"]
    assert [c["code"] for c in unlike["agent"][0]["purposeOfUse"][0]["coding"]] == ["asb"]


def test_agreements_and_lawful_bases_are_policies_of_whoever_asked(recorded) -> None:
    assert audit_event(recorded())["agent"][0]["policy"] == [
        "urn:golden-thread:agreement:LANCS-ISA-0042:1.3.0",
        "urn:golden-thread:lawful-basis:CA2004.s10",
    ]


def test_nobody_is_named_and_no_address_is_told(recorded) -> None:
    event = audit_event(recorded())
    for agent in event["agent"]:
        assert {"name", "altId", "location"}.isdisjoint(agent)
        assert set(agent["who"]) == {"identifier"}
    assert event["agent"][1]["network"]["extension"][0]["valueCode"] == "unsupported"


def test_every_published_code_is_written_as_its_publisher_writes_it(definitions) -> None:
    ours = [code for code in vars(fhir_codes).values() if isinstance(code, Code)] + [*fhir_codes.PURPOSES.values()]
    published = [code for code in ours if code.system in definitions.all]
    assert len(published) >= 30
    for code in published:
        assert definitions.display(code.system, code.code) == code.display
    others = {code.system for code in ours} - {code.system for code in published}
    assert others == {"urn:golden-thread:audit-entity", fhir_codes.REQUEST_ID.system}


def test_the_purposes_that_have_a_published_code_are_purposes_of_ours(definitions, vocabulary) -> None:
    assert fhir_codes.PURPOSES.keys() <= vocabulary.purposes.keys()


FAULTS: dict[str, Callable[[Event], object]] = {
    "AuditEvent.type: is there 0 times": lambda e: e.pop("type"),
    "AuditEvent.recorded: is not written as instant is": lambda e: e.update(recorded="2026-11-20T12:00:00"),
    "AuditEvent.recorded: is not written as instant": lambda e: e.update(recorded="2026-11-20"),
    "AuditEvent.action: is not of http://hl7.org/fhir/ValueSet/audit-event-action": lambda e: e.update(action="X"),
    "AuditEvent.outcome: is not of http://hl7.org": lambda e: e.update(outcome="1"),
    "AuditEvent: has no element who": lambda e: e.update(who={"display": "Robin"}),
    "AuditEvent.agent.requestor: is there 0 times": lambda e: e["agent"][1].pop("requestor"),
    "AuditEvent.agent.requestor: is no boolean": lambda e: e["agent"][1].update(requestor="false"),
    "AuditEvent.agent.policy: is not written as uri is": lambda e: e["agent"][0].update(policy=["a b"]),
    "AuditEvent.agent.policy: is a list where it may not be": lambda e: e["agent"][0].update(policy="urn:a"),
    "AuditEvent.entity.query: is no base64": lambda e: e["entity"][1].update(query="~"),
    "AuditEvent.entity: breaks sev-1": lambda e: e["entity"][1].update(name="a question"),
    "AuditEvent.source: is empty": lambda e: e.update(source={}),
    "AuditEvent.entity.detail.value[x]: is there 0 times": lambda e: e["entity"][-1]["detail"][0].pop("valueString"),
    "IHE.BasicAudit.PatientQuery.type: is not as its pattern": lambda e: e["type"].update(code="other"),
    "IHE.BasicAudit.PatientQuery.action: is not as its pattern": lambda e: e.update(action="R"),
    "IHE.BasicAudit.PatientQuery.outcome: is not as its pattern": lambda e: e.update(outcome="4"),
    "IHE.BasicAudit.PatientQuery.subtype: is there 0 times": lambda e: e.pop("subtype"),
    "IHE.BasicAudit.PatientQuery.agent:client: is there 0 times": lambda e: e["agent"].pop(1),
    "IHE.BasicAudit.PatientQuery.agent:client.network: is there 0": lambda e: e["agent"][1].pop("network"),
    "IHE.BasicAudit.PatientQuery.agent:server.who: is there 0": lambda e: e["agent"][2].pop("who"),
    "IHE.BasicAudit.PatientQuery.agent:user: is there 2 times": lambda e: e["agent"].append(e["agent"][0]),
    "IHE.BasicAudit.PatientQuery.agent:user.requestor: is not": lambda e: e["agent"][0].update(requestor=False),
    "IHE.BasicAudit.PatientQuery.agent:user.network: is there 1": lambda e: e["agent"][0].update(network={"type": "5"}),
    "IHE.BasicAudit.PatientQuery.entity:patient: is there 0": lambda e: e["entity"].pop(0),
    "IHE.BasicAudit.PatientQuery.entity:patient.what: refers to no Patient": lambda e: e["entity"][0]["what"].pop(
        "type"
    ),
    "IHE.BasicAudit.PatientQuery.entity:patient.role: is not": lambda e: e["entity"][0]["role"].update(code="2"),
    "IHE.BasicAudit.PatientQuery.entity:query.query: is there 0": lambda e: e["entity"][1].pop("_query"),
    "IHE.BasicAudit.PatientQuery.entity:query.what: is there 1": lambda e: e["entity"][1].update(what={"display": "q"}),
    "IHE.BasicAudit.PatientQuery.entity:transaction.what.identifier.value: is there 0": (
        lambda e: e["entity"][2]["what"]["identifier"].pop("value")
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_checker_finds_what_is_wrong(recorded, definitions, fault: str) -> None:
    event = copy.deepcopy(audit_event(recorded()))
    assert definitions.check(event) == []
    FAULTS[fault](event)
    assert any(found.startswith(fault) for found in definitions.check(event)), definitions.check(event)


@pytest.mark.parametrize("name", ["policy", "location", "altId"])
def test_the_checker_finds_what_a_deletion_may_not_say_of_whoever_did_it(recorded, definitions, name: str) -> None:
    event = audit_event(recorded(type=EventType.PAYLOAD_SHREDDED, operation=Operation.ERASURE, relates_to=7))
    assert definitions.check(event) == []
    event["agent"][0][name] = ["urn:a"] if name == "policy" else "a"
    assert f"IHE.BasicAudit.PatientDelete.agent:user.{name}: is there 1 times, and may be 0" in definitions.check(event)


def entity(event: Event, type_: Code) -> Event:
    return next(
        one for one in event["entity"] if one["type"]["system"] == type_.system and one["type"]["code"] == type_.code
    )


def entities(event: Event, system: str, role: str = "") -> list[str]:
    """The identifiers of one system among the entities, of one role if asked."""
    return [
        one["what"]["identifier"]["value"]
        for one in event["entity"]
        if one.get("what", {}).get("identifier", {}).get("system") == fhir_codes.OWN + system
        and role in ("", one.get("role", {}).get("code"))
    ]


def details(one: Event) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for detail in one["detail"]:
        found.setdefault(detail["type"], []).append(detail.get("valueString", detail.get("valueBase64Binary")))
    return found


def said_by(event: Event) -> dict[str, object]:
    """What a reader of the AuditEvent alone learns, without its copy of the entry's text."""
    user = event["agent"][0]
    at_all = {
        e["type"]["code"]: details(e) for e in event["entity"] if "detail" in e and e["type"]["code"] != "Contract"
    }
    contracts = [one for one in event["entity"] if one["type"]["code"] == "Contract"]
    asked, kept, payload = at_all.get("ruling", {}), at_all["log-entry"], at_all.get("payload", {})
    return {
        "who": (user["who"]["identifier"]["value"], event["agent"][1]["who"]["identifier"]["value"]),
        "role": [role["coding"][0]["code"] for role in user.get("role", [])],
        "assurance": kept.get("assurance", []),
        "event": kept["event"],
        "operation": kept.get("operation", []),
        "relates to": kept.get("relates-to", []),
        "purpose": [concept["coding"][0]["code"] for concept in user.get("purposeOfUse", [])],
        "break glass": "purposeOfEvent" in event,
        "subject": entities(event, "subject"),
        "request": set(entities(event, "request")),
        "providers": entities(event, "agency", "17"),
        "recipients": entities(event, "agency", "16"),
        "agreements": [
            (c["what"]["identifier"]["value"], details(c)["version"], details(c)["digest"]) for c in contracts
        ],
        "payload": [payload.get(name, []) for name in ("algorithm", "digest", "length")],
        **{name: asked.get(name, []) for name in RULED},
    }


RULED = ("relationship", "field", "lawful-basis", "effect", "rule", "obligation", "reason", "bundle", "question")


def said_in(entry: Entry) -> dict[str, object]:
    """The same, of the entry itself."""

    def some(value: object) -> list[str]:
        return [str(value)] if value not in ("", None) else []

    one, ruled = entry.payload, entry.decision
    return {
        "who": (entry.actor.staff, entry.actor.agency),
        "role": some(entry.actor.role),
        "assurance": some(entry.actor.assurance),
        "event": [entry.type.value],
        "operation": some(entry.operation and entry.operation.value),
        "relates to": some(entry.relates_to),
        "purpose": some(entry.purpose),
        "break glass": entry.break_glass,
        "subject": some(entry.subject),
        "request": {entry.request_id},
        "providers": list(entry.providers),
        "recipients": list(entry.recipients),
        "agreements": [(a.id, [a.version], [a.digest]) for a in entry.agreements],
        "payload": [some(one.alg), some(one.digest), some(one.length)] if one else [[], [], []],
        "relationship": some(entry.relationship),
        "field": list(entry.fields),
        "lawful-basis": list(entry.lawful_basis),
        "effect": some(ruled.effect) if ruled else [],
        "rule": list(ruled.rules) if ruled else [],
        "obligation": list(ruled.obligations) if ruled else [],
        "reason": list(ruled.reasons) if ruled else [],
        "bundle": some(ruled.bundle) if ruled else [],
        "question": some(ruled.question) if ruled else [],
    }
