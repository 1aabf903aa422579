"""An agency's system proves itself by its own key and is let in as that agency."""

import httpx
import pytest

from deploy.demo.sign_in import browser_of, code_redirect
from service.errors import Misconfigured, NotSignedIn, Unavailable
from service.identity.client import person_token, system_token
from service.identity.principal import PrincipalKind


async def test_a_system_with_its_own_key_is_the_agency_it_belongs_to(world):
    key = world.client_key("police-04-connector")
    token = await system_token(world.settings.issuer, "police-04-connector", key, "golden-thread")
    principal = await world.bearer.principal(token)
    assert principal.kind is PrincipalKind.SYSTEM
    assert (principal.staff, principal.agency, principal.role) == ("police-04-connector", "police:04", "agency_system")
    assert principal.assurance == "key"


async def test_a_person_at_the_command_line_signs_in_through_the_browser(world):
    token = await person_token(
        world.settings.issuer, "golden-thread-cli", "golden-thread", browser_of("social-worker"), wait=10
    )
    principal = await world.bearer.principal(token)
    assert principal.kind is PrincipalKind.PRACTITIONER
    assert (principal.agency, principal.role) == ("gss:E06000009", "social_worker")
    assert principal.assurance == "mfa"
    assert principal.training == ("IG-L2",)
    assert principal.staff.startswith("staff-") and "social" not in principal.staff


async def test_a_system_cannot_use_the_key_of_another(world):
    key = world.client_key("bth-connector")
    with pytest.raises(NotSignedIn):
        await system_token(world.settings.issuer, "police-04-connector", key, "golden-thread")


async def test_a_token_for_another_service_is_not_given(world):
    key = world.client_key("police-04-connector")
    with pytest.raises(NotSignedIn):
        await system_token(world.settings.issuer, "police-04-connector", key, "another-service")


async def test_a_key_that_others_can_read_is_refused(world):
    key = world.client_key("police-04-connector")
    key.chmod(0o644)
    with pytest.raises(Misconfigured, match="chmod 600"):
        await system_token(world.settings.issuer, "police-04-connector", key, "golden-thread")


async def test_a_provider_that_is_down_is_said_to_be_down(world):
    await world.provider.down()
    with pytest.raises(Unavailable, match="cannot be reached"):
        await system_token(
            world.settings.issuer, "police-04-connector", world.client_key("police-04-connector"), "golden-thread"
        )


async def test_an_answer_from_another_sign_in_on_the_same_port_is_refused(world):
    async def attacker(authorize_url: str) -> None:
        async with httpx.AsyncClient() as http:
            back = httpx.URL(await code_redirect(authorize_url, "ig-lead", http))
            await http.get(back.copy_set_param("state", "of-the-attacker"))

    with pytest.raises(NotSignedIn, match="not completed"):
        await person_token(world.settings.issuer, "golden-thread-cli", "golden-thread", attacker, wait=10)


async def test_nobody_waits_for_ever_for_a_person_who_does_not_sign_in(world):
    async def nobody(url: str) -> None:
        return None

    with pytest.raises(NotSignedIn, match="in time"):
        await person_token(world.settings.issuer, "golden-thread-cli", "golden-thread", nobody, wait=0.05)
