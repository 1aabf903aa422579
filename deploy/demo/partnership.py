"""Sets up the demo partnership: keys, signed agreements, the sandbox's files, and the settings that tie them together.

Everything is made where it is missing and left alone where it is there, so that a second run needs no network and
loads nothing twice.
"""

import shlex
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from connectors.sandbox.partnership import write_partnership
from deploy.demo.ceremony import hold_signing_ceremony
from deploy.demo.provider.app import prepare
from deploy.demo.provider.clients import WEB_CLIENT
from deploy.demo.provider.people import load_cast
from service.cli.commands import DEMO_SETTINGS
from service.keys_at_setup import make_keys
from service.settings import Settings, read_settings

AGENCIES = ("police:04", "gss:E06000009", "ods:RXL", "ods:RW5")
LOG_NAME = "demo.golden-thread.example/log/2026"
SEED = 2026
SOURCES = Path(__file__).resolve().parents[2] / "isa" / "agreements"
SHOWN = Path(__file__).with_name("agreements")
"""One agreement whose review is overdue, and one that is in signature: what a register shows beside those in force."""
FILES = (("police", "police.csv"), ("family_hubs", "family-hubs.jsonl"), ("health", "health.ndjson"))

Say = Callable[[str], None]


@dataclass(frozen=True)
class Demo:
    """Where the demo is kept and on which ports it runs."""

    directory: Path
    port: int
    provider_port: int
    people: int

    @property
    def issuer(self) -> str:
        """The demo's sign-in."""
        return f"http://127.0.0.1:{self.provider_port}"

    @property
    def url(self) -> str:
        """The service."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def files(self) -> Path:
        """What the three simulated agencies exported."""
        return self.directory / "agency-files"

    @property
    def provider_directory(self) -> Path:
        """The keys of the demo's sign-in."""
        return self.directory / "sign-in"


def set_up(demo: Demo, say: Say) -> Settings:
    """Make what is missing; return the settings to run with."""
    client_key = prepare(demo.provider_directory, load_cast())
    given = {
        "mode": "demo",
        "directory": demo.directory,
        "issuer": demo.issuer,
        "client_id": WEB_CLIENT,
        "client_key": client_key,
        "public_url": demo.url,
        "desk_name": "Partnership desk",
        "desk_phone": "01632 960900",
        "log_format": "console",
    }
    settings = read_settings(**given)
    _write_settings(demo.directory / DEMO_SETTINGS, given)
    make_keys(settings, LOG_NAME, AGENCIES)
    if not settings.trust_list_path.exists():
        say("Signing the demo's agreements")
        hold_signing_ceremony(demo.directory, SOURCES, shown=SHOWN)
    if not demo.files.exists():
        say(f"Writing the files of three simulated agencies: {demo.people:,} people of the Fylde Coast, all invented")
        unfinished = demo.files.with_name("agency-files.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        write_partnership(unfinished, demo.people, SEED, exported=datetime.now(UTC).date())
        unfinished.rename(demo.files)
    return settings


def _write_settings(path: Path, given: Mapping[str, object]) -> None:
    """For the commands of another terminal. It names files of keys and holds no key."""
    lines = [f"GOLDEN_THREAD_{name.upper()}={shlex.quote(str(value))}" for name, value in given.items()]
    path.write_text("\n".join([f"# set -a; . {shlex.quote(str(path))}; set +a", *lines]) + "\n", encoding="utf-8")
