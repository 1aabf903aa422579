"""`service log set-up`, `rotate-key`, `new-shard` and `expire`: for whoever keeps the log, on its own machine.

Each change of the log is an entry of it. The service is stopped meanwhile where the log is an SQLite file.
"""

import argparse
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import sqlalchemy
from sqlalchemy.exc import SQLAlchemyError

from audit.errors import AuditError
from audit.events import Actor
from audit.retention import DEFAULT_YEARS, RetentionClass
from audit.rotation import begin_overlap, end_overlap, keep_link, make_incoming_key, retire_outgoing_key
from audit.signer import chain_beside
from audit.storage.postgres_schema import set_up
from service.cli.log_new_shard import cut
from service.errors import Misconfigured, NotAcceptable, ReasonCode, Unavailable
from service.follow_up.expiring import expire_requests, find_expired_requests, years_kept
from service.log_shards import find_shards, first_place, later_places
from service.oversight.expiring import Expiry, expire, find_expired
from service.runtime import Runtime, open_runtime
from service.settings import read_settings, read_settings_to_look

KEEPING: Final = ("set-up", "rotate-key", "new-shard", "expire")
OPERATOR: Final = Actor(staff="operator", agency="partnership", role="operator")
MOST_YEARS = 100


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of these actions."""
    keeping = parser.add_argument_group("for whoever keeps the log")
    keeping.add_argument("--owner", type=Path, help="set-up: a file with the address by which the owner role connects")
    keeping.add_argument("--role", default="", help="set-up: the role by which the service connects")
    keeping.add_argument("--log-name", default="", help="new-shard: the new log's name, if not that of the year")
    keeping.add_argument("--finish", action="store_true", help="rotate-key: end the overlap; the old key is gone then")
    keeping.add_argument(
        "--years",
        action="append",
        default=[],
        metavar="CLASS=YEARS",
        help="expire: how long payloads of a class are kept; may be given again. Otherwise "
        + " ".join(f"{class_.value}={years}" for class_, years in DEFAULT_YEARS.items()),
    )
    keeping.add_argument("--dry-run", action="store_true", help="expire: only say what would be destroyed")


async def keep(options: argparse.Namespace) -> int:
    """Carry out one of these actions."""
    try:
        if options.action == "set-up":
            return _set_up(options)
        if options.action == "rotate-key":
            return await _rotate(options)
        if options.action == "new-shard":
            return await cut(options.log_name, OPERATOR)
        return await _expire(options)
    except AuditError as fault:
        raise Unavailable(ReasonCode.LOG_UNAVAILABLE, fault.advice) from None


def _set_up(options: argparse.Namespace) -> int:
    if options.owner is None or not options.role:
        raise NotAcceptable(
            ReasonCode.FIELD_INVALID,
            "Give --owner, a file with the owner's postgresql:// address, and --role, the service's own role.",
        )
    try:
        url = sqlalchemy.make_url(options.owner.read_text(encoding="utf-8").strip())
        engine = sqlalchemy.create_engine(url.set(drivername="postgresql+psycopg"))
        for schema in _schemas():
            set_up(engine, options.role, schema)
        engine.dispose()
    except (OSError, UnicodeDecodeError, sqlalchemy.exc.ArgumentError) as fault:
        advice = f"{options.owner} holds no address of a database: write postgresql://… into it."
        raise Misconfigured(ReasonCode.SETTINGS_REFUSED, advice) from fault
    except SQLAlchemyError as fault:
        advice = "The database refused: the owner must be able to make a schema in it, and the role must be there."
        raise Unavailable(ReasonCode.LOG_UNAVAILABLE, advice) from fault
    print(f"The log's schema is set up. {options.role} may read it and append to it, and nothing else.")
    return 0


def _schemas() -> list[str]:
    """Of every shard of the log that is here, and of one whose key is made and that has not begun."""
    settings = read_settings_to_look()
    return [first_place(settings).schema, *(place.schema for place in later_places(settings))]


async def _rotate(options: argparse.Namespace) -> int:
    settings = read_settings()
    place = find_shards(settings).serving
    if not options.finish:
        make_incoming_key(place.key)
    async with open_runtime(settings) as runtime:
        receipt = await (end_overlap if options.finish else begin_overlap)(runtime.log.serving, OPERATOR)
        for chain in (chain_beside(place.key), place.public_chain):
            keep_link(chain, receipt)
        _, incoming = runtime.log.verifiers
    if not options.finish:
        print(f"Both keys sign from now on. The new public key is {incoming.vkey}")
        print(f"Start every process again. Give {place.public_chain} to whoever checks receipts,")
        print("and the new public key to every witness beside the old one: python -m audit witness … --log-key twice.")
        print("Then end the overlap with: service log rotate-key --finish")
        return 0
    retire_outgoing_key(place.key)
    place.public.write_text(incoming.vkey + "\n", encoding="utf-8")
    print(f"Only the new key signs now: {incoming.vkey}. Start every process of the service again.")
    return 0


async def _expire(options: argparse.Namespace) -> int:
    years = _years(options.years)
    async with open_runtime(read_settings()) as runtime:
        found = await find_expired(runtime, years)
        requests = await find_expired_requests(runtime, years)
        _tell(found)
        print(f"{len(requests):,} requests between services hold what people wrote past its time.")
        if not options.dry_run:
            await _destroy(found, runtime)
            done = await expire_requests(runtime, requests, years_kept(runtime, years), OPERATOR)
            print(f"What people wrote in {done:,} requests was destroyed, and the log says so of each.")
    return 0


async def _destroy(found: Expiry, runtime: Runtime) -> None:
    count = await expire(runtime, found.expired, OPERATOR)
    print(f"{count:,} payloads were destroyed, and the log says so of each. The entries stay.")


def _tell(found: Expiry) -> None:
    tally = Counter(one.class_.value for one in found.expired)
    for class_ in RetentionClass:
        print(f"{class_.value:<14} {tally[class_.value]:>8,} past their time")
    print(f"{found.kept:,} payloads are within their time.")
    for id_, count in sorted(found.unknown.items()):
        print(f"{count:,} rest on the agreement {id_}, which is not here, and are kept: put its signed file back.")


def _years(given: list[str]) -> Mapping[RetentionClass, int]:
    """The defaults, but for what is given. Raises NotAcceptable."""
    found = dict(DEFAULT_YEARS)
    for text in given:
        name, _, number = text.partition("=")
        if name not in list(RetentionClass) or not number.isdecimal() or not 1 <= int(number) <= MOST_YEARS:
            known = ", ".join(RetentionClass)
            raise NotAcceptable(ReasonCode.FIELD_INVALID, f"--years takes CLASS=YEARS, of the classes {known}.")
        found[RetentionClass(name)] = int(number)
    return found
