"""`python -m audit`: check a receipt or an exported log on any laptop; make a key; show its public half.

What only some commands need they import when they run: a check that takes a second should not spend a tenth on that.
"""

import argparse
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Never

from audit.errors import AuditError, KeyRefused
from audit.key_chain import ChainBroken, TrustedKey, follow, read_chain
from audit.note import NoteRefused, Verifier, parse_vkey
from audit.receipt import ReceiptDocument
from audit.report import Outcome, Report
from audit.verify import verify_path
from audit.verify_given import KnownUnusable, key_for, origin_in, read_known
from audit.verify_shards import verify_shards
from audit.witness.commands import add_to as add_witness_commands
from audit.witness.policy import PolicyRefused, read_policy
from audit.witness.verdict import check_cosigned

_EPILOGUE = """exit codes of verify:
  0  sound: this is what the log signed
  1  altered: the report names the first entry that is not in order
  2  rolled back or forked: the log contradicts what it had signed before
  3  cannot be verified: the file, the key or the arguments are not usable
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except (NoteRefused, ChainBroken, AuditError, PolicyRefused, KnownUnusable, OSError, UnicodeDecodeError) as error:
        verifying = options.run is _verify
        said = f"{error.filename}: {error.strerror}." if isinstance(error, OSError) and error.filename else str(error)
        _say(f"CANNOT BE VERIFIED: {said}" if verifying else said, error=True)
        return int(Outcome.UNVERIFIABLE)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m audit", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    verify = commands.add_parser(
        "verify",
        help="check a receipt file, or the folder of an exported log",
        epilog=_EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verify.add_argument(
        "paths",
        type=Path,
        nargs="+",
        metavar="FILE-OR-FOLDER",
        help="one; or the folders of several shards of a log, the oldest first, whose key is the one to give",
    )
    verify.add_argument("--key", required=True, help="the log's public key (NAME+ID+BASE64), or a file that holds it")
    verify.add_argument(
        "--known",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a receipt or checkpoint kept elsewhere, which the log must not contradict; may be given again",
    )
    verify.add_argument(
        "--key-chain",
        type=Path,
        metavar="FILE",
        help="receipts of the log's changes of key, one a line, which lead from --key to the key in use",
    )
    verify.add_argument(
        "--witness-policy",
        type=Path,
        metavar="FILE",
        help="whose cosignatures count, and how many of them it takes (C2SP tlog-policy)",
    )
    depth = verify.add_mutually_exclusive_group()
    depth.add_argument("--deep", action="store_true", help="read every entry and check every payload (the default)")
    depth.add_argument("--quick", action="store_true", help="only that every byte of every entry is what was signed")
    verify.add_argument("--processes", type=int, metavar="N", help="how many to use (one for each processor)")
    verify.add_argument("--json", action="store_true", help="the report as JSON")
    verify.set_defaults(run=_verify)
    browser = commands.add_parser("browser", help="write the verifier for a browser: one HTML file, without a network")
    browser.add_argument("file", type=Path)
    browser.set_defaults(run=_browser)
    keygen = commands.add_parser("keygen", help="make a signing key for a new log, and print its public key")
    keygen.add_argument("name", help="the log's name, such as goldenthread.example/audit")
    keygen.add_argument("file", type=Path)
    keygen.set_defaults(run=_keygen)
    vkey = commands.add_parser("vkey", help="print the public key of a signing key file")
    vkey.add_argument("file", type=Path)
    vkey.set_defaults(run=_vkey)
    add_witness_commands(commands, _read_vkey)
    return parser


class _Parser(argparse.ArgumentParser):
    """Wrong arguments mean that nothing could be verified: exit code 3, where argparse has 2."""

    def error(self, message: str) -> Never:
        """Say what is wrong with the arguments."""
        self.print_usage(sys.stderr)
        self.exit(int(Outcome.UNVERIFIABLE), f"{self.prog}: {message}\n")


def _verify(options: argparse.Namespace) -> int:
    first = _read_vkey(options.key)
    links = read_chain(options.key_chain) if options.key_chain else []
    if len(options.paths) > 1:
        report = _verify_shards(options, first, links)
    else:
        keys = follow(first, links)
        verifier = key_for(options.paths[0], keys) if options.key_chain else first
        report = _verify_one(options, options.known, options.paths[0], keys, verifier)
    _say(report.json() if options.json else report.text())
    return int(report.outcome)


def _verify_one(
    options: argparse.Namespace,
    known: Sequence[Path],
    path: Path,
    keys: Sequence[TrustedKey],
    verifier: Verifier,
    erased: Collection[int] = (),
) -> Report:
    before = [read_known(one, keys) for one in known]
    report = verify_path(path, verifier, before, not options.quick, options.processes, erased)
    if options.witness_policy is not None:
        check_cosigned(path, keys, read_policy(options.witness_policy), report)
    return report


def _verify_shards(options: argparse.Namespace, first: Verifier, links: Sequence[ReceiptDocument]) -> Report:
    """Each shard against what is known of it; what is known of none of them is refused."""
    known = {path: origin_in(path) for path in options.known}

    def check(path: Path, keys: Sequence[TrustedKey], verifier: Verifier, erased: Collection[int]) -> Report:
        of_this = [one for one, origin in known.items() if origin == verifier.name]
        for one in of_this:
            del known[one]
        return _verify_one(options, of_this, path, keys, verifier, erased)

    report = verify_shards(options.paths, first, links, check)
    if known and report.outcome is Outcome.SOUND:
        raise KnownUnusable(f"{next(iter(known))} is not of any of these shards.")
    return report


def _browser(options: argparse.Namespace) -> int:
    from audit.browser.page import page  # noqa: PLC0415

    options.file.write_text(page(), encoding="utf-8", newline="\n")
    _say(f"Written to {options.file}. Open it in a browser of 2025 or later; it needs no network.")
    return 0


def _read_vkey(key: str) -> Verifier:
    try:
        return parse_vkey(key.strip())
    except NoteRefused:
        path = Path(key)
        if not path.is_file() and key.count("+") < 2:
            raise KeyRefused(
                f"There is no key file {path}: give the log's public key, or the file that holds it."
            ) from None
        if not path.is_file():
            raise
    try:
        return parse_vkey(path.read_text(encoding="utf-8").strip())
    except (NoteRefused, UnicodeDecodeError) as error:
        raise KeyRefused(f"{path} holds no public key of a log: it is one line, NAME+KEYID+BASE64.") from error


def _keygen(options: argparse.Namespace) -> int:
    from audit.signer import create_key  # noqa: PLC0415

    _say(create_key(options.file, options.name).vkey)
    return 0


def _vkey(options: argparse.Namespace) -> int:
    from audit.signer import read_key  # noqa: PLC0415

    _say(read_key(options.file).verifier.vkey)
    return 0


def _say(text: str, error: bool = False) -> None:
    stream = sys.stderr if error else sys.stdout
    stream.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
