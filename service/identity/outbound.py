"""How we reach the identity provider: by the network's proxy where there is one, but this machine itself directly."""

import httpx

THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")


def provider_http() -> httpx.AsyncClient:
    """Return a client for `Gate.of`, to be closed by the caller. A proxy from the environment is kept off loopback."""
    return httpx.AsyncClient(mounts={f"all://{host}": None for host in THIS_MACHINE}, follow_redirects=False)
