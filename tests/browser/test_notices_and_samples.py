"""An IG lead reads what their agency is told; a supervisor reviews what was drawn by lot of a colleague's enquiries."""

import asyncio
import json

import httpx
import pytest

from service.app import create_app
from service.oversight.anomalies.watching import watch

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def api(site, tokens):
    """Ask the service's interface as one of the demo's people."""

    async def asked(who: str, method: str, path: str, **body: object) -> httpx.Response:
        header = {"Authorization": f"Bearer {await asyncio.to_thread(tokens, who)}"}
        transport = httpx.ASGITransport(create_app(site.runtime))
        async with httpx.AsyncClient(transport=transport, base_url=site.url, headers=header) as http:
            reply = await http.request(method, path, json=body or None)
        assert reply.status_code < 300, reply.text
        return reply

    return asked


async def newest(site, kind: str) -> dict[str, object]:
    entries = [json.loads(one.body) for one in await site.runtime.log.entries(limit=20)]
    return next(one for one in entries if one["type"] == kind)


async def test_an_ig_lead_reads_a_notice_and_marks_it_as_read(visitors, api, site, width: int) -> None:
    for action in ("suspensions", "resumptions"):
        body = {"subject": "agreement", "name": "LANCS-ISA-0042", "reason": "A test of the notices."}
        await api("ig-lead", "POST", f"/v1/agreements/{action}", **body)
    async with visitors("ig-lead", width=width) as chris:
        await chris.follow("Waiting for you")
        await chris.sees("Something was suspended", "Something was resumed", "of Blackpool Council")
        await chris.sees_nothing_of("gss:E06000009", "service oversight")
        before = await chris.main.get_by_role("button", name="Mark notice").count()
        await chris.press(await chris.main.get_by_role("button", name="Mark notice").first.inner_text())
        await chris.sees("Marked as read.")
        assert await chris.main.get_by_role("button", name="Mark notice").count() == before - 1
        assert (await newest(site, "notice.seen"))["operation"] == "consultation"
        await chris.follow("Show those that were read")
        await chris.sees("Read 20 November 2026")
        await chris.follow("Corrections to pass on")
        await chris.sees("Nobody is left to be told of a correction.")


async def test_a_supervisor_reviews_a_sampled_enquiry(visitors, api, site, question, width: int) -> None:
    site.runtime.settings.review_terms_path.write_text(json.dumps({"default": {"sample_one_in": 1}}))
    await watch(site.runtime)
    await api("social-worker", "POST", "/v1/enquiries", **question())
    while site.runtime.log.size % 64 or site.runtime.log.size < 128:
        await api("ig-lead", "GET", "/v1/alerts")
    async with visitors("team-manager", width=width) as pat:
        await pat.follow("Waiting for you")
        await pat.follow("Sampled enquiries")
        await pat.sees("By a social worker", "Safeguard or promote the welfare of a child")
        await pat.sees_nothing_of("Synth", "SC-20418")
        await pat.press(await pat.main.get_by_role("button", name="Review enquiry").first.inner_text())
        await pat.sees("Jordan", "Synth", "SC-20418", "Drawn by lot, one in 1")
        await pat.choose("Something is to be put right")
        await pat.press("Keep this finding")
        await pat.sees("Write what was wrong, or what is to be done.")
        await pat.fill("Why", "The case was closed in May; she should have asked me first.")
        await pat.press("Keep this finding")
        await pat.sees("Your finding is kept, and stands in the log.")
        entry = await newest(site, "review.decided")
        assert entry["details"]["kind"] == "sample" and entry["details"]["verdict"] == "concern"
        await pat.follow("Show those that were decided")
        await pat.sees("Something to put right")
