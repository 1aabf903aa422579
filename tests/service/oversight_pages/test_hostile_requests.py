"""Whatever is sent to whichever address, no page breaks, and nothing is taken without the session's own token."""

import json
import re
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.routing import Route

from service.app import create_app
from service.web import pages
from service.web.doors import BACK_TO

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE = ("worker", "lead", "police-lead")
SCRIPT = "<script>alert(1)</script>"
IN_A_PATH = ("%00", "%0d%0aSet-Cookie:%20a=b", "99999999999999999999999", "-1", "9" * 5000, "..%2f..%2fetc", "%ff%fe",
             "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "١", "enq_1'--", "a" * 3000, "{{7*191}}")  # fmt: skip
IN_A_QUERY = ("\x00", "\r\nSet-Cookie: a=b", "9" * 30, "9" * 1000, "-1", SCRIPT, "١٢", "2026-02-31", "1e9")
IN_A_FIELD = (SCRIPT, "9" * 30, "9" * 300, "-1", "١", "\x00", "\ud7ff\U0010ffff", "=1+1", "\u202e", "a\r\nb")
A_PART = b'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n'
NOT_FORMS = (
    ("application/json", b'{"csrf_token":"%s"}'),
    ("text/plain", b"csrf_token=%s"),
    ("application/xml", b"<csrf_token>%s</csrf_token>"),
    ("multipart/form-data", b"csrf_token=%s"),
    ("multipart/form-data; boundary=b", A_PART + b"%s\r\n"),
    ("multipart/form-data; boundary=b; charset=utf-7", A_PART + b"+2AA-%s\r\n--b--\r\n"),
    ("multipart/form-data; boundary=b; charset=unicode_escape", A_PART + b"\\ud800%s\r\n--b--\r\n"),
    ("multipart/form-data; boundary=b; charset=no-such", A_PART + b"%s\r\n--b--\r\n"),
    ("multipart/form-data; boundary=b; charset=zlib", A_PART + b"%s\r\n--b--\r\n"),
)


def routes_of(office, method: str) -> list[Route]:
    app = office.http._transport.app
    return [route for route in app.routes if isinstance(route, Route) and method in route.methods]


def code_of_pages() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(Path(pages.__file__).parent.glob("*.py")))


def filled(path: str, value: str) -> str:
    return re.sub(r"\{[^}]*\}", value, path)


async def test_every_form_refuses_no_token_anothers_token_and_another_site(office) -> None:
    tried = 0
    before = office.house.runtime.log.size
    for route in routes_of(office, "POST"):
        for who in PEOPLE:
            office.be(who)
            another = "token-of-" + ("lead" if who == "worker" else "worker")
            for fields, headers in (
                ({"another": ""}, {}),
                ({"csrf_token": ""}, {}),
                ({"csrf_token": another}, {}),
                ({"csrf_token": f"token-of-{who}"}, {"Sec-Fetch-Site": "cross-site"}),
                ({"csrf_token": f"token-of-{who}"}, {"Sec-Fetch-Site": "same-site"}),
            ):
                reply = await office.http.post(filled(route.path, "1"), data=fields, headers=headers)
                if reply.status_code == 400:  # a form with a file
                    field = {name: (None, value) for name, value in fields.items()}
                    reply = await office.http.post(filled(route.path, "1"), files=field, headers=headers)
                assert reply.status_code == 403, (route.path, who, fields)
                tried += 1
    assert tried > 300
    assert office.house.runtime.log.size == before


async def test_what_is_no_form_breaks_none(office) -> None:
    office.be("lead")
    wrong = {}
    for route in routes_of(office, "POST"):
        for kind, body in NOT_FORMS:
            content = body.replace(b"%s", b"token-of-lead")
            reply = await office.http.post(filled(route.path, "1"), content=content, headers={"Content-Type": kind})
            if reply.status_code not in {400, 403, 404}:
                wrong[route.path, kind] = reply.status_code
    assert wrong == {}


@pytest.mark.parametrize("who", PEOPLE)
async def test_hostile_addresses_break_no_page(office, who: str) -> None:
    office.be(who)
    wrong = {}
    for route in routes_of(office, "GET"):
        names = "{" in route.path
        for value in IN_A_PATH if names else ("",):
            reply = await office.http.get(filled(route.path, value))
            planted = reply.headers.get("set-cookie", "").startswith("a=")
            if reply.status_code >= 500 or SCRIPT in reply.text or "1337" in reply.text or planted:
                wrong[route.path, value[:40]] = reply.status_code
            if not route.path.startswith(("/static", "/public-register")):
                assert reply.headers["cache-control"] == "no-store", route.path
    assert wrong == {}


