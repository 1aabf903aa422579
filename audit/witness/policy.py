"""Which witnesses count, and how many of them it takes: a policy file in the format of C2SP tlog-policy.

    log LOGKEY
    witness police WITNESSKEY https://witness.police.example
    witness council WITNESSKEY https://witness.council.example
    witness health WITNESSKEY https://witness.health.example
    group partners 2 police council health
    quorum partners

The addresses are for the log alone: who only verifies needs none. Groups may hold groups; `any` is 1 and `all` is all
of them; `quorum none` asks for nobody. Standard library and `cryptography` alone: the verifier reads policies too.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from audit.key_chain import TrustedKey
from audit.note import NoteRefused, Verifier, parse_vkey
from audit.witness.cosignature import Cosignature, Cosigner, cosignatures, parse_cosigner

NOBODY = "none"
MAX_LINES = 1_000
_ALLOWED = re.compile(r"[\t\n\x20-\x7e\x80-\U0010ffff]*")
_BLANK = re.compile(r"[ \t]+")


class PolicyRefused(Exception):
    """The policy file cannot be used; the message names the line."""


@dataclass(frozen=True, slots=True)
class Witness:
    """One witness of a policy. Its name has a meaning only within the policy."""

    name: str
    cosigner: Cosigner
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """So many of these members, which are witnesses or groups, make up the group's word."""

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a policy says of one checkpoint."""

    met: bool
    cosigned: Mapping[str, Cosignature]
    """By the witness's name in the policy."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Whose cosignatures count, and which of them together are enough."""

    logs: tuple[Verifier, ...]
    witnesses: tuple[Witness, ...]
    groups: Mapping[str, Group]
    quorum: str

    def is_met(self, cosigned: Collection[str]) -> bool:
        """Whether these witnesses, by name, are enough."""
        return self.quorum == NOBODY or self._speaks(self.quorum, cosigned)

    def _speaks(self, name: str, cosigned: Collection[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in cosigned
        return sum(self._speaks(member, cosigned) for member in group.members) >= group.threshold

    def is_for(self, keys: Iterable[TrustedKey]) -> bool:
        """Whether this is a policy for the log of these keys: it names one of them, or no log at all."""
        return not self.logs or any(key.verifier in self.logs for key in keys)

    def standing(self, note: str) -> Standing:
        """Who cosigned this note, and whether that is enough. Raises NoteRefused when a cosignature is wrong."""
        by_key = {found.cosigner: found for found in cosignatures(note, [w.cosigner for w in self.witnesses])}
        cosigned = {w.name: by_key[w.cosigner] for w in self.witnesses if w.cosigner in by_key}
        return Standing(self.is_met(cosigned), cosigned)

    def in_words(self) -> str:
        """The quorum for a reader, such as `2 of 3 (police, council, health)`."""
        if self.quorum == NOBODY:
            return "nobody"
        group = self.groups.get(self.quorum)
        if group is None:
            return self.quorum
        return f"{group.threshold} of {len(group.members)} ({', '.join(group.members)})"


def read_policy(path: Path) -> Policy:
    """The policy in a file. Raises PolicyRefused."""
    try:
        return parse_policy(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyRefused(f"The witness policy {path} cannot be read: put the policy file there.") from error
    except PolicyRefused as error:
        raise PolicyRefused(f"The witness policy {path} cannot be used: {error}.") from error


def parse_policy(text: str) -> Policy:
    """Read a policy strictly. Raises PolicyRefused."""
    if not _ALLOWED.fullmatch(text) or text.count("\n") > MAX_LINES:
        raise PolicyRefused("it holds characters that do not belong into a policy, or too many lines")
    reading = _Reading()
    for number, line in enumerate(text.split("\n"), 1):
        words = [word for word in _BLANK.split(line) if word]
        if words and not words[0].startswith("#"):
            try:
                reading.take(words)
            except (NoteRefused, PolicyRefused) as error:
                raise PolicyRefused(f"line {number}: {error}") from error
    if not reading.quorum:
        raise PolicyRefused("it has no quorum line")
    return Policy(tuple(reading.logs), tuple(reading.witnesses), reading.groups, reading.quorum)


class _Reading:
    """A policy as far as it has been read."""

    def __init__(self) -> None:
        self.logs: list[Verifier] = []
        self.witnesses: list[Witness] = []
        self.groups: dict[str, Group] = {}
        self.quorum = ""
        self._names = {NOBODY}
        self._members: set[str] = set()

    def take(self, words: list[str]) -> None:
        """Take in one line."""
        match words:
            case ["log", vkey] | ["log", vkey, _]:
                self._take_log(parse_vkey(vkey))
            case ["witness", name, vkey]:
                self._take_witness(Witness(name, parse_cosigner(vkey)))
            case ["witness", name, vkey, url]:
                self._take_witness(Witness(name, parse_cosigner(vkey), url))
            case ["group", name, threshold, *members] if members:
                self._take_group(name, threshold, tuple(members))
            case ["quorum", name]:
                self._take_quorum(name)
            case _:
                raise PolicyRefused("this is no line of a policy")

    def _take_log(self, log: Verifier) -> None:
        if any(log.public == other.public for other in self.logs):
            raise PolicyRefused("this log key is given twice")
        self.logs.append(log)

    def _take_witness(self, witness: Witness) -> None:
        if any(witness.cosigner.public == other.cosigner.public for other in self.witnesses):
            raise PolicyRefused("this witness key is given twice")
        self._name(witness.name)
        self.witnesses.append(witness)

    def _take_group(self, name: str, threshold: str, members: tuple[str, ...]) -> None:
        for member in members:
            if member not in self._names - {NOBODY} or member in self._members:
                raise PolicyRefused("a member of a group is defined above it, and is a member once only")
            self._members.add(member)
        self._name(name)
        self.groups[name] = Group(_threshold(threshold, len(members)), members)

    def _take_quorum(self, name: str) -> None:
        if self.quorum or name not in self._names:
            raise PolicyRefused("there is one quorum, of a witness or group that is defined above it")
        self.quorum = name

    def _name(self, name: str) -> None:
        if name in self._names:
            raise PolicyRefused("this name is used twice")
        self._names.add(name)


def _threshold(word: str, members: int) -> int:
    if word in ("any", "all"):
        return 1 if word == "any" else members
    if not (word.isascii() and word.isdigit()) or word[0] == "0" or not 1 <= int(word[:9]) <= members:
        raise PolicyRefused("a group needs `any`, `all` or a number of its members")
    return int(word)


def policy_text(log: Verifier, witnesses: Collection[Witness], threshold: int) -> str:
    """A policy of one log and one group of witnesses."""
    lines = [f"log {log.vkey}"]
    lines += [f"witness {w.name} {w.cosigner.vkey} {w.url}".rstrip() for w in witnesses]
    lines += [f"group partners {threshold} {' '.join(w.name for w in witnesses)}", "quorum partners"]
    return "\n".join(lines) + "\n"
