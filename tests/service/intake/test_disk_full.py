"""A full disk stops a load with a clear message; what was committed stays, and the load can go on later."""

from pathlib import Path
from typing import Any

import pytest

from service.errors import ReasonCode, Unavailable
from service.sealing.keyring import Keyring
from service.store.opening import open_store


def person(number: int) -> dict[str, Any]:
    letters = "".join("abcdefghij"[int(digit)] for digit in str(number))
    return {
        "provider_ref": f"EHM-{number}",
        "names": [{"family": f"Family{letters}", "given": [f"{letters}given"]}],
        "dob": f"{1950 + number % 70}-{1 + number % 12:02d}-{1 + number % 28:02d}",
    }


async def test_a_full_disk_keeps_the_good_rows_and_says_what_to_do(
    tmp_path: Path, keyring: Keyring, hub_file: Any, load_into: Any
) -> None:
    address = f"sqlite:///{tmp_path}/store/store.db"
    path = hub_file(*map(person, range(6000)))
    async with open_store(address, keyring.fingerprint, most_bytes=6 << 20) as store:
        with pytest.raises(Unavailable, match="disk is full") as caught:
            await load_into(store, path, commit_records=1)
        assert caught.value.code is ReasonCode.DISK_FULL
        kept = await store.counts()
        assert 0 < kept.records < 6000
        assert kept.records == kept.involvements
        assert len(await store.people([1])) == 1
    async with open_store(address, keyring.fingerprint) as store:
        summary = await load_into(store, path)
        assert summary.resumed
        assert (summary.tally.read, summary.tally.new, summary.tally.unchanged) == (6000, 6000, 0)
        assert (await store.counts()).records == 6000
