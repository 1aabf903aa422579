"""Which services work with the cast, as each agency would export it: the fixed first lines of the three files."""

from typing import Any

import orjson

from connectors.sandbox import export_family_hubs as hubs
from connectors.sandbox import export_health as health
from connectors.sandbox import export_police as police
from connectors.sandbox.cast import CAST, HOMES, TIES, Member
from connectors.sandbox.export_health import Demographics, Team
from connectors.sandbox.person import OTHER_WAY

BY_KEY = {member.key: member for member in CAST}

AWAKEN_PHONE = "01632 960111"
KEY_WORKER = "Alex Morgan"
KEY_WORKER_PHONE = "01632 960211"
SCHOOL_NURSE = "Chris Bamford"
SCHOOL_NURSE_PHONE = "01632 960311"
CAMHS_DUTY = "01632 960411"

_OFFICIAL = "OFFICIAL-SENSITIVE"
_POLICE: tuple[tuple[str, ...], ...] = (
    ("jordan", "Exploitation team (Awaken)", "PC Sam Hartley", AWAKEN_PHONE, "open", "2026-10-09", "", "2026-11",
     "exploitation_criminal;missing", "victim"),
    ("jordan", "Missing from home team", "Ros Tate", "01632 960112", "closed", "2026-03-02", "2026-04-20", "2026-04",
     "missing", "victim"),
    ("kelly", "Domestic abuse team", "PC Dana Lund", "01632 960113", "closed", "2024-05-17", "2024-11-03", "2024-11",
     "domestic_abuse", "victim"),
    ("lee", "Neighbourhood policing - Central", "PC Robin Frith", "01632 960114", "closed", "2025-01-08", "2025-02-01",
     "2025-02", "anti_social_behaviour", "witness"),
    ("darren", "Domestic abuse team", "PC Dana Lund", "01632 960113", "closed", "2024-05-17", "2024-11-03", "2024-11",
     "domestic_abuse", "suspect"),
    ("nadia", "Domestic abuse team", "PC Dana Lund", "01632 960113", "open", "2026-09-21", "", "2026-11",
     "domestic_abuse", "victim"),
    ("michael-junior", "Integrated offender team", "PC Neil Quinn", "01632 960115", "open", "2026-06-30", "", "2026-10",
     "burglary", "convicted"),
)  # fmt: skip
"""Key, unit, contact, telephone, status, opened, closed, last contact, categories, subject role."""

_WORKER = {
    "name": KEY_WORKER,
    "role": "Family Hub Key Worker",
    "org": "Central Family Hub",
    "phone": KEY_WORKER_PHONE,
    "email": "alex.morgan@familyhubs.example",
    "working_pattern": "Mon-Thu",
    "duty_phone": "01632 960200",
}
_SOCIAL_WORKER = {
    "name": "Imran Yates",
    "role": "Social Worker",
    "org": "Children's Social Care",
    "phone": "01632 960221",
    "duty_phone": "01632 960220",
}
_LEFT = {
    "name": "Pat Keane",
    "role": "Family Hub Key Worker (left)",
    "org": "North Family Hub",
    "phone": "01632 960231",
}
_HUB_WORKERS: dict[str, tuple[str, dict[str, str]]] = {
    "synth": ("familyhub.early_help", _WORKER),
    "rahman": ("social_care.children", _SOCIAL_WORKER),
    "pickles": ("social_care.children", _SOCIAL_WORKER),
    "kowalski": ("familyhub.early_help", _LEFT),
    "fairclough": ("familyhub.early_help", _WORKER),
}
_STALE = frozenset({"kowalski"})
"""Households whose lines nobody has touched since the middle of 2025, by when their worker had left."""

_NURSE = Team(
    health.PROVIDER, "0-19 school nursing", "active", "2022-09-05", "", SCHOOL_NURSE,
    (SCHOOL_NURSE_PHONE, "01632 960310"),
)  # fmt: skip
_OUTREACH = Team(health.PROVIDER, "refuge health outreach", "active", "2026-09-22", phones=("01632 960451",))
_TEAMS: dict[str, tuple[Team, ...]] = {
    "jordan": (
        _NURSE,
        Team(health.MENTAL_HEALTH, "CAMHS", "active", "2026-08-11", worker="Gwen Okoro", phones=(CAMHS_DUTY,)),
    ),
    "ellie": (_NURSE,),
    "mason": (_NURSE,),
    "sami": (_NURSE, _OUTREACH),
    "nadia": (_OUTREACH,),
    "lily": (_NURSE,),
    "zofia": (_NURSE,),
    "oliwia": (_NURSE,),
    "daisy": (_NURSE,),
    "michael-junior": (
        Team(health.PROVIDER, "drug and alcohol service", "active", "2026-07-14", phones=("01632 960431",)),
        Team(health.PROVIDER, "sexual health", "inactive", "2025-02-03", "2025-02-20", phones=("01632 960441",)),
    ),
}


def police_rows() -> list[str]:
    """Return the CSV rows of the cast, the rows of one nominal together."""
    return [_police_row(BY_KEY[key], *involvement) for key, *involvement in _POLICE]


def hub_lines() -> list[bytes]:
    """Return the JSON lines of the cast."""
    return [orjson.dumps(_hub_line(member)) for member in CAST if member.hub]


