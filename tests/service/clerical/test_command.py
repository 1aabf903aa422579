"""The queue from a terminal: in a process of its own, against a service that runs, signed in as oneself."""

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio
import uvicorn

from service.app import create_app

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROOT = Path(__file__).resolve().parents[3]
BROWSER = Path(__file__).with_name("browser_process.py")


class Done(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Awaitable[Done]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def own(houses, reviewing) -> AsyncIterator:
    """A queue that no other test has touched."""
    async with houses() as house:
        yield reviewing(house)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def run(own, made) -> AsyncIterator[Run]:
    """Run `python -m service match ...` as one of the demo's people."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        create_app(own.house.runtime), log_level="error", access_log=False, lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))

    async def carry_out(who: str, *arguments: str, typed: str = "") -> Done:
        settings = {
            "GOLDEN_THREAD_MODE": "demo",
            "GOLDEN_THREAD_DIRECTORY": str(own.house.runtime.settings.directory),
            "GOLDEN_THREAD_ISSUER": made.settings.issuer,
            "GOLDEN_THREAD_PUBLIC_URL": f"http://127.0.0.1:{listening.getsockname()[1]}",
            "BROWSER": f"{sys.executable} {BROWSER} {who} %s &",
            "PYTHONPATH": str(ROOT),
            "COLUMNS": "160",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "service", "match", *arguments, cwd=ROOT, env=os.environ | settings,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(typed.encode()), 60)
        done = Done(process.returncode or 0, out.decode(), err.decode())
        assert "Traceback" not in done.err, done.err
        return done

    yield carry_out
    server.should_exit = True
    await serving
    listening.close()


async def test_a_pair_is_listed_claimed_seen_and_decided(own, run) -> None:
    number = await own.ordinary()
    listed = await run("ig-lead", "queue", "list")
    assert listed.code == 0, listed.err
    assert "between the bands" in listed.out and "police:04" in listed.out
    assert "1 of 1 that wait for you" in listed.out
    seen = await run("ig-lead", "queue", "claim", str(number))
    for word in (
        "millie", "lillie", "one letter or one sound apart", "Before anything is compared", "band likely",
        "Taken off: two people of one household", "how rare it is", "█", "--version 2", "names that rhyme",
    ):  # fmt: skip
        assert word in seen.out
    shown = json.loads((await run("ig-lead", "queue", "show", str(number), "--json")).out)
    assert shown["pair"]["claim"] == "yours"
    decide = ("queue", "decide", str(number), "--version", str(shown["pair"]["version"]), "--verdict", "same")
    decided = await run("ig-lead", *decide, "--reason", "details_agree", "--note-from", "-", typed="The hub rang.")
    assert (decided.code, decided.out) == (0, f"Pair {number}: decided (same).\n")
    one, other = await own.goldens(number)
    assert one == other


async def test_a_first_person_proposes_and_is_told_that_another_must_decide(own, run) -> None:
    number = await own.in_care()
    assert "another confirms" in (await run("ig-lead", "queue", "claim", str(number))).out
    decide = ("queue", "decide", str(number), "--version", "2", "--verdict", "same", "--reason", "details_agree")
    assert "Another person must now decide" in (await run("ig-lead", *decide)).out
    again = await run("ig-lead", "queue", "claim", str(number))
    assert (again.code, "ask a colleague" in again.err) == (1, True)
    assert "second person" in (await run("team-manager", "queue", "list")).out


async def test_a_sample_is_drawn_and_precision_is_read(own, run) -> None:
    drawn = await run("ig-lead", "queue", "sample", "--of", "confirmed", "--count", "3")
    assert drawn.code == 0, drawn.err
    assert "3 pairs of the band confirmed were drawn" in drawn.out and "Seed" in drawn.out
    listed = json.loads((await run("ig-lead", "queue", "list", "--drawn", "--json")).out)
    assert {one["because"] for one in listed["pairs"]} == {"joined"}
    table = await run("team-manager", "precision")
    assert "at random" in table.out and "by worth" in table.out and "no fair sample" in table.out
    rows = json.loads((await run("team-manager", "precision", "--json")).out)
    assert {row["band"] for row in rows} >= {"confirmed", "likely"}


async def test_what_cannot_be_done_is_told_in_a_sentence(own, run) -> None:
    number = await own.ordinary()
    decide = ("queue", "decide", str(number), "--version", "1", "--verdict", "same", "--reason")
    for who, arguments, sentence in (
        ("social-worker", ("queue", "list"), "There is no such pair, or none that you may see."),
        ("ig-lead", ("queue", "show", str(number)), "You have not claimed this pair"),
        ("ig-lead", (*decide, "twins_or_siblings"), "Choose one of: identifier_agrees"),
        ("ig-lead", (*decide, "details_agree", "--note-from", "/nowhere/note.txt"), "cannot be read as text"),
    ):
        done = await run(who, *arguments)
        assert done.code == 1, (arguments, done)
        assert sentence in done.err


async def test_a_service_that_does_not_run_is_told_before_anybody_signs_in(run) -> None:
    done = await run("ig-lead", "queue", "list", "--url", "http://127.0.0.1:9")
    assert (done.code, "Is it running?" in done.err) == (1, True)
