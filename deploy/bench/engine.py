"""How fast is one match in process, at the median and in the tail, and where does its time go? SQLite or PostgreSQL.

Options: --records 1000000  --directory PREPARED  --people 3000  --rounds 3  --postgres  --json  --page PAGE
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvloop

from deploy.bench import engine_page
from deploy.bench.engine_asked import Question, questions
from deploy.bench.engine_postgresql import NoServer, server
from deploy.bench.engine_timing import Ready, ask_all, baselines, figures, time_stages
from deploy.bench.machine import machine
from deploy.bench.page import write_into
from deploy.bench.prepared import FILES_ARE_IN, KEPT, LoadFailed, people_for, prepare, say
from deploy.bench.processes import ROOT
from service.errors import GoldenThreadError
from service.matching.model import load_model
from service.matching.nearness import Nearness
from service.matching.tokens import IndexKey
from service.opening import Opener
from service.sealing.keyfile import read_keyring
from service.sealing.seal import Sealer
from service.settings import Settings, read_settings
from service.store.opening import open_store

SEED = 79


def main(arguments: list[str]) -> int:
    """Measure one size on one engine and write the page; 1 when something refuses."""
    options = _options(arguments)
    try:
        found = measure(options)
    except (GoldenThreadError, LoadFailed, NoServer) as fault:
        print(getattr(fault, "advice", "") or fault, file=sys.stderr)
        return 1
    page = engine_page.figures_of(found)
    page.show(apart=options.json)
    write_into(options.page, f"engine {found['engine']} {options.records}", page.markdown())
    if options.json:
        print(json.dumps(found, indent=1))
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m deploy bench engine", description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=lambda text: int(text.replace("_", "")), default=1_000_000)
    parser.add_argument("--directory", type=Path, help="a partnership that is loaded already, used as it is")
    parser.add_argument("--people", type=int, default=3000, help="how many queries, a fifth for strangers (3000)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is asked once all is warm (3)")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server, with the records copied over")
    parser.add_argument("--json", action="store_true", help="print the figures for a program to read")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "benchmarks.md", help="the page to write into")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where prepared partnerships are kept")
    return parser.parse_args(arguments)


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """All figures of one size on one engine."""
    settings = _settings(options)
    asked = questions(settings.directory / FILES_ARE_IN, options.people, options.records, SEED)
    with _address(settings, postgres=options.postgres) as address:
        say(f"Asking {len(asked):,} questions")
        found = uvloop.run(_ask(settings, address, asked, options.rounds))
    return {
        "engine": "postgresql" if options.postgres else "sqlite",
        "machine": machine(settings.directory),
        **found,
    }


def _settings(options: argparse.Namespace) -> Settings:
    if options.directory is not None:
        return read_settings(mode="demo", directory=options.directory)
    name = f"records-{options.records}"
    return prepare(name, people_for(options.records), fresh=False, kept=options.kept).settings


@contextmanager
def _address(settings: Settings, *, postgres: bool) -> Iterator[str]:
    if postgres:
        fingerprint = read_keyring(settings.keyring_path).fingerprint
        with server(settings.directory, settings.records_path, fingerprint) as address:
            yield address
    else:
        _leave_memory(settings.records_path)
        yield settings.records_url


def _leave_memory(path: Path) -> None:
    """Ask the system to drop what it remembers of the file, so that the cold figures come from the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


async def _ask(settings: Settings, address: str, asked: list[Question], rounds: int) -> dict[str, Any]:
    keyring = read_keyring(settings.keyring_path)
    async with open_store(address, keyring.fingerprint) as store:
        index_key = IndexKey(keyring.index_key, keyring.index_version)
        engine = Ready(index_key, store, Opener(Sealer(keyring)), Nearness(load_model(settings.model_path)))
        cold = await ask_all(asked, engine)
        stages = await time_stages(asked, engine)
        warm = await ask_all(asked, engine, rounds)
        records = (await store.counts()).records
        return {
            "records": records,
            "model": engine.near.model.digest,
            "cold": figures(cold),
            "warm": figures(warm),
            "stages_us": stages,
            "baselines_us": await baselines(engine, records, SEED),
        }
