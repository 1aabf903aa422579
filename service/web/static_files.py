"""Styles, scripts and the icon: read once, served from memory under a path that holds a digest of their content.

Because a path never changes its meaning, a browser may keep it for a year (RFC 8246 `immutable`). Only these files are
compressed: a compressed page with a secret in it can be measured (BREACH).
"""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from isa.protocol.page import STYLESHEET
from service.errors import NotFound, ReasonCode

FOLDER = Path(__file__).parent / "static"
FROM_ELSEWHERE = (STYLESHEET,)
"""What is served with ours and kept where it is made: an agreement looks the same in a file and on a page."""
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
KEEP = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file, as it is and compressed."""

    body: bytes
    packed: bytes
    media_type: str


class StaticFiles:
    """All static files by their digest path, such as `/static/1f2e3d4c5b6a7988/golden-thread.css`."""

    def __init__(self, folder: Path = FOLDER, others: tuple[Path, ...] = FROM_ELSEWHERE) -> None:
        self._by_path: dict[str, StaticFile] = {}
        self._url_of: dict[str, str] = {}
        for path in (*sorted(folder.rglob("*")), *others):
            if path.suffix in MEDIA_TYPES:
                self._add(path)

    def _add(self, path: Path) -> None:
        body = path.read_bytes()
        digest = hashlib.sha256(body).hexdigest()[:16]
        key = f"{digest}/{path.name}"
        self._by_path[key] = StaticFile(body, gzip.compress(body, mtime=0), MEDIA_TYPES[path.suffix])
        self._url_of[path.name] = f"/static/{key}"

    def url(self, name: str) -> str:
        """Where a template finds the file of this name. Raises KeyError for a file that is not there."""
        return self._url_of[name]

    async def serve(self, request: Request) -> Response:
        """The file, compressed where the browser takes that. Raises NotFound."""
        found = self._by_path.get(request.path_params["path"])
        if found is None:
            raise NotFound(ReasonCode.NOT_FOUND, "This file is not here. Load the page again.")
        headers = {"Cache-Control": KEEP, "Vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(found.body, media_type=found.media_type, headers=headers)
        return Response(found.packed, media_type=found.media_type, headers=headers | {"Content-Encoding": "gzip"})
