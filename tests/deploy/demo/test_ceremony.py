"""The signing ceremony: every document is signed, and those that show a state are in it on whatever day it is held."""

from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from deploy.demo.ceremony import hold_signing_ceremony
from deploy.demo.partnership import SHOWN, SOURCES
from isa.register import Listed, RegisterCode, open_register
from isa.signing import read_trust_list
from isa.vocabulary import load_vocabulary

DAYS = [date(2026, 11, 20), date(2027, 9, 30), date(2028, 2, 29), date(2031, 1, 1)]
OVERDUE, IN_SIGNATURE = "LANCS-ISA-0029", "LANCS-ISA-0110"


def _held(directory: Path, day: date, shown: Path | None) -> dict[str, Listed]:
    hold_signing_ceremony(directory, SOURCES, day, shown)
    root = Ed25519PublicKey.from_public_bytes(bytes.fromhex((directory / "root.pub").read_text()))
    trust = read_trust_list((directory / "trust-list.jws.json").read_bytes(), root)
    register = open_register(directory / "agreements", trust, load_vocabulary(), day)
    return {one.verified.agreement.isa_id: one for one in register.listed if one.verified is not None}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_one_review_is_overdue_one_agreement_in_signature_and_the_rest_in_force(day: date, tmp_path: Path) -> None:
    register = _held(tmp_path, day, SHOWN)
    assert register.pop(OVERDUE).code is RegisterCode.REVIEW_OVERDUE
    waiting = register.pop(IN_SIGNATURE)
    assert (waiting.code, waiting.in_force) == (RegisterCode.NOT_ACTIVE, False)
    assert len(register) == len(list(SOURCES.glob("*.json")))
    assert {isa_id: one.advice for isa_id, one in register.items() if not one.in_force} == {}


def test_what_is_shown_stays_out_unless_asked_for(tmp_path: Path) -> None:
    assert {OVERDUE, IN_SIGNATURE}.isdisjoint(_held(tmp_path, DAYS[0], None))


def test_a_second_ceremony_keeps_the_keys_of_the_first(tmp_path: Path) -> None:
    _held(tmp_path, DAYS[0], SHOWN)
    kept = {path.name: path.read_bytes() for path in (tmp_path / "signing-keys").iterdir()}
    _held(tmp_path, DAYS[1], SHOWN)
    assert {path.name: path.read_bytes() for path in (tmp_path / "signing-keys").iterdir()} == kept
