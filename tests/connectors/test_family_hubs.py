"""Family Hub JSON lines: the line of the connector contract comes through whole, and anything else is refused."""

from datetime import date

import orjson
import pytest

from connectors.connector import Good
from connectors.family_hubs import FamilyHubs
from connectors.faults import FaultCode
from connectors.records import Contact, Event, Identifier, Name, PartialDate, Tie

PROVIDER = "gss:E06000009"
LINE = {
    "provider": PROVIDER,
    "record_type": "familyhub.early_help",
    "provider_ref": "EHM-55012",
    "identifiers": {"upn": "N890400019017", "nhs_number": {"value": "9990000018", "status": "verified_pds"}},
    "names": [{"family": "SYNTH", "given": ["Jordan"]}],
    "dob": "2011-04-02",
    "household_ref": "EHM-HH-9911",
    "relationships": [{"ref": "EHM-55013", "type": "parent", "lives_with": True}],
    "involvement": {
        "status": "open",
        "level_of_need": "targeted",
        "plan": "EHA",
        "opened": "2026-09-14",
        "lead_professional": True,
        "worker": {
            "name": "A Worker",
            "role": "Family Hub Key Worker",
            "org": "Blackpool Family Hubs",
            "phone": "01632 960211",
            "email": "a.worker@familyhubs.example",
            "working_pattern": "Mon-Thu",
        },
    },
    "interventions": [
        {
            "programme": "Turnaround",
            "event": "service_ended",
            "start": "2026-03-01",
            "end": "2026-06-30",
            "outcome_code": "completed",
        },
        {"event": "advice_given", "date": "2026-08-01"},
    ],
    "engagement_consent": {"given": True, "date": "2026-09-14", "scope": ["early_help"]},
    "shield": None,
}
"""The example of the connector contract."""


def line(**fields: object) -> bytes:
    return orjson.dumps(LINE | fields) + b"\n"


def test_the_line_of_the_contract_becomes_a_record(read_bytes) -> None:
    [good] = read_bytes(FamilyHubs(), line(), PROVIDER)
    record, [involvement] = good.record, good.record.involvements
    assert (record.provider, record.ref, record.regime, record.household_ref) == (
        PROVIDER,
        "EHM-55012",
        "part2",
        "EHM-HH-9911",
    )
    assert record.names == (Name("SYNTH", ("Jordan",)),)
    assert record.dob == PartialDate(2011, 4, 2)
    assert record.identifiers == (
        Identifier("nhs", "9990000018", "verified_pds"),
        Identifier("upn", "N890400019017"),
    )
    assert record.ties == (Tie("EHM-55013", "parent", True),)
    assert (involvement.record_type, involvement.service) == ("familyhub.early_help", "Family Hub early help")
    assert involvement.lead_professional
    assert involvement.contact == Contact(
        name="A Worker",
        role="Family Hub Key Worker",
        team="Blackpool Family Hubs",
        phone="01632 960211",
        email="a.worker@familyhubs.example",
        working_pattern="Mon-Thu",
    )
    assert involvement.events == (
        Event("service_ended", "Turnaround", date(2026, 3, 1), date(2026, 6, 30), "completed"),
        Event("advice_given", "", date(2026, 8, 1), date(2026, 8, 1)),
    )
    assert involvement.engagement_consent is True
    assert not record.shielded


def test_social_care_says_that_it_is_social_care(read_bytes) -> None:
    [good] = read_bytes(FamilyHubs(), line(record_type="social_care.children"), PROVIDER)
    assert good.record.involvements[0].record_type == "social_care.children"
    assert good.record.involvements[0].service == "Children's social care"


@pytest.mark.parametrize(
    "fields",
    [
        {"shield": {"reason": "domestic_abuse"}},
        {"shield": True},
        {"addresses": [{"postcode": "FY3 9RZ", "safe_to_use": False}]},
    ],
)
def test_a_shielded_person_comes_without_address_telephone_or_household(read_bytes, fields) -> None:
    held = {"addresses": [{"postcode": "FY3 9RZ"}], "phones": ["07700 900122"]}
    [good] = read_bytes(FamilyHubs(), line(**(held | fields)), PROVIDER)
    assert good.record.shielded
    assert (good.record.addresses, good.record.phones, good.record.household_ref) == ((), (), "")
    assert good.record.involvements[0].classes == ("SHIELDED",)


