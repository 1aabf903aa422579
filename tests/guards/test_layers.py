"""Upper layers import lower ones only, and a library that only one file may know is known to that file alone."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ALONE = {
    "opa_client": {"policies/opa.py"},
    "regopy": {"policies/embedded.py", "deploy/bench/policy_decisions.py"},
}
"""Libraries that one file of ours keeps from all the others. A bench may measure one bare, as its baseline."""

NOWHERE = {"authlib.jose", "fastapi.testclient", "starlette.testclient"}
"""Deprecated in favour of joserfc; and AsyncClient with ASGITransport instead of a client with a loop of its own."""


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    run = [sys.executable, "-c", command, "--no-logo", "--no-cache"]
    return subprocess.run(run, cwd=folder, capture_output=True, text=True, check=False)


def imported(source: str) -> set[str]:
    """Every module that the source imports, and its parents."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names | {name.split(".")[0] for name in names}


def strangers(source: str, place: str) -> list[str]:
    """What this file imports and may not."""
    names = imported(source)
    kept = [name for name, homes in ALONE.items() if name in names and place not in homes]
    return kept + sorted(names & NOWHERE)


def test_every_layer_imports_only_lower_ones(root: Path) -> None:
    verdict = lint_imports(root)
    assert verdict.returncode == 0, verdict.stdout


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("isa/vocabulary.py", "import service"),
        ("audit/__init__.py", "import isa"),
        ("policies/question.py", "import connectors"),
        ("connectors/records.py", "import fastapi"),
        ("service/errors.py", "import deploy"),
        ("service/sealing/__init__.py", "import service.store"),
    ],
)
def test_an_import_that_goes_up_or_sideways_is_noticed(
    root: Path, sources: list[Path], tmp_path: Path, place: str, line: str
) -> None:
    for path in [*sources, root / "pyproject.toml"]:
        copy = tmp_path / path.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    with (tmp_path / place).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    assert lint_imports(tmp_path).returncode == 1


def test_a_library_behind_a_port_is_imported_in_one_file_only(root: Path, sources: list[Path]) -> None:
    places = {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in sources}
    found = {place: names for place, source in places.items() if (names := strangers(source, place))}
    assert found == {}


def test_a_library_in_the_wrong_file_is_noticed() -> None:
    assert strangers("from opa_client import create_opa_client", "service/enquiry/decide.py") == ["opa_client"]
    assert strangers("import regopy", "policies/opa.py") == ["regopy"]
    assert strangers("from authlib import jose", "service/identity/tokens.py") == ["authlib.jose"]
    assert strangers("import regopy", "policies/embedded.py") == []
