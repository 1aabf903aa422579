"""One frozen value that holds everything an enquiry needs; there are no globals. Opened once, closed in reverse."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx

from audit.whole_log import WholeLog
from service.agreements import Agreements, open_agreements
from service.clock import Clock, SystemClock
from service.identity.gate import Gate
from service.identity.outbound import provider_http
from service.identity.settings import IdentitySettings
from service.log_shards import open_log
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
    log: WholeLog
    gate: Gate


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
        log = await open_log(settings)
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
