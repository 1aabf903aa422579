"""Two invented pairs for the figure of weights: one person with a slip, and two sisters at one address."""

from connectors.records import Address, Name, NominalRecord, PartialDate
from service.matching.comparison import FIELDS, ORDER
from service.matching.model import shipped_model
from service.matching.normalise import person_from_record


def _record(given: str, family: str, born: PartialDate, house: str = "12") -> NominalRecord:
    return NominalRecord(
        provider="example",
        ref="",
        regime="part2",
        as_of=0,
        names=(Name(family, (given,)),),
        dob=born,
        sex="female",
        addresses=(Address(postcode="FY1 3XX", house=house, street="Windsor Road"),),
    )


PAIRS = {
    "One person: a nickname, one digit": (
        _record("Katie", "Ainsworth", PartialDate(2014, 5, 17)),
        _record("Katherine", "Ainsworth", PartialDate(2014, 5, 11)),
    ),
    "Two sisters at one address": (
        _record("Katie", "Ainsworth", PartialDate(2014, 5, 17)),
        _record("Hannah", "Ainsworth", PartialDate(2011, 9, 3)),
    ),
}
"""What is drawn: a title, and the two records."""


def weighed(one: NominalRecord, other: NominalRecord) -> list[tuple[str, float]]:
    """(what, bits) in order: the prior against strangers, each field compared, the household, and what is left."""
    model = shipped_model()
    score = model.score(person_from_record(one), person_from_record(other))
    fields = [
        (f"{name}: {FIELDS[name][level]}".replace("_", " "), weight)
        for name, level, weight in zip(ORDER, score.levels, score.weights, strict=True)
        if level
    ]
    strangers = model.prior_stranger + sum(score.weights)
    return [
        ("prior", model.prior_stranger),
        *fields,
        ("may be of one household", score.bits - strangers),
        ("left", score.bits),
    ]
