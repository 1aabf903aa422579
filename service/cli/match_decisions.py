"""`service match always|never|part|withdraw|take-back`: what people decide of records, above every model.

For whoever runs the service, on its own machine, on the word of an information governance lead; records, overrides and
changes go by number, and reasons are codes. Each is an entry of the log.
"""

import argparse
from collections.abc import Sequence

from service.cli.log import OPERATOR
from service.cli.match_shown import print_change
from service.cli.numbers import check_numbers
from service.nominals.linking import link
from service.nominals.overriding import withdraw
from service.nominals.parting import never_link, part
from service.nominals.taking_back import take_back
from service.runtime import open_runtime
from service.settings import read_settings


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the five actions."""
    for name, told in (
        ("always", "two records are one person, now and at every re-linking"),
        ("never", "two records are two people, whatever a model says"),
    ):
        pair = _parser(actions, name, told)
        pair.add_argument("one", type=int, metavar="RECORD")
        pair.add_argument("other", type=int, metavar="RECORD")
    parting = _parser(actions, "part", "records leave their golden nominal, and who was told meanwhile")
    parting.add_argument("records", type=int, nargs="+", metavar="RECORD")
    _parser(actions, "withdraw", "what was decided of two records stands no longer").add_argument("number", type=int)
    _parser(actions, "take-back", "everything as it was before a change").add_argument("number", type=int)


def _parser(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, told: str
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=told)
    parser.add_argument("--reason", required=True, help="a code, such as wrong_person; never a name")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.set_defaults(carry_out=carry_out, action=name)
    return parser


async def carry_out(options: argparse.Namespace) -> int:
    """Make one change and print it, with everybody who must be told."""
    check_numbers(*_typed(options))
    async with open_runtime(read_settings()) as runtime:
        match options.action:
            case "always":
                change = await link(options.one, options.other, options.reason, OPERATOR, runtime)
            case "never":
                change = await never_link(options.one, options.other, options.reason, OPERATOR, runtime)
            case "part":
                change = await part(options.records, options.reason, OPERATOR, runtime)
            case "withdraw":
                change = await withdraw(options.number, options.reason, OPERATOR, runtime)
            case _:
                change = await take_back(options.number, OPERATOR, runtime, options.reason)
    print_change(change, as_json=options.json)
    return 0


def _typed(options: argparse.Namespace) -> Sequence[int]:
    match options.action:
        case "always" | "never":
            return options.one, options.other
        case "part":
            return [int(number) for number in options.records]
        case _:
            return (options.number,)
