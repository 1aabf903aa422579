"""Who may learn what, at which level, under the demo partnership's own documents: asked of the embedded engine."""

from collections.abc import Mapping
from datetime import date
from itertools import product
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from deploy.demo.ceremony import hold_signing_ceremony
from isa.register import Register, open_register
from isa.signing import read_trust_list
from isa.vocabulary import Vocabulary
from policies.bundle import build
from policies.decision import Ruling
from policies.embedded import EmbeddedEngine
from policies.question import Candidate, Question

REPOSITORY = Path(__file__).parents[2]
TODAY = date(2026, 11, 20)
DAY = (TODAY - date(1970, 1, 1)).days

POLICE, COUNCIL, HOSPITAL, MENTAL_HEALTH = "police:04", "gss:E06000009", "ods:RXL", "ods:RW5"
PROBATION, SCHOOL, ACADEMY, CENTRE = "org:HMPPS", "org:DEMOHIGH", "org:DEMOACADEMY", "ods:RXN"
ADVISERS, CHARITY = "org:DEMOISVA", "org:DEMOCHARITY"

RELEASE = Candidate(PROBATION, "prison.release", "part3", (), "convicted", "adult", "BLACKPOOL")
YOUNG = Candidate(PROBATION, "prison.young_release", "part3", (), "convicted", "adult", "BLACKPOOL")
SUPERVISED = Candidate(PROBATION, "probation.supervision", "part3", (), "convicted", "adult", "BLACKPOOL")
REPORTS = Candidate(COUNCIL, "asb.incident", "part2", (), "suspect", "adult", "BLACKPOOL")
SUPPORT = Candidate(ADVISERS, "sexual_violence.support", "part2", (), "victim", "adult", "BLACKPOOL")
CENTRE_SUPPORT = Candidate(CENTRE, "sexual_violence.support", "part2", (), "victim", "adult", "BLACKPOOL")
VICTIM = Candidate(POLICE, "police.family_involvement", "part3", (), "victim", "adult", "BLACKPOOL")
MISSING = Candidate(POLICE, "missing.episode", "part3", (), "victim", "under18", "BLACKPOOL")
POLICE_CONCERN = Candidate(POLICE, "exploitation.concern", "part3", (), "victim", "under18", "BLACKPOOL")
COUNCIL_CONCERN = Candidate(COUNCIL, "exploitation.concern", "part2", (), "victim", "under18", "BLACKPOOL")
CHARITY_CONCERN = Candidate(CHARITY, "exploitation.concern", "part2", (), "victim", "under18", "BLACKPOOL")
CARE = Candidate(COUNCIL, "social_care.children", "part2", (), "service_user", "under18", "BLACKPOOL")
NURSES = Candidate(HOSPITAL, "health.service_involvement", "part2", (), "service_user", "under18", "BLACKPOOL")
CAMHS = Candidate(
    MENTAL_HEALTH, "health.service_involvement", "part2", ("MENTAL_HEALTH",), "service_user", "under18", "BLACKPOOL"
)
PUPIL = Candidate(SCHOOL, "school.concern", "part2", (), "service_user", "under18", "BLACKPOOL")
ACADEMY_PUPIL = Candidate(ACADEMY, "school.concern", "part2", (), "service_user", "under18", "BLACKPOOL")

OF_MEETINGS = (RELEASE, YOUNG, SUPERVISED, SUPPORT, CENTRE_SUPPORT, MISSING, POLICE_CONCERN, COUNCIL_CONCERN)
"""Kinds of record that are told at a meeting alone."""

Asks = Mapping[str, object]


def at_meeting(forum: str, agency: str, role: str, purpose: str) -> Asks:
    who = {"agency": agency, "role": role, "purpose": purpose}
    return {**who, "act": "forum", "forum": forum, "attends": True, "relationship": "meeting", "case_reference": False}


def at_risk_meeting(agency: str, role: str) -> Asks:
    return at_meeting("fortnightly_risk_meeting", agency, role, "reoffending")


def at_youth_panel(agency: str, role: str) -> Asks:
    return at_meeting("youth_route_panel", agency, role, "reoffending")


def at_aquazure(agency: str, role: str) -> Asks:
    return at_meeting("aquazure", agency, role, "repeat_victimisation")


def at_demm(agency: str, role: str) -> Asks:
    return at_meeting("daily_exploitation_missing_meeting", agency, role, "child_exploitation")


def pushed(to: str, role: str, purpose: str, forum: str = "") -> Asks:
    who = {"agency": to, "role": role, "purpose": purpose, "training": ()}
    return {**who, "act": "push", "forum": forum, "relationship": "meeting", "assurance": "key"}


