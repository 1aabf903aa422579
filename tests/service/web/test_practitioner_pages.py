"""Contact, requests, decisions not to share, history and guidance: what they show, refuse and escape."""

from dataclasses import replace

import pytest

from service.errors import FieldFault, ReasonCode
from service.follow_up.texts import Reply, Wanted
from service.leaf import Leaf
from service.store.follow_up import FollowUpRow
from service.web.guidance import first_lines
from service.web.practice_ports import CardInHand, MayShare

REFERENCE = "5e6b7a48c1a2d4e6"
ENQUIRY = "enq_0001"
BAD = '"><script>alert(1)</script>'


@pytest.fixture
def row(made) -> FollowUpRow:
    return FollowUpRow(
        1, REFERENCE, "call_back", "waiting", 4, ENQUIRY, "0-0", "staff-7", "gss:E06000009", "social_worker",
        "early_help", "police:04", "police.family_involvement", 1, "", "today", made.now - 3600, made.now + 3600,
    )  # fmt: skip


def card(made, service, fields=()) -> CardInHand:
    return CardInHand(ENQUIRY, "0-0", "Jordan Synth", service, made.family_of_seven(), fields)


@pytest.fixture
def police(made, practice):
    practice.cards[ENQUIRY, "0-0"] = card(made, made.police())
    return practice


async def test_a_card_leads_with_the_number_and_has_a_fallback(walk, police) -> None:
    page = (await walk.http.get(f"/answers/{ENQUIRY}/contact/0-0")).text
    assert page.index("01632 960 101") < page.index("Ask them for something") < page.index("If nobody answers")
    assert "01632 960 100" in page.partition("If nobody answers")[2]


async def test_a_card_of_a_service_that_closed_says_so_before_anybody_rings(walk, made, practice) -> None:
    closed = made.police(status="closed", since="2026-03")
    practice.cards[ENQUIRY, "0-0"] = card(made, closed)
    page = (await walk.http.get(f"/answers/{ENQUIRY}/contact/0-0")).text
    assert page.index("Closed, began March 2026") < page.index("Ask them for something")


async def test_of_a_service_that_is_not_named_only_a_call_back_is_offered(walk, made, practice) -> None:
    practice.cards[ENQUIRY, "0-0"] = card(made, made.unnamed)
    page = (await walk.http.get(f"/answers/{ENQUIRY}/contact/0-0")).text
    assert "call-back" in page
    assert "more-detail" not in page
    for kind in ("more-detail", "no-longer-correct"):
        assert (await walk.http.get(f"/answers/{ENQUIRY}/ask/0-0/{kind}")).status_code == 404


async def test_that_contact_was_made_is_told_on(walk, police) -> None:
    sent = {"how": "called", "csrf_token": walk.csrf}
    reply = await walk.http.post(f"/answers/{ENQUIRY}/contact/0-0", data=sent)
    assert (reply.status_code, reply.headers["location"]) == (303, f"/answers/{ENQUIRY}")
    assert police.told == [(ENQUIRY, "0-0", "called")]


async def test_a_request_is_sent_and_followed(walk, police, row) -> None:
    police.rows = [row]
    sent = {"text": "Please ring me about the visit.", "ring": "01632 960 144", "urgency": "today"}
    reply = await walk.http.post(f"/answers/{ENQUIRY}/ask/0-0/call-back", data=sent | {"csrf_token": walk.csrf})
    assert (reply.status_code, reply.headers["location"]) == (303, f"/requests/{REFERENCE}")
    assert (police.told[0].kind, police.told[0].ring) == ("call_back", "01632 960 144")
    page = (await walk.http.get("/requests")).text
    assert "Call back: Lancashire Constabulary" in page
    assert "due in 1 hour" in page


async def test_what_is_missing_is_said_beside_its_input_and_nothing_typed_is_lost(walk, police) -> None:
    police.faults = (FieldFault("text", ReasonCode.FIELD_INVALID, "Write why, in 10 to 1,000 characters."),)
    reply = await walk.http.post(
        f"/answers/{ENQUIRY}/ask/0-0/call-back", data={"text": BAD, "ring": "ext 12", "csrf_token": walk.csrf}
    )
    assert reply.status_code == 422
    assert 'href="#text"' in reply.text
    assert "ext 12" in reply.text
    assert BAD not in reply.text


async def test_where_the_agreements_have_no_more_the_page_says_what_to_do(walk, police) -> None:
    page = await walk.http.get(f"/answers/{ENQUIRY}/ask/0-0/more-detail")
    assert "No more can be asked for here" in page.text
    assert "call-back" in page.text


async def test_chosen_details_are_asked_for(walk, made, practice, row) -> None:
    practice.cards[ENQUIRY, "0-0"] = card(made, made.police(), ("categories", "plan"))
    practice.rows = [row]
    sent = {"field-plan": "yes", "text": "For the plan of tomorrow.", "urgency": "today", "csrf_token": walk.csrf}
    await walk.http.post(f"/answers/{ENQUIRY}/ask/0-0/more-detail", data=sent)
    assert practice.told[0].fields == ("plan",)


async def test_a_late_request_says_so(walk, practice, row, made) -> None:
    practice.rows = [row._replace(due=made.now - 7200)]
    assert "Overdue" in (await walk.http.get("/requests")).text


