"""What the sandbox's council exports of a household: one JSON line a person, early help or children's social care."""

import random
from datetime import timedelta
from typing import Any

import orjson

from connectors.faults import FaultCode
from connectors.sandbox.export import Export, staff, stepped, under
from connectors.sandbox.families import TODAY
from connectors.sandbox.mistakes import FAMILY_HUBS, seen
from connectors.sandbox.numbers import landline
from connectors.sandbox.person import Household, Person

PROVIDER = "gss:E06000009"
PROGRAMMES = ("Turnaround", "Better Start", "Solihull Parenting", "Reducing Parental Conflict", "Supporting Families")
_EVENTS = ("referral_made", "referral_accepted", "advice_given", "service_started", "service_ended")
_HUBS = ("Central Family Hub", "North Family Hub", "South Family Hub", "Bispham Family Hub", "Grange Park Family Hub")
_SEXES = {"M": "male", "F": "female"}
_DAYS = ("", "Mon-Fri", "Mon-Thu", "Tue-Fri", "Mon-Wed")


def reference(person: Person) -> str:
    """Return the council's own reference of a person."""
    return f"EHM-{stepped(person.number, 2_718_281)}"


def known_of(home: Household, chance: random.Random) -> list[Person]:
    """Return those of a household whom the council has down: of one in three with children, nearly everybody."""
    if not any(person.age(TODAY) < 18 for person in home.people):
        return []
    if not home.hidden and chance.random() > 0.42:
        return []
    return [person for person in home.people if person.age(TODAY) < 18 or person.sex == "F" or chance.random() < 0.6]


def export(home: Household, people: list[Person], also: frozenset[int], chance: random.Random) -> Export:
    """Return the lines of a household. `also` are the numbers of everybody of the cluster whom the council has down."""
    hub = under(chance, len(_HUBS))
    is_social_care = home.hidden or chance.random() < 0.18
    worker = {
        "name": staff(chance),
        "role": "Social Worker" if is_social_care else "Family Hub Key Worker",
        "org": "Children's Social Care" if is_social_care else _HUBS[hub],
        "phone": landline(200 + hub * 10 + under(chance, 10)),
        "working_pattern": chance.choice(_DAYS),
        "duty_phone": landline(200),
    }
    lines: list[bytes] = []
    faults: dict[FaultCode, int] = {}
    for person in people:
        line = _line(person, worker, also, chance)
        if "upn" in line["identifiers"] and chance.random() < 0.001:
            written = line["identifiers"]["upn"]
            line["identifiers"]["upn"] = ("B" if written[0] != "B" else "C") + written[1:]
            faults[FaultCode.IDENTIFIER_CHECK] = faults.get(FaultCode.IDENTIFIER_CHECK, 0) + 1
        lines.append(orjson.dumps(line))
    return Export(lines, [(PROVIDER, reference(person)) for person in people], faults)


def _line(person: Person, worker: dict[str, str], also: frozenset[int], chance: random.Random) -> dict[str, Any]:
    is_social_care = worker["role"] == "Social Worker"
    home = person.home
    known = seen(person, FAMILY_HUBS, chance)
    names: list[dict[str, Any]] = [{"family": known.family, "given": known.given.split()}]
    if known.alias:
        names.append({"family": known.family, "given": [known.alias], "type": "alias"})
    address = {"postcode": known.postcode, "house": known.place.house, "street": known.place.street}
    if chance.random() < 0.7:
        address["uprn"] = known.place.uprn
    line: dict[str, Any] = {
        "provider": PROVIDER,
        "record_type": "social_care.children" if is_social_care else "familyhub.early_help",
        "provider_ref": reference(person),
        "identifiers": _identifiers(person, chance),
        "names": names,
        "dob": known.dob,
        "sex": _SEXES[person.sex],
        "addresses": [{**address, "safe_to_use": False} if home.hidden else address],
        "household_ref": f"EHM-HH-{stepped(home.number, 1_618_033)}",
        "relationships": [
            {"ref": reference(other), "type": kind, "lives_with": other.home is home}
            for other, kind in person.ties
            if other.number in also
        ],
        "involvement": _involvement(person, is_social_care, worker, chance),
        "shield": {"reason": "domestic_abuse"} if home.hidden else None,
    }
    if person.phone and chance.random() < 0.6:
        line["phones"] = [person.phone]
    if chance.random() < 0.35:
        line["interventions"] = [_intervention(chance)]
    if chance.random() < 0.05:  # what nobody has touched for a year or more: a contact that may have left
        line["as_of"] = (TODAY - timedelta(days=300 + under(chance, 500))).isoformat() + "T12:00:00Z"
    return line


def _identifiers(person: Person, chance: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if chance.random() < 0.45:
        status = "verified_pds" if chance.random() < 0.3 else "stated"
        found["nhs_number"] = {"value": person.nhs, "status": status}
    if person.upn and chance.random() < 0.85:
        found["upn"] = person.upn
    return found


def _involvement(person: Person, is_social_care: bool, worker: dict[str, str], chance: random.Random) -> dict[str, Any]:
    opened = TODAY - timedelta(days=10 + under(chance, 890))
    is_open = chance.random() < 0.6
    last = TODAY - timedelta(days=under(chance, 50)) if is_open else opened + timedelta(days=7)
    return {
        "status": "open" if is_open else "closed",
        "level_of_need": "child_in_need" if is_social_care else chance.choice(("targeted", "universal_plus")),
        "plan": "CIN" if is_social_care else "EHA",
        "opened": opened.isoformat(),
        "closed": None if is_open else last.isoformat(),
        "last_contact": last.isoformat()[:7],
        "lead_professional": is_open and not is_social_care and chance.random() < 0.5,
        "subject_role": "parent_carer" if person.age(TODAY) >= 18 else "service_user",
        "worker": worker,
    }


def _intervention(chance: random.Random) -> dict[str, str]:
    day = TODAY - timedelta(days=20 + under(chance, 680))
    return {"programme": chance.choice(PROGRAMMES), "event": chance.choice(_EVENTS), "date": day.isoformat()}
