"""What is told of a person leaves by one door: only the step that holds the receipt of its entry releases an answer."""

import ast
from pathlib import Path

DOORS = {"service/enquiry/append.py", "service/enquiry/reread.py"}
TO_THE_PERSON_CONCERNED = {"service/oversight/access/releasing.py"}
"""What a person is told of themselves is a disclosure too, and leaves in the same way."""


def used_in(path: Path, name: str) -> bool:
    """Whether a file calls or imports something by this name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("audit")
        for alias in node.names
    }
    return name in called or name in imported


def users_of(name: str, root: Path, sources: list[Path]) -> set[str]:
    return {path.relative_to(root).as_posix() for path in sources if used_in(path, name)}


def test_only_the_doors_release(root: Path, sources: list[Path]) -> None:
    assert users_of("release", root, sources) == DOORS | TO_THE_PERSON_CONCERNED


def test_only_the_doors_make_what_a_transport_may_send(root: Path, sources: list[Path]) -> None:
    assert users_of("Disclosed", root, sources) == DOORS


def test_only_the_log_issues_receipts(root: Path, sources: list[Path]) -> None:
    """And the bench's log that keeps nothing: what an answer would cost without one."""
    log = {"audit/log.py", "audit/writer.py", "audit/earlier_shard.py", "audit/witness/covering.py"}
    assert users_of("issue", root, sources) <= log | {"deploy/bench/audit_enquiry.py"}


def test_only_identity_makes_a_principal(root: Path, sources: list[Path]) -> None:
    assert {path.rsplit("/", 1)[0] for path in users_of("Principal", root, sources)} == {"service/identity"}


def test_a_second_door_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text("from audit.release import release\n\nbody = release(sealed, receipt)\n")
    (tmp_path / "plain.py").write_text("def release_notes() -> str:\n    return 'release'\n")
    assert users_of("release", tmp_path, [*tmp_path.iterdir()]) == {"page.py"}
