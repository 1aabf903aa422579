"""What does an engine decide by? The Rego and the agreements in force, as one value with one digest.

The same bundle on the same day has the same bytes on every node. Its digest is part of its own data, so that every
decision says which bundle made it. The Rego may call only the built-ins of `capabilities.json`, which OPA's
`--capabilities` reads too: none of them knows the time, the network or the environment.
"""

import gzip
import io
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from isa.agreed import Agreed
from isa.register import Suspended
from isa.signing import VerifiedAgreement
from isa.standing import most_level
from isa.vocabulary import Vocabulary, load_vocabulary
from policies.asking import Asking
from policies.modules import read_modules
from policies.terms import Place, Placed, Term, day_number, terms, weaker_obligations

ROOT = "golden_thread"
ENTRY = f"data.{ROOT}.disclosure.decision"

DRAFT = "draft:"
"""How the digest of a bundle begins that unsigned agreements are in."""
_EPOCH = date(1970, 1, 1)

_Value = TypeVar("_Value")
_Tree = dict[str, Any]
"""Part of the index: objects by provider, role and so on, down to the numbers of rules."""


class _Written(NamedTuple):
    """A term in its place, and what it comes to as JSON: equal values are told by equal bytes, written once."""

    place: Place
    term: Term
    whole: bytes
    asking: bytes
    answers: tuple[bytes, ...]


Known = dict[tuple[str, tuple[Suspended, ...], int], tuple[_Written, ...]]
"""The terms of each agreement, by its digest, what stops a part of it, and the most that it may give. Held by the
caller; nothing here changes a term once it is made."""


@dataclass(frozen=True)
class Bundle:
    """Rego modules by file name, the data under `golden_thread.agreed`, and the digest over both."""

    digest: str
    head: str
    day: int
    modules: tuple[tuple[str, str], ...]
    agreed: str
    """JSON, with the digest in it."""
    names_users: bool
    """Whether a suspension names a user, so that questions must carry the asker's pseudonym."""

    def write(self, directory: Path) -> None:
        """Write an OPA bundle directory that `opa run --server --bundle` loads."""
        directory.mkdir(parents=True, exist_ok=True)
        for name, content in self.files():
            (directory / name).write_bytes(content)

    def tar(self) -> bytes:
        """The same as one `bundle.tar.gz`, byte for byte the same for the same bundle."""
        return packed(self.files())

    def files(self) -> Iterable[tuple[str, bytes]]:
        """Every file of the bundle by name, its signature not among them."""
        manifest = {"revision": self.digest, "roots": [ROOT], "rego_version": 1}
        yield ".manifest", _json(manifest)
        yield "data.json", f'{{"{ROOT}":{{"agreed":{self.agreed}}}}}'.encode()
        for name, source in self.modules:
            yield name, source.encode()


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Files as one `.tar.gz`, byte for byte the same for the same files."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as tar:
        for name, content in files:
            entry = tarfile.TarInfo(f"/{name}")
            entry.size, entry.mode = len(content), 0o644
            tar.addfile(entry, io.BytesIO(content))
    return gzip.compress(whole.getvalue(), mtime=0)


def build(
    agreements: Iterable[VerifiedAgreement],
    suspended: Iterable[Suspended] = (),
    day: date | int = 0,
    vocabulary: Vocabulary | None = None,
    known: Known | None = None,
) -> Bundle:
    """Make the bundle of the agreements in force.

    Args:
        agreements: those that the register says are in force; each is verified.
        suspended: everything that is suspended now. A change here changes the digest.
        day: the day that it is made for: a date, or days since 1970-01-01.
        vocabulary: the words; those that ship with the product when not given.
        known: what the last bundle under the same words was made of. It is used again, and holds afterwards what this
            one is made of; most of the work of bringing one agreement into force is the others.

    Raises:
        BundleRefused: the Rego may not decide (`policies.modules`).
        TypeError: something among the agreements was not verified. Drafts are simulated, never decided by.
    """
    found = tuple(agreements)
    if not all(isinstance(one, VerifiedAgreement) for one in found):
        raise TypeError("a bundle that decides is made of verified agreements alone")
    return _made(found, suspended, day, vocabulary, {} if known is None else known)


def build_for_simulation(agreements: Iterable[Agreed], day: date | int, vocabulary: Vocabulary | None = None) -> Bundle:
    """The bundle that agreements, unsigned drafts among them, would come to. Only `policies.drafts` may call it.

    Its digest begins with `draft:`, so that nothing decided by it passes for a decision of what is in force.

    Raises:
        BundleRefused: as `build`.
    """
    return _made(tuple(agreements), (), day, vocabulary, {}, kind=DRAFT)


def _made(
    agreements: tuple[Agreed, ...],
    suspended: Iterable[Suspended],
    day: date | int,
    vocabulary: Vocabulary | None,
    known: Known,
    *,
    kind: str = "",
) -> Bundle:
    on = day if isinstance(day, int) else day_number(day.isoformat())
    words = vocabulary or load_vocabulary()
    stopped = tuple(suspended)
    stopped_ids = {one.name for one in stopped if one.subject == "agreement"}
    in_force = sorted(
        (one for one in agreements if one.agreement.isa_id not in stopped_ids), key=lambda one: one.agreement.isa_id
    )
    modules = read_modules()
    agreed = _agreed(in_force, stopped, on, words, known)
    head = _digest(_json([one.digest for one in in_force]))
    digest = kind + _digest(_json({"agreed": agreed, "day": on, "head": head, "modules": dict(modules)}))
    return Bundle(
        digest=digest,
        head=head,
        day=on,
        modules=modules,
        agreed=_json({**agreed, "digest": digest}).decode(),
        names_users=any(one.subject == "user" for one in stopped),
    )


