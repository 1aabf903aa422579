"""What is brought into force takes over between two decisions; what is stopped stops the next one."""

import asyncio
import json
import shutil
import time
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.demo.ceremony import hold_signing_ceremony
from isa.activation import place, plan
from isa.canonical import parse
from isa.jws import payload_of, read_envelope, together
from isa.register import RegisterCode, Suspended, read_signed, resume, suspend
from isa.signing import issue_trust_list, sign
from isa.trust import TrustList, read_trust_list
from isa.vocabulary import load_vocabulary
from policies.decision import Decision
from policies.engine import PolicyUnavailable
from policies.question import Candidate, Question
from service.agreements import Agreements, open_agreements
from service.errors import Misconfigured
from service.in_force import PATIENCE_SECONDS
from service.settings import Settings

DAY = date(2026, 11, 20)
WORDS = load_vocabulary()
OVERDUE = PATIENCE_SECONDS + 0.1
SOURCES = Path(__file__).resolve().parents[2] / "isa" / "agreements"
FILE = "lancs-isa-0042-police-council.jws.json"
STOP = Suspended(subject="agreement", name="LANCS-ISA-0042", since=1_790_000_000, by="siro", reason="incident")
QUESTION = Question(
    agency="gss:E06000009",
    role="family_hub_worker",
    assurance="mfa",
    training=("IG-L2",),
    act="find",
    level=3,
    purpose="early_help_coordination",
    relationship="open_case",
    case_reference=True,
    day=(DAY - date(1970, 1, 1)).days,
    candidates=(Candidate(provider="police:04", record_type="police.family_involvement", regime="part3"),),
)


class StoppedClock:
    """It is always the same moment of the same day."""

    def now(self) -> int:
        return 1_795_000_000

    def today(self) -> date:
        return DAY


