"""An enquiry that lacks something or does not hold is refused in words that a person can act on; nothing is echoed.

Nothing is looked up either: none of these leaves an entry that says somebody was asked about.
"""

import httpx
import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")

TYPED = ("Marigold", "Featherstone", "FY1 9ZZ", "fy19zz", "31/02/2011", "07700 900999", "999 000 0019")


def person(**changes: object) -> dict:
    known = {"family_name": "Featherstone", "given_name": "Marigold", "date_of_birth": "2011-04-02"}
    return {name: value for name, value in (known | changes).items() if value is not None}


def check_refused(reply: httpx.Response, field: str, code: str, sentence: str) -> None:
    assert reply.status_code == 422, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    fault = next(one for one in reply.json()["faults"] if one["field"].split(".")[-1] == field)
    assert fault["code"] == code
    assert sentence in fault["advice"]
    assert not [typed for typed in TYPED if typed in reply.text]


REASONS = [
    ({"purpose": ""}, "purpose", "purpose_required", "Choose why you are asking."),
    ({"purpose": None}, "purpose", "purpose_required", "Choose why you are asking."),
    ({"purpose": "curiosity"}, "purpose", "purpose_unknown", "Choose a purpose from the list"),
    ({"case_reference": ""}, "case_reference", "case_reference_required", "Enter the reference of the case"),
    ({"case_reference": "?"}, "case_reference", "case_reference_required", "2 to 40 letters"),
    ({"case_reference": "x" * 41}, "case_reference", "case_reference_required", "2 to 40 letters"),
    ({"relationship": ""}, "relationship", "relationship_required", "Choose how you have to do with this family"),
    ({"relationship": "neighbour"}, "relationship", "relationship_required", "such as an open case or a visit"),
    ({"scope": "street"}, "scope", "field_invalid", "Choose the person, or the person and family."),
]


@pytest.mark.parametrize(("change", "field", "code", "sentence"), REASONS)
async def test_an_enquiry_without_its_reason_is_refused_before_anybody_is_looked_up(
    house, change, field, code, sentence
) -> None:
    before = house.runtime.log.size
    reply = await house.post("social-worker", person=person(), **change)
    check_refused(reply, field, code, sentence)
    assert house.runtime.log.size == before


VAGUE = [
    person(given_name=None, date_of_birth=None),
    person(date_of_birth=None),
    {"given_name": "Marigold"},
    {"postcode": "FY1 9ZZ"},
    {"date_of_birth": "2011-04-02"},
    {"given_name": "Marigold", "date_of_birth": "2011-04-02"},
    {"phone": "07700 900999"},
    {},
]


@pytest.mark.parametrize("known", VAGUE, ids=lambda known: "+".join(known) or "nothing")
async def test_one_vague_detail_is_a_trawl_and_is_refused(house, known) -> None:
    reply = await house.post("social-worker", person=known)
    check_refused(reply, "person", "too_vague", "Enter the family name and one more")


WRONG = [
    ({"date_of_birth": "31/02/2011"}, "date_of_birth", "in the calendar"),
    ({"date_of_birth": "2011-13-01"}, "date_of_birth", "in the calendar"),
    ({"date_of_birth": "yesterday"}, "date_of_birth", "such as 2 4 2011, or only the year"),
    ({"date_of_birth": "1066"}, "date_of_birth", "between 1890 and today"),
    ({"date_of_birth": "2031-01-01"}, "date_of_birth", "between 1890 and today"),
    ({"postcode": "FY1"}, "postcode", "Enter a whole postcode"),
    ({"identifiers": [{"scheme": "nhs", "value": "999 000 0019"}]}, "identifiers", "Check the NHS number"),
    ({"family_name": "x" * 101}, "person", "Shorten the names"),
]


@pytest.mark.parametrize(("change", "field", "sentence"), WRONG)
async def test_a_detail_that_does_not_hold_is_named_with_what_to_do(house, change, field, sentence) -> None:
    check_refused(await house.post("social-worker", person=person(**change)), field, "field_invalid", sentence)


async def test_every_fault_is_told_at_once(house) -> None:
    reply = await house.post("social-worker", purpose="", case_reference="", person=person(date_of_birth="31/02/2011"))
    assert [one["field"] for one in reply.json()["faults"]] == ["purpose", "case_reference", "date_of_birth"]


