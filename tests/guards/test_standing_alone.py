"""What must work where little is installed: `deploy` with Python alone, the verifier with cryptography besides."""

import ast
import subprocess
import sys
from pathlib import Path

VERIFIER = ("verify", "merkle", "note", "receipt", "checkpoint", "canonical", "errors", "__main__")
"""Modules of `audit` that an IG lead's laptop runs; those that are there are tried."""

ALLOWED_TO_THE_VERIFIER = ("audit", "cryptography", "cffi", "_cffi_backend")

REFUSE = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        top = name.split(".")[0]
        if top not in sys.stdlib_module_names and top not in ALLOWED:
            raise ImportError(f"{top} is not allowed here")
sys.meta_path.insert(0, Refuse())
sys.path.insert(0, ROOT)
"""


def with_only(root: Path, allowed: tuple[str, ...], program: str) -> subprocess.CompletedProcess[str]:
    """Run the program where nothing but the standard library and `allowed` can be imported."""
    refuse = REFUSE.replace("ALLOWED", repr(allowed)).replace("ROOT", repr(str(root)))
    return subprocess.run([sys.executable, "-I", "-c", refuse + program], capture_output=True, text=True, check=False)


def test_the_verifier_needs_only_cryptography(root: Path) -> None:
    there = [f"audit.{name}" for name in VERIFIER if (root / "audit" / f"{name}.py").exists()]
    program = "import importlib\nfor name in " + repr(there) + ": importlib.import_module(name)"
    verdict = with_only(root, ALLOWED_TO_THE_VERIFIER, program)
    assert verdict.returncode == 0, verdict.stderr


def test_the_verifier_shows_its_usage_without_anything_else_installed(root: Path, assembled: bool) -> None:
    if not (root / "audit" / "__main__.py").exists():
        assert not assembled
        return
    program = "import runpy\nsys.argv = ['audit', 'verify', '--help']\nrunpy.run_module('audit', run_name='__main__')"
    verdict = with_only(root, ALLOWED_TO_THE_VERIFIER, program)
    assert verdict.returncode == 0, verdict.stderr
    assert "usage" in verdict.stdout.lower()


def test_deploy_starts_with_python_alone(root: Path) -> None:
    verdict = with_only(root, ("deploy",), "from deploy.verbs import main\nsys.exit(main([]))")
    assert verdict.returncode == 0, verdict.stderr
    assert "python3 -m deploy VERB" in verdict.stdout


def test_no_module_of_deploy_imports_anything_that_is_not_in_python(root: Path) -> None:
    for path in (root / "deploy").glob("*.py"):
        tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        names = [a.name for n in tree if isinstance(n, ast.Import) for a in n.names]
        tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        names += [n.module or "" for n in tree if isinstance(n, ast.ImportFrom)]
        outside = [name for name in names if name.split(".")[0] not in sys.stdlib_module_names | {"deploy"}]
        assert outside == [], path


def test_an_older_python_can_read_that_it_is_too_old(root: Path) -> None:
    source = (root / "deploy" / "__main__.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 7))
    assert source.index("sys.version_info < (3, 11)") < source.index("from deploy")


def test_a_stranger_among_the_imports_is_noticed(root: Path) -> None:
    verdict = with_only(root, ("audit", "cryptography"), "import pydantic")
    assert "pydantic is not allowed here" in verdict.stderr
    assert with_only(root, (), "import deploy").returncode == 1
