"""`service sandbox write`: files of three simulated agencies over one generated population, in their own formats."""

import argparse
from pathlib import Path

from connectors.sandbox.partnership import LARGEST, SMALLEST, write_partnership
from service.cli.places import make_folder
from service.cli.progress import Progress
from service.errors import NotAcceptable, ReasonCode


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb."""
    parser = verbs.add_parser("sandbox", help="write the files of three simulated agencies")
    parser.add_argument("action", choices=["write"])
    parser.add_argument("directory", type=Path, help="where to write; made where it is missing")
    parser.add_argument("--people", type=int, default=2000, help="how many people, 200 to 5,000,000 (2000)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed writes the same files (1)")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Write the files, and list them.

    Raises:
        NotAcceptable: so many people cannot be made, or the folder cannot be written to.
    """
    if not SMALLEST <= options.people <= LARGEST:
        advice = f"--people must be from {SMALLEST:,} to {LARGEST:,}."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)
    make_folder(options.directory)
    with Progress("people") as progress:
        write_partnership(options.directory, options.people, options.seed, progress.advance)
    for path in sorted(options.directory.iterdir()):
        print(f"{path}  {path.stat().st_size:,} bytes")
    return 0
