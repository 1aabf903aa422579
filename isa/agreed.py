"""What is an agreement with its digest, whoever vouches for it? A signed one, or a draft where it is only simulated."""

from typing import Protocol

from isa.agreement import Agreement


class Agreed(Protocol):
    """An agreement and its digest: a `VerifiedAgreement`, or a `policies.drafts.Draft`."""

    @property
    def agreement(self) -> Agreement:
        """What is agreed."""
        ...

    @property
    def digest(self) -> str:
        """What every decision under it quotes."""
        ...
