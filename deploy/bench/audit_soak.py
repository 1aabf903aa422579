"""Ends a log that is being written to, again and again: nothing that was acknowledged may be lost.

Three ways to end it: a process that appends is killed, on both databases; the power is cut under SQLite, and the disk
forgets what was not flushed; every process of a PostgreSQL server is killed. Exit code 1 when anything was lost.
"""

import argparse
import json
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from audit.signer import create_key
from audit.storage.postgres import PostgresStorage
from audit.storage.sqlite import SqliteStorage
from deploy.bench.audit_appending import Place
from deploy.bench.audit_killed import Killed, kill_again_and_again
from deploy.bench.audit_power import PowerCuts, cut_power_again_and_again
from deploy.bench.audit_server_killed import ServerKills, kill_server_again_and_again, own_server

Result = Killed | PowerCuts | ServerKills
WAYS = ("kills-sqlite", "kills-postgresql", "power-sqlite", "server-postgresql")
SHOWN = 10


def main(arguments: list[str]) -> int:
    """Run the soak; 1 when anything acknowledged was lost."""
    options = _parser().parse_args(arguments)
    found: dict[str, Result] = {}
    for way in options.way or WAYS:
        if not options.json:
            print(f"{way} …", flush=True)
        found[way] = _carry_out(way, options)
        if not options.json:
            print(_line(found[way]), flush=True)
    if options.json:
        print(json.dumps({way: asdict(result) for way, result in found.items()}, indent=1))
    return int(any(result.faults for result in found.values()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m deploy bench audit_soak", description=__doc__)
    parser.add_argument("--way", choices=WAYS, action="append", help="only this one; may be given again")
    parser.add_argument("--kills", type=int, default=10_000, help="of the process, on each database (10,000)")
    parser.add_argument("--power-cuts", type=int, default=1_000, help="under SQLite (1,000)")
    parser.add_argument("--server-kills", type=int, default=100, help="of the PostgreSQL server (100)")
    parser.add_argument("--seed", type=int, default=20261120, help="of when each end comes")
    parser.add_argument("--server", default="", help="the address of a PostgreSQL server for the kills of the process")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    lossy = parser.add_argument_group("to see losses found", "each of these breaks the log on purpose")
    lossy.add_argument("--early", action="store_true", help="acknowledge before the log does")
    lossy.add_argument("--synchronous", default="FULL", choices=["FULL", "NORMAL", "OFF"], help="of SQLite")
    lossy.add_argument("--synchronous-commit", default="on", choices=["on", "off"], help="of PostgreSQL")
    return parser


def _carry_out(way: str, options: argparse.Namespace) -> Result:
    with tempfile.TemporaryDirectory(prefix="audit-soak-") as name:
        return _WAYS[way](Path(name), options)


def _kills_sqlite(folder: Path, options: argparse.Namespace) -> Result:
    create_key(folder / "key", "soak.example/sqlite")
    place = Place(folder, lambda: SqliteStorage(folder / "log.db"))
    return kill_again_and_again(place, options.kills, options.seed, options.early)


def _kills_postgresql(folder: Path, options: argparse.Namespace) -> Result:
    create_key(folder / "key", "soak.example/postgresql")
    with _database(folder, options.server) as url:
        place = Place(folder, lambda: PostgresStorage(url))
        return kill_again_and_again(place, options.kills, options.seed, options.early)


@contextmanager
def _database(folder: Path, server: str) -> Iterator[str]:
    """The address of a database for this soak alone: on the server that is named, or on one of our own."""
    if not server:
        (folder / "server").mkdir()
        with own_server(folder / "server") as running:
            yield running.get_uri()
        return
    name = f"soak_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _power_sqlite(folder: Path, options: argparse.Namespace) -> Result:
    return cut_power_again_and_again(folder, options.power_cuts, options.seed, options.synchronous)


def _server_postgresql(folder: Path, options: argparse.Namespace) -> Result:
    create_key(folder / "key", "soak.example/server")
    (folder / "server").mkdir()
    with own_server(folder / "server") as running:
        return kill_server_again_and_again(
            folder, running, options.server_kills, options.seed, options.synchronous_commit
        )


_WAYS: dict[str, Callable[[Path, Any], Result]] = {
    "kills-sqlite": _kills_sqlite,
    "kills-postgresql": _kills_postgresql,
    "power-sqlite": _power_sqlite,
    "server-postgresql": _server_postgresql,
}


def _line(result: Result) -> str:
    times = result.cuts if isinstance(result, PowerCuts) else result.kills
    text = f"  {times:,} times in {result.seconds:,.0f} s; {result.acknowledged:,} entries acknowledged; "
    if not result.faults:
        return text + "nothing lost"
    more = [f"  and {len(result.faults) - SHOWN} more"] if len(result.faults) > SHOWN else []
    return "\n".join([text + f"{len(result.faults)} FAULTS", *(f"  {f}" for f in result.faults[:SHOWN]), *more])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
