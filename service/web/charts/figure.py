"""A drawing with what it shows in a table: for people who do not see it, print it in grey, or want to copy a number.

Pattern: W3C WAI, complex images; WCAG 2.2, 1.1.1. The drawing is one image with a name and a description; what it says
is said again in the table, so nothing is in the drawing alone. Colours come from the stylesheet: an inline style would
not pass the content policy. `figure.html` shows one on a page.
"""

import re
from dataclasses import dataclass
from xml.etree import ElementTree as Tree

from markupsafe import Markup

KEY = re.compile(r"[a-z][a-z0-9-]{0,40}")


@dataclass(frozen=True, slots=True)
class Figure:
    """One drawing and its table."""

    key: str
    """Its id on the page, such as `volume-by-agency`."""
    title: str
    svg: Markup
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def image(root: Tree.Element, key: str, title: str, described: str) -> Markup:
    """The drawing as one accessible image, with its name and description as its first children.

    Raises:
        ValueError: the key could not be an id, or the drawing holds a style or a script.

    """
    if not KEY.fullmatch(key):
        raise ValueError("A figure's key is small letters, digits and hyphens.")
    for name in ("width", "height", "id"):
        root.attrib.pop(name, None)
    root.set("class", f"{root.get('class', '')} gt-drawing".strip())
    root.set("role", "img")
    root.set("aria-labelledby", f"{key}-title")
    root.set("aria-describedby", f"{key}-described")
    for at, (name, text) in enumerate((("title", title), ("desc", described))):
        child = Tree.Element(name, {"id": f"{key}-{'title' if name == 'title' else 'described'}"})
        child.text = text
        root.insert(at, child)
    refuse_active(root)
    return Markup(Tree.tostring(root, encoding="unicode"))  # noqa: S704 - a serialised tree, whose texts are escaped


def refuse_active(root: Tree.Element) -> None:
    """Refuse what the content policy would block, or worse, what it would not. Raises ValueError."""
    for element in root.iter():
        tag = str(element.tag).rpartition("}")[2]
        if tag in {"style", "script", "foreignObject", "image", "a", "use"}:
            raise ValueError(f"A drawing may not hold <{tag}>.")
        if any(name == "style" or name.startswith("on") or name.endswith("href") for name in element.attrib):
            raise ValueError("A drawing may not hold styles, handlers or links.")
