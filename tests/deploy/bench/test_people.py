"""Whom the benches ask about: typed as a practitioner would, the same for the same seed."""

import random
from pathlib import Path

import pytest

from connectors.records import Address, Name, NominalRecord, PartialDate
from connectors.sandbox.partnership import write_partnership
from deploy.bench.people import as_typed, draw, question, read_truth
from service.api.bodies import EnquiryBody

FILES = (("police", "police.csv"), ("health", "health.ndjson"))
RECORD = NominalRecord(
    provider="police:04",
    ref="n/1",
    regime="part3",
    as_of=0,
    names=(Name("EXAMPLE", ("ADA",)),),
    dob=PartialDate(2014, 3, 9),
    addresses=(Address(postcode="FY1 4AA"),),
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    write_partnership(folder, 200, 5)
    return folder


def test_a_person_as_held_is_typed_as_the_record_has_them():
    typed = as_typed(RECORD, random.Random(1), "as held").person
    assert typed == {
        "family_name": "Example", "given_name": "Ada", "date_of_birth": "2014-03-09", "postcode": "FY1 4AA",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("slip", "field", "typed"),
    [
        ("no postcode", "postcode", ""),
        ("day and month swapped", "date_of_birth", "2014-09-03"),
        ("year only", "date_of_birth", "2014"),
    ],
)
def test_a_slip_changes_what_it_says(slip: str, field: str, typed: str):
    assert as_typed(RECORD, random.Random(1), slip).person[field] == typed


def test_a_slip_in_a_name_changes_one_name():
    typed = as_typed(RECORD, random.Random(3), "slip in a name").person
    assert (typed["family_name"] != "Example") != (typed["given_name"] != "Ada")


def test_the_same_seed_draws_the_same_people_and_all_are_in_the_truth(files: Path):
    once, again = (draw(files, FILES, 40, 290, 9) for _ in range(2))
    assert once == again and len(once) == 40
    assert len({(one.provider, one.ref) for one in once}) == 40
    truth = read_truth(files / "truth.csv")
    assert all((one.provider, one.ref) in truth for one in once)


def test_a_question_is_one_that_the_service_takes(files: Path):
    for one in draw(files, FILES, 40, 290, 9):
        assert EnquiryBody.model_validate(question(one, "family")).typed().purpose == "safeguard_child"
