"""Settings that would let anybody in, or let tokens travel in the clear, are refused with what to do."""

from dataclasses import replace

import pytest

from service.errors import Misconfigured
from service.identity.client_key import load_private_key
from service.identity.settings import IdentitySettings

GOOD = IdentitySettings(
    issuer="https://idp.example/realm",
    client_id="web",
    audience="golden-thread",
    redirect_uri="https://gt.example/signed-in",
    pseudonym_key=b"k" * 32,
)


def test_settings_that_are_good_in_production_pass():
    GOOD.check_production()
    assert GOOD.secure


@pytest.mark.parametrize(
    "change", [{"issuer": "http://127.0.0.1:8001"}, {"redirect_uri": "http://127.0.0.1:8000/signed-in"}]
)
def test_plain_http_is_for_the_demo_on_this_machine_and_refused_in_production(change):
    demo = replace(GOOD, **change)
    with pytest.raises(Misconfigured, match="https"):
        demo.check_production()


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "http://idp.example"},
        {"issuer": "idp.example"},
        {"issuer": "https://idp.example/?x=1"},
        {"redirect_uri": "ftp://gt.example"},
        {"redirect_uri": "http://gt.example/signed-in"},
        {"pseudonym_key": b"short"},
        {"algorithms": ("HS256",)},
        {"algorithms": ("ES256", "none")},
        {"algorithms": ()},
        {"leeway": 3600},
        {"leeway": -1},
        {"session_idle": 0},
        {"session_idle": 40_000},
    ],
    ids=str,
)
def test_settings_that_no_mode_may_have_are_refused(change):
    with pytest.raises(Misconfigured):
        replace(GOOD, **change)


def test_the_pseudonym_key_is_not_printed():
    assert "kkkk" not in repr(GOOD)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not a key",
        "{}",
        '{"kty":"oct","k":"c2VjcmV0LXNlY3JldC1zZWNyZXQ"}',
        '{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}',
        "\ufeff{",
    ],
)
def test_a_file_that_holds_no_private_key_is_refused(tmp_path, content):
    path = tmp_path / "key"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(Misconfigured, match="private key"):
        load_private_key(path)


def test_a_key_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Misconfigured, match="cannot be read"):
        load_private_key(tmp_path / "nowhere")


@pytest.mark.parametrize("kind", ["P-256", "Ed25519"])
@pytest.mark.parametrize("form", ["jwk", "pem"])
def test_private_keys_are_read_as_jwk_and_as_pem(tmp_path, kind, form):
    import json

    from joserfc.jwk import ECKey, OKPKey

    key = ECKey.generate_key("P-256") if kind == "P-256" else OKPKey.generate_key("Ed25519")
    path = tmp_path / "key"
    path.write_bytes(json.dumps(key.as_dict(private=True)).encode() if form == "jwk" else key.as_pem(private=True))
    path.chmod(0o600)
    assert load_private_key(path).thumbprint() == key.thumbprint()


@pytest.mark.parametrize("kind", ["P-384", "X25519"])
def test_private_keys_of_other_curves_are_refused(tmp_path, kind):
    from joserfc.jwk import ECKey, OKPKey

    key = ECKey.generate_key("P-384") if kind == "P-384" else OKPKey.generate_key("X25519")
    path = tmp_path / "key"
    path.write_bytes(key.as_pem(private=True))
    path.chmod(0o600)
    with pytest.raises(Misconfigured):
        load_private_key(path)
