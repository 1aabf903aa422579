"""What does an engine decide by? The Rego and the agreements in force, as one value with one digest.

The same bundle on the same day has the same bytes on every node. Its digest is part of its own data, so that every
decision says which bundle made it. The Rego may call only the built-ins of `capabilities.json`, which OPA's
`--capabilities` reads too: none of them knows the time, the network or the environment.
"""

import gzip
import io
import json
import re
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import msgspec

from isa.register import Suspended
from isa.signing import VerifiedAgreement
from isa.vocabulary import Vocabulary, load_vocabulary
from policies.terms import Extras, Term, day_number, terms, weaker_obligations

ROOT = "golden_thread"
ENTRY = f"data.{ROOT}.disclosure.decision"
REGO = Path(__file__).with_name("rego")
CAPABILITIES = Path(__file__).with_name("capabilities.json")

_CALL = re.compile(r"\b([a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*)\(")
_FUNCTION = re.compile(r"^([a-z_][a-z0-9_]*)\(", re.MULTILINE)
_TEXT_OR_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`|#[^\n]*')


class BundleRefused(Exception):
    """The Rego calls something that it must not, or the agreements contradict themselves. Nothing is decided by it."""


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
) -> Bundle:
    """Make the bundle of the agreements in force.

    Args:
        agreements: those that the register says are in force; each is verified.
        suspended: everything that is suspended now. A change here changes the digest.
        day: the day that it is made for: a date, or days since 1970-01-01.
        vocabulary: the words; those that ship with the product when not given.

    Raises:
        BundleRefused: the Rego calls a built-in that is not on the allow-list.
    """
    on = day if isinstance(day, int) else day_number(day.isoformat())
    words = vocabulary or load_vocabulary()
    stopped = tuple(suspended)
    stopped_ids = {one.name for one in stopped if one.subject == "agreement"}
    in_force = sorted(
        (one for one in agreements if one.agreement.isa_id not in stopped_ids), key=lambda one: one.agreement.isa_id
    )
    modules = _modules()
    agreed = _agreed(in_force, stopped, on, words)
    head = _digest(_json([one.digest for one in in_force]))
    digest = _digest(_json({"agreed": agreed, "day": on, "head": head, "modules": dict(modules)}))
    return Bundle(
        digest=digest,
        head=head,
        day=on,
        modules=modules,
        agreed=_json({**agreed, "digest": digest}).decode(),
        names_users=any(one.subject == "user" for one in stopped),
    )


def allowed_builtins() -> frozenset[str]:
    """The built-ins that a policy may use."""
    declared = json.loads(CAPABILITIES.read_text("utf-8"))["builtins"]
    return frozenset(str(builtin["name"]) for builtin in declared)


def refuse_forbidden_builtins(name: str, source: str, functions: frozenset[str]) -> None:
    """Refuse a module that calls anything but the allowed built-ins and the policies' own functions.

    Raises:
        BundleRefused: it does, and the message names the call.
    """
    code = _TEXT_OR_COMMENT.sub('""', source)
    if re.search(r"\bwith\b", code) and not name.endswith("_test.rego"):
        raise BundleRefused(f"{name} replaces input or data by `with`: take that out")
    for call in _CALL.findall(code):
        if call not in allowed_builtins() and call.rpartition(".")[2] not in functions:
            raise BundleRefused(f"{name} calls {call}, which is not on the allow-list: take it out")


@lru_cache(maxsize=1)
def _modules() -> tuple[tuple[str, str], ...]:
    paths = [path for path in sorted(REGO.glob("*.rego")) if not path.name.endswith("_test.rego")]
    modules = tuple((path.name, path.read_text("utf-8")) for path in paths)
    functions = frozenset(found for _, source in modules for found in _FUNCTION.findall(source))
    for name, source in modules:
        refuse_forbidden_builtins(name, source, functions)
    return modules


def _agreed(
    in_force: list[VerifiedAgreement], suspended: tuple[Suspended, ...], on: int, words: Vocabulary
) -> dict[str, object]:
    rules: dict[str, Term] = {}
    tables: dict[str, dict[str, object]] = {part: {} for part in Extras.__annotations__}
    index: dict[str, object] = {}
    for verified in in_force:
        for place, term, extras in terms(verified, suspended, words):
            name = _name(term, extras)
            rules[name] = term
            for part, value in extras.items():
                if value not in ([], None):
                    tables[part][name] = value
            _put(index, place, name)
    return {
        **tables,
        "day": on,
        "index": index,
        "rules": rules,
        "weaker": _weaker(rules, words),
        "classes": {
            name.value: {"cap": cap.cap, "obligations": list(cap.obligations)}
            for name, cap in words.sensitivities.items()
        },
        "suspended_users": {one.name: True for one in suspended if one.subject == "user"},
    }


def _weaker(rules: dict[str, Term], words: Vocabulary) -> dict[str, list[str]]:
    of_rules = [text for term in rules.values() for text in term["obligations"]]
    of_classes = [text for cap in words.sensitivities.values() for text in cap.obligations]
    return weaker_obligations([*of_rules, *of_classes], words)


def _name(term: Term, extras: Extras) -> str:
    """The name of a term; equal terms (for many roles, say) share one."""
    return f"{term['flow']}#{sha256(_json([term, extras])).hexdigest()[:12]}"


def _put(index: dict[str, object], place: tuple[str, ...], name: str) -> None:
    at: dict[str, object] = index
    for step in place[:-1]:
        found = at.setdefault(step, {})
        assert isinstance(found, dict)  # noqa: S101 - only this function fills the index
        at = found
    names = at.setdefault(place[-1], [])
    assert isinstance(names, list)  # noqa: S101
    if name not in names:
        names.append(name)


def _json(value: object) -> bytes:
    """JSON with its names in order, so that the same value always has the same bytes."""
    return msgspec.json.encode(value, order="deterministic")


def _digest(content: bytes) -> str:
    return "sha256:" + sha256(content).hexdigest()
