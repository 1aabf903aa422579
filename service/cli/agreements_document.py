"""`service agreements document`: the protocol of an agreement as a page to sign and to print, or its public entry.

service agreements document LANCS-ISA-0042 --out protocol.html
service agreements document LANCS-ISA-0042 --register --out entry.json
service agreements document --draft new.json --out draft.html
"""

import argparse
from pathlib import Path

from isa.agreement import AgreementRefused
from isa.protocol.edition import Edition, edition_of_source, find_edition
from isa.protocol.page import write, write_entry
from isa.register import Register
from isa.signing import VerifiedAgreement
from isa.vocabulary import Vocabulary, load_vocabulary
from service.agreements import open_agreements
from service.cli.agreements_given import add_action
from service.cli.places import check_writable
from service.clock import SystemClock
from service.errors import FieldFault, NotAcceptable, NotFound, ReasonCode
from service.settings import read_settings


def add_to(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the action."""
    says = "write the readable protocol of an agreement, or its public entry, to a file"
    parser = add_action(actions, "document", says, "document LANCS-ISA-0042 --out protocol.html")
    parser.add_argument("id", nargs="?", help="such as LANCS-ISA-0042")
    parser.add_argument("--version", default="", help="another version than the one in force")
    parser.add_argument("--draft", type=Path, help="an unsigned document instead, to be read before it is signed")
    parser.add_argument("--out", type=Path, required=True, help="the file to write: a page; with --register also .json")
    parser.add_argument("--register", action="store_true", help="the entry of the public register instead")
    parser.set_defaults(carry_out=carry_out)


async def carry_out(options: argparse.Namespace) -> int:
    """Write the file and say what it holds."""
    check_writable(options.out)
    edition = draft(options.draft) if options.draft is not None else await _signed(options)
    write_to(edition, options.out, register=options.register)
    print(f"{edition.name} is in {options.out}. Its digest: {edition.digest}")
    return 0


def write_to(edition: Edition, path: Path, *, register: bool) -> None:
    """The protocol, or the public entry. Raises NotAcceptable where the file cannot be written."""
    try:
        (write_entry if register else write)(edition, path)
    except OSError as fault:
        advice = f"{path} cannot be written: {fault.strerror}. Name another file."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice) from None


def draft(path: Path) -> Edition:
    """An unsigned document.

    Raises:
        NotFound: the file cannot be read.
        NotAcceptable: the document has faults, each named.
    """
    try:
        return edition_of_source(path.read_bytes(), load_vocabulary())
    except OSError as fault:
        raise NotFound(ReasonCode.NOT_FOUND, f"{path} cannot be read: {fault.strerror}.") from None
    except AgreementRefused as refused:
        faults = tuple(FieldFault(fault.path, ReasonCode.FIELD_INVALID, fault.advice) for fault in refused.faults)
        raise NotAcceptable(ReasonCode.FIELD_INVALID, f"{path} has faults; mend them first.", faults) from None


def found(register: Register, isa_id: str, version: str, words: Vocabulary) -> Edition:
    """That version of the register; without one, what is in force, else the newest.

    Raises:
        NotFound: there is none.
    """
    edition = find_edition(register, isa_id, version, words)
    if edition is None:
        known = sorted(f"{row.agreement.isa_id} v{row.agreement.version}" for row in _verified(register))
        there = f"There are: {', '.join(known)}." if known else "There are none here."
        raise NotFound(ReasonCode.NOT_FOUND, f"There is no such agreement, or not in that version. {there}")
    return edition


def _verified(register: Register) -> list[VerifiedAgreement]:
    return [one.verified for one in register.listed if one.verified is not None]


async def _signed(options: argparse.Namespace) -> Edition:
    if not options.id:
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "Say which agreement: its id, or --draft and a file.")
    agreements = open_agreements(read_settings().model_copy(update={"policy_engine": "embedded"}), SystemClock())
    try:
        return found(agreements.register, options.id, options.version, load_vocabulary())
    finally:
        await agreements.close()