def officer(purpose: str, role: str = "police_officer") -> Asks:
    return {"agency": POLICE, "role": role, "purpose": purpose}


def but(candidate: Candidate, **changes: object) -> Candidate:
    return msgspec.structs.replace(candidate, **changes)


CHAIR = at_risk_meeting(COUNCIL, "community_safety_lead")
OFFENDER_MANAGER = at_risk_meeting(POLICE, "offender_manager")
YOUTH = at_youth_panel(COUNCIL, "youth_justice_worker")
AQUAZURE_CHAIR = at_aquazure(COUNCIL, "aquazure_chair")
LIAISON = at_aquazure(POLICE, "sexual_offence_liaison")
AWAKEN_POLICE = at_demm(POLICE, "exploitation_practitioner")
AWAKEN_COUNCIL = at_demm(COUNCIL, "exploitation_practitioner")
NURSE = at_demm(HOSPITAL, "safeguarding_nurse")
YOUTH_CHARITY = at_demm(CHARITY, "third_sector_worker")
SCHOOL_TO_POLICE = officer("child_exploitation", "exploitation_practitioner")
ANALYST = {**officer("prevent_crime_disorder", "intelligence_analyst"), "relationship": "referral_received"}

TABLE: tuple[tuple[str, Asks, Candidate, int], ...] = (
    # probation to the fortnightly risk meeting (objective 1.22)
    ("the chair of the risk meeting sees a release in summary", CHAIR, RELEASE, 3),
    ("so does the police offender manager", OFFENDER_MANAGER, RELEASE, 3),
    ("and both see whom in probation to ask", CHAIR, SUPERVISED, 2),
    ("the meeting's agenda system gets the contact", pushed(COUNCIL, "agency_system", "reoffending",
        "fortnightly_risk_meeting"), RELEASE, 2),
    ("whoever is not at the meeting sees nothing", {**CHAIR, "attends": False}, RELEASE, 0),
    ("the chair sees nothing outside the meeting", {**CHAIR, "act": "find", "forum": ""}, RELEASE, 0),
    ("the chair sees nothing at another meeting", {**CHAIR, "forum": "youth_route_panel"}, RELEASE, 0),
    ("a release to another town is not the meeting's", CHAIR, but(RELEASE, area="BWD"), 0),
    ("a release to nobody knows where is not either", CHAIR, but(RELEASE, area=""), 0),
    ("a victim never stands on the list", CHAIR, but(RELEASE, subject_role="victim"), 0),
    ("somebody under 18 is not for the risk meeting", CHAIR, but(RELEASE, age_band="under18"), 0),
    ("an officer on patrol learns of no release", officer("reoffending"), RELEASE, 0),
    ("without training the chair sees nothing", {**CHAIR, "training": ()}, RELEASE, 0),
    # prison leavers under 25 (objective 1.23)
    ("the youth route learns of a leaver under 25", YOUTH, YOUNG, 3),
    ("of one who is not yet 18 as well", YOUTH, but(YOUNG, age_band="under18"), 3),
    ("of nobody whose age is unknown", YOUTH, but(YOUNG, age_band="unknown"), 0),
    ("police at the panel learn whom to ring", at_youth_panel(POLICE, "offender_manager"), YOUNG, 2),
    ("and of a child not even that", at_youth_panel(POLICE, "offender_manager"), but(YOUNG, age_band="under18"), 0),
    ("the youth route is told ahead of the panel", pushed(COUNCIL, "agency_system", "reoffending",
        "youth_route_panel"), YOUNG, 2),
    ("the risk meeting does not see the youth list", CHAIR, YOUNG, 0),
    ("the youth panel does not see the burglary list", YOUTH, RELEASE, 0),
    # anti-social behaviour incidents (objective 2.1)
    ("an officer with a case sees the council's reports", officer("asb"), REPORTS, 3),
    ("without a case reference none", {**officer("asb"), "case_reference": False}, REPORTS, 0),
    ("of a child only whom to ring", officer("asb"), but(REPORTS, age_band="under18"), 2),
    ("of somebody of unknown age likewise", officer("asb"), but(REPORTS, age_band="unknown"), 2),
    ("who reported is never told", officer("asb"), but(REPORTS, subject_role="witness"), 0),
    ("an analyst sees repeat addresses", {**ANALYST, "relationship": "open_case"}, REPORTS, 3),
    ("the daily feed carries them", pushed(POLICE, "agency_system", "prevent_crime_disorder"), REPORTS, 3),
    ("nobody else's feed does", pushed(HOSPITAL, "agency_system", "prevent_crime_disorder"), REPORTS, 0),
    ("a report from beyond the town is not covered", officer("asb"), but(REPORTS, area="BWD"), 0),
    ("a hub worker sees no reports", {"role": "family_hub_worker", "purpose": "asb"}, REPORTS, 0),
    # Aquazure (objective 1.28)
    ("the chair of Aquazure learns of repetition", AQUAZURE_CHAIR, SUPPORT, 3),
    ("from the centre too", AQUAZURE_CHAIR, CENTRE_SUPPORT, 3),
    ("and which police team supports the victim", AQUAZURE_CHAIR, VICTIM, 2),
    ("the liaison officer learns that support is in place", LIAISON, SUPPORT, 1),
    ("the adviser learns as much of the centre", at_aquazure(ADVISERS, "isva"), CENTRE_SUPPORT, 1),
    ("outside the forum even the chair learns nothing", {**AQUAZURE_CHAIR, "act": "find", "forum": ""}, SUPPORT, 0),
    ("nor away from the table", {**AQUAZURE_CHAIR, "attends": False}, SUPPORT, 0),
    ("nor at another forum", {**AQUAZURE_CHAIR, "forum": "daily_exploitation_missing_meeting"}, SUPPORT, 0),
    ("nor by an export", {**AQUAZURE_CHAIR, "act": "export"}, SUPPORT, 0),
    ("a suspect is never discussed there", AQUAZURE_CHAIR, but(VICTIM, subject_role="suspect"), 0),
    ("a complainant's class stays barred until Legal says otherwise", AQUAZURE_CHAIR,
        but(SUPPORT, classes=("SEXUAL_OFFENCE",)), 0),
    ("a social worker learns nothing of it", {"purpose": "safeguard_child"}, SUPPORT, 0),
    # the Daily Exploitation and Missing Meeting (objective 2.4)
    ("Awaken at the council sees a missing episode", AWAKEN_COUNCIL, MISSING, 3),
    ("and the police concern", AWAKEN_COUNCIL, POLICE_CONCERN, 3),
    ("Awaken at the police sees the council's concern", AWAKEN_POLICE, COUNCIL_CONCERN, 3),
    ("and who the social worker is", AWAKEN_POLICE, CARE, 2),
    ("a nurse sees which children are discussed", NURSE, MISSING, 2),
    ("the council sees which health service to ask", AWAKEN_COUNCIL, NURSES, 2),
    ("police see that one is involved", AWAKEN_POLICE, NURSES, 1),
    ("mental health is not named even to the council", AWAKEN_COUNCIL, CAMHS, 1),
    ("the charity's concern reaches the police", AWAKEN_POLICE, CHARITY_CONCERN, 3),
    ("the charity learns that its concern is in hand", YOUTH_CHARITY, COUNCIL_CONCERN, 1),
    ("and nothing of the police", YOUTH_CHARITY, POLICE_CONCERN, 0),
    ("nor of a missing episode", YOUTH_CHARITY, MISSING, 0),
    ("nor of health", YOUTH_CHARITY, NURSES, 0),
    ("a child who is suspected is a contact only", AWAKEN_COUNCIL, but(POLICE_CONCERN, subject_role="suspect"), 2),
    ("whoever turned 18 is no longer discussed", AWAKEN_COUNCIL, but(MISSING, age_band="adult"), 0),
    ("the agenda reaches the council's clerk", pushed(COUNCIL, "agency_system", "child_exploitation",
        "daily_exploitation_missing_meeting"), MISSING, 2),
    ("a missing episode is for nobody outside", {**AWAKEN_COUNCIL, "act": "find", "forum": ""}, MISSING, 0),
    # schools to police and to Awaken (objective 1.13)
    ("Awaken learns of a school's concern", SCHOOL_TO_POLICE, PUPIL, 3),
    ("at the council as well", {**SCHOOL_TO_POLICE, "agency": COUNCIL}, PUPIL, 3),
    ("an academy's concern counts as a school's", SCHOOL_TO_POLICE, ACADEMY_PUPIL, 3),
    ("the intelligence unit learns of a concern", ANALYST, PUPIL, 3),
    ("both systems are told at once", pushed(COUNCIL, "agency_system", "child_exploitation"), PUPIL, 2),
    ("of a suspected pupil only whom to ring", SCHOOL_TO_POLICE, but(PUPIL, subject_role="suspect"), 2),
    ("an officer on patrol learns of no concern", officer("prevent_crime_disorder"), PUPIL, 0),
    ("a school learns nothing back", {"agency": SCHOOL, "role": "third_sector_worker", "purpose": "child_exploitation"},
        POLICE_CONCERN, 0),
)  # fmt: skip


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary) -> Register:
    return _opened(tmp_path_factory.mktemp("partnership"), vocabulary, TODAY)


