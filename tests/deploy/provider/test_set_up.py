"""The demo provider starts only for a demo, and keeps its keys to itself."""

import json
import stat
import subprocess
import sys

import pytest

from deploy.demo.provider.app import NotADemo, create_provider, prepare
from deploy.demo.provider.keys import SigningKeys, register_client
from deploy.demo.provider.people import load_cast


@pytest.mark.parametrize("demo", [False, None, 0, 1, "yes"])
def test_it_does_not_start_unless_told_that_this_is_a_demo(tmp_path, demo):
    with pytest.raises(NotADemo, match="anybody"):
        create_provider(
            tmp_path, "http://127.0.0.1:8001", load_cast(), demo=demo, audience="golden-thread", web_redirects=[]
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("issuer", ["https://sign-in.example", "http://0.0.0.0:8001", "http://192.168.1.2:8001"])
def test_it_does_not_serve_other_machines(tmp_path, issuer):
    with pytest.raises(NotADemo, match="this machine"):
        create_provider(tmp_path, issuer, load_cast(), demo=True, audience="golden-thread", web_redirects=[])


def test_from_the_command_line_it_says_why_it_does_not_start(tmp_path):
    command = [sys.executable, "-m", "deploy.demo.provider", "--directory", str(tmp_path)]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 2 and "--demo" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_private_keys_are_for_their_owner_only_and_set_up_again_changes_nothing(tmp_path):
    prepare(tmp_path, load_cast())
    private = [tmp_path / "signing-keys.json", *tmp_path.glob("clients/*/private.json")]
    before = [path.read_bytes() for path in private]
    assert len(private) == 2 + len(load_cast().systems)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in private)
    prepare(tmp_path, load_cast())
    assert [path.read_bytes() for path in private] == before


def test_only_public_halves_are_published(tmp_path):
    keys = SigningKeys(tmp_path)
    keys.rotate()
    published = keys.published()["keys"]
    assert len(published) == 2 and all("d" not in key and key["use"] == "sig" for key in published)
    assert "d" not in json.loads((register_client(tmp_path, "a-client").parent / "public.json").read_text())


def test_rotation_survives_a_restart(tmp_path):
    keys = SigningKeys(tmp_path)
    keys.rotate()
    assert SigningKeys(tmp_path).published() == keys.published()


@pytest.mark.parametrize("client_id", ["../escape", "", "A", "a/b", "-a", "a" * 65])
def test_a_client_id_cannot_lead_out_of_the_directory(tmp_path, client_id):
    with pytest.raises(ValueError, match="client id"):
        register_client(tmp_path, client_id)


def test_the_cast_has_everybody_that_the_demo_needs():
    cast = load_cast()
    roles = {(person.agency, person.role, person.kind) for person in cast.people.values()}
    assert {
        ("gss:E06000009", "social_worker", "practitioner"),
        ("gss:E06000009", "family_hub_worker", "practitioner"),
        ("police:04", "police_officer", "practitioner"),
        ("ods:RXL", "school_nurse", "practitioner"),
        ("gss:E06000009", "team_manager", "supervisor"),
        ("gss:E06000009", "ig_lead", "ig_lead"),
        ("police:04", "ig_lead", "ig_lead"),
    } <= roles
    assert {system.agency for system in cast.systems.values()} >= {"police:04"}
    assert all("IG-L2" in person.training for person in cast.people.values())
