"""Why, in the asker's own terms: only what was typed, and nothing from a hidden address."""

import pytest

from connectors.records import Identifier, Name, PartialDate
from service.matching.explain import Why, explain
from service.matching.model import Model
from service.matching.normalise import person_from_record, person_from_sought
from service.matching.sought import Sought

BORN = PartialDate(2011, 4, 2)


@pytest.fixture
def why(record, model: Model):
    def judge(sought: Sought, held=None) -> dict[str, Why]:
        typed, candidate = person_from_sought(sought), person_from_record(held or record())
        return {one.field: one for one in explain(sought, typed, model.score(typed, candidate), candidate)}

    return judge


def test_only_what_was_typed_is_named(why) -> None:
    assert list(why(Sought("Synth", "Jordan"))) == ["given_name", "family_name"]
    assert list(why(Sought(postcode="FY1 3XX"))) == ["address"]
    assert why(Sought()) == {}


@pytest.mark.parametrize(
    ("sought", "field", "verdict", "how"),
    [
        (Sought("Synth", "Jordan"), "given_name", "agrees", ""),
        (Sought("Synth", "Jordy"), "given_name", "close", "nickname"),
        (Sought("Synth", "Jordyn"), "given_name", "close", "one_letter"),
        (Sought("Synth", "J"), "given_name", "close", "initial"),
        (Sought("Jordan", "Synth"), "family_name", "close", "names_swapped"),
        (Sought("Synth-Jones", "Jordan"), "family_name", "close", "one_part"),
        (Sought("Symph", "Jordan"), "family_name", "close", "similar"),
        (Sought("Synth", "Casey"), "given_name", "differs", ""),
        (Sought("Synth", "Jordan", (), BORN), "date_of_birth", "agrees", ""),
        (Sought("Synth", "Jordan", (), PartialDate(2011, 2, 4)), "date_of_birth", "close", "day_month_swapped"),
        (Sought("Synth", "Jordan", (), PartialDate(2011, 4, 3)), "date_of_birth", "close", "one_digit"),
        (Sought("Synth", "Jordan", (), PartialDate(2011)), "date_of_birth", "close", "year"),
        (Sought("Synth", "Jordan", ("Lee",)), "other_names", "not_compared", ""),
        (Sought("Synth", "Jordan", phone="07700 900123"), "phone", "not_compared", ""),
        (Sought("Synth", "Jordan", postcode="FY1 3XX"), "address", "agrees", "postcode"),
        (Sought("Synth", "Jordan", postcode="FY1 3XX", house="9"), "address", "close", "neighbour"),
        (Sought("Synth", "Jordan", sex="female"), "sex", "differs", ""),
        (Sought(identifiers=(Identifier("nhs", "9990000018"),)), "nhs", "not_compared", ""),
    ],
)
def test_each_verdict_says_how(why, sought: Sought, field: str, verdict: str, how: str) -> None:
    one = why(sought)[field]
    assert (one.verdict, one.how) == (verdict, how)
    assert one.sentence.endswith(".")


def test_a_previous_name_is_close_and_not_told(record, why) -> None:
    married = record(family="Jones", other_names=(Name("Synth", (), "previous"),))
    one = why(Sought("Synth", "Jordan"), married)["family_name"]
    assert (one.verdict, one.how) == ("close", "previous_name")
    assert "Jones" not in one.sentence


def test_nothing_of_a_shielded_persons_address_or_phone_is_named(record, why) -> None:
    sought = Sought("Synth", "Jordan", (), BORN, "FY1 3XX", "22", "Windsor Road", "07700 900123")
    assert set(why(sought, record(shielded=True))) == {"given_name", "family_name", "date_of_birth"}
    assert {"address", "phone"} <= set(why(sought))


def test_no_sentence_holds_a_value_of_anybody(record, why) -> None:
    sought = Sought(
        "Sinth", "Jordy", ("Lee",), PartialDate(2011, 4, 3), "FY1 3XY", "22", "Windsor Road", "07700 900123"
    )
    for one in why(sought).values():
        assert not any(value in one.sentence for value in ("Synth", "Sinth", "Jord", "2011", "FY1", "Windsor", "7700"))


def test_a_shielded_persons_previous_name_is_not_called_one(record, why) -> None:
    married = record(family="Jones", other_names=(Name("Synth", (), "previous"),), shielded=True)
    assert why(Sought("Synth", "Jordan"), married)["family_name"].how == "other_name"
