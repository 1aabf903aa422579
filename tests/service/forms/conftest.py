"""Checks a FHIR resource against published StructureDefinitions; and makes entries, real and imagined.

The checker is driven by the definitions alone (`published/`): cardinality, types and their patterns, slices, fixed
patterns, required bindings, the constraints that it knows; one that it does not know is a fault of its own.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from audit.events import (
    Actor,
    AgreementVersion,
    Commitment,
    Entry,
    EventType,
    MatchSummary,
    Operation,
    Verdict,
)
from audit.log import Logged
from audit.template import template
from isa.vocabulary import Vocabulary, load_vocabulary
from service.forms.recorded import Recorded, read_recorded

Element = dict[str, Any]
PUBLISHED = Path(__file__).parent / "published"
REGEX = "http://hl7.org/fhir/StructureDefinition/regex"
SYSTEM = "http://hl7.org/fhirpath/System."
CONSTRAINTS: dict[str, Callable[[Any], bool]] = {
    "sev-1": lambda entity: not (present(entity, "name") and present(entity, "query")),
    "ext-1": lambda one: not isinstance(one, dict) or ("extension" in one) != any(k.startswith("value") for k in one),
    "per-1": lambda one: one.get("start", "") <= one.get("end", "~"),
    "bdl-1": lambda bundle: "total" not in bundle or bundle["type"] in ("searchset", "history"),
    "bdl-2": lambda bundle: bundle["type"] == "searchset" or all("search" not in e for e in bundle.get("entry", ())),
    "bdl-3": lambda bundle: all("request" not in e for e in bundle.get("entry", ())),
    "bdl-4": lambda bundle: all("response" not in e for e in bundle.get("entry", ())),
    "bdl-5": lambda entry: "resource" in entry,
    "bdl-7": lambda bundle: len({e.get("fullUrl") for e in bundle.get("entry", ())}) == len(bundle.get("entry", ())),
    "bdl-8": lambda entry: "/_history/" not in entry.get("fullUrl", ""),
    "bdl-9": lambda bundle: bundle["type"] != "document",
    "bdl-10": lambda bundle: bundle["type"] != "document",
    "bdl-11": lambda bundle: bundle["type"] != "document",
    "bdl-12": lambda bundle: bundle["type"] != "message",
    "ref-1": lambda reference: not reference.get("reference", "").startswith("#"),
    **{key: (lambda one: "contained" not in one) for key in ("dom-2", "dom-3", "dom-4", "dom-5")},
}
"""The published constraints, in Python, by their key. `ele-1` is checked wherever there is an element."""


def present(value: Element, name: str) -> bool:
    return name in value or f"_{name}" in value


@dataclass
class Definitions:
    """What was published, by its address."""

    folder: Path = PUBLISHED
    faults: list[str] = field(default_factory=list)

    @cached_property
    def all(self) -> dict[str, Element]:
        return {one["url"]: one for path in sorted(self.folder.glob("*.json")) for one in json.loads(path.read_text())}

    def structure(self, name: str) -> Element | None:
        return self.all.get(f"http://hl7.org/fhir/StructureDefinition/{name}")

    def in_value_set(self, address: str, system: str, code: str) -> bool:
        includes = self.all[address.split("|", maxsplit=1)[0]]["compose"]["include"]
        return any(
            (not system or one["system"] == system)
            and code in {c["code"] for c in one.get("concept") or concepts(self.all[one["system"]])}
            for one in includes
        )

    def display(self, system: str, code: str) -> str:
        """What a publisher calls its code."""
        return next(one.get("display", "") for one in concepts(self.all[system]) if one["code"] == code)

    def check(self, resource: Element) -> list[str]:
        """What is wrong with a resource: by its type, and by each profile that its `meta` names."""
        self.faults = []
        name = resource["resourceType"]
        self._structure(resource, name, name)
        for address in resource.get("meta", {}).get("profile", ()):
            self._profile(resource, self.all[address])
        return self.faults

    def _fault(self, where: str, what: str) -> None:
        self.faults.append(f"{where}: {what}")

    # by the snapshot of a type: what may be there, how often, and of what type

    def _structure(self, value: Any, name: str, where: str) -> None:
        definition = self.structure(name)
        if definition is None:
            self._fault(where, f"there is no definition of {name}")
        elif definition["kind"] == "primitive-type":
            self._primitive(value, name, definition, where)
        elif not isinstance(value, dict):
            self._fault(where, f"is no {name}")
        else:
            elements = definition["snapshot"]["element"]
            self._constraints(value, elements[0], where)
            self._children(value, elements[0]["path"], elements, where)

    def _children(self, value: Element, path: str, elements: list[Element], where: str) -> None:
        if not set(value) - {"id", "resourceType"}:
            self._fault(where, "is empty (ele-1)")
        known = {"resourceType"} if "." not in path else set()
        for one in elements:
            parent, _, name = one["path"].rpartition(".")
            if parent == path:
                known |= self._child(value, name, one, elements, f"{where}.{name}")
        for stranger in sorted({name.removeprefix("_") for name in value} - known):
            self._fault(where, f"has no element {stranger}")

    def _child(self, value: Element, name: str, one: Element, elements: list[Element], where: str) -> set[str]:
        types = {type_["code"]: name for type_ in one.get("type", ())}
        if name.endswith("[x]"):
            types = {code: name[:-3] + code[0].upper() + code[1:] for code in types}
        names = set(types.values()) or {name}
        found = [member for each in sorted(names) for member in members(value, each)]
        count(found, one, where, self._fault)
        for each in sorted(names & set(value)):
            if isinstance(value[each], list) != (one["max"] != "1"):
                self._fault(where, "is a list where it may not be, or none where it must")
        code = next((code for code, each in types.items() if present(value, each)), "")
        for member in found:
            self._typed(member, code, one, elements, where)
        return names

    def _typed(self, member: Any, code: str, one: Element, elements: list[Element], where: str) -> None:
        self._constraints(member, one, where)
        self._bound(member, one, where)
        if "contentReference" in one:
            self._children(member, one["contentReference"][1:], elements, where)
        elif code in ("BackboneElement", "Element"):
            self._children(member, one["path"], elements, where)
        elif code == "Resource":
            self._structure(member, member["resourceType"], where)
        elif code.startswith(SYSTEM):
            if not isinstance(member, str) or not member:
                self._fault(where, "is no text")
        else:
            self._structure(member, code, where)

    def _primitive(self, value: Any, name: str, definition: Element, where: str) -> None:
        if isinstance(value, Absent):
            for extension in value.extensions:
                self._structure(extension, "Extension", f"{where}.extension")
            return
        one = next(e for e in definition["snapshot"]["element"] if e["path"].endswith(".value"))
        of_python = {"boolean": bool, "integer": int, "unsignedInt": int, "positiveInt": int}.get(name, str)
        pattern = next((e["valueString"] for t in one["type"] for e in t.get("extension", ()) if e["url"] == REGEX), "")
        if type(value) is not of_python or value == "":
            self._fault(where, f"is no {name}")
        elif name == "base64Binary":
            if not is_base64(value):
                self._fault(where, "is no base64")
        elif of_python is str and pattern and not re.fullmatch(pattern, value):
            self._fault(where, f"is not written as {name} is")

    def _constraints(self, value: Any, one: Element, where: str) -> None:
        for constraint in one.get("constraint", ()):
            key = constraint["key"]
            if constraint["severity"] != "error" or key == "ele-1":
                continue
            if key not in CONSTRAINTS:
                self._fault(where, f"nobody checks {key}")
            elif not CONSTRAINTS[key](value):
                self._fault(where, f"breaks {key}")

    def _bound(self, value: Any, one: Element, where: str) -> None:
        binding = one.get("binding", {})
        if binding.get("strength") != "required" or isinstance(value, Absent):
            return
        if not any(self.in_value_set(binding["valueSet"], *code) for code in codes_of(value)):
            self._fault(where, f"is not of {binding['valueSet']}")

    # by a profile: what its differential, and those of the profiles that it is made from, narrow

    def _profile(self, resource: Element, profile: Element) -> None:
        merged: dict[str, Element] = {}
        for one in self._differentials(profile):
            merged[one["id"]] = merged.get(one["id"], {}) | one
        self._narrowed(resource, profile["type"], merged, profile["id"])

    def _differentials(self, profile: Element) -> Iterator[Element]:
        parent = self.all[profile["baseDefinition"]]
        if "differential" in parent:
            yield from self._differentials(parent)
        yield from profile["differential"]["element"]

    def _narrowed(self, value: Element, at: str, merged: dict[str, Element], where: str) -> None:
        """Check the children of what stands at the element id `at`."""
        for one in [one for id_, one in merged.items() if id_.rpartition(".")[0] == at and "sliceName" not in one]:
            name = one["path"].rpartition(".")[2]
            found = members(value, name)
            self._held(found, one, merged, f"{where}.{name}")
            depth = one["id"].count(".")
            slices = [s for i, s in merged.items() if i.startswith(one["id"] + ":") and i.count(".") == depth]
            matched = 0
            for slice_ in slices:
                mine = [m for m in found if self._is_in(m, slice_, one["slicing"], merged)]
                matched += len(mine)
                self._held(mine, slice_, merged, f"{where}.{name}:{slice_['sliceName']}")
            if slices and one["slicing"]["rules"] == "closed" and matched < len(found):
                self._fault(f"{where}.{name}", "has a member of no slice")

    def _held(self, found: list[Any], one: Element, merged: dict[str, Element], where: str) -> None:
        count(found, one, where, self._fault)
        for member in found:
            if not self._matches(member, one):
                self._fault(where, "is not as its pattern")
            self._bound(member, one, where)
            self._refers(member, one, where)
            if isinstance(member, dict):
                self._narrowed(member, one["id"], merged, where)

    def _is_in(self, member: Any, slice_: Element, slicing: Element, merged: dict[str, Element]) -> bool:
        for discriminator in slicing["discriminator"]:
            path = discriminator["path"]
            one = slice_ if path == "$this" else merged[f"{slice_['id']}.{path}"]
            told = [member] if path == "$this" else members(member, path)
            binding = one.get("binding")
            if not told or not self._matches(told[0], one):
                return False
            if binding and not any(self.in_value_set(binding["valueSet"], *code) for code in codes_of(told[0])):
                return False
        return True

    def _matches(self, value: Any, one: Element) -> bool:
        return all(holds(value, pattern) for name, pattern in one.items() if name.startswith("pattern"))

    def _refers(self, value: Any, one: Element, where: str) -> None:
        targets = [t.rpartition("/")[2] for type_ in one.get("type", ()) for t in type_.get("targetProfile", ())]
        if targets and value.get("type", value.get("reference", "").partition("/")[0]) not in targets:
            self._fault(where, f"refers to no {' or '.join(targets)}")


@dataclass
class Absent:
    """A primitive without a value, of which extensions say why."""

    extensions: list[Element]


def members(value: Element, name: str) -> list[Any]:
    """The values of an element, in a list whether or not it may repeat."""
    if name in value:
        return value[name] if isinstance(value[name], list) else [value[name]]
    return [Absent(value[f"_{name}"].get("extension", []))] if f"_{name}" in value else []


def count(found: list[Any], one: Element, where: str, fault: Callable[[str, str], None]) -> None:
    if len(found) < one.get("min", 0):
        fault(where, f"is there {len(found)} times, and must be {one['min']}")
    if one.get("max", "*") != "*" and len(found) > int(one["max"]):
        fault(where, f"is there {len(found)} times, and may be {one['max']}")


def codes_of(value: Any) -> list[tuple[str, str]]:
    """(system, code) of a code, a Coding or a CodeableConcept."""
    if isinstance(value, str):
        return [("", value)]
    return [(one.get("system", ""), one.get("code", "")) for one in value.get("coding", [value])]


def holds(value: Any, pattern: Any) -> bool:
    """Whether a value has all that a pattern has."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(holds(value.get(name), part) for name, part in pattern.items())
    if isinstance(pattern, list):
        return isinstance(value, list) and all(any(holds(one, part) for one in value) for part in pattern)
    return type(value) is type(pattern) and value == pattern


