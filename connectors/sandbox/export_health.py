"""What the sandbox's hospital trust exports of a person: one FHIR R4 bundle a line, pointers only.

The mental health trust's pointers travel in the same bundles under its own organisation code. Restricted patients are
exported with their address, as a careless system would: dropping it is the connector's duty, and tests look for it.
"""

import random
from datetime import timedelta
from typing import Any, NamedTuple

import orjson

from connectors.faults import FaultCode
from connectors.sandbox.export import Export, staff, stepped, under
from connectors.sandbox.families import TODAY
from connectors.sandbox.mistakes import HEALTH, seen
from connectors.sandbox.numbers import landline
from connectors.sandbox.person import Person

PROVIDER = "ods:RXL"
MENTAL_HEALTH = "ods:RW5"
_NHS = "https://fhir.nhs.uk/Id/nhs-number"
_ODS = "https://fhir.nhs.uk/Id/ods-organization-code"
_LOCAL = "https://rxl.example/id/patient"
_CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
_STATUS = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus"
_STATUSES = "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatus"
_ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
_GENDERS = {"M": "male", "F": "female"}
CODES = {
    "parent": "PRN",
    "child": "CHILD",
    "sibling": "SIB",
    "partner": "SIGOTHR",
    "former_partner": "FORMERSPS",
    "step_parent": "STPPRN",
    "step_child": "STPCHLD",
    "grandparent": "GRPRN",
    "grandchild": "GRNDCHILD",
}


def reference(person: Person) -> str:
    """Return the trust's own reference of a person."""
    return f"H{stepped(person.number, 5_772_156)}"


def is_known(chance: random.Random) -> bool:
    """Tell whether the trust has a person: nearly everybody."""
    return chance.random() < 0.95


def export(person: Person, also: frozenset[int], chance: random.Random) -> Export:
    """Return the bundle of a person. `also` are the numbers of everybody of the cluster whom the trust has."""
    number, faults = person.nhs, {}
    if chance.random() < 0.0005:
        number = number[:-1] + str((int(number[-1]) + 1) % 10)
        faults[FaultCode.IDENTIFIER_CHECK] = 1
    teams = _teams(person, chance)
    related = [
        related_person(person_, kind)
        for person_, kind in person.ties
        if person_.number in also and kind in CODES and not person.home.hidden
    ]
    ref = reference(person)
    bundle_ = bundle([_patient(person, number, chance), *(team(one) for one in teams), *related])
    providers = dict.fromkeys(organisation for organisation, *_ in teams) or {PROVIDER: None}
    return Export([orjson.dumps(bundle_)], [(provider, ref) for provider in providers], faults)


