"""`service match places`: refuges, hostels and approved premises, which join nobody. The list holds no address."""

import argparse
import json

from service.cli.log import OPERATOR
from service.errors import NotAcceptable, ReasonCode
from service.matching.shared_places import read_tokens, token_of
from service.nominals.leaving_places_out import leave_out, list_place, unlist_place
from service.runtime import Runtime, open_runtime
from service.settings import read_settings


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    parser = actions.add_parser("places", help="places that join nobody: refuges, hostels, approved premises")
    parser.add_argument("what", choices=["count", "add", "remove", "apply"])
    parser.add_argument("--uprn", default="", help="by its UPRN, which is surest")
    parser.add_argument("--postcode", default="", help="by its postcode; with --house, only that house")
    parser.add_argument("--house", default="", help="its number or name")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Add or remove a place, leave the listed ones out of every record, or count them."""
    async with open_runtime(read_settings()) as runtime:
        changed = await _carry_out(options, runtime)
        listed = len(read_tokens(runtime.settings.directory))
    if options.json:
        print(json.dumps({"listed": listed, "records_changed": changed}))
        return 0
    print(f"{listed:,} places join nobody. {changed:,} records were sealed anew without one.")
    if options.what == "add" and changed:
        print("Links that rested on it are still there: see them with python -m service match relink --model FILE.")
    if options.what == "remove":
        print("Records get the place back when their source sends them changed.")
    return 0


async def _carry_out(options: argparse.Namespace, runtime: Runtime) -> int:
    if options.what == "count":
        return 0
    if options.what == "apply":
        return await leave_out(runtime)
    token = token_of(runtime.keyring, options.postcode, options.house, options.uprn)
    if token is None:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "Name the place by --uprn, or by a whole --postcode and --house.")
    if options.what == "add":
        return await list_place(token, OPERATOR, runtime)
    if not await unlist_place(token, OPERATOR, runtime):
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "That place is not on the list, written like this.")
    return 0
