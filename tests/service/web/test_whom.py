"""Whom are you asking about? What is typed reaches the enquiry, and nothing else keeps it."""

import re

from service.errors import FieldFault, NotAcceptable, ReasonCode

TYPED = {
    "family-name": "Canaryson",
    "given-name": "Jordan",
    "birth-day": "2",
    "birth-month": "4",
    "birth-year": "2011",
    "postcode": "FY1 9ZZ",
    "house": "14b",
    "nhs-number": "943 476 5919",
    "upn": "A123456789012",
    "police-reference": "11/123X",
    "scope": "person",
}


async def test_everything_typed_reaches_the_enquiry_as_typed(walk, made) -> None:
    await walk.say_why()
    await walk.ask(made.answer(), **TYPED)
    (form,) = walk.enquiries.asked
    assert "Canaryson" not in repr(form)
    assert (form.purpose, form.case_reference, form.relationship) == ("early_help", "FH-20418", "open_case")
    assert (form.family_name, form.given_name, form.scope) == ("Canaryson", "Jordan", "person")
    assert (form.birth_day, form.birth_month, form.birth_year) == ("2", "4", "2011")
    assert (form.postcode, form.house) == ("FY1 9ZZ", "14b")
    assert (form.nhs_number, form.upn, form.police_reference) == ("943 476 5919", "A123456789012", "11/123X")


async def test_the_answer_is_found_by_its_id_alone(walk, made) -> None:
    await walk.say_why()
    response = await walk.ask(made.answer(enquiry="enq_77"), **TYPED)
    assert (response.status_code, response.headers["location"]) == (303, "/answers/enq_77")


async def test_no_title_and_no_address_holds_what_was_typed(walk, made) -> None:
    await walk.say_why()
    response = await walk.ask(made.family_of_seven(), **TYPED)
    page = (await walk.http.get(response.headers["location"])).text
    seen = " ".join([*re.findall(r"<title[^>]*>([^<]*)<", page), *re.findall(r'(?:href|action)="([^"]*)"', page)])
    assert "<title>Answer – Golden Thread</title>" in page
    for value in ("Canaryson", "Jordan", "Synth", "2011", "FY1", "943", "FH-20418"):
        assert value not in seen


async def test_the_form_asks_for_the_family_name_first(walk) -> None:
    await walk.say_why()
    page = (await walk.http.get("/whom")).text
    names = re.findall(r'<input[^>]* name="([^"]+)"', page)
    assert names[names.index("family-name") :][:2] == ["family-name", "given-name"]
    assert 'autocomplete="off"' in page


async def test_the_family_is_asked_about_unless_the_asker_says_otherwise(walk, made) -> None:
    await walk.say_why()
    page = (await walk.http.get("/whom")).text
    assert re.search(r'value="family" checked', page)
    await walk.ask(made.answer(), **{"family-name": "Canaryson"})
    assert walk.enquiries.asked[-1].scope == "family"


async def test_a_fault_stands_beside_its_input_and_what_was_typed_stays(walk) -> None:
    await walk.say_why()
    faults = (
        FieldFault("person.postcode", ReasonCode.FIELD_INVALID, "Enter a whole postcode"),
        FieldFault("person.date_of_birth", ReasonCode.FIELD_INVALID, "Enter a real date of birth"),
    )
    refused = NotAcceptable(ReasonCode.FIELD_INVALID, "Check the form.", faults)
    response = await walk.ask(refused, **TYPED)
    assert response.status_code == 422
    assert "<title>Error: Whom are you asking about?" in response.text
    links = re.findall(r'<a href="#([^"]+)">(Enter[^<]+)</a>', response.text)
    assert links == [("birth-day", "Enter a real date of birth"), ("postcode", "Enter a whole postcode")]
    assert 'id="birth-day"' in response.text and 'id="postcode-error"' in response.text
    assert 'value="Canaryson"' in response.text and 'value="FY1 9ZZ"' in response.text


async def test_a_fault_of_no_input_is_still_said(walk) -> None:
    await walk.say_why()
    fault = FieldFault("person", ReasonCode.TOO_VAGUE, "Add a date of birth or a postcode")
    response = await walk.ask(NotAcceptable(ReasonCode.TOO_VAGUE, "Too vague.", (fault,)), **TYPED)
    assert '<a href="#family-name">Add a date of birth or a postcode</a>' in response.text


async def test_a_refusal_without_faults_is_still_said(walk) -> None:
    await walk.say_why()
    response = await walk.ask(NotAcceptable(ReasonCode.TOO_VAGUE, "Give one more detail."), **TYPED)
    assert '<a href="#family-name">Give one more detail.</a>' in response.text


async def test_a_fault_of_a_hidden_reference_opens_it(walk) -> None:
    await walk.say_why()
    assert not re.search(r"<details[^>]* open", (await walk.http.get("/whom")).text)
    fault = FieldFault("nhs_number", ReasonCode.FIELD_INVALID, "Check the NHS number")
    response = await walk.ask(NotAcceptable(ReasonCode.FIELD_INVALID, "Check.", (fault,)), **{"family-name": "A"})
    assert re.search(r"<details[^>]* open", response.text)


async def test_more_than_one_asks_for_another_detail_and_keeps_what_was_typed(walk, made) -> None:
    await walk.say_why()
    response = await walk.ask(made.answer(outcome="more_than_one", enquiry="enq_9"), **TYPED)
    assert response.status_code == 200
    assert "This could be more than one person" in response.text
    assert 'value="Canaryson"' in response.text
    assert 'href="/answers/enq_9"' in response.text


async def test_a_fault_of_the_reason_goes_back_to_it(walk) -> None:
    await walk.say_why()
    fault = FieldFault("case_reference", ReasonCode.CASE_REFERENCE_REQUIRED, "Enter a case reference")
    response = await walk.ask(NotAcceptable(ReasonCode.CASE_REFERENCE_REQUIRED, "Why?", (fault,)), **TYPED)
    assert response.headers["location"] == "/why"