def bundle(resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Return resources as a FHIR bundle."""
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}


class Team(NamedTuple):
    """A service that works with a patient: of which organisation, since when, and whom to ring."""

    provider: str
    service: str
    status: str
    start: str
    end: str = ""
    worker: str = ""
    phones: tuple[str, ...] = ()


class Demographics(NamedTuple):
    """What a patient resource says of somebody."""

    ref: str
    number: str
    names: list[dict[str, Any]]
    gender: str
    dob: str
    homes: list[dict[str, Any]]
    phones: list[str]


def patient(who: Demographics, *, restricted: bool = False, verified: bool = True) -> dict[str, Any]:
    """Return a UK Core patient."""
    status = {"system": _STATUSES, "code": "01" if verified else "02"}
    return {
        "resourceType": "Patient",
        "id": who.ref,
        "meta": {"security": [{"system": _CONFIDENTIALITY, "code": "R" if restricted else "U"}]},
        "identifier": [
            {
                "system": _NHS,
                "value": who.number,
                "extension": [{"url": _STATUS, "valueCodeableConcept": {"coding": [status]}}],
            }
        ],
        "name": who.names,
        "gender": who.gender,
        "birthDate": who.dob,
        "address": who.homes,
        "telecom": [{"system": "phone", "value": one, "use": "mobile"} for one in who.phones],
    }


def team(of: Team) -> dict[str, Any]:
    """Return a care team."""
    participant = [{"member": {"display": of.worker}}] if of.worker else []
    period = {"start": of.start, "end": of.end} if of.end else {"start": of.start}
    return {
        "resourceType": "CareTeam",
        "status": of.status,
        "category": [{"text": of.service}],
        "period": period,
        "participant": participant,
        "managingOrganization": [{"identifier": {"system": _ODS, "value": of.provider.removeprefix("ods:")}}],
        "telecom": [{"system": "phone", "value": one} for one in of.phones],
    }


def related_ref(ref: str, kind: str) -> dict[str, Any]:
    """Return a related person who is a patient too. `kind` is what they are to the bundle's patient."""
    return {
        "resourceType": "RelatedPerson",
        "identifier": [{"system": _LOCAL, "value": ref}],
        "relationship": [{"coding": [{"system": _ROLES, "code": CODES[kind]}]}],
    }


def related_person(other: Person, kind: str) -> dict[str, Any]:
    """Return somebody of the population as a related person."""
    return related_ref(reference(other), kind)


def _patient(person: Person, number: str, chance: random.Random) -> dict[str, Any]:
    known = seen(person, HEALTH, chance)
    given = [known.given, person.second] if person.second else [known.given]
    names: list[dict[str, Any]] = [{"use": "official", "family": known.family, "given": given}]
    if person.previous_family and person.previous_family != known.family and chance.random() < 0.4:
        names.append({"use": "maiden", "family": person.previous_family, "given": given[:1]})
    place = known.place
    homes: list[dict[str, Any]] = [
        {"use": "home", "line": [f"{place.house} {place.street}"], "postalCode": known.postcode}
    ]
    before = person.home.before
    if before is not None and not known.is_old_place and chance.random() < 0.5:
        homes.append({"use": "old", "line": [f"{before.house} {before.street}"], "postalCode": before.postcode})
    phones = [person.phone] if person.phone and chance.random() < 0.8 else []
    who = Demographics(reference(person), number, names, _GENDERS[person.sex], known.dob, homes, phones)
    return patient(who, restricted=person.home.hidden, verified=chance.random() < 0.97)


def _teams(person: Person, chance: random.Random) -> list[Team]:
    """Return the services that work with somebody of this age."""
    age, draw = person.age(TODAY), chance.random
    found: list[tuple[str, str, int, bool]] = []
    if age < 5:
        found.append((PROVIDER, "0-19 health visiting", 310, True))
    elif age < 19:
        found.append((PROVIDER, "0-19 school nursing", 320, draw() < 0.3))
    if 10 <= age < 18 and draw() < 0.05:
        found.append((MENTAL_HEALTH, "CAMHS", 410, draw() < 0.6))
    if age >= 18 and draw() < 0.03:
        found.append((MENTAL_HEALTH, "adult mental health", 420, draw() < 0.5))
    if age >= 16 and draw() < 0.012:
        found.append((PROVIDER, "drug and alcohol service", 430, draw() < 0.5))
    if 15 <= age < 45 and draw() < 0.01:
        found.append((PROVIDER, "sexual health", 440, draw() < 0.3))
    if person.sex == "F" and 18 <= age < 42 and draw() < 0.06:
        found.append((PROVIDER, "maternity", 330, draw() < 0.5))
    if age >= 68 and draw() < 0.1:
        found.append((PROVIDER, "district nursing", 340, draw() < 0.6))
    if person.home.hidden:
        found.append((PROVIDER, "refuge health outreach", 450, True))
    return [_team(provider, service, desk, is_open, chance) for provider, service, desk, is_open in found]


def _team(provider: str, service: str, desk: int, is_open: bool, chance: random.Random) -> Team:
    start = TODAY - timedelta(days=20 + under(chance, 1480))
    end = "" if is_open else (start + timedelta(days=15)).isoformat()
    phones = (landline(desk + under(chance, 10)), landline(desk))
    status = "active" if is_open else "inactive"
    return Team(provider, service, status, start.isoformat(), end, staff(chance), phones)
