"""A refused answer and one with nothing in it are the same page, to the byte."""

import re

from service.enquiry.shapes import Basis, Person, SourceNote, Why

NOTHING = "Nothing that you may see was found. That does not mean that no service is involved."


def without_nonce(response) -> tuple[str, dict[str, str]]:
    """Page and headers of a response, but for what must be fresh in every one."""
    nonce = re.search(r"'nonce-([^']+)'", response.headers["content-security-policy"])[1]
    assert nonce in response.text
    return response.text.replace(nonce, ""), {k: v.replace(nonce, "") for k, v in response.headers.items()}


async def shown(walk, made, answer) -> tuple[str, dict[str, str]]:
    walk.enquiries.answers[answer.enquiry] = made.disclosed(answer)
    response = await walk.http.get(f"/answers/{answer.enquiry}")
    assert response.status_code == 200
    return without_nonce(response)


async def test_a_denied_answer_and_an_empty_one_are_the_same_bytes(walk, made) -> None:
    denied = made.answer(
        band="confirmed",
        message="Not permitted by any rule.",
        why=(Why("given name", "agrees"),),
        people=(Person(relation="asked about", name="Jordan Synth"),),
        bases=(Basis("LANCS-ISA-0042", "1.3", ("R9",), (), "Nobody may learn this.", ()),),
        not_covered=(SourceNote("Blackpool housing", "late"),),
    )
    nothing_held = await shown(walk, made, made.answer())
    assert await shown(walk, made, denied) == nothing_held
    assert NOTHING in nothing_held[0]


async def test_an_answer_found_with_nobody_in_it_is_that_page_too(walk, made) -> None:
    assert await shown(walk, made, made.answer(outcome="found")) == await shown(walk, made, made.answer())


async def test_the_page_says_what_to_do_next_and_proves_the_question(walk, made) -> None:
    page, _ = await shown(walk, made, made.answer())
    assert "Ring the services that you would expect to know the family." in page
    assert "follow your safeguarding procedure" in page
    assert 'href="/answers/enq_0001/receipt"' in page


async def test_the_way_to_the_page_is_the_same_too(walk, made) -> None:
    await walk.say_why()
    first = await walk.ask(made.answer(), **{"family-name": "Canaryson"})
    second = await walk.ask(made.answer(band="confirmed"), **{"family-name": "Canaryson"})
    assert (first.status_code, first.content, first.headers["location"]) == (
        second.status_code,
        second.content,
        second.headers["location"],
    )


async def test_more_than_one_says_so_without_saying_who(walk, made) -> None:
    several = made.answer(outcome="more_than_one", people=(Person(relation="asked about", name="Jordan Synth"),))
    page, _ = await shown(walk, made, several)
    assert "This could be more than one person." in page
    assert "Jordan" not in page
