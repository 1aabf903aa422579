"""What the policy engine answers: one Ruling per candidate, and the digest of the bundle that decided."""

import msgspec


class Ruling(msgspec.Struct, frozen=True):
    """How much of one kind of record may be told, and why."""

    effect: str
    """`allow` or `deny`."""
    level: int
    """0 none, 1 exists, 2 contact, 3 summary, 4 detail."""
    fields: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    agreement: str = ""
    version: str = ""
    agreement_digest: str = ""
    rules: tuple[str, ...] = ()
    gateways: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    """Codes of `policies.reasons`, for the IG lead; never shown to the asker of a refusal."""


class Decision(msgspec.Struct, frozen=True):
    """The engine's whole answer: `rulings[i]` is for `question.candidates[i]`."""

    bundle: str
    """`sha256:...` of the policy bundle that decided."""
    rulings: tuple[Ruling, ...]


REFUSED = Ruling(effect="deny", level=0)
