"""A process that serves a partnership's directory, for a test to kill: python serving_process.py DIRECTORY PORT ISSUER.

With a fourth argument, its files may not grow beyond so many bytes: a disk that is full.
"""

import asyncio
import resource
import sys
from pathlib import Path

from service.app import serve
from service.runtime import open_runtime
from service.settings import read_settings
from service.telemetry import configure


async def main() -> None:
    directory, port, issuer = sys.argv[1:4]
    settings = read_settings(mode="demo", directory=Path(directory), issuer=issuer, empty_answer_ms=1)
    configure("json")
    async with open_runtime(settings) as runtime:
        if len(sys.argv) > 4:
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), resource.RLIM_INFINITY))
        await serve(runtime, "127.0.0.1", int(port))


asyncio.run(main())
