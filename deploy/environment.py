"""The project's own environment, `.venv`: made once, brought up to date when a lock changed, else left alone.

What is installed is written down in a stamp inside `.venv` after the last package is in place, so that a set-up that
was killed half way is done again, and one that is up to date needs neither network nor time. Standard library only.
"""

import json
import shutil
import subprocess
import sys
import time
import venv
from hashlib import sha256
from pathlib import Path

from deploy import turn
from deploy.installing import InstallFailed, install
from deploy.paths import PYTHON, ROOT, VENV, locked

STAMP = VENV / "golden-thread.json"
SETS = {"bootstrap": ("bootstrap",), "run": ("bootstrap", "run"), "test": ("bootstrap", "run", "test")}
"""Each set of requirements holds those before it: `test` serves `run` too."""


class SetUpFailed(Exception):
    """The environment could not be made; the message tells a person what to do."""


def prepare(name: str) -> None:
    """Have the requirements called `name` (a key of `SETS`) installed in `.venv`.

    Raises:
        SetUpFailed: there is no way to install them here, or an installer failed.
    """
    if is_current(name):
        return
    with turn.taken(ROOT):
        if not is_current(name):
            set_up(name)


def is_current(name: str) -> bool:
    """Whether the stamp says that this lock, or a larger set that holds it, is what `.venv` has."""
    if not PYTHON.exists():
        return False
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(stamp, dict) and stamp.get("at") == str(VENV) and stamp.get(name) == digest(locked(name))


def set_up(name: str) -> None:
    """Make `.venv` if it is not sound, install, and write the stamp last."""
    started = time.monotonic()
    STAMP.unlink(missing_ok=True)
    if not is_sound():
        say(f"making {VENV.relative_to(ROOT)} with Python {sys.version.split()[0]}")
        make_empty()
    try:
        install(name, PYTHON, say)
    except InstallFailed as failure:
        raise SetUpFailed(str(failure)) from failure
    write_stamp(name)
    say(f"ready after {time.monotonic() - started:.1f} s")


def is_sound() -> bool:
    """Whether `.venv` is an environment whose Python starts, new enough, and that was made for this place."""
    probe = "import sys; print(sys.prefix); sys.exit(sys.version_info < (3, 11))"
    try:
        answer = subprocess.run([PYTHON, "-I", "-c", probe], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return answer.returncode == 0 and answer.stdout.strip() == str(VENV)


def make_empty() -> None:
    """Make `.venv` anew, with no packages: pip is brought in only if it is needed."""
    try:
        if VENV.is_symlink():
            VENV.unlink()
        elif VENV.exists():
            shutil.rmtree(VENV)
        venv.create(VENV, with_pip=False, symlinks=True)
    except OSError as failure:
        raise SetUpFailed(f"{VENV} cannot be written: {failure.strerror}.") from failure


def write_stamp(name: str) -> None:
    """Write down, whole or not at all, which locks `.venv` now holds."""
    stamp = {"at": str(VENV)} | {part: digest(locked(part)) for part in SETS[name]}
    fresh = STAMP.with_suffix(".new")
    fresh.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    fresh.replace(STAMP)


def digest(lock: Path) -> str:
    """The SHA-256 of a lock, in hexadecimal."""
    return sha256(lock.read_bytes()).hexdigest()


def say(line: str) -> None:
    """One plain line of progress, at once, on standard error: standard output is the verb's own."""
    print(f"set-up: {line}", file=sys.stderr, flush=True)
