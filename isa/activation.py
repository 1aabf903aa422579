"""May this signed document come into force, and what would change? Decided before anything is written.

A new version names the one that it replaces, and follows the newest that is there. Nothing else may fall by it unless
that is said: what stood before stands afterwards.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
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
    """The version that shares on the day before it does: not one that never took effect, or has ended."""
    difference: Difference
    """Against the version that it replaces; against nothing where none shares."""
    listed: Listed
    """Its own row of the register, as it would be."""
    stops: tuple[Listed, ...]
    """What else is in force on the day when it begins, and would not be any more."""
    starts: tuple[Listed, ...]
    """What else is not in force on that day, and would be: a wider charter carries agreements that waited for it."""

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
    today = register_of((*there, new), vocabulary, day, stopped)
    listed = next(one for one in today.listed if one.source == new.source)
    _check_listed(listed, verified, day)
    begins = max(day, date.fromisoformat(verified.agreement.effective_from))
    before = register_of(there, vocabulary, begins)
    after = register_of((*there, new), vocabulary, begins)
    replaces = _sharing(before, verified.agreement.isa_id)
    shows = _shown(replaces, verified.agreement, vocabulary)
    return Activation(
        verified, replaces, shows, listed, _others(before, after, verified), _others(after, before, verified)
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


def _sharing(register: Register, isa_id: str) -> VerifiedAgreement | None:
    """The version that is in force. Whether it is suspended does not count: it may be resumed at any moment."""
    return next((one for one in register.in_force if one.agreement.isa_id == isa_id), None)


def _shown(old: VerifiedAgreement | None, new: Agreement, vocabulary: Vocabulary) -> Difference:
    """What opens and closes on the day when it begins. What ends an agreement opens nothing, whatever its rules say."""
    before = old.agreement if old else None
    text = difference(before, new, vocabulary)
    if new.status == "active":
        return text
    ended = new.model_copy(update={"rules": (), "break_glass": None})
    return replace(difference(before, ended, vocabulary), changes=text.changes)


def _others(here: Register, there: Register, new: VerifiedAgreement) -> tuple[Listed, ...]:
    """The other agreements that are in force here and not there, as they are listed there."""
    stands = {one.source for one in there.listed if one.in_force}
    gone = {one.source for one in here.listed if one.in_force} - stands
    return tuple(
        one
        for one in there.listed
        if one.source in gone and one.verified and one.verified.agreement.isa_id != new.agreement.isa_id
    )
