"""`python -m audit.openings`: make a recipient's key, and open the payloads of an export that were sealed to it."""

import argparse
import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from audit.export_files import MOST_BYTES, TooLong, file_content, plain_content
from audit.openings.document import (
    Opening,
    OpeningRefused,
    open_payload,
    read_openings,
    read_secret,
    recipient_text,
    secret_text,
)
from audit.strict_json import NotStrict, read_json
from audit.tree import TILE_WIDTH
from audit.verify_bundles import read_bundle
from audit.verify_contents import parse


def main(arguments: list[str] | None = None) -> int:
    """Run one command; gives the exit code: 0, or 1 with a sentence."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (OpeningRefused, OSError, UnicodeDecodeError) as error:
        said = f"{error.filename}: {error.strerror}." if isinstance(error, OSError) and error.filename else str(error)
        sys.stderr.write(f"{said}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m audit.openings", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    key = commands.add_parser("key", help="make a recipient's private key, and print the public one to hand over")
    key.add_argument("file", type=Path, help="where to write the private key: a new file, which stays with you")
    key.set_defaults(run=_make_key)
    opening = commands.add_parser("open", help="write down what was disclosed; verify the export first")
    opening.add_argument("export", type=Path, metavar="EXPORT", help="the folder of the exported log")
    opening.add_argument("openings", type=Path, metavar="OPENINGS", help="the file of keys that came with it")
    opening.add_argument("--secret", type=Path, required=True, help="the recipient's private key file")
    opening.add_argument("--to", type=Path, required=True, help="a new folder; what is written there is personal")
    opening.set_defaults(run=_open)
    return parser


def _make_key(options: argparse.Namespace) -> None:
    private = X25519PrivateKey.generate()
    descriptor = os.open(options.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(secret_text(private) + "\n")
    sys.stdout.write(recipient_text(private) + "\n")


def _open(options: argparse.Namespace) -> None:
    private = read_secret(options.secret.read_text(encoding="utf-8"))
    openings = read_openings(options.openings.read_text(encoding="utf-8"), private)
    size = _size(options.export)
    options.to.mkdir(mode=0o700)
    for one in openings:
        _check_commitment(one, options.export, size)
        plain = open_payload(one, _payload(options.export, one.index))
        descriptor = os.open(options.to / f"{one.index}.json", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(plain)
    sys.stdout.write(f"{len(openings)} opened, each the payload that its entry in {options.export} commits to.\n")


def _payload(export: Path, index: int) -> bytes:
    try:
        return plain_content(export / "payload" / str(index), MOST_BYTES)
    except TooLong as error:
        raise OpeningRefused(f"The payload of entry {index} is too long.") from error


def _size(export: Path) -> int:
    """How many entries the export says it has. Raises OpeningRefused."""
    try:
        members = read_json(file_content(export / "manifest.json") or b"")
    except NotStrict:
        members = None
    size = members.get("size") if isinstance(members, dict) else None
    if type(size) is not int:
        raise OpeningRefused("The manifest of this export cannot be read: verify the export first.")
    return size


def _check_commitment(one: Opening, export: Path, size: int) -> None:
    """The entry in the export must commit to the payload that is opened. Raises OpeningRefused."""
    number, place = divmod(one.index, TILE_WIDTH)
    width = min(TILE_WIDTH, size - number * TILE_WIDTH)
    entries = read_bundle(export, number, width)[0] if 0 <= one.index < size else None
    members = parse(entries[place]) if entries and place < len(entries) else None
    commitment = members.get("payload") if members else None
    if not isinstance(commitment, dict) or commitment.get("digest") != one.digest:
        raise OpeningRefused(f"Entry {one.index} of this export does not commit to the payload of this opening.")


if __name__ == "__main__":
    sys.exit(main())
