"""The answer page: whom to ring first, then how fresh, how sure, and why allowed."""

import re
from urllib.parse import quote

import pytest
from msgspec.structs import replace

from connectors.records import Contact
from service.enquiry.shapes import Person, Why
from service.web.answer_view import answer_view, in_words, period


def text_of(page: str) -> str:
    """What a reader sees, with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


async def test_each_card_says_who_whom_to_ring_since_when_and_how_fresh(walk, made) -> None:
    page = await walk.page_of(made.family_of_seven())
    card = text_of(re.search(r'<li class="gt-card gt-card--police">.*?</li>', page, re.DOTALL)[0])
    for part in (
        "Lancashire Constabulary",
        "Exploitation team (Awaken)",
        "01632 960 101",
        "C. Officer, Detective",
        "Duty desk 01632 960 100",
        "Open since October 2026",
        "Updated today at 7am · covers Lancashire, last 3 years",
    ):
        assert part in card
    assert 'href="tel:01632960101"' in page


async def test_the_lead_professional_comes_first_and_is_marked(walk, made) -> None:
    page = await walk.page_of(made.family_of_seven())
    titles = [title.strip() for title in re.findall(r'<h3 class="gt-card__title">.*?</span>([^<]+)<', page)]
    assert titles == [
        "Early help",
        "Exploitation team (Awaken)",
        "School nursing 5 to 19",
        "Another service is involved",
    ]
    assert page.count("Lead professional") == 1


async def test_a_stale_contact_warns(walk, made) -> None:
    page = await walk.page_of(made.family_of_seven())
    assert page.count("Updated 9 days ago. Check before you rely on it.") == 1


async def test_a_service_that_may_not_be_named_is_not_named_anywhere(walk, made) -> None:
    leaky = replace(
        made.unnamed,
        agency="ods:TAJ",
        agency_name="Hidden Trust",
        service="Hidden clinic",
        covers="Hidden place",
        contact=Contact(name="Hidden worker", phone="01632960111"),
        categories=("Hidden category",),
        subject_role="hidden",
        since="2026-01",
        updated=made.now,
    )
    person = Person(relation="asked about", name="Jordan Synth", services=(leaky,))
    other = Person(relation="sibling", name="Amelia Synth", services=(leaky,))
    page = await walk.page_of(made.answer(outcome="found", people=(person, other)))
    for kept_back in ("Hidden", "hidden\n", "ods:TAJ", "gt-card--health", "960 111", "January 2026", "Updated"):
        assert kept_back not in page
    assert page.count("Another service is involved") == 2
    assert "We cannot say which. We can ask them to contact you." in page
    assert "K7-PLUM-41" in page and "01632 960 199" in page


async def test_a_separated_household_is_kept_apart_with_its_warning(walk, made) -> None:
    page = await walk.page_of(made.family_of_seven())
    before, after = page.partition('id="family"')[0].split('<section class="gt-separate"')
    assert "Dean Example" not in before and "Dean Example" in after
    assert "Linked, separate household" in after
    assert "Do not assume it is safe to contact one household about the other." in after
    for name in ("Alison Synth", "Amelia Synth", "Joan Synth"):
        assert name in before and name not in after


async def test_a_family_in_one_household_has_no_separate_section(walk, made) -> None:
    whole = made.family_of_seven()
    page = await walk.page_of(replace(whole, people=whole.people[:6]))
    assert "separate household" not in page


async def test_a_relative_without_a_card_is_not_said_to_have_no_service(walk, made) -> None:
    page = text_of(await walk.page_of(made.family_of_seven()))
    assert re.search(r"Nothing that you may see about Marek Nowak .* Joan Synth .* A service may still be", page)
    assert "no involvement" not in page.lower()


async def test_the_band_is_given_with_its_reason_in_words(walk, made) -> None:
    page = text_of(await walk.page_of(made.family_of_seven()))
    assert (
        "Confirmed Born 2 April 2011 (15). Why we think this is the same person: First name agrees. "
        "Family name agrees. Date of birth matches with day and month swapped." in page
    )
    assert "not compared" not in page


@pytest.mark.parametrize(("band", "warned"), [("confirmed", False), ("likely", False), ("possible", True)])
async def test_a_possible_match_is_to_be_checked(walk, made, band: str, warned: bool) -> None:
    page = await walk.page_of(replace(made.family_of_seven(), band=band))
    assert ("Check that it is before you rely on this." in page) is warned


async def test_nothing_shown_never_means_nobody_is_involved(walk, made) -> None:
    page = text_of(await walk.page_of(made.family_of_seven()))
    assert "Blackpool housing: last updated 9 days ago. Nothing shown does not mean that no service" in page


async def test_the_page_says_why_it_may_be_shown_and_how_to_check_the_proof(walk, made) -> None:
    page = await walk.page_of(made.family_of_seven())
    text = text_of(page)
    assert "Family Hub workers may learn whom to contact at the police for an open case" in text
    assert "CA2004.s10." in text
    assert "Ask the service it came from before you pass anything on." in text
    assert "until 24 October 2026 at 10pm" in text
    assert "Receipt: entry 1,204,331 of fylde-audit/2026." in text
    assert "or without us: python -m audit verify with the log’s public key." in text
    assert 'href="/answers/enq_0001/receipt"' in page


async def test_the_receipt_leaves_byte_for_byte(walk, made) -> None:
    await walk.page_of(made.family_of_seven())
    response = await walk.http.get("/answers/enq_0001/receipt")
    assert response.content == made.receipt(1_204_331)
    assert response.headers["content-type"] == "application/json"
    assert response.headers["content-disposition"] == 'attachment; filename="receipt-enq_0001.json"'


async def test_the_heading_names_the_person_and_the_scope(made) -> None:
    whole = made.family_of_seven()
    assert answer_view(whole, made.now).heading == "Who is working with Jordan Synth’s family"
    assert answer_view(replace(whole, scope="person"), made.now).heading == "Who is working with Jordan Synth"
    nameless = (Person(relation="asked about", services=(made.police(),)),)
    assert answer_view(replace(whole, people=nameless), made.now).heading == "Who is working with this family"


async def test_a_summary_is_folded_under_its_card(walk, made) -> None:
    detailed = made.early_help(level=3, categories=("parenting_support", "housing"), last_contact_month="2026-09")
    person = Person(relation="asked about", name="Jordan Synth", services=(detailed,))
    page = text_of(await walk.page_of(made.answer(outcome="found", people=(person,))))
    assert "More about Early help For: parenting support, housing Last contact: September 2026" in page


async def test_a_card_without_a_contact_says_so(walk, made) -> None:
    person = Person(relation="asked about", name="J", services=(made.police(contact=Contact()),))
    page = await walk.page_of(made.answer(outcome="found", people=(person,)))
    assert "Whom to contact is not shared for this purpose." in page


async def test_an_answer_of_nobody_we_know_is_not_found(walk) -> None:
    for path in ("/answers/enq_404", "/answers/enq_404/receipt", "/answers/a%2Fb", "/answers/" + "x" * 65):
        assert (await walk.http.get(path)).status_code == 404


def test_a_difference_is_said_too() -> None:
    said = {"agrees": "First name agrees.", "differs": "Postcode differs.", "not_compared": "Sex: not compared."}
    why = tuple(Why("any", outcome, sentence=sentence) for outcome, sentence in said.items())
    assert in_words(why) == "First name agrees. Postcode differs."


@pytest.mark.parametrize("enquiry", ['x"y', "x y", "x\r\ny", "x;filename=y", "é", "x" * 65])
async def test_an_id_that_we_never_gave_reaches_nobody(walk, made, enquiry: str) -> None:
    walk.enquiries.answers[enquiry] = made.disclosed(made.family_of_seven())
    for path in (f"/answers/{quote(enquiry)}", f"/answers/{quote(enquiry)}/receipt"):
        assert (await walk.http.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "written"),
    [
        ({}, "Open since October 2026"),
        ({"status": "closed"}, "Closed, began October 2026"),
        ({"status": "unknown"}, "Involved, began October 2026"),
        ({"since": ""}, "Open"),
        ({"subject_role": "victim"}, "Open since October 2026, as victim"),
        ({"subject_role": "service_user", "status": "", "since": ""}, ""),
    ],
)
def test_how_long_a_service_has_been_involved_is_said_by_month(made, changes, written) -> None:
    assert period(made.police(**changes)) == written


async def test_a_relatives_card_has_the_whole_contact_too(walk, made) -> None:
    contact = Contact(
        name="B. Worker", phone="01632960144", email="b.worker@blackpool.example", working_pattern="Mondays"
    )
    other = Person(relation="sibling", name="Amelia Synth", services=(made.early_help(contact=contact),))
    page = await walk.page_of(made.answer(outcome="found", people=(Person(relation="asked about"), other)))
    assert 'href="mailto:b.worker@blackpool.example"' in page
    assert "01632 960 144" in page and "works Mondays" in page


async def test_the_answer_is_in_tabs_that_a_browser_without_scripts_reads_as_a_list_of_contents(walk, made) -> None:
    page = await walk.page_of(made.family_of_seven())
    tabs = re.findall(r'<a class="govuk-tabs__tab" href="#([a-z-]+)">\s*([^<]+?)\s*</a>', page)
    assert tabs == [
        ("services", "Services (8)"),
        ("family", "Family (7)"),
        ("timeline", "Timeline"),
        ("earlier-help", "Earlier help"),
    ]
    for place, _ in tabs:
        assert f'id="{place}"' in page


async def test_that_it_is_not_known_whether_they_live_together_is_said_beside_the_card(walk, made) -> None:
    aunt = Person(relation="carer", name="Ann", household="unknown", services=(made.early_help(),))
    page = await walk.page_of(made.answer(outcome="found", people=(Person(relation="asked about"), aunt)))
    assert "Not known whether they live together" in page


async def test_each_card_leads_to_the_worker_by_its_place_in_the_answer(walk, made) -> None:
    """Not by its order on the page: named services and the lead professional are shown first."""
    shown = made.family_of_seven()
    page = await walk.page_of(shown)
    places = {
        f"/answers/{shown.enquiry}/contact/{number}-{at}"
        for number, person in enumerate(shown.people)
        for at in range(len(person.services))
    }
    assert set(re.findall(r'href="(/answers/[^"]*/contact/[^"]*)"', page)) == places
    first = shown.people[0].services[0]
    link = page[page.index(f"/answers/{shown.enquiry}/contact/0-0") :][:300]
    assert (first.service or "Another service is involved") in link
