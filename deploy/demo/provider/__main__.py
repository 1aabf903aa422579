"""Serves the demo sign-in by itself: `python -m deploy.demo.provider --demo --directory DIR`."""

import argparse
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
    # No access log: it would hold codes and states.
    uvicorn.run(provider, host="127.0.0.1", port=options.port, access_log=False)


if __name__ == "__main__":
    main()