@pytest.fixture(scope="module")
def ceremony(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A charter and one agreement, signed; copy it, never open it."""
    sources, made = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("ceremony")
    for name in ("lancs-charter-001-own-records.json", "lancs-isa-0042-police-council.json"):
        shutil.copy(SOURCES / name, sources)
    hold_signing_ceremony(made, sources, DAY)
    return made


@pytest.fixture
def settings(ceremony: Path, tmp_path: Path) -> Settings:
    shutil.copytree(ceremony, tmp_path / "service")
    time.sleep(0.06)  # longer than a tick of the file system's clock, so that what lies there has settled
    return Settings(mode="demo", directory=tmp_path / "service")


@pytest.fixture
async def agreements(settings: Settings) -> AsyncIterator[Agreements]:
    opened = open_agreements(settings, StoppedClock())
    yield opened
    await opened.close()


def key_of(settings: Settings, name: str) -> Ed25519PrivateKey:
    text = (settings.directory / "signing-keys" / f"{name}.key").read_text()
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text))


def next_version(settings: Settings, roles: tuple[str, ...] = (), **changes: Any) -> bytes:
    """Version 1.4.0 of the agreement, in which family hub workers (or these roles) may learn a summary; signed."""
    document: Any = parse(payload_of(read_envelope((settings.agreements_directory / FILE).read_bytes())))
    document |= {"version": "1.4.0", "supersedes": "1.3.0", **changes}
    rule = next(one for one in document["rules"] if one["id"] == "R1")
    rule |= {"max_level": 3, "recipient_roles": roles or rule["recipient_roles"]}
    keys = [key_of(settings, f"{one['party'].replace(':', '-')}-{one['office']}") for one in document["signatories"]]
    signed = together(tuple(sign(json.dumps(document), key, DAY, WORDS) for key in keys))
    return signed.model_dump_json().encode()


def trust_of(settings: Settings) -> TrustList:
    return read_trust_list(settings.trust_list_path.read_bytes(), key_of(settings, "root").public_key())


def activate(settings: Settings, envelope: bytes) -> None:
    trust = trust_of(settings)
    held = read_signed(settings.agreements_directory, trust, WORDS)
    place(plan(envelope, held, trust, WORDS, DAY), envelope, settings.agreements_directory)


def withdraw(settings: Settings, party: str, office: str) -> None:
    """A new trust list, in which this office has no key."""
    trust = trust_of(settings)
    kept = [one for one in trust.entries if (one.party, one.office) != (party, office)]
    issued = issue_trust_list(key_of(settings, "root"), trust.partnership, kept, DAY, trust.number + 1)
    settings.trust_list_path.write_text(issued.model_dump_json())


async def asked(agreements: Agreements) -> tuple[str, int]:
    decision = await agreements.decide(QUESTION)
    return decision.bundle, decision.rulings[0].level


async def test_an_agreement_comes_into_force_while_requests_run_and_none_fails(
    agreements: Agreements, settings: Settings
) -> None:
    before, level = await asked(agreements)
    assert level == 2
    answers: list[tuple[str, int]] = []

    async def keep_asking() -> None:
        while not answers or answers[-1][0] == before:
            answers.append(await asked(agreements))
            await asyncio.sleep(0.001)

    askers = [asyncio.create_task(keep_asking()) for _ in range(8)]
    await asyncio.sleep(0.01)
    envelope = next_version(settings)
    activate(settings, envelope)
    await asyncio.gather(*askers)
    assert {answer[1] for answer in answers if answer[0] == before} == {2}
    assert {answer[1] for answer in answers if answer[0] != before} == {3}
    assert agreements.stands(before)  # an answer on its way when it happened may still leave
    assert [
        one.code for one in agreements.register.listed if one.verified and one.verified.agreement.tier == "isa"
    ] == [
        RegisterCode.IN_FORCE,
        RegisterCode.SUPERSEDED,
    ]


async def test_after_a_quiet_hour_the_first_decision_goes_by_what_came_into_force_meanwhile(
    agreements: Agreements, settings: Settings
) -> None:
    await asked(agreements)
    activate(settings, next_version(settings))
    await asyncio.sleep(OVERDUE)  # nobody asks
    _, level = await asked(agreements)
    assert level == 3


async def test_a_suspension_stops_the_next_decision_and_every_answer_on_its_way(
    agreements: Agreements, settings: Settings
) -> None:
    before, _ = await asked(agreements)
    suspend(settings.suspensions_path, STOP)
    assert not agreements.stands(before)
    bundle, level = await asked(agreements)
    assert (bundle != before, level) == (True, 0)


async def test_a_suspension_in_the_middle_of_an_activation_stops_the_next_decision(
    agreements: Agreements, settings: Settings
) -> None:
    before, _ = await asked(agreements)
    activate(settings, next_version(settings))
    assert (await asked(agreements))[0] == before  # the new state is being built
    suspend(settings.suspensions_path, STOP)
    assert (await asked(agreements))[1] == 0
    assert not agreements.stands(before)
    await asyncio.sleep(OVERDUE)
    assert (await asked(agreements))[1] == 0


async def test_a_decision_waits_for_a_suspension_and_other_work_goes_on(
    agreements: Agreements, settings: Settings
) -> None:
    await asked(agreements)
    suspend(settings.suspensions_path, STOP)
    decision: asyncio.Task[Decision] = asyncio.create_task(agreements.decide(QUESTION))
    turns = 0
    while not decision.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert turns > 3
    assert decision.result().rulings[0].level == 0


@pytest.mark.parametrize("content", [b"", b"{", b"\x00" * 4096, b'{"payload": "e30", "signatures": []}'])
async def test_a_damaged_file_displaces_nothing_and_is_listed(
    agreements: Agreements, settings: Settings, content: bytes
) -> None:
    before, _ = await asked(agreements)
    (settings.agreements_directory / "lancs-isa-0042-9.0.0.jws.json").write_bytes(content)
    await asyncio.sleep(OVERDUE)
    assert await asked(agreements) == (before, 2)
    listed = {one.source: one for one in agreements.register.listed}
    assert listed["lancs-isa-0042-9.0.0.jws.json"].code is RegisterCode.SIGNATURE_REFUSED
    assert listed[FILE].in_force


async def test_a_file_that_is_taken_away_shares_nothing(agreements: Agreements, settings: Settings) -> None:
    before, _ = await asked(agreements)
    (settings.agreements_directory / FILE).unlink()
    await asyncio.sleep(OVERDUE)
    assert (await asked(agreements))[1] == 0
    assert not agreements.stands(before)


async def test_a_key_that_is_withdrawn_shares_nothing(agreements: Agreements, settings: Settings) -> None:
    await asked(agreements)
    withdraw(settings, "police:04", "SIRO")
    await asyncio.sleep(OVERDUE)
    assert (await asked(agreements))[1] == 0


async def test_an_older_trust_list_is_not_taken_up_nor_started_with(agreements: Agreements, settings: Settings) -> None:
    before, _ = await asked(agreements)
    older = issue_trust_list(key_of(settings, "root"), "Test", trust_of(settings).entries, date(2026, 1, 1))
    settings.trust_list_path.write_text(older.model_dump_json())
    await asyncio.sleep(OVERDUE)
    assert await asked(agreements) == (before, 2)
    with pytest.raises(Misconfigured, match="older than number"):
        open_agreements(settings, StoppedClock())


async def test_suspensions_that_cannot_be_read_leave_no_decision(agreements: Agreements, settings: Settings) -> None:
    await asked(agreements)
    settings.suspensions_path.write_text('{"suspended": [{"subj')
    for _ in range(3):
        with pytest.raises(PolicyUnavailable):
            await agreements.decide(msgspec.structs.replace(QUESTION, level=1))
        with pytest.raises(PolicyUnavailable):
            await agreements.check()
    settings.suspensions_path.unlink()
    assert (await asked(agreements))[1] == 2


HUB_WORKER = ("gss:E06000009", "family_hub_worker")


async def test_what_is_offered_is_worked_out_once_for_each_state(agreements: Agreements) -> None:
    assert agreements.purposes_for(*HUB_WORKER)
    assert agreements.offered() is agreements.offered()


async def test_a_suspension_ends_at_once_what_was_offered_and_its_end_offers_it_again(
    agreements: Agreements, settings: Settings
) -> None:
    before = agreements.purposes_for(*HUB_WORKER)
    charter = STOP.model_copy(update={"name": "LANCS-CHARTER-001"})
    suspend(settings.suspensions_path, charter)
    assert agreements.purposes_for(*HUB_WORKER) == []
    resume(settings.suspensions_path, "agreement", charter.name, charter.agency)
    assert agreements.purposes_for(*HUB_WORKER) == before


async def test_a_key_that_is_withdrawn_ends_what_was_offered(agreements: Agreements, settings: Settings) -> None:
    assert agreements.purposes_for(*HUB_WORKER)
    withdraw(settings, "police:04", "SIRO")
    await asyncio.sleep(OVERDUE)
    assert agreements.purposes_for(*HUB_WORKER) == []


async def test_another_version_offers_what_it_says_and_no_more(agreements: Agreements, settings: Settings) -> None:
    def offered(role: str) -> set[str]:
        return {one.code for one in agreements.purposes_for(HUB_WORKER[0], role)}

    assert offered("school_nurse") == set()
    activate(settings, next_version(settings, roles=("school_nurse",)))
    await asked(agreements)
    await asyncio.sleep(OVERDUE)
    await asked(agreements)
    assert offered("school_nurse") == {"early_help_coordination"}
    suspend(settings.suspensions_path, STOP)
    assert offered("school_nurse") == set()