def is_base64(value: str) -> bool:
    try:
        return base64.b64encode(base64.b64decode(value, validate=True)).decode() == value
    except binascii.Error:
        return False


def concepts(system: Element) -> list[Element]:
    """The concepts of a code system, those under others too."""

    def walk(some: Iterable[Element]) -> Iterator[Element]:
        for one in some:
            yield one
            yield from walk(one.get("concept", ()))

    return list(walk(system["concept"]))


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="session")
def definitions() -> Definitions:
    return Definitions()


ORIGIN = "fylde.example/log/2026"
WORDS = st.text("ABZaz09=+@-'\"%;,\\./:_|é", min_size=1, max_size=12)
"""Codes as they are and worse: what a spreadsheet takes for a formula, what separates, what a URI does not take."""
SEVERAL = st.lists(WORDS, max_size=4, unique=True).map(tuple)
DIGESTS = st.binary(min_size=32, max_size=32).map(bytes.hex)
NUMBERS = st.integers(0, 2**53 - 1)
ENTRIES = st.builds(
    Entry,
    type=st.sampled_from(EventType),
    request_id=DIGESTS.map(lambda digest: digest[:32]),
    actor=st.builds(Actor, WORDS, WORDS, WORDS | st.just(""), WORDS | st.just("")),
    operation=st.none() | st.sampled_from(Operation),
    purpose=WORDS | st.just("") | st.just("safeguard_child"),
    lawful_basis=SEVERAL,
    agreements=st.lists(st.builds(AgreementVersion, WORDS, WORDS, DIGESTS), max_size=3).map(tuple),
    decision=st.none()
    | st.builds(Verdict, st.sampled_from(["allow", "deny"]), SEVERAL, WORDS, WORDS, SEVERAL, SEVERAL),
    subject=st.just("") | DIGESTS.map(lambda digest: digest[:32]),
    relationship=WORDS | st.just(""),
    break_glass=st.booleans(),
    match=st.none() | st.builds(MatchSummary, NUMBERS, WORDS, NUMBERS),
    fields=SEVERAL,
    recipients=SEVERAL,
    providers=SEVERAL,
    payload=st.none() | st.builds(Commitment, WORDS, DIGESTS, NUMBERS),
    relates_to=st.none() | NUMBERS,
    details=st.dictionaries(st.sampled_from(["level", "band", "cards"]), NUMBERS | WORDS, max_size=3),
)


