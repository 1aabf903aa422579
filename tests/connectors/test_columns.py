"""A plain CSV with a column mapping: the shipped mappings, and files of any agency."""

from pathlib import Path

import msgspec
import pytest

from connectors.catalogue import connector
from connectors.columns import ColumnMapping, Columns, read_mapping
from connectors.connector import Faulty, Good, read
from connectors.faults import FaultCode, FileRefused
from connectors.manifest import without_manifest
from connectors.records import Address, Name, PartialDate

MAPPINGS = Path(__file__).parents[2] / "connectors" / "mappings"
CIS = b"person_id,pername1,pername2,sex,dob_day,dob_mon,dob_year,enumcap,enumpc,cis_id\n"
CENSUS = b"person_id,pername1,pername2,sex,dob_day,dob_mon,dob_year,hse_num,enumcap,enumpc,str_nam,cap_add,census_id\n"


def test_the_survey_mapping_reads_a_house_number_with_a_decimal_and_missing_parts_of_a_date(read_bytes) -> None:
    row = b'T1,ANN,HALE,F,,5,1936,22.0,22 WINDSOR ROAD,DE03UT,Windsor Road,"22, Windsor Road",C1\n'
    [good] = read_bytes(Columns(read_mapping(MAPPINGS / "essnet-census.json")), CENSUS + row, "ods:RXL")
    record = good.record
    assert (record.provider, record.regime, record.ref) == ("ods:RXL", "part2", "C1")
    assert record.names == (Name("HALE", ("ANN",)),)
    assert record.dob == PartialDate(1936, 5, None)
    assert record.addresses == (Address("DE0 3UT", "22", "Windsor Road"),)
    assert record.involvements[0].record_type == "health.service_involvement"
    assert "T1" not in str(record)


def test_an_address_line_is_split_into_number_and_street(read_bytes) -> None:
    [good] = read_bytes(
        Columns(read_mapping(MAPPINGS / "essnet-cis.json")),
        CIS + b"T1,,ROGERS,,,,,75 STATION ROAD,,C1\n",
        "police:04",
    )
    assert good.record.addresses == (Address("", "75", "STATION ROAD"),)
    assert (good.record.names, good.record.dob, good.record.sex) == ((Name("ROGERS", ()),), None, "unknown")


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        (b"T1,ANN,HALE,Q,1,1,1980,,,C1", FaultCode.UNKNOWN_CODE, "sex"),
        (b"T1,ANN,HALE,F,30,2,1980,,,C1", FaultCode.IMPOSSIBLE_DATE, "dob"),
        (b"T1,ANN,HALE,F,30,2,,,,C1", FaultCode.IMPOSSIBLE_DATE, "dob"),
        (b"T1,ANN,HALE,F,x,2,1980,,,C1", FaultCode.IMPOSSIBLE_DATE, "dob"),
        (b"T1,ANN,HALE,F,1,1,1980,,,", FaultCode.MISSING_FIELD, "ref"),
        (b"T1,ANN,HALE", FaultCode.COLUMN_COUNT, ""),
    ],
)
def test_a_row_that_does_not_hold_is_kept_apart(read_bytes, row: bytes, code: FaultCode, field: str) -> None:
    mapped = Columns(read_mapping(MAPPINGS / "essnet-cis.json"))
    fault, good = read_bytes(mapped, CIS + row + b"\nT2,BO,HALE,M,1,1,1980,,,C2\n", "police:04")
    assert (fault.code, fault.field, fault.row) == (code, field, 2)
    assert isinstance(good, Good)


def test_a_column_that_is_neither_mapped_nor_ignored_refuses_the_file(read_bytes) -> None:
    mapped = Columns(read_mapping(MAPPINGS / "essnet-cis.json"))
    with pytest.raises(FileRefused) as refused:
        read_bytes(mapped, CIS.replace(b"\n", b",notes\n"), "police:04")
    assert refused.value.code is FaultCode.COLUMNS_UNEXPECTED


def test_a_file_of_another_agency_is_refused(read_bytes) -> None:
    mapped = Columns(read_mapping(MAPPINGS / "essnet-cis.json"))
    with pytest.raises(FileRefused) as refused:
        read_bytes(mapped, CIS + b"T2,BO,HALE,M,1,1,1980,,,C2\n", "ods:RXL")
    assert refused.value.code is FaultCode.WRONG_PROVIDER


def test_identifiers_in_columns_are_held_to_their_rules(read_bytes) -> None:
    mapping = msgspec.convert(
        {
            "provider": "gss:E06000009",
            "regime": "part2",
            "involvement": {"record_type": "social_care.children", "service": "Children's social care"},
            "columns": {"ref": "id", "family": "surname", "dob": "born", "nhs": "nhs", "upn": "upn", "phone": "tel"},
        },
        ColumnMapping,
    )
    source = b"id,surname,born,nhs,upn,tel\n1,Hale,02/04/2011,999 000 0018,A890400019017,ask\n"
    *doubts, good = read_bytes(Columns(mapping), source, "gss:E06000009")
    assert {(one.field, one.code) for one in doubts} == {
        ("upn", FaultCode.IDENTIFIER_CHECK),
        ("phone", FaultCode.PHONE_FORMAT),
    }
    assert [one.value for one in good.record.identifiers] == ["9990000018"]


@pytest.mark.parametrize("text", [b"{}", b"nonsense", b'{"provider": 1}', b"\xff\xfe"])
def test_a_mapping_that_cannot_be_used_says_where_the_examples_are(tmp_path, text: bytes) -> None:
    path = tmp_path / "mapping.json"
    path.write_bytes(text)
    with pytest.raises(FileRefused) as refused:
        connector("columns", path)
    assert str(refused.value).startswith("The column mapping cannot be used. See the examples in connectors/mappings. ")


def test_the_catalogue_knows_each_connector_by_name() -> None:
    assert [connector(name).name for name in ("police", "family_hubs", "health")] == ["police", "family_hubs", "health"]
    assert connector("columns", MAPPINGS / "essnet-cis.json").name == "columns"
    for wrong in ("columns", "housing"):
        with pytest.raises(FileRefused):
            connector(wrong)


@pytest.mark.parametrize(("name", "provider", "rows"), [("cis", "police:04", 11_663), ("census", "ods:RXL", 11_999)])
def test_the_survey_files_are_read_whole(shared, name: str, provider: str, rows: int) -> None:
    mapped = Columns(read_mapping(MAPPINGS / f"essnet-{name}.json"))
    outcomes = list(read(mapped, shared / "data" / "essnet" / f"{name}.csv", without_manifest(provider)))
    assert len(outcomes) == rows
    faulty = [one for one in outcomes if isinstance(one, Faulty)]
    assert {one.code for one in faulty} == {FaultCode.IMPOSSIBLE_DATE}
    assert len(faulty) / rows < 0.01
