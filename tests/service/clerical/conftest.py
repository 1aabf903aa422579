"""Pairs between the bands in a real partnership, on either engine, and the three people who may review them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
import pytest
import pytest_asyncio

from connectors.police import HEADER
from service.clerical.desk import Desk
from service.clerical.gathering import gather
from service.matching.comparison import FIELDS
from service.store import clerical
from service.store.writing import AskRow, Writer

HUB, POLICE = "gss:E06000009", "police:04"
LEAD, SUPERVISOR, POLICE_LEAD = "ig-lead", "team-manager", "police-ig-lead"
_SYLLABLES = ("ka", "re", "mo", "ti", "lu", "ve", "no", "si", "ba", "du")
_numbers = count(1_000)


@dataclass
class Reviewing:
    """The queue of a house, as reviewers meet it over HTTP."""

    house: Any
    surnames: dict[int, str] = field(default_factory=dict)
    references: dict[int, int] = field(default_factory=dict)
    """The number by which a pair's people are known to their agencies."""

    @property
    def desk(self) -> Desk:
        return Desk.over(self.house.runtime)

    async def ordinary(self, **changes: Any) -> int:
        """A hub's Millie and the police's Lillie, of one birthday and one house: likely, and for a person to decide."""
        return await self._pair({"names": "Millie"} | changes.pop("hub", {}), {"given": "Lillie"} | changes)

    async def twins(self) -> int:
        """Two of one birthday, name and house whose first names are unlike."""
        return await self._pair({"names": "Millie"}, {"given": "Oskar"})

    async def in_care(self) -> int:
        """As `ordinary`, and children's social care works with one of them: a second person must confirm."""
        return await self.ordinary(hub={"record_type": "social_care.children"})

    async def held(self) -> int:
        """A record that may be a shielded person's under another name, so that nobody can find it."""
        return await self._pair({"names": "Millie", "shield": True}, {"given": "Millie", "family": "Otherwise"})

    async def joined(self) -> tuple[int, int]:
        """Two records that the matcher links by itself."""
        before = (await self.house.runtime.store.counts()).records
        await self._load({"names": "Millie"}, {"given": "Millie"}, next(_numbers))
        return before + 2, before + 1

    async def two_verified_numbers(self) -> int:
        """A pair that the matcher would not ask about: each has a verified NHS number of its own."""
        numbers = [next(_numbers), next(_numbers)]
        for number, nhs in zip(numbers, ("9990000018", "9990000026"), strict=True):
            await self.load_hub({"identifiers": {"nhs_number": {"value": nhs, "status": "verified_pds"}}}, number)
        last = (await self.house.runtime.store.counts()).records
        return await self.ask_about(last, last - 1)

    async def ask_about(self, record: int, other: int, bits: float = 4.0, **changes: Any) -> int:
        """The matcher asks about two records, whatever they look like."""
        model = self.house.runtime.model.digest
        levels = "".join("1" for _ in FIELDS)
        row = AskRow(record, other, round(bits * 1e6), levels, model, self.house.clock.now(), "between_bands")
        async with self.house.runtime.store.database.transaction() as transaction:
            await Writer(transaction).add_asks([row._replace(**changes)])
        await gather(self.desk)
        pairs = await clerical.waiting_pairs(self.house.runtime.store.database)
        return next(pair.id for pair in pairs if (pair.record, pair.other) == (record, other))

    async def _pair(self, hub: dict[str, Any], police: dict[str, str]) -> int:
        known = {pair.id for pair in await clerical.waiting_pairs(self.house.runtime.store.database)}
        number = next(_numbers)
        await self._load(hub, police, number)
        await gather(self.desk)
        found = await clerical.waiting_pairs(self.house.runtime.store.database)
        (new,) = [pair.id for pair in found if pair.id not in known]
        self.references[new] = number
        self.surnames[new] = surname(number)
        return new

    async def _load(self, hub: dict[str, Any], police: dict[str, str], number: int) -> None:
        await self.load_hub(hub, number)
        await self.load_police(police, number)

    async def load_hub(self, changes: dict[str, Any], number: int) -> None:
        """The hub hands its person over (again)."""
        assert not (await self.house.load("family_hubs", hub_line(changes, number), HUB)).refused

    async def load_police(self, changes: dict[str, str], number: int) -> None:
        """The police hand theirs over (again)."""
        assert not (await self.house.load("police", police_csv(changes, number), POLICE)).refused

    async def get(self, who: str, path: str) -> httpx.Response:
        return await self.house.get(who, f"/v1/match/{path}")

    async def post(self, who: str, path: str, **body: object) -> httpx.Response:
        return await self.house.api.post(f"/v1/match/{path}", json=body, headers=self.house.token(who))

    async def claim(self, who: str, number: int) -> dict[str, Any]:
        reply = await self.post(who, f"pairs/{number}/claim")
        assert reply.status_code == 200, reply.text
        return reply.json()

    async def decide(self, who: str, number: int, verdict: str, reason: str = "", **body: object) -> httpx.Response:
        """Claim and decide."""
        version = (await self.claim(who, number))["version"]
        reason = reason or {"same": "details_agree", "different": "twins_or_siblings"}.get(verdict, "contradictory")
        return await self.post(who, f"pairs/{number}/decision", verdict=verdict, reason=reason, version=version, **body)

    async def decided(self, who: str, number: int, verdict: str, **body: object) -> str:
        """Claim and decide, and the state that it then is in."""
        reply = await self.decide(who, number, verdict, **body)
        assert reply.status_code == 200, reply.text
        return reply.json()["state"]

    async def listed(self, who: str, **query: object) -> list[dict[str, Any]]:
        reply = await self.house.api.get(
            "/v1/match/pairs", params={"limit": 200, **query}, headers=self.house.token(who)
        )
        assert reply.status_code == 200, reply.text
        return reply.json()["pairs"]

    async def numbers(self, who: str, **query: object) -> set[int]:
        return {pair["number"] for pair in await self.listed(who, **query)}

    async def goldens(self, number: int) -> tuple[int | None, int | None]:
        """Whose the two records of a pair are now."""
        pair = await clerical.pair_of(self.house.runtime.store.database, number)
        facts = await clerical.facts_of_records(self.house.runtime.store.database, [pair.record, pair.other])
        golden = {fact.record: fact.golden for fact in facts}
        return golden.get(pair.record), golden.get(pair.other)


