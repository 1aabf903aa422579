"""Where things are in the checkout. Standard library only."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "deploy" / "requirements"


def locked(name: str) -> Path:
    """The locked requirements called `name`: `bootstrap`, `run` or `test`."""
    return REQUIREMENTS / f"{name}.txt"


def wanted(name: str) -> Path:
    """What a person asked for, from which `locked(name)` is made."""
    return REQUIREMENTS / f"{name}.in"
