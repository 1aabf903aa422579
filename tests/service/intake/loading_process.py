"""A load in a process of its own, to be killed: prints each commit, and the counts at the end."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from connectors.catalogue import connector
from connectors.manifest import Manifest
from service.intake.load import Intake, load
from service.intake.waiting import Link
from service.matching.model import shipped_model
from service.sealing.keyfile import read_keyring
from service.store.opening import open_store


async def main(folder: Path, file: Path, workers: int, link: Link) -> None:
    keyring = read_keyring(folder / "keys.json")
    async with open_store(f"sqlite:///{folder}/store.db", keyring.fingerprint) as store:
        intake = Intake(store, keyring, shipped_model(), workers, commit_records=1, small_bytes=0, link=link)
        manifest = Manifest("gss:E06000009", datetime(2026, 11, 20, tzinfo=UTC))
        print("open", flush=True)
        await load(intake, connector("family_hubs"), manifest, file, lambda done, total: print(done, flush=True))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), Link(sys.argv[4])))
