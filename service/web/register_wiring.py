"""The real ports behind the pages of the register, the proofs, the sources and the users, over one runtime."""

from collections.abc import Mapping, Sequence

from isa.difference import Difference, difference
from isa.document.forms import version_number
from isa.protocol.edition import Edition, edition_of_listed
from isa.suspensions import Subject, Suspended
from service.enquiry.cards import STALE_AFTER_SECONDS
from service.identity.principal import Principal
from service.oversight.accounts import Accounts, accounts
from service.oversight.leads import check_lead
from service.oversight.log_state import LogState, ReceiptCheck, chain_file, check_receipt, log_state
from service.oversight.public_register import PublicRegister
from service.oversight.simulating import Simulation, Simulations, Wish
from service.oversight.source_health import SourceHealth, own_quarantine, source_health
from service.oversight.suspending import let_run, stop, suspensions
from service.runtime import Runtime
from service.store.quarantined import QuarantinedRow
from service.web.register_ports import Governance


class RuntimeWords:
    """What the agreements' codes are called now."""

    def __init__(self, runtime: Runtime) -> None:
        self._agreements = runtime.agreements

    def agencies(self) -> Mapping[str, str]:
        """By id, in the order of their names."""
        named = {one: self._agreements.agency_name(one) for one in self._agreements.agencies}
        return dict(sorted(named.items(), key=lambda item: item[1]))

    def area(self, code: str) -> str:
        """Its code where the vocabulary does not name it."""
        return self._agreements.area_name(code)

    def roles(self) -> Mapping[str, str]:
        """By code."""
        return {code: one.title for code, one in self._agreements.words.roles.items()}

    def purposes(self) -> Mapping[str, str]:
        """By code, as a page asks for them."""
        return {one.code: one.label for one in self._agreements.all_purposes()}


class RuntimeVersions:
    """The versions of the register."""

    def __init__(self, runtime: Runtime) -> None:
        self._agreements = runtime.agreements

    def versions(self, isa_id: str) -> list[Edition]:
        """The newest first."""
        read = (edition_of_listed(one, self._agreements.words) for one in self._agreements.register.listed)
        found = [one for one in read if one is not None and one.agreement.isa_id == isa_id]
        return sorted(found, key=lambda one: version_number(one.agreement.version), reverse=True)

    def difference(self, old: Edition | None, new: Edition) -> Difference:
        """From the documents alone."""
        return difference(old.agreement if old else None, new.agreement, self._agreements.words)


class RuntimeStopping:
    """What is stopped, as every process sees it."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def stopped(self, principal: Principal) -> tuple[Suspended, ...]:
        """In the order in which it was stopped."""
        return await suspensions(principal, self._runtime)

    def names(self, principal: Principal, subject: Subject) -> list[str]:
        """In the order of their names."""
        check_lead(principal)
        return sorted(self._runtime.agreements.register.names(subject))

    async def stop(self, principal: Principal, subject: Subject, name: str, reason: str) -> None:
        """At once."""
        await stop(subject, name, reason, principal, self._runtime)

    async def let_run(self, principal: Principal, subject: Subject, name: str, reason: str) -> None:
        """What the principal's own agency has stopped."""
        await let_run(subject, name, reason, principal, self._runtime)


class RuntimeSimulating:
    """Simulations of this process."""

    def __init__(self, runtime: Runtime) -> None:
        self._simulations = Simulations(runtime)

    def start(self, principal: Principal, wish: Wish) -> str:
        """One at a time."""
        return self._simulations.start(wish, principal)

    async def outcome(self, principal: Principal, simulation: str, patience: float) -> Simulation:
        """For whoever began it."""
        return await self._simulations.outcome(simulation, principal, patience)


class RuntimeProofs:
    """The log of this process."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def state(self, principal: Principal) -> LogState:
        """As signed now."""
        return await log_state(principal, self._runtime)

    async def check(self, principal: Principal, content: bytes) -> ReceiptCheck:
        """By the verifier that everybody can run."""
        return await check_receipt(content, principal, self._runtime)

    def key_chain(self, principal: Principal) -> bytes:
        """As `service log rotate-key` wrote it."""
        check_lead(principal)
        path = chain_file(self._runtime)
        return path.read_bytes() if path.exists() else b""


class RuntimeSources:
    """The records' sources."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def health(self, principal: Principal) -> SourceHealth:
        """As of now."""
        return await source_health(principal, self._runtime)

    async def quarantine(self, principal: Principal, code: str, limit: int, skip: int) -> Sequence[QuarantinedRow]:
        """Those of the latest load first."""
        return await own_quarantine(code, limit, skip, principal, self._runtime)


class RuntimeUsers:
    """Roles and accounts."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def accounts(self, principal: Principal) -> Accounts:
        """As of now."""
        return await accounts(principal, self._runtime)


def governance_of(runtime: Runtime) -> Governance:
    """Everything that these pages need."""
    return Governance(
        words=RuntimeWords(runtime),
        versions=RuntimeVersions(runtime),
        stopping=RuntimeStopping(runtime),
        simulating=RuntimeSimulating(runtime),
        proofs=RuntimeProofs(runtime),
        sources=RuntimeSources(runtime),
        users=RuntimeUsers(runtime),
        public=PublicRegister(runtime),
        stale_after=STALE_AFTER_SECONDS,
    )
