"""What the service is told before it starts, from the environment (`GOLDEN_THREAD_…`), refused when it is unsafe.

Every setting is documented in `docs/settings.md`; a guard test holds the two together.
"""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.errors import Misconfigured, ReasonCode

SHORTEST_TOKEN = 32
"""Characters of the secret that this service and its OPA server share."""


class Settings(BaseSettings):
    """Frozen settings. Paths are relative to the working directory; times are in the unit that the name says."""

    model_config = SettingsConfigDict(env_prefix="GOLDEN_THREAD_", frozen=True, extra="ignore")

    mode: Annotated[
        Literal["demo", "production"],
        Field(description="`production` refuses demo keys, plain http issuers and SQLite without an override."),
    ] = "production"
    directory: Annotated[Path, Field(description="Where databases, keys and signed agreements live.")] = Path(
        ".golden-thread"
    )
    database_url: Annotated[
        SecretStr, Field(description="`postgresql://…` for the sealed records; empty for SQLite in the directory.")
    ] = SecretStr("")
    log_database_url: Annotated[
        SecretStr, Field(description="`postgresql://…` for the audit log; empty for SQLite in the directory.")
    ] = SecretStr("")
    allow_sqlite: Annotated[bool, Field(description="Let production run on SQLite (one process only).")] = False
    issuer: Annotated[str, Field(description="The OpenID Connect issuer that people and systems sign in with.")] = ""
    client_id: Annotated[str, Field(description="This service's client id at the issuer.")] = "golden-thread"
    client_key: Annotated[
        Path | None,
        Field(description="This service's private key (JWK) at the issuer; without one PKCE alone protects."),
    ] = None
    cli_client_id: Annotated[str, Field(description="The public client with which people use `service enquire`.")] = (
        "golden-thread-cli"
    )
    audience: Annotated[str, Field(description="The audience that access tokens must carry.")] = "golden-thread"
    public_url: Annotated[str, Field(description="Where people reach the pages; the sign-in returns here.")] = (
        "http://127.0.0.1:8000"
    )
    policy_engine: Annotated[
        Literal["embedded", "opa"], Field(description="`embedded` decides in process; `opa` asks a server.")
    ] = "embedded"
    opa_url: Annotated[str, Field(description="The OPA server, when it is the engine.")] = "http://127.0.0.1:8181"
    opa_token: Annotated[SecretStr, Field(description="A bearer token for the OPA server, where it wants one.")] = (
        SecretStr("")
    )
    opa_authority: Annotated[
        Path | None, Field(description="The certificate authority (PEM) of the OPA server; the system's when empty.")
    ] = None
    opa_certificate: Annotated[
        Path | None, Field(description="This service's client certificate (PEM) for the OPA server, for mutual TLS.")
    ] = None
    opa_certificate_key: Annotated[
        Path | None, Field(description="The private key (PEM) of that certificate, readable by this service alone.")
    ] = None
    model_path: Annotated[Path, Field(description="The matching model: weights, thresholds, measured error rates.")] = (
        Path(__file__).parent / "matching" / "models" / "fylde-1.json"
    )
    empty_answer_ms: Annotated[
        int,
        Field(ge=0, le=5000, description="An answer with nothing to show leaves this long after its question."),
    ] = 40
    reason_hours: Annotated[
        int, Field(ge=1, le=24, description="Why somebody asks is kept this long for a case, then asked again.")
    ] = 8
    answer_hours: Annotated[int, Field(ge=1, le=72, description="How long an answer can be read again.")] = 24
    caseload_check: Annotated[
        Literal["agency", "off"],
        Field(
            description="`agency` believes an open case only where the asker's own agency holds one; `off` never asks."
        ),
    ] = "agency"
    session_idle_minutes: Annotated[int, Field(ge=1, le=240, description="Sign-out after this long idle.")] = 20
    step_up_minutes: Annotated[
        int, Field(ge=1, le=60, description="For how long a confirmed sign-in opens emergencies and exports.")
    ] = 10
    session_hours: Annotated[int, Field(ge=1, le=24, description="Sign-out after this long at the most.")] = 10
    partnership_name: Annotated[str, Field(description="What the partnership calls itself on the pages.")] = (
        "Fylde Coast partnership"
    )
    desk_name: Annotated[str, Field(description="The desk that asks an unnamed service to ring back.")] = (
        "Partnership desk"
    )
    witness_policy: Annotated[
        Path | None,
        Field(description="Who witnesses the audit log, and how many of them are enough (a C2SP tlog-policy file)."),
    ] = None
    witness_lag_entries: Annotated[
        int, Field(ge=1, description="An alarm, once more entries than these wait for enough witnesses.")
    ] = 10_000
    witness_lag_seconds: Annotated[
        int, Field(ge=1, le=86_400, description="An alarm, once an entry has waited this long for enough witnesses.")
    ] = 300
    desk_phone: Annotated[str, Field(description="Its telephone number.")] = ""
    log_format: Annotated[Literal["json", "console"], Field(description="How log lines are written.")] = "json"

    @property
    def records_path(self) -> Path:
        """The SQLite file of sealed records."""
        return self.directory / "records.db"

    @property
    def log_path(self) -> Path:
        """The SQLite file of the audit log."""
        return self.directory / "log.db"

    @property
    def keyring_path(self) -> Path:
        """The keyring that seals and opens fields."""
        return self.directory / "keys" / "keyring.json"

    @property
    def log_key_path(self) -> Path:
        """The key that signs the audit log's checkpoints."""
        return self.directory / "keys" / "log.key"

    @property
    def bundle_key_path(self) -> Path:
        """The key that signs policy bundles for an OPA server. It signs nothing else."""
        return self.directory / "keys" / "bundle.key"

    @property
    def bundle_public_key_path(self) -> Path:
        """The public key by which an OPA server knows a bundle."""
        return self.directory / "bundle.pub.pem"

    @property
    def verification_key_path(self) -> Path:
        """The public key with which anyone checks a receipt."""
        return self.directory / "log.vkey"

    @property
    def records_url(self) -> str:
        """Where the sealed records are."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.records_path}"

    @property
    def log_url(self) -> str:
        """Where the audit log is, if on a server."""
        return self.log_database_url.get_secret_value()

    @property
    def agreements_directory(self) -> Path:
        """The signed agreements."""
        return self.directory / "agreements"

    @property
    def suspensions_path(self) -> Path:
        """What is stopped now; every process looks at it before each decision."""
        return self.directory / "suspensions.json"

    @property
    def review_terms_path(self) -> Path:
        """From when on something is put into the queue of reviews; the defaults hold where there is no such file."""
        return self.directory / "reviews.json"

    @property
    def trust_list_path(self) -> Path:
        """Whose signatures count, signed by the partnership's root key."""
        return self.directory / "trust-list.jws.json"

    @property
    def newest_trust_path(self) -> Path:
        """Which trust list was in use last: an older one never comes back."""
        return self.directory / "trust-list.newest.json"

    @property
    def root_key_path(self) -> Path:
        """The public key of the partnership's root: the one thing that a service is given by hand."""
        return self.directory / "root.pub"


