"""The partnership that the policy bench asks about: the demo's agreements many times over, each signed as at set-up.

A copy stands for the council's dealings with another force and other trusts: their ids and the document's own are
renamed, the council's stay. So one asker has many providers to ask about, and the rules for each are those that the
demo partnership signed.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from deploy.bench.processes import ROOT
from deploy.demo.ceremony import hold_signing_ceremony
from isa.register import Register, open_register
from isa.signing import TrustList, read_trust_list
from isa.vocabulary import load_vocabulary
from policies.question import Candidate, Question

SOURCES = ROOT / "isa" / "agreements"
COUNCIL = "gss:E06000009"
DAY_ZERO = date(1970, 1, 1)
_AGENCY = re.compile(r'"(?P<kind>police|gss|ods|org):(?P<code>[A-Z0-9]{2,10})(?=[/"])')


@dataclass(frozen=True)
class Signed:
    """The folder of the signed partnership, and its register on the day of signing."""

    directory: Path
    trust: TrustList
    register: Register

    def hold_one_back(self, agreements: int) -> "Later":
        """Take the last document out of the folder until it is to be brought into force."""
        path = sorted((self.directory / "agreements").glob("*.jws.json"), key=lambda one: one.name)[-1]
        later = Later(path, path.read_bytes())
        later.take_back()
        register = open_register(self.directory / "agreements", self.trust, load_vocabulary(), self.register.day)
        if len(register.in_force) != agreements:
            raise RuntimeError(f"{len(register.in_force)} agreements are in force, not {agreements}")
        object.__setattr__(self, "register", register)
        return later


@dataclass(frozen=True)
class Later:
    """A signed agreement that is brought into force while questions are asked."""

    path: Path
    content: bytes

    def place(self) -> None:
        """Put it there whole."""
        beside = self.path.with_suffix(".new")
        beside.write_bytes(self.content)
        beside.replace(self.path)

    def take_back(self) -> None:
        """Take it away again."""
        self.path.unlink()


def sign_partnership(directory: Path, agreements: int, today: date) -> Signed:
    """Write and sign this many agreements under `directory`.

    Raises:
        RuntimeError: some of them are not in force, so that the bench would measure fewer than it says.
    """
    sources = directory / "sources"
    sources.mkdir(parents=True)
    for name, text in islice(_copies(), agreements):
        (sources / f"{name}.json").write_text(text, "utf-8")
    hold_signing_ceremony(directory, sources, today)
    root = Ed25519PublicKey.from_public_bytes(bytes.fromhex((directory / "root.pub").read_text("ascii")))
    trust = read_trust_list((directory / "trust-list.jws.json").read_bytes(), root)
    register = open_register(directory / "agreements", trust, load_vocabulary(), today)
    if len(register.in_force) != agreements:
        why = sorted({f"{one.code.value}: {one.advice}" for one in register.listed if not one.in_force})
        raise RuntimeError(f"{len(register.in_force)} of {agreements} agreements are in force: {'; '.join(why)}")
    return Signed(directory, trust, register)


def question(register: Register, kinds: int) -> Question:
    """A social worker of the council asks about this many different kinds of record that the agreements speak of.

    First those of every other agency that has a rule for this asker, then ages and parts that a person may stand in,
    turn about.
    """
    held = sorted({place for one in register.in_force for place in _held(one.agreement.rules)})
    ages = cycle(("under18", "adult", "unknown"))
    every = [
        Candidate(provider, kind, "part3" if provider.startswith("police:") else "part2", (), part, next(ages))
        for part in ("victim", "service_user", "parent_carer", "child_in_household")
        for provider, kind in held
    ]
    return Question(
        agency=COUNCIL,
        role="social_worker",
        assurance="mfa",
        training=("IG-L2",),
        act="find",
        level=3,
        purpose="safeguard_child",
        relationship="open_case",
        case_reference=True,
        day=(register.day - DAY_ZERO).days,
        candidates=tuple(sorted(dict.fromkeys(every[:kinds]))),
    )


def _held(rules: object) -> Iterator[tuple[str, str]]:
    for rule in rules:  # type: ignore[attr-defined]
        asked = {"safeguard_child", "*"} & set(rule.purposes) and {"social_worker", "*"} & set(rule.recipient_roles)
        if rule.effect == "allow" and asked and COUNCIL in rule.recipient:
            yield from ((provider, kind) for provider in rule.provider for kind in rule.record_types)


def _copies() -> Iterator[tuple[str, str]]:
    """Name and text of every document: first the demo's own, then copy after copy of them all."""
    texts = {path.stem: path.read_text("utf-8") for path in sorted(SOURCES.glob("*.json"))}
    ids = [str(json.loads(text)["isa_id"]) for text in texts.values()]
    yield from texts.items()
    turn = 0
    while True:
        turn += 1
        for stem, text in texts.items():
            yield f"{stem}-{turn:02d}", _renamed(text, ids, turn)


def _renamed(text: str, ids: list[str], turn: int) -> str:
    """The document of another force and other trusts: every id but the council's gets the number of the turn."""
    for one in ids:
        text = text.replace(f'"{one}', f'"{one}-{turn:02d}')
    return _AGENCY.sub(lambda found: _other(found, turn), text)


def _other(found: re.Match[str], turn: int) -> str:
    named = f"{found['kind']}:{found['code']}"
    return f'"{named}' if named == COUNCIL else f'"{named}{turn:02d}'
