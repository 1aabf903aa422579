"""What is stopped now? A state file of suspensions: stopping is one action, and each entry says who, why and when."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from isa.canonical import canonical
from isa.placing import place_new_file, replace_file

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
    """Who decided it; the first word is the agency that alone takes it back."""
    reason: str

    @property
    def agency(self) -> str:
        """Whose suspension it is."""
        return self.by.partition(" ")[0]


class _State(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    suspended: tuple[Suspended, ...]


class RegisterUnreadable(Exception):
    """The state file does not hold together. Nothing is in force until it is mended: a suspension might be lost."""


def read_suspensions(state: Path) -> tuple[Suspended, ...]:
    """Everything that is suspended now; nothing if the file was never written.

    Its lock stays beside it from the first suspension on: a file that is gone is no file that was never written.

    Raises:
        RegisterUnreadable: the file is there and cannot be read as it should be.
    """
    try:
        return _State.model_validate_json(state.read_bytes()).suspended
    except FileNotFoundError as fault:
        if os.path.lexists(state) or _lock(state).exists():
            raise _unreadable(state) from fault
        return ()
    except (OSError, ValidationError) as fault:
        raise _unreadable(state) from fault


def suspend(state: Path, entry: Suspended) -> tuple[Suspended, ...]:
    """Stop one thing, durably. An agency that stops it twice keeps its first entry; each agency has one of its own."""
    with _alone(state):
        now = read_suspensions(state)
        if any((one.subject, one.name, one.agency) == (entry.subject, entry.name, entry.agency) for one in now):
            return now
        return _write(state, (*now, entry))


def resume(state: Path, subject: Subject, name: str, agency: str | None = None) -> tuple[Suspended, ...]:
    """Take back what one agency has stopped (or whoever did, where none is named). It runs once nobody stops it."""
    with _alone(state):
        return _write(state, tuple(one for one in read_suspensions(state) if not _meant(one, subject, name, agency)))


def _meant(one: Suspended, subject: Subject, name: str, agency: str | None) -> bool:
    return (one.subject, one.name) == (subject, name) and agency in (None, one.agency)


def is_stopped(subject: Subject, name: str, suspended: Iterable[Suspended]) -> bool:
    """Whether one thing is among those that are stopped."""
    return any((one.subject, one.name) == (subject, name) for one in suspended)


@contextmanager
def _alone(state: Path) -> Iterator[None]:
    """One change at a time: of two people who stop something at once, neither may undo the other's."""
    if not _lock(state).exists() and not os.path.lexists(state):
        with suppress(FileExistsError):
            place_new_file(state, _content(()))
    with _lock(state).open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _lock(state: Path) -> Path:
    return state.with_name(f"{state.name}.lock")


def _unreadable(state: Path) -> RegisterUnreadable:
    return RegisterUnreadable(f"{state.name} cannot be read; restore it: what it suspends is unknown")


def _write(state: Path, suspended: tuple[Suspended, ...]) -> tuple[Suspended, ...]:
    replace_file(state, _content(suspended))
    return suspended


def _content(suspended: tuple[Suspended, ...]) -> bytes:
    return canonical({"suspended": [one.model_dump(mode="json") for one in suspended]})
