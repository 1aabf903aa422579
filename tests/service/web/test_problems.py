"""Errors as pages that say what to do next, and repeat nothing that was typed."""

import pytest
import structlog

from service.errors import NotFound, NotPermitted, ReasonCode, Unavailable

TYPED = {"family-name": "Canaryson", "postcode": "FY1 9ZZ"}


async def test_an_address_that_is_not_there_says_what_to_do(walk) -> None:
    response = await walk.http.get("/nowhere/Canaryson")
    assert response.status_code == 404
    assert "Page not found" in response.text and 'href="/home"' in response.text
    assert "Canaryson" not in response.text


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        (Unavailable(ReasonCode.LOG_UNAVAILABLE, "The log is down. Nothing was disclosed. Try again later."), 503),
        (NotPermitted(ReasonCode.ROLE_NOT_PERMITTED, "Your role may not ask this. Tell your IG lead."), 403),
        (NotFound(ReasonCode.NOT_FOUND, "Ask again from the home page."), 404),
    ],
)
async def test_a_refusal_is_a_page_with_its_advice(walk, refused, status: int) -> None:
    await walk.say_why()
    response = await walk.ask(refused, **TYPED)
    assert response.status_code == status
    assert refused.advice in response.text
    assert "Canaryson" not in response.text


async def test_a_fault_of_ours_shows_and_logs_nothing_of_itself(walk, made) -> None:
    await walk.say_why()
    walk.enquiries.fault = ValueError("Canaryson of FY1 9ZZ could not be parsed")
    with structlog.testing.capture_logs() as logged:
        response = await walk.post_whom(TYPED)
    assert response.status_code == 500
    assert "Nothing was disclosed. Try again in a few minutes." in response.text
    assert logged == [{"event": "page_failed", "error": "ValueError", "log_level": "error"}]
    assert "Canaryson" not in response.text and "FY1" not in response.text


async def test_the_wrong_method_is_a_page_too(walk) -> None:
    response = await walk.http.delete("/home")
    assert response.status_code == 405
    assert "<h1" in response.text
