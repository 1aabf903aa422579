"""What a witness policy says of a receipt or an export that is sound by itself: did enough witnesses see this log?

Standard library and `cryptography` alone: part of the verifier.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from audit.key_chain import TrustedKey
from audit.note import NoteRefused
from audit.report import Outcome, Report
from audit.verify_given import note_in
from audit.witness.cosignature import Cosignature
from audit.witness.policy import Policy


def check_cosigned(path: Path, keys: Sequence[TrustedKey], policy: Policy, report: Report) -> None:
    """Add to `report` who cosigned, and whether that is enough.

    `keys` are those of the log; a policy may name any of them. A report that has findings already is left as it is:
    cosignatures put nothing right.
    """
    if report.findings:
        return
    if not policy.is_for(keys):
        given = keys[0].verifier.vkey
        report.add(Outcome.UNVERIFIABLE, f"The witness policy is not for the log of the given key ({given}).")
        return
    try:
        standing = policy.standing(note_in(path))
    except (NoteRefused, OSError, ValueError, KeyError, TypeError) as error:
        report.add(Outcome.ALTERED, f"The checkpoint's cosignatures are not what the witnesses signed: {error}.")
        return
    who = f"It takes {policy.in_words()}, and it was {_by(standing.cosigned)}."
    if standing.met:
        report.facts.append(f"Enough witnesses cosigned this checkpoint. {who}")
    else:
        report.add(Outcome.UNVERIFIABLE, f"Too few witnesses cosigned this checkpoint. {who} {_ASK_AGAIN}")


_ASK_AGAIN = (
    "The receipt that comes with an answer is made before the witnesses are asked: fetch it again a little later."
)


def _by(cosigned: Mapping[str, Cosignature]) -> str:
    if not cosigned:
        return "cosigned by nobody"
    return "cosigned by " + ", ".join(f"{name} ({_at(found.time)})" for name, found in cosigned.items())


def _at(time: int) -> str:
    try:
        return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (ValueError, OverflowError, OSError):
        return f"at {time}"
