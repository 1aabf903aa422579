"""The locks: every package pinned with its hashes, as the `.in` files ask, and no index named anywhere."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

NAMES = ("bootstrap", "run", "test", "bench", "spark")
PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)(\[[a-z,]+\])?==(?P<version>[^\s;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("crates", "io"),
        ("proxy", "golang", "org"), ("repo1", "maven", "org"), ("deb", "debian", "org"),
    )
)  # fmt: skip
INDEX_OPTIONS = ("--index-" + "url", "--extra-index-" + "url", "--find-" + "links")


def lock(root: Path, name: str) -> str:
    return (root / "deploy" / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def pinned(text: str) -> dict[str, set[str]]:
    """Each package of a lock with its versions: a universal lock may pin one for each kind of machine."""
    pins: dict[str, set[str]] = {}
    for pin in PIN.finditer(text):
        pins.setdefault(canonicalize_name(pin["name"]), set()).add(pin["version"])
    return pins


def unhashed(text: str) -> list[str]:
    """The pins of a lock that have no hash."""
    blocks = re.split(r"\n(?=\S)", text.strip())
    return [block.split()[0] for block in blocks if not HASH.search(block)]


def unmet(wanted: str, text: str) -> list[str]:
    """The requirements of an `.in` file that a lock does not hold."""
    lines = [line.split("#")[0].strip() for line in wanted.splitlines()]
    asked = [Requirement(line) for line in lines if line and not line.startswith("-")]
    pins = pinned(text)
    return [str(r) for r in asked if not any(r.specifier.contains(v) for v in pins.get(canonicalize_name(r.name), ()))]


def named_hosts(text: str) -> list[str]:
    return [mark for mark in (*HOSTS, *INDEX_OPTIONS) if mark in text]


@pytest.mark.parametrize("name", NAMES)
def test_every_pin_has_its_hashes(root: Path, name: str) -> None:
    assert pinned(lock(root, name))
    assert unhashed(lock(root, name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_names_no_address(root: Path, name: str) -> None:
    assert "://" not in lock(root, name)
    assert [line for line in lock(root, name).splitlines() if line.startswith(("-", "#"))] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_holds_what_its_in_file_asks_for(root: Path, name: str) -> None:
    wanted = (root / "deploy" / "requirements" / f"{name}.in").read_text(encoding="utf-8")
    assert unmet(wanted, lock(root, name)) == []


@pytest.mark.parametrize("other", ["test", "bench", "spark"])
def test_the_tests_and_benches_run_what_people_run(root: Path, other: str) -> None:
    run, held = pinned(lock(root, "run")), pinned(lock(root, other))
    assert {name: versions for name, versions in run.items() if held.get(name) != versions} == {}


def test_no_tracked_file_names_an_index_or_its_host(root: Path, files: list[Path]) -> None:
    small = [path for path in files if path.stat().st_size < 2**21]
    named = {str(path): marks for path in small if (marks := named_hosts(path.read_text("utf-8", "replace")))}
    assert named == {}


def test_no_lock_that_records_addresses_is_tracked(files: list[Path]) -> None:
    assert [path for path in files if path.name in {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock"}] == []


def test_a_lock_that_breaks_a_rule_is_noticed() -> None:
    good = "a==1 \\\n    --hash=sha256:" + "0" * 64
    assert unhashed(good) == []
    assert unhashed(good + "\nb==2\nc==3 \\\n    --hash=md5:0") == ["b==2", "c==3"]
    assert unmet("a>=2\nd\n# a comment\n", good) == ["a>=2", "d"]
    assert named_hosts("see https://" + HOSTS[0] + "/simple") == [HOSTS[0]]
