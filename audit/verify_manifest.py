"""Checks the manifest of an export, which is for a reader: it may say nothing else than the signed checkpoint does."""

from pathlib import Path
from typing import Any

from audit.export_files import file_content
from audit.layout import manifest
from audit.note import Checkpoint, NoteRefused, Verifier, open_checkpoint, parse_vkey
from audit.report import Outcome, Report
from audit.strict_json import read_json


def check_manifest(directory: Path, checkpoint: Checkpoint, verifier: Verifier, report: Report) -> None:
    """Add to `report` if it says anything else. It names the given key, or while two keys sign the other one."""
    content = file_content(directory / "manifest.json") or b""
    keys = {verifier.vkey, *_other_key(directory, content)}
    said = [manifest(checkpoint.origin, checkpoint.size, checkpoint.root, key).encode() for key in keys]
    if content not in said:
        report.add(Outcome.ALTERED, "manifest.json does not say what the signed checkpoint says.")


def _other_key(directory: Path, content: bytes) -> list[str]:
    """The key that it names, if that one signed the checkpoint as well."""
    try:
        said: Any = read_json(content)
        named = parse_vkey(said["key"])
        open_checkpoint((file_content(directory / "checkpoint") or b"").decode(), named)
    except (NoteRefused, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []
    return [named.vkey]
