"""What is in force on a day, and why the rest is not."""

import json
import os
from base64 import urlsafe_b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from isa.jws import together
from isa.register import (
    Register,
    RegisterCode,
    RegisterUnreadable,
    Suspended,
    most_level,
    open_register,
    read_suspensions,
    resume,
    suspend,
)
from isa.signing import TrustList, sign
from isa.vocabulary import Level, Vocabulary

Open = Callable[..., Register]
STOP = Suspended(subject="agreement", name="LANCS-ISA-0042", since=1_790_000_000, by="siro", reason="incident")


@pytest.fixture
def opened(
    tmp_path: Path,
    document: dict[str, Any],
    keys: dict[tuple[str, str], Ed25519PrivateKey],
    trust: TrustList,
    vocabulary: Vocabulary,
) -> Open:
    """Sign a document, put it beside those that are there, and open the register without its charter."""

    def write(day: str, suspended: tuple[Suspended, ...] = (), name: str = "one", **changes: Any) -> Register:
        put(name, {**document, **changes})
        register = open_register(tmp_path, trust, vocabulary, date.fromisoformat(day), suspended)
        return replace(register, listed=tuple(one for one in register.listed if one.source != "charter.jws.json"))

    def put(name: str, whole: dict[str, Any]) -> None:
        text = json.dumps(whole)
        signed = together(tuple(sign(text, key, date(2026, 9, 21), vocabulary) for key in keys.values()))
        (tmp_path / f"{name}.jws.json").write_text(signed.model_dump_json())

    charter = {
        **document,
        "isa_id": "LANCS-CHARTER-001",
        "tier": "charter",
        "effective_from": "2026-09-22",
        "effective_to": "2028-12-31",
        "review_due": "2028-12-31",
        "dpia": {**document["dpia"], "expires_on": "2028-12-31"},
        "principles": ["We share what a family's safety needs, and no more."],
    }
    del charter["parent_isa"]
    put("charter", charter)
    return write


@pytest.mark.parametrize(
    ("day", "changes", "code", "in_force"),
    [
        ("2026-11-20", {}, RegisterCode.IN_FORCE, True),
        ("2026-09-30", {}, RegisterCode.NOT_YET_EFFECTIVE, False),
        ("2027-10-01", {}, RegisterCode.EXPIRED, False),
        ("2026-11-20", {"status": "in_signature"}, RegisterCode.NOT_ACTIVE, False),
        ("2027-05-01", {"review_due": "2027-06-01"}, RegisterCode.IN_FORCE, True),
        ("2027-05-02", {"review_due": "2027-06-01"}, RegisterCode.REVIEW_SOON, True),
        ("2027-06-01", {"review_due": "2027-06-01"}, RegisterCode.REVIEW_SOON, True),
        ("2027-06-02", {"review_due": "2027-06-01"}, RegisterCode.REVIEW_OVERDUE, True),
        ("2027-07-01", {"review_due": "2027-06-01"}, RegisterCode.REVIEW_OVERDUE, True),
        ("2027-07-02", {"review_due": "2027-06-01"}, RegisterCode.REVIEW_GRACE_OVER, False),
    ],
)
def test_the_first_thing_that_stops_an_agreement_is_named(
    opened: Open, day: str, changes: dict[str, Any], code: RegisterCode, in_force: bool
) -> None:
    (listed,) = opened(day, **changes).listed
    assert (listed.code, listed.in_force) == (code, in_force)


@pytest.mark.parametrize(
    ("part", "value", "code"),
    [
        ("outcome", "refused", RegisterCode.DPIA_NOT_APPROVED),
        ("approved_on", "2026-12-01", RegisterCode.DPIA_NOT_APPROVED),
        ("expires_on", "2026-11-01", RegisterCode.DPIA_EXPIRED),
    ],
)
def test_an_agreement_falls_with_its_dpia(
    opened: Open, document: dict[str, Any], part: str, value: str, code: RegisterCode
) -> None:
    register = opened("2026-11-20", dpia={**document["dpia"], part: value})
    assert register.listed[0].code == code
    assert not any(one.in_force for one in register.listed)


def test_a_suspended_agreement_is_not_in_force_and_changes_the_head(opened: Open) -> None:
    before, after = opened("2026-11-20"), opened("2026-11-20", (STOP,))
    assert after.in_force == ()
    assert after.listed[0].code == RegisterCode.SUSPENDED
    assert before.head != after.head


