"""Entries as W3C PROV, in PROV-JSON: what was done, who did it for whom, under which agreement, and what came of it.

An entry is told as the activity that it records and as the entity that records it; whoever acted is an agent who acted
on behalf of their agency, with an agreement as the plan of the association. (PROV-DM, W3C Recommendation of 30 April
2013; PROV-JSON, W3C Member Submission of 24 April 2013.) Identifiers are percent-encoded after their prefix.
"""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

from audit.events import AgreementVersion
from service.forms.fhir_codes import OWN
from service.forms.recorded import Recorded

Document = dict[str, dict[str, Any]]
"""PROV-JSON: of each kind of statement its members, by their identifier."""

_ANYWHERE: Final = ("staff", "agency", "agreement", "subject", "log", "role", "event")
_HERE: Final = ("activity", "entry", "payload")
"""What is numbered within one log."""


def provenance(entries: Iterable[Recorded], origin: str) -> Document:
    """One PROV-JSON document of some entries of the log named `origin`."""
    document = _Document(origin)
    for recorded in entries:
        _tell(recorded, document)
    return document.content


class _Document:
    """Statements as they are made. A relation has no name of its own: a blank one is counted."""

    def __init__(self, origin: str) -> None:
        kinds = {kind: f"{OWN}{kind}:" for kind in _ANYWHERE}
        self.content: Document = {"prefix": {**kinds, "gt": OWN + "prov:"}}
        self._relations = 0
        self._origins: list[str] = []
        self.log(origin)

    def log(self, origin: str) -> str:
        """The log of this name, as an agent."""
        if origin not in self._origins:
            self._origins.append(origin)
            here = OWN + "log:" + quote(origin, safe="") + ":"
            prefixes = {self._prefix(kind, origin): here + kind + ":" for kind in _HERE}
            self.content["prefix"] |= prefixes
            self.state("agent", _name("log", origin), {"prov:type": _qualified("prov:SoftwareAgent")})
        return _name("log", origin)

    def numbered(self, kind: str, origin: str, index: int) -> str:
        """The name of what is numbered within the log of this name."""
        self.log(origin)
        return _name(self._prefix(kind, origin), index)

    def _prefix(self, kind: str, origin: str) -> str:
        """`entry` in the log that the document is of; in the next other one that it tells of, `entry2`."""
        place = self._origins.index(origin)
        return kind if place == 0 else f"{kind}{place + 1}"

    def state(self, kind: str, name: str, said: dict[str, Any]) -> str:
        """Say something of an entity, an agent or an activity, once or again."""
        self.content.setdefault(kind, {}).setdefault(name, {}).update(said)
        return name

    def relate(self, kind: str, **parts: Any) -> None:
        """Say how some of them stand to each other; empty parts are left out."""
        self._relations += 1
        said = {f"prov:{name}": value for name, value in parts.items() if value}
        self.content.setdefault(kind, {})[f"_:r{self._relations}"] = said


def _tell(recorded: Recorded, document: _Document) -> None:
    here = (recorded.origin, recorded.index)
    activity = document.state("activity", document.numbered("activity", *here), _activity(recorded))
    entry = document.state("entity", document.numbered("entry", *here), _entry(recorded))
    document.relate("wasGeneratedBy", entity=entry, activity=activity, time=recorded.instant)
    document.relate("wasAttributedTo", entity=entry, agent=document.log(recorded.origin))
    _tell_who(recorded, activity, document)
    _tell_what(recorded, activity, entry, document)


def _activity(recorded: Recorded) -> dict[str, Any]:
    entry = recorded.entry
    ruled = entry.decision
    said: dict[str, Any] = {
        "prov:startTime": recorded.instant,
        "prov:endTime": recorded.instant,
        "prov:type": _qualified(_name("event", entry.type.value)),
        "gt:request": entry.request_id,
        "gt:operation": entry.operation.value if entry.operation else "",
        "gt:purpose": entry.purpose,
        "gt:relationship": entry.relationship,
        "gt:lawfulBasis": list(entry.lawful_basis),
        "gt:field": list(entry.fields),
        "gt:breakGlass": entry.break_glass,
    }
    if ruled:
        said |= {
            "gt:effect": ruled.effect,
            "gt:rule": list(ruled.rules),
            "gt:obligation": list(ruled.obligations),
            "gt:reason": list(ruled.reasons),
            "gt:bundle": ruled.bundle,
            "gt:question": ruled.question,
        }
    return _filled(said)


def _entry(recorded: Recorded) -> dict[str, Any]:
    """The entry as a thing, with its exact text: its leaf is SHA-256 of a zero byte and that text in UTF-8."""
    return {
        "prov:type": _qualified("gt:LogEntry"),
        "gt:index": recorded.index,
        "gt:leafHash": recorded.leaf.hex(),
        "prov:value": recorded.body.decode(),
    }


def _tell_who(recorded: Recorded, activity: str, document: _Document) -> None:
    """Who acted, for which agency, by which agreements; whose records were told of, and to whom."""
    entry = recorded.entry
    actor = entry.actor
    staff = document.state("agent", _name("staff", actor.staff), {})
    agency = _agency(actor.agency, document)
    role = _qualified(_name("role", actor.role)) if actor.role else ""
    for plan in [_agreement(one, document) for one in entry.agreements] or [""]:
        _associate(activity, staff, role, plan, document)
    document.relate("actedOnBehalfOf", delegate=staff, responsible=agency, activity=activity)
    if actor.assurance:
        document.state("activity", activity, {"gt:assurance": actor.assurance})
    for one in entry.providers:
        _associate(activity, _agency(one, document), _qualified("gt:provider"), "", document)
    for one in entry.recipients:
        _associate(activity, _agency(one, document), _qualified("gt:recipient"), "", document)


def _associate(activity: str, agent: str, role: Any, plan: str, document: _Document) -> None:
    document.relate("wasAssociatedWith", activity=activity, agent=agent, plan=plan, role=role)


def _agency(agency: str, document: _Document) -> str:
    return document.state("agent", _name("agency", agency), {"prov:type": _qualified("prov:Organization")})


def _agreement(one: AgreementVersion, document: _Document) -> str:
    said = {
        "prov:type": _qualified("prov:Plan"),
        "gt:agreement": one.id,
        "gt:version": one.version,
        "gt:digest": one.digest,
    }
    return document.state("entity", _name("agreement", f"{one.id}@{one.version}@{one.digest}"), _filled(said))


def _tell_what(recorded: Recorded, activity: str, entry: str, document: _Document) -> None:
    """About whom, what sealed payload came of it, and to which earlier entry it belongs."""
    told = recorded.entry
    if told.subject:
        subject = document.state("entity", _name("subject", told.subject), {})
        document.relate("used", activity=activity, entity=subject, time=recorded.instant)
    if told.payload:
        said = {"gt:algorithm": told.payload.alg, "gt:digest": told.payload.digest, "gt:length": told.payload.length}
        payload = document.state("entity", document.numbered("payload", recorded.origin, recorded.index), _filled(said))
        document.relate("wasGeneratedBy", entity=payload, activity=activity, time=recorded.instant)
    if recorded.about is not None:
        document.relate("wasInfluencedBy", influencee=entry, influencer=document.numbered("entry", *recorded.about))


def _name(kind: str, value: str | int) -> str:
    return f"{kind}:{quote(str(value), safe='')}"


def _qualified(name: str) -> dict[str, str]:
    """A qualified name where PROV-JSON takes a typed value."""
    return {"$": name, "type": "prov:QUALIFIED_NAME"}


def _filled(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value not in ("", [])}
