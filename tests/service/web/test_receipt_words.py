"""The few words of a receipt that stand under an answer."""

import base64

import pytest

from service.web.receipt_words import ReceiptWords, receipt_words


def test_a_receipt_gives_its_entry_its_log_and_a_short_root(made) -> None:
    found = receipt_words(made.receipt(1_204_331))
    assert (found.entry, found.log) == ("1,204,331", "fylde-audit/2026")
    assert len(found.root) == 17 and "…" in found.root


def test_the_short_root_is_the_start_and_the_end_of_the_root() -> None:
    root = base64.b64encode(bytes(range(32))).decode()
    receipt = ('{"index":0,"checkpoint":"a\\n1\\n' + root + '\\n"}').encode()
    assert receipt_words(receipt).root == "00010203…1c1d1e1f"


@pytest.mark.parametrize("receipt", [b"", b"[]", b"null", b"{}", b'{"index":"1","checkpoint":"a\\nb\\nnot base64!"}'])
def test_what_a_receipt_does_not_say_stays_empty(receipt: bytes) -> None:
    assert receipt_words(receipt) in {ReceiptWords("", "", ""), ReceiptWords("", "a", "")}
