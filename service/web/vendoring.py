"""How `static/govuk-frontend-6.3.0/` was made from the published package, so that anyone can make it again and compare.

    python -m service.web.vendoring govuk-frontend-6.3.0.tgz

The GOV.UK typeface and the crown may be used on GOV.UK only, and a dangling source map is one request too many, so the
three are taken out; nothing else is changed. The package carries the MIT licence.
"""

import re
import sys
import tarfile
from pathlib import Path

VERSION = "6.3.0"
FOLDER = Path(__file__).parent / "static" / f"govuk-frontend-{VERSION}"
IN_PACKAGE = "package/dist/govuk/"

FONT_FACES = re.compile(r"@font-face\{[^}]*\}")
CREST_RULES = re.compile(r"\.govuk-footer__copyright-logo:before\{[^}]*\}")
EMPTY_SUPPORTS = re.compile(r"@supports[^{}]*\{\s*\}")
CSS_SOURCE_MAP = re.compile(r"\n?/\*# sourceMappingURL=[^*]*\*/\s*$")
JS_SOURCE_MAP = re.compile(r"\n?//# sourceMappingURL=\S*\s*$")


def own_stylesheet(css: str) -> str:
    """The published stylesheet without the restricted typeface, the crest and the source map."""
    css = css.replace("GDS Transport,arial,sans-serif", "arial,helvetica,sans-serif")
    for unwanted in (FONT_FACES, CREST_RULES, EMPTY_SUPPORTS, CSS_SOURCE_MAP):
        css = unwanted.sub("", css)
    return css


def own_script(javascript: str) -> str:
    """The published script without its source map."""
    return JS_SOURCE_MAP.sub("", javascript)


def vendor(package: Path, folder: Path = FOLDER) -> None:
    """Write the stylesheet and the script of `package` (npm's .tgz) to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(package) as contents:
        for name, mend in (("govuk-frontend.min.css", own_stylesheet), ("govuk-frontend.min.js", own_script)):
            member = contents.extractfile(IN_PACKAGE + name)
            if member is None:
                raise FileNotFoundError(f"{name} is not in the package. Give the govuk-frontend {VERSION} tarball.")
            (folder / name).write_text(mend(member.read().decode("utf-8")), encoding="utf-8")


if __name__ == "__main__":
    vendor(Path(sys.argv[1]))
