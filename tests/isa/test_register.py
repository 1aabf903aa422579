"""What is in force on a day, and why the rest is not."""

import json
from collections.abc import Callable
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
    open_register,
    read_suspensions,
    resume,
    suspend,
)
from isa.signing import TrustList, sign
from isa.vocabulary import Vocabulary

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
    def write(day: str, suspended: tuple[Suspended, ...] = (), name: str = "one", **changes: Any) -> Register:
        text = json.dumps({**document, **changes})
        signed = together(tuple(sign(text, key, date(2026, 9, 21), vocabulary) for key in keys.values()))
        (tmp_path / f"{name}.jws.json").write_text(signed.model_dump_json())
        return open_register(tmp_path, trust, vocabulary, date.fromisoformat(day), suspended)

    return write


@pytest.mark.parametrize(
    ("day", "changes", "code", "in_force"),
    [
        ("2026-11-20", {}, RegisterCode.IN_FORCE, True),
        ("2026-09-30", {}, RegisterCode.NOT_YET_EFFECTIVE, False),
        ("2027-10-01", {}, RegisterCode.EXPIRED, False),
        ("2026-11-20", {"status": "in_signature"}, RegisterCode.NOT_ACTIVE, False),
        ("2027-06-15", {"review_due": "2027-06-01"}, RegisterCode.REVIEW_OVERDUE, True),
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
    assert register.in_force == ()


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
    assert register.in_force == ()


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
