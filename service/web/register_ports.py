"""What the pages of the register, the proofs, the sources and the users need of the service, as small protocols.

The shapes are those of `service.oversight`, which holds who may see what; every method raises the errors of
`service.errors`. `register_wiring` gives the real ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from isa.difference import Difference
from isa.protocol.edition import Edition
from isa.suspensions import Subject, Suspended
from service.identity.principal import Principal
from service.oversight.accounts import Accounts
from service.oversight.log_state import LogState, ReceiptCheck
from service.oversight.public_register import Figures
from service.oversight.simulating import Simulation, Wish
from service.oversight.source_health import SourceHealth
from service.store.quarantined import QuarantinedRow


class Words(Protocol):
    """What codes of the agreements are called."""

    def agencies(self) -> Mapping[str, str]:
        """Every agency of the partnership by id, with its name."""

    def area(self, code: str) -> str:
        """What an area is called."""

    def roles(self) -> Mapping[str, str]:
        """Every role of the vocabulary."""

    def purposes(self) -> Mapping[str, str]:
        """Every purpose."""


class Versions(Protocol):
    """The versions of an agreement, beside each other."""

    def versions(self, isa_id: str) -> list[Edition]:
        """All that were given and verify, the newest first; none where there is no such agreement."""

    def difference(self, old: Edition | None, new: Edition) -> Difference:
        """What changes from the one to the other."""


class Stopping(Protocol):
    """Stopping something at once, and letting it run again."""

    async def stopped(self, principal: Principal) -> tuple[Suspended, ...]:
        """What is stopped now. The reading is an entry."""

    def names(self, principal: Principal, subject: Subject) -> list[str]:
        """What of this kind there is to stop; nothing for users, who are in no agreement."""

    async def stop(self, principal: Principal, subject: Subject, name: str, reason: str) -> None:
        """Stop it, from the next decision on."""

    async def let_run(self, principal: Principal, subject: Subject, name: str, reason: str) -> None:
        """Let it run again."""


class Simulating(Protocol):
    """Who would see what."""

    def start(self, principal: Principal, wish: Wish) -> str:
        """Begin a simulation; returns its id."""

    async def outcome(self, principal: Principal, simulation: str, patience: float) -> Simulation:
        """One that this person began; waits at most so many seconds for its end."""


class Proofs(Protocol):
    """Whether the log can prove itself."""

    async def state(self, principal: Principal) -> LogState:
        """The log as it stands. The reading is an entry."""

    async def check(self, principal: Principal, content: bytes) -> ReceiptCheck:
        """What is to be said of a receipt. The question is an entry."""

    def key_chain(self, principal: Principal) -> bytes:
        """The file that leads from the log's first key to the one in use; empty while none was replaced."""


class Sources(Protocol):
    """How good the records are that answers rest on."""

    async def health(self, principal: Principal) -> SourceHealth:
        """All sources, what is in quarantine, the matcher's errors."""

    async def quarantine(self, principal: Principal, code: str, limit: int, skip: int) -> Sequence[QuarantinedRow]:
        """The rows of the lead's own agency that were not taken for one reason."""


class Users(Protocol):
    """Who may do what, and who has been here."""

    async def accounts(self, principal: Principal) -> Accounts:
        """As of now. The reading is an entry."""


class ForEverybody(Protocol):
    """The public register."""

    def in_force(self) -> list[Edition]:
        """The agreements that share something today."""

    def entry(self, isa_id: str) -> Edition:
        """One of them."""

    async def figures(self) -> Figures:
        """How much was asked in the last full month."""


@dataclass(frozen=True, slots=True)
class Governance:
    """Everything that these pages need."""

    words: Words
    versions: Versions
    stopping: Stopping
    simulating: Simulating
    proofs: Proofs
    sources: Sources
    users: Users
    public: ForEverybody
    stale_after: int
    """Seconds after which a source is called stale, as on an answer's cards."""
