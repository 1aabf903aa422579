"""`service load`: bring an agency's export in. It can be stopped and run again without doubling anything."""

import argparse
from pathlib import Path

import msgspec

from connectors.catalogue import NAMES
from service.cli.progress import Progress
from service.intake.arrival import load_file
from service.runtime import open_runtime
from service.settings import read_settings


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb."""
    parser = verbs.add_parser("load", help="load an agency's export")
    formats = sorted(name.replace("_", "-") for name in NAMES)
    parser.add_argument("format", choices=formats, help="the format that the agency exports")
    parser.add_argument("file", type=Path, help="the file; FILE.manifest.json beside it is read where it is there")
    parser.add_argument("--mapping", type=Path, help="for columns: which column means what (a JSON file)")
    parser.add_argument("--provider", default="", help="the agency's id, where the file has no manifest")
    parser.add_argument("--json", action="store_true", help="print the summary for a program to read")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Load one file and print the summary; 1 where the file could not be read to its end."""
    name = options.format.replace("-", "_")
    async with open_runtime(read_settings()) as runtime:
        with Progress("bytes") as progress:
            summary = await load_file(runtime, name, options.file, options.mapping, options.provider, progress.advance)
    print(msgspec.json.encode(summary).decode() if options.json else "\n".join(summary.lines()))
    return 1 if summary.refused else 0