def health_lines() -> list[bytes]:
    """Return the FHIR bundles of the cast."""
    return [orjson.dumps(_bundle(member)) for member in CAST if member.health]


def records() -> list[tuple[str, str, Member]]:
    """Return (provider, reference, who) of every record of the cast."""
    found: list[tuple[str, str, Member]] = []
    for member in CAST:
        if member.police:
            found.append((police.PROVIDER, member.police, member))
        if member.hub:
            found.append((hubs.PROVIDER, member.hub, member))
        if member.health:
            providers = dict.fromkeys(one[0] for one in _TEAMS.get(member.key, ())) or {health.PROVIDER: None}
            found += [(provider, member.health, member) for provider in providers]
    return found


def _police_row(member: Member, *involvement: str) -> str:
    home = HOMES[member.household]
    is_hidden = "shielded" in member.notes
    who = [
        member.police, member.pnc, member.cro, member.family.upper(), member.given,
        f"{member.family.upper()}/{member.alias}" if member.alias else "", member.dob, member.sex, home.uprn,
        home.postcode, "2026-02-01", "N" if is_hidden else "Y",
    ]  # fmt: skip
    return ",".join([*who, *involvement, _OFFICIAL])


def _ties(member: Member) -> list[tuple[str, Member]]:
    """Return (what they are to the member, who) for everybody to whom the member is tied."""
    found: list[tuple[str, Member]] = [(kind, BY_KEY[other]) for key, kind, other in TIES if key == member.key]
    return found + [(OTHER_WAY[kind], BY_KEY[key]) for key, kind, other in TIES if other == member.key]


def _hub_line(member: Member) -> dict[str, Any]:
    home = HOMES[member.household]
    is_hidden, is_child = "shielded" in member.notes, member.dob > "2008-11-20"
    record_type, worker = _HUB_WORKERS[member.household]
    names: list[dict[str, Any]] = [{"family": member.family, "given": [member.given]}]
    if member.previous_family:
        names.append({"family": member.previous_family, "given": [member.given], "type": "previous"})
    line: dict[str, Any] = {
        "provider": hubs.PROVIDER,
        "record_type": record_type,
        "provider_ref": member.hub,
        "identifiers": {"upn": member.upn, "nhs_number": {"value": member.nhs, "status": "verified_pds"}},
        "names": names,
        "dob": member.dob,
        "sex": "male" if member.sex == "M" else "female",
        "addresses": [
            {"postcode": home.postcode, "house": home.house, "street": home.street, "uprn": home.uprn,
             "safe_to_use": not is_hidden},
        ],
        "phones": [member.phone] if member.phone else [],
        "household_ref": f"EHM-HH-{9900 + list(HOMES).index(member.household)}",
        "relationships": [
            {"ref": other.hub, "type": kind, "lives_with": other.household == member.household}
            for kind, other in _ties(member)
            if other.hub
        ],
        "involvement": {
            "status": "open",
            "level_of_need": "child_in_need" if record_type == "social_care.children" else "targeted",
            "plan": "CIN" if record_type == "social_care.children" else "EHA",
            "opened": "2026-09-14",
            "last_contact": "2025-06" if member.household in _STALE else "2026-11",
            "lead_professional": member.key == "jordan",
            "subject_role": "service_user" if is_child else "parent_carer",
            "worker": worker,
        },
        "shield": {"reason": "domestic_abuse", "since": "2026-09-21"} if is_hidden else None,
    }  # fmt: skip
    if member.household in _STALE:
        line["as_of"] = "2025-06-30T17:00:00Z"
        line["involvement"]["opened"] = "2024-11-04"
    if member.key == "jordan":
        line["engagement_consent"] = {"given": True, "date": "2026-09-14", "scope": ["early_help"]}
        line["interventions"] = [
            {"programme": "Turnaround", "event": "service_ended", "start": "2026-03-01", "end": "2026-06-30",
             "outcome_code": "completed"},
            {"event": "advice_given", "date": "2026-08-01"},
        ]  # fmt: skip
    return line


def _bundle(member: Member) -> dict[str, Any]:
    home = HOMES[member.household]
    homes: list[dict[str, Any]] = [
        {"use": "home", "line": [f"{home.house} {home.street}"], "postalCode": home.postcode}
    ]
    if member.household == "rahman":
        left = HOMES["rahman-before"]
        homes.append({"use": "old", "line": [f"{left.house} {left.street}"], "postalCode": left.postcode})
    names: list[dict[str, Any]] = [{"use": "official", "family": member.family, "given": [member.given]}]
    if member.previous_family:
        names.append({"use": "maiden", "family": member.previous_family, "given": [member.given]})
    is_hidden = "shielded" in member.notes
    gender = "male" if member.sex == "M" else "female"
    phones = [member.phone] if member.phone else []
    who = Demographics(member.health, member.nhs, names, gender, member.dob, homes, phones)
    related = [
        health.related_ref(other.health, kind)
        for kind, other in _ties(member)
        if other.health and kind in health.CODES and not is_hidden
    ]
    teams = [health.team(one) for one in _TEAMS.get(member.key, ())]
    return health.bundle([health.patient(who, restricted=is_hidden), *teams, *related])