def read_settings(**given: object) -> Settings:
    """Read and check the settings; `given` stands above the environment.

    Raises:
        Misconfigured: a setting is unknown or out of range, or production would be unsafe.
    """
    settings = read_settings_to_look(**given)
    if settings.mode == "production":
        _check_production(settings)
    return settings


def read_settings_to_look(**given: object) -> Settings:
    """Read the settings for a command that serves nobody (it makes keys, or reads agreements): any mode will do.

    Raises:
        Misconfigured: a setting is unknown or out of range.
    """
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as fault:
        names = ", ".join(f"GOLDEN_THREAD_{'_'.join(map(str, e['loc'])).upper()}" for e in fault.errors())
        raise Misconfigured(
            ReasonCode.SETTINGS_REFUSED, f"These settings cannot be used: {names}. See docs/settings.md."
        ) from None


def _is_https_or_here(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in ("127.0.0.1", "::1", "localhost")


def _check_production(settings: Settings) -> None:
    """Refuse what is only ever right for a demo."""
    faults = []
    if not settings.issuer.startswith("https://"):
        faults.append("GOLDEN_THREAD_ISSUER must be an https:// address")
    if not settings.public_url.startswith("https://"):
        faults.append("GOLDEN_THREAD_PUBLIC_URL must be an https:// address")
    for name, url in (("DATABASE_URL", settings.database_url), ("LOG_DATABASE_URL", settings.log_database_url)):
        if not url.get_secret_value() and not settings.allow_sqlite:
            faults.append(
                f"GOLDEN_THREAD_{name} must name a PostgreSQL server (or set GOLDEN_THREAD_ALLOW_SQLITE=true)"
            )
    if settings.policy_engine == "opa" and not _is_https_or_here(settings.opa_url):
        faults.append("GOLDEN_THREAD_OPA_URL must be an https:// address, or one on this machine")
    if settings.policy_engine == "opa" and len(settings.opa_token.get_secret_value()) < SHORTEST_TOKEN:
        faults.append(f"GOLDEN_THREAD_OPA_TOKEN must be a secret of at least {SHORTEST_TOKEN} characters")
    if (settings.opa_certificate is None) != (settings.opa_certificate_key is None):
        faults.append("GOLDEN_THREAD_OPA_CERTIFICATE and GOLDEN_THREAD_OPA_CERTIFICATE_KEY go together: set both")
    if faults:
        raise Misconfigured(ReasonCode.SETTINGS_REFUSED, "Production cannot start: " + "; ".join(faults) + ".")
