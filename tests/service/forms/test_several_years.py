"""In every form an entry is named by its own log and its index there, whichever year it is of."""

import csv
import io
import json

import pytest

from audit.events import Actor, Entry, EventType
from audit.log import Logged
from audit.numbering import Numbering
from audit.template import template
from service.errors import NotAcceptable
from service.forms.comma_separated import as_csv
from service.forms.fhir_bundle import collection
from service.forms.proved import proved
from service.forms.provenance import provenance
from service.forms.recorded import Recorded, read_recorded
from service.forms.wanted import FOREVER, Wanted
from service.leaf import read_leaf

OLD, NEW = "a.example/log/2026", "a.example/log/2027"
NUMBERING = Numbering([(OLD, 10)], NEW)
EARLIER = {"earlier": {"index": 7, "origin": OLD}}


def logged(number: int, relates_to: int | None = None, **details: object) -> Logged:
    entry = Entry(EventType.ENQUIRY_REREAD, f"r{number}", Actor("s", "a"), relates_to=relates_to, details=details)
    return Logged(number, template(entry).at(number), NUMBERING)


@pytest.fixture
def recorded() -> list[Recorded]:
    """Index 4 of the new log about index 7 of the old; index 2 of the new about its first; index 7 of the old."""
    return [read_recorded(one, "nobody.asks") for one in (logged(14, **EARLIER), logged(12, 0), logged(7))]


def test_in_a_spreadsheet_the_log_stands_beside_the_index(recorded: list[Recorded]) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(recorded), newline="")))
    told = [(row["log"], row["index"], row["relates_to_log"], row["relates_to"]) for row in rows]
    assert told == [(NEW, "4", OLD, "7"), (NEW, "2", NEW, "0"), (OLD, "7", "", "")]


def test_in_prov_equal_indices_of_two_logs_are_two_things(recorded: list[Recorded]) -> None:
    document = provenance(recorded, NEW)
    assert set(document["entity"]) >= {"entry:4", "entry:2", "entry2:7"}
    assert document["prefix"]["entry2"] != document["prefix"]["entry"]
    assert "2026" in document["prefix"]["entry2"]
    influenced = {(one["prov:influencee"], one["prov:influencer"]) for one in document["wasInfluencedBy"].values()}
    assert influenced == {("entry:4", "entry2:7"), ("entry:2", "entry:0")}
    attributed = {one["prov:entity"]: one["prov:agent"] for one in document["wasAttributedTo"].values()}
    assert attributed["entry2:7"] != attributed["entry:4"]


def test_in_fhir_ids_are_numbers_through_all_years_and_proof_is_by_log(recorded: list[Recorded]) -> None:
    resources = [one["resource"] for one in collection(recorded, "https://a.example")["entry"]]
    assert [one["id"] for one in resources] == ["14", "12", "7"]
    text = json.dumps(resources[0])
    assert "a.example%2Flog%2F2026" in text
    assert "a.example%2Flog%2F2027" in text


async def test_a_file_of_proofs_is_of_one_log(recorded: list[Recorded]) -> None:
    wanted = Wanted("", "", "", -FOREVER, FOREVER)
    with pytest.raises(NotAcceptable, match="several years"):
        await proved(recorded, wanted, None)


def test_on_a_page_what_it_is_about_is_named_with_its_year() -> None:
    leaf = read_leaf(logged(14, **EARLIER))
    assert (leaf.index, leaf.name, leaf.relates_to, leaf.relates_to_name) == (14, "2027-4", 7, "2026-7")
    leaf = read_leaf(logged(12, 0))
    assert (leaf.name, leaf.relates_to, leaf.relates_to_name) == ("2027-2", 10, "2027-0")
    leaf = read_leaf(logged(12, earlier={"index": 7, "origin": "another.example"}))
    assert (leaf.relates_to, leaf.relates_to_name) == (None, "")
