"""An IG lead reads what their agency is told; a supervisor reviews what was drawn by lot of a colleague's enquiries."""

import json

import pytest

from service.enquiry.ask import Typed
from service.enquiry.enquire import enquire
from service.identity.principal import Principal, PrincipalKind
from service.oversight.alerts import alerts
from service.oversight.anomalies.watching import watch
from service.oversight.suspending import let_run, stop

pytestmark = pytest.mark.asyncio(loop_scope="module")


ROBIN = Principal(
    PrincipalKind.PRACTITIONER, "staff-robin", "Robin Ashdown", "gss:E06000009", "social_worker", ("IG-L2",), "mfa", 0
)
LEAD = Principal(PrincipalKind.IG_LEAD, "staff-lead", "C. Lead", "gss:E06000009", "ig_lead", ("IG-L2",), "mfa", 0)


async def newest(site, kind: str) -> dict[str, object]:
    entries = [json.loads(one.body) for one in await site.runtime.log.entries(limit=20)]
    return next(one for one in entries if one["type"] == kind)


async def test_an_ig_lead_reads_a_notice_and_marks_it_as_read(visitors, site, width: int) -> None:
    for act in (stop, let_run):
        await act("agreement", "LANCS-ISA-0042", "A test of the notices.", LEAD, site.runtime)
    async with visitors("ig-lead", width=width) as chris:
        await chris.follow("Waiting for you")
        await chris.sees("Something was suspended", "Something was resumed", "of Blackpool Council")
        page = await chris.main.inner_html()
        assert [word for word in ("gss:E06000009", "service oversight") if word in page] == []
        before = await chris.main.get_by_role("button", name="Mark notice").count()
        await chris.press(await chris.main.get_by_role("button", name="Mark notice").first.inner_text())
        await chris.sees("Marked as read.")
        assert await chris.main.get_by_role("button", name="Mark notice").count() == before - 1
        assert (await newest(site, "notice.seen"))["operation"] == "consultation"
        await chris.follow("Show those that were read")
        await chris.sees("Read 20 November 2026")


async def test_a_supervisor_reviews_a_sampled_enquiry(visitors, site, question, width: int) -> None:
    site.runtime.settings.review_terms_path.write_text(json.dumps({"default": {"sample_one_in": 1}}))
    await watch(site.runtime)
    given = question()
    typed = Typed(
        **{name: given[name] for name in ("purpose", "case_reference", "relationship", "scope")}, **given["person"]
    )
    await enquire(typed, ROBIN, site.runtime)
    while site.runtime.log.size % 64 or site.runtime.log.size < 128:
        await alerts(0, 10, LEAD, site.runtime)
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