MISSHAPEN = [
    ({"surname": "Featherstone"}, "body"),
    ({"person": person(Featherstone="Marigold")}, "person"),
    ({"person": person(family_name=["Featherstone"])}, "family_name"),
    ({"person": "Marigold Featherstone"}, "person"),
    ({"level": 9}, "level"),
    ({"level": "Featherstone"}, "level"),
    ({"person": person(sex="Featherstone")}, "sex"),
    ({"person": person(identifiers=[{"scheme": "Featherstone", "value": "1"}])}, "scheme"),
    ({"person": person(other_names=["Marigold"] * 11)}, "other_names"),
]


@pytest.mark.parametrize(("change", "field"), MISSHAPEN)
async def test_a_body_that_does_not_fit_names_only_fields_of_ours(house, change, field) -> None:
    reply = await house.post("social-worker", **change)
    assert reply.status_code == 422
    fields = {one["field"] for one in reply.json()["faults"]}
    assert any(field in name.split(".") for name in fields), fields
    assert not [typed for typed in TYPED if typed in reply.text]


BODIES = [
    (b'{"person": {"family_name": "Featherstone"', 400, "The body is not JSON."),
    (b"Featherstone, Marigold", 400, "The body is not JSON."),
    (b"\xff\xfe\x00F\x00e", 400, "not JSON"),
    (b"", 400, "The body is not JSON."),
    (b"null", 422, ""),
    (b'["Featherstone"]', 422, ""),
    (b"[" * 20_000, 400, "not JSON"),
    (b'{"purpose": "' + b"Featherstone" * 8_000 + b'"}', 413, "Send at most 64 KiB."),
]


@pytest.mark.parametrize(("body", "status", "sentence"), BODIES, ids=lambda part: str(part)[:20])
async def test_a_body_that_is_no_enquiry_at_all_is_a_problem_document(house, body, status, sentence) -> None:
    headers = house.token("social-worker") | {"Content-Type": "application/json"}
    reply = await house.api.post("/v1/enquiries", content=body, headers=headers)
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    assert sentence in reply.json()["detail"]
    assert "Featherstone" not in reply.text


async def test_a_body_of_another_kind_is_refused(house) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        headers = house.token("social-worker") | {"Content-Type": kind}
        reply = await house.api.post("/v1/enquiries", content=b'{"purpose":"x"}', headers=headers)
        assert reply.status_code in (415, 422)
        assert reply.headers["content-type"] == "application/problem+json"


async def test_a_body_that_does_not_say_its_length_is_refused_unread(house) -> None:
    async def drip():
        yield b"{"

    reply = await house.api.post("/v1/enquiries", content=drip(), headers=house.token("social-worker"))
    assert reply.status_code == 413


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x", "Bearer a.b.c", "Basic Zm9vOmJhcg==", "Bearer \xff"])
async def test_without_a_token_nobody_is_told_anything(house, question, token: str) -> None:
    headers = {"Authorization": token.encode("latin-1")} if token else {}
    reply = await house.api.post("/v1/enquiries", json=question(), headers=headers)
    assert reply.status_code == 401
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["www-authenticate"].startswith("Bearer")


async def test_an_ig_lead_does_not_ask_and_that_it_was_tried_is_an_entry(house) -> None:
    reply = await house.post("ig-lead")
    assert (reply.status_code, reply.json()["code"]) == (403, "role_not_permitted")
    logged = await house.newest()
    assert (logged["type"], logged["actor"]["role"]) == ("enquiry.refused", "ig_lead")


async def test_somebody_elses_answer_and_none_at_all_look_the_same(house) -> None:
    theirs = (await house.ask("social-worker"))["answer"]["enquiry"]
    found = [await house.get("police-officer", f"/v1/enquiries/{one}") for one in (theirs, "0" * 32)]
    assert [reply.status_code for reply in found] == [404, 404]
    assert found[0].content == found[1].content


async def test_the_disclosure_log_is_for_ig_leads(house) -> None:
    for who in ("social-worker", "police-officer", "police-04-connector"):
        assert (await house.get(who, "/v1/disclosures")).status_code == 403
    assert (await house.get("ig-lead", "/v1/disclosures")).status_code == 200
