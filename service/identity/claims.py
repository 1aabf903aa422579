"""The one place where verified claims become a Principal: who this is to us, or a sentence that says why not.

Claims read: `sub`, `name`, `agency`, `role`, `kind`, `training`, `amr` and `acr` (RFC 8176, OpenID Connect Core 1.0).
Whatever is missing or unknown is refused; nothing is guessed and no claim is echoed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from service.errors import NotPermitted, NotSignedIn, ReasonCode
from service.identity.principal import Principal, PrincipalKind
from service.identity.pseudonym import pseudonym
from service.identity.settings import IdentitySettings

NAME_LIMIT = 120
WORD_LIMIT = 64
SYSTEM_ROLE = "agency_system"
IG_LEAD_ROLE = "ig_lead"
BOUND_ROLES = {PrincipalKind.SYSTEM: SYSTEM_ROLE, PrincipalKind.IG_LEAD: IG_LEAD_ROLE}
"""Kinds that go with exactly one role, both ways round; a practitioner or supervisor has any other known role."""


@dataclass(frozen=True, slots=True)
class VerifiedClaims:
    """Claims whose signature, issuer, audience and times held. Only `service.identity.tokens` makes one."""

    values: Mapping[str, object]
    expires: int
    """Unix seconds, UTC."""


class Recognises(Protocol):
    """Who is known at this moment: an agreement that is brought into force may bring a new agency."""

    @property
    def agencies(self) -> frozenset[str]:
        """The agencies of the partnership."""

    @property
    def roles(self) -> frozenset[str]:
        """The roles that its agreements name."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Agencies and roles that stay as they are."""

    agencies: frozenset[str]
    roles: frozenset[str]


class Principals:
    """Makes a Principal of verified claims."""

    def __init__(self, settings: IdentitySettings, recognised: Recognises) -> None:
        self._settings = settings
        self._recognised = recognised

    def of(self, claims: VerifiedClaims, *, expires: int | None = None) -> Principal:
        """Return who these claims speak of, until `expires` (Unix seconds; the token's own end if not given).

        Raises:
            NotSignedIn: a claim is missing or malformed.
            NotPermitted: agency, role or kind is not one that this partnership knows, or they contradict each other.

        """
        values = claims.values
        subject = _word(values, "sub", limit=255)
        kind = self._kind(values)
        is_system = kind is PrincipalKind.SYSTEM
        return Principal(
            kind=kind,
            staff=subject if is_system else pseudonym(self._settings.pseudonym_key, self._settings.issuer, subject),
            name=subject if is_system else _name(values),
            agency=self._agency(values),
            role=self._role(values, kind),
            training=_training(values),
            assurance="key" if is_system else self._assurance(values),
            expires=claims.expires if expires is None else expires,
        )

    def _kind(self, values: Mapping[str, object]) -> PrincipalKind:
        try:
            kind = PrincipalKind(_word(values, "kind"))
        except ValueError:
            raise _not_permitted("Your account is not set up as a kind of user that this service knows.") from None
        # A token made for a client itself has its client id as subject (RFC 9068, 2.2): only that is a system.
        if (kind is PrincipalKind.SYSTEM) != (values.get("client_id") == values.get("sub")):
            raise _not_permitted("Your account says it is a system and a person at once.")
        return kind

    def _agency(self, values: Mapping[str, object]) -> str:
        agency = _word(values, "agency")
        if agency not in self._recognised.agencies:
            raise _not_permitted("Your agency is not part of this partnership.")
        return agency

    def _role(self, values: Mapping[str, object], kind: PrincipalKind) -> str:
        role = _word(values, "role")
        if role not in self._recognised.roles | frozenset(BOUND_ROLES.values()):
            raise _not_permitted("Your role is not one that this partnership's agreements name.")
        bound = BOUND_ROLES.get(kind)
        if role != bound if bound else role in BOUND_ROLES.values():
            raise _not_permitted("Your role does not go with the kind of user that you are.")
        return role

    def _assurance(self, values: Mapping[str, object]) -> str:
        methods = _words(values, "amr")
        context = values.get("acr")
        if "mfa" in methods or (isinstance(context, str) and context in self._settings.mfa_acr):
            return "mfa"
        if methods:
            return "password"
        raise _not_signed_in("Your sign-in did not say how you were checked.")


def _word(values: Mapping[str, object], claim: str, limit: int = WORD_LIMIT) -> str:
    value = values.get(claim)
    if not isinstance(value, str) or not 0 < len(value) <= limit or not value.isprintable():
        raise _not_signed_in(f"Your sign-in did not bring a usable '{claim}'.")
    return value


def _words(values: Mapping[str, object], claim: str) -> tuple[str, ...]:
    value = values.get(claim, [])
    if not isinstance(value, list) or not all(isinstance(word, str) and 0 < len(word) <= WORD_LIMIT for word in value):
        raise _not_signed_in(f"Your sign-in did not bring a usable '{claim}'.")
    return tuple(value)


def _name(values: Mapping[str, object]) -> str:
    return _word(values, "name", limit=NAME_LIMIT)


def _training(values: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(sorted(set(_words(values, "training"))))


def _not_signed_in(what: str) -> NotSignedIn:
    return NotSignedIn(ReasonCode.TOKEN_INVALID, f"{what} Ask your agency's IT support to correct your account.")


def _not_permitted(what: str) -> NotPermitted:
    return NotPermitted(ReasonCode.ROLE_NOT_PERMITTED, f"{what} Ask your agency's IT support to correct your account.")
