"""What is in force on a day, and why is the rest not? Every signed document that was given, and one digest over them.

A newer version that has begun replaces the older ones for good: when it ends, is suspended or overdue, they do not come
back. A file that does not verify replaces nothing. What stands under a charter or an agreement falls with it.
"""

import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from isa.agreement import AgreementRefused
from isa.canonical import digest
from isa.document.forms import version_number
from isa.jws import LARGEST_BYTES
from isa.signing import SignatureRefused, VerifiedAgreement, verify
from isa.standing import GOOD, RegisterCode, most_level, standing, took_effect
from isa.suspensions import RegisterUnreadable, Subject, Suspended, read_suspensions, resume, suspend
from isa.tiers import chains
from isa.trust import TrustList
from isa.vocabulary import Vocabulary


@dataclass(frozen=True)
class Held:
    """One signed file as it was read: verified, or refused with a reason. Which day it is does not matter here."""

    source: str
    content: str
    """The SHA-256 of the file, in hexadecimal."""
    verified: VerifiedAgreement | None
    code: RegisterCode
    advice: str


@dataclass(frozen=True)
class Listed:
    """One signed file, whether it is in force, and if not, why. `advice` is for the IG lead."""

    source: str
    in_force: bool
    code: RegisterCode
    advice: str
    verified: VerifiedAgreement | None = None


@dataclass(frozen=True)
class Register:
    """Every agreement that the service was given, as it stands on one day."""

    day: date
    listed: tuple[Listed, ...]
    suspended: tuple[Suspended, ...]

    @property
    def in_force(self) -> tuple[VerifiedAgreement, ...]:
        """The agreements that share something, in the order of their ids."""
        found = [one.verified for one in self.listed if one.in_force and one.verified is not None]
        return tuple(sorted(found, key=lambda verified: verified.agreement.isa_id))

    @property
    def head(self) -> str:
        """One digest over all that is in force: what two nodes compare."""
        return digest(sorted(verified.digest for verified in self.in_force))

    def names(self, subject: Subject) -> frozenset[str]:
        """Every name of this kind that a document with good signatures knows, in force or not.

        Users are in no document: for them there are none.
        """
        known = [one.verified.agreement for one in self.listed if one.verified is not None]
        match subject:
            case "agreement":
                return frozenset(one.isa_id for one in known)
            case "flow":
                return frozenset(f"{one.isa_id}/{rule.id}" for one in known for rule in one.rules)
            case "agency":
                return frozenset(party.org_id for one in known for party in one.parties)
            case "connector":
                given = [(who, rule) for one in known for rule in one.rules for who in rule.provider if who != "*"]
                each = frozenset(f"{who}/{kind}" for who, rule in given for kind in rule.record_types)
                return each | {who for who, _ in given}
            case "user":
                return frozenset()


def open_register(
    directory: Path, trust: TrustList, vocabulary: Vocabulary, day: date, suspended: Iterable[Suspended] = ()
) -> Register:
    """Verify every `*.jws.json` of a directory and say what is in force on that day."""
    return register_of(read_signed(directory, trust, vocabulary), vocabulary, day, suspended)


def read_signed(
    directory: Path, trust: TrustList, vocabulary: Vocabulary, known: Iterable[Held] = ()
) -> tuple[Held, ...]:
    """Verify every `*.jws.json` of a directory.

    Args:
        directory: the folder of signed files.
        trust: whose keys count.
        vocabulary: the words of the documents.
        known: what the same trust list and vocabulary have verified before. A file of the very same bytes is not
            verified again.
    """
    verified = {one.content: one for one in known if one.verified is not None}
    return tuple(_held(path, trust, vocabulary, verified) for path in sorted(directory.glob("*.jws.json")))


def hold(source: str, content: bytes, trust: TrustList, vocabulary: Vocabulary) -> Held:
    """Verify one signed file."""
    name = sha256(content).hexdigest()
    try:
        verified = verify(content, trust, vocabulary)
    except SignatureRefused as fault:
        return Held(source, name, None, RegisterCode.SIGNATURE_REFUSED, fault.advice)
    except AgreementRefused as fault:
        return Held(source, name, None, RegisterCode.DOCUMENT_REFUSED, str(fault))
    return Held(source, name, verified, RegisterCode.IN_FORCE, "")


