"""Puts the verifier for a browser together: one HTML file whose policy allows its own script and style, and no network.

The parts are the files beside this one. Made anew from the same parts the file is the same, byte for byte, so that
anyone can compare the one that they were given.
"""

import base64
from hashlib import sha256
from importlib.resources import files

SCRIPTS = ("merkle", "text", "note", "report", "receipt", "chain", "bundles", "locate", "log", "page")
"""In this order: a later one uses the earlier."""


def page() -> str:
    """The whole file."""
    script = '\n(() => {\n"use strict";\n' + "\n".join(_part(f"{name}.js") for name in SCRIPTS) + "})();\n"
    style = _part("style.css")
    allowed = f"script-src '{_digest(script)}'; style-src '{_digest(style)}'"
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    filled = _part("page.html").replace("{{policy}}", policy).replace("{{style}}", style)
    return filled.replace("{{script}}", script)


def _part(name: str) -> str:
    return files("audit.browser").joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(sha256(text.encode()).digest()).decode()