def test_a_tampered_file_shares_nothing_and_the_others_go_on(opened: Open, tmp_path: Path) -> None:
    opened("2026-11-20")
    good = (tmp_path / "one.jws.json").read_text()
    (tmp_path / "two.jws.json").write_text(good.replace('"payload":"ey', '"payload":"eX', 1))
    register = opened("2026-11-20")
    assert [one.code for one in register.listed] == [RegisterCode.IN_FORCE, RegisterCode.SIGNATURE_REFUSED]
    assert len(register.in_force) == 1


def test_the_later_version_replaces_the_earlier(opened: Open) -> None:
    opened("2026-11-20", name="one")
    register = opened("2026-11-20", name="two", version="1.10.0", supersedes="1.3.0")
    assert [one.code for one in register.listed] == [RegisterCode.SUPERSEDED, RegisterCode.IN_FORCE]


def test_two_files_of_one_version_are_both_out(opened: Open) -> None:
    opened("2026-11-20", name="one")
    register = opened("2026-11-20", name="two", title="Another text under the same version")
    assert not any(one.in_force for one in register.listed)


@pytest.mark.parametrize(
    ("degrades", "day", "most"),
    [
        (False, "2027-06-01", Level.DETAIL),
        (False, "2027-06-02", Level.DETAIL),
        (True, "2027-06-01", Level.DETAIL),
        (True, "2027-06-02", Level.EXISTS),
        (True, "2027-07-01", Level.EXISTS),
        (True, "2027-07-02", Level.NONE),
        (False, "2027-07-02", Level.NONE),
    ],
)
def test_an_overdue_review_degrades_where_the_document_says_so_and_then_denies(
    opened: Open, degrades: bool, day: str, most: Level
) -> None:
    (listed,) = opened(day, review_due="2027-06-01", review_degrades=degrades).listed
    assert listed.verified is not None
    assert most_level(listed.verified, date.fromisoformat(day)) is most
    assert listed.in_force is (most > Level.NONE)


@pytest.mark.parametrize(
    "later",
    [
        {"effective_to": "2026-11-19", "review_due": "2026-11-19"},
        {"status": "terminated"},
        {"review_due": "2026-10-05", "review_grace_days": 0},
    ],
    ids=["has ended", "was terminated", "was not reviewed"],
)
def test_an_earlier_version_never_comes_back(opened: Open, later: dict[str, Any]) -> None:
    opened("2026-11-20", name="one")
    register = opened("2026-11-20", name="two", version="1.4.0", supersedes="1.3.0", **later)
    assert not any(one.in_force for one in register.listed)
    assert register.listed[0].code is RegisterCode.SUPERSEDED


@pytest.mark.parametrize("status", ["draft", "in_signature"])
def test_a_later_version_that_nobody_has_agreed_yet_replaces_nothing(opened: Open, status: str) -> None:
    opened("2026-11-20", name="one")
    register = opened("2026-11-20", name="two", version="1.4.0", supersedes="1.3.0", status=status)
    assert [one.code for one in register.listed] == [RegisterCode.IN_FORCE, RegisterCode.NOT_ACTIVE]


def test_a_later_version_that_begins_tomorrow_replaces_nothing_today(opened: Open) -> None:
    opened("2026-11-20", name="one")
    tomorrow = {"version": "1.4.0", "supersedes": "1.3.0", "effective_from": "2026-11-21"}
    assert [one.code for one in opened("2026-11-20", name="two", **tomorrow).listed] == [
        RegisterCode.IN_FORCE,
        RegisterCode.NOT_YET_EFFECTIVE,
    ]
    assert [one.code for one in opened("2026-11-21", name="two", **tomorrow).listed] == [
        RegisterCode.SUPERSEDED,
        RegisterCode.IN_FORCE,
    ]


def test_a_second_copy_of_a_file_changes_nothing(opened: Open, tmp_path: Path) -> None:
    opened("2026-11-20")
    (tmp_path / "two.jws.json").write_bytes((tmp_path / "one.jws.json").read_bytes())
    register = opened("2026-11-20")
    assert [one.in_force for one in register.listed] == [True, False]


