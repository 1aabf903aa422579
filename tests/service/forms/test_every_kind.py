"""Every kind of entry is told in each form: a kind that is new to the log must be given one before it can be logged."""

import csv
import io

import pytest

from audit.events import EventType, Operation
from service.forms.comma_separated import as_csv
from service.forms.fhir_event import audit_event
from service.forms.fhir_kinds import BY_OPERATION, OF_EVENTS
from service.forms.provenance import provenance

KINDS = pytest.mark.parametrize("kind", list(EventType), ids=lambda kind: kind.value)
OPERATIONS = (None, *Operation)


def test_somebody_has_said_of_each_kind_what_fhir_calls_it_once() -> None:
    assert set(OF_EVENTS) | BY_OPERATION == set(EventType)
    assert not set(OF_EVENTS) & BY_OPERATION


@KINDS
def test_it_is_a_valid_audit_event_that_names_it_whatever_its_operation(kind, recorded, definitions) -> None:
    for operation in OPERATIONS:
        event = audit_event(recorded(type=kind, operation=operation))
        assert definitions.check(event) == []
        assert kind.value in str(event)
        assert event["action"] in ("C", "R", "U", "D", "E")


@KINDS
def test_it_is_an_activity_of_prov_of_that_type(kind, recorded) -> None:
    document = provenance([recorded(type=kind)], "fylde.example/log/2026")
    (activity,) = document["activity"].values()
    assert activity["prov:type"] == {"$": f"event:{kind.value}", "type": "prov:QUALIFIED_NAME"}


@KINDS
def test_it_is_a_word_of_the_csv(kind, recorded) -> None:
    (row,) = csv.DictReader(io.StringIO(as_csv([recorded(type=kind)])))
    assert row["type"] == kind.value


@pytest.mark.parametrize("kind", [EventType.KEY_ROTATED, EventType.SHARD_CLOSED, EventType.SHARD_BEGUN,
                                  EventType.WITNESSES_LAGGED, EventType.WITNESSES_CAUGHT_UP])  # fmt: skip
def test_what_befalls_the_log_itself_is_no_interaction_with_records(kind, recorded) -> None:
    event = audit_event(recorded(type=kind, operation=None, decision=None))
    assert event["type"]["system"] == "http://dicom.nema.org/resources/ontology/DCM"
    assert "profile" not in event.get("meta", {})
