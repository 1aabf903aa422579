"""What a rule comes to is bounded by data sets and by what is agreed of sensitive classes; they never widen it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from isa.agreement import Agreement
from isa.effective import age_bands, agreed_fields, closed_classes, opens, subject_roles
from isa.reading import read_agreement
from isa.vocabulary import Vocabulary

Read = Callable[..., Agreement]
KIND = "police.family_involvement"


@pytest.fixture
def read(document: dict[str, Any], vocabulary: Vocabulary) -> Read:
    """The agreement with its first data set (police involvement) changed."""
    assert document["data_sets"][0]["record_type"] == KIND

    def make(**parts: Any) -> Agreement:
        document["data_sets"][0].update(parts)
        return read_agreement(json.dumps(document), vocabulary)

    return make


def test_a_level_tells_the_fields_of_that_level_and_below(read: Read, vocabulary: Vocabulary) -> None:
    agreement = read()
    told = [agreed_fields(agreement, agreement.rules[0], KIND, level, vocabulary) for level in (0, 1, 2)]
    assert told[0] == frozenset()
    assert told[1] == {"involvement_exists"}
    assert told[1] < told[2]
    assert "contact_card" in told[2]


def test_a_stricter_field_is_told_at_its_own_level(read: Read, vocabulary: Vocabulary) -> None:
    agreement = read(fields=["involvement_exists", {"name": "contact_card", "level_min": 3}, "service"])
    (rule, *_) = agreement.rules
    assert agreed_fields(agreement, rule, KIND, 2, vocabulary) == {"involvement_exists", "service"}
    assert "contact_card" in agreed_fields(agreement, rule, KIND, 3, vocabulary)


def test_a_fields_own_class_bounds_the_level_at_which_it_is_told(read: Read, vocabulary: Vocabulary) -> None:
    agreement = read(fields=[{"name": "involvement_exists", "sensitivity": "MENTAL_HEALTH"}, "service"])
    (rule, *_) = agreement.rules
    assert agreed_fields(agreement, rule, KIND, 2, vocabulary) == {"involvement_exists", "service"}
    harsher = agreement.data_sets[0].model_copy(
        update={"fields": (agreement.data_sets[0].fields[0].model_copy(update={"level_min": 2}), "service")}
    )
    changed = agreement.model_copy(update={"data_sets": (harsher, *agreement.data_sets[1:])})
    assert agreed_fields(changed, rule, KIND, 2, vocabulary) == {"service"}


@pytest.mark.parametrize(
    ("parts", "bands"),
    [
        ({}, ("adult", "under18", "unknown")),
        ({"age_range": {"under": 18}}, ("under18",)),
        ({"age_range": {"at_least": 18}}, ("adult",)),
        ({"exclude_predicates": ["subject_age(under18|unknown)"]}, ("adult",)),
    ],
)
def test_where_an_age_is_asked_people_of_unknown_age_are_left_out(
    parts: dict[str, Any], bands: tuple[str, ...], read: Read, vocabulary: Vocabulary
) -> None:
    agreement = read(**parts)
    assert age_bands(agreement, agreement.rules[0], KIND, vocabulary) == bands


def test_parts_in_a_record_are_bounded_by_the_data_set(read: Read, vocabulary: Vocabulary) -> None:
    agreement = read(subject_roles=["victim", "witness"], exclude_predicates=["subject_role(witness)"])
    assert subject_roles(agreement, agreement.rules[0], KIND, vocabulary) == ("victim",)


def test_classes_are_closed_to_roles_that_may_not_see_them(
    document: dict[str, Any], read: Read, vocabulary: Vocabulary
) -> None:
    document["sensitivity"] = {"classes": ["DA_VICTIM"], "default_level": 1, "visible_to": ["social_worker"]}
    agreement = read(exclude_predicates=["sensitivity(STAFF_VIP)"])
    assert closed_classes(agreement, KIND, "social_worker", vocabulary) == {"STAFF_VIP"}
    assert closed_classes(agreement, KIND, "police_officer", vocabulary) == {"STAFF_VIP", "DA_VICTIM"}
    document["sensitivity"]["default_level"] = 0
    assert "DA_VICTIM" in closed_classes(read(), KIND, "social_worker", vocabulary)


def test_an_agreement_that_opens_by_flows_opens_nothing_itself(
    document: dict[str, Any], read: Read, vocabulary: Vocabulary
) -> None:
    assert opens(read(), read().rules[0])
    document["opens_by"] = "flows"
    assert not any(opens(read(), rule) for rule in read().rules)
