"""`python -m audit` says what is wrong with what was typed."""

import pytest

from audit.__main__ import main


def test_a_key_file_that_is_not_there_is_said_not_to_be_there(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "receipt.json").write_text("{}")
    assert main(["verify", str(tmp_path / "receipt.json"), "--key", "nope.vkey"]) == 3
    assert "CANNOT BE VERIFIED: There is no key file nope.vkey" in capsys.readouterr().err


def test_a_key_that_could_not_be_made_is_not_a_failed_verification(tmp_path, capsys) -> None:
    assert main(["keygen", "a b", str(tmp_path / "key")]) == 3
    told = capsys.readouterr().err
    assert told.startswith("The log's name cannot be used")
    assert main(["keygen", "example.org/log", str(tmp_path / "no" / "key")]) == 3
    assert capsys.readouterr().err.startswith("No key can be written to")
