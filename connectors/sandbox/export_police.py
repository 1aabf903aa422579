"""What the sandbox's police force exports of a person: rows of the police CSV, with the force's own mistakes."""

import random
from datetime import timedelta

from connectors.faults import FaultCode
from connectors.sandbox.export import Export, staff, stepped, under
from connectors.sandbox.families import TODAY
from connectors.sandbox.mistakes import POLICE, seen
from connectors.sandbox.numbers import cro, landline, pnc
from connectors.sandbox.person import Person

PROVIDER = "police:04"
UNITS = (
    ("Exploitation team (Awaken)", "exploitation_criminal"),
    ("Exploitation team (Awaken)", "exploitation_criminal;missing"),
    ("Missing from home team", "missing"),
    ("Domestic abuse team", "domestic_abuse"),
    ("Neighbourhood policing - Central", "anti_social_behaviour"),
    ("Neighbourhood policing - North", "anti_social_behaviour;criminal_damage"),
    ("Neighbourhood policing - South", "theft"),
    ("Youth justice liaison", "youth_violence"),
    ("Youth justice liaison", "knife_crime"),
    ("Child protection team", "neglect"),
    ("Child protection team", "sexual_offence"),
    ("Integrated offender team", "burglary"),
    ("Integrated offender team", "drug_offence;substance_misuse"),
    ("Early action team", "mental_health_crisis"),
)
_ROLES_OF_CHILDREN = ("victim", "victim", "child_in_household", "witness", "suspect")
_ROLES_OF_ADULTS = ("victim", "suspect", "suspect", "convicted", "witness", "associate", "parent_carer")


def reference(person: Person) -> str:
    """Return the force's own reference of a person."""
    return f"nominal/{stepped(person.number, 3_141_593)}"


def is_known(person: Person, chance: random.Random) -> bool:
    """Tell whether the force has a nominal for a person."""
    age = person.age(TODAY)
    share = 0.04 if age < 10 else 0.16 if age < 18 else 0.34 if age < 60 else 0.12
    return person.home.hidden or chance.random() < share


def export(person: Person, chance: random.Random) -> Export:
    """Return the rows of a person, and which of them are wrong on purpose."""
    known = seen(person, POLICE, chance)
    draw = chance.random
    born = person.dob.year
    number = pnc(born + 14, stepped(person.number, 17) % 9_999_999) if TODAY.year - born > 14 and draw() < 0.7 else ""
    record = cro(born + 16, person.number % 999_999) if number and TODAY.year - born > 16 and draw() < 0.5 else ""
    dob = known.dob
    faults: dict[FaultCode, int] = {}
    if number and draw() < 0.001:
        number = number[:-1] + ("A" if number[-1] != "A" else "B")
        faults[FaultCode.IDENTIFIER_CHECK] = 1
    if draw() < 0.0003:
        dob = f"{born}-02-30"
        faults = {FaultCode.IMPOSSIBLE_DATE: 1}
    given = f"{known.given} {person.second}" if person.second and draw() < 0.4 else known.given
    home = person.home
    since = home.since.isoformat() if home.since and not known.is_old_place else ""
    who = [
        reference(person), number, record, known.family.upper(), given,
        f"{known.family.upper()}/{known.alias}" if known.alias else "", dob, person.sex,
        known.place.uprn if draw() < 0.6 else "", known.postcode, since, "N" if home.hidden else "Y",
    ]  # fmt: skip
    rows = [",".join(who + _involvement(person, chance)) for _ in range(2 if draw() < 0.12 else 1)]
    records = [] if FaultCode.IMPOSSIBLE_DATE in faults else [(PROVIDER, reference(person))]
    return Export(rows, records, {code: times * len(rows) for code, times in faults.items()})


def _involvement(person: Person, chance: random.Random) -> list[str]:
    place = 3 if person.home.hidden else under(chance, len(UNITS))
    unit, categories = UNITS[place]
    is_child = person.age(TODAY) < 18
    role = "victim" if person.home.hidden else chance.choice(_ROLES_OF_CHILDREN if is_child else _ROLES_OF_ADULTS)
    opened = TODAY - timedelta(days=10 + under(chance, 1390))
    is_open = chance.random() < 0.45
    last = TODAY - timedelta(days=under(chance, 60)) if is_open else opened + timedelta(days=9)
    closed = "" if is_open else last.isoformat()
    return [
        unit, staff(chance, "PC"), landline(100 + place), "open" if is_open else "closed", opened.isoformat(), closed,
        last.isoformat()[:7], categories, role, "OFFICIAL-SENSITIVE",
    ]  # fmt: skip
