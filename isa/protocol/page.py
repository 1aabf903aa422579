"""The protocol as a page: one article, within a page of its own for a file, or within whatever page holds it.

WCAG 2.2 AA: landmarks, one first heading, headings in order, tables with captions and scopes, nothing that needs a
script. The file carries its one stylesheet and a content policy that allows nothing else. Same input, same bytes.
"""

import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from isa.placing import replace_file
from isa.protocol import legal, limits, matrix, parts, signatures, who
from isa.protocol import words as say
from isa.protocol.edition import Edition
from isa.protocol.register_entry import as_json, register_entry

FOLDER = Path(__file__).parent / "templates"
STYLESHEET = FOLDER / "protocol.css"
PLAIN = re.compile(r"[A-Za-z0-9 .:-]*", re.ASCII)


@dataclass(frozen=True)
class Section:
    """A section of the page: its anchor, its heading, and its template of the same name."""

    anchor: str
    heading: str


SECTIONS = (
    Section("parties", "Who takes part"),
    Section("purposes", "Why information is shared"),
    Section("records", "What information there is"),
    Section("matrix", "Who may see what"),
    Section("rules", "On which conditions"),
    Section("basis", "On what legal basis"),
    Section("limits", "What is never shared, or only in part"),
    Section("emergency", "In an emergency"),
    Section("keeping", "How long it is kept"),
    Section("onward", "Passing it on"),
    Section("security", "How it is kept safe"),
    Section("rights", "The rights of the people concerned"),
    Section("stopping", "How it is stopped"),
    Section("incident", "If something goes wrong"),
    Section("quality", "How good the information must be"),
    Section("audit", "How its use is checked"),
    Section("assessment", "Risk assessment and advice"),
    Section("open", "What a lawyer must still settle"),
    Section("signatures", "Signatures"),
)


def article(edition: Edition) -> Markup:
    """The whole protocol as one `<article>`, for a page whose stylesheet is `STYLESHEET`."""
    return Markup(_environment().get_template("article.html").render(_view(edition)))  # noqa: S704 - escaped by Jinja


def entry_article(edition: Edition) -> Markup:
    """The entry of the public register as one `<article>`, for a page whose stylesheet is `STYLESHEET`."""
    template = _environment().get_template("register_entry.html")
    return Markup(template.render(entry=register_entry(edition)))  # noqa: S704 - escaped by Jinja


def render(edition: Edition) -> str:
    """The protocol as a page of its own: needs no other file, and runs no script."""
    return _whole(edition, article(edition))


def render_entry(edition: Edition) -> str:
    """The entry of the public register as a page of its own."""
    return _whole(edition, entry_article(edition))


def write(edition: Edition, path: Path) -> None:
    """Write the protocol to a file, whole or not at all.

    Raises:
        OSError: the file cannot be written.
    """
    replace_file(path, render(edition).encode())


def write_entry(edition: Edition, path: Path) -> None:
    """Write the entry of the public register: as JSON where the file is called `.json`, else as a page.

    Raises:
        OSError: the file cannot be written.
    """
    replace_file(path, (as_json(edition) if path.suffix == ".json" else render_entry(edition)).encode())


def running_header(edition: Edition) -> str:
    """The style of a printed page's margins: which document it is, whose digest, and which page of how many."""
    name, digest = _plain(edition.name), _plain(edition.digest)
    return (
        f'@page{{@top-left{{content:"{name}"}}@top-right{{content:"{digest}"}}'
        '@bottom-right{content:"Page " counter(page) " of " counter(pages)}}\n'
    )


def _whole(edition: Edition, body: Markup) -> str:
    style = STYLESHEET.read_text("utf-8") + running_header(edition)
    page = _environment().get_template("page.html")
    return page.render(edition=edition, body=body, style=Markup(style), style_digest=style_digest(style))  # noqa: S704


def style_digest(style: str) -> str:
    """The digest by which a content policy allows one stylesheet (CSP Level 3, section 6.7.2.3)."""
    return "sha256-" + b64encode(sha256(style.encode()).digest()).decode()


def _plain(text: str) -> str:
    """Text that may stand in a stylesheet: an id, a version or a digest holds nothing that could end a string."""
    if not PLAIN.fullmatch(text):
        raise ValueError("an id, a version or a digest holds a letter that it may not hold")
    return text


def breakable(code: str) -> Markup:
    """A code that may go on to the next line after a dot or an underscore."""
    return escape(code).replace(".", Markup(".<wbr>")).replace("_", Markup("_<wbr>"))


def _view(edition: Edition) -> dict[str, object]:
    """Everything that the templates show."""
    agreement, words = edition.agreement, edition.words
    return {
        "edition": edition,
        "agreement": agreement,
        "words": words,
        "sections": [one for one in SECTIONS if one.anchor != "quality" or agreement.quality is not None],
        "parties": who.parties(agreement, words),
        "records": who.records(agreement, words),
        "rules": who.rules(agreement, words),
        "matrix": matrix.tables(agreement, words),
        "bases": legal.purposes(agreement, words),
        "law": legal.law(agreement, words),
        "denials": limits.denials(agreement, words),
        "shut": limits.shut(agreement, words),
        "bars": limits.bars(words),
        "classes": limits.sensitive(words),
        "signatures": signatures.signatures(edition),
        "advice": signatures.advice(edition),
        "terms_of": lambda part: parts.terms(part, agreement, words),
        "purpose": lambda code: say.opening(say.purpose(code, words)),
        "areas": [say.area(code, words) for code in agreement.jurisdiction],
        "forum": lambda code: say.forum(code, words),
        "notes": {rule.id: rule.note for rule in agreement.rules},
    }


@cache
def _environment() -> Environment:
    """The templates, read once, when first shown."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for write_with in (say.day, say.opening, say.joined, breakable):
        environment.filters[write_with.__name__] = write_with
    environment.globals["levels"] = [title for level, title in say.LEVELS.items() if level > 0]
    environment.globals["counted"] = say.counted
    return environment
