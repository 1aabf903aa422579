"""What another site, or an agency's own words, may try in somebody's browser; sessions have test_sessions.py."""

import json

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="module")
ANOTHER_SITE, ANOTHER_PORT = "http://evil.example", "http://127.0.0.1:1"
"""Of these the second is the same site to a browser, which sends it the cookie: there only the token stands guard."""
ATTACK = '<img src=x onerror="window.struck=1"><script>window.struck=1</script>\'"{{7*191}}'
HEADER = (
    "provider_ref,pnc,cro,family,given,alt_names,dob,sex,uprn,postcode,address_from,safe_addr,unit,contact_name,"
    "contact_phone,status,opened,closed,last_contact,categories,subject_role,marking\n"
)


async def lure(visitor, place: str, markup: str) -> None:
    """Bring somebody who is signed in to a page of an attacker's."""

    async def answer(route) -> None:
        await route.fulfill(content_type="text/html", body=f"<!doctype html><title>Win</title>{markup}")

    await visitor.page.route(f"{place}/**", answer)
    await visitor.page.goto(f"{place}/win")


def sent_at_once(to: str, **fields: str) -> str:
    inputs = "".join(f'<input name="{name}" value="{value}">' for name, value in fields.items())
    return f'<form method="post" action="{to}">{inputs}</form><script>document.forms[0].submit()</script>'


async def is_signed_in(visitor) -> bool:
    await visitor.page.goto(f"{visitor.site.url}/home")
    return await visitor.page.get_by_role("button", name="Sign out").count() == 1


@pytest.mark.parametrize("place", [ANOTHER_SITE, ANOTHER_PORT])
async def test_a_form_of_another_site_does_nothing(visitors, site, place: str) -> None:
    before = site.runtime.log.size
    async with visitors("social-worker") as robin:
        await robin.say_why()
        for form, fields in (
            ("/sign-out", {}),
            ("/sign-out", {"csrf_token": "guessed"}),
            ("/whom", {"family-name": "Synth", "given-name": "Jordan", "birth-year": "2011", "scope": "family"}),
        ):
            async with robin.page.expect_response(lambda come, form=form: come.url == site.url + form) as posted:
                await lure(robin, place, sent_at_once(site.url + form, **fields))
            refused = await posted.value
            cookie = "cookie" in await refused.request.all_headers()
            assert cookie == (place == ANOTHER_PORT)
            leads_to = refused.headers.get("location", "")
            assert (refused.status, leads_to.partition("?")[0]) == ((403, "") if cookie else (303, "/"))
            assert leads_to in {"", "/", "/?back-to=/whom"}
        assert await is_signed_in(robin)
    assert site.runtime.log.size == before


@pytest.mark.parametrize("place", [ANOTHER_SITE, ANOTHER_PORT])
async def test_no_page_can_be_framed(visitors, site, place: str) -> None:
    async with visitors("social-worker") as robin:
        await lure(robin, place, f'<iframe src="{site.url}/home"></iframe>')
        await robin.page.wait_for_load_state("load")
        (framed,) = robin.page.frames[1:]
        assert "Robin Ashdown" not in await framed.content()
        assert await framed.locator("h1").count() == 0 or "Golden Thread" not in await framed.content()


@pytest.mark.parametrize("place", [ANOTHER_SITE, ANOTHER_PORT])
async def test_another_site_reads_no_page(visitors, site, place: str) -> None:
    async with visitors("social-worker") as robin:
        await lure(robin, place, "")
        read = f"fetch('{site.url}/home', {{credentials: 'include'}}).then(r => r.text()).catch(() => 'refused')"
        assert await robin.page.evaluate(read) == "refused"


@pytest.mark.parametrize("who", ["social-worker", "police-officer", "school-nurse", "team-manager"])
async def test_what_agencies_write_is_text_in_a_browser(visitors, hostile, who: str) -> None:
    struck: list[str] = []
    async with visitors(who) as reader:
        reader.page.on("dialog", lambda dialog: struck.append(dialog.message))
        await reader.say_why()
        await reader.ask_about("Vexley", "Mia", "2014-05-21", "FY1 4DQ")
        source = await reader.page.content()
        assert await reader.page.evaluate("window.struck") is None
        assert await reader.page.locator("main img, main script").count() == 0
        assert "1337" not in source
        assert "Nothing that you may see" in source or "Vexley" in source or "Another service" in source
        if who == "social-worker":
            assert "&lt;script&gt;window.struck=1&lt;/script&gt;" in source, "the attack is not on the page at all"
    assert struck == []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hostile(site, hub_case) -> None:
    """Two agencies hand over a child, with markup in every text that their formats let them write freely."""
    worker = dict.fromkeys(("name", "role", "org", "email", "working_pattern"), ATTACK) | {"phone": "01632 960271"}
    case = json.loads(hub_case("EHM-71001", "Vexley", "Mia", "2014-05-21", "FY1 4DQ"))
    case["involvement"]["worker"] = worker
    case["addresses"] = [{"postcode": "FY1 4DQ", "house": ATTACK, "street": ATTACK, "safe_to_use": True}]
    hub = await site.house.load("family_hubs", json.dumps(case) + "\n", "gss:E06000009")
    quoted = '"' + ATTACK.replace('"', '""') + '"'
    row = (
        f"nominal/991001,,,Vexley,Mia,{quoted},2014-05-21,F,,FY1 4DQ,2026-10-01,Y,{quoted},{quoted},01632 960113,"
        "open,2026-10-03,,2026-11,exploitation,suspected_victim,OFFICIAL-SENSITIVE\n"
    )
    police = await site.house.load("police", HEADER + row, "police:04")
    assert hub.tally.new == 1, f"quarantined, so that the attack reaches no page: {hub.tally.quarantined}"
    assert police.tally.new + sum(police.tally.quarantined.values()) == 1
