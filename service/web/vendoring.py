"""How the folders of `static/` were made from published packages, so that anyone can make them again and compare.

    npm pack govuk-frontend@6.3.0 @ministryofjustice/frontend@11.1.0
    python -m service.web.vendoring govuk-frontend-6.3.0.tgz ministryofjustice-frontend-11.1.0.tgz

The GOV.UK typeface and the crown may be used on GOV.UK only, and a dangling source map is one request too many, so
they are taken out, and with them the components that no page of ours shows. Both packages carry the MIT licence.
"""

import re
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

from service.web.trimming import only, trimmed, without

STATIC = Path(__file__).parent / "static"
GOVUK = "govuk-frontend-6.3.0"
MOJ = "moj-frontend-11.1.0"
NOT_SHOWN = without(
    "govuk-cookie-banner", "govuk-exit-this-page", "govuk-password-input", "govuk-accordion", "govuk-footer",
    "govuk-header", "govuk-generic-header",
    r"govuk-\\!-padding", r"govuk-\\!-static", r"govuk-\\!-margin-(?:left|right)",
)  # fmt: skip
"""We set one cookie, have no crown, sign in elsewhere, and space out what we need from above and below only."""
PATTERNS = only(
    "moj-timeline", "moj-filter", "moj-filter-layout", "moj-filter-tags", "moj-side-navigation", "moj-sub-navigation",
    "moj-identity-bar",
)  # fmt: skip
NEEDS_A_SCRIPT = without("moj-filter__legend", "moj-filter__close")

FONT_FACES = re.compile(r"@font-face\{[^}]*\}")
CREST_RULES = re.compile(r"\.govuk-footer__copyright-logo:before\{[^}]*\}")
CSS_SOURCE_MAP = re.compile(r"\n?/\*# sourceMappingURL=[^*]*\*/\s*$")
JS_SOURCE_MAP = re.compile(r"\n?//# sourceMappingURL=\S*\s*$")
PICTURES = re.compile(r"background-image:url\([^)]*\);?")
CHARSET = re.compile(r'^@charset "[^"]*";')


def own_stylesheet(css: str) -> str:
    """GOV.UK's stylesheet without the restricted typeface, the crest, the source map and what is not shown."""
    css = css.replace("GDS Transport,arial,sans-serif", "arial,helvetica,sans-serif")
    for unwanted in (FONT_FACES, CREST_RULES, CSS_SOURCE_MAP, CHARSET):
        css = unwanted.sub("", css)
    return trimmed(css, NOT_SHOWN)


def own_moj_stylesheet(css: str) -> str:
    """MOJ's stylesheet for the components that are shown; its colours are GOV.UK's custom properties."""
    css = css.replace("GDS Transport,arial,sans-serif", "arial,helvetica,sans-serif")
    for unwanted in (FONT_FACES, PICTURES, CSS_SOURCE_MAP, CHARSET):
        css = unwanted.sub("", css)
    return trimmed(css, lambda selector: PATTERNS(selector) and NEEDS_A_SCRIPT(selector))


def own_script(javascript: str) -> str:
    """The published script without its source map."""
    return JS_SOURCE_MAP.sub("", javascript)


VENDORED: dict[str, dict[str, Callable[[str], str]]] = {
    GOVUK: {
        "package/dist/govuk/govuk-frontend.min.css": own_stylesheet,
        "package/dist/govuk/govuk-frontend.min.js": own_script,
    },
    MOJ: {"package/moj/moj-frontend.min.css": own_moj_stylesheet},
}
"""What is taken of each package, and how it is mended. MOJ's script is not: its patterns work here without one."""


def vendor(package: Path, name: str, folder: Path = STATIC) -> None:
    """Write what we take of `package` (npm's .tgz of `name`) to its folder under `folder`.

    Raises:
        FileNotFoundError: the package does not hold a file that it should.

    """
    (folder / name).mkdir(parents=True, exist_ok=True)
    with tarfile.open(package) as contents:
        for path, mend in VENDORED[name].items():
            if path not in contents.getnames() or (member := contents.extractfile(path)) is None:
                raise FileNotFoundError(f"{path} is not in the package. Give npm's tarball of {name}.")
            text = mend(member.read().decode("utf-8"))
            (folder / name / Path(path).name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for tarball, vendored in zip(sys.argv[1:], (GOVUK, MOJ), strict=True):
        vendor(Path(tarball), vendored)
