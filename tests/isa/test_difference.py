"""What would newly be shared is said for exactly those whom it concerns, and no change of a document goes unsaid."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isa.agreement import AgreementRefused
from isa.difference import Difference, difference
from isa.reading import read_agreement
from isa.vocabulary import Vocabulary, load_vocabulary

Change = Callable[[dict[str, Any]], Any]
WORDS = load_vocabulary()


def rule(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in document["rules"] if one["id"] == name)
    return found


@pytest.fixture
def changed(document: dict[str, Any], vocabulary: Vocabulary) -> Callable[[Change], tuple[Difference, Difference]]:
    """The difference that a change makes, and the one that taking it back makes."""

    def made(change: Change) -> tuple[Difference, Difference]:
        new = copy.deepcopy(document)
        change(new)
        before, after = (read_agreement(json.dumps(one), vocabulary) for one in (document, new))
        return difference(before, after, vocabulary), difference(after, before, vocabulary)

    return made


def test_a_higher_level_opens_for_its_roles_and_purposes_alone(changed) -> None:
    found, back = changed(lambda document: rule(document, "R1").update(max_level=3))
    (shift,) = found.shifts
    assert (shift.kind, shift.recipients, shift.providers) == ("opens", ("gss:E06000009",), ("police:04",))
    assert shift.roles == ("agency_system", "family_hub_supervisor", "family_hub_worker")
    assert shift.purposes == ("early_help_coordination",)
    assert (shift.before, shift.level) == (2, 3)
    assert "Until now: who to contact." in shift.sentence
    (closed,) = back.shifts
    assert (closed.kind, closed.level, closed.before) == ("closes", 3, 2)
    assert "From then on: who to contact." in closed.sentence


def test_a_new_role_opens_all_that_the_rule_tells(changed) -> None:
    found, _ = changed(lambda document: rule(document, "R4")["recipient_roles"].append("agency_system"))
    (shift,) = found.shifts
    assert (shift.kind, shift.roles, shift.before, shift.level) == ("opens", ("agency_system",), 0, 2)


def test_a_condition_dropped_opens_and_says_which(changed) -> None:
    found, back = changed(lambda document: rule(document, "R2")["conditions"].remove("requires_training(IG-L2)"))
    (shift,) = found.shifts
    assert (shift.kind, shift.before, shift.level) == ("opens", 3, 3)
    assert "no longer only trained to IG-L2" in shift.sentence
    assert "from then on only trained to IG-L2" in back.shifts[0].sentence


def test_one_more_relationship_opens(changed) -> None:
    def widen(document: dict[str, Any]) -> None:
        conditions = rule(document, "R8")["conditions"]
        conditions[0] = "requires_relationship(open_case|meeting|visit)"

    found, back = changed(widen)
    assert [one.kind for one in found.shifts] == ["opens"]
    assert [one.kind for one in back.shifts] == ["closes"]


def test_a_field_redacted_closes_and_names_it(changed) -> None:
    found, back = changed(lambda document: rule(document, "R1").update(field_redact=["service"]))
    (shift,) = found.shifts
    assert (shift.kind, shift.fields) == ("closes", ("service",))
    assert "may no longer learn service from Lancashire Constabulary" in shift.sentence
    assert "may also learn service" in back.shifts[0].sentence


@pytest.mark.parametrize(
    "narrower",
    [
        {"age_range": {"under": 18}},
        {"subject_roles": ["victim"]},
        {"exclude_predicates": ["sensitivity(DA_VICTIM)"]},
    ],
    ids=["by age", "by part in the record", "by class"],
)
def test_a_data_set_about_fewer_people_closes_and_the_wider_one_opens(changed, narrower: dict[str, Any]) -> None:
    def narrow(document: dict[str, Any]) -> None:
        next(one for one in document["data_sets"] if one["record_type"] == "police.family_involvement").update(narrower)

    found, back = changed(narrow)
    assert {one.kind for one in found.shifts} == {"closes"}
    assert {one.kind for one in back.shifts} == {"opens"}
    assert {one.record_types for one in (*found.shifts, *back.shifts)} == {("police.family_involvement",)}


def test_a_bar_taken_away_is_said_to_open(changed) -> None:
    found, back = changed(lambda document: document["rules"].remove(rule(document, "R9")))
    assert {one.kind for one in found.shifts} == {"opens"}
    assert all(one.startswith("No longer barred") and "under 18" in one for one in found.opens)
    assert all(one.startswith("Newly barred") for one in back.closes)


def test_a_rule_written_in_two_is_no_change_of_what_is_shared(changed) -> None:
    def split(document: dict[str, Any]) -> None:
        first = rule(document, "R1")
        second = copy.deepcopy(first) | {"id": "R11", "recipient_roles": [first["recipient_roles"].pop()]}
        document["rules"].append(second)

    found, back = changed(split)
    assert found.shifts == back.shifts == ()
    assert found.changes


def test_dates_retention_and_basis_are_said_with_both_values(changed) -> None:
    def change(document: dict[str, Any]) -> None:
        document["review_due"] = "2027-06-30"
        document["retention"]["audit_years"] = 9
        document["lawful_basis"][0]["apd_ref"] = "BC-APD-9"

    found, _ = changed(change)
    said = [str(one) for one in found.changes]
    assert "review due: was 2027-09-30; becomes 2027-06-30" in said
    assert "retention, audit years: was 7; becomes 9" in said
    assert any("lawful basis early_help_coordination provider" in one and "BC-APD-9" in one for one in said)
    assert found.shifts == ()


def test_against_nothing_everything_is_newly_shared(document: dict[str, Any], vocabulary: Vocabulary) -> None:
    found = difference(None, read_agreement(json.dumps(document), vocabulary), vocabulary)
    assert {one.kind for one in found.shifts} == {"opens"}
    assert all(one.before == 0 for one in found.shifts)


def test_the_same_document_has_no_difference(changed) -> None:
    found, _ = changed(lambda document: None)
    assert (found.shifts, found.emergencies, found.changes) == ((), (), ())


def leaves(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [leaf for name, part in parts for leaf in leaves(part, (*place, name))]
    return [*found, place] if place else found


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_change_of_a_document_goes_unsaid(document: dict[str, Any], data: st.DataObject) -> None:
    new = copy.deepcopy(document)
    *path, last = data.draw(st.sampled_from(leaves(document)))
    inside = new
    for step in path:
        inside = inside[step]
    old = inside[last]
    if isinstance(old, str) and data.draw(st.booleans()):
        inside[last] = f"{old} indeed" if " " in old else data.draw(st.sampled_from([old + "X", "2027-01-05", "R77"]))
    elif isinstance(old, int) and data.draw(st.booleans()):
        inside[last] = not old if isinstance(old, bool) else old + 1
    else:
        del inside[last]
    before = read_agreement(json.dumps(document), WORDS)
    try:
        after = read_agreement(json.dumps(new), WORDS)
    except AgreementRefused:
        return
    found = difference(before, after, WORDS)
    assert bool(found.changes) == (before != after)
