"""How the locked packages get into `.venv`: with uv where that works, else with pip; always by hash.

uv installs in about two seconds what takes pip twenty (docs/decisions/0002). It is taken from the machine if there,
else installed by pip from its own small lock. Where uv cannot reach what pip can (an index, proxy or certificate that
only pip was told of), pip does it all. Standard library only.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from deploy.paths import locked

Say = Callable[[str], None]
Command = Sequence[str | Path]
SIGN_OF_LIFE = 10.0
"""Seconds."""

NO_PIP = (
    "This Python has neither pip nor ensurepip, and there is no uv. "
    "On Debian or Ubuntu: apt-get install python3-venv. Then run the same command again."
)
NO_PACKAGES = (
    "The packages could not be installed; the installer's own words are above. Most often the package index cannot be "
    "reached: the first set-up needs it (later runs do not). Behind a proxy or on a mirror, set HTTPS_PROXY or "
    "PIP_INDEX_URL and run the same command again."
)


class InstallFailed(Exception):
    """The packages are not in place; the message tells a person what to do."""


def install(name: str, python: Path, say: Say) -> None:
    """Install the requirements called `name`, and uv with them, into the environment of `python`.

    Raises:
        InstallFailed: neither uv nor pip could.
    """
    uv = find_uv(python) or bring_uv(python, say)
    say(f"installing {pins(locked(name))} packages for {name}")
    if run([*sync(uv, python), *lock_files(name)], environment_for_uv(), say):
        return
    say("uv could not; trying pip, which takes longer")
    install_with_pip(lock_files(name), python, say)


def install_with_pip(locks: Sequence[Path], python: Path, say: Say) -> None:
    """Install what is locked with pip, by hash, with nothing added.

    Raises:
        InstallFailed: there is no pip, or it could not.
    """
    pip = find_pip(python, say)
    for lock in locks:
        if not run([*pip, "install", "-q", "--require-hashes", "--no-deps", "-r", lock], quiet_pip(), say):
            raise InstallFailed(NO_PACKAGES)


def lock_files(name: str) -> list[Path]:
    """uv's own lock, then the one asked for; `test` holds all of `run`."""
    return list(dict.fromkeys([locked("bootstrap"), locked(name)]))


def find_uv(python: Path) -> Path | None:
    """The environment's own uv, or else the machine's, if there is one."""
    own = python.with_name("uv")
    on_path = shutil.which("uv")
    return own if own.exists() else Path(on_path) if on_path else None


def bring_uv(python: Path, say: Say) -> Path:
    """Install uv into the environment."""
    say("installing uv, which installs the rest")
    install_with_pip([locked("bootstrap")], python, say)
    return python.with_name("uv")


def sync(uv: Path, python: Path) -> list[str | Path]:
    """uv's command for exactly what is locked and nothing more, in files of its own."""
    return [uv, "pip", "sync", "-q", "--require-hashes", "--link-mode", "copy", "--python", python]


def find_pip(python: Path, say: Say) -> list[str | Path]:
    """How to call a pip that installs into the environment: its own, if need be from ensurepip, or the one beside us.

    Raises:
        InstallFailed: there is none.
    """
    own: list[str | Path] = [python, "-m", "pip"]
    beside: list[str | Path] = [sys.executable, "-m", "pip", "--python", python]
    if quietly([*own, "--version"]):
        return own
    say("bringing in pip")
    if quietly([python, "-m", "ensurepip", "--default-pip"]):
        return own
    if quietly([*beside, "--version"]):
        return beside
    raise InstallFailed(NO_PIP)


def environment_for_uv() -> dict[str, str]:
    """uv asks the index that pip was told of, unless it was told of one itself."""
    told = dict(os.environ)
    if "PIP_INDEX_URL" in told:
        told.setdefault("UV_DEFAULT_INDEX", told["PIP_INDEX_URL"])
    return told


def quiet_pip() -> dict[str, str]:
    """pip without its advice about newer versions of itself."""
    return os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}


def pins(lock: Path) -> int:
    """How many packages a lock pins: those lines that begin with a name."""
    return sum(line[:1].isalnum() for line in lock.read_text(encoding="utf-8").splitlines())


def run(command: Command, environment: dict[str, str], say: Say) -> bool:
    """Whether the command succeeded; what it prints goes to standard error, with a sign of life every ten seconds."""
    started = time.monotonic()
    with subprocess.Popen(command, env=environment, stdout=sys.stderr) as installer:
        while True:
            try:
                return installer.wait(SIGN_OF_LIFE) == 0
            except subprocess.TimeoutExpired:
                say(f"still installing after {time.monotonic() - started:.0f} s")


def quietly(command: Command) -> bool:
    """Whether the command succeeded; what it prints is dropped."""
    return subprocess.run(command, capture_output=True, env=quiet_pip(), check=False).returncode == 0
