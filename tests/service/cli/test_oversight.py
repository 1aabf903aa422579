"""`service emergencies`, `notices`, `oversight` and `enquire --break-glass`, against a service that runs."""

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
import uvicorn

from service.app import create_app

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROOT = Path(__file__).resolve().parents[3]
BROWSER = ROOT / "tests" / "service" / "clerical" / "browser_process.py"
ASK = (
    "enquire", "--purpose", "child_protection_s47", "--family-name", "Synth", "--given-name", "Jordan", "--born",
    "2011-04-02", "--postcode", "FY1 3XX", "--person-only", "--level", "3", "--break-glass", "s47_immediate",
)  # fmt: skip
REASON = "Child seen with fresh injuries; nobody answers the door."


class Done(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Awaitable[Done]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def own(houses) -> AsyncIterator[Any]:
    async with houses() as house:
        yield house


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def run(own, made) -> AsyncIterator[Run]:
    """Run `python -m service ...` as one of the demo's people."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(own.runtime), log_level="error", access_log=False, lifespan="off", ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))

    async def carry_out(who: str, *arguments: str, typed: str = "") -> Done:
        settings = {
            "GOLDEN_THREAD_MODE": "demo",
            "GOLDEN_THREAD_DIRECTORY": str(own.runtime.settings.directory),
            "GOLDEN_THREAD_ISSUER": made.settings.issuer,
            "GOLDEN_THREAD_PUBLIC_URL": f"http://127.0.0.1:{listening.getsockname()[1]}",
            "BROWSER": f"{sys.executable} {BROWSER} {who} %s &",
            "PYTHONPATH": str(ROOT),
            "COLUMNS": "160",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "service", *arguments, cwd=ROOT, env=os.environ | settings,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(typed.encode()), 90)
        done = Done(process.returncode or 0, out.decode(), err.decode())
        assert "Traceback" not in done.err, done.err
        return done

    yield carry_out
    server.should_exit = True
    await serving
    listening.close()


async def test_an_emergency_from_the_enquiry_to_its_review(own, run) -> None:
    asked = await run("social-worker", *ASK, "--reason-from", "-", typed=REASON)
    assert asked.code == 0, asked.err
    assert "Lancashire Constabulary" in asked.out
    told = await run("ig-lead", "notices", "list")
    assert "emergency_declared" in told.out and "fresh injuries" in told.out
    listed = await run("ig-lead", "reviews", "list")
    assert "s47_immediate" in listed.out
    claimed = await run("ig-lead", "reviews", "show", "1")
    assert "version 2" in claimed.out and REASON in claimed.out
    decided = await run("ig-lead", "reviews", "decide", "1", "--verdict", "cleared", "--version", "2")
    assert (decided.code, decided.out) == (0, "Review 1: cleared.\n")
    assert (await run("ig-lead", "reviews", "list")).out == "There is nothing to review.\n"


async def test_reviews_are_shown_with_why_measured_and_printed_for_a_program(own, run) -> None:
    asked = ("enquire", "--purpose", "safeguard_child", "--case", "SC-1", "--relationship", "referral_received",
             "--family-name", "Ashdown", "--given-name", "Quentin", "--born", "2013-05-17")  # fmt: skip
    assert (await run("social-worker", *asked)).code == 0
    listed = await run("ig-lead", "reviews", "list", "--kind", "own_name")
    assert "the asker's own family name" in listed.out
    number = str(json.loads((await run("ig-lead", "reviews", "list", "--kind", "own_name", "--json")).out)[0]["number"])
    shown = await run("ig-lead", "reviews", "show", number)
    assert "Somebody with the asker's own family name was asked about." in shown.out
    assert "Asked about: Quentin Ashdown; case SC-1." in shown.out
    note = "Their cousin's child. They handed the case over."
    decided = await run(
        "ig-lead", "reviews", "decide", number, "--verdict", "concern", "--version", "2", "--note-from", "-", typed=note
    )
    assert (decided.code, decided.out) == (0, f"Review {number}: concern.\n")
    measured = json.loads((await run("ig-lead", "reviews", "measure", "--weeks", "1", "--json")).out)
    assert next(one for one in measured if one["kind"] == "own_name")["concern"] == 1
    assert "Reviews of the last 1 weeks" in (await run("ig-lead", "reviews", "measure", "--weeks", "1")).out
    assert "Nothing was drawn yet" in (await run("ig-lead", "reviews", "sample")).out


async def test_what_somebody_writes_cannot_rewrite_the_terminal_of_whoever_reads_it(own, run) -> None:
    """Closing a colour that nobody opened stopped the list of notices; control characters went to it as typed."""
    hostile = "Child seen with injuries [/red] \x1b[2J\x1b]0;all well\x07 \u202e nobody answers."
    own.clock.at += 86_401
    assert (await run("social-worker", *ASK, "--reason-from", "-", typed=hostile)).code == 0
    told = await run("ig-lead", "notices", "list")
    assert told.code == 0, told.err
    assert "[/red]" in told.out
    number = max(one["number"] for one in json.loads((await run("ig-lead", "emergencies", "list", "--json")).out))
    shown = await run("ig-lead", "emergencies", "show", str(number))
    assert "nobody answers" in shown.out
    assert not {"\x1b", "\x07", "\u202e"} & set(told.out + shown.out)
    stop = await run(
        "ig-lead", "oversight", "suspend", "agreement", "LANCS-ISA-0042", "--reason", "[/] \x1b[2J a breach"
    )
    assert stop.code == 0, stop.err
    listed = await run("ig-lead", "oversight", "suspensions")
    assert (listed.code, "\x1b" in listed.out, "[/]" in listed.out) == (0, False, True)
    resume = ("oversight", "resume", "agreement", "LANCS-ISA-0042", "--reason", "mended")
    assert (await run("ig-lead", *resume)).code == 0


async def test_a_second_person_agrees_from_a_terminal(own, run) -> None:
    own.clock.at += 2 * 3600
    await run("social-worker", *ASK, "--reason-from", "-", typed=REASON)
    own.clock.at += 3600
    waits = await run("social-worker", *ASK, "--reason", REASON)
    assert waits.code == 1
    assert "Another person must agree" in waits.err
    number = max(one["number"] for one in json.loads((await run("ig-lead", "emergencies", "list", "--json")).out))
    assert REASON in (await run("team-manager", "emergencies", "show", str(number))).out
    agreed = await run("team-manager", "emergencies", "agree", str(number))
    assert "asks again now" in agreed.out
    assert (await run("social-worker", *ASK, "--reason", REASON)).code == 0


async def test_something_is_stopped_while_the_service_runs(own, run) -> None:
    stop = ("oversight", "suspend", "agreement", "LANCS-ISA-0042", "--reason", "a breach")
    assert "from the next decision on" in (await run("ig-lead", *stop)).out
    assert "LANCS-ISA-0042" in (await run("ig-lead", "oversight", "suspensions")).out
    resume = ("oversight", "resume", "agreement", "LANCS-ISA-0042", "--reason", "mended")
    refused = await run("police-ig-lead", *resume)
    assert (refused.code, "must resume it" in refused.err) == (1, True)
    assert (await run("ig-lead", *resume)).code == 0


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("--break-glass", "curiosity", "--reason", REASON), "--break-glass must be one of"),
        (("--break-glass", "s47_immediate"), "must say why"),
        (("--reason", REASON), "must say on which ground"),
        ((), "--case must be given"),
    ],
)
async def test_what_is_missing_is_said_before_anybody_signs_in(run, given, sentence: str) -> None:
    asked = ("enquire", "--purpose", "safeguard_child", "--relationship", "visit", "--family-name", "X", *given)
    done = await run("social-worker", *asked)
    assert (done.code, sentence in done.err) == (1, True), done.err


async def test_only_an_ig_lead_may(run) -> None:
    done = await run("social-worker", "oversight", "alerts")
    assert (done.code, "Only an information governance lead" in done.err) == (1, True)


async def test_the_log_from_every_side_and_an_access_request_from_a_terminal(own, run, tmp_path) -> None:
    index = (await own.ask("social-worker", scope="person"))["receipt"]["index"]
    pseudonym = (await own.newest("enquiry.answered"))["subject"]
    found = await run("ig-lead", "oversight", "disclosures", "--subject", pseudonym, "--json")
    assert index in [row["index"] for row in json.loads(found.out)]
    table = await run("ig-lead", "oversight", "disclosures", "--subject", pseudonym, "--since", "2020-01-01")
    assert "social_worker" in table.out
    assert "--since must be a day" in (await run("ig-lead", "oversight", "disclosures", "--since", "today")).err
    for who, action in (("ig-lead", "own-records"), ("ig-lead", "operations"), ("social-worker", "own-access")):
        shown = await run(who, "oversight", action)
        assert shown.code == 0, shown.err
        assert str(index) in shown.out, action
    history = await run("ig-lead", "oversight", "history", pseudonym)
    assert str(index) in history.out
    today = own.runtime.clock.today().isoformat()
    new = await run("ig-lead", "oversight", "access-new", pseudonym, "--received", today, "--json")
    request = json.loads(new.out)["request"]
    assert request["route"] == "exemption_review"
    listed = await run("ig-lead", "oversight", "access-requests")
    assert request["due"] in listed.out
    refused = await run("ig-lead", "oversight", "access-decide", "1", "--version", "1", "--disclose", "1")
    assert "Another information governance lead" in refused.err
    needs = await run("ig-lead", "oversight", "access-decide", "1", "--version", "1", "--withhold", "1")
    assert "--exemption" in needs.err
    shown = await run("ig-lead", "oversight", "access-show", "1")
    assert "Somebody else of your agency decides it" in shown.out