def record(entry: Entry, index: int = 41, time: int = 1_795_163_400_123_456) -> Recorded:
    """The entry as if the log had taken it in, by way of its bytes."""
    return read_recorded(Logged(index, template(entry).at(time)), ORIGIN)


RECORDED = st.builds(record, ENTRIES, NUMBERS, st.integers(0, 4_000_000_000_000_000))
"""Entries as read from a log, up to the year 2096."""


def disclosure(**changes: Any) -> Entry:
    """A disclosure as the demo makes it, but for what a test changes."""
    told: dict[str, Any] = {
        "type": EventType.ENQUIRY_ANSWERED,
        "request_id": "0f9d3c5e6b7a48c1a2d4e6f801234567",
        "actor": Actor("staff-7q4mzk2pd5w6x3v8n9b1c0f2ga", "gss:E06000009", "family_hub_worker", "mfa"),
        "operation": Operation.DISCLOSURE,
        "purpose": "early_help_coordination",
        "lawful_basis": ("CA2004.s10",),
        "agreements": (AgreementVersion("LANCS-ISA-0042", "1.3.0", "ab" * 32),),
        "decision": Verdict("allow", ("R1",), "cd" * 32, "", ("expire_after:24h",)),
        "subject": "5f0c9e7b1d3a42868c0f7e6d5a4b3c2d",
        "relationship": "open_case",
        "fields": ("contact.duty_phone", "contact.team"),
        "recipients": ("gss:E06000009",),
        "providers": ("police:04",),
        "payload": Commitment("A256GCM", "ef" * 32, 2048),
        "details": {"level": 2, "band": "confirmed"},
    }
    return Entry(**(told | changes))


@pytest.fixture(scope="session")
def recorded() -> Callable[..., Recorded]:
    """Make the record of a disclosure, but for what a test changes."""
    return lambda **changes: record(disclosure(**changes))


@pytest.fixture(scope="session")
def records() -> st.SearchStrategy[Recorded]:
    return RECORDED
