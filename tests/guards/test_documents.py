"""The documents say only what is so: links lead somewhere, commands and files that they name are there."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from deploy.verbs import VERBS

LINK = re.compile(r"\]\((?!https?:|mailto:|#)(?P<target>[^)#\s]+)")
SOURCE = re.compile(r'src="(?P<target>[^":]+)"')
DEPLOY = re.compile(r"python3 -m deploy ([a-z]+)")
SERVICE = re.compile(r"python -m service ([a-z]+)")
FILE = re.compile(r"`((?:isa|audit|policies|connectors|service|deploy|tests|docs|\.ci)/[\w./-]*)`")
TEMPLATE = "0000-template.md"
SECTIONS = ("## Context", "## Decision", "## What else was considered", "## Consequences")


def dead_links(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    targets = [m["target"] for pattern in (LINK, SOURCE) for m in pattern.finditer(text)]
    return [target for target in targets if not (page.parent / target).exists()]


def unknown_verbs(text: str) -> set[str]:
    return set(DEPLOY.findall(text)) - VERBS.keys()


def missing_files(text: str, root: Path) -> list[str]:
    return [name for name in FILE.findall(text) if not (root / name).exists()]


def faults(record: Path) -> list[str]:
    """What a decision record lacks."""
    text = record.read_text(encoding="utf-8")
    lacks = [section for section in SECTIONS if section not in text]
    return lacks if text.startswith(f"# {int(record.name[:4])}. ") else ["# number and title", *lacks]


def records(root: Path) -> list[Path]:
    return sorted(path for path in (root / "docs" / "decisions").glob("*.md") if path.name != TEMPLATE)


def test_every_link_leads_somewhere(pages: list[Path]) -> None:
    assert {str(page): dead for page in pages if (dead := dead_links(page))} == {}


def test_every_verb_of_deploy_that_is_named_exists(pages: list[Path]) -> None:
    assert set().union(*(unknown_verbs(page.read_text(encoding="utf-8")) for page in pages)) == set()


def test_the_readme_has_every_verb_of_deploy(root: Path) -> None:
    assert set(DEPLOY.findall((root / "README.md").read_text(encoding="utf-8"))) == VERBS.keys()


def test_every_verb_of_the_service_that_is_named_exists(root: Path, pages: list[Path], assembled: bool) -> None:
    if not assembled:
        assert not (root / "service" / "app.py").exists()
        return
    run = [sys.executable, "-m", "service", "--help"]
    told = subprocess.run(run, cwd=root, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    named = set().union(*(SERVICE.findall(page.read_text(encoding="utf-8")) for page in pages))
    assert {verb for verb in named if not re.search(rf"\b{verb}\b", told.stdout)} == set()


def test_every_file_that_is_named_exists(root: Path, pages: list[Path], assembled: bool) -> None:
    lasting = [page for page in pages if page.name != "CHANGELOG.md" and page.parent.name != "decisions"]
    missing = {name for page in lasting for name in missing_files(page.read_text(encoding="utf-8"), root)}
    if assembled:
        assert missing == set()
    assert {name for name in missing if not (root / name.split("/")[0]).is_dir()} == set()


def test_the_changelog_begins_with_this_version(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = re.findall(r"^## (\S+)", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert versions[0] == project["version"]


def test_decision_records_are_numbered_without_gaps(root: Path) -> None:
    assert [int(path.name[:4]) for path in records(root)] == list(range(1, len(records(root)) + 1))


def test_decision_records_say_why_and_what_else(root: Path) -> None:
    assert records(root)
    assert {path.name: lacks for path in records(root) if (lacks := faults(path))} == {}


@pytest.mark.parametrize("line", ["[x](nowhere.md)", "![x](docs/none.svg)", '<img src="none.svg">'])
def test_a_dead_link_is_noticed(tmp_path: Path, line: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(line)
    assert len(dead_links(page)) == 1


def test_a_verb_or_a_file_that_is_not_there_is_noticed(root: Path) -> None:
    assert unknown_verbs("python3 -m deploy fly and python3 -m deploy run") == {"fly"}
    assert missing_files("see `service/nowhere.py` and `isa/vocabulary.py`", root) == ["service/nowhere.py"]


def test_a_thin_decision_record_is_noticed(tmp_path: Path) -> None:
    record = tmp_path / "0007-thin.md"
    record.write_text("# 8. Thin\n\n## Context\n\n## Decision\n")
    assert faults(record) == ["# number and title", "## What else was considered", "## Consequences"]
