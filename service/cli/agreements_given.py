"""What a command about agreements is given: documents, signed files, keys, trust lists and days, each read or refused.

A passphrase comes from a prompt, a file descriptor or an environment variable, never from an argument, which every
process of the machine could read.
"""

import argparse
import getpass
import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from isa.activation import ActivationRefused
from isa.agreement import Agreement, AgreementRefused
from isa.jws import LARGEST_BYTES, Signer, payload_of, read_envelope
from isa.keyfile import KeyFileRefused, read_key_file
from isa.reading import read_agreement
from isa.signing import SignatureRefused
from isa.trust import TrustList, read_newest, read_trust_list
from isa.vocabulary import Vocabulary
from service.clock import SystemClock
from service.errors import Misconfigured, NotAcceptable, NotFound, ReasonCode
from service.settings import Settings

Parser = argparse.ArgumentParser


def add_action(actions: "argparse._SubParsersAction[Parser]", name: str, told: str, example: str) -> Parser:
    """Add an action with its help and one example."""
    return actions.add_parser(
        name,
        help=told,
        description=f"{told[:1].upper()}{told[1:]}.",
        epilog=f"For example:\n  python -m service agreements {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def add_json(parser: Parser) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help="for a program to read")


def add_trust_options(parser: Parser) -> None:
    """Add the options that name whose signatures count."""
    parser.add_argument("--trust-list", type=Path, help="the signed list of keys; the service's own otherwise")
    parser.add_argument("--root-key", type=Path, help="the public root key; the service's own otherwise")


def add_signer_options(parser: Parser) -> None:
    """Add the options that name the key which signs."""
    parser.add_argument("--key", type=Path, help="the encrypted key file (PEM)")
    parser.add_argument(
        "--signer", metavar="MODULE:CALLABLE", help="instead of a file: what gives public_key() and sign(bytes)"
    )
    add_passphrase_options(parser)


def add_passphrase_options(parser: Parser) -> None:
    """Add the options that name where the passphrase comes from."""
    parser.add_argument("--passphrase-env", metavar="NAME", help="the variable that holds the passphrase")
    parser.add_argument("--passphrase-fd", type=int, metavar="N", help="the file descriptor to read it from")


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what `isa` refuses into a sentence for a person, with every fault of a document and its line.

    Raises:
        NotAcceptable: something was refused. Nothing was written.
    """
    try:
        yield
    except AgreementRefused as refused:
        advice = "The document does not hold together; mend this and run the command again:"
        lines = "\n".join(f"  {one}" for one in refused.faults)
        raise NotAcceptable(ReasonCode.AGREEMENT_REFUSED, f"{advice}\n{lines}") from None
    except (SignatureRefused, ActivationRefused, KeyFileRefused) as fault:
        raise NotAcceptable(ReasonCode.AGREEMENT_REFUSED, sentence(fault.advice)) from None
    except FileExistsError as fault:
        there = fault.filename2 or fault.filename
        raise NotAcceptable(ReasonCode.FIELD_INVALID, f"{there} is there already. Name another file.") from None
    except OSError as fault:
        where = f"{fault.filename}: " if fault.filename else ""
        advice = f"{where}{fault.strerror or 'the file cannot be used'}. Nothing was changed."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice) from None


def sentence(advice: str) -> str:
    """A clause of advice as a sentence."""
    whole = advice[:1].upper() + advice[1:]
    return whole if not whole or whole.endswith(".") else f"{whole}."


def read_file(path: Path) -> bytes:
    """A file that somebody named, but no more of it than an agreement can have.

    Raises:
        NotFound: it is not there, or is a folder.
        NotAcceptable: it cannot be read.
    """
    try:
        with path.open("rb") as opened:
            return opened.read(LARGEST_BYTES + 1)
    except (FileNotFoundError, IsADirectoryError):
        raise NotFound(ReasonCode.NOT_FOUND, f"There is no file {path}. Check its name.") from None
    except OSError as fault:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, f"{path} cannot be read: {fault.strerror}.") from None


def read_day(text: str | None) -> date:
    """A day that somebody typed; today when none was.

    Raises:
        NotAcceptable: it is no day.
    """
    if not text:
        return SystemClock().today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "Write a day as 2026-09-21.") from None


def read_signer(options: argparse.Namespace) -> Signer:
    """The key that signs: of a file, or whatever the named callable gives.

    Raises:
        NotAcceptable: neither or both were named, or the key cannot be used.
    """
    if (options.key is None) == (options.signer is None):
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "Name the key with --key FILE, or a --signer MODULE:CALLABLE.")
    if options.signer is not None:
        return _called(options.signer)
    read_file(options.key)
    with refusals():
        return read_key_file(options.key, read_passphrase(options, "Passphrase of the key: "))


def _called(name: str) -> Signer:
    module, _, called = name.partition(":")
    try:
        signer = getattr(importlib.import_module(module), called)()
        if isinstance(signer.public_key(), Ed25519PublicKey) and callable(signer.sign):
            return cast("Signer", signer)
    except Exception as fault:  # whatever somebody's module raises
        kind = type(fault).__name__
        advice = f"The signer {name} cannot be used ({kind}). It must give public_key() and sign(bytes)."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice) from None
    advice = f"The signer {name} cannot be used. It must give the public_key() of an Ed25519 key, and sign(bytes)."
    raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)


def read_passphrase(options: argparse.Namespace, prompt: str, *, twice: bool = False) -> bytes:
    """The passphrase of a key file.

    Raises:
        NotAcceptable: there is none, or nobody is at the keyboard to ask.
    """
    found = _passphrase(options, prompt, twice=twice)
    if not found:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "The passphrase is empty. Nothing was done.")
    return found.encode()


def _passphrase(options: argparse.Namespace, prompt: str, *, twice: bool) -> str:
    if options.passphrase_env is not None:
        return os.environ.get(options.passphrase_env, "")
    if options.passphrase_fd is not None:
        try:
            with os.fdopen(options.passphrase_fd, encoding="utf-8", closefd=False) as opened:
                return opened.readline().rstrip("\r\n")
        except (OSError, ValueError):
            raise NotAcceptable(ReasonCode.FIELD_INVALID, "That file descriptor cannot be read.") from None
    if not sys.stdin.isatty():
        advice = "Nobody is here to type the passphrase: give it with --passphrase-env NAME or --passphrase-fd N."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)
    typed = getpass.getpass(prompt)
    if twice and typed != getpass.getpass("The same again: "):
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "The two do not match. Nothing was done.")
    return typed


def read_root(path: Path) -> Ed25519PublicKey:
    """The partnership's public root key, as `service agreements key root` wrote it.

    Raises:
        NotAcceptable: the file holds no such key.
    """
    try:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(read_file(path).decode("ascii").strip()))
    except ValueError:
        advice = f"{path} holds no public root key. Ask the partnership's office for root.pub."
        raise NotAcceptable(ReasonCode.KEY_FILE_REFUSED, advice) from None


def read_trust(options: argparse.Namespace) -> TrustList | None:
    """Whose signatures count: the list that was named, or the service's own; None where there is neither.

    Raises:
        NotAcceptable: it does not verify, or is older than the one that the service uses.
    """
    own = _own_files()
    trust_list, root = options.trust_list or own.trust_list_path, options.root_key or own.root_key_path
    if not (trust_list.is_file() and root.is_file()):
        missing = [str(path) for path in (options.trust_list, options.root_key) if path and not path.is_file()]
        if missing:
            raise NotFound(ReasonCode.NOT_FOUND, f"There is no file {missing[0]}. Check its name.")
        return None
    with refusals():
        if options.trust_list is None and options.root_key is None:
            return read_newest(read_file(trust_list), read_root(root), own.newest_trust_path, remember=False)
        return read_trust_list(read_file(trust_list), read_root(root))


def _own_files() -> Settings:
    """Where the service keeps its files, whether or not it could start with these settings."""
    try:
        return Settings()
    except ValidationError:
        return Settings.model_construct()


def need_trust(options: argparse.Namespace) -> TrustList:
    """The same, where it must be there.

    Raises:
        Misconfigured: there is none.
        NotAcceptable: it does not verify.
    """
    trust = read_trust(options)
    if trust is None:
        advice = (
            "Whose signatures count? Name --trust-list FILE and --root-key FILE; the partnership's office has them."
        )
        raise Misconfigured(ReasonCode.SETTINGS_REFUSED, advice)
    return trust


def read_document(path: Path, words: Vocabulary) -> Agreement:
    """A document, by itself or in its envelope. Signatures are not looked at."""
    text = read_file(path)
    with refusals():
        if b'"signatures"' in text and b'"payload"' in text:
            text = payload_of(read_envelope(text))
        return read_agreement(text, words)
