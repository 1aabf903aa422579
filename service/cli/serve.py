"""`service serve`: answer enquiries over HTTP until stopped."""

import argparse

from service.app import serve
from service.cli.places import check_port
from service.nominals.carrying_out import report_unfinished
from service.runtime import open_runtime
from service.settings import read_settings
from service.telemetry import configure


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb."""
    parser = verbs.add_parser("serve", help="answer enquiries over HTTP")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Serve until a signal."""
    settings = read_settings()
    check_port(options.host, options.port)
    configure(settings.log_format)
    async with open_runtime(settings) as runtime:
        await report_unfinished(runtime)
        await serve(runtime, options.host, options.port)
    return 0
