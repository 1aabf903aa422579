"""Serves the demo sign-in by itself: `python -m deploy.demo.provider --demo --directory DIR`."""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

import uvicorn

from deploy.demo.provider.app import create_provider
from deploy.demo.provider.people import load_cast


def main() -> None:
    """Read the flags and serve on 127.0.0.1 until stopped."""
    parser = argparse.ArgumentParser(prog="deploy.demo.provider", description="The demo sign-in. Never for production.")
    parser.add_argument("--demo", action="store_true", help="say that this is a demo: anybody can be anybody")
    parser.add_argument("--directory", type=Path, required=True, help="where its keys are kept")
    parser.add_argument("--port", type=int, default=8001, help="the port on 127.0.0.1 (8001)")
    parser.add_argument("--audience", default="golden-thread", help="the service that tokens are for")
    parser.add_argument("--web-redirect", action="append", default=[], help="where the pages take browsers back")
    parser.add_argument("--while-stdin-is-open", action="store_true", help="stop when whoever started this is gone")
    options = parser.parse_args()
    if not options.demo:
        parser.error("this sign-in lets anybody be anybody: start it with --demo, for a demo only")
    provider = create_provider(
        options.directory,
        f"http://127.0.0.1:{options.port}",
        load_cast(),
        demo=options.demo,
        audience=options.audience,
        web_redirects=options.web_redirect,
    )
    if options.while_stdin_is_open:
        threading.Thread(target=_stop_with_stdin, daemon=True).start()
    # No access log: it would hold codes and states.
    uvicorn.run(provider, host="127.0.0.1", port=options.port, access_log=False)


def _stop_with_stdin() -> None:
    """However the starter ended, killed even, its end of the pipe closes, and nobody is left behind to sign in."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
