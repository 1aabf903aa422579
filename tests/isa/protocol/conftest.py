"""Every document of the demo partnership as an edition; the same, signed; and a reader of the page's structure."""

from collections.abc import Callable, Mapping
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from deploy.demo.ceremony import hold_signing_ceremony
from isa.protocol.edition import Edition, edition_of_source
from isa.register import Register, open_register
from isa.signing import read_trust_list
from isa.vocabulary import Vocabulary, load_vocabulary

SOURCES = Path(__file__).parents[3] / "isa" / "agreements"
TODAY = date(2026, 11, 20)


class Structure(HTMLParser):
    """The tags of a page with their attributes, its text, and where each heading stands."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self._unseen = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._unseen += tag in {"style", "script"}

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in {"style", "script"}

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(data)

    @property
    def text(self) -> str:
        """What is read, with single spaces."""
        return " ".join("".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every such tag."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="session")
def structure() -> Callable[[str], Structure]:
    return Structure


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="session")
def sources() -> Mapping[str, str]:
    """The text of each document, by the name of its file."""
    return {path.stem: path.read_text("utf-8") for path in sorted(SOURCES.glob("*.json"))}


@pytest.fixture(scope="session")
def editions(sources: Mapping[str, str], vocabulary: Vocabulary) -> Mapping[str, Edition]:
    """Each document as it is read before it is signed."""
    return {name: edition_of_source(text, vocabulary) for name, text in sources.items()}


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary) -> Register:
    """The demo partnership as its signing ceremony leaves it."""
    directory = tmp_path_factory.mktemp("partnership")
    hold_signing_ceremony(directory, SOURCES, TODAY)
    root = Ed25519PublicKey.from_public_bytes(bytes.fromhex((directory / "root.pub").read_text()))
    trust = read_trust_list((directory / "trust-list.jws.json").read_bytes(), root)
    return open_register(directory / "agreements", trust, vocabulary, TODAY)