@pytest.mark.parametrize("who", PEOPLE)
async def test_hostile_questions_in_an_address_break_no_page(office, who: str) -> None:
    office.be(who)
    wrong = {}
    names = {BACK_TO, *re.findall(r'query_params\.get\(\s*"([a-z-]+)"', code_of_pages())}
    assert {"state", "from"} <= names
    for route in routes_of(office, "GET"):
        if route.path.startswith("/sign-in"):
            continue
        for value in IN_A_QUERY:
            reply = await office.http.get(filled(route.path, "1"), params=dict.fromkeys(names, value))
            if reply.status_code >= 500 or SCRIPT in reply.text:
                wrong[route.path, value[:40]] = reply.status_code
    assert wrong == {}


async def test_hostile_values_in_every_field_of_every_form_break_no_page(office) -> None:
    """The names of the fields are read from the forms and from what the forms' code asks for."""
    asked_for = set(re.findall(r'sent\.get\(\s*f?"([a-z-]+)"', code_of_pages()))
    names = sorted(asked_for | {"decision-1", "exemption-1"} - {"csrf_token"})
    assert len(names) > 30
    wrong = {}
    for who in PEOPLE:
        office.be(who)
        for route in routes_of(office, "POST"):
            if route.path == "/sign-out":
                continue
            for value in IN_A_FIELD:
                for some in (names[:38], names[38:]):
                    fields = dict.fromkeys(some, value) | {"csrf_token": f"token-of-{who}"}
                    reply = await office.http.post(filled(route.path, "1"), data=fields)
                    if reply.status_code >= 500 or SCRIPT in reply.text:
                        wrong[who, route.path, value[:40]] = reply.status_code
    assert wrong == {}


@pytest.mark.parametrize("filter_", [{"type": "\ud800"}, {"staff": SCRIPT}, {"type": "\u0000"}])
async def test_a_hostile_file_handed_in_to_be_checked_breaks_no_page(office, filter_) -> None:
    office.be("lead")
    checkpoint = await office.http.get("/proofs/checkpoint")
    members = {"format": "golden-thread-extract/1", "filter": filter_, "checkpoint": checkpoint.text, "entries": []}
    for content in (json.dumps(members), "[" * 500_000, '{"a":' * 90_000, "9" * 900_000, '{"index":' + "9" * 900_000):
        reply = await hand_in(office, content.encode())
        assert reply.status_code == 200, (content[:80], reply.status_code)
        assert SCRIPT not in reply.text


async def test_a_file_beyond_the_limit_is_refused_in_a_page(house, office) -> None:
    """Through the whole service, whose interface for systems takes less than its pages."""
    application = create_app(house.runtime)
    principal = (await office.sessions.load(asked_as("worker"))).principal
    cookie = await house.runtime.gate.sessions.start(principal)
    session = await house.runtime.gate.sessions.find(cookie)
    base = str(house.api.base_url)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=application), base_url=base) as http:
        http.cookies.set(house.runtime.gate.cookie.name, cookie)
        for size, status in ((300_000, 200), (1 << 20, 400), (4 << 20, 413)):
            files = {"csrf_token": (None, session.csrf), "receipt": ("r.json", b"x" * size)}
            reply = await http.post("/proofs/receipt", files=files)
            assert reply.status_code == status, (size, reply.text[-300:])


def asked_as(who: str) -> Request:
    return Request({"type": "http", "headers": [(b"cookie", f"visit={who}".encode())]})


async def hand_in(office, content: bytes) -> httpx.Response:
    files = {"csrf_token": (None, f"token-of-{office.who}"), "receipt": ("r.json", content)}
    return await office.http.post("/proofs/receipt", files=files)


def same_for_all(reply: httpx.Response) -> tuple[int, str]:
    """A page but for its nonce and the minute in which it was made."""
    return reply.status_code, re.sub(r'nonce="[^"]*"|\d{1,2}[:.]\d\d ?[ap]m|\d+:\d\d(am|pm)', "", reply.text)


async def test_what_belongs_to_others_looks_as_if_it_were_not_there(office) -> None:
    """Answers, receipts and looks of other people, sessions and agencies."""
    _, subject = await office.told_of()
    answer = (await office.house.newest("enquiry."))["request_id"]
    office.be("lead")
    look = await office.look_at(subject)
    office.be("worker")
    for path in ("/answers/{}", "/answers/{}/receipt", "/answers/{}/contact", "/requests/{}", "/not-sharing/{}"):
        others = await office.http.get(path.format(answer))
        nobodys = await office.http.get(path.format("enq_" + "a" * (len(answer) - 4)))
        assert same_for_all(others) == same_for_all(nobodys), path
        assert others.status_code == 404, path
    for who in ("colleague", "police-lead", "worker"):
        office.be(who)
        others, nobodys = await office.http.get(look), await office.http.get(look[:-4] + "aaaa")
        assert same_for_all(others) == same_for_all(nobodys), who
        assert others.status_code >= 300
