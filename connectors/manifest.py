"""What an agency says about a file it delivers: who, as of when, covering what, whole or changes only.

A manifest travels beside its file as `NAME.manifest.json`. Row count and SHA-256 are optional for a file that a person
drops by hand, and checked where they are given.
"""

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import msgspec

from connectors.faults import FaultCode, FileRefused


class Coverage(msgspec.Struct, frozen=True, rename={"start": "from", "end": "to"}):
    """For which dates and which area the file can be relied on."""

    start: date | None = None
    end: date | None = None
    area: str = ""


class Manifest(msgspec.Struct, frozen=True):
    """The message envelope of the connector contract. `as_of` has a time zone."""

    provider: str
    as_of: datetime
    connector: Literal["", "police", "family_hubs", "health", "columns"] = ""
    file: str = ""
    message_id: str = ""
    sequence: int = 0
    coverage: Coverage = Coverage()
    kind: Literal["full", "delta"] = "full"
    schema_version: str = "1"
    isa_id: str = ""
    rows: int | None = None
    sha256: str = ""

    @property
    def as_of_seconds(self) -> int:
        """The time of the file in Unix seconds, UTC."""
        return int(self.as_of.timestamp())


def beside(path: Path) -> Path:
    """Return where the manifest of a file is looked for."""
    return path.with_name(path.name + ".manifest.json")


def read_manifest(path: Path) -> Manifest:
    """Read a manifest. Raises `FileRefused` where it is not one."""
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except OSError:
        raise FileRefused(FaultCode.FILE_UNREADABLE) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise FileRefused(FaultCode.MANIFEST) from None
    if not manifest.provider or manifest.as_of.tzinfo is None:
        raise FileRefused(FaultCode.MANIFEST, "Give as_of with its time zone.")
    return manifest


def without_manifest(provider: str, area: str = "") -> Manifest:
    """Make the manifest of a file that came without one: true as of now, whole."""
    return Manifest(provider=provider, as_of=datetime.now(UTC), coverage=Coverage(area=area))


def check_digest(path: Path, manifest: Manifest) -> None:
    """Compare a file with the SHA-256 of its manifest, where it gives one. Raises `FileRefused`."""
    if not manifest.sha256:
        return
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        raise FileRefused(FaultCode.FILE_UNREADABLE) from None
    if found != manifest.sha256.lower():
        raise FileRefused(FaultCode.MANIFEST_DIFFERS)
