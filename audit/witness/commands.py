"""`python -m audit witness` and `witness-key`: an agency's own memory of the log, on a machine of its own.

Each imports what it needs when it runs: `python -m audit verify` comes by here too, and needs none of it.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from audit.note import Verifier

ReadKey = Callable[[str], Verifier]


def add_to(commands: "argparse._SubParsersAction[Any]", read_log_key: ReadKey) -> None:
    """Add the commands; `read_log_key` reads a log's public key from its text or a file."""
    serve = commands.add_parser("witness", help="cosign the checkpoints of a log that continue what was seen before")
    serve.add_argument("--key", type=Path, required=True, metavar="FILE", help="the witness's own key")
    serve.add_argument(
        "--log-key", action="append", required=True, metavar="KEY", help="the public key of a log, or a file of it"
    )
    serve.add_argument("--state", type=Path, required=True, metavar="FOLDER", help="where it remembers")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=int, default=8100, help="the port; 0 takes any that is free (8100)")
    serve.add_argument("--while-stdin-is-open", action="store_true", help="stop when whoever started this is gone")
    serve.set_defaults(run=lambda options: _serve(options, read_log_key))
    key = commands.add_parser("witness-key", help="make a witness's key, and print its public half")
    key.add_argument("name", help="the witness's name, such as police.example/witness")
    key.add_argument("file", type=Path)
    key.set_defaults(run=_make_key)


def _serve(options: argparse.Namespace, read_log_key: ReadKey) -> int:
    from audit.witness.keyfile import read_cosigning_key  # noqa: PLC0415
    from audit.witness.server import serve_witness  # noqa: PLC0415

    logs = [read_log_key(key) for key in options.log_key]
    key = read_cosigning_key(options.key)
    try:
        serve_witness(key, logs, options.state, (options.host, options.port), time.time, options.while_stdin_is_open)
    except KeyboardInterrupt:
        return 130
    return 0


def _make_key(options: argparse.Namespace) -> int:
    from audit.witness.keyfile import create_cosigning_key  # noqa: PLC0415

    sys.stdout.write(create_cosigning_key(options.file, options.name).vkey + "\n")
    return 0
