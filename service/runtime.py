"""One frozen value that holds everything an enquiry needs; there are no globals. Opened once, closed in reverse."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx

from audit.errors import AuditError, KeyRefused, LogInUse
from audit.log import AuditLog
from audit.signer import Signer
from audit.storage.port import Storage
from audit.storage.postgres import PostgresStorage
from audit.storage.sqlite import SqliteStorage
from audit.witness.policy import PolicyRefused, read_policy
from audit.witness.rounds import Watch
from service.agreements import Agreements, open_agreements
from service.clock import Clock, SystemClock
from service.errors import Misconfigured, ReasonCode, Unavailable
from service.identity.gate import Gate
from service.identity.outbound import provider_http
from service.identity.settings import IdentitySettings
from service.matching.model import Model, load_model
from service.matching.nearness import Nearness
from service.matching.tokens import IndexKey
from service.opening import Opener
from service.sealing.keyfile import read_keyring
from service.sealing.keyring import Keyring
from service.sealing.seal import Sealer
from service.settings import Settings
from service.store.opening import open_store
from service.store.store import Store


@dataclass(frozen=True, slots=True)
class Runtime:
    """Everything, ready. Tests build one from the same parts on temporary files."""

    settings: Settings
    clock: Clock
    keyring: Keyring
    sealer: Sealer
    opener: Opener
    index_key: IndexKey
    model: Model
    near: Nearness
    """Of the same model."""
    store: Store
    agreements: Agreements
    log: AuditLog
    gate: Gate


DEMO_LOG = "demo."
"""With this begins the name of every demo's log, whose keys and agreements production refuses."""


@asynccontextmanager
async def open_runtime(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Runtime]:
    """Open every part, or none.

    Raises:
        Misconfigured: a key, an agreement or a setting is refused, or another process holds the files.
        Unavailable: a database does not answer.
    """
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        keyring = read_keyring(settings.keyring_path)
        sealer = Sealer(keyring)
        agreements = open_agreements(settings, clock)
        stack.push_async_callback(agreements.close)
        store = await stack.enter_async_context(open_store(settings.records_url, keyring.fingerprint))
        log = await _open_log(settings)
        stack.push_async_callback(log.close)
        http = await stack.enter_async_context(provider_http())
        model = load_model(settings.model_path)
        yield Runtime(
            settings=settings,
            clock=clock,
            keyring=keyring,
            sealer=sealer,
            opener=Opener(sealer),
            index_key=IndexKey(keyring.index_key, keyring.index_version),
            model=model,
            near=Nearness(model),
            store=store,
            agreements=agreements,
            log=log,
            gate=_gate(settings, keyring, agreements, http),
        )


async def _open_log(settings: Settings) -> AuditLog:
    try:
        signer = Signer.load(settings.log_key_path)
        if settings.mode == "production" and signer.origin.startswith(DEMO_LOG):
            signer.close()
            raise Misconfigured(
                ReasonCode.KEY_FILE_REFUSED,
                f"The keys in {settings.directory} are the demo's. Make your own partnership's with: service init.",
            )
        return await AuditLog.open(_log_storage(settings), signer, witnesses=_witnesses(settings, signer))
    except PolicyRefused as fault:
        raise Misconfigured(ReasonCode.SETTINGS_REFUSED, str(fault)) from None
    except KeyRefused as fault:
        raise Misconfigured(ReasonCode.KEY_FILE_REFUSED, fault.advice) from None
    except LogInUse as fault:
        raise Misconfigured(ReasonCode.STORE_IN_USE, fault.advice) from None
    except AuditError as fault:
        raise Unavailable(ReasonCode.LOG_UNAVAILABLE, fault.advice) from None


def _witnesses(settings: Settings, signer: Signer) -> Watch | None:
    if settings.witness_policy is None:
        return None
    policy = read_policy(settings.witness_policy)
    if not policy.is_for(signer.keys):
        raise PolicyRefused(f"The witness policy {settings.witness_policy} is not for the log {signer.verifier.vkey}.")
    return Watch(policy, most_entries=settings.witness_lag_entries, most_seconds=float(settings.witness_lag_seconds))


def _log_storage(settings: Settings) -> Storage:
    """The log has a database of its own: a long load of records never holds up an answer."""
    if not settings.log_url:
        return SqliteStorage(settings.log_path)
    return PostgresStorage(settings.log_url, sole=settings.mode == "production")


def _gate(settings: Settings, keyring: Keyring, agreements: Agreements, http: httpx.AsyncClient) -> Gate:
    identity = IdentitySettings(
        issuer=settings.issuer,
        client_id=settings.client_id,
        audience=settings.audience,
        redirect_uri=f"{settings.public_url}/sign-in/complete",
        pseudonym_key=keyring.pseudonym_key,
        private_key=settings.client_key,
        session_idle=settings.session_idle_minutes * 60,
        session_absolute=settings.session_hours * 3600,
        step_up=settings.step_up_minutes * 60,
    )
    return Gate.of(identity, agreements, http)