@pytest.fixture(scope="module")
def engine(register: Register) -> EmbeddedEngine:
    return EmbeddedEngine(build(register.in_force, (), TODAY))


def _opened(directory: Path, vocabulary: Vocabulary, day: date) -> Register:
    hold_signing_ceremony(directory, REPOSITORY / "isa" / "agreements", day)
    root = Ed25519PublicKey.from_public_bytes(bytes.fromhex((directory / "root.pub").read_text()))
    trust = read_trust_list((directory / "trust-list.jws.json").read_bytes(), root)
    return open_register(directory / "agreements", trust, vocabulary, day)


def _question(asks: Asks, candidates: tuple[Candidate, ...]) -> Question:
    asked: dict[str, object] = {
        "agency": COUNCIL,
        "role": "social_worker",
        "assurance": "mfa",
        "training": ("IG-L2", "SAFEGUARDING-L3", "SEXUAL-VIOLENCE"),
        "act": "find",
        "level": 4,
        "purpose": "safeguard_child",
        "relationship": "open_case",
        "case_reference": True,
        "day": DAY,
        "candidates": candidates,
    }
    return Question(**{**asked, **asks})  # type: ignore[arg-type]


async def _ruling(engine: EmbeddedEngine, asks: Asks, candidate: Candidate) -> Ruling:
    return (await engine.decide(_question(asks, (candidate,)))).rulings[0]


