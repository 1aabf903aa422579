"""The police CSV: what comes through, what is shielded, and what is refused."""

import pickle
from datetime import date

import pytest

from connectors.connector import Good
from connectors.faults import FaultCode
from connectors.police import Police
from connectors.records import Address, Contact, Identifier, Involvement, Name, NominalRecord, PartialDate


def test_a_row_becomes_a_record_with_its_involvement(read_bytes, police_file) -> None:
    [good] = read_bytes(Police(), police_file(), "police:04")
    assert good == Good(
        NominalRecord(
            provider="police:04",
            ref="nominal/1",
            regime="part3",
            as_of=1795154400,
            names=(Name("SYNTH", ("Jordan",)),),
            dob=PartialDate(2011, 4, 2),
            sex="male",
            identifiers=(Identifier("pnc", "2019/0048213U"), Identifier("cro", "048213/19D")),
            addresses=(Address("FY1 3XX", uprn="100010780001"),),
            involvements=(
                Involvement(
                    ref="nominal/1/1",
                    record_type="police.family_involvement",
                    service="Exploitation team (Awaken)",
                    status="open",
                    subject_role="victim",
                    contact=Contact(name="PC Sam Hartley", team="Exploitation team (Awaken)", phone="01632 960111"),
                    opened=date(2026, 10, 9),
                    last_contact_month="2026-11",
                    categories=("exploitation_criminal", "missing"),
                ),
            ),
            area="BLACKPOOL",
        ),
        row=2,
    )


def test_adjacent_rows_of_one_nominal_are_one_record_with_several_involvements(
    read_bytes, police_file, police_row
) -> None:
    second = police_row(unit="Missing from home team", status="closed", family="HALE", postcode="FY2 0AH", uprn="")
    source = police_file(police_row(), second, police_row(provider_ref="nominal/2"))
    first, other = read_bytes(Police(), source, "police:04")
    assert [one.service for one in first.record.involvements] == [
        "Exploitation team (Awaken)",
        "Missing from home team",
    ]
    assert [one.ref for one in first.record.involvements] == ["nominal/1/1", "nominal/1/2"]
    assert [name.family for name in first.record.names] == ["SYNTH", "HALE"]
    assert [one.postcode for one in first.record.addresses] == ["FY1 3XX", "FY2 0AH"]
    assert (other.record.ref, other.row) == ("nominal/2", 4)


def test_rows_of_one_nominal_stay_together_across_blocks_of_the_file(read_bytes, police_file, police_row) -> None:
    pairs = [police_row(provider_ref=f"nominal/{n}", given="J" * 40) for n in range(6000) for _ in range(2)]
    outcomes = read_bytes(Police(), police_file(*pairs), "police:04")
    assert len(outcomes) == 6000
    assert {len(good.record.involvements) for good in outcomes} == {2}
    assert [good.row for good in outcomes] == list(range(2, 12_002, 2))


def test_a_row_with_the_reference_of_the_one_before_and_another_birth_is_not_merged(
    read_bytes, police_file, police_row, faults, records
) -> None:
    outcomes = read_bytes(Police(), police_file(police_row(), police_row(dob="1980-01-01")), "police:04")
    assert [one.code for one in faults(outcomes)] == [FaultCode.CONFLICTING_ROW]
    assert len(records(outcomes)) == 1


def test_an_address_that_is_not_safe_shields_the_nominal_and_is_not_kept(read_bytes, police_file, police_row) -> None:
    rows = police_row(), police_row(safe_addr="N", postcode="FY3 9RZ"), police_row(postcode="FY4 2QB")
    [good] = read_bytes(Police(), police_file(*rows), "police:04")
    assert good.record.shielded
    assert good.record.addresses == ()
    assert all("SHIELDED" in one.classes for one in good.record.involvements)


