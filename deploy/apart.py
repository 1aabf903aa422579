"""Environments for what nothing else needs: `.venv-bench` for the peers of a bench, `.venv-spark` for linking on Spark.

They are made when first asked for and brought up to date when their lock changed, beside `.venv` and never in it, so
that `run`, `test` and `check` neither wait for them nor meet their packages. Standard library only.
"""

import json
import shutil
import venv
from pathlib import Path

from deploy import turn
from deploy.environment import SetUpFailed, digest, say
from deploy.installing import InstallFailed, install
from deploy.paths import ROOT, locked


def python_of(name: str) -> Path:
    """Where the Python of the environment for the requirements called `name` is, or will be."""
    return ROOT / f".venv-{name}" / "bin" / "python"


def prepare(name: str) -> Path:
    """Have the requirements called `name` installed in an environment of their own, and return its Python.

    Raises:
        SetUpFailed: they cannot be installed here; the message tells a person what to do.
    """
    if not is_current(name):
        with turn.taken(ROOT):
            if not is_current(name):
                _make(name)
    return python_of(name)


def is_current(name: str) -> bool:
    """Whether the environment is there, whole, and of the lock as it is now."""
    try:
        stamp = json.loads(_stamp(name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return python_of(name).exists() and isinstance(stamp, dict) and stamp.get(name) == digest(locked(name))


def _make(name: str) -> None:
    place = python_of(name).parent.parent
    say(f"making {place.name}: the first time it downloads a good deal")
    try:
        shutil.rmtree(place, ignore_errors=True)
        venv.create(place, with_pip=False, symlinks=True)
        install(name, python_of(name), say)
        _stamp(name).write_text(json.dumps({name: digest(locked(name))}), encoding="utf-8")
    except OSError as failure:
        raise SetUpFailed(f"{place} cannot be written: {failure.strerror}.") from failure
    except InstallFailed as failure:
        raise SetUpFailed(str(failure)) from failure


def _stamp(name: str) -> Path:
    return python_of(name).parent.parent / "golden-thread.json"
