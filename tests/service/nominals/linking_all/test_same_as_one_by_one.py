"""A sandbox partnership linked all at once is as well linked as one whose records came one by one."""

import csv
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from connectors.catalogue import connector
from connectors.manifest import beside, read_manifest
from connectors.sandbox.partnership import write_partnership
from service.intake.load import Intake, load
from service.intake.waiting import Link
from service.matching.model import Model
from service.nominals.link_all import Bulk, link_all
from service.sealing.blind import Blinder
from service.sealing.keyring import Keyring
from service.store.changes import tables
from service.store.opening import open_store
from service.store.rows import State
from service.store.statement import Statement

FILES = (("police", "police.csv"), ("family_hubs", "family-hubs.jsonl"), ("health", "health.ndjson"))
PEOPLE, SEED, NOW = 1_500, 11, 1_795_000_000
_PLACES = Statement(select(tables["record"].c.ref_token, tables["record"].c.golden, tables["record"].c.state))
Pairs = set[tuple[bytes, bytes]]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What three simulated agencies exported."""
    folder = tmp_path_factory.mktemp("sandbox") / "files"
    write_partnership(folder, PEOPLE, SEED)
    return folder


async def test_bulk_is_as_precise_as_one_by_one_and_finds_as_much(files: Path, tmp_path: Path, model: Model) -> None:
    manifests = [read_manifest(beside(files / file)) for _, file in FILES]
    keyring = Keyring.fresh({each.provider for each in manifests} | {row["provider"] for row in _truth(files)})
    online, held_online = await _linked(files, tmp_path / "now.db", keyring, model, Link.NOW)
    bulk, held_bulk = await _linked(files, tmp_path / "later.db", keyring, model, Link.LATER)
    true = _true(files, Blinder(keyring))
    assert len(true) > PEOPLE / 3
    assert len(online & true) > 0.9 * len(true)
    assert len(bulk - true) / len(bulk) <= len(online - true) / len(online)
    assert len(bulk & true) >= 0.99 * len(online & true)
    assert held_online <= held_bulk, "whoever may be a shielded person is held either way"


async def _linked(files: Path, path: Path, keyring: Keyring, model: Model, link: Link) -> tuple[Pairs, set[bytes]]:
    """The pairs of records that are one person, by reference token, and who is held."""
    address = f"sqlite:///{path}"
    async with open_store(address, keyring.fingerprint) as store:
        for name, file in FILES:
            manifest = read_manifest(beside(files / file))
            await load(
                Intake(store, keyring, model, workers=0, link=link), connector(name, None), manifest, files / file, None
            )
        if link is Link.LATER:
            await link_all(Bulk(store.database, address, keyring, model, workers=0), NOW)
        rows: list[Any] = await store.database.rows(_PLACES)
    people: dict[int, list[bytes]] = defaultdict(list)
    for token, golden, _ in rows:
        if golden is not None:
            people[golden].append(bytes(token))
    pairs = {pair for members in people.values() for pair in combinations(sorted(members), 2)}
    return pairs, {bytes(token) for token, _, state in rows if state == State.HELD}


def _true(files: Path, blinder: Blinder) -> Pairs:
    people: dict[str, list[bytes]] = defaultdict(list)
    for row in _truth(files):
        people[row["person"]].append(blinder.ref_token(row["provider"], row["ref"]))
    return {pair for members in people.values() for pair in combinations(sorted(members), 2)}


def _truth(files: Path) -> list[dict[str, str]]:
    with (files / "truth.csv").open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))
