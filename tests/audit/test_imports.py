"""The log needs little: the standard library, cryptography and SQLAlchemy; its verifier only the first two."""

import ast
import subprocess
import sys
from pathlib import Path

import audit

ALLOWED = {"audit", "cryptography", "sqlalchemy", *sys.stdlib_module_names}


def imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in names}


def test_the_log_imports_nothing_else():
    files = list(Path(audit.__file__).parent.rglob("*.py"))
    assert len(files) > 15
    assert {f.name: imported(f) - ALLOWED for f in files if imported(f) - ALLOWED} == {}


def test_the_verifier_imports_only_the_standard_library_and_cryptography():
    names = "import audit.verify, audit.__main__, sys; print(*{m.split('.')[0] for m in sys.modules})"
    done = subprocess.run([sys.executable, "-c", names], capture_output=True, text=True, check=True)
    foreign = set(done.stdout.split()) - set(sys.stdlib_module_names) - {"audit", "cryptography"}
    assert not {name for name in foreign if not name.startswith("_")}
