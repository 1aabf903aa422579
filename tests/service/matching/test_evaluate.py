"""On the ONS's made-up households: how often the right person is found, and how often somebody else."""

import random
from pathlib import Path

import pytest

from service.matching.bands import Band
from service.matching.evaluate import Answer, Index, answers, by_group, quality
from service.matching.model import Model
from service.matching.shipped import read
from service.matching.tokens import IndexKey


def test_the_shares_are_counted_as_they_say() -> None:
    found = [
        Answer(Band.CONFIRMED, True, True, 12.0, "a"),
        Answer(Band.LIKELY, True, True, 5.0, "a"),
        Answer(Band.NONE, False, True, 0.0, "b"),
        Answer(Band.CONFIRMED, False, False, 9.0, "b"),
    ]
    whole = quality(found)
    assert (whole.queries, whole.findable) == (4, 3)
    assert whole.confirmed_right == pytest.approx(1 / 3)
    assert whole.shown_right == pytest.approx(2 / 3)
    assert whole.shown_wrong == pytest.approx(1 / 4)
    assert whole.strangers_confirmed == 1
    assert by_group(found)["a"].shown_right == 1
    assert quality([]).shown_right == 0


def test_the_right_person_is_found_and_hardly_ever_another(essnet: Path, model: Model, key: IndexKey) -> None:
    census, cis = read(essnet / "census.csv"), read(essnet / "cis.csv")
    index = Index(key)
    for who, person in census:
        index.add(who, person)
    asked = [(who, person, "") for who, person in random.Random(1).sample(cis, 1000)]
    whole = quality(answers(asked, index, {who: who for who, _ in census}, model.scaled(len(census))))
    assert whole.shown_right >= 0.95
    assert whole.shown_wrong <= 0.003
    assert whole.confirmed_wrong <= 0.001