async def test_a_reply_is_escaped_and_can_be_read_until_its_time(walk, practice, row, made) -> None:
    practice.rows = [row._replace(state="answered", outcome="done", until=made.now + 86_400)]
    practice.reply = Reply((), BAD)
    practice.wanted = Wanted(BAD, "", "", (), BAD, "", "", "", "", "")
    page = (await walk.http.get(f"/requests/{REFERENCE}")).text
    assert BAD not in page
    assert "You can read this until 25 October 2026" in page
    practice.reply = None
    assert "can no longer be read" in (await walk.http.get(f"/requests/{REFERENCE}")).text


async def test_of_an_unnamed_service_the_request_never_says_which(walk, practice, row) -> None:
    practice.rows = [row._replace(named=0)]
    for address in ("/requests", f"/requests/{REFERENCE}", "/home"):
        page = (await walk.http.get(address)).text
        assert "A service that is not named" in page
        assert "Lancashire Constabulary" not in page


async def test_a_request_of_nobody_is_not_there(walk) -> None:
    assert (await walk.http.get("/requests/0000000000000000")).status_code == 404
    assert (await walk.http.get("/requests/nonsense")).status_code == 404


async def test_home_shows_what_waits_and_which_sources_are_late(walk, made, practice, row) -> None:
    practice.rows = [row, row._replace(reference="a" * 16, state="answered", outcome="all", until=made.now + 60)]
    practice.sources = list(made.family_of_seven().not_covered)
    page = (await walk.http.get("/home")).text
    assert "Blackpool housing: last updated 9 days ago" in page
    assert "Call back: Lancashire Constabulary" in page
    assert f'href="/requests/{"a" * 16}"' in page


async def test_a_case_is_taken_up_again_without_typing(walk) -> None:
    await walk.say_why()
    await walk.say_why(**{"case-reference": "FH-2"})
    page = (await walk.http.get("/home")).text
    first = page.split("case FH-20418")[0].rpartition('name="case" value="')[2].partition('"')[0]
    taken = await walk.http.post("/home/case", data={"case": first, "csrf_token": walk.csrf})
    assert taken.headers["location"] == "/whom"
    assert "case FH-20418" in (await walk.http.get("/whom")).text


async def test_a_decision_not_to_share_is_kept_and_shown(walk, practice) -> None:
    sent = {"why": "might_harm", "text": BAD, "csrf_token": walk.csrf}
    kept = await walk.http.post("/not-sharing", data=sent)
    assert kept.headers["location"] == f"/not-sharing/{'f' * 32}"
    page = (await walk.http.get(kept.headers["location"])).text
    assert "Sharing might put somebody at risk" in page
    assert BAD not in page


async def test_my_history_says_what_i_did_in_words(walk, practice, made) -> None:
    practice.leaves = [
        Leaf(index=9, time=made.now * 1_000_000, type="enquiry.answered", request="r", staff="s", level=2,
             purpose="early_help"),
        Leaf(index=8, time=made.now * 1_000_000, type="sharing.declined", request="e" * 32, staff="s"),
    ]  # fmt: skip
    page = (await walk.http.get("/my-history")).text
    assert "Asked, and was answered" in page
    assert "shown: whom to contact" in page
    assert f'href="/not-sharing/{"e" * 32}"' in page


@pytest.mark.parametrize("before", ["-1", "x", "9" * 40, "²"])
async def test_a_history_s_address_takes_only_numbers(walk, before: str) -> None:
    assert (await walk.http.get("/my-history", params={"before": before})).status_code == 200


async def test_guidance_says_yes_to_whom_how_much_and_on_what_conditions(walk, practice) -> None:
    practice.rules = (
        MayShare("ISA-1", "1.0", "R1", "social worker", "Blackpool Council", "who to contact", ("safeguarding",),
                 ("a case reference",), ("service", "contact card")),
    )  # fmt: skip
    page = (await walk.http.get("/guidance")).text
    assert "Safeguarding: yes, who to contact, to Blackpool Council" in page
    assert "Who there: social worker." in page
    assert "Only with a case reference" in page
    assert "No agreement in force shares what" not in page


def test_no_two_first_lines_of_guidance_read_alike() -> None:
    one = MayShare("ISA-1", "1.0", "R1", "nurses", "Council", "who to contact", ("early help",), (), ())
    hubs = replace(one, rule="R2", who="hub workers")
    meeting = replace(hubs, rule="R3", conditions=("a meeting",))
    again = replace(meeting, agreement="ISA-2")
    other = replace(one, purposes=("a visit",))
    lines = first_lines((one, hubs, meeting, again, other))
    assert lines == [
        "Early help: yes, who to contact, to Council, nurses",
        "Early help: yes, who to contact, to Council, hub workers",
        "Early help: yes, who to contact, to Council, hub workers, only with a meeting (agreement ISA-1, rule R3)",
        "Early help: yes, who to contact, to Council, hub workers, only with a meeting (agreement ISA-2, rule R3)",
        "A visit: yes, who to contact, to Council",
    ]


async def test_without_an_agreement_guidance_says_whom_to_ask(walk) -> None:
    page = (await walk.http.get("/guidance")).text
    assert "No agreement in force shares what" in page
    assert "information governance lead" in page


async def test_what_we_tell_the_family_has_no_codes(walk) -> None:
    page = (await walk.http.get("/guidance/family")).text
    assert "police involvement" in page
    assert "Agreed until 30 September 2027" in page


async def test_an_ig_lead_has_none_of_an_asker_s_pages(walk) -> None:
    walk.be("ig_lead")
    for address in (f"/answers/{ENQUIRY}/contact/0-0", "/requests", "/not-sharing", "/emergency"):
        assert (await walk.http.get(address)).status_code == 404
