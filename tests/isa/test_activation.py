"""A signed document comes into force only where it follows what is there, and then in one step."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from isa.activation import Activation, ActivationRefused, place, plan
from isa.agreement import AgreementRefused
from isa.jws import Envelope, together
from isa.register import RegisterCode, Suspended, read_signed
from isa.signing import SignatureRefused, TrustList, sign
from isa.vocabulary import Vocabulary

DAY = date(2026, 11, 20)
NEXT = {"version": "1.4.0", "supersedes": "1.3.0"}
STOP = Suspended(subject="agreement", name="LANCS-ISA-0042", since=1_790_000_000, by="siro", reason="incident")
Signed = Callable[..., bytes]
Plan = Callable[..., Activation]


@pytest.fixture
def signed(document: dict[str, Any], keys: dict[tuple[str, str], Ed25519PrivateKey], vocabulary: Vocabulary) -> Signed:
    def made(on: date = date(2026, 9, 21), missing: str = "", **changes: Any) -> bytes:
        whole = {name: part for name, part in {**document, **changes}.items() if part is not None}
        signatories = [key for (_, office), key in keys.items() if office != missing]
        envelopes = tuple(sign(json.dumps(whole), key, on, vocabulary) for key in signatories)
        return together(envelopes).model_dump_json().encode()

    return made


@pytest.fixture
def there(tmp_path: Path, signed: Signed) -> Path:
    """A folder with a charter and version 1.3.0 under it."""
    charter = signed(
        isa_id="LANCS-CHARTER-001", tier="charter", parent_isa=None, principles=["No more than is needed."]
    )
    (tmp_path / "charter.jws.json").write_bytes(charter)
    (tmp_path / "lancs-isa-0042-police-council.jws.json").write_bytes(signed())
    return tmp_path


@pytest.fixture
def planned(there: Path, trust: TrustList, vocabulary: Vocabulary) -> Plan:
    def made(envelope: bytes, day: date = DAY, *suspended: Suspended) -> Activation:
        return plan(envelope, read_signed(there, trust, vocabulary), trust, vocabulary, day, suspended)

    return made


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_next_version_comes_into_force_and_says_what_it_changes(
    there: Path, signed: Signed, planned: Plan, trust: TrustList, vocabulary: Vocabulary, document: dict[str, Any]
) -> None:
    rules = [{**rule, "max_level": 3} if rule["id"] == "R1" else rule for rule in document["rules"]]
    envelope = signed(**NEXT, rules=rules)
    found = planned(envelope)
    assert found.replaces is not None
    assert found.replaces.agreement.version == "1.3.0"
    assert found.listed.code is RegisterCode.IN_FORCE
    (opened,) = found.difference.opens
    assert "may learn who to contact and a summary" in opened
    path = place(found, envelope, there)
    assert (path.name, path.read_bytes()) == ("lancs-isa-0042-1.4.0.jws.json", envelope)
    assert len(bytes_of(there)) == 3
    codes = [one.code for one in read_signed(there, trust, vocabulary)]
    assert codes == [RegisterCode.IN_FORCE] * 3


REFUSED = [
    ({"version": "1.3.0"}, "already_there", "is there already"),
    ({"version": "1.3.0", "title": "Another"}, "version_not_later", "sign it under a later version"),
    ({"version": "1.2.9", "supersedes": "1.2.0"}, "version_not_later", "does not follow 1.3.0"),
    ({"version": "1.4.0"}, "supersedes_another", "names none"),
    ({"version": "1.4.0", "supersedes": "1.2.0"}, "supersedes_another", "names 1.2.0"),
    ({**NEXT, "status": "in_signature"}, "not_in_force", "sign an active one"),
    ({**NEXT, "effective_to": "2026-11-01", "review_due": "2026-11-01"}, "not_in_force", "renew it"),
    ({**NEXT, "parent_isa": "LANCS-CHARTER-009"}, "not_in_force", "LANCS-CHARTER-009"),
]


@pytest.mark.parametrize(("changes", "code", "advice"), REFUSED)
def test_what_does_not_follow_is_refused_and_nothing_is_written(
    there: Path, signed: Signed, planned: Plan, changes: dict[str, Any], code: str, advice: str
) -> None:
    before = bytes_of(there)
    with pytest.raises(ActivationRefused, match=advice) as refused:
        planned(signed(**changes))
    assert refused.value.code == code
    assert bytes_of(there) == before


def test_a_version_whose_assessment_was_refused_is_refused(
    signed: Signed, planned: Plan, document: dict[str, Any]
) -> None:
    with pytest.raises(ActivationRefused, match="DPIA"):
        planned(signed(**NEXT, dpia={**document["dpia"], "outcome": "refused"}))


def test_what_would_not_be_in_force_on_its_first_day_is_refused_before_it(
    signed: Signed, planned: Plan, document: dict[str, Any]
) -> None:
    dpia = {**document["dpia"], "expires_on": "2027-01-01"}
    later = {**NEXT, "effective_from": "2027-02-01", "dpia": dpia}
    with pytest.raises(ActivationRefused, match="DPIA"):
        planned(signed(**later))
    good = planned(signed(**{**later, "dpia": document["dpia"]}))
    assert good.listed.code is RegisterCode.NOT_YET_EFFECTIVE


def test_a_new_version_of_a_suspended_agreement_stays_suspended(signed: Signed, planned: Plan) -> None:
    assert planned(signed(**NEXT), DAY, STOP).listed.code is RegisterCode.SUSPENDED


def test_a_signed_end_ends_the_agreement(signed: Signed, planned: Plan) -> None:
    assert planned(signed(**NEXT, status="terminated")).listed.code is RegisterCode.NOT_ACTIVE


def test_what_falls_with_a_new_charter_is_said(signed: Signed, planned: Plan, document: dict[str, Any]) -> None:
    ended = {"tier": "charter", "parent_isa": None, "principles": ["None."], "status": "terminated"}
    found = planned(signed(isa_id="LANCS-CHARTER-001", **ended, version="2.0.0", supersedes="1.3.0"))
    (fallen,) = found.stops
    assert fallen.verified is not None
    assert fallen.verified.agreement.isa_id == "LANCS-ISA-0042"
    assert fallen.advice


def wider(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**rule, "max_level": 3} if rule["id"] == "R1" else rule for rule in document["rules"]]


def test_what_opens_is_told_against_what_shares_and_not_against_what_was_only_signed(
    there: Path, signed: Signed, planned: Plan, document: dict[str, Any]
) -> None:
    """Else a wide version of next year, and then the same for today, would show that nothing opens."""
    later = signed(**NEXT, rules=wider(document), effective_from="2027-02-01")
    found = planned(later)
    assert len(found.difference.opens) == 1
    place(found, later, there)
    now = planned(signed(version="1.5.0", supersedes="1.4.0", rules=wider(document)))
    assert now.listed.code is RegisterCode.IN_FORCE
    assert now.replaces is not None
    assert now.replaces.agreement.version == "1.3.0"
    assert now.difference.opens == found.difference.opens
    then = planned(signed(version="1.5.0", supersedes="1.4.0", rules=wider(document), effective_from="2027-03-01"))
    assert then.difference.opens == ()


def test_what_ends_an_agreement_closes_all_of_it_and_what_comes_after_opens_it_anew(
    there: Path, signed: Signed, planned: Plan
) -> None:
    ended = signed(**NEXT, status="terminated")
    found = planned(ended)
    assert found.difference.closes
    assert not found.difference.opens
    place(found, ended, there)
    anew = planned(signed(version="1.5.0", supersedes="1.4.0"))
    assert anew.replaces is None
    assert len(anew.difference.opens) >= len(found.difference.closes)


def test_what_begins_to_share_with_a_new_charter_is_said(there: Path, signed: Signed, planned: Plan) -> None:
    charter = {"isa_id": "LANCS-CHARTER-001", "tier": "charter", "parent_isa": None, "principles": ["None."]}
    assert planned(signed(**NEXT)).starts == ()
    ended = signed(**charter, status="terminated", version="2.0.0", supersedes="1.3.0")
    place(planned(ended), ended, there)
    found = planned(signed(**charter, version="3.0.0", supersedes="2.0.0"))
    assert found.stops == ()
    (begins,) = found.starts
    assert begins.verified is not None
    assert begins.verified.agreement.isa_id == "LANCS-ISA-0042"


def test_a_signature_of_tomorrow_is_refused_today(signed: Signed, planned: Plan) -> None:
    with pytest.raises(SignatureRefused, match="yet to come"):
        planned(signed(on=date(2026, 11, 21), **NEXT))


def test_a_document_that_not_all_signed_is_refused(signed: Signed, planned: Plan) -> None:
    with pytest.raises(SignatureRefused, match="CaldicottGuardian of gss:E06000009 has not signed"):
        planned(signed(missing="CaldicottGuardian", **NEXT))


def test_look_alike_ids_are_refused(signed: Signed, planned: Plan) -> None:
    with pytest.raises(AgreementRefused, match="plain capitals"):
        signed(isa_id="LANCS-ISA-0042".replace("A", "\N{CYRILLIC CAPITAL LETTER A}"), version="1.4.0")


def test_one_who_lost_the_race_overwrites_nothing(there: Path, signed: Signed, planned: Plan) -> None:
    envelope = signed(**NEXT)
    found = planned(envelope)
    (there / found.file_name).write_bytes(b"somebody was first")
    before = bytes_of(there)
    with pytest.raises(ActivationRefused, match="already"):
        place(found, envelope, there)
    assert bytes_of(there) == before


def test_an_envelope_of_ten_megabytes_is_refused(there: Path, planned: Plan) -> None:
    before = bytes_of(there)
    with pytest.raises(SignatureRefused, match="larger than"):
        planned(b'{"payload": "' + b"A" * 10_000_000 + b'", "signatures": []}')
    assert bytes_of(there) == before


def test_a_damaged_envelope_is_refused(signed: Signed, planned: Plan) -> None:
    good = Envelope.model_validate_json(signed(**NEXT))
    damaged = good.model_copy(update={"payload": good.payload[:-8]})
    with pytest.raises(SignatureRefused):
        planned(damaged.model_dump_json().encode())
