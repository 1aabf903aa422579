"""Our levels as Splink writes them: named as ours are, weighed as ours are, and judged alike on plain records."""

from typing import Any

import pytest

from connectors.records import Address, Name, NominalRecord, PartialDate
from deploy.bench.match.levels_in_sql import DUCKDB, comparisons, conditions, plain
from service.matching.comparison import FIELDS, ORDER, levels
from service.matching.model import shipped_model
from service.matching.normalise import person_from_record
from service.matching.person import Person
from service.matching.splink_sql import condition


def person(given: str, family: str, born: tuple[int, int, int], postcode: str = "FY1 3XX", house: str = "1") -> Person:
    return person_from_record(
        NominalRecord(
            provider="a",
            ref="",
            regime="part2",
            as_of=0,
            names=(Name(family, (given,)),),
            dob=PartialDate(*born),
            sex="female",
            addresses=(Address(postcode=postcode, house=house, street="Windsor Road"),),
        )
    )


ANN = person("Ann", "Ainsworth", (2014, 5, 17))
PAIRS = [
    (ANN, ANN),
    (ANN, person("Ainsworth", "Ann", (2014, 5, 17))),
    (ANN, person("A", "Ainsworht", (2014, 5, 11))),
    (ANN, person("Hannah", "Ainsworth", (2011, 9, 3))),
    (person("Bob", "Smith", (1980, 3, 2)), person("Robert", "Smyth", (1980, 2, 3), house="2")),
    (ANN, person("Zoe", "Nowak", (1955, 12, 30), "M1 1AE", "77")),
]


def judged(one: Person, other: Person, field: str) -> str:
    """The name of the level that the SQL finds."""
    left, right = ({name: values[0] for name, values in plain([who]).items()} for who in (one, other))
    [made] = comparisons([field], DUCKDB)
    tried: list[dict[str, Any]] = made["comparison_levels"]
    for level in tried:
        if level["sql_condition"] == "ELSE" or condition(level["sql_condition"])(left, right) is True:
            return str(level["label_for_charts"])
    raise AssertionError("no level holds")


@pytest.mark.parametrize("field", ["given", "family", "birth", "address", "sex"])
@pytest.mark.parametrize("pair", PAIRS)
def test_plain_records_get_the_level_that_they_get_from_us(field: str, pair: tuple[Person, Person]):
    ours = levels(*pair)[ORDER.index(field)]
    assert judged(*pair, field) == FIELDS[field][ours]


def test_every_level_is_named_as_one_of_ours():
    for field, tried in conditions(DUCKDB).items():
        assert {name for name, _ in tried} <= set(FIELDS[field][1:]), field


def test_the_weights_of_what_sql_cannot_say_are_in_the_last_level():
    model = shipped_model().source
    for made in comparisons(list(conditions(DUCKDB)), DUCKDB, model):
        weighed = [level for level in made["comparison_levels"] if "m_probability" in level]
        assert sum(level["m_probability"] for level in weighed) == pytest.approx(1, abs=1e-3)
        assert sum(level["u_probability"] for level in weighed) == pytest.approx(1, abs=1e-3)
        assert all(level["m_probability"] > 0 for level in weighed)
