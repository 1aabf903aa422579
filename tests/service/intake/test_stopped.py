"""A connector that is suspended delivers nothing: no file, no message, and no further commit of a file on its way."""

import pytest

from connectors.police import HEADER
from isa.register import Suspended, resume, suspend
from service.errors import NotPermitted, ReasonCode
from service.intake import load
from service.intake.stopped import check_not_stopped

POLICE = "police:04"


def stop(house, name: str) -> None:
    entry = Suspended(subject="connector", name=name, since=1795176000, by="SIRO", reason="wrong people")
    suspend(house.runtime.settings.suspensions_path, entry)


def row(number: int) -> str:
    plain = {"provider_ref": f"police:04/nominal/{number}", "family": "Stopsley", "given": "Ivo", "dob": "1990-02-03",
             "postcode": "FY1 3ZZ", "safe_addr": "Y", "unit": "Blackpool NPT", "status": "open",
             "opened": "2026-10-09", "subject_role": "associate"}  # fmt: skip
    return ",".join(plain.get(column, "") for column in HEADER) + "\n"


FILE = ",".join(HEADER) + "\n" + row(66001)


async def send(house, who: str = "police-04-connector", content: str = FILE):
    headers = house.token(who) | {"content-type": "text/csv"}
    return await house.api.post("/v1/records/police", content=content, headers=headers)


@pytest.mark.parametrize("name", [POLICE, f"{POLICE}/police.family_involvement"])
async def test_neither_a_file_nor_a_message_is_taken_until_it_is_resumed(houses, name: str) -> None:
    async with houses() as house:
        before = await house.runtime.store.counts()
        stop(house, name)
        with pytest.raises(NotPermitted) as refused:
            await house.load("police", FILE, POLICE)
        assert refused.value.code is ReasonCode.CONNECTOR_SUSPENDED
        sent = await send(house)
        assert (sent.status_code, sent.json()["code"]) == (403, "connector_suspended")
        assert "Stopsley" not in sent.text
        assert await house.runtime.store.counts() == before
        resume(house.runtime.settings.suspensions_path, "connector", name)
        assert (await send(house)).json()["records"] == ["new"]


async def test_another_agency_delivers_all_the_same(houses) -> None:
    async with houses() as house:
        stop(house, "ods:RXL")
        assert (await send(house)).status_code == 200


async def test_a_file_on_its_way_stops_at_its_next_commit_and_goes_on_when_it_is_resumed(houses, tmp_path) -> None:
    async with houses() as house:
        runtime = house.runtime
        asked = 0

        def allowed() -> None:
            nonlocal asked
            asked += 1
            if asked == 3:
                stop(house, POLICE)
            check_not_stopped(POLICE, runtime)

        from connectors.catalogue import connector
        from connectors.manifest import without_manifest

        reader = connector("police")
        reader_rows = "".join(row(67000 + number) for number in range(12_000))
        file = tmp_path / "long.csv"
        file.write_text(",".join(HEADER) + "\n" + reader_rows)
        intake = load.Intake(runtime.store, runtime.keyring, runtime.model, commit_records=1, allowed=allowed)
        with pytest.raises(NotPermitted):
            await load.load(intake, reader, without_manifest(POLICE), file)
        taken = (await runtime.store.counts()).records
        resume(runtime.settings.suspensions_path, "connector", POLICE)
        summary = await load.load(
            load.Intake(runtime.store, runtime.keyring, runtime.model), reader, without_manifest(POLICE), file
        )
        assert summary.resumed
        assert (await runtime.store.counts()).records > taken
