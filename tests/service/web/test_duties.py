"""What the asker is bound to, in words, and which agreements may be named."""

import re

import pytest
from msgspec.structs import replace

from service.enquiry.shapes import Basis, Person
from service.web.duties import bases_shown, duties


@pytest.mark.parametrize(
    ("obligations", "sentences"),
    [
        (("onward(ask)",), ["Ask the service it came from before you pass anything on."]),
        (("onward(deny)", "no_export"), ["Do not pass anything on.", "Do not put it into another system."]),
        (("expire_after(24h)", "marking(OFFICIAL-SENSITIVE)", "broker_contact", "watermark"), []),
        (("onward(allow)",), []),
        (("attend_training",), ["Attend training."]),
    ],
)
def test_an_obligation_is_a_sentence_unless_the_page_says_it_already(obligations, sentences) -> None:
    assert duties(obligations) == sentences


def basis(agreement: str) -> Basis:
    return Basis(agreement, "1.0.0", ("R1",), (), f"Sentence of {agreement}.", ())


async def test_the_agreement_behind_an_unnamed_service_is_not_named(walk, made) -> None:
    services = (made.police(basis=0), replace(made.unnamed, basis=1))
    answer = made.answer(
        outcome="found",
        people=(Person(relation="asked about", name="Jordan Synth", services=services),),
        bases=(basis("POLICE-COUNCIL"), basis("HEALTH-COUNCIL")),
    )
    assert [one.agreement for one in bases_shown(answer)] == ["POLICE-COUNCIL"]
    page = await walk.page_of(answer)
    assert "Sentence of POLICE-COUNCIL." in page
    assert "HEALTH" not in page
    assert re.search(r"An agreement of the partnership lets you know that another\s+service is involved", page)


async def test_without_an_unnamed_service_nothing_is_said_of_one(walk, made) -> None:
    person = Person(relation="asked about", name="Jordan Synth", services=(made.police(),))
    page = await walk.page_of(made.answer(outcome="found", people=(person,), bases=(basis("POLICE-COUNCIL"),)))
    assert "another" not in page.split("Why am I allowed")[1]