def _agreed(
    in_force: list[Agreed], suspended: tuple[Suspended, ...], on: int, words: Vocabulary, known: Known
) -> dict[str, object]:
    stops = tuple(one for one in suspended if one.subject in ("flow", "agency", "connector"))
    made: Known = {}
    for verified in in_force:
        most = most_level(verified, _EPOCH + timedelta(days=on))
        key = (verified.digest, tuple(one for one in stops if _touches(one, verified)), most)
        made[key] = known.get(key) or tuple(_written(terms(verified, key[1], words, most)))
    known.clear()
    known.update(made)
    placed = [one for some in made.values() for one in some]
    rules = _Numbered({one.whole: one.term for one in placed}, by=lambda term: str(term["flow"]))
    askings = _Numbered({one.asking: one.term["asking"] for one in placed})
    answers = _Numbered({written: answer for one in placed for written, answer in _answers(one)})
    index: _Tree = {}
    emergencies: _Tree = {}
    for one in placed:
        root = emergencies.setdefault(one.place.ground, {}) if one.place.ground else index
        _put(root, one.place, askings.numbers[one.asking], rules.numbers[one.whole])
    parts = {one.whole: one for one in placed}
    return {
        "answers": answers.values,
        "asking": askings.values,
        "classes": _classes(words),
        "day": on,
        "emergencies": emergencies,
        "index": index,
        "rules": [_numbered(parts[written], askings, answers) for written in rules.numbers],
        "suspended_users": {one.name: True for one in suspended if one.subject == "user"},
        "weaker": _weaker(rules.values, words),
    }


def _touches(stop: Suspended, verified: Agreed) -> bool:
    """Whether a suspension can stop anything of an agreement: so that what the others come to stays as it is."""
    agreement = verified.agreement
    if stop.subject == "flow":
        return stop.name.startswith(f"{agreement.isa_id}/")
    return stop.name.partition("/")[0] in {party.org_id for party in agreement.parties}


def _written(placed: Iterable[Placed]) -> Iterator[_Written]:
    """Each term with its JSON. One term often stands in several places: it is written once."""
    before: dict[int, _Written] = {}
    for place, term in placed:
        same = before.get(id(term))
        if same is None:
            answers = tuple(_json(answer) for answer in term.get("answers", ()))
            same = before[id(term)] = _Written(place, term, _json(term), _json(term["asking"]), answers)
        yield same._replace(place=place)


def _answers(one: _Written) -> Iterable[tuple[bytes, dict[str, object]]]:
    return zip(one.answers, one.term.get("answers", ()), strict=True)


def _classes(words: Vocabulary) -> dict[str, object]:
    return {
        name.value: {"cap": cap.cap, "carries": list(cap.carries), "obligations": list(cap.obligations)}
        for name, cap in words.sensitivities.items()
    }


def _numbered(
    one: _Written, askings: "_Numbered[Asking]", answers: "_Numbered[dict[str, object]]"
) -> dict[str, object]:
    """A rule as Rego reads it: its terms of asking and its answers by number, and no answer (-1) at level 0."""
    written: dict[str, object] = {**one.term, "asking": askings.numbers[one.asking]}
    if "answers" in one.term:
        written["answers"] = [-1, *(answers.numbers[answer] for answer in one.answers)]
    return written


def _weaker(placed: Iterable[Term], words: Vocabulary) -> dict[str, list[str]]:
    of_rules = {text for term in placed for text in term["obligations"]}
    of_classes = {text for cap in words.sensitivities.values() for text in cap.obligations}
    return weaker_obligations(of_rules | of_classes, words)


class _Numbered(Generic[_Value]):
    """Different values in an order that depends on nothing but them, and the number of each by its JSON."""

    def __init__(self, once: Mapping[bytes, _Value], by: Callable[[_Value], str] = lambda value: "") -> None:
        ordered = sorted(once, key=lambda written: (by(once[written]), sha256(written).hexdigest()))
        self.values = [once[written] for written in ordered]
        self.numbers = {written: number for number, written in enumerate(ordered)}


def _put(root: _Tree, place: Place, asking: int, rule: int) -> None:
    """Enter a rule, and the terms of asking beside it so that they are settled once for all of an asker's rules."""
    at = root.setdefault(place.recipient, {}).setdefault(place.role, {})
    mine = at.setdefault(place.purpose, {"asking": [], "held": {}})
    if asking not in mine["asking"]:
        mine["asking"].append(asking)
    held = mine["held"].setdefault(place.provider, {}).setdefault(place.record_type, [])
    if rule not in held:
        held.append(rule)


def _json(value: object) -> bytes:
    """JSON with its names in order, so that the same value always has the same bytes."""
    return msgspec.json.encode(value, order="deterministic")


def _digest(content: bytes) -> str:
    return "sha256:" + sha256(content).hexdigest()