def test_an_agreement_falls_with_its_charter(opened: Open, tmp_path: Path) -> None:
    opened("2026-11-20")
    (tmp_path / "charter.jws.json").unlink()
    (listed,) = opened("2026-11-20").listed
    assert (listed.code, listed.in_force) == (RegisterCode.CHAIN_BROKEN, False)
    assert "LANCS-CHARTER-001" in listed.advice


def test_a_file_of_ten_megabytes_is_refused_without_being_read(opened: Open, tmp_path: Path) -> None:
    opened("2026-11-20")
    (tmp_path / "large.jws.json").write_bytes(b'{"payload": "' + b"A" * 10_000_000 + b'"}')
    (large, one) = opened("2026-11-20").listed
    assert large.code is RegisterCode.SIGNATURE_REFUSED
    assert "larger than" in large.advice
    assert one.in_force


def test_whatever_else_lies_there_is_refused_and_the_others_go_on(opened: Open, tmp_path: Path) -> None:
    opened("2026-11-20")
    (tmp_path / "a-folder.jws.json").mkdir()
    (tmp_path / "b-points-nowhere.jws.json").symlink_to(tmp_path / "nowhere")
    (tmp_path / "c-digits.jws.json").write_bytes(b'{"payload": ' + b"9" * 5_000 + b"}")
    payload = urlsafe_b64encode(b'{"title": ' + b"9" * 5_000 + b"}").decode().rstrip("=")
    (tmp_path / "d-digits-inside.jws.json").write_text(
        json.dumps({"payload": payload, "signatures": [{"protected": "e30", "signature": "AA"}]})
    )
    os.mkfifo(tmp_path / "e-waits-for-ever.jws.json")
    (tmp_path / "f-empty.jws.json").touch()
    register = opened("2026-11-20")
    assert [one.code for one in register.listed] == [RegisterCode.SIGNATURE_REFUSED] * 6 + [RegisterCode.IN_FORCE]


def test_of_two_who_stop_something_at_once_neither_undoes_the_other(tmp_path: Path) -> None:
    state = tmp_path / "suspended.json"
    names = [f"LANCS-ISA-{number:04}" for number in range(24)]
    with ThreadPoolExecutor(8) as people:
        list(people.map(lambda name: suspend(state, STOP.model_copy(update={"name": name})), names))
    assert sorted(one.name for one in read_suspensions(state)) == names


def test_suspending_is_durable_and_can_be_taken_back(tmp_path: Path) -> None:
    state = tmp_path / "suspended.json"
    assert read_suspensions(state) == ()
    suspend(state, STOP)
    suspend(state, STOP)
    assert read_suspensions(state) == (STOP,)
    resume(state, "agreement", STOP.name)
    assert read_suspensions(state) == ()


def test_a_state_file_that_cannot_be_read_is_never_taken_for_empty(tmp_path: Path) -> None:
    state = tmp_path / "suspended.json"
    state.write_text('{"suspended": [{"subject": "agree')
    with pytest.raises(RegisterUnreadable, match="restore it"):
        read_suspensions(state)
    with pytest.raises(RegisterUnreadable):
        suspend(state, STOP)


def test_what_two_agencies_stop_runs_again_only_when_both_take_it_back(tmp_path: Path) -> None:
    state = tmp_path / "suspended.json"
    police, council = (STOP.model_copy(update={"by": f"{who} staff-1"}) for who in ("police:04", "gss:E06000009"))
    suspend(state, police)
    suspend(state, police.model_copy(update={"by": "police:04 staff-2"}))
    assert suspend(state, council) == (police, council)
    assert resume(state, "agreement", STOP.name, "police:04") == (council,)
    assert resume(state, "agreement", STOP.name, "police:04") == (council,)
    assert resume(state, "agreement", STOP.name) == ()


def test_a_state_file_that_was_written_and_is_gone_is_never_taken_for_empty(tmp_path: Path) -> None:
    state = tmp_path / "suspended.json"
    suspend(state, STOP)
    state.unlink()
    with pytest.raises(RegisterUnreadable, match="restore it"):
        read_suspensions(state)
    with pytest.raises(RegisterUnreadable):
        suspend(state, STOP)
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.symlink_to(tmp_path / "nowhere")
    with pytest.raises(RegisterUnreadable):
        read_suspensions(elsewhere)
