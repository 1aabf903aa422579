"""Scenario 16: an identifier of section 4.1 is taken or refused exactly by its rule, and a refused one is not echoed.

The vectors themselves are tests of the connectors; here they go through the enquiry and through a load.
"""

import json

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")

GOOD = [
    ("nhs", "9990000018"), ("nhs", "999 000 0026"), ("nhs", "9434765919"),
    ("pnc", "2002/0073319Z"), ("pnc", "1979/0163001B"), ("pnc", "81/34U"), ("pnc", "2019/0048213U"),
    ("cro", "065656/91H"), ("cro", "SF05/482703J"), ("cro", "SF83/50058Z"), ("cro", "048213/19D"),
    ("cro", "SF19/48213X"),
    ("upn", "H801200001001"), ("upn", "N890400019017"), ("upn", "P89040001901A"),
    ("uln", "1000000019"), ("uln", "2000000028"), ("uln", "3000000037"),
]  # fmt: skip
BAD = [
    ("nhs", "9990000019"), ("nhs", "9991234560"), ("nhs", "999000001"),
    ("pnc", "2001/0171310S"), ("pnc", "2003/0011985Z"), ("cro", "85227/65G"),
    ("upn", "I801200001001"), ("upn", "H801200001002"), ("uln", "1000000018"), ("uln", "9999999999"),
]  # fmt: skip


def about(scheme: str, value: str) -> dict:
    return {"family_name": "Nobody", "identifiers": [{"scheme": scheme, "value": value}]}


@pytest.mark.parametrize(("scheme", "value"), GOOD)
async def test_a_good_number_is_taken(house, scheme: str, value: str) -> None:
    reply = await house.post("social-worker", person=about(scheme, value))
    assert reply.status_code == 200


@pytest.mark.parametrize(("scheme", "value"), BAD)
async def test_a_number_that_breaks_its_rule_is_refused_in_words_and_not_echoed(house, scheme: str, value: str):
    reply = await house.post("social-worker", person=about(scheme, value))
    assert reply.status_code == 422
    (fault,) = reply.json()["faults"]
    assert fault["field"] == "identifiers"
    assert fault["advice"] == f"Check the {scheme.upper()} number: its check digit or its form is not right."
    assert value not in reply.text


@pytest.mark.parametrize(("scheme", "value"), [("nhs", "999 000 0018"), ("pnc", "19/48213U"), ("cro", "48213/19D")])
async def test_a_number_finds_its_person_however_it_is_written(house, scheme: str, value: str) -> None:
    person = {"family_name": "Synth", "given_name": "Jordan", "identifiers": [{"scheme": scheme, "value": value}]}
    reply = await house.ask("social-worker", person=person)
    assert reply["answer"]["outcome"] == "found"


@pytest.mark.parametrize(("scheme", "value"), [("nhs_number", "9990000019"), ("upn", "H801200001002")])
async def test_in_a_load_a_wrong_number_goes_to_quarantine_and_the_rest_of_its_line_is_kept(
    house, hub_case, scheme: str, value: str
) -> None:
    number = {"value": value, "status": "verified_pds"} if scheme == "nhs_number" else value
    line = hub_case(
        f"EHM-8{value[:4]}", "Askew", "Nell", "2015-02-0" + value[-1], "FY1 4DQ", identifiers={scheme: number}
    )
    summary = await house.load("family_hubs", line, "gss:E06000009")
    assert (summary.tally.read, summary.tally.new) == (1, 1)
    assert sum(summary.tally.quarantined.values()) == 1
    assert value not in json.dumps(summary.lines())
