"""A page that denies and a page with nothing held are one page: the same bytes and headers, and the same time.

Jules has no case of Michael Rigby, whom police and health know; of Quentin Unheardof nobody holds anything.
"""

import random
import re
import time
from statistics import NormalDist, median

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")
HELD = {"family-name": "Rigby", "given-name": "Michael", "birth-day": "2", "birth-month": "11", "birth-year": "1989"}
NOBODY = HELD | {"family-name": "Unheardof", "given-name": "Quentin"}
EACH = 40
FRESH = re.compile(r"[0-9a-f]{16,}|nonce[-=]\"?[\w+/=-]+|[\w+/-]{40,}={0,2}|receipt [\d,]+|\b\d{1,3}(?:,\d{3})*\b")
"""Ids, nonces, and the places of two questions in one log."""


async def form_of(jules) -> dict[str, str]:
    """What the form of /whom carries besides what is typed."""
    hidden = jules.main.locator("input[type=hidden]")
    return {await one.get_attribute("name"): await one.get_attribute("value") for one in await hidden.all()}


async def asked(jules, form: dict[str, str], known: dict[str, str]):
    """Send the form as a browser would, without following it."""
    sent = {**form, **known, "scope": "family"}
    return await jules.page.request.post(f"{jules.site.url}/whom", form=sent, max_redirects=0)


def without_ids(text: str) -> str:
    return FRESH.sub(lambda found: "#" * len(found[0]), text)  # as long as they are: that would tell something too


async def test_they_are_the_same_bytes_under_the_same_headers(sites, visitors_at) -> None:
    async with sites() as site, visitors_at(site)("social-worker-without-case") as jules:
        await jules.say_why()
        form, pages = await form_of(jules), []
        for known in (HELD, NOBODY):
            sent = await asked(jules, form, known)
            page = await jules.page.request.get(jules.site.url + sent.headers["location"])
            pages.append(
                (sent.status, await sent.body(), len(sent.headers["location"]), page.status, [*page.headers],
                 without_ids((await page.body()).decode()))
            )  # fmt: skip
        assert pages[0] == pages[1]
        assert "Nothing that you may see was found" in pages[0][-1]
        assert "Rigby" not in pages[0][-1]


async def test_they_take_the_same_time(sites, visitors_at) -> None:
    """At the product's own setting, in random order, by the Mann-Whitney test at one in a thousand."""
    taken: dict[str, list[float]] = {"held": [], "nobody": []}
    async with sites(empty_answer_ms=40) as site, visitors_at(site)("social-worker-without-case") as jules:
        await jules.say_why()
        form = await form_of(jules)
        await asked(jules, form, HELD)
        order = ["held", "nobody"] * EACH
        random.Random(EACH).shuffle(order)
        for which in order:
            began = time.perf_counter()
            await asked(jules, form, HELD if which == "held" else NOBODY)
            taken[which].append(time.perf_counter() - began)
    assert same(taken["held"], taken["nobody"]), {which: median(times) for which, times in taken.items()}


def same(one: list[float], other: list[float]) -> bool:
    """Whether the Mann-Whitney U test (normal approximation) finds no difference at one in a thousand."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(rank for rank, (_, group) in enumerate(ranked, 1) if group == 0)
    n, m = len(one), len(other)
    u = ranks - n * (n + 1) / 2
    z = (u - n * m / 2) / (n * m * (n + m + 1) / 12) ** 0.5
    return 2 * (1 - NormalDist().cdf(abs(z))) > 0.001


async def test_the_test_of_the_clock_can_fail() -> None:
    noise = random.Random(7)
    one = [0.040 + abs(noise.gauss(0, 0.0005)) for _ in range(EACH)]
    assert same(one, [0.040 + abs(noise.gauss(0, 0.0005)) for _ in range(EACH)])
    assert not same(one, [0.042 + abs(noise.gauss(0, 0.0005)) for _ in range(EACH)])
