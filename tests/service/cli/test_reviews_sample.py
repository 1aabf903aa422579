"""`service reviews sample --check`: the sample drawn again from files alone; what that does not show is said."""

import json

import pytest

from audit.witness.cosignature import cosigning_key_from_seed


@pytest.fixture
def exported(run, copied, tmp_path):
    done = run("log", "export", "--to", str(tmp_path / "export"), "--lots", str(tmp_path / "lots"))
    assert done.returncode == 0, done.stderr
    assert "0 ends of blocks were cosigned" in done.stdout
    return ["reviews", "sample", "--check", str(tmp_path / "export"), "--key", str(copied / "log.vkey")]


@pytest.fixture
def policy(tmp_path):
    path = tmp_path / "policy"
    key = cosigning_key_from_seed("police.test/witness", b"p" * 32)
    path.write_text(f"witness police {key.cosigner.vkey}\nquorum police\n")
    return path


def test_without_witnesses_it_says_what_is_weaker(run, exported):
    done = run(*exported)
    assert done.returncode == 0, done.stderr
    assert "Drawn by the log's own roots, without witnesses" in done.stdout
    assert json.loads(run(*exported, "--json").stdout)["remarks"][0].startswith("Drawn by the log's own roots")


def test_where_nothing_was_cosigned_every_block_waits(run, exported, policy, tmp_path):
    given = ("--lots", str(tmp_path / "lots"), "--witness-policy", str(policy), "--json")
    found = json.loads(run(*exported, *given).stdout)
    assert (found["sound"], found["size"], found["drawn"], found["remarks"]) == (True, 0, [], [])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--lots", "{tmp}/lots"], "Give both --lots FILE and --witness-policy FILE"),
        (
            ["--lots", "{tmp}/policy", "--witness-policy", "{tmp}/policy"],
            "is not what `service log export --lots` wrote",
        ),
        (["--lots", "{tmp}/lots", "--witness-policy", "{tmp}/lots"], "cannot be used"),
        (["--lots", "{tmp}/lots", "--witness-policy", "{tmp}/none"], "asks for nobody"),
        (["--lots", "{tmp}/lots", "--witness-policy", "{tmp}/policy", "--known", "{tmp}/gone"], "--known"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(run, exported, policy, tmp_path, given, said):
    (tmp_path / "none").write_text("quorum none\n")
    done = run(*exported, *(word.replace("{tmp}", str(tmp_path)) for word in given))
    assert done.returncode != 0
    assert said in done.stdout + done.stderr


def test_lots_go_with_a_whole_export_into_a_new_file(run, exported, tmp_path):
    for given, said in ((["--filter", "type=record.loaded"], "whole export"), ([], "there already")):
        done = run("log", "export", "--to", str(tmp_path / "other"), "--lots", str(tmp_path / "lots"), *given)
        assert (done.returncode, said in done.stderr) == (1, True), done.stderr
