"""Every word of the vocabulary has words that a person understands."""

import pytest

from isa.in_words import (
    ACTS,
    AGES,
    ASSURANCES,
    LEARN,
    RELATIONSHIPS,
    class_in_words,
    condition_in_words,
    day_in_words,
    gateways_in_words,
    listed,
    obligation_in_words,
)
from isa.vocabulary import RelationshipKind, Sensitivity, Vocabulary, load_vocabulary

WORDS = load_vocabulary()
HOURS = "24h"


def _text(word: str, of: str | None, vocabulary: Vocabulary) -> str:
    if of is None:
        return word
    return f"{word}({HOURS if of == 'hours' else vocabulary.choices(of)[0]})"


@pytest.mark.parametrize("word", sorted(name for name, one in WORDS.conditions.items() if one.enforced))
def test_every_condition_that_is_enforced_has_words_of_its_own(word: str) -> None:
    said = condition_in_words(_text(word, WORDS.conditions[word].of, WORDS), WORDS)
    assert said and "_" not in said
    assert not said.startswith(word.replace("_", " "))


@pytest.mark.parametrize("word", sorted(name for name, one in WORDS.obligations.items() if one.enforced))
def test_every_obligation_that_is_enforced_has_words_of_its_own(word: str) -> None:
    said = obligation_in_words(_text(word, WORDS.obligations[word].of, WORDS), WORDS)
    assert said and "_" not in said
    assert not said.startswith(word.replace("_", " "))


@pytest.mark.parametrize("choice", WORDS.onward)
def test_each_way_of_passing_on_is_said_differently(choice: str) -> None:
    others = {obligation_in_words(f"onward({other})", WORDS) for other in WORDS.onward if other != choice}
    assert obligation_in_words(f"onward({choice})", WORDS) not in others


def test_every_act_age_relationship_sign_in_level_and_class_has_words() -> None:
    assert set(WORDS.acts) == set(ACTS)
    assert set(WORDS.age_bands) == set(AGES)
    assert set(WORDS.assurances) == set(ASSURANCES)
    assert {kind.value for kind in RelationshipKind} == set(RELATIONSHIPS)
    assert set(LEARN) == {1, 2, 3, 4}
    for one in Sensitivity:
        assert class_in_words(one.value, WORDS) != one.value


def test_a_class_or_a_gateway_that_nobody_knows_is_said_by_its_code() -> None:
    assert class_in_words("NEW_CLASS", WORDS) == "NEW_CLASS"
    assert gateways_in_words(["Some.Act"], WORDS) == "Some.Act"


def test_what_a_condition_names_is_said_with_it() -> None:
    assert condition_in_words("requires_relationship(open_case|visit)", WORDS) == "an open case or a visit"
    assert condition_in_words("requires_training:IG-L2", WORDS) == "training in information governance, level 2"
    assert condition_in_words("within_area:BLACKPOOL", WORDS) == "a record of Blackpool"
    assert condition_in_words("subject_age(under18)", WORDS) == "a person whose age is under 18"
    assert obligation_in_words("expire_after(12h)", WORDS) == "the answer can be read for 12 hours"


def test_lists_and_days_read_as_people_write_them() -> None:
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a or b", "a, b or c"]
    assert day_in_words("2027-09-01") == "1 September 2027"
