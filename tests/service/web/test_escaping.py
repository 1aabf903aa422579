"""Whatever an agency, a provider or an asker writes is text on the page, never markup."""

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.records import Contact, Event
from service.enquiry.shapes import Answer, Basis, Declaration, Disclosed, Person, Service, SourceNote, Why
from service.errors import FieldFault, NotAcceptable, ReasonCode
from service.web.ports import Visit

ATTACK = "\"'></h3><script>alert(1)</script><img src=x onerror=alert(2)>{{ 1234*4321 }}javascript:alert(3)"
HREF = "javascript:alert(4)"


class Markup(HTMLParser):
    """Every tag and attribute that a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def markup(page: str) -> Markup:
    parsed = Markup()
    parsed.feed(page)
    return parsed


def check(page: str, scripts: int = 2) -> None:
    """No tag, event or script address of the attack is markup; the two scripts are our own."""
    found = markup(page)
    assert found.tags.count("script") == scripts
    assert "img" not in found.tags
    assert not [name for name, _ in found.attributes if name.startswith("on") or name == "style"]
    assert not [value for name, value in found.attributes if name in {"href", "src"} and "script:" in value]
    assert "5332114" not in page


def attacked(shape: type) -> dict[str, object]:
    """Every text field of a shape, replaced by the attack."""
    fields = msgspec.structs.fields(shape)
    return {field.name: ATTACK for field in fields if field.type is str} | {
        field.name: (ATTACK, ATTACK) for field in fields if field.type == tuple[str, ...]
    }


def attacking_service(**changes: object) -> Service:
    contact = Contact(**attacked(Contact))
    events = (Event(kind="service_started", programme=ATTACK, outcome=ATTACK, start=date(2026, 1, 1)),)
    fields = attacked(Service) | {"contact": contact, "events": events, "level": 4, "updated": 1, "stale": True}
    return Service(**(fields | changes))


def attacking_person(**changes: object) -> Person:
    said = tuple(Declaration(**(attacked(Declaration) | {"as_of": at, "relation": ATTACK * at})) for at in (1, 2))
    return Person(**(attacked(Person) | {"declarations": said} | changes))


def attacking_answer(made, *services: Service) -> Answer:
    with_services = [
        attacking_person(services=services, relation=relation, household=household)
        for relation, household in (("asked about", ""), (ATTACK, "same"), (ATTACK, "separate"))
    ]
    people = (*with_services, attacking_person())
    return made.answer(
        outcome="found",
        band=ATTACK,
        message=ATTACK,
        purpose=ATTACK,
        case_reference=ATTACK,
        relationship=ATTACK,
        marking=ATTACK,
        why=tuple(Why(ATTACK, outcome, ATTACK, ATTACK) for outcome in ("agrees", "close", "differs")),
        people=people,
        bases=(Basis(**attacked(Basis)),),
        not_covered=(SourceNote(ATTACK, ATTACK),),
    )


@pytest.mark.parametrize("brokered", [False, True])
async def test_every_field_that_an_agency_supplies_is_text(walk, made, brokered: bool) -> None:
    page = await walk.page_of(attacking_answer(made, attacking_service(brokered=brokered, lead_professional=True)))
    check(page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


async def test_a_number_or_an_address_that_is_a_script_is_no_link(walk, made) -> None:
    contact = Contact(phone=HREF, duty_phone=HREF + "//", email=HREF)
    check(await walk.page_of(attacking_answer(made, attacking_service(contact=contact))))


async def test_what_the_asker_typed_comes_back_as_text(walk) -> None:
    await walk.say_why()
    names = ("family-name", "given-name", "birth-day", "birth-month", "birth-year", "postcode", "house")
    numbers = ("nhs-number", "upn", "police-reference", "scope")
    fault = FieldFault("family_name", ReasonCode.FIELD_INVALID, ATTACK)
    refused = NotAcceptable(ReasonCode.FIELD_INVALID, ATTACK, (fault,))
    response = await walk.ask(refused, **dict.fromkeys((*names, *numbers), ATTACK))
    check(response.text)
    typed = [value for name, value in markup(response.text).attributes if name == "value" and value == ATTACK]
    assert len(typed) == 10


async def test_the_case_reference_comes_back_as_text(walk) -> None:
    response = await walk.say_why(purpose="", **{"case-reference": "\"><script>'{{1234*4321}}"})
    check(response.text)
    await walk.say_why(**{"case-reference": "\"><script>'{{1234*4321}}"})
    for path in ("/home", "/why", "/whom"):
        check((await walk.http.get(path)).text)


async def test_the_name_and_role_that_a_provider_gives_are_text(walk, made) -> None:
    worker = walk.sessions.visits["worker"].principal
    walk.sessions.visits["worker"] = Visit(replace(worker, name=ATTACK, role=ATTACK), ATTACK)
    home = (await walk.http.get("/home")).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in home, "the name is not on the page at all"
    check(home)
    check(await walk.page_of(made.family_of_seven()))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=40).map(lambda around: f"{around}{ATTACK}{around}"))
async def test_whatever_surrounds_an_attack_it_is_text(walk, made, text: str) -> None:
    """Every text that an agency supplies, with anything that Unicode has before and after it."""
    service = msgspec.structs.replace(
        attacking_service(), service=text, agency_name=text, covers=text, marking=text, reference=text, since=text,
        contact=Contact(name=text, role=text, phone=text, duty_phone=text, email=text, team=text, working_pattern=text),
    )  # fmt: skip
    said = (Declaration(text, text, 1), Declaration(text, "parent", 2))
    event = Event(kind="service_ended", programme=text, outcome=text)
    service = msgspec.structs.replace(service, events=(event,), until=text, last_contact_month=text, status="closed")
    known = attacking_answer(made, service)
    relatives = tuple(
        Person(relation="parent", name=text, household=household, declarations=said, services=(service,))
        for household in ("same", "separate", "unknown")
    )
    shown = msgspec.structs.replace(
        known, people=(*known.people, *relatives), band=text, case_reference=text, marking=text
    )
    page = await walk.page_of(shown)
    check(page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page, "the attack is not on the page at all"


async def test_a_hostile_receipt_is_text(walk, made) -> None:
    receipt = msgspec.json.encode({"index": 1, "checkpoint": f"{ATTACK}\n1\n{ATTACK}\n"})
    walk.enquiries.answers["enq_1"] = Disclosed(msgspec.json.encode(made.answer()), receipt, empty=True)
    check((await walk.http.get("/answers/enq_1")).text)
