"""Acts as the browser of one of the cast, so that the demo and its tests can sign in without a person."""

from collections.abc import Awaitable, Callable
from urllib.parse import urljoin

import httpx

from service.identity.outbound import provider_http

REDIRECTS = (302, 303)


async def code_redirect(authorize_url: str, person: str, http: httpx.AsyncClient) -> str:
    """Choose `person` (an id of the cast) on the sign-in page; return the address with the code, unvisited.

    Raises:
        RuntimeError: the provider does not show its page, or does not know the person.

    """
    page = await http.get(authorize_url)
    if page.status_code != 200:
        raise RuntimeError(f"The demo sign-in page answered {page.status_code}. Is the provider running?")
    answer = await http.post(authorize_url, data={"person": person})
    if answer.status_code not in REDIRECTS:
        raise RuntimeError(f"The demo sign-in knows nobody called {person!r}. See people.json for its cast.")
    return urljoin(authorize_url, answer.headers["location"])


def browser_of(person: str) -> Callable[[str], Awaitable[None]]:
    """Return what `service.identity.client.person_token` takes as its browser: signs in as `person` and comes back."""

    async def visit(authorize_url: str) -> None:
        async with provider_http() as http:
            back = await http.get(await code_redirect(authorize_url, person, http))
        if back.status_code != 200:
            raise RuntimeError(f"The command did not take the browser back: it answered {back.status_code}.")

    return visit
