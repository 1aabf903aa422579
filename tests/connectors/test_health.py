"""FHIR R4 health exports: pointers come through, restricted patients arrive shielded, clinical content stays out."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest

from connectors.connector import Chunk, Faulty, Good, Outcome, read
from connectors.faults import FaultCode
from connectors.health import Health
from connectors.manifest import beside, read_manifest, without_manifest
from connectors.records import Address, Contact, Identifier, Name, PartialDate, Tie
from connectors.sandbox.partnership import write_partnership

PROVIDER = "ods:RXL"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "H1",
    "meta": {"security": [{"system": CONFIDENTIALITY, "code": "U"}]},
    "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"}],
    "name": [{"use": "official", "family": "Synth", "given": ["Jordan"]}],
    "gender": "male",
    "birthDate": "2011-04-02",
    "address": [{"postalCode": "FY1 3XX", "line": ["12 Lightwood Avenue"]}],
    "telecom": [{"system": "phone", "value": "07700 900118"}],
    "generalPractitioner": [{"identifier": {"value": "Y12345"}}],
}
NURSE: dict[str, Any] = {
    "resourceType": "CareTeam",
    "status": "active",
    "category": [{"text": "0-19 school nursing"}],
    "period": {"start": "2022-09-05"},
    "participant": [{"member": {"display": "School Nurse - Bispham"}}],
    "managingOrganization": [
        {"identifier": {"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "RXL"}}
    ],
    "telecom": [{"system": "phone", "value": "01632 960311"}, {"system": "phone", "value": "01632 960310"}],
}
POINTER: dict[str, Any] = {
    "resourceType": "DocumentReference",
    "status": "current",
    "type": {"coding": [{"system": "http://snomed.info/sct", "code": "736253002"}]},
    "custodian": {"identifier": {"value": "RW5"}},
}


def bundle(*resources: dict[str, Any], kind: str = "message") -> bytes:
    entries = [{"resource": one} for one in resources]
    return orjson.dumps({"resourceType": "Bundle", "type": kind, "entry": entries}) + b"\n"


def test_the_bundle_of_the_contract_becomes_a_record_for_each_organisation(read_bytes) -> None:
    school, crisis = read_bytes(Health(), bundle(PATIENT, NURSE, POINTER), PROVIDER)
    assert (school.record.provider, crisis.record.provider) == ("ods:RXL", "ods:RW5")
    assert school.record.names == crisis.record.names == (Name("Synth", ("Jordan",)),)
    assert school.record.dob == PartialDate(2011, 4, 2)
    assert school.record.addresses == (Address("FY1 3XX", "12", "Lightwood Avenue"),)
    assert school.record.phones == ("07700 900118",)
    [nursing] = school.record.involvements
    assert (nursing.record_type, nursing.service, nursing.status) == (
        "health.service_involvement",
        "0-19 school nursing",
        "open",
    )
    assert nursing.contact == Contact(name="School Nurse - Bispham", phone="01632 960311", duty_phone="01632 960310")
    assert nursing.opened == date(2022, 9, 5)


def test_a_sensitive_service_has_its_class_and_no_name_that_says_what_it_treats(read_bytes) -> None:
    camhs = NURSE | {"category": [{"text": "CAMHS"}], "telecom": [{"system": "phone", "value": "01632 960411"}]}
    [good] = read_bytes(Health(), bundle(PATIENT, camhs), PROVIDER)
    [involvement] = good.record.involvements
    assert involvement.classes == ("MENTAL_HEALTH",)
    assert involvement.service == "Mental health service"
    assert involvement.contact == Contact(duty_phone="01632 960411")


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("sexual health", "SEXUAL_HEALTH"),
        ("Drug and Alcohol Service", "SUBSTANCE_MISUSE"),
        ("refuge health outreach", "DA_REFUGE"),
        ("sexual assault referral centre", "SEXUAL_OFFENCE"),
    ],
)
def test_each_sensitive_service_is_flagged_by_class(read_bytes, service: str, expected: str) -> None:
    [good] = read_bytes(Health(), bundle(PATIENT, NURSE | {"category": [{"text": service}]}), PROVIDER)
    assert good.record.involvements[0].classes == (expected,)


@pytest.mark.parametrize("code", ["R", "V"])
def test_a_restricted_patient_arrives_shielded_without_address_telephone_or_ties(read_bytes, code: str) -> None:
    hidden = PATIENT | {"meta": {"security": [{"system": CONFIDENTIALITY, "code": code}]}}
    related = {
        "resourceType": "RelatedPerson",
        "identifier": [{"value": "H2"}],
        "relationship": [{"coding": [{"code": "MTH"}]}],
    }
    [good] = read_bytes(Health(), bundle(hidden, NURSE, related), PROVIDER)
    assert good.record.shielded
    assert (good.record.addresses, good.record.phones, good.record.ties) == ((), (), ())
    assert good.record.involvements[0].classes == ("SHIELDED",)
    assert "FY1" not in str(good.record)
    assert "Y12345" not in str(good.record)


def test_the_restricted_patient_of_the_demographics_service_arrives_shielded(shared) -> None:
    for name in ("Sensitive_Patient.json", "Sensitive_PatientSearch.json"):
        path = shared / "data" / "fhir-pds" / name
        [good] = read(Health(), path, without_manifest(PROVIDER))
        assert good.record.shielded
        assert good.record.identifiers == (Identifier("nhs", "9000000025", "verified_pds"),)
        assert (good.record.addresses, good.record.phones, good.record.ties) == ((), (), ())


def test_the_other_files_of_the_demographics_service_are_read_or_say_why_not(shared) -> None:
    folder = shared / "data" / "fhir-pds"
    for name, good, codes in (
        ("Patient.json", 1, []),
        ("PatientSearch.json", 1, []),
        ("PatientCompoundName.json", 1, [FaultCode.IDENTIFIER_CHECK]),
        ("Minimal_Patient.json", 0, [FaultCode.MISSING_FIELD]),
        ("RelatedPersonBundle.json", 0, [FaultCode.NO_SUBJECT]),
    ):
        outcomes = list(read(Health(), folder / name, without_manifest(PROVIDER)))
        assert sum(isinstance(one, Good) for one in outcomes) == good
        assert [one.code for one in outcomes if not isinstance(one, Good)] == codes


@pytest.mark.parametrize(
    ("status", "expected"), [("01", "verified_pds"), ("02", "stated"), ("03", "unverified"), ("", "unverified")]
)
def test_only_a_traced_number_counts_as_verified(read_bytes, status: str, expected: str) -> None:
    extension = {
        "url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus",
        "valueCodeableConcept": {"coding": [{"code": status}]},
    }
    number = PATIENT["identifier"][0] | {"extension": [extension]}
    [good] = read_bytes(Health(), bundle(PATIENT | {"identifier": [number]}), PROVIDER)
    assert good.record.identifiers[0].status == expected


def test_a_related_person_who_is_a_patient_becomes_a_tie(read_bytes) -> None:
    mother = {
        "resourceType": "RelatedPerson",
        "patient": {"reference": "Patient/H1"},
        "identifier": [{"value": "H2"}],
        "relationship": [{"coding": [{"code": "STPFTH"}]}],
    }
    [good] = read_bytes(Health(), bundle(PATIENT, mother), PROVIDER)
    assert good.record.ties == (Tie("H2", "step_parent"),)


@pytest.mark.parametrize(
    ("resource", "code"),
    [
        ({"resourceType": "Condition", "code": {"text": "asthma"}}, FaultCode.CLINICAL_CONTENT),
        ({"resourceType": "Observation"}, FaultCode.CLINICAL_CONTENT),
        (NURSE | {"note": [{"text": "worried"}]}, FaultCode.CLINICAL_CONTENT),
        (NURSE | {"reasonCode": [{"text": "self-harm"}]}, FaultCode.CLINICAL_CONTENT),
        (NURSE | {"text": {"div": "<div>seen</div>"}}, FaultCode.CLINICAL_CONTENT),
        (POINTER | {"description": "plan after overdose"}, FaultCode.CLINICAL_CONTENT),
        (POINTER | {"content": [{"attachment": {"data": "aGVsbG8="}}]}, FaultCode.CLINICAL_CONTENT),
        (NURSE | {"category": [{"text": "The Willows clinic"}]}, FaultCode.UNKNOWN_SERVICE),
        (NURSE | {"status": "entered-in-error"}, FaultCode.ENTERED_IN_ERROR),
        (NURSE | {"status": "busy"}, FaultCode.UNKNOWN_CODE),
        (NURSE | {"subject": {"reference": "Patient/H9"}}, FaultCode.NO_SUBJECT),
        (NURSE | {"period": {"start": "2026-02-31"}}, FaultCode.IMPOSSIBLE_DATE),
        (NURSE | {"category": "school nursing"}, FaultCode.WRONG_SHAPE),
    ],
)
def test_an_entry_that_may_not_come_in_costs_no_other(read_bytes, resource, code) -> None:
    fault, good = read_bytes(Health(), bundle(resource, PATIENT, NURSE), PROVIDER)
    assert (fault.code, fault.scope) == (code, "field")
    assert orjson.loads(fault.raw) == resource
    assert [one.service for one in good.record.involvements] == ["0-19 school nursing"]


def test_a_superseded_or_wrong_number_is_left_out(read_bytes) -> None:
    system = "https://fhir.nhs.uk/Id/nhs-number"
    numbers = [
        {"system": system, "value": "9990000018"},
        {"system": system, "value": "9990000026", "use": "old"},
        {"system": system, "value": "9990000019"},
    ]
    *doubts, good = read_bytes(Health(), bundle(PATIENT | {"identifier": numbers}), PROVIDER)
    assert [one.code for one in doubts] == [FaultCode.IDENTIFIER_SUPERSEDED, FaultCode.IDENTIFIER_CHECK]
    assert [one.value for one in good.record.identifiers] == ["9990000018"]


def test_a_searchset_of_several_patients_gives_each_their_own(read_bytes) -> None:
    other = PATIENT | {"id": "H2", "name": [{"family": "Hale", "given": ["Ann"]}]}
    resources = (
        NURSE | {"subject": {"reference": "Patient/H2"}},
        PATIENT,
        other,
        POINTER | {"subject": {"identifier": {"value": "H1"}}},
    )
    first, second = read_bytes(Health(), bundle(*resources, kind="searchset"), PROVIDER)
    assert (first.record.ref, first.record.provider) == ("H1", "ods:RW5")
    assert (second.record.ref, second.record.involvements[0].service) == ("H2", "0-19 school nursing")


def test_a_document_over_several_lines_is_read_whole_and_counts_its_entries(read_bytes) -> None:
    entries = [
        {"resource": one} for one in (PATIENT, {"resourceType": "Condition"}, PATIENT | {"id": "H2", "name": []})
    ]
    document = orjson.dumps({"resourceType": "Bundle", "entry": entries}, option=orjson.OPT_INDENT_2)
    outcomes = read_bytes(Health(), document, PROVIDER)
    assert [(type(one).__name__, one.row) for one in outcomes] == [("Faulty", 2), ("Good", 1), ("Faulty", 3)]


def test_ndjson_of_single_resources_gives_each_patient_what_follows_it(read_bytes) -> None:
    lines = [PATIENT, NURSE, POINTER, PATIENT | {"id": "H2"}, NURSE]
    outcomes = read_bytes(Health(), b"\n".join(orjson.dumps(one) for one in lines) + b"\n", PROVIDER)
    assert [(one.record.ref, one.record.provider, one.row) for one in outcomes] == [
        ("H1", "ods:RXL", 1),
        ("H1", "ods:RW5", 1),
        ("H2", "ods:RXL", 4),
    ]


def test_ndjson_keeps_a_patient_and_what_follows_in_one_chunk(read_bytes) -> None:
    lines = [
        orjson.dumps(one | ({"id": f"H{n}"} if one is PATIENT else {})) for n in range(3000) for one in (PATIENT, NURSE)
    ]
    outcomes = read_bytes(Health(), b"\n".join(lines) + b"\n", PROVIDER)
    assert len(outcomes) == 3000
    assert all(isinstance(one, Good) and len(one.record.involvements) == 1 for one in outcomes)


def test_a_control_character_in_one_entry_costs_no_other(read_bytes) -> None:
    fault, good = read_bytes(Health(), bundle(PATIENT, NURSE | {"id": "a\x1bb"}, POINTER), PROVIDER)
    assert (fault.code, fault.scope) == (FaultCode.CONTROL_CHARACTER, "field")
    assert good.record.provider == "ods:RW5"


def test_a_bundle_that_ends_early_is_one_fault(read_bytes: Callable[..., Any]) -> None:
    [fault] = read_bytes(Health(), bundle(PATIENT, NURSE)[:-40], PROVIDER)
    assert fault.code is FaultCode.TRUNCATED


def test_a_bundle_read_in_one_pass_says_the_same_as_entry_by_entry(tmp_path: Path) -> None:
    """An escaped slash says nothing, and has the bundle read entry by entry."""
    write_partnership(tmp_path, 300, 7, lambda *_: None)
    file = tmp_path / "health.ndjson"
    manifest = read_manifest(beside(file))
    chunks = [spoilt(chunk) for chunk in Health().chunks(file)]
    passed = [one for chunk in chunks for one in Health().parse(chunk, manifest)]
    slow = [msgspec.structs.replace(chunk, rows=[row.replace(b"/", b"\\/") for row in chunk.rows]) for chunk in chunks]
    entered = [one for chunk in slow for one in Health().parse(chunk, manifest)]
    assert len(passed) > 200
    assert [one for one in passed if isinstance(one, Good)] == [one for one in entered if isinstance(one, Good)]
    assert told(passed) == told(entered) != []


def spoilt(chunk: Chunk) -> Chunk:
    """Every third line has a service that was entered in error, every fifth a gender that there is not."""
    rows = [
        row.replace(b'"active"', b'"entered-in-error"') if at % 3 == 0 else row for at, row in enumerate(chunk.rows)
    ]
    rows = [row.replace(b'"male"', b'"man"') if at % 5 == 0 else row for at, row in enumerate(rows)]
    return msgspec.structs.replace(chunk, rows=rows)


def told(outcomes: list[Outcome]) -> list[tuple[int, str, str, str]]:
    return [(one.row, one.code, one.field, one.scope) for one in outcomes if isinstance(one, Faulty)]


def test_a_fault_in_one_entry_of_a_bundle_is_told_once_with_that_entry_alone(read_bytes) -> None:
    mistaken = NURSE | {"status": "entered-in-error"}
    fault, good = read_bytes(Health(), bundle(PATIENT, mistaken), PROVIDER)
    assert (fault.code, fault.scope, orjson.loads(fault.raw)) == (FaultCode.ENTERED_IN_ERROR, "field", mistaken)
    assert good.record.involvements == ()
