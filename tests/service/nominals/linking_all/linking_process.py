"""Links whoever waits in a store, in a process that a test can kill: python linking_process.py FOLDER CHUNK.

Prints a line before it begins and after each chunk that is committed.
"""

import asyncio
import sys
from pathlib import Path

from service.matching.model import shipped_model
from service.nominals.link_all import Bulk, link_all
from service.sealing.keyfile import read_keyring
from service.store.opening import open_store

NOW = 1_795_000_000


async def main(folder: Path, chunk: int) -> None:
    keyring, address = read_keyring(folder / "keys.json"), f"sqlite:///{folder}/store.db"
    async with open_store(address, keyring.fingerprint) as store:
        bulk = Bulk(store.database, address, keyring, shipped_model(), workers=0, chunk_records=chunk)
        print("ready", flush=True)
        summary, _ = await link_all(bulk, NOW, _told)
    print("resumed" if summary.resumed else "whole", flush=True)


def _told(step: str, done: int, total: int) -> None:
    if step == "write":
        print(step, done, total, flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
