"""What the guards look at: the checkout, and the files in it that are ours."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("isa", "audit", "policies", "connectors", "service", "deploy")
NOT_OURS = ("/static/", "/vendor/")
NEVER = {".git", ".venv", "__pycache__", ".golden-thread", "build", "node_modules", ".idea", ".vscode"}


def of_the_checkout() -> list[Path]:
    """Every file that is tracked or about to be; in a copy without git, every file but caches and data."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not is_passing(path)]
    return sorted(path for path in paths if path.is_file())


def is_passing(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return any(part in NEVER or (part.startswith(".") and part.endswith("_cache")) for part in parts)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def files() -> list[Path]:
    """Every file of the checkout."""
    return of_the_checkout()


@pytest.fixture(scope="session")
def ours(files: list[Path]) -> list[Path]:
    """Every file that we wrote: not what is vendored."""
    return [path for path in files if not any(mark in path.as_posix() for mark in NOT_OURS)]


@pytest.fixture(scope="session")
def sources(ours: list[Path]) -> list[Path]:
    """The Python files of our packages, without tests."""
    return [path for path in ours if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in PACKAGES]


@pytest.fixture(scope="session")
def tests(ours: list[Path]) -> list[Path]:
    """The Python files under tests/."""
    return [path for path in ours if path.suffix == ".py" and path.relative_to(ROOT).parts[0] == "tests"]


@pytest.fixture(scope="session")
def pages(ours: list[Path]) -> list[Path]:
    """The Markdown files."""
    return [path for path in ours if path.suffix == ".md"]


@pytest.fixture(scope="session")
def assembled() -> bool:
    """Whether the parts are put together: from then on, what the documents name must be there."""
    return (ROOT / "service" / "app.py").exists()
