"""What is stopped now? A state file of suspensions: stopping is one action, and each entry says who, why and when."""

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from isa.canonical import canonical
from isa.placing import replace_file

Subject = Literal["agreement", "flow", "agency", "user", "connector"]


class Suspended(BaseModel):
    """One thing that is stopped: `subject` is its kind, `name` its id.

    A flow is `LANCS-ISA-0042/R1`; a connector is `police:04/police.family_involvement`, or `police:04` for all that an
    agency delivers; a user is the staff pseudonym.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    subject: Subject
    name: str
    since: int
    """Unix seconds, UTC."""
    by: str
    reason: str


class _State(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    suspended: tuple[Suspended, ...]


class RegisterUnreadable(Exception):
    """The state file does not hold together. Nothing is in force until it is mended: a suspension might be lost."""


def read_suspensions(state: Path) -> tuple[Suspended, ...]:
    """Everything that is suspended now; nothing if the file was never written.

    Raises:
        RegisterUnreadable: the file is there and cannot be read as it should be.
    """
    try:
        return _State.model_validate_json(state.read_bytes()).suspended
    except FileNotFoundError:
        return ()
    except (OSError, ValidationError) as fault:
        raise RegisterUnreadable(f"{state.name} cannot be read; restore it: what it suspends is unknown") from fault


def suspend(state: Path, entry: Suspended) -> tuple[Suspended, ...]:
    """Stop one thing, durably. Stopping it twice keeps the first entry."""
    with _alone(state):
        now = read_suspensions(state)
        if is_stopped(entry.subject, entry.name, now):
            return now
        return _write(state, (*now, entry))


def resume(state: Path, subject: Subject, name: str) -> tuple[Suspended, ...]:
    """Let one thing run again."""
    with _alone(state):
        kept = tuple(one for one in read_suspensions(state) if (one.subject, one.name) != (subject, name))
        return _write(state, kept)


def is_stopped(subject: Subject, name: str, suspended: Iterable[Suspended]) -> bool:
    """Whether one thing is among those that are stopped."""
    return any((one.subject, one.name) == (subject, name) for one in suspended)


@contextmanager
def _alone(state: Path) -> Iterator[None]:
    """One change at a time: of two people who stop something at once, neither may undo the other's."""
    with state.with_name(f"{state.name}.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(state: Path, suspended: tuple[Suspended, ...]) -> tuple[Suspended, ...]:
    document = {"suspended": [one.model_dump(mode="json") for one in suspended]}
    replace_file(state, canonical(document))
    return suspended
