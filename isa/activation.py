"""May this signed document come into force, and what would change? Decided before anything is written.

A new version names the one that it replaces, and follows the newest that is there. Nothing else may fall by it unless
that is said: what stood before stands afterwards.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from isa.agreement import Agreement
from isa.difference import Difference, difference
from isa.document.forms import version_number
from isa.placing import place_new_file
from isa.register import Held, Listed, Register, RegisterCode, register_of
from isa.signing import VerifiedAgreement, verify
from isa.standing import GOOD, standing
from isa.suspensions import Suspended
from isa.trust import TrustList
from isa.vocabulary import Vocabulary

_ALLOWED = GOOD | {RegisterCode.NOT_YET_EFFECTIVE, RegisterCode.SUSPENDED}


class ActivationRefused(Exception):
    """The document stays where it is and the register as it was; the message says what to mend."""

    def __init__(self, code: str, advice: str) -> None:
        super().__init__(advice)
        self.code = code
        self.advice = advice


@dataclass(frozen=True)
class Activation:
    """A document that may come into force, with all that follows from it."""

    verified: VerifiedAgreement
    replaces: VerifiedAgreement | None
    difference: Difference
    """Against the version that it replaces; against nothing where it is the first."""
    listed: Listed
    """Its own row of the register, as it would be."""
    stops: tuple[Listed, ...]
    """What is in force today and would not be any more, beside the version that it replaces."""

    @property
    def file_name(self) -> str:
        """What its file is called: the name of a version is never used twice."""
        agreement = self.verified.agreement
        return f"{agreement.isa_id.lower()}-{agreement.version}.jws.json"


def plan(
    envelope: bytes,
    held: Iterable[Held],
    trust: TrustList,
    vocabulary: Vocabulary,
    day: date,
    suspended: Iterable[Suspended] = (),
) -> Activation:
    """Check a signed document against everything that is there.

    Args:
        envelope: the signed file.
        held: the signed files that are there.
        trust: whose keys count.
        vocabulary: the words.
        day: today.
        suspended: what is stopped now.

    Raises:
        SignatureRefused: it does not verify whole.
        AgreementRefused: the document does not hold together.
        ActivationRefused: it follows no version that is there, or would not be in force.
    """
    verified = verify(envelope, trust, vocabulary, day)
    there, stopped = tuple(held), tuple(suspended)
    newest = _newest(verified, there)
    _check_follows(verified, newest)
    new = Held(".new", ".new", verified, RegisterCode.IN_FORCE, "")
    before = register_of(there, vocabulary, day, stopped)
    after = register_of((*there, new), vocabulary, day, stopped)
    listed = next(one for one in after.listed if one.source == new.source)
    _check_listed(listed, verified, day)
    agreement = verified.agreement
    old = newest.agreement if newest else None
    return Activation(
        verified, newest, difference(old, agreement, vocabulary), listed, _stops(before, after, agreement)
    )


def place(activation: Activation, envelope: bytes, directory: Path) -> Path:
    """Put the signed file where the service reads it, whole and durable, or not at all.

    Raises:
        ActivationRefused: a file of that name is there.
        OSError: it cannot be written; nothing was changed.
    """
    path = directory / activation.file_name
    directory.mkdir(mode=0o755, exist_ok=True)  # a partnership's first agreement finds no folder yet
    try:
        place_new_file(path, envelope)
    except FileExistsError as fault:
        advice = f"there is a file {path.name} already: see why it is not in force with `service agreements list`"
        raise ActivationRefused("file_there", advice) from fault
    return path


def _newest(verified: VerifiedAgreement, held: tuple[Held, ...]) -> VerifiedAgreement | None:
    versions = [
        one.verified
        for one in held
        if one.verified is not None and one.verified.agreement.isa_id == verified.agreement.isa_id
    ]
    return max(versions, key=lambda one: version_number(one.agreement.version), default=None)


def _check_follows(verified: VerifiedAgreement, newest: VerifiedAgreement | None) -> None:
    if newest is None:
        return
    new, last = verified.agreement, newest.agreement
    if verified.digest == newest.digest:
        raise ActivationRefused("already_there", f"{last.isa_id} {last.version} is there already; nothing was changed")
    if version_number(new.version) <= version_number(last.version):
        advice = f"version {new.version} does not follow {last.version}, which is there: sign it under a later version"
        raise ActivationRefused("version_not_later", advice)
    if new.supersedes != last.version:
        said = f"names {new.supersedes}" if new.supersedes else "names none"
        advice = f"it replaces version {last.version}, and {said}: write it into supersedes, and have it signed again"
        raise ActivationRefused("supersedes_another", advice)


def _check_listed(listed: Listed, verified: VerifiedAgreement, day: date) -> None:
    """In force today, on the day when it begins, or as soon as its suspension is lifted; or it ends an agreement."""
    agreement = verified.agreement
    if agreement.status == "terminated" and listed.code is RegisterCode.NOT_ACTIVE:
        return
    code, advice = listed.code, listed.advice
    if code is RegisterCode.NOT_YET_EFFECTIVE:
        code, advice = standing(verified, max(day, date.fromisoformat(agreement.effective_from)))
    if code not in _ALLOWED:
        raise ActivationRefused("not_in_force", f"it would not be in force ({code}): {advice}")


def _stops(before: Register, after: Register, new: Agreement) -> tuple[Listed, ...]:
    stands = {one.source for one in after.listed if one.in_force}
    fell = {one.source for one in before.listed if one.in_force} - stands
    return tuple(
        one
        for one in after.listed
        if one.source in fell and one.verified is not None and one.verified.agreement.isa_id != new.isa_id
    )
