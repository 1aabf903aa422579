"""The sandbox writes files that the connectors read, the same for the same seed, with a truth that agrees."""

import csv
import hashlib
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from connectors.catalogue import connector
from connectors.connector import Faulty, Good, Outcome, read
from connectors.manifest import beside, check_digest, read_manifest
from connectors.sandbox.cast import DAISY, DAISY_AT_BIRTH, HOMES, JORDAN, NADIA, REFUGE, SAMI
from connectors.sandbox.partnership import FILES, TRUTH, Summary, write_partnership

PEOPLE = 3000
KINDS = dict(zip(FILES, ("police", "family_hubs", "health"), strict=True))


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> tuple[Path, Summary]:
    directory = tmp_path_factory.mktemp("sandbox")
    return directory, write_partnership(directory, PEOPLE, 7)


@pytest.fixture(scope="module")
def outcomes(written) -> dict[str, list[Outcome]]:
    directory, _ = written
    return {
        name: list(read(connector(kind), directory / name, read_manifest(beside(directory / name))))
        for name, kind in KINDS.items()
    }


@pytest.fixture(scope="module")
def truth(written) -> list[dict[str, str]]:
    with (written[0] / TRUTH).open(newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(tmp_path, written) -> None:
    again = write_partnership(tmp_path / "again", PEOPLE, 7)
    other = write_partnership(tmp_path / "other", PEOPLE, 8)
    assert again == written[1]
    for name in (*FILES, TRUTH):
        assert hashlib.sha256((tmp_path / "again" / name).read_bytes()).hexdigest() == written[1].sha256[name]
    assert not set(other.sha256.values()) & set(again.sha256.values())


def test_manifests_agree_with_their_files(written) -> None:
    directory, summary = written
    for name in FILES:
        manifest = read_manifest(beside(directory / name))
        check_digest(directory / name, manifest)
        lines = (directory / name).read_bytes().count(b"\n")
        assert manifest.rows == summary.rows[name] == lines - (name == "police.csv")


def test_the_connectors_find_no_fault_but_those_put_in_on_purpose(tmp_path) -> None:
    summary = write_partnership(tmp_path, 20_000, 3)
    for name, kind in KINDS.items():
        found = read(connector(kind), tmp_path / name, read_manifest(beside(tmp_path / name)))
        faults = Counter(one.code.value for one in found if isinstance(one, Faulty))
        assert faults == summary.faults[name]
    assert sum(sum(one.values()) for one in summary.faults.values()) > 5


def test_every_record_is_in_the_truth_once_and_nothing_else_is(outcomes, truth) -> None:
    found = [
        (one.record.provider, one.record.ref) for some in outcomes.values() for one in some if isinstance(one, Good)
    ]
    assert len(set(found)) == len(found)
    assert sorted(found) == sorted((row["provider"], row["ref"]) for row in truth)


def test_ties_point_at_records_that_exist_and_are_told_from_both_sides(outcomes) -> None:
    for some in outcomes.values():
        records = {one.record.ref: one.record for one in some if isinstance(one, Good)}
        ties = [(ref, tie) for ref, record in records.items() for tie in record.ties]
        for ref, tie in ties:
            assert tie.ref in records
            if not records[tie.ref].shielded:
                assert ref in {back.ref for back in records[tie.ref].ties}
    assert sum(len(one.record.ties) for one in outcomes["family-hubs.jsonl"] if isinstance(one, Good)) > 100


def test_references_do_not_follow_the_order_of_the_people(truth) -> None:
    held = [int(row["ref"][1:]) for row in truth if row["provider"] == "ods:RXL" and "cast:" not in row["notes"]]
    assert min(abs(one - other) for one, other in pairwise(held)) > 1000


def test_agencies_overlap_as_agencies_do(outcomes) -> None:
    records = {name: len({one.record.ref for one in some if isinstance(one, Good)}) for name, some in outcomes.items()}
    assert 0.15 < records["police.csv"] / PEOPLE < 0.35
    assert 0.12 < records["family-hubs.jsonl"] / PEOPLE < 0.35
    assert 0.9 < records["health.ndjson"] / PEOPLE < 0.99


def test_what_is_hard_about_families_is_there(outcomes, truth) -> None:
    notes = Counter(note for row in truth for note in row["notes"].split(";"))
    assert all(notes[note] >= 2 for note in ("twin", "shielded", "adopted", "same_name"))
    names = defaultdict(list)
    people = {(row["provider"], row["ref"]): row["person"] for row in truth}
    for some in outcomes.values():
        for one in some:
            if isinstance(one, Good):
                record = one.record
                names[people[record.provider, record.ref]].append((record.names[0].family.lower(), record.dob))
    several = [seen for seen in names.values() if len(seen) > 1]
    differing = sum(len(set(seen)) > 1 for seen in several)
    assert 0.05 < differing / len(several) < 0.4


def test_shielded_people_arrive_without_the_refuge(outcomes, truth) -> None:
    shielded = {(row["provider"], row["ref"]) for row in truth if "shielded" in row["notes"]}
    for some in outcomes.values():
        for one in some:
            if isinstance(one, Good):
                record = one.record
                assert record.shielded == ((record.provider, record.ref) in shielded)
                assert REFUGE.postcode not in {address.postcode for address in record.addresses}
                assert REFUGE.uprn not in {address.uprn for address in record.addresses}


def test_the_careless_export_holds_what_the_connector_must_drop(written) -> None:
    assert REFUGE.postcode.encode() in (written[0] / "health.ndjson").read_bytes()


def test_sensitive_services_are_there_and_flagged(outcomes) -> None:
    classes = Counter(
        one
        for some in outcomes.values()
        for good in some
        if isinstance(good, Good)
        for involvement in good.record.involvements
        for one in involvement.classes
    )
    assert {"MENTAL_HEALTH", "SUBSTANCE_MISUSE", "SEXUAL_HEALTH", "DA_REFUGE", "DA_VICTIM", "SHIELDED"} <= set(classes)


def test_the_adopted_child_and_her_birth_identity_are_two_people_in_truth(truth) -> None:
    person = {row["ref"]: row["person"] for row in truth if row["provider"] == "ods:RXL"}
    assert person[DAISY.health] != person[DAISY_AT_BIRTH.health]


def test_the_cast_is_there_whatever_the_seed(tmp_path) -> None:
    write_partnership(tmp_path, 200, 99)
    found = {
        (one.record.provider, one.record.ref): one.record
        for name, kind in KINDS.items()
        for one in read(connector(kind), tmp_path / name, read_manifest(beside(tmp_path / name)))
        if isinstance(one, Good)
    }
    police = found["police:04", JORDAN.police]
    assert [one.service for one in police.involvements] == ["Exploitation team (Awaken)", "Missing from home team"]
    assert found["gss:E06000009", JORDAN.hub].involvements[0].lead_professional
    assert found["gss:E06000009", JORDAN.hub].addresses[0].postcode == HOMES["synth"].postcode
    assert found["ods:RXL", JORDAN.health].involvements[0].service == "0-19 school nursing"
    assert found["ods:RW5", JORDAN.health].involvements[0].classes == ("MENTAL_HEALTH",)
    assert all(found["gss:E06000009", one.hub].shielded for one in (NADIA, SAMI))


@pytest.mark.parametrize("people", [0, 199, 5_000_001])
def test_a_size_that_cannot_be_made_is_refused_with_the_sizes_that_can(tmp_path, people: int) -> None:
    with pytest.raises(ValueError, match="from 200 to 5,000,000 people"):
        write_partnership(tmp_path, people, 1)


def test_progress_is_told_and_ends_at_the_whole(tmp_path) -> None:
    told: list[tuple[int, int]] = []
    write_partnership(tmp_path, 12_000, 1, lambda done, of: told.append((done, of)))
    assert told[-1] == (12_000, 12_000)
    assert len(told) >= 3
