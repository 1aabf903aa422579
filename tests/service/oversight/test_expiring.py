"""Payloads past their time lose their keys, an entry for each; the others and all entries stay."""

import json
from dataclasses import dataclass, replace

from audit.retention import DEFAULT_YEARS
from service.cli.log_keeping import OPERATOR
from service.oversight.expiring import Expired, expire, find_expired

YEAR = 366 * 86_400


@dataclass(frozen=True)
class At:
    """The clock of somebody who looks later."""

    seconds: int

    def now(self) -> int:
        return self.seconds


async def test_what_is_past_its_time_is_destroyed_and_the_log_says_so(houses) -> None:
    async with houses() as house:
        await house.ask("social-worker")
        runtime = house.runtime
        shown = (await runtime.log.entries(limit=1))[0]
        document = json.loads(shown.body)
        assert document["type"] == "enquiry.answered"
        for years, expected in ((6, []), (8, [Expired(shown.index, "disclosure", 7)])):
            later = replace(runtime, clock=At(document["time"] // 1_000_000 + years * YEAR))
            found = await find_expired(later, DEFAULT_YEARS)
            assert (found.expired, found.unknown) == (expected, {})
        assert await expire(runtime, found.expired, OPERATOR) == 1
        assert (await runtime.log.payload(shown.index)).wrapped_key is None
        said = json.loads((await runtime.log.entries(limit=1))[0].body)
        assert (said["type"], said["relates_to"], said["operation"]) == ("payload.shredded", shown.index, "erasure")
        assert said["details"] == {"because": "retention", "class": "disclosure", "years": 7}
        size = runtime.log.size
        assert await expire(runtime, found.expired, OPERATOR) == 1  # run again after a fault: no second entry
        assert runtime.log.size == size
        assert (await find_expired(later, DEFAULT_YEARS)).expired == []
        assert (await house.get("social-worker", f"/v1/enquiries/{document['request_id']}")).status_code == 404


async def test_a_payload_whose_agreement_nobody_here_knows_is_kept_and_told_of(houses) -> None:
    async with houses() as house:
        await house.ask("social-worker")
        (shown,) = await house.runtime.log.entries(limit=1)
        document = json.loads(shown.body)
        later = replace(house.runtime, clock=At(document["time"] // 1_000_000 + 30 * YEAR), agreements=NoAgreements())
        found = await find_expired(later, DEFAULT_YEARS)
        assert (found.expired, list(found.unknown)) == ([], [document["agreements"][0]["id"]])


class NoAgreements:
    """A service from whose directory the signed files were taken."""

    @property
    def register(self) -> "NoAgreements":
        return self

    listed = ()