@pytest.mark.parametrize(("says", "asks", "candidate", "level"), TABLE, ids=[row[0] for row in TABLE])
async def test_who_may_learn_what(
    says: str, asks: Asks, candidate: Candidate, level: int, engine: EmbeddedEngine
) -> None:
    ruling = await _ruling(engine, asks, candidate)
    assert ruling.level == level, (says, ruling)
    assert "detail" not in ruling.fields
    assert (ruling.effect == "allow") == (level > 0)


async def test_nobody_outside_its_meeting_learns_anything_that_belongs_to_a_meeting(
    engine: EmbeddedEngine, register: Register, vocabulary: Vocabulary
) -> None:
    """Whoever any rule of any document admits for any purpose, by whatever act, in a meeting or out of one."""
    allowing = [rule for one in register.in_force for rule in one.agreement.rules if rule.effect == "allow"]
    admitted = {who for rule in allowing for who in product(rule.recipient, rule.recipient_roles, rule.purposes)}
    assert len(admitted) > 100
    for (agency, role, purpose), act in product(sorted(admitted), vocabulary.acts):
        asks = {"agency": agency, "role": role, "purpose": purpose, "act": act, "relationship": "meeting"}
        decision = await engine.decide(_question(asks, OF_MEETINGS))
        assert [one.level for one in decision.rulings] == [0] * len(OF_MEETINGS), asks


async def test_what_a_chair_of_aquazure_sees_may_not_leave_the_room(engine: EmbeddedEngine) -> None:
    ruling = await _ruling(engine, AQUAZURE_CHAIR, SUPPORT)
    assert {"no_export", "read_only", "onward(deny)", "notify_owner"} <= set(ruling.obligations)
    assert not {"events", "categories", "ties"} & set(ruling.fields)


async def test_a_release_is_told_in_fortnights_and_with_the_gateways_of_probation(engine: EmbeddedEngine) -> None:
    ruling = await _ruling(engine, CHAIR, RELEASE)
    assert {"release_fortnight", "licence_conditions"} <= set(ruling.fields)
    assert "release_date" not in ruling.fields
    assert {"OMA2007.s14", "CDA1998.s115", "DPA18.s36(4)"} <= set(ruling.gateways)
    assert ruling.agreement == "LANCS-ISA-0078"


async def test_a_flow_opens_what_its_agreement_only_bounds(engine: EmbeddedEngine) -> None:
    assert (await _ruling(engine, officer("asb"), REPORTS)).agreement == "LANCS-FLOW-0084-1"
    assert (await _ruling(engine, AWAKEN_COUNCIL, MISSING)).agreement == "LANCS-FLOW-0096-1"


@pytest.mark.parametrize("day", [TODAY, date(2027, 9, 30), date(2027, 10, 1), date(2031, 2, 28)])
def test_every_document_is_in_force_on_whatever_day_the_ceremony_is_held(
    day: date, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    opened = _opened(tmp_path, vocabulary, day)
    assert {one.source: one.advice for one in opened.listed if not one.in_force} == {}
    assert len(opened.in_force) == len(list((REPOSITORY / "isa" / "agreements").glob("*.json")))
