"""The top of the checkout: each folder answers one question, and there is no drawer for the rest."""

from pathlib import Path

FOLDERS = {"isa", "audit", "policies", "connectors", "service", "deploy", "tests", "docs", ".ci"}
FILES = {"README.md", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", ".gitignore"}
ALSO_TESTED = {"guards", "acceptance", "browser", "vectors"}
"""Folders of tests that mirror no package: the architecture, the scenarios of the domain, walks in a browser, and the
vectors that the project publishes."""


def tops(paths: list[Path], root: Path) -> tuple[set[str], set[str]]:
    """The folders and the files at the top of the checkout."""
    parts = [path.relative_to(root).parts for path in paths]
    return {p[0] for p in parts if len(p) > 1}, {p[0] for p in parts if len(p) == 1}


def test_the_top_of_the_checkout_is_as_designed(root: Path, files: list[Path]) -> None:
    folders, loose = tops(files, root)
    assert folders <= FOLDERS
    assert loose == FILES


def test_the_tests_mirror_the_packages(root: Path, tests: list[Path]) -> None:
    folders = {path.relative_to(root).parts[1] for path in tests if len(path.relative_to(root).parts) > 2}
    assert folders <= (FOLDERS - {"tests", "docs", ".ci"}) | ALSO_TESTED


def test_test_folders_are_no_packages(tests: list[Path]) -> None:
    assert [path for path in tests if path.name == "__init__.py"] == []


def test_every_package_says_which_question_it_answers(root: Path) -> None:
    for folder in FOLDERS - {"tests", "docs", ".ci"}:
        assert "?" in (root / folder / "__init__.py").read_text(encoding="utf-8").splitlines()[0], folder


def test_a_new_folder_at_the_top_is_noticed(root: Path) -> None:
    assert tops([root / "lib" / "x.py", root / "setup.py"], root) == ({"lib"}, {"setup.py"})