def surname(number: int) -> str:
    """A name that nobody else bears."""
    return "".join(_SYLLABLES[int(digit)] for digit in str(number * 7919)).capitalize()


def born(number: int) -> str:
    return f"{1960 + number % 50}-{1 + number % 12:02d}-{13 + number % 15:02d}"


def hub_line(changes: dict[str, Any], number: int) -> str:
    given = {"names": "Millie"} | changes
    line: dict[str, Any] = {
        "provider": HUB,
        "record_type": "familyhub.early_help",
        "provider_ref": f"EHM-{number}",
        "dob": born(number),
        "addresses": [{"uprn": f"10001{number:07}", "postcode": "FY1 3ZZ"}],
        "involvement": {
            "status": "open",
            "level_of_need": "targeted",
            "plan": "EHA",
            "opened": "2026-09-14",
            "worker": {"name": "Wilhelmina Workercanary", "role": "Key Worker", "phone": "01253 555177"},
        },
        **given,
    }
    line["names"] = [{"family": surname(number), "given": given["names"].split()}]
    return json.dumps(line) + "\n"


def police_csv(changes: dict[str, str], number: int) -> str:
    plain = {
        "provider_ref": f"police:04/nominal/{number}",
        "family": surname(number),
        "given": "Lillie",
        "dob": born(number),
        "postcode": "FY1 3ZZ",
        "uprn": f"10001{number:07}",
        "safe_addr": "Y",
        "unit": "Blackpool NPT",
        "status": "open",
        "opened": "2026-10-09",
        "subject_role": "associate",
    } | changes
    row = ",".join(plain.get(column, "") for column in HEADER)
    return ",".join(HEADER) + "\n" + row + "\n"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def queue(either: Any) -> Reviewing:
    """The queue on SQLite and then on PostgreSQL, one for all tests of a module: each makes pairs of its own."""
    return Reviewing(either)


@pytest_asyncio.fixture(loop_scope="module")
async def own_queue(houses: Any) -> Any:
    """A queue that no other test has touched, on SQLite."""
    async with houses() as house:
        yield Reviewing(house)


@pytest.fixture(scope="session")
def reviewing() -> Callable[[Any], Reviewing]:
    return Reviewing