def register_of(
    held: Iterable[Held], vocabulary: Vocabulary, day: date, suspended: Iterable[Suspended] = ()
) -> Register:
    """What is in force on a day, of files that were read already."""
    stopped = tuple(suspended)
    latest = tuple(_latest([_listed(one, day, stopped) for one in held], day))
    return Register(day, _chained(latest, vocabulary), stopped)


def _held(path: Path, trust: TrustList, vocabulary: Vocabulary, known: dict[str, Held]) -> Held:
    try:
        content = _content(path)
    except OSError:
        advice = "the file cannot be read: let the service's account read it"
        return Held(path.name, "", None, RegisterCode.SIGNATURE_REFUSED, advice)
    same = known.get(sha256(content).hexdigest())
    return replace(same, source=path.name) if same is not None else hold(path.name, content, trust, vocabulary)


def _content(path: Path) -> bytes:
    """No more of a file than an envelope may hold. A pipe, which nobody may ever fill, is not waited for.

    Raises:
        OSError: it cannot be read, or it is no file.
    """
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise OSError("it is no file")
        return opened.read(LARGEST_BYTES + 1)


def _listed(held: Held, day: date, suspended: tuple[Suspended, ...]) -> Listed:
    if held.verified is None:
        return Listed(held.source, False, held.code, held.advice)
    code, advice = standing(held.verified, day, suspended)
    return Listed(held.source, code in GOOD, code, advice, held.verified)


def _latest(listed: list[Listed], day: date) -> Iterable[Listed]:
    """Of several versions that have begun, the newest; of two documents under one version, neither."""
    begun = [one for one in listed if one.verified is not None and took_effect(one.verified, day)]
    for at, one in enumerate(listed):
        rivals = [other for other in begun if other is not one and _id(other) == _id(one)]
        if one.verified is None or not rivals:
            yield one
        elif any(_version(other) > _version(one) for other in rivals):
            yield _out(one, RegisterCode.SUPERSEDED, "a later version has begun")
        elif one.in_force and any(_version(other) == _version(one) for other in rivals):
            yield _twice(one, [other for other in rivals if _version(other) == _version(one)], listed[:at])
        else:
            yield one


def _twice(one: Listed, same: list[Listed], before: list[Listed]) -> Listed:
    """A second copy of the same document changes nothing; two documents under one version are both out."""
    if any(_digest(other) != _digest(one) for other in same):
        return _out(one, RegisterCode.DUPLICATE, "two files hold different documents of this version: keep one")
    if any(other in before for other in same):
        return _out(one, RegisterCode.DUPLICATE, "another file holds this very document: one of them can go")
    return one


def _chained(listed: tuple[Listed, ...], vocabulary: Vocabulary) -> tuple[Listed, ...]:
    """What is in force by itself, without what its charter or its agreement no longer carries."""
    here = {one.source: one.verified.agreement for one in listed if one.verified is not None}
    alone = [here[one.source] for one in listed if one.in_force]
    broken = chains(alone, vocabulary, [here[one.source] for one in listed if one.source in here]).broken
    return tuple(
        _out(one, RegisterCode.CHAIN_BROKEN, "; ".join(dict.fromkeys(fault.advice for fault in broken[_id(one)])))
        if one.in_force and _id(one) in broken
        else one
        for one in listed
    )


def _out(one: Listed, code: RegisterCode, advice: str) -> Listed:
    return Listed(one.source, False, code, advice, one.verified)


def _of(listed: Listed, part: Callable[[VerifiedAgreement], str]) -> str:
    return part(listed.verified) if listed.verified is not None else ""


def _id(listed: Listed) -> str:
    return _of(listed, lambda verified: verified.agreement.isa_id)


def _digest(listed: Listed) -> str:
    return _of(listed, lambda verified: verified.digest)


def _version(listed: Listed) -> tuple[int, ...]:
    return version_number(listed.verified.agreement.version) if listed.verified is not None else ()


__all__ = [
    "Held",
    "Listed",
    "Register",
    "RegisterCode",
    "RegisterUnreadable",
    "Subject",
    "Suspended",
    "hold",
    "most_level",
    "open_register",
    "read_signed",
    "read_suspensions",
    "register_of",
    "resume",
    "suspend",
]
