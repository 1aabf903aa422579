"""Who is told that something was suspended or resumed: the agencies that agreed to what it stops."""

import orjson

from audit.log import Logged
from isa.agreement import Agreement
from service.emergency.notices import ToTell
from service.emergency.words import NoticeKind
from service.leaf import Leaf
from service.runtime import Runtime

_KINDS = {"suspend": NoticeKind.SUSPENDED, "resume": NoticeKind.RESUMED}


def told_of_change(logged: Logged, leaf: Leaf, runtime: Runtime) -> list[ToTell]:
    """The notices of one entry of the log; none where it is of something else."""
    if leaf.type != "agreement.changed":
        return []
    details = orjson.loads(logged.body).get("details", {})
    kind = _KINDS.get(details.get("action", ""))
    if kind is None:
        return []
    subject, name = str(details.get("subject", "")), str(details.get("name", ""))
    agreed = concerned(subject, name, runtime)
    text = (
        f"{subject} {name} was {kind.value} by {leaf.staff} ({leaf.role}) of {leaf.agency}. "
        "Why: see service oversight suspensions."
    )
    offices = tuple(sorted({office for one in agreed for office in one.suspension.notify}))
    parties = sorted({party.org_id for one in agreed for party in one.parties})
    at = leaf.time // 1_000_000
    return [ToTell(f"entry/{leaf.index}", kind, agency, text, at, offices, entry=leaf.index) for agency in parties]


def concerned(subject: str, name: str, runtime: Runtime) -> list[Agreement]:
    """The agreements that something stops, in force or not; every one for a user, who may be of any agency."""
    known = [one.verified.agreement for one in runtime.agreements.register.listed if one.verified is not None]
    if subject in ("agreement", "flow"):
        isa_id = name.partition("/")[0]
        return [one for one in known if isa_id in ("", one.isa_id)]
    if subject in ("agency", "connector"):
        agency = name.partition("/")[0]
        return [one for one in known if not agency or any(party.org_id == agency for party in one.parties)]
    return known
