"""Claims become a Principal in one place; what is missing or unknown is refused without an echo."""

from dataclasses import replace

import pytest

from service.errors import NotPermitted, NotSignedIn
from service.identity.claims import Principals, VerifiedClaims
from service.identity.principal import PrincipalKind
from service.identity.pseudonym import pseudonym
from service.identity.settings import IdentitySettings

SETTINGS = IdentitySettings(
    issuer="https://idp.example",
    client_id="web",
    audience="golden-thread",
    redirect_uri="https://gt.example/signed-in",
    pseudonym_key=b"k" * 32,
    mfa_acr=frozenset({"urn:example:two-factor"}),
)
OFFICER = {
    "sub": "officer@force.example",
    "name": "Alex Fenwright",
    "agency": "police:04",
    "role": "police_officer",
    "kind": "practitioner",
    "training": ["IG-L2", "IG-L1", "IG-L2"],
    "amr": ["pwd", "mfa"],
}


@pytest.fixture
def of(recognised):
    def principal_of(settings=SETTINGS, without=(), **changes):
        values = {name: value for name, value in (OFFICER | changes).items() if name not in without}
        return Principals(settings, recognised).of(VerifiedClaims(values, 1_800_000_000))

    return principal_of


def test_a_police_officer_is_who_the_claims_say(of):
    officer = of()
    assert officer.kind is PrincipalKind.PRACTITIONER
    assert (officer.name, officer.agency, officer.role) == ("Alex Fenwright", "police:04", "police_officer")
    assert officer.training == ("IG-L1", "IG-L2")
    assert officer.expires == 1_800_000_000


def test_the_staff_id_does_not_show_who_it_is_and_differs_by_key_issuer_and_person(of):
    staff = of().staff
    assert "officer" not in staff and "force" not in staff
    assert staff == pseudonym(SETTINGS.pseudonym_key, SETTINGS.issuer, "officer@force.example")
    others = {
        of(sub="officer2@force.example").staff,
        of(settings=replace(SETTINGS, pseudonym_key=b"j" * 32)).staff,
        of(settings=replace(SETTINGS, issuer="https://other.example")).staff,
    }
    assert len(others | {staff}) == 4


@pytest.mark.parametrize("kind", ["practitioner", "supervisor"])
def test_a_role_of_the_agreements_goes_with_either_kind_of_worker(of, kind):
    assert of(kind=kind).kind == kind


def test_an_ig_lead_is_an_ig_lead_both_by_kind_and_by_role(of):
    assert of(kind="ig_lead", role="ig_lead").kind is PrincipalKind.IG_LEAD
    with pytest.raises(NotPermitted, match="does not go with"):
        of(kind="ig_lead")
    with pytest.raises(NotPermitted, match="does not go with"):
        of(role="ig_lead")


def test_a_system_is_a_system_only_by_its_own_token(of):
    system = of(kind="system", role="agency_system", sub="connector", client_id="connector", without=["name", "amr"])
    assert (system.staff, system.name, system.assurance) == ("connector", "connector", "key")
    with pytest.raises(NotPermitted):
        of(kind="system", role="agency_system", client_id="another")


@pytest.mark.parametrize("claim", ["sub", "name", "agency", "role", "kind", "amr"])
def test_a_missing_claim_is_refused_and_named(of, claim):
    with pytest.raises(NotSignedIn, match="IT support"):
        of(without=[claim])


@pytest.mark.parametrize("value", ["", 7, None, ["a"], {"a": 1}, "x" * 300, "line\nbreak", "\x00", True])
@pytest.mark.parametrize("claim", ["sub", "name", "agency", "role", "kind"])
def test_a_malformed_claim_is_refused(of, claim, value):
    with pytest.raises((NotSignedIn, NotPermitted)):
        of(**{claim: value})


@pytest.mark.parametrize("value", ["IG-L2", 7, None, [7], [""], ["x" * 65], {"IG-L2": True}])
@pytest.mark.parametrize("claim", ["training", "amr"])
def test_a_list_that_is_not_a_list_of_words_is_refused(of, claim, value):
    with pytest.raises(NotSignedIn):
        of(**{claim: value})


def test_no_training_is_no_training(of):
    assert of(without=["training"]).training == ()


@pytest.mark.parametrize(
    "change",
    [{"agency": "gss:E99999999"}, {"role": "wizard"}, {"kind": "administrator"}],
    ids=["agency", "role", "kind"],
)
def test_what_the_partnership_does_not_know_is_refused_without_an_echo(of, change):
    with pytest.raises(NotPermitted) as refused:
        of(**change)
    said = str(refused.value)
    assert not any(value in said for value in [*change.values(), "Fenwright", "officer@"])


def test_assurance_is_mfa_only_if_the_provider_says_so(of):
    assert of().assurance == "mfa"
    assert of(amr=["pwd"], acr="urn:example:two-factor").assurance == "mfa"
    assert of(amr=[], acr="urn:example:two-factor").assurance == "mfa"
    assert of(amr=["pwd"], acr="urn:example:other").assurance == "password"
    assert of(amr=["pwd"], acr=["urn:example:two-factor"]).assurance == "password"
    with pytest.raises(NotSignedIn):
        of(amr=[])
