"""Nothing personal is in the clear on disk: every byte under the data directory is searched for what was loaded."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.sealing.keyring import Keyring
from service.store.writing import Writer

NAMES = ("Kestrelcanary", "Osprey", "Jordan", "Workercanary", "Wilhelmina")
NUMBERS = ("9990000018", "01253555177", "01253555188", "100010780001", "2019/0048213U", "EHM-1", "nominal/1", "FY13ZZ")
DATES = (date(2011, 4, 2), date(2026, 9, 14))


def spellings() -> Iterator[bytes]:
    for name in NAMES:
        for text in (name, name.upper(), name.lower(), name.casefold()[::-1]):
            yield text.encode()
            yield text.encode("utf-16-le")
    for number in NUMBERS:
        digits = "".join(filter(str.isalnum, number))
        for text in (number, number.lower(), digits, " ".join((digits[:3], digits[3:6], digits[6:]))):
            yield text.encode()
    for day in DATES:
        for layout in ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%d%m%Y", "%d-%m-%Y", "%d %B %Y", "%d.%m.%Y", "%Y-%m"):
            yield day.strftime(layout).encode()


def found_in(folder: Path) -> list[str]:
    wanted = sorted(set(spellings()))
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [f"{path.name}: {canary!r}" for path in files for canary in wanted if canary in path.read_bytes()]


@pytest.mark.parametrize("moment", ["open", "closed", "shredded"])
async def test_no_loaded_value_is_anywhere_under_the_data_directory(
    moment: str, tmp_path: Path, sqlite_store: Any, hub_file: Any, police_file: Any, load_into: Any
) -> None:
    numbered = {"identifiers": {"nhs_number": {"value": "9990000018", "status": "verified_pds"}}}
    async with sqlite_store() as store:
        summary = await load_into(store, hub_file(numbered, {"provider_ref": "EHM-7", "dob": "2011-02-31"}))
        assert summary.tally.quarantined
        await load_into(store, police_file({"pnc": "2019/0048213U"}))
        assert (await store.counts()).goldens == 1
        if moment == "open":
            assert found_in(tmp_path / "store") == []
        if moment == "shredded":
            async with store.database.transaction() as transaction:
                await Writer(transaction).shred_record(1, [])
    assert found_in(tmp_path / "store") == []


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "leak").write_bytes(b"\0\0xkestrelcanary\0")
    assert len(found_in(tmp_path)) == 1


async def test_a_shredded_records_keys_are_gone_from_the_file(
    tmp_path: Path, sqlite_store: Any, hub_file: Any, load_into: Any, keyring: Keyring
) -> None:
    async with sqlite_store() as store:
        await load_into(store, hub_file({}))
        (person,) = await store.people([1])
    path = tmp_path / "store" / "store.db"
    assert person.match_key and person.match_key in path.read_bytes()
    async with sqlite_store() as store, store.database.transaction() as transaction:
        await Writer(transaction).shred_record(1, [])
    assert all(person.match_key not in each.read_bytes() for each in path.parent.iterdir())
