"""Reads the pages of a running service as a browser does, without one: signs in, sends forms, follows links.

What a page loads is read from its markup and from the stylesheets that it names, so that nothing which a browser would
fetch goes uncounted.
"""

import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx

_LOADED: Final = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "embed": "src"}
_LOADING_LINKS: Final = frozenset({"stylesheet", "icon", "preload", "modulepreload", "manifest", "apple-touch-icon"})
_IN_STYLES: Final = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")
_OPAQUE: Final = re.compile(r"(?<=/)(?=[^/]*\d)[^/]+")
SKIPPED: Final = ("/static/", "/confirm", "/sign-", "/openapi", "/docs", "/v1/")


class Markup(HTMLParser):
    """What a page leads to, loads and asks for."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.leads: list[str] = []
        self.loads: list[str] = []
        self.forms: dict[str, dict[str, str]] = {}
        """The hidden fields of each form that posts, by its action."""
        self._form: dict[str, str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what the tag names."""
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href") and "download" not in given:
            self.leads.append(given["href"])
        elif tag == "form":
            self._form = self.forms.setdefault(given.get("action", ""), {}) if given.get("method") == "post" else None
        elif tag == "input" and self._form is not None and given.get("type") == "hidden":
            self._form[given.get("name", "")] = given.get("value", "")
        self._load(tag, given)

    def handle_endtag(self, tag: str) -> None:
        """A form ends."""
        if tag == "form":
            self._form = None

    def _load(self, tag: str, given: Mapping[str, str]) -> None:
        address = given.get(_LOADED.get(tag, ""), "")
        if address and (tag != "link" or _LOADING_LINKS & set(given.get("rel", "").split())):
            self.loads.append(address)


@dataclass(frozen=True)
class Weight:
    """Bytes of a page with all that it loads: unpacked, as this service sends them, and what is not the page itself."""

    unpacked: int
    served: int
    html: int
    elsewhere: tuple[str, ...]
    """What it would load from another host: there should be nothing."""


@dataclass
class Reader:
    """Somebody who is signed in, and reads."""

    url: str
    http: httpx.Client = field(repr=False)
    _parts: dict[str, tuple[int, int, str]] = field(default_factory=dict, repr=False)

    def sign_in(self, person: str) -> None:
        """As one of the demo's people, by their id. Raises RuntimeError where that does not lead home."""
        asked = self.http.get(self.url + "/sign-in").headers["location"]
        chosen = self.http.post(asked, data={"person": person})
        home = self.http.get(urljoin(asked, chosen.headers["location"]))
        if home.status_code != 303 or home.headers["location"] != "/home":
            raise RuntimeError(f"{person} could not sign in: {home.status_code}.")

    def confirm(self, person: str) -> None:
        """Prove again who one is, as pages that open more than usual ask for: they take it for a while."""
        asked = self.http.get(self.url + "/confirm?back-to=/home").headers["location"]
        chosen = self.http.post(asked, data={"person": person})
        self.http.get(urljoin(asked, chosen.headers["location"]))

    def read(self, path: str) -> httpx.Response:
        """One page."""
        return self.http.get(self.url + path)

    def send(self, page: str, action: str, fields: Mapping[str, str], *, with_file: bool = False) -> str:
        """Fill in the form of a page, one `with_file` without a file; return where it leads.

        Raises RuntimeError where the page has no such form, or what was sent was not taken.
        """
        hidden = Markup(self.read(page).text).forms.get(action)
        if hidden is None:
            raise RuntimeError(f"{page} has no form for {action}.")
        parts = {"document": ("", b"", "application/octet-stream")} if with_file else None
        sent = self.http.post(self.url + action, data={**hidden, **fields}, files=parts)
        if sent.status_code != 303:
            raise RuntimeError(f"{action} was not taken: {sent.status_code}.")
        return str(sent.headers["location"])

    def pages(self, *starts: str, most: int = 120) -> Iterator[tuple[str, httpx.Response]]:
        """These pages, and every one to which links lead from them, one of each shape, breadth first."""
        waiting, known = list(starts), {shape(start) for start in starts}
        while waiting and most:
            path = waiting.pop(0)
            response = self.read(path)
            if not response.headers.get("content-type", "").startswith("text/html"):
                continue
            most -= 1
            yield path, response
            for lead in Markup(response.text).leads:
                to = self._ours(path, lead)
                if to and shape(to) not in known:
                    known.add(shape(to))
                    waiting.append(to)

    def weigh(self, response: httpx.Response) -> Weight:
        """A page with its styles, scripts, pictures and what those styles load."""
        html = len(response.content)
        loads, elsewhere = set[str](), list[str]()
        waiting = [urljoin(self.url, load) for load in Markup(response.text).loads]
        while waiting:
            address = waiting.pop()
            if address in loads or address.startswith("data:"):
                continue
            if not address.startswith(self.url + "/"):
                elsewhere.append(address)
                continue
            loads.add(address)
            waiting += [urljoin(address, one) for one in self._in_styles(address)]
        sizes = [self._parts[address] for address in loads]
        return Weight(html + sum(one[0] for one in sizes), html + sum(one[1] for one in sizes), html, tuple(elsewhere))

    def _in_styles(self, address: str) -> list[str]:
        if address not in self._parts:
            with self.http.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as answer:
                sent = b"".join(answer.iter_raw())
                body = gzip.decompress(sent) if answer.headers.get("content-encoding") == "gzip" else sent
                kind = answer.headers.get("content-type", "")
            self._parts[address] = (len(body), len(sent), body.decode() if kind.startswith("text/css") else "")
        return [one or other for one, other in _IN_STYLES.findall(self._parts[address][2])]

    def _ours(self, path: str, lead: str) -> str:
        address = urlsplit(urljoin(self.url + path, lead))
        if f"{address.scheme}://{address.netloc}" != self.url or address.path.startswith(SKIPPED):
            return ""
        return address.path + (f"?{address.query}" if address.query else "")


def shape(path: str) -> str:
    """The address with what names one thing left out: two answers are one page here."""
    address = urlsplit(path)
    names = sorted(part.partition("=")[0] for part in address.query.split("&") if part)
    return _OPAQUE.sub("…", address.path) + (f"?{'&'.join(names)}" if names else "")
