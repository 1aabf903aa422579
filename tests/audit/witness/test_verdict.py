"""`python -m audit verify --witness-policy`: how many of the quorum cosigned, in words and in the exit code."""

import asyncio
import time

import pytest

from audit.__main__ import main
from audit.note import secret_from_seed
from audit.witness.policy import Witness, policy_text


@pytest.fixture
async def receipts(partnership, make_entry, tmp_path):
    """A log of 300 entries: the receipt that came with the last answer, one fetched later, and an export."""
    log = await partnership.open()
    await asyncio.gather(*(log.append(make_entry()) for _ in range(299)))
    at_once = await log.append(make_entry())
    end = time.monotonic() + 10
    while log.cosigned.size < 300:
        assert time.monotonic() < end
        await asyncio.sleep(0.01)
    (tmp_path / "at-once.json").write_text(at_once.to_json())
    (tmp_path / "later.json").write_text((await log.receipt(17)).to_json())
    await log.export(tmp_path / "export")
    await log.close()
    (tmp_path / "policy").write_text(partnership.policy_text())
    return tmp_path


@pytest.fixture
def verify(receipts, partnership, capsys):
    def run(name: str, policy: str | None = None) -> tuple[int, str]:
        if policy is not None:
            (receipts / "policy").write_text(policy)
        code = main(
            ["verify", str(receipts / name), "--key", partnership.verifier.vkey,
             "--witness-policy", str(receipts / "policy")]
        )  # fmt: skip
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


def test_a_later_receipt_and_an_export_are_cosigned_by_a_quorum(verify):
    for name in ("later.json", "export"):
        code, text = verify(name)
        assert code == 0, text
        assert "It takes 2 of 3 (police, council, health), and it was cosigned by police (20" in text


def test_the_receipt_of_an_answer_is_not_yet_cosigned_and_the_report_says_what_to_do(verify):
    code, text = verify("at-once.json")
    assert code == 3
    assert "cosigned by nobody" in text
    assert "fetch it again a little later" in text


def test_one_cosignature_is_not_two(verify, receipts):
    whole = (receipts / "later.json").read_text()
    lines = [part for part in whole.split("\\n") if "council" in part or "health" in part]
    for line in lines:
        whole = whole.replace(line + "\\n", "")
    (receipts / "later.json").write_text(whole)
    code, text = verify("later.json")
    assert code == 3
    assert "cosigned by police (20" in text
    assert "Too few witnesses" in text


def test_an_altered_cosignature_is_altered(verify, receipts):
    whole = (receipts / "later.json").read_text()
    place = whole.index("— health.test/witness ") + 60
    (receipts / "later.json").write_text(whole[:place] + ("A" if whole[place] != "A" else "B") + whole[place + 1 :])
    code, text = verify("later.json")
    assert code == 1
    assert "health.test/witness does not belong" in text


def test_cosignatures_of_strangers_count_for_nothing(verify, partnership, cosigning_key):
    strangers = [Witness("stranger", cosigning_key.cosigner)]
    code, text = verify("later.json", policy_text(partnership.verifier, strangers, 1))
    assert code == 3
    assert "cosigned by nobody" in text


def test_a_policy_of_another_log_is_refused(verify, partnership):
    other = secret_from_seed("another.test/log", b"o" * 32).verifier
    code, text = verify("later.json", partnership.policy_text().replace(partnership.verifier.vkey, other.vkey))
    assert code == 3
    assert "not for the log of the given key" in text


def test_a_policy_that_cannot_be_read_verifies_nothing(verify):
    code, text = verify("later.json", "quorum nobody\n")
    assert code == 3
    assert "CANNOT BE VERIFIED" in text


def test_an_altered_entry_stays_altered_whoever_cosigned(verify, receipts):
    whole = (receipts / "later.json").read_text()
    (receipts / "later.json").write_text(whole.replace("social_worker", "social_waiter"))
    code, text = verify("later.json")
    assert code == 1
    assert "witnesses cosigned" not in text