@pytest.mark.parametrize(
    ("fields", "classes"),
    [
        ({"categories": "domestic_abuse"}, ("DA_VICTIM",)),
        ({"categories": "domestic_abuse", "subject_role": "suspect"}, ()),
        ({"categories": "sexual_offence|missing"}, ("SEXUAL_OFFENCE",)),
        ({"categories": "mental_health_crisis;substance_misuse"}, ("MENTAL_HEALTH", "SUBSTANCE_MISUSE")),
        ({"categories": ""}, ()),
    ],
)
def test_categories_put_their_class_on_the_involvement(read_bytes, police_file, police_row, fields, classes) -> None:
    [good] = read_bytes(Police(), police_file(police_row(**fields)), "police:04")
    assert good.record.involvements[0].classes == classes


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"marking": "SECRET"}, FaultCode.MARKING_TOO_HIGH, "marking"),
        ({"marking": "TOP SECRET"}, FaultCode.MARKING_TOO_HIGH, "marking"),
        ({"marking": "PRIVATE"}, FaultCode.UNKNOWN_CODE, "marking"),
        ({"categories": "missing;chis"}, FaultCode.INTELLIGENCE, "categories"),
        ({"categories": "live_operation"}, FaultCode.INTELLIGENCE, "categories"),
        ({"categories": "ic3"}, FaultCode.OFFICER_PERCEIVED_ETHNICITY, "categories"),
        ({"sex": "IC1"}, FaultCode.OFFICER_PERCEIVED_ETHNICITY, "sex"),
        ({"sex": "Q"}, FaultCode.UNKNOWN_CODE, "sex"),
        ({"categories": "being a nuisance"}, FaultCode.UNKNOWN_CODE, "categories"),
        ({"status": "ongoing"}, FaultCode.UNKNOWN_CODE, "status"),
        ({"subject_role": ""}, FaultCode.MISSING_FIELD, "subject_role"),
        ({"subject_role": "service_user"}, FaultCode.UNKNOWN_CODE, "subject_role"),
        ({"provider_ref": ""}, FaultCode.MISSING_FIELD, "provider_ref"),
        ({"family": "", "given": ""}, FaultCode.MISSING_FIELD, "family"),
        ({"dob": "2011-02-30"}, FaultCode.IMPOSSIBLE_DATE, "dob"),
        ({"dob": "31/11/2011"}, FaultCode.IMPOSSIBLE_DATE, "dob"),
        ({"dob": "2031-04-02"}, FaultCode.IMPOSSIBLE_DATE, "dob"),
        ({"dob": "April 2011"}, FaultCode.IMPOSSIBLE_DATE, "dob"),
        ({"opened": "2026-13-01"}, FaultCode.IMPOSSIBLE_DATE, "opened"),
        ({"safe_addr": "maybe"}, FaultCode.UNKNOWN_CODE, "safe_addr"),
    ],
)
def test_a_row_that_must_not_come_in_is_kept_apart_and_the_others_come_through(
    read_bytes, police_file, police_row, fields, code, field
) -> None:
    bad = police_row(**fields)
    source = police_file(police_row(provider_ref="nominal/8"), bad, police_row(provider_ref="nominal/9"))
    outcomes = read_bytes(Police(), source, "police:04")
    [fault] = [one for one in outcomes if not isinstance(one, Good)]
    assert (fault.row, fault.code, fault.field, fault.scope) == (3, code, field, "row")
    assert fault.raw == bad.encode()
    assert [one.record.ref for one in outcomes if isinstance(one, Good)] == ["nominal/8", "nominal/9"]


def test_a_wrong_check_letter_costs_the_number_and_not_the_record(read_bytes, police_file, police_row) -> None:
    fault, good = read_bytes(Police(), police_file(police_row(pnc="2019/0048213A")), "police:04")
    assert (fault.code, fault.field, fault.scope) == (FaultCode.IDENTIFIER_CHECK, "pnc", "field")
    assert [one.scheme for one in good.record.identifiers] == ["cro"]
    assert fault.advice == (
        "Row 2, pnc: The number fails its own check: a digit or letter is wrong. Correct it at source."
    )


def test_a_telephone_number_with_text_in_it_is_left_out(read_bytes, police_file, police_row) -> None:
    fault, good = read_bytes(Police(), police_file(police_row(contact_phone="ask for Sam")), "police:04")
    assert (fault.code, fault.scope) == (FaultCode.PHONE_FORMAT, "field")
    assert good.record.involvements[0].contact.phone == ""


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2011-04-02", PartialDate(2011, 4, 2)),
        ("02/04/2011", PartialDate(2011, 4, 2)),
        ("20110402", PartialDate(2011, 4, 2)),
        ("2011-04", PartialDate(2011, 4)),
        ("2011", PartialDate(2011)),
        ("", None),
    ],
)
def test_dates_of_birth_are_read_in_every_form_that_forces_write(
    read_bytes, police_file, police_row, written, read
) -> None:
    [good] = read_bytes(Police(), police_file(police_row(dob=written)), "police:04")
    assert good.record.dob == read


def test_aliases_are_read_as_surname_first_or_as_spoken(read_bytes, police_file, police_row) -> None:
    [good] = read_bytes(Police(), police_file(police_row(alt_names="HALE/Jordan Lee; Jordy Synth")), "police:04")
    assert good.record.names[1:] == (Name("HALE", ("Jordan", "Lee"), "alias"), Name("Synth", ("Jordy",), "alias"))


def test_a_nominal_with_whom_nobody_works_has_no_involvement(read_bytes, police_file, police_row) -> None:
    [good] = read_bytes(Police(), police_file(police_row(status="never")), "police:04")
    assert good.record.involvements == ()


def test_chunks_and_outcomes_travel_between_processes(police_file, read_bytes) -> None:
    import io

    connector = pickle.loads(pickle.dumps(Police()))
    [chunk] = connector.chunks(io.BytesIO(police_file()))
    assert pickle.loads(pickle.dumps(chunk)) == chunk
    outcomes = read_bytes(Police(), police_file(), "police:04")
    assert pickle.loads(pickle.dumps(outcomes)) == outcomes
