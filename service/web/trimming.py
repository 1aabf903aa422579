"""A published, minified stylesheet with only the rules of the components that our pages use.

A page must weigh little, and a vendored file must be one that anybody can make again: rules are taken out whole, by the
component that their selectors name; nothing is rewritten. Grammar: CSS Syntax Level 3, as far as minified rules use it.
"""

import re
from collections.abc import Callable, Iterator

Keeps = Callable[[str], bool]
"""Whether the rule of one selector stays."""

GROUPS = ("@media", "@supports", "@-moz-document")
OUTSIDE_PARENTHESES = re.compile(r",(?![^()]*\))")


def without(*components: str) -> Keeps:
    """Keep every selector but those that name one of these components, such as `govuk-cookie-banner`."""
    named = re.compile(rf"\.(?:{'|'.join(components)})(?![a-z])")
    return lambda selector: not named.search(selector)


def only(*components: str) -> Keeps:
    """Keep the selectors that begin with one of these components, such as `moj-timeline`."""
    named = re.compile(rf"\.(?:{'|'.join(components)})(?![a-z])")
    return lambda selector: named.match(selector) is not None


def trimmed(css: str, keeps: Keeps) -> str:
    """The stylesheet with the rules that are kept; groups that are left empty go too."""
    return "".join(_rule(prelude, body, keeps) for prelude, body in _rules(css))


def _rule(prelude: str, body: str, keeps: Keeps) -> str:
    if prelude.startswith(GROUPS):
        inside = trimmed(body, keeps)
        return f"{prelude}{{{inside}}}" if inside else ""
    if not body:
        return ""
    if prelude.startswith("@"):
        return f"{prelude}{{{body}}}"
    kept = [selector for selector in OUTSIDE_PARENTHESES.split(prelude) if keeps(selector)]
    return f"{','.join(kept)}{{{body}}}" if kept else ""


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Each rule at the top as (what stands before its braces, what stands between them)."""
    start, opened, depth = 0, 0, 0
    for at, character in enumerate(css):
        if character == "{":
            opened, depth = (at if depth == 0 else opened), depth + 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened], css[opened + 1 : at]
                start = at + 1