def test_a_line_keeps_the_time_at_which_it_was_true(read_bytes) -> None:
    [good] = read_bytes(FamilyHubs(), line(as_of="2025-06-30T17:00:00Z"), PROVIDER)
    assert good.record.as_of == 1751302800


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"notes": "Mum was upset on Tuesday"}, FaultCode.UNEXPECTED_FIELD, ""),
        ({"record_type": "adult_social_care"}, FaultCode.UNKNOWN_CODE, "record_type"),
        ({"dob": "2011-02-30"}, FaultCode.IMPOSSIBLE_DATE, "dob"),
        ({"marking": "SECRET"}, FaultCode.UNKNOWN_CODE, "marking"),
        ({"names": []}, FaultCode.MISSING_FIELD, "names"),
        ({"provider": "police:04"}, FaultCode.WRONG_PROVIDER, "provider"),
        ({"provider_ref": 55012}, FaultCode.WRONG_SHAPE, "provider_ref"),
        ({"names": "Jordan Synth"}, FaultCode.WRONG_SHAPE, "names"),
        ({"involvement": {"status": "busy"}}, FaultCode.UNKNOWN_CODE, "status"),
        ({"involvement": {"status": "open", "opened": "2026-02-31"}}, FaultCode.IMPOSSIBLE_DATE, "opened"),
        ({"relationships": [{"ref": "EHM-1", "type": "lodger"}]}, FaultCode.UNKNOWN_CODE, "type"),
        ({"as_of": "2026-11-20T06:00:00"}, FaultCode.IMPOSSIBLE_DATE, "as_of"),
    ],
)
def test_a_line_that_the_format_does_not_have_is_kept_apart(read_bytes, fields, code, field) -> None:
    fault, good = read_bytes(FamilyHubs(), line(**fields) + line(provider_ref="EHM-2"), PROVIDER)
    assert (fault.row, fault.code, fault.field, fault.scope) == (1, code, field, "row")
    assert isinstance(good, Good)


def test_a_missing_field_is_named(read_bytes) -> None:
    short = orjson.dumps({key: value for key, value in LINE.items() if key != "provider_ref"})
    [fault] = read_bytes(FamilyHubs(), short + b"\n", PROVIDER)
    assert fault.advice == "Row 1, provider_ref: A field that every row must have is empty. Fill it at source."


def test_a_wrong_number_is_left_out_and_the_line_comes_through(read_bytes) -> None:
    wrong = {"upn": "A890400019017", "nhs_number": "9990000019", "uln": "UNKNOWN"}
    *doubts, good = read_bytes(FamilyHubs(), line(identifiers=wrong), PROVIDER)
    assert {(one.field, one.code) for one in doubts} == {
        ("nhs", FaultCode.IDENTIFIER_CHECK),
        ("upn", FaultCode.IDENTIFIER_CHECK),
        ("uln", FaultCode.IDENTIFIER_FORMAT),
    }
    assert good.record.identifiers == ()


def test_a_line_that_is_no_json_spoils_no_other(read_bytes) -> None:
    outcomes = read_bytes(FamilyHubs(), line() + b'{"provider": oops}\n\n' + line(provider_ref="EHM-2"), PROVIDER)
    assert [one.row for one in outcomes] == [1, 2, 4]
    assert outcomes[1].advice == "Row 2: The line is not valid JSON. Each line must be one complete object."


def test_json_that_is_nested_too_deep_is_one_fault(read_bytes) -> None:
    outcomes = read_bytes(FamilyHubs(), b'{"names":' + b"[" * 50_000 + b"\n" + line(), PROVIDER)
    assert [type(one).__name__ for one in outcomes] == ["Faulty", "Good"]
