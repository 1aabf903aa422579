"""On a network with a proxy the demo still finds the provider on its own machine."""

import subprocess
import sys

import pytest

ASK = """
import asyncio, sys
from service.identity.outbound import provider_http

async def ask():
    async with provider_http() as http:
        return (await http.get(sys.argv[1])).status_code

print(asyncio.run(ask()))
"""


@pytest.mark.parametrize("path", ["/jwks"])
async def test_a_proxy_in_the_environment_is_not_asked_about_this_machine(world, path):
    import asyncio

    environment = {"HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9", "PATH": "/usr/bin"}
    ended = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", ASK, world.provider.url + path],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
        env=environment,
    )
    assert ended.stdout.strip() == "200", ended.stderr[-300:]
